"""What is left to a group if a stage fails it: a by-pass, a retreat, or a dead end, priced."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import numpy as np

from waystation.kernel import fallback as kernel
from waystation.kernel.planner import INT32
from waystation.routing.answers import Way
from waystation.routing.arrays import Asked
from waystation.routing.domain import Fallback, Fallbacks, to_chance
from waystation.routing.limits import guides_of
from waystation.routing.refusing import midnight

LOST = {kernel.RIDE_LOST: "guide", kernel.PLACE_LOST: "house"}
KINDS = {kernel.BY_PASS: "by-pass", kernel.RETREAT: "retreat", kernel.DEAD_END: "none"}

# Stages times rides: some two seconds of work.
WORK_MAX = 2_000_000


def fallbacks_of(ways: list[Way], asked: Asked) -> tuple[tuple[Fallbacks, ...], ...]:
    """Find the fallbacks of every stage of some ways, the earliest way on for each.

    In a large network only for the first ways, at least one; () for the rest.

    Cost: two small searches a stage, see `kernel.fallback`; two threads share them.
    """
    lost_with = _lost_with(asked)
    work = np.cumsum([way.rides.size * len(asked.rides) for way in ways])
    n_worked = max(1, int((work <= WORK_MAX).sum()))
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(lambda way: _of_way(way, asked, lost_with), ways[:n_worked])
        return (*found, *((),) * (len(ways) - n_worked))


def _lost_with(asked: Asked) -> INT32:
    """Number rides that are lost together: those of the one guide who leads them, or a leg's."""
    numbers: dict[str, int] = {}
    of_leg = []
    for leg in asked.legs:
        guides = guides_of(leg, asked.around)
        name = f"guide {guides[0]}" if len(guides) == 1 else f"leg {leg.slug}"
        of_leg.append(numbers.setdefault(name, len(numbers)))
    return np.array([of_leg[ride.leg] for ride in asked.rides], dtype=np.int32)


def _of_way(way: Way, asked: Asked, lost_with: INT32) -> tuple[Fallbacks, ...]:
    found = kernel.fallbacks(
        asked.net, asked.query, way.rides, way.departs, lost_with, safest_too=False
    )
    stages = []
    for nth, ride in enumerate(way.rides.tolist()):
        two = tuple(_one(one, way, asked) for one in found if one.stage == nth)
        n_guides = len(guides_of(asked.legs[asked.rides[ride].leg], asked.around))
        stuck = any(one.lost == "guide" and one.way == "none" for one in two)
        stages.append(Fallbacks(ways=two, n_guides=n_guides, dead_end=stuck and n_guides <= 1))
    return tuple(stages)


def _one(found: kernel.Fallback, way: Way, asked: Asked) -> Fallback:
    taken = found.back if found.earliest is None else found.earliest
    lost, kind = LOST[found.lost], KINDS[found.kind]
    if taken is None:
        return Fallback(lost=lost, way=kind)
    ends = asked.net.dst[list(taken.rides)].tolist()
    slugs = [asked.known.places[end].slug for end in ends]
    minutes = taken.departs[-1] + int(asked.net.duration_min[taken.rides[-1]])
    return Fallback(
        lost=lost,
        way=kind,
        to_place=asked.known.places[found.back_to].slug if found.back_to >= 0 else slugs[-1],
        via=tuple(slugs[:-1]),
        arrive=midnight(asked.question) + timedelta(minutes=minutes),
        risk_p=to_chance(max(0, int(asked.net.sums[list(taken.rides), 0].sum()))),
        cost_cents=int(asked.net.sums[list(taken.rides), 1].sum()),
        later_min=taken.extra[0],
        dearer_cents=taken.extra[2],
    )
