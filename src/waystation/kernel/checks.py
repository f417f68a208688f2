"""Refuses nets and queries that the search would misread, naming the value that is wrong."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.bounds import INF
from waystation.kernel.windows import DAY


def whole_numbers(name: str, values: Any, size: int | None) -> NDArray[np.int32]:
    """Take an int32 array of one dimension as it is, or refuse it.

    Args:
      name: what the error calls it.
      size: length it must have; None for any.

    Raises:
      ValueError: another type, shape or length.
    """
    return _array(name, values, np.dtype(np.int32), size)


def yes_or_no(name: str, values: Any, size: int) -> NDArray[np.bool_]:
    """Take a bool array of one dimension and that length as it is, or refuse it."""
    return _array(name, values, np.dtype(np.bool_), size)


def _array(name: str, values: Any, dtype: np.dtype[Any], size: int | None) -> NDArray[Any]:
    if not isinstance(values, np.ndarray) or values.dtype != dtype:
        kind = getattr(values, "dtype", type(values).__name__)
        raise ValueError(f"{name} must be an array of {dtype}, not {kind}")
    if values.ndim != 1 or (size is not None and values.size != size):
        wanted = "one dimension" if size is None else f"shape ({size},)"
        raise ValueError(f"{name} must have {wanted}, not {values.shape}")
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
