"""Looks at a plan for all once more, on the records themselves and to the minute. Pure.

It reads neither the arrays nor the planner: leg by leg, what stands on file must allow it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from waystation.base.money import dollars
from waystation.base.words import say as _
from waystation.dispatch.domain import STAGE_ENDS
from waystation.dispatch.together.committed import Committed
from waystation.dispatch.together.domain import Candidate, Step, Terms
from waystation.dispatch.together.purse import template_of
from waystation.network.domain import House, Leg, bands, directed, is_open
from waystation.routing.arrays import both_ways
from waystation.routing.knowing import Known
from waystation.routing.limits import Around, around, bars, lies_in, wait_max_min

HOUR, HALF_DAY = timedelta(hours=1), timedelta(hours=12)


class Trouble(NamedTuple):
    """What a group's way breaks, in words; -1: no group alone."""

    nth: int
    says: str


class _Book(NamedTuple):
    """The records of a network by what they are called."""

    known: Known
    legs: Mapping[str, Leg]
    houses: Mapping[str, House]
    day: datetime


def troubles(
    known: Known,
    candidates: Sequence[Candidate],
    ways: Sequence[Sequence[Step]],
    stays: Sequence[Committed],
    terms: Terms,
    *,
    budget_cents: int,
) -> list[Trouble]:
    """Say everything in which a plan does not keep to the records; nothing: it is sound."""
    legs = {way.slug: way for leg in known.legs for way in directed(leg)}
    houses = {house.place: house for house in known.houses}
    records = _Book(known, legs, houses, terms.zero)
    found = [
        Trouble(nth, says)
        for nth, (one, steps) in enumerate(zip(candidates, ways, strict=True))
        for says in (_way(one, steps, records) if steps else ())
    ]
    found += [Trouble(-1, says) for says in _beds(candidates, ways, stays, records)]
    going = [one for one, steps in zip(candidates, ways, strict=True) if steps and not one.carried]
    per_head = template_of(terms).cents_a_person
    needed = sum(one.people for one in going) * per_head
    if needed > budget_cents:
        says = _("%(needed)s would be set aside; %(free)s are free.")
        values = {"needed": dollars(needed), "free": dollars(budget_cents)}
        found.append(Trouble(-1, says % values))
    return found


def _way(one: Candidate, steps: Sequence[Step], records: _Book) -> list[str]:
    """Follow one group from leg to leg."""
    known = records.known
    found: list[str] = []
    ground = around(one.question, places=known.places, partners=known.partners, halts=known.halts)
    here, at = one.question.start, one.question.start_at
    for nth, step in enumerate(steps, start=1):
        leg = records.legs.get(step.leg)
        if leg is None:
            return [*found, _("stage %(n)d: this leg is not on file") % {"n": nth}]
        if leg.from_place != here or step.depart < at:
            found.append(_("stage %(n)d: the group is not there yet") % {"n": nth})
        if bars(leg, both_ways(leg), one.question, ground):
            found.append(_("stage %(n)d: this leg is shut to the group") % {"n": nth})
        if not _leaves(leg, step, ground, records, in_light=one.no_night):
            found.append(_("stage %(n)d: nothing leaves then") % {"n": nth})
        stay_min = (step.depart - at) // timedelta(minutes=1)
        house = records.houses.get(here)
        if nth > 1 and stay_min > wait_max_min(house, one.question, ground.places[here]):
            found.append(_("stage %(n)d: the stay before it is too long") % {"n": nth})
        here, at = leg.to_place, step.arrive_by
    if here not in one.question.targets:
        found.append(_("the way does not end where the group is safe"))
    if lies_in(ground.places[here], one.question.not_at_all):
        found.append(_("the way ends in a land that is to be kept out of"))
    return found


def _leaves(leg: Leg, step: Step, ground: Around, records: _Book, *, in_light: bool) -> bool:
    """Say whether a leg really leaves at a moment and takes as long as planned."""
    a, b = ground.places[leg.from_place], ground.places[leg.to_place]
    minute = step.depart.hour * 60 + step.depart.minute
    takes = (step.arrive_by - step.depart) // timedelta(minutes=1)
    return is_open(leg.calendar, step.depart.date()) and any(
        band.duration_min == takes and minute in band.departs and not (in_light and band.dark)
        for band in bands(leg, a, b, records.day.date())
    )


def _beds(
    candidates: Sequence[Candidate],
    ways: Sequence[Sequence[Step]],
    stays: Sequence[Committed],
    records: _Book,
) -> list[str]:
    """Count who sleeps where, at every noon and midnight."""
    asleep: Counter[tuple[str, datetime]] = Counter()
    ours: set[tuple[str, datetime]] = set()
    for one, steps in zip(candidates, ways, strict=True):
        for before, after in pairwise(steps):
            place = records.legs[after.leg].from_place if after.leg in records.legs else ""
            for sample in _samples(before.arrive_by, after.depart, records.day):
                asleep[place, sample] += one.people
                ours.add((place, sample))
    for kept in stays:
        for first, second in pairwise(kept.stages):
            if second.state not in STAGE_ENDS:
                for sample in _samples(first.arrive, second.depart, records.day):
                    asleep[first.to_place, sample] += kept.people
    names = {place.slug: place.name for place in records.known.places}
    plain = House(place="", beds=0, max_nights=0, assumed=True)
    return [
        _("%(place)s: %(n)d people in %(beds)d beds on %(on)s")
        % {
            "place": names.get(place, place),
            "n": asleep[place, at],
            "beds": records.houses.get(place, plain).beds,
            "on": at.date().isoformat(),
        }
        for place, at in sorted(ours)
        if asleep[place, at] > records.houses.get(place, plain).beds
    ]


def _samples(come: datetime, go: datetime, zero: datetime) -> list[datetime]:
    """List the noons and midnights after somebody came, until they go.

    Whoever comes within the last hour before one is counted from the next one on, as they are in
    the hours of the plan.
    """
    come = zero + HOUR * -((zero - come) // HOUR)
    first = zero + HALF_DAY * ((come - zero) // HALF_DAY + 1)
    return [first + HALF_DAY * n for n in range(max(0, (go - first) // HALF_DAY + 1))]
