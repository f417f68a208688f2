"""How papers end: those that were read long ago are deleted, without any key."""

from datetime import date, timedelta

from waystation.tracing.models import PaperRow
from waystation.tracing.papers.domain import KEPT_DAYS


def sweep(today: date) -> int:
    """Delete papers that were read long ago; says how many there were."""
    old = PaperRow.objects.filter(state="read", day__lt=today - timedelta(days=KEPT_DAYS))
    return old.delete()[0]
