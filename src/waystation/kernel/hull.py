"""Which weighing would close an open box best, to judge by the routes found so far."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.compiled import compiled

FLOAT = NDArray[np.float64]
MAX_PIVOTS = 200
TINY = 1e-9


@compiled
def best_mixture(points: FLOAT) -> Any:
    """Find shares z >= 0, sum 1, for which the least z . point is greatest.

    Primal simplex on the other side of the same game: maximise sum x over x >= 0 with
    sum x_i * points[i] <= 1. Its K prices, made to sum to one, are z. The answer need not be
    exact: any z gives a plane.

    Args:
      points: (r, K) > 0, r >= 1.

    Returns:
      (z (K,), least z . point).
    Source: Dantzig, "A proof of the equivalence of the programming problem and the game problem",
    1951.
    """
    n_rows = points.shape[1]
    inverse, level = np.eye(n_rows), np.ones(n_rows)
    gains, prices = np.zeros(n_rows), np.zeros(n_rows)
    for _ in range(MAX_PIVOTS):
        for k in range(n_rows):
            prices[k] = (gains * inverse[:, k]).sum()
        column, gain = _entering(points, inverse, prices)
        row = -1
        for k in range(n_rows):
            if column[k] > TINY and (row < 0 or level[k] * column[row] < level[row] * column[k]):
                row = k
        if row < 0:
            break
        inverse[row] /= column[row]
        level[row] /= column[row]
        for k in range(n_rows):
            if k != row:
                inverse[k] -= column[k] * inverse[row]
                level[k] -= column[k] * level[row]
        gains[row] = gain
    prices = np.maximum(prices, 0.0) + TINY
    shares = prices / prices.sum()
    least = np.inf
    for nth in range(points.shape[0]):
        least = min(least, (shares * points[nth]).sum())
    return shares, least


@compiled
def _entering(points: FLOAT, inverse: FLOAT, prices: FLOAT) -> Any:
    """Choose what enters the basis: the point priced lowest, or a slack; nothing: zeros."""
    least, enters = 1.0 - TINY, -1
    for nth in range(points.shape[0]):
        value = 0.0
        for k in range(prices.size):
            value += prices[k] * points[nth, k]
        if value < least:
            least, enters = value, nth
    if enters >= 0:
        column = np.empty(prices.size)
        for k in range(prices.size):
            column[k] = (inverse[k] * points[enters]).sum()
        return column, 1.0
    for k in range(prices.size):
        if prices[k] < -TINY:
            return inverse[:, k].copy(), 0.0
    return np.zeros(prices.size), 0.0


@compiled
def best_weighings(points: FLOAT, corners: FLOAT) -> Any:
    """For each corner, the weights that lift the least route highest above it.

    Args:
      points: (r, K) figures of routes found; corners: (q, K) > 0.

    Returns:
      weights: (q, K), weighing the corner itself as one.
      heights: (q,) the least that any of the routes weighs; below one the corner lies inside.
    """
    weights, heights = np.empty_like(corners), np.empty(corners.shape[0])
    for nth in range(corners.shape[0]):
        shares, heights[nth] = best_mixture(points / corners[nth])
        weights[nth] = shares / corners[nth]
    return weights, heights
