"""The words of programmes, for templates."""

from django import template

from waystation.resettlement.programmes.wording import worded

register = template.Library()
register.filter("programme_word", worded)
