"""Betters a plan for many groups part by part: a table made for what the others leave is exact.

With hundreds of groups a table of the whole net says little about what is still free. So a part of
them, those who share places at about the same time, is taken out, a table is made of what the rest
leave, and only this part is searched by it.
"""

import numpy as np

from waystation.kernel.joint.net import I64, Joint
from waystation.kernel.joint.room import Room, give_back, take
from waystation.kernel.joint.search import Search, better
from waystation.kernel.joint.shelf import Shelf
from waystation.kernel.joint.tables import Pricer, Real, least_costs
from waystation.kernel.joint.ways import Ways, no_prices

# How many groups make a part, and how many steps it is searched.
PART, STEPS, MOST = 40, 120, 4
HOURS_APART = 100.0


def better_part(
    pricer: Pricer, at: Search, table: Real, dice: np.random.Generator, heat: float
) -> Search:
    """Take out a part of the groups and search them by a table of what the others leave.

    `at` goes on in place; `table`: space for one. Returns the search as it looked at this part.
    """
    ways, people = at.ways, at.party
    part = together(ways, at.now, dice, PART)
    for group in part:
        give_back(ways, people, at.left, at.now, int(group))
    free = as_it_is(at.left)
    look = pricer.look(no_prices(ways), at.left, pays=False, into=table)
    for group in part:
        take(ways, people, at.left, at.now, int(group))
    is_among = np.zeros(len(people.size), np.bool_)
    is_among[part] = True
    alone = least_costs(people, look)
    shelf = Shelf(
        to_go=look.to_go[None, :],
        steps=look.steps,
        guide=look.guide[None],
        bed=look.bed[None],
        cent=np.zeros(1),
        pays=np.zeros(1, np.bool_),
    )
    one = at._replace(shelf=shelf, alone=alone, among=part, is_among=is_among)
    better(one, free, STEPS, heat, MOST)
    return one


def as_it_is(left: Room) -> Room:
    """Copy a room as it is now."""
    return Room(
        starts=left.starts.copy(),
        window=left.window.copy(),
        full=left.full.copy(),
        led=left.led.copy(),
        last=left.last.copy(),
        beds=left.beds.copy(),
        capped=left.capped.copy(),
        money=left.money.copy(),
    )


def no_shelf() -> Shelf:
    """Give a shelf without tables, for a search that is only made part by part."""
    return Shelf(
        to_go=np.zeros((1, 1), np.float32),
        steps=(1, 1, 1),
        guide=np.zeros((1, 1, 2), np.float32),
        bed=np.zeros((1, 1, 1), np.float32),
        cent=np.zeros(1),
        pays=np.zeros(1, np.bool_),
    )


def together(ways: Ways, joint: Joint, dice: np.random.Generator, most: int) -> I64:
    """Choose a group at random and those who share its places at about the same time."""
    n = len(joint.n_legs)
    on_the_way = np.arange(joint.legs.shape[1])[None, :] < joint.n_legs[:, None]
    passes = np.zeros((n, ways.n_places), np.bool_)
    group, leg = np.nonzero(on_the_way)
    passes[group, ways.src[joint.legs[group, leg]]] = True
    moves = np.maximum(on_the_way.sum(axis=1), 1)
    middle = (joint.hours * on_the_way).sum(axis=1) / moves
    first = int(dice.integers(n))
    shared = passes[:, passes[first]].sum(axis=1)
    near = shared - np.abs(middle - middle[first]) / HOURS_APART + 2.0 * dice.random(n)
    near[first] = np.inf
    return np.sort(np.argsort(-near, kind="stable")[:most]).astype(np.int64)
