"""Words for the codes of plans and their links."""

from django import template

from waystation.resettlement.mine.wording import called

register = template.Library()
register.filter("plan_word", called)
