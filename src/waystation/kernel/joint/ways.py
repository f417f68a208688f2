"""The departures of a field, listed by hour and place, so that loops touch nothing else."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.joint.net import DAY_H, F64, I32, I64, SAMPLE_H, Field, Groups, Prices, Taken

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]
MOST_BARRING = 256


class Ways(NamedTuple):
    """A field made ready for planning: N departures, those of hour t at place v in a row.

    Shapes: `first` (T * V + 1): where the departures of (t, v) begin, at t * V + v; `leg` (N);
    `lands` (N): the same number of where and when a departure arrives; `row` (N): its day * P +
    pool; `bar` (N): which of the `barring` (number of kinds) sets of needs it bars; `by_src`,
    `src_first`: legs by their start. `cost` (2, E): what a leg costs one person by day and by
    night, money counted in; `sets_out` (N): the same by departure.
    """

    n_hours: int
    n_places: int
    n_pools: int
    n_days: int
    first: I32
    leg: I32
    lands: I32
    row: I32
    bar: U8
    barring: I64
    sets_out: F64
    by_src: I32
    src_first: I32
    src: I32
    dst: I32
    duration_h: I32
    pool: I32
    cents: I64
    bars: I64
    cost: F64
    by_night: U8
    wait_cost: F64
    cool_days: I32
    guides: I32
    exposure: I32
    exposure_days: int


def ways(field: Field) -> Ways:
    """List the departures of a field by hour and place.

    Raises:
      ValueError: a leg takes no time, or there are too many kinds of bars.

    Cost: 0.3 s for 3.5 million departures.
    """
    n_hours, n_places = field.n_hours, field.n_places
    if field.duration_h.min(initial=1) < 1:
        raise ValueError("a leg takes no time; each takes an hour or more, rounded up")
    by_src = np.argsort(field.src, kind="stable")
    in_time = np.arange(n_hours)[:, None] + field.duration_h[None, :] <= n_hours
    led = (field.guides > 0)[np.arange(n_hours) // DAY_H][:, field.pool]
    hour, column = np.nonzero((field.opens & in_time & led)[:, by_src])
    leg = by_src[column]
    state = hour * n_places + field.src[leg]
    barring, bar = np.unique(field.bars, return_inverse=True)
    if len(barring) > MOST_BARRING:
        raise ValueError(f"{len(barring)} kinds of bars; legs may have {MOST_BARRING} at most")
    by_night = field.is_night.astype(np.uint8)
    cost = field.leg_cost + field.unit_per_cent * field.cents
    n_pools = field.guides.shape[1]
    return Ways(
        n_hours=n_hours,
        n_places=n_places,
        n_pools=n_pools,
        n_days=field.guides.shape[0],
        first=_starts(state, n_hours * n_places),
        leg=leg.astype(np.int32),
        lands=((hour + field.duration_h[leg]) * n_places + field.dst[leg]).astype(np.int32),
        row=(hour // DAY_H * n_pools + field.pool[leg]).astype(np.int32),
        bar=bar[leg].astype(np.uint8),
        barring=barring.astype(np.int64),
        sets_out=cost[by_night[hour], leg],
        by_src=by_src.astype(np.int32),
        src_first=_starts(field.src, n_places),
        src=field.src,
        dst=field.dst,
        duration_h=field.duration_h,
        pool=field.pool,
        cents=field.cents,
        bars=field.bars,
        cost=cost,
        by_night=by_night,
        wait_cost=field.wait_cost,
        cool_days=field.cool_days,
        guides=field.guides,
        exposure=field.exposure,
        exposure_days=field.exposure_days,
    )


def _starts(of: NDArray[np.integer], n: int) -> I32:
    """Give for each of n numbers how many are less: where its entries begin in a sorted list."""
    counts = np.bincount(of, minlength=n)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)


def n_samples(n_hours: int) -> int:
    """Count the noons and midnights at which beds are counted, one to spare."""
    return n_hours // SAMPLE_H + 2


def nothing_taken(field: Field) -> Taken:
    """Say that nobody has taken anything yet."""
    by_day = np.zeros(field.guides.shape, np.int32)
    people = np.zeros((n_samples(field.n_hours), field.n_places), np.int32)
    return Taken(starts=by_day, people=people, led=by_day.copy(), cents=0)


def no_prices(ways: Ways) -> Prices:
    """Price nothing."""
    by_day = np.zeros((ways.n_days, ways.n_pools), np.float64)
    beds = np.zeros((n_samples(ways.n_hours), ways.n_places), np.float64)
    return Prices(guide=by_day, bed=beds, led=by_day.copy(), cent=0.0)


class Party(NamedTuple):
    """The groups, made ready: G groups of C kinds; groups of one kind share a table.

    `kind_of` (G); `kind_size`, `kind_needs`, `kind_safe` (C): size, needs and kind of targets; the
    rest as in `Groups`.
    """

    size: I32
    start: I32
    ready_h: I32
    needs: I64
    kind: I32
    targets: NDArray[np.bool_]
    defer_cost: F64
    kind_of: I32
    kind_size: I32
    kind_needs: I64
    kind_safe: I32


def party(groups: Groups) -> Party:
    """Put groups alike in size, needs and targets together: one table serves them all."""
    rows = np.stack([groups.size, groups.needs, groups.kind], axis=1).astype(np.int64)
    unlike, of = np.unique(rows, axis=0, return_inverse=True)
    return Party(
        *groups,
        kind_of=of.reshape(-1).astype(np.int32),
        kind_size=unlike[:, 0].astype(np.int32),
        kind_needs=np.ascontiguousarray(unlike[:, 1]),
        kind_safe=unlike[:, 2].astype(np.int32),
    )
