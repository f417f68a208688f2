"""The keyless worker: rings watches that are due and forgets ended sessions.

It holds no key and imports no way to one (an import contract keeps it so). What an alarm says is
read by a signed-in person whose ring opens its cell.
"""

import sys
import time

from waystation.cli import setup

EVERY_S = 20


def work(*, once: bool = False) -> int:
    """Go round every twenty seconds until stopped; `once` makes a single round."""
    setup.migrate()
    while True:
        rang, ended = round_once()
        if rang or ended:
            sys.stdout.write(f"rang {rang} watches, forgot {ended} sessions\n")
            sys.stdout.flush()
        if once:
            return 0
        time.sleep(EVERY_S)


def round_once() -> tuple[int, int]:
    """Ring what is due and forget what has ended; say how many of each."""
    from waystation.base import clock, watches
    from waystation.vault import upkeep

    return watches.ring_due(clock.now()), upkeep.forget_ended(clock.real_now())
