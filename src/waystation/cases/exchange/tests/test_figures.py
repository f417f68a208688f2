"""No count of few people is shown, and none that is hidden can be worked out from the others."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.cases.exchange import hiding
from waystation.cases.exchange.counting import Fact, tables
from waystation.cases.exchange.hiding import AT_LEAST, ROOM, flows, hidden, room

FACT = Fact(30, False, "female", "wells", "waiting", 3, "medium", 1, "ko", frozenset())
SMALL = st.lists(st.lists(st.integers(0, 4), min_size=2, max_size=3), min_size=2, max_size=2)


def summed(cells):
    rows = [[*row, sum(row)] for row in cells]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def possible(table, gone, place, most):
    """Try every table of small counts that fits what is shown: which values a place can have."""
    n_rows, n_columns = len(table) - 1, len(table[0]) - 1
    spots = list(product(range(n_rows), range(n_columns)))
    ranges = [range(most + 1) if spot in gone else [table[spot[0]][spot[1]]] for spot in spots]
    found = set()
    for values in product(*ranges):
        cells = [list(values[r * n_columns : (r + 1) * n_columns]) for r in range(n_rows)]
        tried = summed(cells)
        if all(
            tried[r][c] == value
            for r, row in enumerate(table)
            for c, value in enumerate(row)
            if (r, c) not in gone
        ):
            found.add(tried[place[0]][place[1]])
    return found


def test_the_one_small_count_of_a_row_takes_another_with_it():
    # 113 - 50 - 60 would give the 3 away; with the 50 hidden too both can be 0 to 53.
    assert hidden([[3, 50, 60, 113]]) == {(0, 0), (0, 1)}


def test_small_counts_that_together_are_few_take_one_more_with_them():
    # 2 and 3 are 5 in all: only six values each; with the 40 there are 46.
    assert hidden([[2, 3, 40, 60, 105]]) == {(0, 0), (0, 1), (0, 2)}


def test_in_a_table_with_totals_a_rectangle_is_hidden():
    table = summed([[20, 3, 30], [30, 40, 50], [60, 70, 80]])

    gone = hidden(table)

    # The 3 can be 0 to 23 if the 20 beside it, the 40 below it and the 30 across change too.
    assert gone == {(0, 1), (0, 0), (1, 1), (1, 0)}


def test_where_nothing_is_small_everything_is_shown():
    assert hidden(summed([[20, 13], [10, 40]])) == set()


@pytest.mark.long
@settings(max_examples=60, deadline=None)
@given(SMALL.filter(lambda rows: len({len(row) for row in rows}) == 1), st.data())
def test_the_room_of_a_count_is_that_of_trying_every_table(cells, data):
    table = summed(cells)
    inner = list(product(range(len(cells)), range(len(cells[0]))))
    gone = set(data.draw(st.lists(st.sampled_from(inner), min_size=1, unique=True)))
    place = data.draw(st.sampled_from(sorted(gone)))

    # No cell can hold more than the whole table does, as all totals are shown.
    tried = possible(table, gone, place, table[-1][-1] if len(gone) < 4 else 4)

    if len(gone) < 4:
        assert room(place, gone, flows(table)) == len(tried)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 5).flatmap(
        lambda n: st.lists(
            st.lists(st.sampled_from([0, 2, 9, 10, 14, 60]), min_size=n, max_size=n),
            min_size=1,
            max_size=6,
        )
    )
)
def test_no_small_count_is_shown_and_each_hidden_one_keeps_its_room(cells):
    table = [[*cells[0], sum(cells[0])]] if len(cells) == 1 else summed(cells)

    gone = hidden(table)

    edges = flows(table)
    assert all(edge.value >= AT_LEAST for place, edge in edges.items() if place not in gone)
    if len(gone) < len(edges):
        assert all(room(place, gone, edges) >= ROOM for place in gone)
        assert max(edges) not in gone


def test_fewer_than_ten_people_are_not_counted_at_all():
    found = tables([FACT] * 9)

    assert {cell for table in found for row in table.cells for cell in row} == {None}


def test_each_trait_stands_in_one_table_and_every_table_counts_everybody():
    people = [FACT] * 30 + [FACT._replace(sex="male", age=12, stands="arrived", needs=NEED)] * 25

    found = tables(people)

    traits = [table.name for table in found]
    assert len(set(traits)) == len(traits)
    assert {table.cells[-1][-1] for table in found} == {55}
    needs = next(table for table in found if table.name == "needs")
    assert dict(zip(needs.rows, needs.cells, strict=False))["medical"] == (25,)


NEED = frozenset({"medical"})


def test_somebody_who_alone_has_a_need_is_not_found_by_what_others_lack():
    found = tables([FACT] * 40 + [FACT._replace(needs=NEED)])

    needs = next(table for table in found if table.name == "needs")
    assert dict(zip(needs.rows, needs.cells, strict=False))["medical"] == (None,)
    assert needs.cells[-1] == (41,)


def test_both_limits_are_those_told_to_readers():
    assert (AT_LEAST, ROOM) == (10, 10)
    assert hiding.hidden([[9, 91, 100]]) == {(0, 0), (0, 1)}
