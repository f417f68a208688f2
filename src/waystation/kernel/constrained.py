"""The cheapest path that uses up neither too much nor too little of anything.

Labels leave a heap by cost. For every figure a backward search says what at least remains, so that
a label which cannot end within the limits is dropped at once.

A label covers another at its vertex if it is nowhere above it. That loses nothing while less is as
good: whatever the other can do, it can do too, leaving out circles. It may lose a path where a
lower limit can be missed. There a use must be equal, or certain to reach its limit; and if paths
could run in circles nothing covers anything, and each label knows the vertices it has passed.

Source: Dumitrescu and Boland, "Improved preprocessing, labeling and scaling algorithms for the
weight-constrained shortest path problem", Networks, 2003. The treatment of lower limits is our own.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.compiled import compiled
from waystation.kernel.heap import drop_least, low_half, pack, push

FAR = 2**30  # above every sum that is accepted
MAX_RESOURCES = 10
MAX_LABELS = 10_000_000
FIRST_LABELS = 4096
INT64 = NDArray[np.int64]


class Task(NamedTuple):
    """A directed graph in which a path leads from vertex 0 to the last; n vertices, m arcs.

    R resources: each vertex on the path, both ends included, and each arc uses some.
    """

    lower: INT64  # (R,) least that a path must use
    upper: INT64  # (R,) most that it may
    vertex_uses: INT64  # (n, R) >= 0
    tail: INT64  # (m,)
    head: INT64  # (m,)
    cost: INT64  # (m,) may be negative, but not all round a circle
    arc_uses: INT64  # (m, R) >= 0


class Best(NamedTuple):
    """The least cost, None if nothing fits; what is known so far if the search is not finished."""

    cost: int | None
    finished: bool
    labels_made: int


class _Rules(NamedTuple):
    upper: INT64  # (1 + R,) cost first, unlimited
    lower: INT64  # (1 + R,)
    may_miss: NDArray[np.bool_]  # (1 + R,) some path falls short of the lower limit
    may_circle: bool  # and may run in circles to reach it


def cheapest(task: Task, *, max_labels: int = MAX_LABELS) -> Best:
    """Find the least cost of a path that passes no vertex twice and keeps all limits.

    Raises:
      ValueError: more than MAX_RESOURCES, a negative use, figures too large, or a circle of
        negative cost.
    """
    _check(task)
    n = len(task.vertex_uses)
    potential = _least_sums(n, task.tail, task.head, task.cost, 0)
    if potential[n - 1] >= FAR:
        return Best(None, finished=True, labels_made=0)
    # What no path reaches has no potential, and its arcs do not matter.
    arcs = np.flatnonzero(potential[task.tail] < FAR)
    arcs = arcs[np.argsort(task.tail[arcs], kind="stable")]
    tail, head = task.tail[arcs], task.head[arcs]
    cost = task.cost[arcs] + potential[tail] - potential[head]  # >= 0, and ranks paths alike
    # An arc pays for the vertex it leads to.
    figures = np.column_stack([cost, task.arc_uses[arcs] + task.vertex_uses[head]])
    remains = np.column_stack([_least_sums(n, head, tail, w, n - 1) for w in figures.T.copy()])
    first = np.append(0, task.vertex_uses[0])
    rules = _Rules(
        upper=np.append(FAR - 1, np.minimum(task.upper, FAR - 1)),
        lower=np.append(0, task.lower),
        may_miss=first + remains[0] < np.append(0, task.lower),
        may_circle=not _is_acyclic(n, tail, head),
    )
    ptr = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=n))])
    least, finished, n_made = _search(ptr, head, figures, remains, first, rules, max_labels)
    best = int(least + potential[n - 1]) if least < FAR else None
    return Best(best, bool(finished), int(n_made))


def _check(task: Task) -> None:
    n_resources = task.lower.size
    if n_resources > MAX_RESOURCES:
        raise ValueError(f"there are {n_resources} resources; at most {MAX_RESOURCES} are possible")
    for name in ("vertex_uses", "arc_uses"):
        if (getattr(task, name) < 0).any():
            raise ValueError(f"{name} holds {getattr(task, name).min()}; uses must be 0 or more")
    columns = (task.cost[:, None], task.vertex_uses, task.arc_uses)
    most = max(int(np.abs(column).max(initial=0)) for column in columns)
    if 2 * most * len(task.vertex_uses) >= FAR:
        raise ValueError(f"the largest figure is {most}; summed over a path it could pass 2^30")


@compiled
def _least_sums(n: int, tail: INT64, head: INT64, weight: INT64, start: int) -> Any:
    """Find the least sum from the start to every vertex, FAR for none; Bellman and Ford."""
    least = np.full(n, FAR, np.int64)
    least[start] = 0
    for _ in range(n):
        fell = False
        for arc in range(tail.size):
            so_far = least[tail[arc]] + weight[arc]
            if least[tail[arc]] < FAR and so_far < least[head[arc]]:
                least[head[arc]] = so_far
                fell = True
        if not fell:
            return least
    raise ValueError("a circle of arcs has a negative cost; round it there is no cheapest path")


@compiled
def _is_acyclic(n: int, tail: INT64, head: INT64) -> bool:
    n_into = np.zeros(n, np.int64)
    for arc in range(tail.size):
        n_into[head[arc]] += 1
    ptr = np.searchsorted(tail, np.arange(n + 1))
    ready = [place for place in range(n) if n_into[place] == 0]
    n_done = 0
    while len(ready) > 0:
        place = ready.pop()
        n_done += 1
        for arc in range(ptr[place], ptr[place + 1]):
            n_into[head[arc]] -= 1
            if n_into[head[arc]] == 0:
                ready.append(head[arc])
    return n_done == n


@compiled
def _search(
    ptr: INT64, head: INT64, figures: INT64, remains: INT64, first: INT64, rules: Any, most: int
) -> Any:
    """Return the least cost (FAR for none), whether it is proven, and the labels made."""
    target, n_figures = remains.shape[0] - 1, figures.shape[1]
    sums = np.empty((FIRST_LABELS, n_figures), np.int64)
    links = np.empty((FIRST_LABELS, 3), np.int64)  # vertex, parent, next label at the vertex
    keys, items = np.empty(FIRST_LABELS, np.uint64), np.empty(FIRST_LABELS, np.uint64)
    latest = np.full(remains.shape[0], -1, np.int64)
    n_made, size = 1, 0
    sums[0] = first
    links[0] = np.array([0, -1, -1])
    if _fits(first, remains[0], rules.upper):
        size = push(keys, items, 0, pack(remains[0, 0], 0), np.uint64(0))
    then = np.empty(n_figures, np.int64)
    while size > 0:
        at = low_half(keys[0])
        size = drop_least(keys, items, size)
        place = links[at, 0]
        if place == target:
            if (sums[at] >= rules.lower).all():
                return sums[at, 0], True, n_made
            continue
        if _is_covered(sums, links, latest[place], sums[at], remains[place], rules):
            continue
        links[at, 2] = latest[place]
        latest[place] = at
        for arc in range(ptr[place], ptr[place + 1]):
            then[:] = sums[at] + figures[arc]
            if not _fits(then, remains[head[arc]], rules.upper) or (
                rules.may_circle and rules.may_miss.any() and _was_passed(links, at, head[arc])
            ):
                continue
            if n_made == most:
                return FAR, False, n_made
            if n_made == keys.size:
                sums, links = _doubled(sums), _doubled(links)
                keys, items = _doubled(keys), _doubled(items)
            sums[n_made] = then
            links[n_made, 0], links[n_made, 1] = head[arc], at
            bound = then[0] + remains[head[arc], 0]
            size = push(keys, items, size, pack(bound, n_made), np.uint64(0))
            n_made += 1
    return FAR, True, n_made


@compiled
def _doubled(array: Any) -> Any:
    longer = np.empty((2 * array.shape[0], *array.shape[1:]), array.dtype)
    longer[: array.shape[0]] = array
    return longer


@compiled
def _fits(sums: INT64, remains: INT64, upper: INT64) -> bool:
    fits = True
    for k in range(sums.size):
        fits &= remains[k] < FAR and sums[k] + remains[k] <= upper[k]
    return fits


@compiled
def _is_covered(
    sums: INT64, links: INT64, other: int, mine: INT64, remains: INT64, rules: Any
) -> bool:
    if rules.may_circle and rules.may_miss.any():
        return False
    while other >= 0:
        covers = True
        for k in range(mine.size):
            is_sure = not rules.may_miss[k] or sums[other, k] + remains[k] >= rules.lower[k]
            covers &= sums[other, k] == mine[k] or (is_sure and sums[other, k] < mine[k])
        if covers:
            return True
        other = links[other, 2]
    return False


@compiled
def _was_passed(links: INT64, at: int, place: int) -> bool:
    while at >= 0:
        if links[at, 0] == place:
            return True
        at = links[at, 1]
    return False
