"""What stands in the way of stages still to come: halts, rests, what is not in force. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import zip_longest
from typing import NamedTuple

from waystation.dispatch.domain import STAGE_ENDS, StageOfPassage
from waystation.hazards.domain import both_ways
from waystation.network.domain import (
    VETTED,
    Calendar,
    House,
    Leg,
    Partner,
    Place,
    Record,
    open_days,
    standing_on,
)
from waystation.routing.domain import CHANGE_MAX_MIN, Lost

HALTED, CLOSED, GONE = "halted", "closed", "gone"


class Trouble(NamedTuple):
    """One thing a stage needs and cannot have.

    `what` is "leg", "place", "house" or "partner"; `kind` is "halted", "closed" (not open on that
    day), "gone" (not on file), or a standing other than vetted; `why` is what was given as reason.
    With `here` it is the place where the group stands: a reason to leave and none to stay.
    """

    stage: int
    what: str
    slug: str
    kind: str
    why: str = ""
    here: bool = False


class Ground(NamedTuple):
    """The network in whatever standing, by slug, and the reasons of the halts on it."""

    places: dict[str, Place]
    houses: dict[str, House]
    legs: dict[str, Leg]
    partners: dict[str, Partner]
    halts: dict[tuple[str, str], str]


def troubles(stages: Sequence[StageOfPassage], ground: Ground) -> tuple[Trouble, ...]:
    """List what stands in the way of the stages still to come, each thing once, by stage."""
    found: dict[tuple[str, str], Trouble] = {}
    left = [stage for stage in stages if stage.state not in STAGE_ENDS]
    for stage, after in zip_longest(left, left[1:]):
        for trouble in _of_stage(stage, after, ground):
            found.setdefault((trouble.what, trouble.slug), trouble)
    if left and (why := ground.halts.get(("place", left[0].from_place))) is not None:
        here = left[0].from_place
        found["place", here] = Trouble(left[0].number, "place", here, HALTED, why, here=True)
    return tuple(found.values())


def in_the_way(found: Iterable[Trouble]) -> tuple[Trouble, ...]:
    """Pick what keeps a group from going on; to leave a halted place is always right."""
    return tuple(trouble for trouble in found if not trouble.here)


def lost_in(found: Iterable[Trouble]) -> Lost:
    """Give what a new plan must do without; a house is lost with its place."""
    lost: dict[str, list[str]] = {"place": [], "leg": [], "partner": []}
    for trouble in in_the_way(found):
        lost["place" if trouble.what == "house" else trouble.what].append(trouble.slug)
    return Lost(
        places=tuple(lost["place"]), legs=tuple(lost["leg"]), partners=tuple(lost["partner"])
    )


def _of_stage(
    stage: StageOfPassage, after: StageOfPassage | None, ground: Ground
) -> Iterable[Trouble]:
    day = stage.depart.date()
    leg = both_ways(stage.leg)
    known = (
        ("leg", leg, ground.legs.get(leg)),
        ("place", stage.to_place, ground.places.get(stage.to_place)),
        ("partner", stage.guide, ground.partners.get(stage.guide)),
    )
    for what, slug, record in known:
        kind, why = _wrong(what, slug, record, day, ground)
        if kind:
            yield Trouble(stage.number, what, slug, kind, why)
    if after is not None and after.wait_min > CHANGE_MAX_MIN:
        kind = _house_wrong(ground.houses.get(stage.to_place), stage, after)
        if kind:
            yield Trouble(stage.number, "house", stage.to_place, kind)


def _wrong(
    what: str, slug: str, record: Leg | Place | Partner | None, day: date, ground: Ground
) -> tuple[str, str]:
    if (what, slug) in ground.halts:
        return HALTED, ground.halts[what, slug]
    if record is None:
        return GONE, ""
    standing = _standing(record, day)
    if standing:
        return standing
    if not isinstance(record, Place) and not open_days(record.calendar, day, 1)[0]:
        return CLOSED, _why_closed(record.calendar, day)
    return "", ""


def _house_wrong(house: House | None, stage: StageOfPassage, after: StageOfPassage) -> str:
    """Say what is wrong with staying in a house from one stage to the next; empty: nothing."""
    if house is None:
        return GONE
    first, last = stage.arrive.date(), after.depart.date()
    for nth in range((last - first).days + 1):
        standing = _standing(house, first + timedelta(days=nth))
        if standing:
            return standing[0]
    is_open = open_days(house.calendar, first, (last - first).days + 1)
    return "" if all(is_open) else CLOSED


def _standing(record: Record, day: date) -> tuple[str, str] | None:
    standing = standing_on(record, day)
    if standing == VETTED:
        return None
    rests = [rest.why for rest in record.rests if rest.first <= day <= rest.last]
    return standing, next(iter(rests), "")


def _why_closed(calendar: Calendar, day: date) -> str:
    return next((c.why for c in calendar.closed if c.first <= day <= c.last), "")
