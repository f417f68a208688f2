"""What the passages that stay have taken already: guides' days, beds, people led. Pure."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from waystation.dispatch.domain import STAGE_ENDS, StageOfPassage
from waystation.dispatch.together.domain import to_hours
from waystation.dispatch.together.laid import Laid
from waystation.kernel.joint.net import DAY_H, SAMPLE_H, Taken


class Committed(NamedTuple):
    """A passage that stays as it is: its people and its stages."""

    people: int
    stages: Sequence[StageOfPassage]


def taken(laid: Laid, stays: Sequence[Committed]) -> Taken:
    """Count what the commitments that stay take of the days that are planned."""
    counts = laid.taken
    pool_of_leg = dict(zip(laid.legs, laid.field.pool.tolist(), strict=True))
    place = {slug: nth for nth, slug in enumerate(laid.places[: len(laid.places) - laid.n_twins])}
    for one in stays:
        for stage in one.stages:
            if stage.state in STAGE_ENDS:
                continue
            day = to_hours(stage.depart, laid.zero, up=False) // DAY_H
            pool = laid.pools.of.get(stage.guide, pool_of_leg.get(stage.leg, -1))
            if pool >= 0 and 0 <= day < counts.starts.shape[0]:
                counts.starts[day, pool] += 1
                counts.led[day, pool] += one.people
        for before, after in pairwise(one.stages):
            if after.state not in STAGE_ENDS and before.to_place in place:
                house = place[before.to_place]
                for sample in _samples(laid, before.arrive, after.depart):
                    counts.people[sample, house] += one.people
    return counts


def _samples(laid: Laid, come: datetime, go: datetime) -> range:
    """List the noons and midnights of a stay, as far as they lie in the plan."""
    first = max(0, to_hours(come, laid.zero, up=False) // SAMPLE_H + 1)
    last = to_hours(go, laid.zero, up=True) // SAMPLE_H
    return range(first, min(last + 1, laid.taken.people.shape[0]))
