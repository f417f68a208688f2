"""Which counts of a table are shown, so that nobody can work out those that are not. Pure.

Cells, totals of rows, totals of columns and the grand total are seen as one flow: a cell flows
from its row to its column, a total from the source to its row or from its column to the sink, and
the grand total back. What flows into a node flows out of it: that is all a reader of the table
knows beyond what is shown, and that no count is below nothing. So the least and the most that a
hidden count can be are found by how far its flow can be changed along hidden counts alone.

Source: Gusfield, A graph theoretic approach to statistical data security, 1988, sections 2 to 4.
"""

from collections import deque
from collections.abc import Collection, Sequence
from itertools import pairwise, product
from typing import NamedTuple

# A count below this is not shown: who knows one of a few knows too much about the others.
AT_LEAST = 10
# Of a hidden count at least so many values stay possible.
ROOM = 10
ENDLESS = 1 << 60
# A row and a column of a table, the totals' among them.
Place = tuple[int, int]


class Edge(NamedTuple):
    """A count as a flow from one node to another."""

    start: int
    end: int
    value: int


def hidden(cells: Sequence[Sequence[int]], also: Collection[Place] = ()) -> set[Place]:
    """Say which counts of a table are not to be shown, its totals in the last row and column.

    Those below AT_LEAST are hidden first. One that could still be worked out takes with it the
    cheapest rectangle of counts along which it can change, or the smallest count beside it, until
    none can. The grand total stays if it is large enough: other tables show it too.

    Args:
      cells: whole counts with row totals at the end of each row, and column totals and the grand
        total as the last row. A table of one row stands without totals of rows: see `flows`.
      also: counts that are not to be shown whatever they are.

    Returns:
      Pairs of row and column, the totals' among them.

    Cost: a table of 8 rows and 5 columns in 2 to 10 ms.
    """
    edges = flows(cells)
    gone = {place for place, edge in edges.items() if edge.value < AT_LEAST or place in also}
    whole = max(edges)
    # Whatever has room keeps it while more is hidden.
    tight = sorted(gone)
    while tight := [place for place in tight if room(place, gone, edges) < ROOM]:
        more = _rectangle(tight[0], cells, gone) or _nearest(tight, cells, gone, edges)
        if not more:
            return set(edges)
        gone |= more
        tight += sorted(more)
    assert whole not in gone or whole in also or edges[whole].value < AT_LEAST
    return gone


def _rectangle(place: Place, cells: Sequence[Sequence[int]], gone: set[Place]) -> set[Place]:
    """Find the cheapest rectangle that gives a count room; nothing if there is none to add."""
    r, c = place
    best: tuple[int, int, set[Place]] | None = None
    corner = (len(cells) - 1, len(cells[0]) - 1)
    for r2, c2 in product(range(len(cells)), range(len(cells[0]))):
        others = {(r, c2), (r2, c), (r2, c2)}
        if r2 == r or c2 == c or corner in others or corner == place:
            continue
        up, down = min(cells[r][c2], cells[r2][c]), min(cells[r][c], cells[r2][c2])
        new = others - gone
        cost = sum(_is_total(one, cells) for one in new), sum(cells[a][b] for a, b in new)
        if new and 1 + up + down >= ROOM and (best is None or cost < best[:2]):
            best = (*cost, new)
    return best[2] if best else set()


def _nearest(
    tight: Sequence[Place],
    cells: Sequence[Sequence[int]],
    gone: set[Place],
    edges: dict[Place, Edge],
) -> set[Place]:
    """Find the smallest count beside one without room, or else anywhere but the grand total."""
    shown = edges.keys() - gone - {max(edges)}
    near = {one for place in tight for one in _beside(place, edges)} & shown
    order = {one: (_is_total(one, cells), edges[one].value, one) for one in near or shown}
    return {min(order, key=order.__getitem__)} if order else set()


def flows(cells: Sequence[Sequence[int]]) -> dict[Place, Edge]:
    """Lay a table out as flows; in one of a single row a cell flows from end to end."""
    n_rows, n_columns = len(cells) - 1, len(cells[0]) - 1
    source, sink = n_rows + n_columns, n_rows + n_columns + 1
    if n_rows == 0:
        single = {(0, at): Edge(0, 1, value) for at, value in enumerate(cells[0][:-1])}
        return single | {(0, n_columns): Edge(1, 0, cells[0][-1])}
    edges = {}
    for r, row in enumerate(cells):
        for c, value in enumerate(row):
            start = source if c == n_columns else (n_rows + c if r == n_rows else r)
            end = sink if r == n_rows else (r if c == n_columns else n_rows + c)
            edges[r, c] = Edge(start, end, value)
    edges[n_rows, n_columns] = Edge(sink, source, cells[-1][-1])
    return edges


def room(place: Place, gone: set[Place], edges: dict[Place, Edge]) -> int:
    """Count the values a hidden count can have as far as the shown ones tell; ROOM is enough."""
    edge = edges[place]
    others = [edges[one] for one in gone if one != place]
    more = _flow(edge.end, edge.start, others, ROOM)
    fewer = _flow(edge.start, edge.end, others, edge.value)
    return 1 + more + fewer


def _flow(start: int, end: int, edges: Sequence[Edge], most: int) -> int:
    """Say how much more can flow from one node to another along hidden counts, up to `most`.

    A hidden count can grow without end, and shrink to nothing.
    """
    left: dict[int, dict[int, int]] = {}
    for edge in edges:
        # The way back is open as far as something flows there now.
        back = left.setdefault(edge.end, {})
        back[edge.start] = back.get(edge.start, 0) + edge.value
    for edge in edges:
        left.setdefault(edge.start, {})[edge.end] = ENDLESS
    sent = 0
    while sent < most and (path := _path(start, end, left)):
        steps = list(pairwise(path))
        amount = min([most - sent, *(left[one][other] for one, other in steps)])
        for one, other in steps:
            left[one][other] -= amount
            turned = left.setdefault(other, {})
            turned[one] = turned.get(one, 0) + amount
        sent += amount
    return sent


def _path(start: int, end: int, left: dict[int, dict[int, int]]) -> list[int]:
    """Find the shortest way along which something more can flow; empty if there is none."""
    came = {start: start}
    todo = deque([start])
    while todo and end not in came:
        node = todo.popleft()
        for other, amount in left.get(node, {}).items():
            if amount > 0 and other not in came:
                came[other] = node
                todo.append(other)
    if end not in came:
        return []
    way = [end]
    while way[-1] != start:
        way.append(came[way[-1]])
    return way[::-1]


def _beside(place: Place, edges: dict[Place, Edge]) -> list[Place]:
    """List the counts that share a row, a column or a sum with one."""
    nodes = {edges[place].start, edges[place].end}
    return [one for one, edge in edges.items() if one != place and nodes & {edge.start, edge.end}]


def _is_total(place: Place, cells: Sequence[Sequence[int]]) -> bool:
    return place[1] == len(cells[0]) - 1 or (place[0] == len(cells) - 1 and len(cells) > 1)
