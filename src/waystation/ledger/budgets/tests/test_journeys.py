"""Whole rescues to the cent: three thousand dollars, ten thousand, and contingency passed along."""

import pytest

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.ledger import queries as book_of
from waystation.ledger import services as ledger
from waystation.ledger.budgets import queries, services
from waystation.ledger.budgets.domain import Promise
from waystation.ledger.budgets.figures import moved
from waystation.ledger.budgets.tests.test_rescue import closed, opened, paid
from waystation.ledger.tests.conftest import TODAY

# A way of two stages, foreseen for one person, in cents.
FIRST = {
    "basic_needs": 10_000,
    "transportation": 30_000,
    "rescue_fees": 60_000,
    "safer_drivers": 120_000,
    "emergency_supplies": 20_000,
}
SECOND = {
    "basic_needs": 12_000,
    "accommodation": 10_000,
    "rescue_fees": 75_000,
    "extra_stops": 160_000,
    "secure_lodging": 90_000,
}


def foreseen(fund, *stages):
    """Promise each stage the parts of the budget named after its categories."""
    ids = [{part: new_id() for part in stage} for stage in stages]
    promises = [
        Promise(known[part], fund, part, cents)
        for known, stage in zip(ids, stages, strict=True)
        for part, cents in stage.items()
    ]
    whole = {}
    for stage in stages:
        for part, cents in stage.items():
            whole[part] = whole.get(part, 0) + cents
    services.foresee(fund=fund, costs=whole, promises=promises, on=TODAY)
    return [list(known.values()) for known in ids]


def test_a_rescue_of_ten_thousand_dollars_to_the_cent(levi):
    ledger.found_book(on=TODAY)
    ledger.record_gift(entry_id=new_id(), cents=1_000_000, on=TODAY)
    fund = opened(template="rescue-10000")
    one, two = foreseen(fund, FIRST, SECOND)

    money = queries.money_of(fund)
    # 2,400.00 and 3,470.00 are promised of the ten thousand.
    assert (money.planned_cents, money.reserved_cents) == (1_000_000, 240_000 + 347_000)
    assert (money.forecast_cents, money.left_cents) == (587_000, 413_000)
    dearer = FIRST | {"transportation": 62_000}  # 500 its own, 120 of contingency
    for costs, promises in ((dearer, one), (SECOND, two)):
        services.pay_stage(entry_id=new_id(), fund=fund, costs=costs, on=TODAY, promises=promises)
    paid(fund, medical=45_000)
    closing = closed(fund)
    paid(fund, resettlement=50_000)

    done = queries.money_of(fund)
    # 2,720 + 3,470 + 450 + 500 = 7,140; 300 - 120 = 180 move on; the rest of 2,680 goes back.
    assert done.spent_cents == 272_000 + 347_000 + 45_000 + 50_000 == 714_000
    assert (closing.rolled_cents, closing.returned_cents) == (18_000, 268_000)
    assert book_of.balance("CONTINGENCY-NEXT") == 18_000
    assert book_of.free_of("RESCUE-GENERAL") == 268_000
    assert (book_of.balance(fund), done.left_cents, done.reserved_cents) == (0, 0, 0)
    # Foreseen were 5,870 without the doctor; the road cost 320 more, the doctor 450.
    assert [(one.category, one.cents) for one in moved(done)] == [
        ("medical", 45_000),
        ("transportation", 32_000),
    ]
    assert (done.forecast_a_person, done.cost_a_person) == (587_000, 714_000)
    assert book_of.check_book(levi) == []


def test_three_thousand_dollars_do_not_pay_for_a_dangerous_way(book):
    fund = opened()

    # Fees 1,350 and contingency 300 have nothing to do with drivers: 1,200 - 300 = 900 missing.
    with pytest.raises(Refused, match=r"\$900\.00 more than"):
        paid(fund, safer_drivers=120_000)

    assert [part.category for part in queries.money_of(fund).parts][-1] == "resettlement"


def test_a_rescue_that_is_dearer_than_foreseen_names_what_moved_it(book):
    fund = opened(n_people=2)
    stage = {"transportation": 60_001, "rescue_fees": 200_000}
    (promises,) = foreseen(fund, stage)
    costs = stage | {"transportation": 90_000, "rescue_fees": 195_000}

    services.pay_stage(entry_id=new_id(), fund=fund, costs=costs, on=TODAY, promises=promises)

    money = queries.money_of(fund)
    assert [(one.category, one.cents) for one in moved(money)] == [
        ("transportation", 29_999),
        ("rescue_fees", -5_000),
    ]
    # 2,600.01 for two people are 1,300.005 each: half a cent up. 2,850 are 1,425 each.
    assert (money.forecast_a_person, money.cost_a_person) == (130_001, 142_500)


def test_the_people_of_a_rescue_owe_nothing_and_their_share_waits_for_them(book):
    fund = opened()
    paid(fund, transportation=20_000)
    closed(fund)

    assert queries.money_of(fund).left_cents == book_of.balance(fund) == 50_000
    assert paid(fund, resettlement=30_000) == "made"
    assert book_of.balance(fund) == 20_000
    with pytest.raises(Refused):
        paid(fund, resettlement=20_001)
    assert book_of.check_book() == []
