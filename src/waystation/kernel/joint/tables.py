"""The least that remains from every place at every hour, for each kind of group, at some prices.

One backward pass over the departures serves every group of a kind, wherever it stands: lateness
costs the same each hour, so nothing depends on when a group set out.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.joint.lanes import LANES, TOO_MUCH, Sheet, fill_eight, fill_sixteen
from waystation.kernel.joint.net import Prices
from waystation.kernel.joint.room import Room
from waystation.kernel.joint.ways import F32, Party, Ways, n_samples

Real = NDArray[Any]


class Look(NamedTuple):
    """A table as the search reads it, and the prices it may have to pay.

    `to_go` is flat: a kind's entry for (hour, place) stands at kind * `steps`[0] + hour *
    `steps`[1] + place * `steps`[2]. `guide` (days * P, 2): for the group and for each person;
    `bed` (samples, V) and `cent` for each person. `pays`: does a way cost these prices, or do they
    only point towards it.
    """

    to_go: Real
    steps: tuple[int, int, int]
    guide: Real
    bed: Real
    cent: float
    pays: bool


class Pricer:
    """Makes tables of one field and party, and keeps the space they are made in.

    With `both`, the kinds are shared between two threads. One pricer makes one table at a time.

    Raises:
      ValueError: a group begins at an hour or a place that the field does not have.
    """

    def __init__(
        self, ways: Ways, party: Party, *, sort: Any = np.float32, both: bool = False
    ) -> None:
        _refuse_outside(ways, party)
        n_kinds = len(party.kind_size)
        wide = -(-n_kinds // LANES) * LANES
        self.ways, self.party, self.sort = ways, party, sort
        self.size = (ways.n_hours, ways.n_places, wide)
        # Unused lanes at the end repeat the last kind.
        self.kinds = np.minimum(np.arange(wide), max(n_kinds - 1, 0))
        self.people = party.kind_size[self.kinds].astype(sort)
        needs = party.kind_needs[self.kinds]
        barred = (ways.barring[:, None] & needs[None, :]) != 0
        self.barred = np.where(barred, TOO_MUCH, 0.0).astype(sort)
        safe = party.targets[party.kind_safe[self.kinds]].T
        self.goal = np.where(safe, 0.0, TOO_MUCH).astype(sort)
        self.wait = ways.wait_cost.astype(sort)
        self.cost = ways.sets_out.astype(sort)
        self.beds = np.zeros((n_samples(ways.n_hours), ways.n_places, wide), sort)
        self.threads = ThreadPoolExecutor(2) if both and wide > LANES else None

    def blank(self) -> Real:
        """Give an empty table: (hours + 1) * places * kinds, only its last hour filled."""
        n_hours, n_places, wide = self.size
        table = np.empty((n_hours + 1, n_places, wide), self.sort)
        table[-1] = self.goal
        return table

    def look(
        self,
        prices: Prices,
        left: Room,
        *,
        pays: bool = True,
        into: Real | None = None,
        from_hour: int = 0,
    ) -> Look:
        """Fill a table at some prices over what is left; what is taken cannot be had.

        Hours before `from_hour` are left unfilled.
        """
        table = self.blank() if into is None else into
        guide, bed = self._guides(prices), prices.bed.astype(self.sort)
        blocked = guide.copy()
        blocked[left.full.reshape(-1) != 0, 0] += self.sort(TOO_MUCH)
        cost = self.cost
        if prices.cent > 0:
            by_departure = self.ways.cents[self.ways.leg]
            cost = (self.ways.sets_out + prices.cent * by_departure).astype(self.sort)
        priced = self._price_beds(bed, left)
        sheet = Sheet(
            first=self.ways.first,
            lands=self.ways.lands,
            row=self.ways.row,
            bar=self.ways.bar,
            cost=cost,
            guide=blocked,
            wait=self.wait,
            people=self.people,
            barred=self.barred.reshape(-1),
            goal=self.goal.reshape(-1),
            beds=self.beds.reshape(-1),
            to_go=table.reshape(-1),
        )
        self._fill(sheet, from_hour)
        self.beds[priced] = 0
        n_places, wide = self.size[1:]
        return Look(
            to_go=table.reshape(-1),
            steps=(1, n_places * wide, wide),
            guide=guide,
            bed=bed,
            cent=prices.cent,
            pays=pays,
        )

    def _guides(self, prices: Prices) -> Real:
        """Add up what a start on each day costs: one price for each window it falls into."""
        ways = self.ways
        guide = ahead(prices.guide, ways.cool_days + 1)
        led = ahead(prices.led, np.full(ways.n_pools, ways.exposure_days))
        return np.stack([guide.reshape(-1), led.reshape(-1)], axis=1).astype(self.sort)

    def _price_beds(self, bed: Real, left: Room) -> tuple[NDArray[np.intp], ...]:
        """Price beds by kind, too much where too few are left; say which are priced."""
        priced = np.nonzero((bed > 0) | (left.beds < self.people.max(initial=0)))
        short = left.beds[priced][:, None] < self.people[None, :]
        self.beds[priced] = bed[priced][:, None] * self.people
        self.beds[priced] += np.where(short, self.sort(TOO_MUCH), self.sort(0))
        return priced

    def _fill(self, sheet: Sheet, from_hour: int) -> None:
        """Fill sixteen kinds at a time, then eight; with two threads at least two parts."""
        wide, parts, lane = self.size[2], [], 0
        while lane < wide:
            pair = wide - lane >= 2 * LANES and not (self.threads and wide == 2 * LANES)
            parts.append((fill_sixteen if pair else fill_eight, lane))
            lane += 2 * LANES if pair else LANES
        if self.threads is None:
            for fill, at in parts:
                fill(sheet, self.size, at, from_hour)
            return
        runs = [self.threads.submit(fill, sheet, self.size, at, from_hour) for fill, at in parts]
        for run in runs:
            run.result()


def _refuse_outside(ways: Ways, party: Party) -> None:
    """Refuse groups that begin where or when no table has an entry: compiled loops look nothing up.

    Raises:
      ValueError: a group does.
    """
    hours, places = party.ready_h, party.start
    if hours.min(initial=0) < 0 or hours.max(initial=0) > ways.n_hours:
        raise ValueError(f"a group is ready outside the hours 0 to {ways.n_hours}; leave it out")
    if places.min(initial=0) < 0 or places.max(initial=0) >= max(ways.n_places, 1):
        raise ValueError(f"a group begins at none of the {ways.n_places} places")


def ahead(prices: Real, n_days: NDArray[np.integer]) -> Real:
    """Add up for each day the prices (days, P) of it and the days after it, `n_days` (P) in all."""
    total = np.cumsum(prices[::-1], axis=0)[::-1]
    total = np.concatenate([total, np.zeros((1, prices.shape[1]))])
    day = np.arange(len(prices))[:, None]
    after = np.minimum(day + n_days[None, :], len(prices))
    return total[:-1] - np.take_along_axis(total, after, axis=0)


def scaled(prices: Prices, part: float) -> Prices:
    """Multiply all prices by a part."""
    return Prices(
        guide=part * prices.guide,
        bed=part * prices.bed,
        led=part * prices.led,
        cent=part * prices.cent,
    )


def by_kind(pricer: Pricer, look: Look) -> F32:
    """Turn a table so that a kind's hours at one place lie together: (kinds, V, hours + 1)."""
    n_hours, n_places, wide = pricer.size
    n_kinds = len(pricer.party.kind_size)
    table = look.to_go.reshape(n_hours + 1, n_places, wide)[:, :, :n_kinds]
    return np.ascontiguousarray(table.transpose(2, 1, 0))


def least_costs(party: Party, look: Look) -> Real:
    """Read off for every group what its journey costs at least at a table's prices, (G)."""
    steps = look.steps
    at = party.kind_of * steps[0] + party.ready_h * steps[1] + party.start * steps[2]
    return np.minimum(look.to_go[at].astype(np.float64), party.defer_cost)
