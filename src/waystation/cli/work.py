"""The keyless worker: rings watches that are due, sends word of it, keeps the witness, tidies up.

It holds no key and imports no way to one (an import contract keeps it so). What an alarm says is
read by a signed-in person whose ring opens its cell.
"""

import os
import sqlite3
import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from waystation.base.errors import Refused
from waystation.cli import setup
from waystation.cli.timekeeper import Timekeeper

if TYPE_CHECKING:
    from waystation.cli.carriers.rounds import Carriers

# What was answered is forgotten after so long.
KEPT = timedelta(days=2)


class Round(NamedTuple):
    """What one round did: watches rung, sessions forgotten, pages of which word was sent."""

    rang: int
    ended: int
    pinged: int


def work(*, every_s: int = 20, once: bool = False, parent: int | None = None) -> int:
    """Go round until stopped; `once` makes a single round, `parent` is a process to end with.

    Raises:
      Refused: the only round asked for could not be made: the database is busy or the disk full.
    """
    setup.start()
    from django.db import DatabaseError, connections

    from waystation.base import clock
    from waystation.cli.carriers import house
    from waystation.cli.carriers.rounds import Carriers

    carriers, keeper = Carriers(delays=not once), Timekeeper(clock.real_now, call=house.send_ping)
    is_ready = False
    while True:
        try:
            if not is_ready:
                setup.migrate()
                is_ready = True
            done = round_once(carriers, keeper)
            if once:
                done = done._replace(pinged=done.pinged + carriers.finish())
        except (DatabaseError, sqlite3.Error, OSError) as error:
            # A server that was started anew has hung up: the next round asks it afresh.
            connections.close_all()
            why = "the disk is full" if isinstance(error, OSError) else "the database is busy"
            if once:
                raise Refused(f"{why.capitalize()}.", hint="Try again.") from None
            sys.stderr.write(f"waystation: warning: {why}; trying again\n")
        else:
            if any(done):
                sys.stdout.write(_in_words(done))
                sys.stdout.flush()
        if once or not slept(every_s, parent):
            return 0


def round_once(carriers: "Carriers", keeper: Timekeeper) -> Round:
    """Ring what is due and send word of it before anything else, then tidy up."""
    from waystation.base import clock, rounds, watches
    from waystation.cases import intake_ends
    from waystation.cases.exchange import ends as sheet_ends
    from waystation.cli import witness
    from waystation.giving import daily
    from waystation.ledger import expiring
    from waystation.tracing.matching import ends as search_ends
    from waystation.tracing.papers import ends as papers_ends
    from waystation.tracing.pfif import ends as file_ends
    from waystation.tracing.register import ends as register_ends
    from waystation.vault import leftovers, upkeep

    told = keeper.told()
    # The demo's clock stands until it is moved.
    standing = clock.now() if clock.is_standing() else None
    now = standing or told.now
    rang = watches.ring_due(now, steady=standing or told.steady.at)
    pinged = carriers.ping(time.monotonic())
    ended = upkeep.forget_ended(clock.real_now())
    leftovers.forget_parts(clock.real_now())
    leftovers.forget_packed(clock.real_now())
    intake_ends.sweep(now=clock.now())
    sheet_ends.sweep(now=clock.now())
    register_ends.sweep(clock.now().date())
    papers_ends.sweep(clock.now().date())
    search_ends.sweep(clock.now().date())
    file_ends.sweep(clock.now().date())
    expiring.expire(clock.now().date())
    daily.step(clock.now().date())
    witness.keep(clock.real_now())
    watches.forget_answered(now - KEPT)
    # Last: one that rings and then breaks off calls nobody, and whoever watches it is to notice.
    rounds.note_round(told.steady, moved=told.moved)
    return Round(rang, ended, pinged)


def _in_words(done: Round) -> str:
    word = f", sent word of {done.pinged}" if done.pinged else ""
    return f"rang {done.rang} watches, forgot {done.ended} sessions{word}\n"


def slept(seconds: int, parent: int | None) -> bool:
    """Sleep until the next round; say whether there is one, or the parent has ended meanwhile."""
    for _second in range(seconds):
        if parent is not None and os.getppid() != parent:
            return False
        time.sleep(1)
    return True
