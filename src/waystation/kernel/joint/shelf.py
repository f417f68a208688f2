"""A few tables side by side for a search, each at prices of its own."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.joint.net import F64, Prices
from waystation.kernel.joint.room import Room
from waystation.kernel.joint.tables import Pricer, Real, by_kind, scaled
from waystation.kernel.joint.ways import F32, n_samples

# By what part the bound's prices are scaled, and whether a way pays them or they only point.
TABLES = ((0.6, False), (0.8, False), (1.0, False), (0.6, True), (0.8, True), (1.0, True))
# How far the prices of pools stray when a table is made anew.
STRAY = 0.4


class Shelf(NamedTuple):
    """K tables side by side and their prices, overwritten in place: see `tables.Look`.

    Shapes: `to_go` (K, kinds * V * (hours + 1)); `guide` (K, days * P, 2); `bed` (K, samples, V);
    `cent`, `pays` (K).
    """

    to_go: F32
    steps: tuple[int, int, int]
    guide: F32
    bed: F32
    cent: F64
    pays: NDArray[np.bool_]


def fill_shelf(pricer: Pricer, free: Room, prices: Prices) -> Shelf:
    """Make the tables a search begins with."""
    ways, n = pricer.ways, len(TABLES)
    n_hours, n_places, _ = pricer.size
    n_kinds, wide = len(pricer.party.kind_size), n_hours + 1
    shelf = Shelf(
        to_go=np.empty((n, n_kinds * n_places * wide), np.float32),
        steps=(n_places * wide, 1, wide),
        guide=np.empty((n, ways.n_days * ways.n_pools, 2), np.float32),
        bed=np.empty((n, n_samples(n_hours), n_places), np.float32),
        cent=np.zeros(n, np.float64),
        pays=np.zeros(n, np.bool_),
    )
    table = pricer.blank()
    for slot, (part, pays) in enumerate(TABLES):
        put_on_shelf(pricer, shelf, slot, free, scaled(prices, part), pays=pays, into=table)
    return shelf


def put_on_shelf(
    pricer: Pricer,
    shelf: Shelf,
    slot: int,
    free: Room,
    prices: Prices,
    *,
    pays: bool,
    into: Real,
) -> None:
    """Make one table anew. `into`: space for a table."""
    look = pricer.look(prices, free, into=into)
    shelf.to_go[slot] = by_kind(pricer, look).reshape(-1)
    shelf.guide[slot], shelf.bed[slot] = look.guide, look.bed
    shelf.cent[slot], shelf.pays[slot] = look.cent, pays


def own_copy(shelf: Shelf) -> Shelf:
    """Copy a shelf for a second search."""
    return Shelf(
        to_go=shelf.to_go.copy(),
        steps=shelf.steps,
        guide=shelf.guide.copy(),
        bed=shelf.bed.copy(),
        cent=shelf.cent.copy(),
        pays=shelf.pays.copy(),
    )


def stray(prices: Prices, dice: np.random.Generator) -> Prices:
    """Scale prices at random, those of each pool by their own."""
    part = dice.uniform(0.4, 1.1)
    by_pool = np.exp(STRAY * dice.standard_normal(prices.guide.shape[1]))
    found = scaled(prices, part)
    return found._replace(guide=found.guide * by_pool[None, :])
