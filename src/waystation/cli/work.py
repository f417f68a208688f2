"""The keyless worker: rings watches that are due, sends word of it, keeps the witness, tidies up.

It holds no key and imports no way to one (an import contract keeps it so). What an alarm says is
read by a signed-in person whose ring opens its cell.
"""

import os
import sqlite3
import sys
import time
from typing import NamedTuple

from waystation.base.errors import Refused
from waystation.cli import setup

# A carrier that does not take word is asked again after so long, then after twice as long.
WAIT_S, WAIT_MAX_S = 20, 600


class Round(NamedTuple):
    """What one round did: watches rung, sessions forgotten, alarms of which word was sent."""

    rang: int
    ended: int
    pinged: int


class Pinger:
    """Sends word that something rings, again and again until a carrier takes it."""

    def __init__(self) -> None:
        self.again_at_s, self.wait_s = 0.0, WAIT_S

    def ping(self, at_s: float) -> int:
        """Send word if anything rings that nobody was told of; say of how many alarms it was.

        Args:
          at_s: seconds on a clock that only goes forward.
        """
        from waystation.base import watches
        from waystation.cli import carrier

        if at_s < self.again_at_s or not carrier.is_configured():
            return 0
        waiting = watches.unpinged()
        if not waiting:
            return 0
        if not carrier.send_ping():
            self.again_at_s = at_s + self.wait_s
            self.wait_s = min(self.wait_s * 2, WAIT_MAX_S)
            return 0
        watches.note_pinged(waiting)
        self.again_at_s, self.wait_s = 0.0, WAIT_S
        return len(waiting)


def work(*, every_s: int = 20, once: bool = False, parent: int | None = None) -> int:
    """Go round until stopped; `once` makes a single round, `parent` is a process to end with.

    Raises:
      Refused: the only round asked for could not be made: the database is busy or the disk full.
    """
    setup.migrate()
    from django.db import DatabaseError

    pinger = Pinger()
    while True:
        try:
            done = round_once(pinger)
        except (DatabaseError, sqlite3.Error, OSError) as error:
            why = "the disk is full" if isinstance(error, OSError) else "the database is busy"
            if once:
                raise Refused(f"{why.capitalize()}.", hint="Try again.") from None
            sys.stderr.write(f"waystation: warning: {why}; trying again\n")
        else:
            if any(done):
                sys.stdout.write(_in_words(done))
                sys.stdout.flush()
        if once or not _slept(every_s, parent):
            return 0


def round_once(pinger: Pinger) -> Round:
    """Ring what is due and send word of it before anything else, then tidy up."""
    from waystation.base import clock, watches
    from waystation.cases import intake_ends
    from waystation.cases.exchange import ends as sheet_ends
    from waystation.cli import witness
    from waystation.vault import leftovers, upkeep

    rang = watches.ring_due(clock.now())
    pinged = pinger.ping(time.monotonic())
    ended = upkeep.forget_ended(clock.real_now())
    leftovers.forget_parts(clock.real_now())
    leftovers.forget_packed(clock.real_now())
    intake_ends.sweep(now=clock.now())
    sheet_ends.sweep(now=clock.now())
    witness.keep(clock.real_now())
    watches.note_round()
    return Round(rang, ended, pinged)


def _in_words(done: Round) -> str:
    word = f", sent word of {done.pinged}" if done.pinged else ""
    return f"rang {done.rang} watches, forgot {done.ended} sessions{word}\n"


def _slept(seconds: int, parent: int | None) -> bool:
    """Sleep until the next round; say whether there is one, or the parent has ended meanwhile."""
    for _second in range(seconds):
        if parent is not None and os.getppid() != parent:
            return False
        time.sleep(1)
    return True
