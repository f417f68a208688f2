"""From a question's arrays to the roads of the game, and back: legs as slugs, spots as legs."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from waystation.dispatch.mixing.domain import Belief, chance_caught
from waystation.kernel.mix.roads import I32, Roads
from waystation.routing.arrays import Asked, both_ways
from waystation.routing.domain import NEPER_SCALE


class Corridor(NamedTuple):
    """All legs that a question may use, one way each: `legs` are their slugs, by number."""

    roads: Roads
    legs: tuple[str, ...]
    start: int
    targets: I32

    def slugs(self, way: I32) -> tuple[str, ...]:
        """Name the legs of a way."""
        return tuple(self.legs[leg] for leg in way.tolist())

    def numbers(self, slugs: Sequence[str]) -> I32:
        """Give the legs of a way by number.

        Raises:
          KeyError: a leg that the question may not use.
        """
        number = {slug: nth for nth, slug in enumerate(self.legs)}
        return np.array([number[slug] for slug in slugs], np.int32)


def corridor_of(asked: Asked, belief: Belief) -> Corridor:
    """Lay out the legs that a question may use, each by its safest light.

    Both directions of a leg are one spot; how likely a watch there catches a group goes by the
    means of travel. Waits are not in it: what a route really costs, its own plan says.
    """
    best: dict[int, int] = {}
    for ride in np.flatnonzero(asked.query.alive_leg).tolist():
        leg = asked.rides[ride].leg
        if leg not in best or asked.net.sums[ride, 0] < asked.net.sums[best[leg], 0]:
            best[leg] = ride
    rides = np.array(list(best.values()), np.intp)
    spots: dict[str, int] = {}
    spot = [spots.setdefault(both_ways(asked.legs[leg]), len(spots)) for leg in best]
    caught = np.zeros(len(spots))
    caught[spot] = [chance_caught(belief, asked.legs[leg].mode) for leg in best]
    return Corridor(
        Roads(
            n_places=asked.net.n_places,
            src=asked.net.src[rides],
            dst=asked.net.dst[rides],
            spot=np.array(spot, np.int32),
            caught=caught,
            loss=asked.net.sums[rides, 0] / NEPER_SCALE,
            hours=asked.net.duration_min[rides] / 60,
            cents=asked.net.sums[rides, 1].astype(np.float64),
        ),
        tuple(asked.legs[leg].slug for leg in best),
        asked.query.start,
        asked.query.targets,
    )
