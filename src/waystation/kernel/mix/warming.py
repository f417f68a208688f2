"""Compiles what drawing by lot needs, so that nobody waits for it in the field."""

import numpy as np

from waystation.kernel.mix.adversary import worst
from waystation.kernel.mix.flow import lot_of
from waystation.kernel.mix.roads import Roads, cheapest


def warm_mix() -> None:
    """Find a way and its worst two spots, on three legs in a row."""
    legs = np.arange(3, dtype=np.int32)
    roads = Roads(
        n_places=4,
        src=legs,
        dst=legs + np.int32(1),
        spot=legs,
        caught=np.full(3, 0.5),
        loss=np.full(3, 0.1),
        hours=np.ones(3),
        cents=np.ones(3),
    )
    way = cheapest(roads, roads.loss, 0, np.array([3], np.int32))
    if way is not None:
        worst(lot_of(roads, [way], np.ones(1)), roads, 2)
