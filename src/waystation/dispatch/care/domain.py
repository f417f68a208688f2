"""How partners are spared: what they carried, when a rest is due, what a new law changes. Pure.

None of this measures anybody: it counts what was asked of them, never how they did.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from waystation.dispatch.domain import TROUBLES, StageOfPassage, was_travelled
from waystation.hazards.domain import Hazard
from waystation.network.domain import (
    RESTING,
    STOPPED,
    Closure,
    Place,
    Record,
    codes_of,
    standing_on,
)

# A rest is due after so many stages or nights within so many days, and after any that went badly.
WITHIN = timedelta(days=14)
STAGES_MOST, NIGHTS_MOST = 3, 2
# Days off that are fewer do not count as a rest; so many are offered.
REST_LEAST_D, REST_OFFERED_D = 2, 7


class Led(NamedTuple):
    """One stage that a partner led or is to lead, and how many they had with them."""

    passage: UUID
    id: UUID
    code: str
    stage: StageOfPassage

    @property
    def is_behind(self) -> bool:
        """Say whether they set out on it."""
        return was_travelled(self.stage)

    @property
    def was_hard(self) -> bool:
        """Say whether something was reported on it that nobody shakes off in a day."""
        return any(report.what in TROUBLES for report in self.stage.reports)


class Load(NamedTuple):
    """What somebody carried so far: stages, those by night, people, hours, first and last day."""

    stages: int
    nights: int
    people: int
    hours: int
    first: date | None
    last: date | None


class Due(NamedTuple):
    """That a rest is due, why ("stages", "nights" or "hard"), how many, and since when."""

    why: str
    n: int
    since: date


class Law(NamedTuple):
    """A law of a land a partner lives or leads in; `n_after` of their stages begin under it."""

    hazard: Hazard
    days: int
    n_after: int

    @property
    def is_to_come(self) -> bool:
        """Say whether it does not hold yet."""
        return self.days > 0


def load(led: Iterable[Led]) -> Load:
    """Add up what a partner was asked to carry, of the stages on which a group set out."""
    behind = [one.stage for one in led if one.is_behind]
    days = [stage.depart.date() for stage in behind]
    minutes = sum(int((stage.arrive - stage.depart).total_seconds()) // 60 for stage in behind)
    return Load(
        stages=len(behind),
        nights=sum(stage.night for stage in behind),
        people=sum(stage.people for stage in behind),
        hours=-(-minutes // 60),
        first=min(days, default=None),
        last=max(days, default=None),
    )


def rest_due(led: Iterable[Led], rests: Iterable[Closure], today: date) -> Due | None:
    """Say whether a partner should rest now; None: not yet, or they rest already.

    What lies before their last rest counts no more, nor what is longer ago than WITHIN.
    """
    taken = [rest for rest in rests if (rest.last - rest.first).days + 1 >= REST_LEAST_D]
    if any(rest.first <= today <= rest.last for rest in taken):
        return None
    rested = [rest.last for rest in taken if rest.last < today]
    since = max([today - WITHIN, *rested])
    behind = sorted(
        (one for one in led if one.is_behind and since < one.stage.arrive.date() <= today),
        key=lambda one: one.stage.arrive,
    )
    nights = [one for one in behind if one.stage.night]
    for why, found, most in (
        ("hard", [one for one in behind if one.was_hard], 1),
        ("stages", behind, STAGES_MOST),
        ("nights", nights, NIGHTS_MOST),
    ):
        if len(found) >= most:
            return Due(why, len(found), found[most - 1].stage.arrive.date())
    return None


def rest_until(today: date) -> Closure:
    """Give the days of rest that are offered, from tomorrow on."""
    first = today + timedelta(days=1)
    return Closure(first=first, last=today + timedelta(days=REST_OFFERED_D))


def ahead(led: Iterable[Led], now: datetime) -> list[Led]:
    """List the stages somebody is still to lead, the next first."""
    waits = [one for one in led if one.stage.state in ("planned", "ordered", "accepted")]
    return sorted(waits, key=lambda one: one.stage.depart)


def laws(
    hazards: Iterable[Hazard], places: Sequence[Place], to_come: Sequence[Led], today: date
) -> list[Law]:
    """List the laws of some lands, those to come first and then the latest.

    A law is a danger with a day from which it holds. What is repealed or was withdrawn is left out.
    """
    codes = {code for place in places for code in (place.region, *codes_of(place)) if code}
    found = [
        Law(
            one,
            (one.on - today).days,
            sum(led.stage.depart.date() >= one.on for led in to_come),
        )
        for one in hazards
        if one.scope in codes and not one.withdrawn and (one.until is None or one.until >= today)
    ]
    return sorted(found, key=lambda law: (not law.is_to_come, abs(law.days), law.hazard.slug))


def stands(record: Record, today: date) -> str:
    """Say in one word how somebody is: "stopped", "resting", or "" where they can be asked."""
    standing = standing_on(record, today)
    return standing if standing in (STOPPED, RESTING) else ""
