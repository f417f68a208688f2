"""Who fills the seats of one flight: households that are not split, some of them aboard for sure.

A 0/1 knapsack whose weights are at most a handful of seats, so that the whole table is small: the
recursion of R. Bellman, Dynamic Programming, 1957; S. Martello and P. Toth, Knapsack Problems,
1990, section 2.6.
"""

import numpy as np
from numpy.typing import NDArray

Int = NDArray[np.int64]


def fill(sizes: Int, waits: Int, first: Int, seats: int) -> Int:
    """Choose households for a flight: as many seats taken as can be, then the longest waiting.

    Those of `first` are aboard. Among all choices that hold them and fit, one is given that takes
    the most seats; among those, the one with the largest sum of size times wait; among those, the
    one that is first in the order of the households, looked at from the front.

    Args:
      sizes: (n,) people of each household, at least one.
      waits: (n,) how long each has waited, in days, none below nought.
      first: which households are aboard whatever else is chosen; each once.
      seats: how many there are.

    Returns:
      Which households are aboard, ascending; empty where those of `first` do not fit.

    Cost: n · seats steps and bits of memory; under a millisecond for 20 households and ten seats.
    """
    left = seats - int(sizes[first].sum())
    if left < 0:
        return np.zeros(0, np.int64)
    free = np.setdiff1d(np.arange(sizes.size), first)
    # From the last household to the first, so that on a tie the one in front is taken.
    best = np.full(left + 1, -1, np.int64)
    best[0] = 0
    taken = np.zeros((free.size, left + 1), np.bool_)
    for nth in range(free.size - 1, -1, -1):
        size, worth = int(sizes[free[nth]]), int(sizes[free[nth]] * waits[free[nth]])
        if size > left:
            continue
        there = best[: left + 1 - size]
        with_it = np.full(left + 1, -1, np.int64)
        with_it[size:] = np.where(there >= 0, there + worth, -1)
        taken[nth] = (with_it >= 0) & (with_it >= best)
        best = np.where(taken[nth], with_it, best)
    seat = int(np.flatnonzero(best >= 0)[-1])
    chosen = [int(one) for one in first]
    for nth in range(free.size):
        if taken[nth, seat]:
            chosen.append(int(free[nth]))
            seat -= int(sizes[free[nth]])
    return np.array(sorted(chosen), np.int64)
