"""What published counts give away: sizes by hand, unions and bounds against trying everything."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.kernel import disclosure
from waystation.kernel.disclosure import Limits
from waystation.kernel.tests import disclosure_by_hand as by_hand

LIMITS = Limits(10, 3)


def masks(sets, n) -> np.ndarray:
    out = np.zeros((len(sets), n), np.bool_)
    for row, held in enumerate(sets):
        out[row, list(held)] = True
    return out


def test_people_are_counted_and_a_journey_that_is_there_in_two_parts_is_one():
    people, group = np.array([4, 1, 3, 0]), np.array([0, 0, 1, 2])

    size = disclosure.sizes(masks([{0, 1, 2, 3}, {1}, set()], 4), people, group)

    # Nobody of the third journey is counted, so it is none.
    assert size.people.tolist() == [8, 1, 0]
    assert size.groups.tolist() == [2, 1, 0]


def test_units_of_the_same_cells_are_one_atom_and_those_of_none_are_no_atom():
    found = disclosure.atoms(
        masks([{0, 1, 2}, {2, 3}], 5), np.array([1, 1, 1, 1, 1])
    )  # fmt: skip

    held = {tuple(np.flatnonzero(row).tolist()) for row in found.units}
    assert held == {(0, 1), (2,), (3,)}


def test_a_total_less_its_parts_lies_in_their_span_and_a_part_of_a_part_does_not():
    # The total of four atoms, two of them alone; the other two only together.
    cells = masks([{0, 1, 2, 3}, {0}, {1}], 4)

    told = disclosure.in_span(cells, masks([{2, 3}, {2}, {0, 1}, {1, 2}], 4))

    assert told.tolist() == [True, False, True, False]


def test_half_of_a_sum_of_three_cells_is_told_as_well():
    # (a+b) + (a+c) - (b+c) = 2a.
    told = disclosure.in_span(masks([{0, 1}, {0, 2}, {1, 2}], 3), masks([{0}], 3))

    assert told.tolist() == [True]


def test_whole_numbers_bind_closer_than_fractions_would():
    # a+b, a+c and b+c in [10, 19] each. a is at most (19 + 19 - 10) / 2 = 14; were it nothing, b
    # and c would be 10 at least and 20 together, and half a person is none.
    cells = masks([{0, 1}, {0, 2}, {1, 2}], 3)

    ends = disclosure.bounds(
        cells, np.array([10, 10, 10]), masks([], 3), masks([{0}, {0, 1, 2}], 3), 10
    )

    # All three: half of the sums, from 15 to 28 (57 / 2 is no whole number).
    assert ends.tolist() == [[1, 14], [15, 28]]


def test_what_fits_nothing_is_told_as_such():
    cells = masks([{0}, {0}], 1)

    ends = disclosure.bounds(cells, np.array([10, 30]), masks([], 1), masks([{0}], 1), 10)

    assert ends.tolist() == [[1, 0]]


@st.composite
def published(draw):
    """Draw three atoms, the cells in which they were published, and what is asked about."""
    counts = draw(st.lists(st.integers(0, 6), min_size=3, max_size=3))
    some = st.sets(st.integers(0, 2), min_size=1)
    cells = [*draw(st.lists(some, min_size=1, max_size=3)), {0, 1, 2}]
    floors = [sum(counts[a] for a in cell) // 10 * 10 for cell in cells]
    large = [one for one in draw(st.lists(some, max_size=1)) if sum(counts[a] for a in one) >= 10]
    return cells, floors, large, draw(some)


@settings(max_examples=25, deadline=None)
@given(published())
def test_bounds_are_those_of_every_count_that_fits(case):
    cells, floors, large, wanted = case

    ends = disclosure.bounds(
        masks(cells, 3), np.array(floors), masks(large, 3), masks([wanted], 3), 10
    )

    # The total of all is at most 10 + 9, so no atom is larger.
    assert tuple(ends[0]) == by_hand.bounds(cells, floors, large, wanted, 10, 19)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 7)), min_size=1, max_size=2),
                min_size=1, max_size=5))  # fmt: skip
def test_every_small_union_is_found_and_no_other(units):
    flat = sorted((g, p, a) for a, held in enumerate(units) for g, p in held)
    group, people = (np.array([one[at] for one in flat]) for at in (0, 1))
    of_atom = masks([{i for i, one in enumerate(flat) if one[2] == a} for a in range(len(units))],
                    len(flat))  # fmt: skip
    atoms = disclosure.Atoms(np.ones((1, len(units)), np.bool_), of_atom)

    found = disclosure.small_unions(atoms, people, group, LIMITS, 10_000)

    # Atoms of nobody add nothing to a union and are left out of it.
    counted = {a for a, held in enumerate(units) if any(p for _g, p in held)}
    expected = {one for one in by_hand.small(units, LIMITS) if set(one) <= counted}
    assert set(found) == expected


def test_more_unions_than_are_looked_through_are_said_to_be_too_many():
    n = 12
    atoms = disclosure.Atoms(np.eye(n, dtype=np.bool_), np.eye(n, dtype=np.bool_))

    # Twelve journeys of one person each: all unions of up to nine are small.
    assert disclosure.small_unions(atoms, np.ones(n, int), np.arange(n), LIMITS, 50) is None
