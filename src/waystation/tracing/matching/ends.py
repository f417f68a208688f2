"""How searches end: ninety days after the last that was done with them, without any key."""

from datetime import date

from django.db import transaction

from waystation.tracing.matching.domain import KEPT_FOR
from waystation.tracing.models import SearchRow, Voice


@transaction.atomic
def sweep(today: date) -> int:
    """Delete the searches nobody touched for so long, and the hands on them; says how many."""
    old = SearchRow.objects.filter(day__lt=today - KEPT_FOR)
    Voice.objects.filter(about__in=old.values("pk")).delete()
    return old.delete()[0]
