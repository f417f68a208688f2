"""Tables of what the rest of a journey costs, eight or sixteen kinds of group side by side.

Waiting an hour or setting out on a leg costs each kind its own; the least of all is the table's
entry, from the last hour backwards. The kinds are written out one by one so that they stay in
registers and become one instruction (with `NUMBA_SLP_VECTORIZE`).
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.compiled import swift, swift_part
from waystation.kernel.joint.net import I32, SAMPLE_H
from waystation.kernel.joint.ways import U8

LANES = 8
# What no plan may cost: not infinite, so that sums stay numbers.
TOO_MUCH = 1e9
Real = NDArray[Any]


class Sheet(NamedTuple):
    """One pricing of one block of kinds: all arrays of one sort of float.

    Shapes, with W kinds: `first`, `lands`, `row`, `bar` as in `Ways`; `cost` (N) a person's, by
    departure; `guide` (days * P, 2): for the group, and for each person; `wait` (V); `people` (W);
    `barred` (number of kinds of bars * W): zero or too much; `goal` (V * W): zero where the kind
    is safe, else too much; `beds` (samples * V * W); `to_go` ((T + 1) * V * W): the table.
    """

    first: I32
    lands: I32
    row: I32
    bar: U8
    cost: Real
    guide: Real
    wait: Real
    people: Real
    barred: Real
    goal: Real
    beds: Real
    to_go: Real


@swift_part
def _at(of: Real, i: Any) -> Any:
    """Take eight numbers in a row."""
    return (
        of[i], of[i + np.uint64(1)], of[i + np.uint64(2)], of[i + np.uint64(3)],
        of[i + np.uint64(4)], of[i + np.uint64(5)], of[i + np.uint64(6)], of[i + np.uint64(7)],
    )  # fmt: skip


@swift_part
def _put(of: Real, i: Any, a: Any) -> None:
    of[i] = a[0]
    of[i + np.uint64(1)] = a[1]
    of[i + np.uint64(2)] = a[2]
    of[i + np.uint64(3)] = a[3]
    of[i + np.uint64(4)] = a[4]
    of[i + np.uint64(5)] = a[5]
    of[i + np.uint64(6)] = a[6]
    of[i + np.uint64(7)] = a[7]


@swift_part
def _add(a: Any, b: Any) -> Any:
    return (
        a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3],
        a[4] + b[4], a[5] + b[5], a[6] + b[6], a[7] + b[7],
    )  # fmt: skip


@swift_part
def _least(a: Any, b: Any) -> Any:
    return (
        min(a[0], b[0]), min(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3]),
        min(a[4], b[4]), min(a[5], b[5]), min(a[6], b[6]), min(a[7], b[7]),
    )  # fmt: skip


@swift_part
def _priced(people: Any, each: Any, all_together: Any) -> Any:
    """Give people * each + all_together for eight kinds."""
    return (
        people[0] * each + all_together, people[1] * each + all_together,
        people[2] * each + all_together, people[3] * each + all_together,
        people[4] * each + all_together, people[5] * each + all_together,
        people[6] * each + all_together, people[7] * each + all_together,
    )  # fmt: skip


@swift
def fill_eight(sheet: Sheet, size: tuple[int, int, int], lane: int, from_hour: int) -> None:
    """Fill eight kinds from `lane` on, from `from_hour` on; the last hour stands.

    `size`: hours, places, kinds in all.
    """
    one, n, wide = np.uint64(1), np.uint64(size[1]), np.uint64(size[2])
    start = np.uint64(lane)
    people = _at(sheet.people, start)
    nothing = sheet.wait[0] * 0
    hour = np.uint64(size[0])
    while hour > np.uint64(from_hour):
        hour -= one
        samples = (hour + one) % np.uint64(SAMPLE_H) == np.uint64(0)
        beds = (hour + one) // np.uint64(SAMPLE_H) * n
        for place in range(n):
            state = hour * n + place
            waited = _priced(people, sheet.wait[place], nothing)
            best = _add(_at(sheet.to_go, (state + n) * wide + start), waited)
            if samples:
                best = _add(best, _at(sheet.beds, (beds + place) * wide + start))
            best = _least(best, _at(sheet.goal, place * wide + start))
            i, last = np.uint64(sheet.first[state]), np.uint64(sheet.first[state + one])
            while i < last:
                row = np.uint64(sheet.row[i])
                each = sheet.cost[i] + sheet.guide[row, one]
                there = _at(sheet.to_go, np.uint64(sheet.lands[i]) * wide + start)
                there = _add(there, _priced(people, each, sheet.guide[row, np.uint64(0)]))
                there = _add(there, _at(sheet.barred, np.uint64(sheet.bar[i]) * wide + start))
                best = _least(best, there)
                i += one
            _put(sheet.to_go, state * wide + start, best)


@swift
def fill_sixteen(sheet: Sheet, size: tuple[int, int, int], lane: int, from_hour: int) -> None:
    """Fill sixteen kinds, as `fill_eight`: one walk over the departures for all."""
    one, n, wide = np.uint64(1), np.uint64(size[1]), np.uint64(size[2])
    start, half = np.uint64(lane), np.uint64(lane + LANES)
    few, more = _at(sheet.people, start), _at(sheet.people, half)
    nothing = sheet.wait[0] * 0
    hour = np.uint64(size[0])
    while hour > np.uint64(from_hour):
        hour -= one
        samples = (hour + one) % np.uint64(SAMPLE_H) == np.uint64(0)
        beds = (hour + one) // np.uint64(SAMPLE_H) * n
        for place in range(n):
            state = hour * n + place
            r, w = (state + n) * wide, sheet.wait[place]
            best = _add(_at(sheet.to_go, r + start), _priced(few, w, nothing))
            rest = _add(_at(sheet.to_go, r + half), _priced(more, w, nothing))
            if samples:
                r = (beds + place) * wide
                best = _add(best, _at(sheet.beds, r + start))
                rest = _add(rest, _at(sheet.beds, r + half))
            best = _least(best, _at(sheet.goal, place * wide + start))
            rest = _least(rest, _at(sheet.goal, place * wide + half))
            i, last = np.uint64(sheet.first[state]), np.uint64(sheet.first[state + one])
            while i < last:
                row, r = np.uint64(sheet.row[i]), np.uint64(sheet.lands[i]) * wide
                each = sheet.cost[i] + sheet.guide[row, one]
                all_together = sheet.guide[row, np.uint64(0)]
                b = np.uint64(sheet.bar[i]) * wide
                there = _add(_at(sheet.to_go, r + start), _priced(few, each, all_together))
                best = _least(best, _add(there, _at(sheet.barred, b + start)))
                there = _add(_at(sheet.to_go, r + half), _priced(more, each, all_together))
                rest = _least(rest, _add(there, _at(sheet.barred, b + half)))
                i += one
            _put(sheet.to_go, state * wide + start, best)
            _put(sheet.to_go, state * wide + half, rest)
