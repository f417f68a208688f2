"""Rows along days: cells of one width, bars to the hour, words that cannot become markup."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from waystation.base.daylanes import DAYS_MAX, Bar, Cell, Head, axis, bars, cells

FIRST = datetime(1855, 10, 26, tzinfo=UTC)


def at(hours: float) -> datetime:
    return FIRST + timedelta(hours=hours)


def test_a_cell_stands_over_its_own_day_and_is_filled_from_below():
    drawing = cells([Cell(2, "3", "used", "three of six", share=0.5)], 7, name="Ripley")

    # Days are 44 wide and rows 40 high, with 3 free on each side: 38 by 34, half of it is 17.
    assert '<rect class="frame" x="91" y="3" width="38" height="34"/>' in drawing
    assert '<rect class="part" x="91" y="20" width="38" height="17"/>' in drawing
    assert 'width="308" height="40"' in drawing


@pytest.mark.parametrize(("share", "height"), [(0.0, None), (1.0, 34), (3.0, 34), (-1.0, None)])
def test_a_cell_is_never_filled_beyond_its_frame(share, height):
    drawing = cells([Cell(0, "9", "over", "x", share=share)], 1, name="x")

    found = re.findall(r'class="part"[^>]*height="(\d+)"', drawing)
    assert found == ([str(height)] if height else [])


def test_a_bar_is_as_long_as_its_hours_and_cut_at_the_edges():
    # A day is 144 wide, an hour 6.
    ride = Bar(at(6), at(10), "travelled", "Sardinia", "x")
    before, after = Bar(at(-5), at(2), "stay", "R", "x"), Bar(at(20), at(90), "stay", "O", "x")

    drawing = bars([before, ride, after], FIRST, 1, name="Two", now=at(12))

    found = re.findall(r'class="bar" x1="([\d.]+)" x2="([\d.]+)"', drawing)
    assert found == [("0.0", "12.0"), ("36.0", "60.0"), ("120.0", "144.0")]
    assert '<line class="now" x1="72.0"' in drawing


def test_what_lies_wholly_outside_is_not_drawn():
    drawing = bars([Bar(at(30), at(40), "stay", "x", "x")], FIRST, 1, name="x", now=at(90))

    assert "<line" not in drawing


def test_names_of_two_waits_in_a_row_do_not_run_into_one_another():
    # The first name is longer than its six hours (36 px); the second begins where it ended.
    waits = [
        Bar(at(0), at(6), "stay", "Wilmington", "x"),
        Bar(at(6), at(30), "stay", "Ripley", "x"),
    ]

    drawing = bars(waits, FIRST, 2, name="x", now=at(99))

    (first, words), (second, _other) = re.findall(r'<text x="([\d.]+)" y="50">([^<]+)', drawing)
    assert float(first) == 0.0
    assert words.endswith("…")
    assert float(second) >= 36.0


def test_the_day_of_today_has_an_address_and_the_month_stands_where_it_is_given():
    heads = [Head("Fri", "26", "October"), Head("Sat", "27")]

    drawing = axis(heads, today=1)

    assert drawing.count('id="today"') == 1
    assert '<rect class="today" x="44"' in drawing
    assert drawing.count("October") == 1
    assert 'id="today"' not in axis(heads)


def test_words_cannot_become_markup():
    cell = Cell(0, "<b>", "used", '"<i>', href='x"y')
    bar = Bar(at(0), at(9), "stay", "<u>", "<s>", mode="<em>")

    drawing = cells([cell], 1, name="<p>") + bars([bar], FIRST, 1, name="<q>", now=at(1))
    drawing += axis([Head("<b>", "<i>", "<u>")], means={"<em>": "<s>"})

    assert not re.search(r"<(b|i|u|s|em|p|q)>", drawing)
    assert 'x"y' not in drawing


def test_the_sign_of_a_means_is_drawn_once_and_shown_over_every_bar_with_room_for_it():
    long, short = (
        Bar(at(0), at(5), "to_come", "x", "x", mode="foot"),
        Bar(at(6), at(7), "to_come", "x", "x", mode="foot"),
    )

    drawing = bars([long, short], FIRST, 1, name="x", now=at(9))

    assert drawing.count('<use href="#means-foot" x="15.0"') == drawing.count("<use") == 1
    assert axis([Head("Fri", "26")], means={"foot": "on foot"}).count('id="means-foot"') == 1


@pytest.mark.parametrize("n_days", [0, DAYS_MAX + 1])
def test_no_days_and_too_many_are_refused(n_days):
    with pytest.raises(ValueError, match="days"):
        axis([Head("Fri", "26")] * n_days)
    with pytest.raises(ValueError, match="days"):
        bars([], FIRST, n_days, name="x", now=FIRST)


@pytest.mark.parametrize("nth", [-1, 7])
def test_a_cell_outside_of_the_days_is_refused(nth):
    with pytest.raises(ValueError, match=f"day {nth} of 7"):
        cells([Cell(nth, "1", "used", "x")], 7, name="x")
