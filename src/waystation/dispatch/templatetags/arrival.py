"""The words of the end of a passage, for templates."""

from django import template

from waystation.dispatch.arrival.wording import told

register = template.Library()
register.filter("told", told)
