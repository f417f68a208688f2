"""Sums up a net as promises between its gates, and builds a joint net out of promises."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.planner import INF, Front, Net, Query, plan
from waystation.kernel.retime import Waits, plan_by_house
from waystation.kernel.windows import DAY

BOOL = NDArray[np.bool_]
INT = NDArray[np.int64]
INT32 = NDArray[np.int32]
NONE = INF  # every figure of a promise that nobody can make


class Grid(NamedTuple):
    """How coarse promises are: departures by blocks of the day, figures up to a rung.

    Rungs are `first`, then each `ratio` percent of the one before it, rounded up to a whole
    multiple of `first`: 100 percent means all multiples.
    """

    block_min: int  # divides 1440; a group must stand at the gate when a block begins
    first: tuple[int, ...]  # (K,) first rung of the minutes and of each sum
    ratio: tuple[int, ...]  # (K,) percent, >= 100
    rows: int  # promises for each pair of gates and block, always as many


class Scale(NamedTuple):
    """How coarse even promises are: whole multiples (percent) of figures that anybody can work out.

    `first` and `ratio` make the rungs of the multiple as in `Grid`.
    """

    block_min: int
    first: int
    ratio: int


class Promises(NamedTuple):
    """What a cell promises between its g gates at c hours of departure, n rows each."""

    gates: INT32  # (g,) places of the net that was asked
    leave_min: INT32  # (c,) minute of the day at which the group stands ready at the gate
    figures: INT32  # (g, g, c, n, K) minutes under way, then sums; NONE where there is no way


def rungs(first: int, ratio: int, most: int) -> INT:
    """List the rungs of one figure up to the first that is at least `most`; 0 is the lowest.

    Raises:
      ValueError: a first rung below 1 or a ratio below 100 percent.
    """
    if first < 1 or ratio < 100:
        raise ValueError(f"rungs need first >= 1 and ratio >= 100, not {first} and {ratio}")
    if ratio == 100:
        return np.arange(0, most + first, first, dtype=np.int64)
    found = [0, first]
    while found[-1] < most:
        found.append(max(found[-1] + first, -(-found[-1] * ratio // (100 * first)) * first))
    return np.array(found, np.int64)


def rounded_up(figures: INT32, grid: Grid, wait_rate: int = 0) -> INT32:
    """Raise each figure to its next rung, so that whatever keeps the finer one keeps it too.

    Args:
      wait_rate: risk of a day's waiting at the gate, which who comes before the promised minute
        must bear; it is added before the risk is raised.
    """
    raised = figures.astype(np.int64)
    for nth, (first, ratio) in enumerate(zip(grid.first, grid.ratio, strict=True)):
        if nth == 1:
            raised[..., 1] += -(-(raised[..., 0] - figures[..., 0]) * wait_rate // DAY)
        column = raised[..., nth]
        if column.size:
            steps = rungs(first, ratio, int(column.max()))
            raised[..., nth] = steps[np.searchsorted(steps, column)]
    return np.minimum(raised, NONE).astype(np.int32)


def promises(
    net: Net, query: Query, gates: INT32, grid: Grid, waits: Waits | None = None
) -> Promises:
    """Promise, for each ordered pair of gates and block of the day, a few ways with their figures.

    Who stands at the first gate when the block begins can be at the second within so many minutes,
    at so much risk and cost: each row is a route of the front with every figure raised to its
    rung. Rows that another row makes needless are left out; of the rest the best in each objective
    stay, then those that differ most; the last is repeated until there are `rows`, so that every
    pair, hour and cell gives equally many numbers. For those who may know where the houses are:
    each pair's figures give them away even at rungs of a day, see `even_promises`.

    Args:
      net: as it stands on each day of the promise; rides with a calendar are refused.
      query: its start, targets and minute are not looked at; masks and waits are.
      gates: (g,) places; each must be a house, since a group may have to wait there for the hour.
      waits: risk and longest stays by place; None: those of the query.

    Raises:
      ValueError: a gate that is no house, a calendar, or a block that does not divide the day.

    Cost: one `plan` (with `waits` two) for each pair of gates and block.
    """
    leave, fronts = _fronts(net, query, gates, grid.block_min, waits)
    rates = _rates(query, gates, waits)
    k = net.sums.shape[1] + 1
    figures = np.full((gates.size, gates.size, leave.size, grid.rows, k), NONE, np.int32)
    for at, costs in fronts:
        if len(costs):
            figures[at] = _rows(rounded_up(costs, grid, int(rates[at[1]])), grid.rows)
    return Promises(gates, leave, figures)


def even_promises(
    net: Net, query: Query, gates: INT32, scale: Scale, base: INT32, waits: Waits | None = None
) -> Promises:
    """Promise every pair of gates the same multiple of what anybody would guess of it.

    There is a row for each objective: the best way in it. The multiple of each row and figure is
    the worst that any pair needs at any hour, raised to its rung; so the whole answer holds no more
    of the cell than K x K rungs and which pairs are joined at all. Every promise can be kept; most
    can be kept with much to spare. Takes and raises what `promises` does.

    What it gives away was measured over 200 cells drawn at random (`tests/attackers`): 6 inner
    places among 24 listed, 4 gates, 12-hour blocks, first rung 300, ratio 1000. The best of five
    attackers, one of them trained on 200 other cells, names 24 % of them right without promises,
    25 % by pure chance, 24 to 27 % with them (standard error 1.1 to 1.7 %); where all walk at one
    known speed 24 to 27 % too. With `promises` and rungs of one minute 40 %, on foot 56 %. First
    rung 200 with ratio 400: 24 % in mixed cells, but 27 % on foot, three standard errors too many.
    What it wastes, 59 cells: the promise is 5.5 times as long and 9 times as risky as the open
    way (3.7 and 6 with 200 and 400), but what the holder can then do takes 1.12 times as long.
    Not measured: what several summaries of one cell, for other gates, days or groups, give away
    together; give out one, and the same one to all.

    Args:
      base: (g, g, K) figures > 0 worked out from what both sides know, such as the distance.
    """
    leave, fronts = _fronts(net, query, gates, scale.block_min, waits)
    rates = _rates(query, gates, waits)
    k = net.sums.shape[1] + 1
    best = {at: costs[_best(costs)].astype(np.int64) for at, costs in fronts if len(costs)}
    multiple = np.zeros((k, k), np.int64)
    for objective in range(k):
        needed = 1
        for at, rows in best.items():
            if objective == 1:  # Who comes before the promised minute waits at the gate.
                early = _times(multiple[:, 0], base[at[:2]][0]) - rows[:, 0]
                rows[:, 1] += -(-early * int(rates[at[1]]) // DAY)
            percent = -(-rows[:, objective] * 100 // int(base[at[:2]][objective]))
            multiple[:, objective] = np.maximum(multiple[:, objective], percent)
            needed = max(needed, int(percent.max()))
        steps = rungs(scale.first, scale.ratio, needed)[1:]
        multiple[:, objective] = steps[np.searchsorted(steps, multiple[:, objective])]
    figures = np.full((gates.size, gates.size, leave.size, k, k), NONE, np.int64)
    for at in best:
        figures[at] = _times(multiple, base[at[:2]])
    figures[(figures >= NONE).any(axis=-1)] = NONE
    return Promises(gates, leave, figures.astype(np.int32))


def _times(percent: INT, figures: INT32) -> INT:
    return -(-percent * figures.astype(np.int64) // 100)


def _rates(query: Query, gates: INT32, waits: Waits | None) -> INT32:
    if waits is not None:
        return waits.risk_per_day[gates]
    return np.full(gates.size, query.wait_risk_per_day, np.int32)


def _fronts(
    net: Net, query: Query, gates: INT32, block_min: int, waits: Waits | None
) -> tuple[INT32, Iterator[tuple[tuple[int, int, int], INT32]]]:
    """Give the hours, and for each pair and hour the front in minutes from that hour."""
    if block_min < 1 or DAY % block_min:
        raise ValueError(f"block_min is {block_min}; it must divide {DAY}")
    wrong = np.flatnonzero(query.max_wait_min[gates] < DAY)
    if wrong.size:
        raise ValueError(f"gate {int(gates[wrong[0]])} is no house; a group could not wait there")
    dated = np.flatnonzero((net.calendar >= 0) & query.alive_leg)
    if dated.size:
        raise ValueError(f"ride {dated[0]} has a calendar; a promise holds every day")
    leave = np.arange(0, DAY, block_min, dtype=np.int32)
    pairs = [(i, j, c) for i, j, c in np.ndindex(gates.size, gates.size, leave.size) if i != j]
    return leave, (
        (at, in_minutes(way_through(net, query, gates[[at[0], at[1]]], int(leave[at[2]]), waits)))
        for at in pairs
    )


def way_through(
    net: Net, query: Query, pair: INT32, leave_min: int, waits: Waits | None
) -> tuple[Front, int]:
    """Search as a promise is made: all ways from one gate to another, and from which minute."""
    asked = query._replace(start=int(pair[0]), targets=pair[1:], start_min=leave_min)
    if waits is None:
        return plan(net, asked), leave_min
    return plan_by_house(net, asked, waits), leave_min


def in_minutes(found: tuple[Front, int]) -> INT32:
    """Give the figures of a front with minutes under way in place of the arrival."""
    front, leave_min = found
    costs = front.costs.copy()
    costs[:, 0] -= leave_min
    return costs


def _best(costs: INT32) -> list[int]:
    """Choose for each objective its best row; of equal ones the best in the next objectives."""
    k = costs.shape[1]
    orders = ([costs[:, (first + nth) % k] for nth in reversed(range(k))] for first in range(k))
    return [int(np.lexsort(keys)[0]) for keys in orders]


def _rows(raised: INT32, n_rows: int) -> INT32:
    """Choose the rows of one pair and hour from its raised front."""
    raised = _unbeaten(np.unique(raised, axis=0))
    span = np.maximum(raised.max(axis=0) - raised.min(axis=0), 1)
    chosen = list(dict.fromkeys(_best(raised)))[:n_rows]
    while len(chosen) < min(n_rows, len(raised)):
        gaps = np.abs(raised[:, None] - raised[chosen]) / span
        chosen.append(int(gaps.sum(axis=2).min(axis=1).argmax()))
    rows = raised[sorted(chosen)]
    return np.concatenate([rows, np.repeat(rows[-1:], n_rows - len(rows), axis=0)])


def _unbeaten(figures: INT32) -> INT32:
    # Rows differ, so one that no other is as good as stands alone in its column.
    no_worse = np.asarray((figures[:, None] <= figures[None]).all(axis=2))
    return figures[no_worse.sum(axis=0) == 1]


class Joint(NamedTuple):
    """A net whose rides are one's own and the promises of others."""

    net: Net
    source: INT32  # (m,) -1: a ride of one's own; else the cell whose promise it is
    number: INT32  # (m,) number of the own ride, or place of the promise in `figures`, flattened


def joined(own: Net, cells: Sequence[Promises], days: Sequence[tuple[int, int]] = ()) -> Joint:
    """Add promises to a net as rides that leave their gate once a day, at the block's hour.

    Whatever `plan` finds on it can be kept: who stands at the gate at that minute is at the other
    in time. Repeated rows are added once.

    Args:
      own: a net that holds every gate as a place; it may have no rides at all.
      cells: with `gates` renumbered to the places of `own`.
      days: first and last day, counted from the epoch, on which each cell's promises may be
        begun; empty: every day.
    """
    parts, ptr, departures = [_own(own)], [own.departures_ptr], [own.departures]
    n_tables, n_departures = own.departures_ptr.size - 1, own.departures.size
    for nth, cell in enumerate(cells):
        row = own.open_days.shape[0] + nth if days else -1
        parts.append(_promised(cell, nth, n_tables, row))
        ptr.append((n_departures + 1 + np.arange(cell.leave_min.size)).astype(np.int32))
        departures.append(cell.leave_min)
        n_tables += cell.leave_min.size
        n_departures += cell.leave_min.size
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    src, dst, figures, timetable, calendar, source, number = columns
    net = Net(
        n_places=own.n_places,
        src=src,
        dst=dst,
        duration_min=np.ascontiguousarray(figures[:, 0]),
        sums=np.ascontiguousarray(figures[:, 1:]),
        timetable=timetable,
        departures_ptr=np.concatenate(ptr),
        departures=np.concatenate(departures),
        calendar=calendar,
        open_days=_with_rows(own.open_days, days),
    )
    return Joint(net, source, number)


def _with_rows(open_days: BOOL, days: Sequence[tuple[int, int]]) -> BOOL:
    """Add a row of open days for each span; own calendars stay closed beyond their last day."""
    if not days:
        return open_days
    width = max(open_days.shape[1], *(last + 1 for _, last in days), 1)
    rows = np.zeros((open_days.shape[0] + len(days), width), np.bool_)
    rows[: open_days.shape[0], : open_days.shape[1]] = open_days
    for nth, (first, last) in enumerate(days, start=open_days.shape[0]):
        rows[nth, max(first, 0) : last + 1] = True
    return rows


def _own(net: Net) -> tuple[INT32, ...]:
    none = np.full(net.src.size, -1, np.int32)
    figures = np.column_stack([net.duration_min, net.sums]).astype(np.int32)
    number = np.arange(net.src.size, dtype=np.int32)
    return net.src, net.dst, figures, net.timetable, net.calendar, none, number


def _promised(cell: Promises, nth: int, first_table: int, row: int) -> tuple[INT32, ...]:
    shape, k = cell.figures.shape[:4], cell.figures.shape[4]
    fresh = np.ones(shape, np.bool_)
    fresh[:, :, :, 1:] = (cell.figures[:, :, :, 1:] != cell.figures[:, :, :, :-1]).any(axis=-1)
    figures = cell.figures.reshape(-1, k)
    number = np.flatnonzero(fresh.ravel() & (figures[:, 0] < NONE))
    one, other, hour, _ = np.unravel_index(number, shape)
    return (
        cell.gates[one],
        cell.gates[other],
        figures[number],
        (first_table + hour).astype(np.int32),
        np.full(number.size, row, np.int32),
        np.full(number.size, nth, np.int32),
        number.astype(np.int32),
    )
