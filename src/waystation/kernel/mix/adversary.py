"""What a mix of routes loses: to nobody, to whoever knows it best, and to one who learns."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from waystation.kernel.compiled import compiled
from waystation.kernel.mix.flow import Lot
from waystation.kernel.mix.roads import F64, I32, I64, Roads

# Choices of spots that are looked at before the search for the worst ones stops.
MOST_NODES = 300_000
# So near to a whole search comes; a hundredth of what anybody can know of such chances.
NEAR = 1e-6


class Worst(NamedTuple):
    """The k spots whose watching costs most, what that costs, and what none can exceed."""

    spots: I32
    loss: float
    at_most: float


class Learner(NamedTuple):
    """An adversary who counts passages: what they notice, forget and try out.

    `notices` is the chance to hear of a passage over a spot that is not watched; each watched spot
    is with the chance `explores` another one, drawn from all.
    """

    notices: float = 0.5
    forgets: float = 0.03
    explores: float = 0.1


def quiet_loss(lot: Lot) -> float:
    """Give the chance to be lost with nobody watching, over all draws."""
    return float(lot.chance @ -np.expm1(-lot.loss))


def watched_loss(lot: Lot, roads: Roads, spots: I32) -> float:
    """Give the chance to be lost while these spots are watched, over all draws."""
    slips = np.ones(roads.caught.size)
    slips[spots] -= roads.caught[spots]
    slip = [
        slips[np.unique(roads.spot[legs])].prod()
        for legs in map(lot.routes.legs_of, range(lot.routes.n))
    ]
    return float(lot.chance @ (1 - np.exp(-lot.loss) * slip))


def worst(lot: Lot, roads: Roads, k: int, *, most_nodes: int = MOST_NODES) -> Worst:
    """Find the k spots whose watching costs a known mix most, chances multiplied as they are.

    What one more watched spot costs only falls with every other that is watched, so the sum of the
    largest bounds what is left of a choice. Choices within NEAR of the best are not told apart;
    where the search stops early, more is possible: `at_most` says in either case how much.

    Cost: 1 to 40 ms for a hundred routes of 25 legs and five spots.
    """
    alive = lot.chance * np.exp(-lot.loss)
    route = np.repeat(np.arange(lot.routes.n), np.diff(lot.routes.ptr))
    seen = np.unique(np.stack([roads.spot[lot.routes.legs], route]), axis=1)
    used = np.unique(seen[0])
    used = used[roads.caught[used] > 0]
    begins = np.searchsorted(seen[0], used, side="left").astype(np.int64)
    ends = np.searchsorted(seen[0], used, side="right").astype(np.int64)
    passes = np.stack([begins, ends])
    many = min(k, used.size)
    if many == 0:
        loss = 1 - float(alive.sum())
        return Worst(np.empty(0, np.int32), loss, loss)
    chosen, saved, bound = _search(
        passes, seen[1].astype(np.int64), roads.caught[used], alive, many, most_nodes
    )
    loss = 1 - float(alive.sum()) + saved
    return Worst(used[chosen].astype(np.int32), loss, max(loss, 1 - float(alive.sum()) + bound))


def simulate(
    draw: Callable[[int], I32],
    roads: Roads,
    *,
    k: int,
    prior: F64,
    n: int,
    rng: np.random.Generator,
    learner: Learner | None = Learner(),
) -> F64:
    """Send passages one after the other past an adversary who learns; gives each one's loss (n,).

    Args:
      draw: gives the legs of passage i.
      prior: (S) where they expect passages before the first; without a `learner` all they ever do.
    """
    count = prior.copy()
    watched = np.argsort(-roads.caught * prior, kind="stable")[:k]
    lost = np.empty(n)
    for nth in range(n):
        if learner is not None:
            watched = _posted(roads.caught * count, k, learner, rng)
        legs = draw(nth)
        spots = np.unique(roads.spot[legs])
        met = np.intersect1d(spots, watched)
        lost[nth] = 1 - np.exp(-roads.loss[legs].sum()) * (1 - roads.caught[met]).prod()
        if learner is not None:
            count *= 1 - learner.forgets
            heard = np.isin(spots, met) | (rng.random(spots.size) < learner.notices)
            count[spots[heard]] += learner.forgets
    return lost


def _posted(promise: F64, k: int, learner: Learner, rng: np.random.Generator) -> I64:
    """Choose the spots that promise most, ties at random, and try others now and then."""
    ties = 1e-9 * rng.random(promise.size)
    best = np.argpartition(-(promise + ties), min(k, promise.size - 1))[:k]
    tries = rng.random(best.size) < learner.explores
    best[tries] = rng.integers(promise.size, size=int(tries.sum()))
    return np.unique(best)


@compiled
def _rank(passes: Any, route: Any, caught: Any, alive: Any, who: Any, gain: Any) -> None:
    """Work out what each spot costs beside those watched already, and put the dearest first."""
    for at in range(who.size):
        spot = who[at]
        total = 0.0
        for i in range(passes[0, spot], passes[1, spot]):
            total += alive[route[i]]
        total *= caught[spot]
        # They come nearly in order, so each moves but a few steps.
        hole = at
        while hole > 0 and gain[hole - 1] < total:
            gain[hole], who[hole] = gain[hole - 1], who[hole - 1]
            hole -= 1
        gain[hole], who[hole] = total, spot


@compiled
def _watch(passes: Any, route: Any, caught: Any, spot: int, alive: Any) -> None:
    for i in range(passes[0, spot], passes[1, spot]):
        alive[route[i]] *= 1.0 - caught[spot]


@compiled
def _search(passes: Any, route: Any, caught: Any, alive: Any, k: int, most_nodes: int) -> Any:
    """Try choices of k spots, the most promising first, and leave out what cannot be best.

    Returns:
      (chosen, gain, bound): the best choice, what it costs, and what no choice exceeds.
    """
    n = caught.size
    living = np.empty((k + 1, alive.size))
    spots = np.empty((k + 1, n), np.int64)
    gains = np.empty((k + 1, n))
    n_here = np.zeros(k + 1, np.int64)
    at = np.zeros(k + 1, np.int64)
    taken = np.zeros(k, np.int64)
    best_set = np.zeros(k, np.int64)
    so_far = np.zeros(k + 1)
    best, bound, nodes, depth = -1.0, 0.0, 0, 0
    living[0] = alive
    spots[0], n_here[0] = np.arange(n), n
    _rank(passes, route, caught, alive, spots[0], gains[0])
    while depth >= 0:
        left = k - depth
        i = at[depth]
        promise = so_far[depth]
        for j in range(i, min(i + left, n_here[depth])):
            promise += gains[depth, j]
        is_over = i + left > n_here[depth]
        if is_over or (best >= 0 and promise <= best + NEAR) or nodes >= most_nodes:
            if not is_over:
                # What is given up here could still come to this.
                bound = max(bound, promise)
            depth -= 1
            continue
        nodes += 1
        at[depth] = i + 1
        taken[depth] = spots[depth, i]
        total = so_far[depth] + gains[depth, i]
        if left == 1:
            if total > best:
                best = total
                best_set[:] = taken
            continue
        living[depth + 1] = living[depth]
        _watch(passes, route, caught, spots[depth, i], living[depth + 1])
        more = n_here[depth] - i - 1
        rest = spots[depth + 1, :more]
        rest[:] = spots[depth, i + 1 : i + 1 + more]
        _rank(passes, route, caught, living[depth + 1], rest, gains[depth + 1, :more])
        n_here[depth + 1], at[depth + 1], so_far[depth + 1] = more, 0, total
        depth += 1
    return best_set, best, max(best, bound)
