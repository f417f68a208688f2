"""The words of work, home, school, money and services, for templates."""

from collections.abc import Mapping
from uuid import UUID

from django import template
from django.utils.translation import gettext as _

from waystation.resettlement.means.wording import called, sum_of

register = template.Library()
register.filter("means_word", called)
register.filter("sum_in", sum_of)


@register.filter
def named(names: Mapping[UUID, str], person: UUID | None) -> str:
    """Say who of a household somebody is; the whole of it where nobody is named."""
    return names.get(person, "–") if person else str(_("the whole household"))
