"""The two clocks: the organisation's (a demo's can stand still and be moved) and the real one."""

from datetime import UTC, datetime

from waystation.base.models import StandingClock


def real_now() -> datetime:
    """Tell the machine's own time: for sessions and anything an intruder could gain by moving."""
    return datetime.now(UTC)  # tidy: the one place that asks the machine


def now() -> datetime:
    """Tell the organisation's time: the demo's standing clock if one is set, else real time."""
    standing = StandingClock.objects.filter(pk=1).first()
    return standing.stands_at if standing else real_now()


def stand_at(moment: datetime) -> None:
    """Set the demo's clock and leave it there. An organisation at work has no such clock."""
    StandingClock.objects.update_or_create(pk=1, defaults={"stands_at": moment})


def is_standing() -> bool:
    """Say whether the organisation runs on a demo clock."""
    return StandingClock.objects.filter(pk=1).exists()
