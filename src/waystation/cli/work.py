"""The keyless worker: rings watches that are due and forgets ended sessions.

It holds no key and imports no way to one (an import contract keeps it so). What an alarm says is
read by a signed-in person whose ring opens its cell.
"""

import os
import sys
import time

from waystation.base.errors import Refused
from waystation.cli import setup


def work(*, every_s: int = 20, once: bool = False, parent: int | None = None) -> int:
    """Go round until stopped; `once` makes a single round, `parent` is a process to end with.

    Raises:
      Refused: the only round asked for could not be made, because the database is busy.
    """
    setup.migrate()
    from django.db import OperationalError

    while True:
        try:
            rang, ended = round_once()
        except OperationalError:
            if once:
                raise Refused("The database is busy.", hint="Try again.") from None
            sys.stderr.write("waystation: warning: the database is busy; trying again\n")
        else:
            if rang or ended:
                sys.stdout.write(f"rang {rang} watches, forgot {ended} sessions\n")
                sys.stdout.flush()
        if once or not _slept(every_s, parent):
            return 0


def round_once() -> tuple[int, int]:
    """Ring what is due and forget what has ended; say how many of each."""
    from waystation.base import clock, watches
    from waystation.vault import upkeep

    return watches.ring_due(clock.now()), upkeep.forget_ended(clock.real_now())


def _slept(seconds: int, parent: int | None) -> bool:
    """Sleep until the next round; say whether there is one, or the parent has ended meanwhile."""
    for _second in range(seconds):
        if parent is not None and os.getppid() != parent:
            return False
        time.sleep(1)
    return True
