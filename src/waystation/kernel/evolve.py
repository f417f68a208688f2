"""Points in a space of many dimensions, bred towards what somebody picks from arrays of them.

Whoever picks needs no words for what is right: they pick what comes closest, the picked are
crossed and changed a little, and each round changes less. What was picked lives on unchanged
(elitism), so that a round never loses it. All coordinates lie between 0 and 1.

Source of the idea: C. D. Frowd, P. J. B. Hancock, D. Carson, EvoFIT: A Holistic, Evolutionary
Facial Imaging Technique for Creating Composites, 2004.
"""

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

SIZE, PICK_MAX = 18, 3
# How widely the first array is spread around its centre, as a standard deviation.
SPREAD = 0.18
# How far a child of the first round changes, and by which factor that falls from round to round.
STEP, FALL, STEP_LEAST = 0.13, 0.86, 0.02
# Of ten children so many come of two parents; the rest are one picked, changed.
CROSSED = 0.7


def first(centre: Points, rng: np.random.Generator, *, spread: float = SPREAD) -> Points:
    """Draw the first array around a centre; each dimension is spread evenly over the array.

    Returns: SIZE x d points. No two rows are near each other in every dimension, because each
    dimension is cut into SIZE shares of equal probability and each row falls into another one.
    """
    n_dimensions = len(centre)
    shares = np.argsort(rng.random((SIZE, n_dimensions)), axis=0)
    even = (shares + rng.random((SIZE, n_dimensions))) / SIZE
    return _within(centre + spread * _normal(even))


def breed(
    points: Points, picked: NDArray[np.int64], n_rounds: int, rng: np.random.Generator
) -> Points:
    """Give the next array: the picked first and unchanged, then children of theirs.

    Args:
      points: the array that was shown, SIZE x d.
      picked: 1 to PICK_MAX different rows of it, the closest first.
      n_rounds: how many rounds came before; the more, the less a child changes.

    Raises:
      ValueError: none or too many are picked, one twice, or one that is not there.
    """
    if not 1 <= len(picked) <= PICK_MAX or len(set(picked.tolist())) != len(picked):
        raise ValueError(f"pick 1 to {PICK_MAX} different points, not {picked.tolist()}")
    if picked.min() < 0 or picked.max() >= len(points):
        raise ValueError(f"there is no point {picked.tolist()} among {len(points)}")
    parents = points[picked]
    n_children, n_dimensions = SIZE - len(parents), points.shape[1]
    one, other = (parents[rng.integers(len(parents), size=n_children)] for _ in range(2))
    crossed = rng.random((n_children, 1)) < CROSSED
    # How much of each dimension comes of the other parent: mostly all or nothing, at times between.
    share = np.clip(rng.uniform(-0.5, 1.5, size=(n_children, n_dimensions)), 0.0, 1.0)
    children = np.where(crossed, one + share * (other - one), one)
    changed = children + step_of(n_rounds) * rng.standard_normal(children.shape)
    return np.vstack((parents, _within(changed)))


def step_of(n_rounds: int) -> float:
    """Say how far a child changes in each dimension after some rounds, as a standard deviation."""
    return max(STEP * FALL**n_rounds, STEP_LEAST)


def middle(points: Points, picked: NDArray[np.int64]) -> Points:
    """Give the point between those picked: what the picks have in common."""
    between: Points = points[picked].mean(axis=0)
    return between


def _within(points: Points) -> Points:
    bounded: Points = np.clip(points, 0.0, 1.0)
    return bounded


def _normal(shares: Points) -> Points:
    """Turn shares of a probability into places on the bell curve, close enough for a drawing.

    Source: the logistic approximation, S. R. Bowling et al., 2009, formula 2 (error below 0.015).
    """
    kept = np.clip(shares, 1e-4, 1 - 1e-4)
    return np.log(kept / (1 - kept)) / 1.702
