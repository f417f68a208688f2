"""The cost of a rescue told two ways, what moved it, and how far free money reaches."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from waystation.ledger.chart import ADMIN, FEES, PARTNER_HELP
from waystation.ledger.reports import costing, months
from waystation.ledger.reports.costing import ClosedRescue, CostPeriod, Forecast, Step

FARE = "Expenses:Program:Transportation"
BED = "Expenses:Program:Accommodation"


def test_direct_is_what_the_closed_rescues_took_and_all_in_everything_spent_meanwhile():
    closed = [
        ClosedRescue(202603, 2, {FARE: 100_000, BED: 20_000}),
        ClosedRescue(202602, 3, {FARE: 999}),  # Closed before.
        ClosedRescue(202603, 1, {FARE: 60_001}),
    ]
    spent = {FARE: 150_000, ADMIN: 40_000, FEES: 5_000, PARTNER_HELP: 7_000}

    found = costing.period(202603, 202603, closed, spent)

    assert (found.n_rescues, found.n_people) == (2, 3)
    assert found.direct == {"transportation": 160_001, "accommodation": 20_000}
    assert found.all_in == {
        "transportation": 150_000,
        "management": 40_000,
        "fundraising": 5_000,
        "other_programme": 7_000,
    }
    # 180,001 and 202,000 over three people, and over two rescues: 90,000.5 is rounded up.
    assert (found.per_person("direct"), found.per_person("all-in")) == (60_000, 67_333)
    assert (found.per_rescue("direct"), found.per_rescue("all-in")) == (90_001, 101_000)


def test_where_no_rescue_was_closed_there_is_no_cost_though_money_was_spent():
    found = costing.period(202603, 202603, [], {ADMIN: 40_000})

    assert found.all_in_cents == 40_000
    assert (found.per_person("direct"), found.per_rescue("all-in")) == (None, None)


def test_the_published_figures_of_2018_and_2019_come_out_again():
    # 548 rescues of one person; $932,456 for rescues, $7,264,646 for everything.
    closed = [ClosedRescue(201912, 1, {FARE: 93_245_600 // 548})] * 547
    closed.append(ClosedRescue(201912, 1, {FARE: 93_245_600 - 547 * (93_245_600 // 548)}))

    found = costing.period(201801, 201912, closed, {FARE: 93_245_600, ADMIN: 633_219_000})

    assert found.per_person("direct") == 170_156  # $1,702
    assert found.per_person("all-in") == 1_325_665  # $13,257


def test_the_steps_say_which_category_moved_the_cost_of_a_person():
    before = CostPeriod(202601, 202601, 1, 2, {"transportation": 100_000, "medical": 4_000}, {})
    after = CostPeriod(202602, 202602, 1, 1, {"transportation": 80_000, "contingency": 5_000}, {})

    found = costing.change(before, after, "direct")

    # 520 a person becomes 850: fares +300, contingency +50, no medical -20.
    assert found.before_cents == 52_000
    assert found.steps == (
        Step("transportation", 30_000),
        Step("contingency", 5_000),
        Step("medical", -2_000),
    )
    assert found.after_cents == 85_000


def test_nothing_is_compared_with_a_time_in_which_nobody_came_out():
    nobody = CostPeriod(202601, 202601, 0, 0, {}, {"management": 5})
    somebody = CostPeriod(202602, 202602, 1, 1, {"transportation": 1}, {})

    assert costing.change(nobody, somebody, "direct") is None
    assert costing.change(somebody, nobody, "all-in") is None


kinds = some.dictionaries(some.sampled_from(costing.COST_KINDS), some.integers(0, 10**9))


@settings(max_examples=50, deadline=None)
@given(kinds, kinds, some.integers(1, 60), some.integers(1, 60))
def test_the_steps_add_up_to_the_cent_however_it_divides(first, second, n_first, n_second):
    before = CostPeriod(202601, 202601, 1, n_first, first, {})
    after = CostPeriod(202602, 202602, 1, n_second, second, {})

    found = costing.change(before, after, "direct")

    assert found.before_cents == before.per_person("direct")
    assert found.before_cents + sum(step.cents for step in found.steps) == found.after_cents
    assert found.after_cents == after.per_person("direct")


def test_free_money_brings_out_as_many_as_it_pays_for_whole():
    assert costing.forecast("direct", 300_000, 1_000_000) == Forecast("direct", 300_000, 3)
    assert costing.forecast("direct", 300_000, -5).n_people == 0
    assert costing.forecast("direct", None, 1_000_000) is None


def test_money_lasts_as_long_as_it_did_lately():
    # 9,000 spent in three months; 10,000 last three months and a third.
    assert costing.lasts_tenths(10_000, 9_000, 3) == 33
    assert costing.lasts_tenths(-1, 9_000, 3) == 0
    assert costing.lasts_tenths(10_000, 0, 3) is None


def test_months_go_over_the_end_of_a_year():
    assert months.moved(202611, 2) == 202701
    assert months.moved(202601, -1) == 202512
    assert list(months.between(202511, 202602)) == [202511, 202512, 202601, 202602]
    assert months.n_between(202511, 202602) == 4
    assert str(months.last_day(202402)) == "2024-02-29"
    assert months.quarter_of(202605) == (202604, 202606)


@pytest.mark.parametrize("text", ["2026-03", "202603", " 2026-03 "])
def test_a_month_is_read_as_it_is_written(text):
    assert months.read(text) == 202603


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-00", "26-03", "2026--3", "٢٠٢٦٠٣"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(ValueError, match="not a month"):
        months.read(text)
