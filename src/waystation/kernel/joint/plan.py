"""One plan for many groups, within some seconds, and how far from the best it can be at most.

First every group in turn, the largest first; then prices and the bound they prove; then groups in
turn once more, leaving to others what is dear; then a search from the best of these until the time
is up: two at once with dice of their own, or, with many groups, part by part beside the bound.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import NamedTuple

import numpy as np

from waystation.kernel.joint.bound import Ascent, bound_at
from waystation.kernel.joint.greedy import FEW_GROUPS, first_come, in_turn, largest_first
from waystation.kernel.joint.nested import better_part, no_shelf
from waystation.kernel.joint.net import F64, Field, Groups, Joint, Prices, Taken
from waystation.kernel.joint.room import Room, room
from waystation.kernel.joint.search import MOST_OUT, Search, better, search
from waystation.kernel.joint.shelf import fill_shelf, own_copy, put_on_shelf, stray
from waystation.kernel.joint.tables import Pricer, least_costs, scaled
from waystation.kernel.joint.ways import Party, Ways, no_prices, party, ways

# What part of the time goes to the bound, with few groups and with many.
FOR_BOUND_FEW, FOR_BOUND_MANY = 0.17, 0.5
# Heat at the start and the end, as a part of the plan's cost; with many groups, of one group's.
HOT, COLD, PART_HEAT = 0.0015, 0.0001, 0.001
STEPS = 50
REPRICE_EVERY = 2
# Above so many groups, or entries of a table, a plan is searched part by part.
MANY_GROUPS, LARGE_TABLE = 150, 8_000_000
# At this part of the time both searches go on from the better plan.
SHARED_AT = 0.6
# Rounds of "who regretted most goes earlier", with many groups.
REGRETS = 2
# What part of the time is kept for reckoning the bound once more at the end.
KEPT_BACK = 0.015
NEAR_ENOUGH = 1e-4
HUNDRED = 100


class Planned(NamedTuple):
    """A plan for all, what no plan can cost less than, and the two plans by simple rules.

    All in units; `prices` are those that prove `bound`.
    """

    joint: Joint
    bound: float
    prices: Prices
    largest_first: Joint
    first_come: Joint

    @property
    def gap(self) -> float:
        """Say by what part of the bound the plan may be dearer than the best one, at most."""
        cost = float(self.joint.cost.sum())
        return (cost - self.bound) / self.bound if self.bound > 0 else float(cost > 0)


class _Time:
    """The seconds that were given, and who wants to hear of them."""

    def __init__(
        self,
        seconds: float,
        clock: Callable[[], float],
        on_step: Callable[[int, int], object] | None,
        stop: Callable[[], bool] | None,
    ) -> None:
        self.seconds = (1.0 - KEPT_BACK) * seconds
        self.clock, self.on_step, self.stop = clock, on_step, stop
        self.began = clock()

    def part(self) -> float:
        """Say what part of the time is gone."""
        return (self.clock() - self.began) / max(self.seconds, 1e-9)

    def goes_on(self, until: float = 1.0, *, tells: bool = True) -> bool:
        """Tell how far the work is, and say whether it goes on up to a part of the time."""
        part = self.part()
        if tells and self.on_step is not None:
            self.on_step(min(int(HUNDRED * part), HUNDRED), HUNDRED)
        return part < until and not (self.stop is not None and self.stop())


class _Job(NamedTuple):
    """All that the steps of one plan hand on."""

    field: Field
    taken: Taken
    ways: Ways
    party: Party
    pricer: Pricer
    free: Room
    time: _Time
    seed: int

    @property
    def is_small(self) -> bool:
        """Say whether there are few groups, so that each step is quick."""
        return len(self.party.size) <= FEW_GROUPS

    @property
    def is_light(self) -> bool:
        """Say whether a table is small enough to search the whole plan with several of them."""
        n_groups, entries = len(self.party.size), int(np.prod(self.pricer.size))
        return n_groups <= MANY_GROUPS and entries <= LARGE_TABLE

    def room(self) -> Room:
        """Give the room that commitments leave, afresh."""
        return room(self.field, self.taken, int(self.party.size.sum()))


def plan(
    field: Field,
    groups: Groups,
    taken: Taken,
    *,
    seconds: float,
    seed: int,
    on_step: Callable[[int, int], object] | None = None,
    stop: Callable[[], bool] | None = None,
    clock: Callable[[], float] = perf_counter,
) -> Planned:
    """Plan for all groups at once within some seconds, on two processors.

    The plan by the largest group first is always made, however short the time. `on_step` hears
    hundredths of the time; once `stop` says so, the best so far is given.
    """
    time = _Time(seconds, clock, on_step, stop)
    known, people = ways(field), party(groups)
    pricer = Pricer(known, people, both=True)
    free = room(field, taken, int(groups.size.sum()))
    job = _Job(field, taken, known, people, pricer, free, time, seed)
    largest = in_turn(pricer, job.room(), largest_first(groups))
    earliest = in_turn(pricer, job.room(), first_come(groups))
    best = cheapest([largest, earliest])
    ascent = _bound(job, best)
    prices = ascent.limits.prices(ascent.best)
    if len(groups.size) and not _is_near(best, ascent.bound):
        best = cheapest([best, *_priced(job, ascent, prices)])
        look_on = _searched if job.is_light else _searched_by_parts
        best = look_on(job, best, ascent)
        prices = ascent.limits.prices(ascent.best)
    proven = bound_at(field, groups, taken, prices, known=known)
    return Planned(best, proven, prices, largest, earliest)


def cheapest(plans: Sequence[Joint]) -> Joint:
    """Give the cheapest of some plans; of equal ones the first."""
    return min(plans, key=lambda joint: float(joint.cost.sum()))


def _is_near(joint: Joint, bound: float) -> bool:
    return float(joint.cost.sum()) <= bound + NEAR_ENOUGH * abs(bound)


def _bound(job: _Job, best: Joint) -> Ascent:
    """Climb to a bound in its part of the time."""
    ascent = Ascent(job.field, job.taken, job.pricer)
    goal = float(best.cost.sum())
    part = FOR_BOUND_FEW if job.is_small else FOR_BOUND_MANY

    def goes_on() -> bool:
        return job.time.goes_on(part) and not _is_near(best, ascent.bound)

    climb = ascent.by_average if job.is_small else ascent.by_slope
    climb(goal, goes_on)
    return ascent


def _priced(job: _Job, ascent: Ascent, prices: Prices) -> Iterator[Joint]:
    """Plan in turn at prices: the largest first, the dearest first, then by regret."""
    people = job.party
    ascent.at(ascent.best)
    worth = least_costs(people, ascent.look) if ascent.look is not None else people.defer_cost
    by_size = np.argsort(-people.size, kind="stable").astype(np.int64)
    by_worth = np.argsort(-worth, kind="stable").astype(np.int64)
    for order, part in ((by_size, 0.3), (by_size, 0.6), (by_worth, 0.7), (by_size, 1.0)):
        if not job.time.goes_on():
            return
        yield in_turn(job.pricer, job.room(), order, scaled(prices, part))
    if not job.is_small:
        yield from _by_regret(job, prices, worth)


def _by_regret(job: _Job, prices: Prices, worth: F64) -> Iterator[Joint]:
    """Plan in turn again and again; whoever did much worse than hoped goes earlier next time."""
    early = _ranks(worth)
    for _ in range(REGRETS):
        if not job.time.goes_on():
            return
        order = np.argsort(-early, kind="stable").astype(np.int64)
        found = in_turn(job.pricer, job.room(), order, scaled(prices, 0.7))
        yield found
        early = early + 0.2 * _ranks((found.cost - worth) / job.party.size)


def _ranks(values: F64) -> F64:
    """Rank values from the least on, the middle one at zero."""
    ranks = np.argsort(np.argsort(values, kind="stable"), kind="stable").astype(np.float64)
    return ranks - ranks.mean()


def _searched(job: _Job, best: Joint, ascent: Ascent) -> Joint:
    """Better a plan until the time is up: two searches of the whole at once."""
    prices, bound = ascent.limits.prices(ascent.best), ascent.bound
    shelf = fill_shelf(job.pricer, job.free, prices)
    alone = least_costs(job.party, job.pricer.look(no_prices(job.ways), job.free))
    with ThreadPoolExecutor(2) as threads:
        for until in (SHARED_AT, 1.0):
            searches = [
                search(job.ways, job.party, mine, job.room(), best, 2 * job.seed + n)
                for n, mine in enumerate((shelf, own_copy(shelf)))
            ]
            runs = [
                threads.submit(_run, job, one, alone, prices, (until, bound, n == 0))
                for n, one in enumerate(searches)
            ]
            best = cheapest([best, *(run.result() for run in runs)])
    return best


def _searched_by_parts(job: _Job, best: Joint, ascent: Ascent) -> Joint:
    """Better a plan for many groups part by part, and the bound beside it, until time is up."""
    pricer = Pricer(job.ways, job.party)
    ascent.pricer = Pricer(job.ways, job.party)
    at = search(job.ways, job.party, no_shelf(), job.room(), best, job.seed)
    table, dice = pricer.blank(), np.random.default_rng(job.seed)
    each = float(at.total[0]) / len(job.party.size)
    with ThreadPoolExecutor(1) as beside:
        goal = float(best.cost.sum())
        climb = beside.submit(ascent.by_slope, goal, lambda: job.time.goes_on(tells=False))
        while job.time.goes_on():
            better_part(pricer, at, table, dice, PART_HEAT * each)
        climb.result()
    return at.best


def _run(
    job: _Job, at: Search, alone: F64, prices: Prices, how: tuple[float, float, bool]
) -> Joint:
    """Search in slices up to a part of the time; a table is made anew every few slices."""
    until, bound, tells = how
    at.alone[:] = alone
    cost, slices = float(at.total[0]), 0
    pricer, dice = Pricer(job.ways, job.party), np.random.default_rng(int(at.dice[0]))
    table = pricer.blank()
    while job.time.goes_on(until, tells=tells) and at.total[1] > (1 + NEAR_ENOUGH) * bound:
        heat = cost * HOT * (COLD / HOT) ** job.time.part()
        better(at, job.free, STEPS, heat, MOST_OUT)
        slices += 1
        if slices % REPRICE_EVERY == 0:
            slot, pays = int(dice.integers(len(at.shelf.cent))), bool(dice.random() < 0.5)
            at_random = stray(prices, dice)
            put_on_shelf(pricer, at.shelf, slot, job.free, at_random, pays=pays, into=table)
    return at.best
