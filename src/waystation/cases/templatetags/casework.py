"""The words of casework, for templates."""

from django import template

from waystation.cases.wording import called

register = template.Library()
register.filter("called", called)
