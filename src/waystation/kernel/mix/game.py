"""How often to take which way, so that whoever watches the worst legs for us gains least.

A group takes one of many ways by lot; somebody watches k spots and knows the lot's chances, not
its outcome. What the k spots cost adds up here, which is never less than what they really cost.
The adversary's best answer to a flow is the sum of the k largest of what each spot would cost:
as a linear programme k theta + sum of what exceeds theta, so all is one programme over a flow.

Source: Washburn and Wood, Operations Research 43(2), 1995, two-person zero-sum games for network
interdiction; the sum of the k largest as a programme: Ogryczak and Tamir, Information Processing
Letters 85, 2003.
"""

from typing import NamedTuple

import numpy as np

from waystation.kernel.mix.programme import Entries, entries, solve
from waystation.kernel.mix.roads import F64, I32, Roads, Routes

NO_LIMIT = float("inf")


class Rails(NamedTuple):
    """How far a mix may bend on average: loss in nepers or chance, hours, cents."""

    loss: float = NO_LIMIT
    hours: float = NO_LIMIT
    cents: float = NO_LIMIT


class Flow(NamedTuple):
    """How likely each leg is taken (E), and what that costs at worst: `value`, an upper bound."""

    on_leg: F64
    value: float


class Mix(NamedTuple):
    """How likely each of some routes is drawn (n), and what that costs at worst at most."""

    chance: F64
    value: float


def equilibrium(
    roads: Roads, start: int, targets: I32, k: int, rails: Rails = Rails()
) -> Flow | None:
    """Find the flow that loses least to somebody who watches its k worst spots.

    None: no way leads there, or none keeps the rails.

    Cost: 0.1 s of CPU for 200 places and 1,000 legs.
    """
    n_legs, n_places = roads.src.size, roads.n_places
    is_target = np.zeros(n_places, np.bool_)
    is_target[targets] = True
    if is_target[start]:
        return Flow(np.zeros(n_legs), 0.0)
    # What leaves a place less what comes there; a leg out of a target is never taken.
    legs = np.arange(n_legs, dtype=np.int32)
    # A leg back to its own place is never taken; one entry of it is enough.
    into = legs[~is_target[roads.dst] & (roads.src != roads.dst)]
    balance = entries(
        (roads.src, legs, np.ones(n_legs)),
        (roads.dst[into], into, -np.ones(into.size)),
    )
    due = np.zeros(n_places)
    due[start] = 1.0
    room = np.full(n_places, np.inf)
    room[~is_target] = due[~is_target]
    spots = Entries(roads.spot, legs, roads.caught[roads.spot])
    figures = np.stack([roads.loss, roads.hours, roads.cents])
    upper = np.where(is_target[roads.src] | (roads.src == roads.dst), 0.0, 1.0)
    found = _least_worst(
        roads.loss, upper, (balance, due, room), spots, roads.caught.size, k, figures, rails
    )
    return None if found is None else Flow(*found)


def best_mix(
    routes: Routes, figures: F64, roads: Roads, k: int, rails: Rails = Rails()
) -> Mix | None:
    """Find how often to draw each of some routes, by the same game; None: none keeps the rails.

    Args:
      figures: (3, n) what each route costs with nobody watching, its hours, its cents.
    """
    n = routes.n
    column = np.repeat(np.arange(n, dtype=np.int32), np.diff(routes.ptr))
    # A route that passes a spot twice is seen there once.
    seen = np.unique(np.stack([roads.spot[routes.legs], column]), axis=1).astype(np.int32)
    once = Entries(np.zeros(n, np.int32), np.arange(n, dtype=np.int32), np.ones(n))
    spots = Entries(seen[0], seen[1], roads.caught[seen[0]])
    found = _least_worst(
        figures[0], np.ones(n), (once, np.ones(1), np.ones(1)), spots,
        roads.caught.size, k, figures, rails,
    )  # fmt: skip
    if found is None:
        return None
    return Mix(found[0] / found[0].sum(), found[1])


def _least_worst(
    loss: F64,
    upper: F64,
    must: tuple[Entries, F64, F64],
    spots: Entries,
    n_spots: int,
    k: int,
    figures: F64,
    rails: Rails,
) -> tuple[F64, float] | None:
    """Solve: least loss + k theta + excesses, where each spot costs at most theta + its excess."""
    n, (first, due, room) = loss.size, must
    limits = np.array(rails)
    kept = np.flatnonzero(np.isfinite(limits))
    of_spot = np.arange(n_spots, dtype=np.int32)
    spot_row, rail_row = due.size + of_spot, due.size + n_spots + np.arange(kept.size)
    theta = np.full(n_spots, n + n_spots, np.int32)
    columns = np.arange(n, dtype=np.int32)
    # Each rail as a share of itself, so that cents and chances are of one size.
    size = np.maximum(np.abs(limits[kept]), 1e-9)
    rows = [
        (np.repeat(rail_row[nth : nth + 1], n).astype(np.int32), columns, figures[of] / size[nth])
        for nth, of in enumerate(kept)
    ]
    matrix = entries(
        first,
        (spots.row + np.int32(due.size), spots.column, spots.value),
        (spot_row.astype(np.int32), n + of_spot, -np.ones(n_spots)),
        (spot_row.astype(np.int32), theta, -np.ones(n_spots)),
        *rows,
    )
    found = solve(
        np.concatenate([loss, np.ones(n_spots), [float(k)]]),
        np.concatenate([upper, np.full(n_spots + 1, np.inf)]),
        matrix,
        np.concatenate([due, np.full(n_spots + kept.size, -np.inf)]),
        np.concatenate([room, np.zeros(n_spots), limits[kept] / size]),
    )
    return None if found is None else (found.at[:n], found.value)
