"""How files that came in PFIF end: ninety days later, without any key."""

from datetime import date

from waystation.tracing.models import RunRow


def sweep(today: date) -> int:
    """Delete the files whose last day has passed, with their pieces; says how many rows."""
    return RunRow.objects.filter(ends_on__lt=today).delete()[0]
