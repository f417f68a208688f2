"""The lot of a question: real routes that keep the rails, and how often each should be drawn."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from waystation.dispatch.mixing.corridor import Corridor, corridor_of
from waystation.dispatch.mixing.domain import ONE_ROUTE, Belief, Bounds, bounds_of
from waystation.kernel.mix import adversary, flow, game
from waystation.kernel.mix.roads import I32, cheapest, routes_from
from waystation.routing.along import Given, only
from waystation.routing.answers import Way, route
from waystation.routing.arrays import Asked
from waystation.routing.asking import LABELS_MAX
from waystation.routing.domain import Route
from waystation.routing.searching import search

# Routes that are timed before a lot is made of them: a quarter of a second's work.
TIMED_MAX = 40
# Who is drawn less often than once in two hundred is not worth a line on the page.
LEAST_CHANCE = 0.005


class Figures(NamedTuple):
    """The chance to be caught with nobody watching, and with an adversary who knows all but luck.

    `watched_p` is never less than the truth.
    """

    quiet_p: float
    watched_p: float


class Timed(NamedTuple):
    """A way of the corridor that can really be travelled, at its safest within the rails."""

    legs: tuple[str, ...]
    route: Route


class Lot(NamedTuple):
    """Ways with the chance of each, the most likely first; what they are worth; and the safest."""

    ways: tuple[Timed, ...]
    chances: tuple[float, ...]
    figures: Figures
    safest: Timed
    always: Figures


def lot_of(asked: Asked, belief: Belief) -> Lot | None:
    """Make the lot of a question; None: there is no way there at all.

    The game is first played over all legs, without waits. Each route it takes is then timed as
    any plan is, those beyond the rails are left out, and the game is played again over the rest
    with their real risks. The safest way of the question is always among them.

    Cost: 0.1 s of CPU for a question on the historical network.
    """
    safest = safest_of(asked)
    if safest is None:
        return None
    corridor = corridor_of(asked, belief)
    found = {safest.legs: safest}
    bounds = bounds_of(belief, figures_of(safest, asked), ONE_ROUTE)
    for way in _spread(corridor, belief, safest):
        slugs = corridor.slugs(way)
        timed = found.get(slugs) or timed_within(asked, slugs, bounds)
        if timed is not None:
            found[slugs] = timed
    return _mixed(list(found.values()), asked, corridor, belief)


def timed_within(asked: Asked, legs: tuple[str, ...], bounds: Bounds) -> Timed | None:
    """Find the safest timing of a way that keeps its bounds; None: it cannot be travelled so."""
    kept = [
        timed
        for way in _ways(only(asked, Given(legs)))
        if bounds.holds(figures_of(timed := Timed(legs, route(way, asked)), asked))
    ]
    return min(kept, key=lambda timed: timed.route.risk_p, default=None)


def figures_of(timed: Timed, asked: Asked) -> Bounds:
    """Give the chance, hours and cents of a way, the hours from when the group is ready."""
    ready = asked.question.start_at
    hours = (timed.route.arrive - ready).total_seconds() / 3600
    return Bounds(timed.route.risk_p, hours, float(timed.route.cost_cents))


def figures_of_lot(lot: flow.Lot, corridor: Corridor, k: int) -> Figures:
    """Say what a lot loses to nobody, and at most to somebody who knows it."""
    at_worst = adversary.worst(lot, corridor.roads, k)
    return Figures(adversary.quiet_loss(lot), at_worst.at_most)


def alone(timed: Timed, corridor: Corridor, k: int) -> Figures:
    """Say what one way loses that everybody takes."""
    return figures_of_lot(_lot([timed], corridor, np.ones(1)), corridor, k)


def safest_of(asked: Asked) -> Timed | None:
    """Find the safest way of a question, the earliest of equally safe ones; None: there is none."""
    ways = _ways(asked, proving=True)
    if not ways or not ways[0].rides.size:
        return None
    best = min(ways, key=lambda way: (way.costs[1], way.costs[0], way.costs[2]))
    legs = tuple(asked.legs[asked.rides[ride].leg].slug for ride in best.rides.tolist())
    return Timed(legs, route(best, asked))


def _ways(asked: Asked, *, proving: bool = False) -> list[Way]:
    return search(asked, max_labels=LABELS_MAX, proving=proving, eps=0.0).ways


def _spread(corridor: Corridor, belief: Belief, safest: Timed) -> Iterable[I32]:
    """Give the ways that the game takes over all legs, the likeliest first."""
    roads = corridor.roads
    least = cheapest(roads, roads.loss, corridor.start, corridor.targets)
    if least is None:
        return []
    own = corridor.numbers(safest.legs)
    rails = bounds_of(
        belief,
        Bounds(
            float(roads.loss[own].sum()),
            float(roads.hours[own].sum()),
            float(roads.cents[own].sum()),
        ),
    )
    taken = game.equilibrium(roads, corridor.start, corridor.targets, belief.k, game.Rails(*rails))
    if taken is None:
        return []
    lot = flow.strip(roads, taken.on_leg, corridor.start, corridor.targets, most=TIMED_MAX)
    return [lot.routes.legs_of(nth) for nth in range(lot.routes.n)]


def _mixed(ways: list[Timed], asked: Asked, corridor: Corridor, belief: Belief) -> Lot:
    """Play the game over ways with their real figures; the safest one comes first in `ways`."""
    figures = np.array([figures_of(timed, asked) for timed in ways]).T
    rails = game.Rails(*bounds_of(belief, figures_of(ways[0], asked)))
    routes = routes_from([corridor.numbers(timed.legs) for timed in ways])
    mix = game.best_mix(routes, figures, corridor.roads, belief.k, rails)
    chance = np.eye(len(ways))[0] if mix is None else mix.chance
    order = [nth for nth in np.argsort(-chance, kind="stable") if chance[nth] >= LEAST_CHANCE]
    drawn = _lot([ways[nth] for nth in order], corridor, chance[order])
    return Lot(
        ways=tuple(ways[nth] for nth in order),
        chances=tuple(drawn.chance.tolist()),
        figures=figures_of_lot(drawn, corridor, belief.k),
        safest=ways[0],
        always=alone(ways[0], corridor, belief.k),
    )


def _lot(ways: list[Timed], corridor: Corridor, weight: np.ndarray) -> flow.Lot:
    lot = flow.lot_of(corridor.roads, [corridor.numbers(way.legs) for way in ways], weight)
    # What a route really costs with its waits, not only on its legs.
    return lot._replace(loss=-np.log1p(-np.array([way.route.risk_p for way in ways])))
