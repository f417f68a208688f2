"""The figures of reports as the database adds them up, month by month."""

from datetime import date
from uuid import uuid4

from waystation.base.ids import new_id
from waystation.ledger import domain as book
from waystation.ledger import services
from waystation.ledger.chart import BANK, FIELD_LOSS
from waystation.ledger.models import Account, Entry, Fund, Posting
from waystation.ledger.reports import costing, queries
from waystation.ledger.reports.domain import Line
from waystation.ledger.reports.tests.conftest import gift


def test_the_balance_sheet_of_a_month_knows_nothing_of_later_ones(winter):
    january, march = queries.balance_sheet(202601), queries.balance_sheet(202603)

    # 1,100,000 less 185,000; then less 25,000 + 30,000 and 390,000 + 15,000.
    assert january.net == Line("", 100_000, 815_000)
    assert march.net == Line("", 55_000, 400_000)


def test_every_fund_stands_as_its_own_story_says(winter):
    first, second = winter

    funds = {one.code: one.net_cents for one in queries.balance_sheet(202603).funds}

    assert funds == {
        "RESCUE-GENERAL": 180_000,  # 1,000,000 - 300,000 + 10,000 - 600,000 + 70,000
        "UNRESTRICTED": 55_000,
        "CONTINGENCY-NEXT": 70_000,  # 60,000 + 30,000 - 20,000
        first: 50_000,  # The resettlement shares stay.
        second: 100_000,
    }


def test_a_half_written_entry_does_not_show(winter):
    def told():
        sheet, spent = queries.balance_sheet(202603), queries.expenses(202603, 202603)
        return sheet, dict(spent[202603]), queries.closed_rescues(202603, 202603)

    before = told()
    entry = Entry.objects.create(
        id=new_id(), booked_on=date(2026, 3, 9), kind="gift", source="test",
        external_key=bytes(32), body_mac=bytes(32),
    )  # fmt: skip
    token = bytes([2]) * 16  # That of the second rescue.
    for account, marked in (
        ("Assets:Bank:Operating", None),
        ("Expenses:Program:Transportation", token),
    ):
        Posting.objects.create(
            entry=entry,
            account=Account.objects.get(code=account),
            fund=Fund.objects.get(code="UNRESTRICTED"),
            minor=777,
            month=202603,
            case_token=marked,
        )

    assert told() == before


def test_activities_of_any_months_lead_from_sheet_to_sheet(winter):
    found = queries.activities(202602, 202603)

    assert found.start == queries.balance_sheet(202601).net
    assert found.end == queries.balance_sheet(202603).net
    assert found.income == ()
    # 25,000 + 390,000 were spent for rescues out of restricted funds.
    assert found.released == Line("", 415_000, -415_000)


def test_the_cost_of_a_rescue_is_that_of_the_month_in_which_it_was_closed(winter):
    months = queries.cost_periods([(202601, 202601), (202602, 202602), (202603, 202603)])

    assert [one.n_people for one in months] == [0, 1, 2]
    assert [one.per_person("direct") for one in months] == [None, 210_000, 195_000]
    # All-in takes what was spent in the month itself: 55,000 for one, 405,000 for two.
    assert [one.per_person("all-in") for one in months] == [None, 55_000, 202_500]


def test_over_the_whole_time_both_ways_tell_the_same_rescues(winter):
    (whole,) = queries.cost_periods([(202601, 202603)])

    assert (whole.n_rescues, whole.n_people) == (2, 3)
    assert (whole.per_person("direct"), whole.per_rescue("direct")) == (200_000, 300_000)
    assert (whole.per_person("all-in"), whole.per_rescue("all-in")) == (215_000, 322_500)


def test_what_was_lost_on_the_way_is_a_direct_cost_of_its_rescue(winter):
    fund, hands = winter[0], {"made_by": uuid4(), "approved_by": uuid4()}
    lines = book.pair(FIELD_LOSS, BANK, fund, 1_000, "resettlement")
    lost = book.Draft("field-loss", date(2026, 3, 2), lines, evidence_level=5, **hands)
    services.post(entry_id=new_id(), draft=lost)

    (found,) = queries.cost_periods([(202602, 202602)])

    assert (found.direct["losses"], found.per_person("direct")) == (1_000, 211_000)
    assert found.per_person("all-in") == 55_000


def test_what_moved_the_cost_is_named_by_category(winter):
    before, after = queries.cost_periods([(202602, 202602), (202603, 202603)])

    found = costing.change(before, after, "direct")

    assert [(step.kind, step.cents) for step in found.steps] == [
        ("basic_needs", -25_000),
        ("transportation", 10_000),
    ]
    assert (found.before_cents, found.after_cents) == (210_000, 195_000)


def test_today_costs_what_the_last_closed_rescues_cost(winter):
    found = queries.cost_of_today(date(2026, 3, 25))

    assert (found.n_rescues, found.per_person("direct")) == (2, 200_000)
    # Fewer than three, however far back: then two whole years tell it.
    assert (found.since, found.until) == (202404, 202603)
    assert queries.cost_of_today(date(2026, 1, 31)) is None


def test_what_is_free_is_neither_spent_nor_set_aside(winter):
    assert queries.free_for_rescues() == {
        "RESCUE-GENERAL": 180_000,
        "CONTINGENCY-NEXT": 70_000,
        "UNRESTRICTED": 55_000,
    }


def test_what_was_spent_lately_is_told_apart_from_what_stands_around_it(winter):
    assert queries.spent_lately(202603, 2) == (460_000, 45_000)
    assert queries.spent_lately(202602, 1) == (55_000, 30_000)


def test_the_book_begins_with_its_first_month(winter):
    gift(100, date(2025, 12, 31))

    assert queries.first_month() == 202512
