"""Rules about legs in a row, and rest: the search runs on places that remember what came before.

Only a question that asks for such a rule pays for it.
"""

from itertools import takewhile
from typing import NamedTuple

import msgspec
import numpy as np

from waystation.kernel import rides
from waystation.kernel.planner import INT32, Front, Net, Query
from waystation.network.domain import ALWAYS_OPEN
from waystation.routing.arrays import Asked, Calendars
from waystation.routing.limits import DAY_MIN, guides_of
from waystation.routing.refusing import midnight

# Time under way is counted in these, rounded up for each leg, so that the memory stays small.
REST_STEP_MIN = 15
# With so many one is left who leads neither the leg before nor the one after.
ENOUGH_GUIDES = 3


class Ground(NamedTuple):
    """What is searched: the question's own net, or one with a memory for its rules."""

    net: Net
    query: Query
    copied: INT32 | None = None  # (rides,) ride of the question's net that each one copies
    remembered: rides.Remembering | None = None


class Found(NamedTuple):
    """A front in rides of the question's own net, and the rest each one needs before it."""

    front: Front
    rest_min: INT32


def ground_of(asked: Asked) -> Ground:
    """Give what to search: with rules every route of it keeps them, and none that does is missing.

    Cost: nothing without rules; with one about modes 15 ms for the historical network.
    """
    question, net, query, copied = asked.question, asked.net, asked.query, None
    wanted: list[rides.Rule] = []
    if question.guide_differs:
        net, copied, tag = rides.with_tags(net, *_guides(asked))
        net = _on_their_days(net, copied, tag, asked)
        query = query._replace(alive_leg=query.alive_leg[copied])
        wanted.append(_differs(tag, asked))
    ride_of = np.arange(len(asked.rides), dtype=np.int32) if copied is None else copied
    if question.max_run:
        wanted.append(_runs(asked, ride_of))
    if question.min_rest_min:
        wanted.append(_rest(asked, ride_of))
    if not wanted:
        return Ground(net, query)
    remembered = rides.remembering(net, query, wanted)
    return Ground(remembered.net, remembered.query, copied, remembered)


def told_back(ground: Ground, front: Front) -> Found:
    """Give a front as rides of the question's own net."""
    if ground.remembered is None:
        return Found(front, np.zeros(front.legs.size, np.int32))
    plain, rest_min = rides.told_back(ground.remembered, front)
    if ground.copied is not None:
        plain = plain._replace(legs=ground.copied[plain.legs])
    return Found(plain, rest_min)


def _differs(tag: INT32, asked: Asked) -> rides.InARow:
    partners = [partner.slug for partner in asked.known.partners]
    once, led_by = np.ones(len(partners), np.int32), asked.question.led_by
    if led_by not in partners:
        return rides.InARow(tag, once)
    return rides.InARow(tag, once, last_tag=partners.index(led_by), so_far=1)


def _guides(asked: Asked) -> tuple[INT32, INT32]:
    """Give the partners who may lead each ride, as the kernel's ragged arrays.

    A leg with three who are there every day never breaks the rule, whoever leads before and after.
    """
    always = {p.slug for p in asked.known.partners if p.calendar == ALWAYS_OPEN}
    number = {partner.slug: nth for nth, partner in enumerate(asked.known.partners)}
    of_leg = []
    for leg in asked.legs:
        named = [guide for guide in guides_of(leg, asked.around) if guide in number]
        many = sum(guide in always for guide in named) >= ENOUGH_GUIDES
        of_leg.append([] if many else [number[guide] for guide in named])
    of_ride = [of_leg[ride.leg] for ride in asked.rides]
    ptr = np.cumsum([0, *map(len, of_ride)], dtype=np.int32)
    return ptr, np.array([guide for guides in of_ride for guide in guides], dtype=np.int32)


def _on_their_days(net: Net, copied: INT32, tag: INT32, asked: Asked) -> Net:
    """Open each ride that one guide leads only on that guide's own days."""
    calendars = Calendars(midnight(asked.question).date())
    known: dict[tuple[int, int], int] = {}
    rows = []
    for ride, guide in zip(copied.tolist(), tag.tolist(), strict=True):
        nth = asked.rides[ride].leg
        if (nth, guide) not in known:
            leg = asked.legs[nth]
            if guide != rides.NO_TAG:
                slug = asked.known.partners[guide].slug
                leg = msgspec.structs.replace(leg, guides=(slug,))
            known[nth, guide] = calendars.row_of(leg, asked.around)
        rows.append(known[nth, guide])
    return net._replace(calendar=np.array(rows, dtype=np.int32), open_days=calendars.rows())


def _runs(asked: Asked, ride_of: INT32) -> rides.InARow:
    modes = {mode: nth for nth, mode in enumerate(asked.question.max_run)}
    tags = [modes.get(asked.legs[ride.leg].mode, rides.NO_TAG) for ride in asked.rides]
    most = np.array(list(asked.question.max_run.values()), dtype=np.int32)
    tag, last = np.array(tags, dtype=np.int32)[ride_of], asked.question.came_by[-1:]
    same = takewhile(lambda mode: mode in last, reversed(asked.question.came_by))
    last_tag = modes.get(last[0], rides.NO_TAG) if last else rides.NO_TAG
    return rides.InARow(tag, most, last_tag=last_tag, so_far=len(list(same)))


def _rest(asked: Asked, ride_of: INT32) -> rides.RestAfter:
    """Count quarters of an hour under way, rounded up for each leg."""
    steps = -(-asked.net.duration_min // REST_STEP_MIN)
    return rides.RestAfter(
        amount=steps[ride_of].astype(np.int32),
        most=max(1, asked.question.rest_after_min // REST_STEP_MIN),
        rest_min=asked.question.min_rest_min,
        may_rest=asked.query.max_wait_min >= DAY_MIN,
        so_far=-(-asked.question.under_way_min // REST_STEP_MIN),
    )
