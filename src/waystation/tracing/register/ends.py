"""The end of entries whose day has passed: the keyless worker sees to it."""

from datetime import date

from waystation.tracing.models import RegisterRow


def sweep(today: date) -> int:
    """Delete the entries whose consent ended before a day; says how many."""
    return RegisterRow.objects.filter(ends_on__lt=today).delete()[0]
