"""Reads the text of standard instances: graphs with several costs, and constrained paths."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.bounds import INF
from waystation.kernel.checks import K_LEAST, K_MOST
from waystation.kernel.constrained import MAX_RESOURCES, Task
from waystation.kernel.net import Net

INT64 = NDArray[np.int64]


class Instance(NamedTuple):
    """A graph as a net without timetables; nodes count from `base` in its file."""

    net: Net
    base: int


def graph(text: str) -> Instance:
    """Read a graph in the DIMACS manner: `p sp N M` or `N M` or `N M K`, arcs `a u v c1 ... cK`.

    The `a` may be missing, `c` begins a comment. Nodes count from 1, unless an arc names node 0.

    Raises:
      ValueError: says which line is wrong, and how.
    """
    lines = [(at, line.split()) for at, line in enumerate(text.splitlines(), 1)]
    lines = [(at, words) for at, words in lines if words and words[0][0] not in "c#"]
    if not lines:
        raise ValueError("the file holds no line but comments; give a header and arcs")
    n_nodes, n_arcs = _header(*lines[0])
    rows = [(at, words[1:] if words[0] == "a" else words) for at, words in lines[1:]]
    if len(rows) != n_arcs:
        raise ValueError(f"line {lines[0][0]} promises {n_arcs} arcs; the file holds {len(rows)}")
    width = len(rows[0][1]) if rows else K_LEAST + 2
    if not K_LEAST <= width - 2 <= K_MOST:
        says = f"line {rows[0][0]} has {width - 2} costs after its two nodes"
        raise ValueError(f"{says}; {K_LEAST} to {K_MOST} are possible")
    arcs = np.array([_whole(at, words, width) for at, words in rows], np.int64)
    arcs = arcs.reshape(len(rows), width)
    base = 0 if (arcs[:, :2] == 0).any() else 1
    _refuse_first(rows, arcs.min(axis=1) < 0, "a negative number")
    _refuse_first(rows, arcs[:, :2].max(axis=1) >= n_nodes + base, f"a node beyond {n_nodes}")
    _refuse_first(rows, arcs.max(axis=1) >= INF, "a number of 2^30 or more")
    arcs[:, :2] -= base
    return Instance(plain_net(n_nodes, arcs), base)


def plain_net(n_places: int, arcs: INT64) -> Net:
    """Make a net whose rides leave at any minute from (m, 2 + K) arcs: two places and the costs."""
    columns = arcs.astype(np.int32)
    return Net(
        n_places=n_places,
        src=columns[:, 0].copy(),
        dst=columns[:, 1].copy(),
        duration_min=columns[:, 2].copy(),
        sums=columns[:, 3:].copy(),
        timetable=np.full(len(arcs), -1, np.int32),
        departures_ptr=np.zeros(1, np.int32),
        departures=np.empty(0, np.int32),
        calendar=np.full(len(arcs), -1, np.int32),
        open_days=np.empty((0, 0), np.bool_),
    )


def _header(at: int, words: list[str]) -> tuple[int, int]:
    numbers = words[2:] if words[0] == "p" else words
    if len(numbers) not in (2, 3) or not all(word.isdigit() for word in numbers):
        raise ValueError(
            f"line {at} must be a header, `p sp N M` or `N M`, not {' '.join(words)!r}"
        )
    return int(numbers[0]), int(numbers[1])


def _whole(at: int, words: list[str], width: int) -> list[int]:
    if len(words) != width:
        raise ValueError(f"line {at} has {len(words)} numbers; the first arc has {width}")
    try:
        # Some files write whole numbers as 12.0 or 1e3.
        return [int(word) if word.lstrip("-+").isdigit() else _whole_part(word) for word in words]
    except ValueError:
        raise ValueError(f"line {at} must hold whole numbers, not {' '.join(words)!r}") from None


def _whole_part(word: str) -> int:
    number = float(word)
    if not number.is_integer():
        raise ValueError(f"{word} is not a whole number")
    return int(number)


def _refuse_first(rows: list[tuple[int, list[str]]], is_wrong: Any, what: str) -> None:
    if is_wrong.any():
        at, words = rows[int(np.argmax(is_wrong))]
        raise ValueError(f"line {at} has {what}: {' '.join(words)!r}")


def constrained(text: str) -> Task:
    """Read a constrained shortest path as the OR-Library writes it; numbers may wrap over lines.

    n, m, R; R lower and R upper limits; what each of the n vertices uses; m arcs, each two
    vertices, its cost and what it uses. The path leads from vertex 1 to vertex n.

    Raises:
      ValueError: says what is wrong and where.
    """
    numbers = _numbers(text)
    if numbers.size < 3 or (numbers[:3] < 0).any() or numbers[0] < 1:
        raise ValueError("the file must begin with the numbers of vertices, arcs and resources")
    n, m, n_resources = (int(number) for number in numbers[:3])
    if n_resources > MAX_RESOURCES:
        raise ValueError(
            f"the file has {n_resources} resources; at most {MAX_RESOURCES} are possible"
        )
    ends = np.cumsum([3, n_resources, n_resources, n * n_resources, m * (3 + n_resources)])
    if numbers.size != ends[-1]:
        says = f"{n} vertices, {m} arcs and {n_resources} resources make {ends[-1]} numbers"
        raise ValueError(f"{says}; the file holds {numbers.size}")
    _, lower, upper, vertex_uses, rest, _ = np.split(numbers, ends)
    arcs = rest.reshape(m, 3 + n_resources)
    outside = ((arcs[:, :2] < 1) | (arcs[:, :2] > n)).any(axis=1)
    if outside.any():
        nth = int(np.argmax(outside))
        raise ValueError(
            f"arc {nth + 1} joins {arcs[nth, 0]} and {arcs[nth, 1]}; vertices are 1..{n}"
        )
    return Task(
        lower=lower,
        upper=upper,
        vertex_uses=vertex_uses.reshape(n, n_resources),
        tail=arcs[:, 0] - 1,
        head=arcs[:, 1] - 1,
        cost=arcs[:, 2].copy(),
        arc_uses=arcs[:, 3:].copy(),
    )


def _numbers(text: str) -> INT64:
    found: list[int] = []
    for at, line in enumerate(text.splitlines(), 1):
        found += _whole(at, line.split(), len(line.split()))
    return np.array(found, np.int64)
