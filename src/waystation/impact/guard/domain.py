"""Whether figures may be published beside all that ever were: the rules and their words. Pure.

Every cell there ever was counts, retracted and corrected ones too, because nobody forgets what
they read. The rules, in the order in which they are asked:

few         a cell holds fewer than 10 people or 3 journeys
movement    fewer than 3 journeys moved since the same cell was last published
difference  what an earlier or simultaneous cell and this one have apart, or in common, is of 1 to 9
            people or 1 or 2 journeys
span        sums and differences of more than two cells would give such a set away
interval    what was published leaves fewer than 10 possible counts for such a set

What the last two prove, and what none of them covers, stands in `kernel.disclosure`.

A record that was found wrong stays in the cells that were published with it, and another takes its
place in those to come. The wrong one is about nobody, so it is no secret; the right one alone would
be, so a correction is published only together with 3 other journeys of 10 other people.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel import disclosure
from waystation.kernel.disclosure import Limits

PEOPLE_MIN, GROUPS_MIN, STEP = 10, 3, 10
LIMITS = Limits(PEOPLE_MIN, GROUPS_MIN)
# More unions than that of few people each: the figures are cut too finely to be looked through.
UNIONS_MAX = 512
RULES = ("few", "movement", "difference", "span", "interval", "too fine")


class Units(NamedTuple):
    """The parts of journeys that cells are made of, by their numbers.

    `people` of each, the `group` (journey) it belongs to, and whether its record was found wrong.
    """

    people: NDArray[np.int64]
    group: NDArray[np.int64]
    wrong: NDArray[np.bool_]


class Cell(NamedTuple):
    """A count as it is or was published: a name, the units in it, and the number rounded down."""

    name: str
    members: frozenset[int]
    floor: int


class Refusal(NamedTuple):
    """Why cells may not be published: the rule, the cells it is about, how many people, journeys.

    `people` and `groups` are of the set that would be given away, of 0 where there is none.
    """

    rule: str
    cells: tuple[str, ...]
    people: int = 0
    groups: int = 0


def floor_of(people: int) -> int:
    """Round a count down to tens."""
    return people // STEP * STEP


def units_of(people: Sequence[int], *, group: Sequence[int], wrong: Iterable[int] = ()) -> Units:
    """Make units from plain lists; unit n is the nth of each.

    Raises:
      ValueError: fewer than no people, or lists of different lengths.
    """
    if len(people) != len(group) or any(n < 0 for n in people):
        raise ValueError(f"{len(people)} counts for {len(group)} groups, none below nought")
    is_wrong = np.zeros(len(people), np.bool_)
    is_wrong[list(wrong)] = True
    return Units(np.array(people, np.int64), np.array(group, np.int64), is_wrong)


def cell_of(name: str, members: Iterable[int], units: Units) -> Cell:
    """Make a cell with its rounded count."""
    held = frozenset(members)
    return Cell(name, held, floor_of(int(units.people[sorted(held)].sum())))


def moved_enough(units: Units, old: Cell, new: Cell) -> bool:
    """Say whether a cell changed by so much that it may be published anew, corrections aside."""
    is_wrong = {unit for unit in old.members - new.members if units.wrong[unit]}
    replaced = {int(units.group[unit]) for unit in is_wrong}
    moved = [
        unit
        for unit in old.members ^ new.members
        if units.people[unit] and int(units.group[unit]) not in replaced
    ]
    n_groups = len({int(units.group[unit]) for unit in moved})
    return sum(int(units.people[unit]) for unit in moved) >= PEOPLE_MIN and n_groups >= GROUPS_MIN


def judge(units: Units, released: Sequence[Cell], asked: Sequence[Cell]) -> tuple[Refusal, ...]:
    """Say why cells may not be published beside those that were; empty: they may.

    Args:
      released: every cell that ever was published, in order.
      asked: what is to be published at once.

    Cost: see docs/PERFORMANCE.md, publishing.
    """
    # The kernel counts groups that stand side by side.
    order = np.argsort(units.group, kind="stable")
    people, group, wrong = units.people[order], units.group[order], units.wrong[order]
    place = np.empty(order.size, np.int64)
    place[order] = np.arange(order.size)
    old, new = _masks(released, place), _masks(asked, place)
    few = _few(asked, disclosure.sizes(new, people, group))
    if few:
        return few
    before = _Before(released, old, people, group, wrong)
    found = [*_unmoved(before, asked, new), *_apart(before, asked, new)]
    if found:
        return tuple(dict.fromkeys(found))
    return _given_away(before, asked, new)


class _Before(NamedTuple):
    """What was published, as the kernel takes it."""

    cells: Sequence[Cell]
    masks: NDArray[np.bool_]
    people: NDArray[np.int64]
    group: NDArray[np.int64]
    wrong: NDArray[np.bool_]


def _masks(cells: Sequence[Cell], place: NDArray[np.int64]) -> NDArray[np.bool_]:
    masks = np.zeros((len(cells), place.size), np.bool_)
    for row, cell in enumerate(cells):
        masks[row, place[sorted(cell.members)]] = True
    return masks


def _few(asked: Sequence[Cell], size: disclosure.Sizes) -> tuple[Refusal, ...]:
    return tuple(
        Refusal("few", (cell.name,), int(people), int(groups))
        for cell, people, groups in zip(asked, size.people, size.groups, strict=True)
        if people < PEOPLE_MIN or groups < GROUPS_MIN
    )


def _unmoved(before: _Before, asked: Sequence[Cell], new: NDArray[np.bool_]) -> Iterable[Refusal]:
    """Find the cells of which too little changed since they were last published.

    The very same cell once more tells nothing new.
    """
    last = {cell.name: row for row, cell in enumerate(before.cells)}
    for cell, mask in zip(asked, new, strict=True):
        row = last.get(cell.name)
        if row is None or before.cells[row].members == cell.members:
            continue
        moved = disclosure.sizes(before.masks[row] ^ mask, before.people, before.group)
        if moved.groups < GROUPS_MIN:
            yield Refusal("movement", (cell.name,), int(moved.people), int(moved.groups))


def _apart(before: _Before, asked: Sequence[Cell], new: NDArray[np.bool_]) -> Iterable[Refusal]:
    """Find pairs of cells that have few people apart or in common."""
    names = [cell.name for cell in (*before.cells, *asked)]
    told = {cell.members for cell in before.cells}
    for row, (cell, mask) in enumerate(zip(asked, new, strict=True)):
        if cell.members in told:
            # Whatever came later was held against it then, and what comes now is below.
            continue
        others = np.concatenate([before.masks, new[:row]])
        if not len(others):
            continue
        # Who stands in for a wrong record is no company for the others, nor is the wrong one.
        is_corrected, stand_ins = _corrections(before, others, mask)
        apart = np.stack(
            [others & ~mask & ~before.wrong, mask & ~others & ~stand_ins, others & mask]
        )
        size = disclosure.sizes(apart, before.people, before.group)
        is_small = (size.people < PEOPLE_MIN) | (size.groups < GROUPS_MIN)
        must_be_large = size.groups > 0
        must_be_large[1] |= is_corrected
        for side, nth in zip(*np.nonzero(is_small & must_be_large), strict=True):
            held = int(size.people[side, nth]), int(size.groups[side, nth])
            yield Refusal("difference", (names[nth], cell.name), *held)


def _corrections(
    before: _Before, others: NDArray[np.bool_], mask: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Say of which cells a new one corrects something, and which units stand in for what there."""
    wrong = others & ~mask & before.wrong
    is_corrected: NDArray[np.bool_] = np.any(wrong, axis=1)
    stand_ins: NDArray[np.bool_] = np.zeros(others.shape, np.bool_)
    for row in np.flatnonzero(is_corrected).tolist():
        replaced = np.unique(before.group[wrong[row]])
        stand_ins[row] = np.isin(before.group, replaced) & ~before.wrong
    return is_corrected, stand_ins


def _given_away(
    before: _Before, asked: Sequence[Cell], new: NDArray[np.bool_]
) -> tuple[Refusal, ...]:
    """Find small sets that all cells together would give away, exactly or nearly."""
    cells = np.concatenate([before.masks, new])
    floors = np.array([cell.floor for cell in (*before.cells, *asked)], np.int64)
    names = tuple(cell.name for cell in asked)
    # A wrong record is about nobody: it stays a number like the others and is no secret itself.
    secret = np.where(before.wrong, 0, before.people)
    atoms = disclosure.atoms(cells, before.people)
    unions = disclosure.small_unions(atoms, secret, before.group, LIMITS, UNIONS_MAX)
    if unions is None:
        return (Refusal("too fine", names),)
    if not unions:
        return ()
    sets = np.zeros((len(unions), len(atoms.units)), np.bool_)
    for row, union in enumerate(unions):
        sets[row, list(union)] = True
    held = disclosure.sizes((sets @ atoms.units).astype(np.bool_), secret, before.group)
    told = disclosure.in_span(atoms.cells, sets)
    if told.any():
        worst = int(np.flatnonzero(told)[0])
        return (Refusal("span", names, int(held.people[worst]), int(held.groups[worst])),)
    each = disclosure.sizes(atoms.units, before.people, before.group)
    full = disclosure.known_full(atoms.cells, each.people < PEOPLE_MIN)
    ends = disclosure.bounds(atoms.cells, floors, full, sets, PEOPLE_MIN)
    near = np.flatnonzero(ends[:, 1] - ends[:, 0] < PEOPLE_MIN)
    return tuple(
        Refusal("interval", names, int(held.people[row]), int(held.groups[row]))
        for row in near[:1].tolist()
    )
