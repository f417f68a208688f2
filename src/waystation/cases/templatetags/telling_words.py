"""The words of telling, for templates."""

from django import template

from waystation.cases.telling.wording import called

register = template.Library()
register.filter("telling_word", called)
