"""The worker's rounds: it leaves word of each, so that one that died is noticed by others.

The word is the time it told, and where the machine's monotonic clock stood: that one goes forward
whatever is done to the other, but only until the machine is started again.
"""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from waystation.base.ids import new_id
from waystation.base.steady import Steady

# Written anew in every round of the worker.
SEEN = "worker-seen"
ALIVE = timedelta(minutes=5)
BOOT = Path("/proc/sys/kernel/random/boot_id")


class Seen(NamedTuple):
    """When the worker last went round; `same_start`: the machine was not started again since.

    `moved`: the machine's clock disagreed with it by more than five minutes.
    """

    word: Steady
    same_start: bool
    moved: bool = False


def note_round(told: Steady, *, moved: bool = False) -> None:
    """Leave word that the process that rings went round; only when, for nobody but ourselves."""
    path = Path(settings.HOME) / SEEN
    partial = path.with_suffix(".new")
    partial.touch(mode=0o600)
    how = "moved" if moved else "steady"
    says = f"{told.at.isoformat()} {told.monotonic_s:.3f} {_boot()} {how}\n"
    partial.write_text(says, encoding="ascii")
    partial.replace(path)


def seen() -> Seen | None:
    """Read the last word of the process that rings; None: it never went round."""
    path = Path(settings.HOME) / SEEN
    try:
        at, monotonic_s, boot, how = path.read_text(encoding="ascii").split()
        word = Steady(datetime.fromisoformat(at), float(monotonic_s))
    except FileNotFoundError:
        return None
    except ValueError:
        # An earlier version left an empty file: its own time says when.
        word = Steady(datetime.fromtimestamp(path.stat().st_mtime, UTC), 0.0)
        boot, how = "", "steady"
    return Seen(word, boot == _boot(), how == "moved")


def silent_for(real_now: datetime, monotonic_s: float | None = None) -> timedelta | None:
    """Say how long nothing was heard of the process that rings; None: never anything.

    Within one start of the machine its monotonic clock counts, which nobody sets. Word of an
    earlier start that lies in the future was left before the machine's clock was set back: then it
    has been silent at least since the machine was started.
    """
    last = seen()
    if last is None:
        return None
    at_s = uptime_s() if monotonic_s is None else monotonic_s
    if last.same_start:
        return timedelta(seconds=at_s - last.word.monotonic_s)
    by_clock = real_now - last.word.at
    return by_clock if by_clock >= timedelta(0) else timedelta(seconds=at_s)


def uptime_s() -> float:
    """Tell the seconds of a clock that nobody sets; while the machine sleeps it goes on."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def _boot() -> str:
    """Name this start of the machine; where nothing names it, no two are the same."""
    return BOOT.read_text(encoding="ascii").strip() if BOOT.exists() else new_id().hex
