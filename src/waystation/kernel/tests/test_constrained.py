"""The cheapest path within limits, against all paths tried one by one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.kernel.constrained import Best, Task, cheapest


def task_of(
    arcs: list[tuple[int, ...]], vertex_uses: list[list[int]], lower: list[int], upper: list[int]
) -> Task:
    """Build a task from arcs (from, to, cost, uses ...)."""
    table = np.array(arcs, np.int64).reshape(len(arcs), 3 + len(lower))
    return Task(
        lower=np.array(lower, np.int64),
        upper=np.array(upper, np.int64),
        vertex_uses=np.array(vertex_uses, np.int64),
        tail=table[:, 0],
        head=table[:, 1],
        cost=table[:, 2],
        arc_uses=table[:, 3:],
    )


def every_path(task: Task) -> list[tuple[int, ...]]:
    """List cost and uses of every path that passes no vertex twice."""
    last = len(task.vertex_uses) - 1
    ways = [((0,), (0, *task.vertex_uses[0].tolist()))]
    found = []
    while ways:
        passed, sums = ways.pop()
        if passed[-1] == last:
            found.append(sums)
            continue
        for arc in np.flatnonzero(task.tail == passed[-1]):
            head = int(task.head[arc])
            if head not in passed:
                more = (task.cost[arc], *(task.arc_uses[arc] + task.vertex_uses[head]))
                total = tuple(int(a + b) for a, b in zip(sums, more, strict=True))
                ways.append(((*passed, head), total))
    return found


def random_task(rng: np.random.Generator) -> Task:
    n, n_resources = int(rng.integers(1, 8)), int(rng.integers(0, 4))
    m = int(rng.integers(1, 4 * n + 1))
    tail, head = rng.integers(0, n, m), rng.integers(0, n, m)
    if rng.random() < 0.5:  # No circles: every arc leads on.
        tail, head = np.minimum(tail, head), np.maximum(tail, head)
        tail, head = tail[tail < head], head[tail < head]
    height = rng.integers(0, 6, n)  # Costs may be negative, but not round a circle.
    lower = rng.choice([0, 0, 5, 12], n_resources)
    return Task(
        lower=lower,
        upper=lower + rng.integers(0, 25, n_resources),
        vertex_uses=rng.integers(0, 3, (n, n_resources)),
        tail=tail,
        head=head,
        cost=rng.integers(0, 9, tail.size) + height[tail] - height[head],
        arc_uses=rng.integers(0, 6, (tail.size, n_resources)),
    )


# From 0 to 3: by 1 it costs 2 and uses 6, by 2 it costs 5 and uses 3.
FORK = [(0, 1, 1, 3), (1, 3, 1, 3), (0, 2, 2, 1), (2, 3, 3, 2)]
NO_USE = [[0]] * 4


@pytest.mark.parametrize(
    ("lower", "upper", "cost"), [(0, 9, 2), (0, 5, 5), (0, 2, None), (4, 9, 2), (7, 9, None)]
)
def test_a_fork_is_taken_by_what_the_limits_leave(lower, upper, cost):
    assert cheapest(task_of(FORK, NO_USE, [lower], [upper])).cost == cost


def test_the_vertices_at_both_ends_use_their_share():
    # By 1 it uses 6 and 1 + 1 at the ends.
    uses = [[1], [0], [0], [1]]

    assert cheapest(task_of(FORK, uses, [0], [8])).cost == 2
    assert cheapest(task_of(FORK, uses, [0], [7])).cost == 5


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_cheapest_path_is_the_cheapest_of_all_paths(seed):
    task = random_task(np.random.default_rng(seed))

    best = cheapest(task)

    fits = [
        sums[0]
        for sums in every_path(task)
        if (task.lower <= sums[1:]).all() and (task.upper >= sums[1:]).all()
    ]
    assert best.finished
    assert best.cost == min(fits, default=None)


def test_a_search_cut_short_says_so():
    assert cheapest(task_of(FORK, NO_USE, [0], [2**20]), max_labels=2) == Best(None, False, 2)


@pytest.mark.parametrize(
    ("arcs", "says"),
    [
        ([(0, 1, -2, 0), (1, 0, 1, 0), (1, 3, 1, 0)], "a circle of arcs has a negative cost"),
        ([(0, 3, 1, -1)], "arc_uses holds -1"),
        ([(0, 3, 2**28, 0)], "the largest figure is 268435456"),
    ],
)
def test_what_has_no_answer_is_refused(arcs, says):
    with pytest.raises(ValueError, match=says):
        cheapest(task_of(arcs, NO_USE, [0], [9]))
