"""What a budget comes to, when a job is looked at, and what may not stand in the book."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.resettlement.means import domain
from waystation.resettlement.means.domain import Budget, BudgetLine, Job, Service
from waystation.resettlement.means.plot import LETTER, LINE, WIDTH, Spot, plot
from waystation.resettlement.means.service_forms import degrees

JANUARY = date(1856, 1, 1)
BEGUN = date(1855, 8, 31)


def a_budget(*lines: BudgetLine, months: int = 3) -> Budget:
    return Budget(currency="USD", begins=JANUARY, months=months, lines=lines)


def a_job(state: str = "placed") -> Job:
    return Job(person=domain.UUID(int=1), employer="A mill", work="sawing", state=state, on=BEGUN)


def test_a_budget_is_summed_month_by_month_and_what_comes_once_stands_in_the_first():
    wage, rent = BudgetLine("wage", 2_000), BudgetLine("rent", 1_500, 900)

    months = domain.months_of(a_budget(wage, rent, BudgetLine("help", 0, 300)))

    # 2,000 + 300 - 1,500 - 900 = -100; then 500 more each month.
    assert [(m.income, m.costs, m.left) for m in months] == [
        (2_300, 2_400, -100),
        (2_000, 1_500, 400),
        (2_000, 1_500, 900),
    ]
    assert [m.first for m in months] == [JANUARY, date(1856, 2, 1), date(1856, 3, 1)]
    assert domain.short_from(months) == months[0]


SUMS = st.integers(0, 10**9)
LINES = st.lists(
    st.builds(BudgetLine, st.sampled_from((*domain.INCOMES, *domain.COSTS)), SUMS, SUMS), max_size=9
)


@settings(max_examples=25)
@given(LINES, st.integers(1, domain.MONTHS_MAX))
def test_what_is_left_at_the_end_is_all_that_came_less_all_that_went(lines, months):
    whole = sum(
        (1 if line.what in domain.INCOMES else -1) * (line.monthly * months + line.once)
        for line in lines
    )

    found = domain.months_of(a_budget(*lines, months=months))

    assert found[-1].left == whole
    assert len(found) == months


@pytest.mark.parametrize(
    ("months", "line"),
    [(0, BudgetLine("rent")), (13, BudgetLine("rent")), (3, BudgetLine("x", -1))],
)
def test_a_budget_of_no_months_or_with_a_sum_below_nought_is_none(months, line):
    with pytest.raises(ValueError, match="budget"):
        a_budget(line, months=months)


def test_a_job_is_looked_at_after_its_first_and_sixth_month():
    # There is no 31 September and no 31 February: the day after, so that the month is over.
    assert domain.check_days(a_job(), BEGUN) == [date(1855, 10, 1), date(1856, 3, 1)]
    # Written down late, the first look is made up at once.
    assert domain.check_days(a_job(), date(1855, 12, 1)) == [date(1855, 12, 1), date(1856, 3, 1)]
    assert domain.check_days(a_job("applied"), BEGUN) == []


@pytest.mark.parametrize(
    ("text", "is_named"),
    [("Jackson", True), ("boots for Ann.", True), ("annual fee", False), ("H-K school", False)],
)
def test_a_name_is_found_as_a_word_of_its_own(text, is_named):
    assert domain.names_somebody(text, ["Ann Maria Jackson", "K"]) is is_named


@pytest.mark.parametrize(
    ("text", "is_named"),
    [("김옥순님 가게", True), ("Jackson's shop", True), ("김씨네 가게", False), ("12 Mill", False)],
)
def test_a_name_with_an_ending_is_found_in_whatever_script(text, is_named):
    assert domain.names_somebody(text, ["김 옥순", "John Jackson", "R-12"]) is is_named


def test_a_service_is_stale_after_half_a_year_and_not_a_day_before():
    there = Service(kind="health", name="x", where="x", checked_on=date(1855, 1, 1))

    assert not domain.is_stale(there, date(1855, 7, 3))
    assert domain.is_stale(there, date(1855, 7, 4))


def test_the_drawing_keeps_bearing_and_measure():
    west, east = Spot(1, 43.65, -79.38, "Toronto"), Spot(2, 43.16, -79.24, "St. Catharines")

    drawn = plot([west, east, Spot(3, 43.16, -79.24, "St. Catharines")])

    first, second = drawn.dots
    assert (first.words, second.words) == ("1 · Toronto", "2, 3 · St. Catharines")
    assert first.x < second.x
    # 0.49 degrees are 54.5 km, over the drawing's height less its margins: 5.14 dots a kilometre.
    assert second.y - first.y == 280
    assert (drawn.bar_km, drawn.bar_end - drawn.bar_x) == (20, 103)
    assert plot([]) is None
    assert plot([west]).dots[0].x == WIDTH // 2


@pytest.mark.parametrize(
    ("hundredths", "text"), [(4316, "43.16"), (-7905, "-79.05"), (-5, "-0.05")]
)
def test_degrees_are_written_as_they_are_typed(hundredths, text):
    assert degrees(hundredths) == text


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(-60, 60), st.integers(-60, 60)), min_size=1, max_size=12))
def test_no_words_on_the_drawing_stand_on_others_or_on_the_bar(there):
    drawn = plot([Spot(n, 43 + y / 10, -80 + x / 10, "Town") for n, (y, x) in enumerate(there)])

    words = []
    for dot in drawn.dots:
        wide = LETTER * len(dot.words)
        left = dot.text_x - wide * dot.is_left
        words.append((left, left + wide, dot.text_y))
    for (left, right, y), (other_left, other_right, other_y) in combinations(words, 2):
        assert abs(y - other_y) >= LINE - 1 or right <= other_left or other_right <= left
    assert all(y < drawn.bar_text_y - 5 for _left, _right, y in words)
