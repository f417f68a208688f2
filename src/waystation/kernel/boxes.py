"""Boxes: what figures a route not found could still have, seeing the routes found and the planes.

All minutes here count from the start. A found route s *covers* y if s <= (1 + eps) * y in every
figure, that is if y >= ceil(s / (1 + eps)). The figures that no found route covers and no limit
forbids are those below one of finitely many corners q (y < q in every figure); a corner is dropped
once some plane w passes above it, w . (q - 1) < bound, for no route lies there. No corner left:
every route within the limits is covered within eps.

Source: Klamroth, Lacour and Vanderpooten, "On the representation of the search region in
multi-objective optimization", European Journal of Operational Research, 2015 (local upper bounds).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.compiled import compiled

INT64 = NDArray[np.int64]
MAX_CORNERS = 5_000  # beyond it the proof at this eps is given up
WORST_GAP = 8.0  # nothing is said about gaps beyond
HALVINGS = 14  # of the range in which the gap lies


@compiled
def open_corners(routes: INT64, eps: float, caps: INT64, weights: INT64, bounds: INT64) -> INT64:
    """List the corners of the boxes that neither a route covers nor a plane closes.

    Args:
      routes: (r, K) figures of the routes found; caps: (K,) most of each figure.
      weights, bounds: (j, K), (j,) the planes.

    Returns:
      (q, K) int64; empty if eps is proven.
    """
    corners = np.empty((256, caps.size), np.int64)
    corners[0] = caps + 1
    n_open = 0 if is_closed(corners[0], weights, bounds) else 1
    point = np.empty(caps.size, np.int64)
    for nth in range(routes.shape[0]):
        covered_from(routes[nth], eps, point)
        corners, n_open = cut(corners, n_open, point, weights, bounds)
        if n_open == 0 or n_open > MAX_CORNERS:
            break
    return corners[:n_open].copy()


@compiled
def proven_gap(routes: INT64, caps: INT64, weights: INT64, bounds: INT64) -> float:
    """Find the least eps that is proven, within 0.1 %, rounded up; infinity beyond WORST_GAP."""
    if open_corners(routes, WORST_GAP, caps, weights, bounds).shape[0] > 0:
        return np.inf
    low, high = 0.0, WORST_GAP
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if open_corners(routes, middle, caps, weights, bounds).shape[0] > 0:
            low = middle
        else:
            high = middle
    return high


@compiled
def covered_from(figures: INT64, eps: float, point: INT64) -> None:
    """Write down the least figures that the route covers."""
    for k in range(point.size):
        # The division may err by a unit either way; the loop sets it right, as s <= (1 + eps) y.
        point[k] = np.int64(np.floor(figures[k] / (1.0 + eps)))
        while (1.0 + eps) * point[k] < figures[k]:
            point[k] += 1


@compiled
def is_closed(corner: INT64, weights: INT64, bounds: INT64) -> bool:
    """Say whether a plane passes above the whole box below the corner."""
    for nth in range(bounds.size):
        total = np.int64(0)
        for k in range(corner.size):
            total += weights[nth, k] * (corner[k] - 1)
        if total < bounds[nth]:
            return True
    return False


@compiled
def cut(corners: INT64, n_open: int, point: INT64, weights: INT64, bounds: INT64) -> Any:
    """Take what lies at or above the point out of the boxes: (corners, n_open).

    A corner above the point is replaced by K, each lowered to the point in one figure; of those
    the closed ones, and those that lie within another, are left out. `corners` is overwritten.
    """
    n_sums, n_hit = point.size, 0
    for nth in range(n_open):
        n_hit += _is_below(point, corners[nth])
    if n_hit == 0:
        return corners, n_open
    made, n_made, n_kept = np.empty((n_hit * n_sums, n_sums), np.int64), 0, 0
    for nth in range(n_open):
        if not _is_below(point, corners[nth]):
            corners[n_kept] = corners[nth]
            n_kept += 1
            continue
        for k in range(n_sums):
            made[n_made] = corners[nth]
            made[n_made, k] = point[k]
            n_made += 0 if is_closed(made[n_made], weights, bounds) else 1
    if n_kept + n_made > corners.shape[0]:
        longer = np.empty((2 * (n_kept + n_made), n_sums), np.int64)
        longer[:n_kept] = corners[:n_kept]
        corners = longer
    n_old = n_kept
    for nth in range(n_made):
        if not _lies_within(made[nth], corners, n_old) and not _has_twin(made, n_made, nth):
            corners[n_kept] = made[nth]
            n_kept += 1
    return corners, n_kept


@compiled
def _is_below(point: INT64, corner: INT64) -> bool:
    is_below = True
    for k in range(point.size):
        is_below &= point[k] < corner[k]
    return is_below


@compiled
def _is_inside(corner: INT64, other: INT64) -> bool:
    is_inside = True
    for k in range(corner.size):
        is_inside &= corner[k] <= other[k]
    return is_inside


@compiled
def _lies_within(corner: INT64, corners: INT64, n_corners: int) -> bool:
    nth = 0
    while nth < n_corners and not _is_inside(corner, corners[nth]):
        nth += 1
    return nth < n_corners


@compiled
def _has_twin(made: INT64, n_made: int, nth: int) -> bool:
    """Say whether another new box holds this one; of equal ones the first stays."""
    for other in range(n_made):
        is_twin = other != nth and _is_inside(made[nth], made[other])
        if is_twin and (other < nth or not _is_inside(made[other], made[nth])):
            return True
    return False


@compiled
def unbeaten(figures: INT64) -> NDArray[np.bool_]:
    """Mark the rows, sorted lexically and all different, that no other row is as good as."""
    kept, rows, n_rows = np.ones(figures.shape[0], np.bool_), np.empty_like(figures), 0
    for nth in range(figures.shape[0]):
        for other in range(n_rows - 1, -1, -1):
            if _is_inside(rows[other], figures[nth]):
                kept[nth] = False
                break
        if kept[nth]:
            rows[n_rows] = figures[nth]
            n_rows += 1
    return kept
