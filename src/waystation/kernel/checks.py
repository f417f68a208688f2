"""Refuses nets and queries that the search would misread, naming the value that is wrong."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.bounds import INF
from waystation.kernel.net import Net, Query
from waystation.kernel.windows import DAY

K_LEAST, K_MOST = 2, 5


def sound_net(net: Net) -> Net:
    """Give the net back as the compiled loops want it, or refuse it.

    Raises:
      ValueError: names the value that is wrong.
    """
    n_places = number("n_places", net.n_places, 1, 2**30)
    m = np.size(net.src)
    src, dst = whole_numbers("src", net.src, m), whole_numbers("dst", net.dst, m)
    within("src", src, 0, n_places)
    within("dst", dst, 0, n_places)
    duration = whole_numbers("duration_min", net.duration_min, m)
    within("duration_min", duration, 0, INF)
    sums = _array("sums", net.sums, np.dtype(np.int32), (m, None))
    if not K_LEAST <= sums.shape[1] + 1 <= K_MOST:
        raise ValueError(f"sums has {sums.shape[1]} columns; it must have 1..{K_MOST - 1}")
    for k in range(sums.shape[1]):
        within(f"sums[:, {k}]", sums[:, k], 0, INF)
        sums_fit(f"sums[:, {k}]", 0, n_places, int(sums[:, k].max(initial=0)))
    ptr = whole_numbers("departures_ptr", net.departures_ptr, None)
    departures = whole_numbers("departures", net.departures, None)
    timetables(ptr, departures)
    timetable = whole_numbers("timetable", net.timetable, m)
    within("timetable", timetable, -1, ptr.size - 1)
    open_days = _array("open_days", net.open_days, np.dtype(np.bool_), (None, None))
    calendar = whole_numbers("calendar", net.calendar, m)
    within("calendar", calendar, -1, len(open_days))
    return Net(n_places, src, dst, duration, sums, timetable, ptr, departures, calendar, open_days)


def sound_query(net: Net, query: Query) -> Query:
    """Give a query to a sound net back as the compiled loops want it, or refuse it.

    Raises:
      ValueError: names the value that is wrong.
    """
    n = net.n_places
    targets = whole_numbers("targets", query.targets, None)
    if targets.size == 0:
        raise ValueError("targets is empty; name at least one place to reach")
    within("targets", targets, 0, n)
    wait = whole_numbers("max_wait_min", query.max_wait_min, n)
    within("max_wait_min", wait, 0, 2**31)
    start_min = number("start_min", query.start_min, 0, INF)
    longest = int(net.duration_min.max(initial=0)) + DAY
    sums_fit("duration_min plus a day's wait", start_min, n, longest)
    return Query(
        start=number("start", query.start, 0, n),
        targets=targets,
        start_min=start_min,
        max_wait_min=wait,
        alive_place=yes_or_no("alive_place", query.alive_place, n),
        alive_leg=yes_or_no("alive_leg", query.alive_leg, net.src.size),
        wait_risk_per_day=number("wait_risk_per_day", query.wait_risk_per_day, 0, INF),
    )


def sound_limits(limits: Sequence[int], n_objectives: int) -> NDArray[np.int64]:
    """Give the limits as an array, one for each objective, or refuse them."""
    if len(limits) not in (0, n_objectives):
        raise ValueError(f"limits has {len(limits)} entries; it must have {n_objectives} or none")
    for k, value in enumerate(limits):
        number(f"limits[{k}]", value, 0, INF + 1)
    caps = np.array(limits if len(limits) else [INF] * n_objectives, np.int64)
    return np.minimum(caps, INF - 1)


def whole_numbers(name: str, values: Any, size: int | None) -> NDArray[np.int32]:
    """Take an int32 array of one dimension as it is, or refuse it.

    Args:
      name: what the error calls it.
      size: length it must have; None for any.

    Raises:
      ValueError: another type, shape or length.
    """
    return _array(name, values, np.dtype(np.int32), (size,))


def yes_or_no(name: str, values: Any, size: int) -> NDArray[np.bool_]:
    """Take a bool array of one dimension and that length as it is, or refuse it."""
    return _array(name, values, np.dtype(np.bool_), (size,))


def _array(
    name: str, values: Any, dtype: np.dtype[Any], shape: tuple[int | None, ...]
) -> NDArray[Any]:
    if not isinstance(values, np.ndarray) or values.dtype != dtype:
        kind = getattr(values, "dtype", type(values).__name__)
        raise ValueError(f"{name} must be an array of {dtype}, not {kind}")
    if values.ndim != len(shape):
        wanted = "one dimension" if len(shape) == 1 else f"{len(shape)} dimensions"
        raise ValueError(f"{name} must have {wanted}, not {values.shape}")
    if any(size not in (None, has) for has, size in zip(values.shape, shape, strict=True)):
        raise ValueError(f"{name} must have length {shape[0]}, not {values.shape[0]}")
    # A read-only or strided array is copied: it would be another type to the compiled loops.
    return np.require(values, dtype, ["C", "W", "A"])


def within(name: str, values: NDArray[np.int32], low: int, below: int) -> None:
    """Refuse the first value outside low <= value < below.

    Raises:
      ValueError: says which value, where, and what was expected.
    """
    wrong = np.flatnonzero((values < low) | (values >= below))
    if wrong.size:
        at = int(wrong[0])
        raise ValueError(f"{name}[{at}] is {values[at]}; it must be in {low}..{below - 1}")


def number(name: str, value: Any, low: int, below: int) -> int:
    """Take a whole number in low <= value < below, or refuse it."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise ValueError(f"{name} must be a whole number, not {value!r}")
    if not low <= value < below:
        raise ValueError(f"{name} is {value}; it must be in {low}..{below - 1}")
    return int(value)


def timetables(ptr: NDArray[np.int32], departures: NDArray[np.int32]) -> None:
    """Refuse timetables whose bounds do not fit or whose minutes are not sorted."""
    if ptr.size == 0 or ptr[0] != 0 or ptr[-1] != departures.size:
        raise ValueError(
            f"departures_ptr must run from 0 to {departures.size}, the number of departures, "
            f"not {ptr[:1].tolist()} to {ptr[-1:].tolist()}"
        )
    backwards = np.flatnonzero(np.diff(ptr) < 0)
    if backwards.size:
        at = int(backwards[0]) + 1
        raise ValueError(f"departures_ptr[{at}] is {ptr[at]}, less than the one before")
    within("departures", departures, 0, DAY)
    falls = np.flatnonzero(np.diff(departures) < 0) + 1
    inside = falls[~np.isin(falls, ptr)]
    if inside.size:
        at = int(inside[0])
        raise ValueError(
            f"departures[{at}] is {departures[at]}, earlier than the one before it in its timetable"
        )


def sums_fit(name: str, start: int, n_places: int, most: int) -> None:
    """Refuse figures whose sum over n_places legs could reach 2^30.

    Raises:
      ValueError: names the largest figure and what it may be.
    """
    if start + n_places * most >= INF:
        allowed = max(0, (INF - 1 - start) // n_places)
        raise ValueError(
            f"the largest {name} is {most}; over {n_places} legs the sum could pass 2^30. "
            f"At most {allowed} is possible"
        )
