"""A family laid out by generation, worked by hand, and for any ties whatever."""

from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.cases.kin import KINDS, Kin, back
from waystation.cases.records import drawing
from waystation.cases.records.domain import tree

ANN, TOM, MARY, BEN, OLD, FRIEND = (UUID(int=n) for n in range(1, 7))
HOME = UUID(int=99)


def ties(*said):
    """Give everybody's ties: `(one, kind, other)` says that the other is one's kind."""
    found = {}
    for one, kind, other in said:
        tie = Kin(to=other, case=HOME, kind=kind)
        found.setdefault(one, []).append(tie)
        found.setdefault(other, []).append(back(tie, to=one, case=HOME))
    return found


def rows(laid):
    return {place.id: place.row for place in laid.places}


def columns(laid):
    return {place.id: place.column for place in laid.places}


FAMILY = ties(
    (MARY, "parent", ANN),
    (MARY, "parent", TOM),
    (BEN, "parent", ANN),
    (BEN, "parent", TOM),
    (MARY, "sibling", BEN),
    (ANN, "spouse", TOM),
    (ANN, "parent", OLD),
)


def test_generations_stand_one_below_the_other():
    laid = tree([ANN, MARY, TOM, OLD, BEN], FAMILY)

    assert rows(laid) == {OLD: 0, ANN: 1, TOM: 1, MARY: 2, BEN: 2}
    assert (laid.n_rows, laid.n_columns) == (3, 2)


def test_a_couple_stands_side_by_side_with_the_children_under_both():
    at = columns(tree([ANN, MARY, TOM, OLD, BEN], FAMILY))

    assert abs(at[ANN] - at[TOM]) == abs(at[MARY] - at[BEN]) == 1
    assert at[MARY] + at[BEN] == at[ANN] + at[TOM]


def test_brothers_and_sisters_under_one_parent_need_no_line_of_their_own():
    drawn = {frozenset((line.one, line.other)) for line in tree(list(FAMILY), FAMILY).lines}

    assert frozenset((MARY, BEN)) not in drawn
    assert len(drawn) == 6  # Four of parents, the couple, and Ann's own parent.
    alone = tree([MARY, BEN], ties((MARY, "sibling", BEN)))
    assert [line.kind for line in alone.lines] == ["sibling"]


@pytest.mark.parametrize(
    ("kind", "informal", "dashed"),
    [("parent", False, False), ("step_parent", False, True), ("parent", True, True),
     ("foster_parent", False, True), ("guardian", False, True)],
)  # fmt: skip
def test_step_and_informal_ties_are_dashed(kind, informal, dashed):
    tie = Kin(to=ANN, case=HOME, kind=kind, informal=informal)

    (line,) = tree([MARY, ANN], {MARY: [tie]}).lines

    assert (line.one, line.other, line.dashed, line.level) == (ANN, MARY, dashed, False)


def test_those_nobody_is_tied_to_and_ties_to_others_are_drawn_safely():
    laid = tree([ANN, FRIEND], ties((ANN, "parent", OLD)))

    assert rows(laid) == {ANN: 0, FRIEND: 0}
    assert laid.lines == ()
    assert tree([], {}).places == ()


@settings(max_examples=60, deadline=None)
@given(
    said=st.lists(
        st.tuples(st.integers(1, 12), st.sampled_from(KINDS), st.integers(1, 12)).filter(
            lambda one: one[0] != one[2]
        ),
        max_size=20,
    )
)
def test_whatever_the_ties_nobody_stands_on_another(said):
    people = [UUID(int=n) for n in range(1, 13)]
    known = ties(*((UUID(int=one), kind, UUID(int=other)) for one, kind, other in said))

    laid = tree(people, known)
    drawn = drawing.draw(laid)

    assert {place.id for place in laid.places} == set(people)
    for row in {place.row for place in laid.places}:
        at = sorted(place.column for place in laid.places if place.row == row)
        assert all(b - a > 0.99 for a, b in pairwise(at))
    assert min(box.x for box in drawn.boxes) >= 0
    assert max(box.x for box in drawn.boxes) + drawing.BOX_WIDTH <= drawn.width
    assert max(box.y for box in drawn.boxes) + drawing.BOX_HEIGHT <= drawn.height
