"""Money promised to stages to come: it is there when they are paid, and free again when not."""

import pytest

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.ledger import queries as book_of
from waystation.ledger.budgets import queries, services
from waystation.ledger.budgets.domain import Promise
from waystation.ledger.budgets.tests.test_rescue import closed, opened, paid
from waystation.ledger.chart import GENERAL
from waystation.ledger.models import Reservation
from waystation.ledger.tests.conftest import TODAY


def promised(fund, part, cents, *, of=None):
    one = Promise(new_id(), of or fund, part, cents)
    services.foresee(fund=fund, costs={part or "medical": cents}, promises=[one], on=TODAY)
    return one.id


def money(fund, category):
    return next(p for p in queries.money_of(fund).parts if p.category == category)


def test_what_is_promised_counts_as_neither_spent_nor_left(book):
    fund = opened()

    promised(fund, "transportation", 42_000)

    # 500.00 planned, 420.00 of it promised.
    road = money(fund, "transportation")
    assert (road.planned_cents, road.reserved_cents) == (50_000, 42_000)
    assert (road.spent_cents, road.left_cents) == (0, 8_000)
    assert book_of.free_of(fund) == 300_000 - 42_000
    assert book_of.check_book() == []


def test_nobody_else_spends_what_is_promised_to_a_stage(book):
    fund = opened()
    promised(fund, "transportation", 42_000)

    # 80.00 of transportation and 300.00 of contingency are free: 380.00, one cent less than asked.
    with pytest.raises(Refused, match=r"\$0\.01 more than"):
        paid(fund, transportation=38_001)

    assert paid(fund, transportation=38_000) == "made"
    assert money(fund, "transportation").reserved_cents == 42_000


def test_a_stage_is_paid_out_of_its_promise_and_what_is_over_is_free_again(book):
    fund = opened()
    promise = promised(fund, "transportation", 42_000)
    paid(fund, transportation=38_000)

    services.pay_stage(
        entry_id=new_id(),
        fund=fund,
        costs={"transportation": 40_000},
        on=TODAY,
        promises=[promise],
    )

    row = Reservation.objects.get(pk=promise)
    assert (row.state, row.posted_minor) == ("posted", 40_000)
    # Of the 380 only 80 were free in its own part, 300 came out of contingency; then 400 of the
    # promised 420.
    road, spare = money(fund, "transportation"), money(fund, "contingency")
    assert (road.spent_cents, road.drawn_cents, road.left_cents) == (78_000, 30_000, 2_000)
    assert (spare.given_cents, spare.left_cents, spare.reserved_cents) == (30_000, 0, 0)
    assert book_of.check_book() == []


def test_a_stage_paid_twice_with_one_id_is_paid_once(book):
    fund, mine = opened(), new_id()
    promise = promised(fund, "medical", 1, of=GENERAL)
    services.release([promise])
    promise = promised(fund, "transportation", 42_000)
    ask = {"fund": fund, "costs": {"transportation": 42_000}, "on": TODAY, "promises": [promise]}

    outcomes = [services.pay_stage(entry_id=mine, **ask) for _ in range(2)]

    assert outcomes == ["made", "exists"]
    assert money(fund, "transportation").spent_cents == 42_000


def test_what_the_general_fund_promised_beyond_a_budget_it_pays_and_the_rescue_shows_it(book):
    fund = opened()
    promise = promised(fund, "", 120_000, of=GENERAL)
    assert book_of.free_of(GENERAL) == 700_000 - 120_000

    services.pay_beyond(
        entry_id=new_id(),
        fund=fund,
        costs={"rescue_fees": 110_000},
        on=TODAY,
        promises=[promise],
    )

    fees = money(fund, "rescue_fees")
    assert (fees.spent_cents, fees.beyond_cents, fees.cost_cents) == (0, 110_000, 110_000)
    assert book_of.free_of(GENERAL) == book_of.balance(GENERAL) == 590_000
    assert Reservation.objects.get(pk=promise).posted_minor == 110_000


def test_two_rescues_are_not_promised_the_same_dollar(book):
    first, second = opened(), opened()
    promised(first, "", 300_000, of=GENERAL)

    # 10,000 less two budgets of 3,000 are 4,000; 3,000 of them are promised.
    with pytest.raises(Refused, match=r"\$0\.01 too little that is not promised"):
        promised(second, "", 100_001, of=GENERAL)

    assert Reservation.objects.count() == 1
    with pytest.raises(Refused, match=r"free for rescues are \$1,000\.00"):
        opened()


def test_a_finished_rescue_keeps_no_promise(book):
    fund = opened()
    promise = promised(fund, "transportation", 42_000)

    closing = closed(fund)

    assert Reservation.objects.get(pk=promise).state == "voided"
    # 250 + 500 + 100 + 1,350 = 2,200 return, the promised 420 with them.
    assert (closing.rolled_cents, closing.returned_cents) == (30_000, 220_000)
    assert book_of.check_book() == []


def test_a_way_that_takes_anothers_place_is_foreseen_beside_it(book):
    fund = opened()
    first = promised(fund, "transportation", 20_000)
    services.pay_stage(
        entry_id=new_id(),
        fund=fund,
        costs={"transportation": 15_000},
        on=TODAY,
        promises=[first],
    )

    promised(fund, "rescue_fees", 90_000)

    rescue = queries.rescue_row(fund)
    # What was spent on the way so far stays part of what the new one will have cost.
    assert queries.forecasts_of(rescue) == [
        {"transportation": 20_000},
        {"transportation": 15_000, "rescue_fees": 90_000},
    ]
    assert queries.money_of(fund).forecast_cents == 20_000
    assert queries.money_of(fund).n_ways == 2


def test_the_same_promises_again_are_made_once(book):
    fund = opened()
    one = Promise(new_id(), fund, "transportation", 42_000)
    ask = {"fund": fund, "costs": {"transportation": 42_000}, "promises": [one]}

    services.foresee(**ask, on=TODAY)
    services.foresee(**ask, on=TODAY.replace(day=3))

    assert Reservation.objects.count() == 1
    assert queries.money_of(fund).n_ways == 1


def test_a_fund_that_is_no_rescues_promises_nothing(book):
    with pytest.raises(Refused, match="no rescue's"):
        services.foresee(fund=GENERAL, costs={}, promises=[], on=TODAY)


def test_contingency_that_waits_moves_into_a_rescue_as_an_entry_of_its_own(book):
    closed(opened())
    fund = opened(n_people=2)
    closed(opened())
    mine = new_id()

    outcomes = [services.roll_in(entry_id=mine, fund=fund, cents=20_000, on=TODAY) for _ in "12"]

    # Two people's own 600, the 300 that came along at the opening, and 200 of the 300 that wait.
    assert outcomes == ["made", "exists"]
    assert money(fund, "contingency").planned_cents == 60_000 + 30_000 + 20_000
    assert book_of.balance("CONTINGENCY-NEXT") == 10_000
    with pytest.raises(Refused, match=r"\$100\.00 of contingency wait"):
        services.roll_in(entry_id=new_id(), fund=fund, cents=10_001, on=TODAY)
    assert book_of.check_book() == []


def test_contingency_moves_into_no_finished_rescue(book):
    fund = opened()
    closed(fund)

    with pytest.raises(Refused, match="still open"):
        services.roll_in(entry_id=new_id(), fund=fund, cents=1, on=TODAY)
