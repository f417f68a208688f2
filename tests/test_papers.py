"""The papers that are made by a command still say what the command would write."""

import re

import msgspec
import pytest

from bench import fares, figures, journeys, page

KEYS = {"name", "value", "unit", "better", "target", "conditions"}


@pytest.fixture(scope="module")
def everything():
    return journeys.known()


@pytest.fixture(scope="module")
def compared(everything):
    return journeys.compare(everything)


def test_the_page_of_journeys_is_what_the_planner_finds_today(everything, compared):
    written = journeys.PAGE.read_text("utf-8")

    assert written == journeys.page(everything, compared), "run: python -m bench journeys"


def test_every_journey_of_the_table_is_compared_or_said_not_to_be():
    rows = journeys.history.DATA.joinpath("journeys.csv").read_text("utf-8").splitlines()[1:]

    listed = {one.slug for one in journeys.told()} | set(journeys.NOT_COMPARED)

    assert listed == {row.split(",")[0] for row in rows}


def test_a_date_that_leaves_a_day_open_gives_two_days_of_room():
    (one,) = (one for one in journeys.told() if one.slug == "j07")

    # From 20 to 24 September: left late and came early, or the other way round.
    assert (one.least_h, one.most_h, one.hours) == (72, 120, 96)


def test_a_journey_that_nobody_looked_at_cannot_be_printed(everything, compared):
    far = next(one for one in compared if one.is_far_off)
    strange = far._replace(told=far.told._replace(slug="j99"))

    with pytest.raises(KeyError):
        journeys.page(everything, [strange])


@pytest.fixture(scope="module")
def fares_compared():
    return fares.compare()


def test_the_page_of_fares_is_what_the_sums_say_today(fares_compared):
    written = fares.PAGE.read_text("utf-8")

    assert written == fares.page(fares_compared), "run: python -m bench fares"


def test_a_fare_is_never_part_of_what_it_is_compared_with(fares_compared):
    assert len(fares_compared) == 40
    assert not any(re.search(rf"\b{one.told.slug}\b", one.evidence) for one in fares_compared)
    (albany,) = (one for one in fares_compared if one.told.slug == "g32")
    # Told $2.25; the other three are 0.50, 1.00 and 2.25.
    assert (albany.told.cents, albany.leg_cents, albany.way_cents) == (225, 100, 100)


def test_a_fare_that_nobody_looked_at_cannot_be_printed(fares_compared):
    far = next(one for one in fares_compared if one.is_far_off)
    strange = far._replace(told=msgspec.structs.replace(far.told, slug="g99"))

    with pytest.raises(KeyError):
        fares.page([strange])


def test_each_measured_figure_is_named_after_a_capability_and_complete():
    rows = msgspec.json.decode(figures.RESULTS.read_bytes())

    assert {
        row["name"] for row in rows if not re.fullmatch(r"[a-z]+\.[a-z0-9_]+", row["name"])
    } == (set())
    assert len({row["name"] for row in rows}) == len(rows)
    for row in rows:
        assert re.fullmatch(r"[a-z]+\.[a-z0-9_]+", row["name"])
        assert set(row) - {"peer", "ratio"} == KEYS
        assert row["better"] in ("lower", "higher")


def test_the_page_of_figures_is_made_of_the_last_results():
    run = figures.read()

    parts = dict.fromkeys(figure.part() for figure in run.figures)
    tables = [
        line
        for part in parts
        for line in page.table(part, [f for f in run.figures if f.part() == part])
    ]

    assert set(tables) <= set(figures.PAGE.read_text("utf-8").splitlines())
