"""A clock that nobody can set back: due times are judged by it. Pure.

It goes on from the last word of the process that rings by the machine's monotonic clock. Where the
machine's own time disagrees by more than five minutes, both count: whatever is due by either is
due, and somebody is to look at the clock.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

DISAGREE = timedelta(minutes=5)


class Steady(NamedTuple):
    """Where the clock stood at some point of the monotonic one."""

    at: datetime
    monotonic_s: float


class Told(NamedTuple):
    """What time it is for due times, and whether the machine's clock was moved."""

    now: datetime
    steady: Steady
    moved: bool


def begin(
    wall: datetime, monotonic_s: float, last: Steady | None = None, *, same_start: bool = False
) -> Steady:
    """Start the clock: at the machine's time, unless the last word that was left says later.

    Args:
      same_start: the machine was not started again since that word; then its monotonic clock
        alone counts, and a clock that was set back or ahead meanwhile changes nothing.
    """
    if last is None:
        return Steady(wall, monotonic_s)
    if same_start:
        return Steady(last.at + timedelta(seconds=monotonic_s - last.monotonic_s), monotonic_s)
    return Steady(max(wall, last.at), monotonic_s)


def tell(steady: Steady, wall: datetime, monotonic_s: float) -> Told:
    """Tell the time: the machine's if it agrees, else the later of the two."""
    own = steady.at + timedelta(seconds=monotonic_s - steady.monotonic_s)
    moved = abs(wall - own) > DISAGREE
    # Small steps are how a clock is kept right; they are taken over.
    kept = Steady(own if moved else wall, monotonic_s)
    return Told(max(wall, own), kept, moved)
