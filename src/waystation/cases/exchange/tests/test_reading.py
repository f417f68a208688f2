"""What rows say becomes households, people and ties; whatever is wrong is named with its row."""

from datetime import date
from uuid import UUID

import pytest

from waystation.cases.exchange import words
from waystation.cases.exchange.domain import Grid, Plan, Sheets, ranges, troubles
from waystation.cases.exchange.queries import drafted
from waystation.cases.exchange.reading import Around
from waystation.cases.tests.builders import NOW, TODAY
from waystation.testing import history

PLACES = {
    "wells": frozenset({"wells-md"}),
    "hill": frozenset({"hill-md", "hill-va"}),
    "hill, va": frozenset({"hill-va"}),
}
AROUND = Around(PLACES, frozenset({"H-KTQWN"}), NOW)


def sheet(text):
    lines = [line.split("|") for line in text.strip().splitlines()]
    cells = [tuple(cell.strip() for cell in line) for line in lines]
    return Grid(cells[0], tuple((n, row) for n, row in enumerate(cells[1:], start=2)))


def read(people, ties="", **plan):
    grid, beside = sheet(people), sheet(ties) if ties else Grid()
    usual = {"place": "wells-md", "waiting_since": TODAY, "cell": UUID(int=1)}
    said = Plan(people=grid.header, ties=beside.header, **usual | plan)
    return drafted(Sheets(grid, beside), said, AROUND)


def wrong(draft):
    return [(one.table, one.row, one.column, one.value) for one in draft.bad]


def people_of(draft):
    return [one.person for one in draft.people]


def test_rows_of_one_number_are_one_household_and_others_each_their_own():
    draft = read("household|name\nA|Ann\nB|Perry\nA|Mary\n|Eliza")

    assert [one.people for one in draft.households] == [(0, 2), (1,), (3,)]


def test_a_korean_sheet_is_read_in_its_own_words():
    text = "name|sex|birth|child|languages\n김순이|여|음력 1837. 9. 15.|예|조선어, 영어"
    (person,) = people_of(read(text))

    assert (person.name, person.names[0].script) == ("김순이", "hangul")
    assert person.sex == "female"
    assert (person.birth.calendar, person.birth.year, person.birth.month) == ("lunar", 1837, 9)
    assert person.seems_under_18
    assert person.languages == ("ko", "en")


@pytest.mark.parametrize(
    ("said", "years"), [("22", 22), ("22 years", 22), ("22세", 22), ("8 months", 0), ("19개월", 1)]
)
def test_an_age_is_read_however_it_is_written(said, years):
    (person,) = people_of(read(f"name|age\nAnn|{said}"))

    assert person.age_on(TODAY) == years


def test_an_age_told_on_a_day_grows_from_there():
    (person,) = people_of(read("name|age\nAnn|17", told_on=date(1854, 10, 26)))

    assert person.age_on(TODAY) == 18


@pytest.mark.parametrize(
    ("said", "day"),
    [("1855-10-26", (1855, 10, 26)), ("1855. 3. 7.", (1855, 3, 7)), ("18550307", (1855, 3, 7)),
     ("1855-03", (1855, 3, 1)), ("1855년 3월 7일", (1855, 3, 7)),
     ("1855-03-07 12:00:00", (1855, 3, 7)), ("1855", (1855, 1, 1))],
)  # fmt: skip
def test_a_day_is_read_with_its_year_first(said, day):
    assert words.day_of(said) == date(*day)


@pytest.mark.parametrize("said", ["26/10/1855", "10-26-1855", "1855-13-01", "soon", "55"])
def test_a_day_that_could_be_mistaken_is_none(said):
    assert words.day_of(said) is None


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("1|Ann|200||||", "age"), ("1|Ann||hill|||", "place"), ("1|Ann||nowhere|||", "place"),
        ("1|Ann|||1855-10-27||", "waiting since"), ("1|Ann||||other|", "sex"),
        ("1|Ann|||||X", "goes with"), ("0|Ann|||||", "number"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named_with_its_row_and_what_stands_there(row, column):
    draft = read(f"number|name|age|place|waiting since|sex|goes with\n0|Perry|||||\n{row}")

    cells = dict(zip(draft_columns(), row.split("|"), strict=True))
    assert wrong(draft) == [("people", 3, column, cells[column])]


def draft_columns():
    return ["number", "name", "age", "place", "waiting since", "sex", "goes with"]


def test_where_nobody_says_where_they_are_a_row_is_bad_unless_a_place_is_given():
    text = "household|name|place\nA|Ann|\nA|Mary|wells\nB|Perry|"

    assert wrong(read(text, place="")) == [("people", 4, "place", "")]
    assert read(text).bad == ()


def test_what_rows_of_a_household_tell_differently_is_kept_in_the_note():
    draft = read("household|name|place|arrived on\nA|Ann|wells|1855-01-02\nA|Mary|hill, va|1855-02")

    (household,) = draft.households
    assert household.household.place == "wells-md"
    assert household.household.arrived_on == date(1855, 1, 2)
    assert household.household.state == "arrived"
    assert "place: hill, va\narrived on: 1855-02" in draft.people[1].person.note


def test_what_holds_for_all_rows_cannot_lie_ahead():
    draft = read("name\nAnn", waiting_since=date(1855, 10, 27), told_on=date(1856, 1, 1))

    assert [(one.row, one.value) for one in draft.bad] == [(0, "1855-10-27"), (0, "1856-01-01")]
    assert ranges([one.row for one in draft.bad]) == ""


def test_a_household_of_more_than_forty_is_refused():
    rows = "\n".join(f"A|P{n}" for n in range(41))

    assert wrong(read("household|name\n" + rows)) == [("people", 2, "household", "A")]


def test_a_tie_is_drawn_by_number_and_never_by_name_across_households():
    draft = read(
        "number|household|name\n1|A|Josiah\n2|B|Isabella\n3|A|Mary",
        "number|relation|relative|relative name|travels\n1|daughter||Isabella|left behind\n"
        "1|daughter||Mary|yes",
    )

    assert [(one.of, one.to, one.kind, one.hard) for one in draft.links] == [(0, 2, "child", True)]
    assert "daughter Isabella: left behind" in draft.people[0].person.note
    assert draft.people[2].person.relation == "daughter"


def test_relatives_who_travel_along_without_a_row_are_added_once():
    draft = read(
        "number|household|name\n1|A|James\n2|A|Ann",
        "number|relation|relative|relative name|how many|travels\n1|wife|2|||yes\n"
        "1|son||William||yes\n2|son||William||yes\n2|children|||2|yes\n1|brother||||yes",
    )

    assert draft.n_added == 3
    assert [person.name for person in people_of(draft)[2:]] == ["William", None, None]
    assert all(person.seems_under_18 for person in people_of(draft)[2:])
    # A nameless brother may have a row elsewhere; he is told of, not added.
    assert draft.n_told == 1
    pairs = {(one.of, one.to): one.kind for one in draft.links}
    assert pairs == {
        (0, 1): "spouse", (0, 2): "child", (1, 2): "child", (1, 3): "child", (1, 4): "child"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("ties", "column"),
    [
        ("9|wife|2|1", "number"), ("1|shoemaker|2|1", "relation"), ("1|wife|9|1", "relative"),
        ("1|wife|1|1", "relative"), ("1|wife|2|many", "how many"), ("2|father|1|1", "relation"),
    ],
)  # fmt: skip
def test_a_bad_tie_is_named_with_its_row(ties, column):
    draft = read(
        "number|name\n1|Ann\n2|Perry", f"number|relation|relative|how many\n1|father|2|1\n{ties}"
    )

    assert [(one.table, one.row, one.column) for one in draft.bad] == [("ties", 3, column)]


def test_ties_of_nobody_in_the_sheet_are_left_out_when_asked_and_counted():
    people, ties = "number|name\n1|Ann", "number|relation|relative name\n|mother|Eve\n9|wife|Eve"

    assert len(read(people, ties).bad) == 2
    left = read(people, ties, only_known=True)
    assert (left.bad, left.n_left_out) == ((), 2)


def test_complaints_of_one_kind_are_told_together_and_no_row_is_lost():
    draft = read("name|age\nA|x\nB|1\nC|y\nD|x\nE|z")

    (one,) = troubles(draft.bad)
    assert (one.column, one.rows, one.values) == ("age", (2, 4, 5, 6), ("x", "y", "z"))
    assert ranges(one.rows) == "2, 4–6"


def test_the_seven_of_one_name_stay_two_people_each():
    from waystation.cases.exchange import columns, grids

    people, ties = (grids.read(raw).grids[0] for raw in history.sheets())
    places = {
        words.small(place.slug): frozenset({place.slug}) for place in history.network().places
    }
    plan = Plan(
        people=columns.guessed(people.header, "people"),
        ties=columns.guessed(ties.header, "ties"),
        cell=UUID(int=1),
        place="philadelphia-pa",
        waiting_since=date(1872, 1, 1),
        only_known=True,
    )
    at = ties.header.index
    decoys = [
        (row[at("passenger_id")], row[at("same_name_decoy_id")])
        for _n, row in ties.rows
        if row[at("same_name_decoy_id")]
    ]

    draft = drafted(Sheets(people, ties), plan, Around(places, frozenset(), NOW.replace(year=1872)))

    position = {one.number: n for n, one in enumerate(draft.people)}
    tied = {frozenset((link.of, link.to)) for link in draft.links}
    assert len(decoys) == 7
    assert not tied & {frozenset((position[a], position[b])) for a, b in decoys}
    assert draft.bad == ()
