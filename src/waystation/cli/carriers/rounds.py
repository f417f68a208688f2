"""What the worker's round asks of the carriers: call whoever has to be called, and never wait.

Nothing of this is written down but, at the end, that a page was called for and on which day a way
took word. Whoever is killed in between calls again: twice does no harm, never does.
"""

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import UUID

from django.conf import settings

from waystation.base import clock, pings, watches
from waystation.base.models import Ping
from waystation.base.moments import bucket
from waystation.cli.carriers import house, outside
from waystation.cli.carriers.lanes import DEADLINE_S, Job, Key, Lanes
from waystation.cli.carriers.order import Reach, whom_next
from waystation.relay.pings import due

# A duty that nobody could be called for is called again after so long, then after twice as long.
WAIT_S, WAIT_MAX_S = 20, 600
# With the round's twenty seconds before and a call's few behind, word is out within a minute.
DELAY_MAX_S = 30
# Quarters of an hour in the sixteen that most people are awake.
WAKING_BUCKETS = 64
URGENCY = ("loud", "page", "phone", "nothing")
HOUSE = UUID(int=0)
_chance = random.SystemRandom()


@dataclass
class Round:
    """One duty being called: what for, who was called so far, and when to go on."""

    duty: UUID
    is_loud: bool = False
    # What to note once somebody took word; a call for nothing has nothing to note.
    note: Callable[[], None] | None = None
    n: int = 0
    has_house: bool = True
    said: dict[UUID, bool] = field(default_factory=dict)
    outstanding: set[UUID] = field(default_factory=set)
    again_at_s: float = 0.0
    wait_s: int = WAIT_S


class Carriers:
    """Calls those on duty, again and again until somebody's carrier takes word."""

    def __init__(self, *, delays: bool = True, lanes: Lanes | None = None) -> None:
        self._lanes = lanes or Lanes()
        self._delay_max_s = DELAY_MAX_S if delays else 0
        self._rounds: dict[Key, Round] = {}
        self._tried: set[UUID] = set()
        self._unnoted: list[tuple[UUID, bool]] = []
        self._quarter: datetime | None = None

    def ping(self, at_s: float) -> int:
        """Begin and carry on what calls there are; say of how many pages word was taken.

        Args:
          at_s: seconds on the clock that only goes forward.
        """
        now = clock.real_now()
        self._hear(at_s, now)
        self._take_up()
        self._try_new(at_s)
        self._call_for_nothing(now)
        return self._go_on(at_s, now)

    def finish(self) -> int:
        """Wait for what was begun, for a worker that makes one round only; as `ping`."""
        n, until_s = 0, time.monotonic() + DEADLINE_S
        while self._is_calling() and time.monotonic() < until_s:
            self._lanes.wait(0.2)
            at_s, now = time.monotonic(), clock.real_now()
            self._hear(at_s, now)
            n += self._go_on(at_s, now)
        return n

    def _is_calling(self) -> bool:
        return bool(self._tried) or any(one.outstanding for one in self._rounds.values())

    def _hear(self, at_s: float, now: datetime) -> None:
        """Take in what came of the calls that were made."""
        for job, taken in self._lanes.results(at_s):
            if job.way != HOUSE:
                self._unnoted.append((job.way, taken))
            one = self._rounds.get(job.key)
            if one is not None and job.way in one.outstanding:
                one.outstanding.discard(job.way)
                one.said[job.way] = taken
        # A busy database stops this at any line; what is left is noted in the next round.
        while self._unnoted:
            way, taken = self._unnoted[0]
            pings.note(way, taken=taken, on=now.date())
            self._unnoted.pop(0)
            self._tried.discard(way)

    def _take_up(self) -> None:
        """Begin a round for every duty with pages nobody was called for, and every phone."""
        calls = watches.to_call()
        for duty, is_loud in {(call.duty, call.loud) for call in calls}:
            pages = [call.page for call in calls if (call.duty, call.loud) == (duty, is_loud)]
            note = partial(watches.note_called, pages)
            self._begin("loud" if is_loud else "page", Round(duty, is_loud, note, len(pages)))
        for phone, items in due.waiting(clock.now()).items():
            note = partial(due.note_called, items)
            self._begin("phone", Round(phone, note=note, has_house=False))

    def _begin(self, what: str, one: Round) -> None:
        # What came after a round began waits for the next: its call may have been heard already.
        self._rounds.setdefault((one.duty, what), one)

    def _try_new(self, at_s: float) -> None:
        """Call every way nobody was called by yet; that is how people try out theirs."""
        for way in pings.untried():
            if way.id not in self._tried and self._put((way.id, "try"), way, at_s):
                self._tried.add(way.id)

    def _call_for_nothing(self, now: datetime) -> None:
        """Once a quarter of an hour, call some duties for no reason, outside their nights."""
        quarter = bucket(now)
        if quarter == self._quarter:
            return
        is_first, self._quarter = self._quarter is None, quarter
        share = settings.PING_DECOYS / WAKING_BUCKETS
        if is_first or share <= 0:
            return
        for duty in pings.duties():
            is_awake = not all(way.is_quiet for way in _reached(pings.of_duty(duty), now))
            if is_awake and _chance.random() < share:
                self._begin("nothing", Round(duty))

    def _go_on(self, at_s: float, now: datetime) -> int:
        """Call whoever is next of each duty, and close the rounds that are over."""
        n = 0
        # Alarms first: what a full queue turns away is a phone with mail.
        for key, one in sorted(self._rounds.items(), key=lambda each: URGENCY.index(each[0][1])):
            if one.outstanding or at_s < one.again_at_s:
                continue
            ways = {way.id: way for way in pings.of_duty(one.duty)}
            left = whom_next(
                _reached(ways.values(), now), said=_of_ways(one.said), is_loud=one.is_loud
            )
            for way in left:
                if self._put(key, ways[way], at_s):
                    one.outstanding.add(way)
            if (one.is_loud or not left) and self._calls_house(key, one, at_s):
                continue
            if not left:
                n += self._close(key, one, at_s)
        return n

    def _calls_house(self, key: Key, one: Round, at_s: float) -> bool:
        """Call the organisation's own address if the ways of a duty were not enough."""
        is_enough = bool(one.said) and all(one.said.values()) and not one.is_loud
        if HOUSE in one.said or is_enough or not one.has_house or not house.is_configured():
            return False
        job = Job(key, HOUSE, "house", house.send_ping, self._from_s(at_s))
        if self._lanes.put(job):
            one.outstanding.add(HOUSE)
        return True

    def _close(self, key: Key, one: Round, at_s: float) -> int:
        """End a round that somebody took word in; set another for later if nobody did."""
        if any(one.said.values()):
            if one.note is not None:
                one.note()
            del self._rounds[key]
            return one.n
        if not one.said or one.note is None:
            # Nobody can be called for this duty at all, or there was nothing to say.
            del self._rounds[key]
            return 0
        one.said, one.again_at_s = {}, at_s + one.wait_s
        one.wait_s = min(one.wait_s * 2, WAIT_MAX_S)
        return 0

    def _put(self, key: Key, way: Ping, at_s: float) -> bool:
        call = partial(outside.call, way.target)
        operator = way.target.split(" ")[1] if way.target.count(" ") == 2 else ""
        return self._lanes.put(Job(key, way.id, operator, call, self._from_s(at_s)))

    def _from_s(self, at_s: float) -> float:
        return at_s + _chance.uniform(0, self._delay_max_s)


def _reached(ways: Iterable[Ping], now: datetime) -> list[Reach]:
    minute = now.hour * 60 + now.minute
    return [Reach(way.id, way.place, pings.is_quiet(way, minute)) for way in ways]


def _of_ways(said: dict[UUID, bool]) -> dict[UUID, bool]:
    return {way: taken for way, taken in said.items() if way != HOUSE}
