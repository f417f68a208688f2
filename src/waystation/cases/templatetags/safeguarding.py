"""The words of safeguarding and complaints, and the card on a household's page, for templates."""

from typing import Any

from django import template

from waystation.base import clock
from waystation.cases.complaints import wording as of_complaints
from waystation.cases.safeguarding import queries, wording

register = template.Library()


@register.filter
def safeguarding_word(code: object, table: str) -> str:
    """Say a code of safeguarding in the reader's language."""
    return wording.called(code, table)


@register.filter
def complaint_word(code: object, table: str) -> str:
    """Say a code of complaints in the reader's language."""
    return of_complaints.called(code, table)


@register.inclusion_tag("cases/safeguarding/_card.html", takes_context=True)
def safeguarding_card(context: dict[str, Any], view: Any) -> dict[str, object]:
    """Show on a household's page the children whom nobody looks after, and what is open."""
    keyring, today = context["who"].keyring, clock.now().date()
    children = queries.children(view.id, keyring, today)
    concerns = [kept.value for kept in queries.open_concerns(view.id, keyring)]
    return {
        "view": view,
        "flagged": [child for child in children if child.is_flagged],
        "n_open": len(concerns),
        "n_stopping": sum(concern.at_once for concern in concerns),
    }
