"""The values of two records that are compared, for templates."""

from django import template

from waystation.cases.matching.wording import told

register = template.Library()
register.filter("told", told)
