"""Promises of money: counted from the first moment, resolved once, what is left free again."""

from datetime import date, timedelta

import pytest

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.ledger import chart, expiring, queries, reserving, services
from waystation.ledger.domain import Draft, Line
from waystation.ledger.models import Reservation
from waystation.ledger.reserving import Wanted
from waystation.ledger.tests.conftest import TODAY
from waystation.ledger.tests.hands import FREE, GENERAL


def promise(cents, fund=GENERAL, **more):
    mine = new_id()
    reserving.reserve(reservation_id=mine, fund=fund, cents=cents, on=TODAY, **more)
    return mine


def spend(cents, *resolves, fund=GENERAL):
    lines = (Line("Expenses:Admin", fund, cents), Line(chart.BANK, fund, -cents))
    draft = Draft("other", TODAY, lines, resolves=resolves)
    return services.post(entry_id=new_id(), draft=draft)


def state(mine):
    row = Reservation.objects.get(pk=mine)
    return row.state, row.posted_minor


def test_a_promise_counts_from_the_first_moment(book):
    promise(600_000)

    assert queries.balance(GENERAL) == 1_000_000
    assert queries.free_of(GENERAL) == 400_000
    with pytest.raises(Refused, match=r"\$0\.01 too little that is not promised"):
        promise(400_001)
    promise(400_000)
    assert queries.free_of(GENERAL) == 0
    assert queries.check_book() == []


def test_what_is_promised_is_not_spent_on_something_else(book):
    promise(600_000)

    with pytest.raises(Refused, match=r"\$0\.01 too little that is not promised"):
        spend(400_001)

    assert spend(400_000) == "made"


def test_a_promise_is_spent_by_its_entry_and_the_rest_is_free_at_once(book):
    mine = promise(600_000)
    promise(400_000)

    spend(450_000, (mine, 450_000))

    assert state(mine) == ("posted", 450_000)
    assert queries.balance(GENERAL) == 550_000
    assert queries.free_of(GENERAL) == 150_000
    assert queries.check_book() == []


def test_a_promise_is_resolved_once(book):
    spent, taken_back = promise(500), promise(700)
    spend(500, (spent, 500))
    reserving.void(taken_back)

    for mine in (spent, taken_back):
        with pytest.raises(Refused, match="promised no longer"):
            spend(5, (mine, 5))
    with pytest.raises(Refused, match="no such promise"):
        reserving.void(spent)
    assert reserving.void(taken_back) == "exists"
    with pytest.raises(Refused, match="no such promise"):
        reserving.void(new_id())
    assert queries.free_of(GENERAL) == 999_500


@pytest.mark.parametrize("cents", [501, -1])
def test_no_more_is_spent_of_a_promise_than_was_promised(book, cents):
    mine = promise(500)

    with pytest.raises(ValueError, match="of a promise of 500"):
        spend(10_000, (mine, cents))


def test_a_promise_of_one_fund_is_not_kept_out_of_another(book):
    mine = promise(500)

    with pytest.raises(ValueError, match="promises kept"):
        spend(500, (mine, 500), fund=FREE)

    assert state(mine) == ("open", None)


def test_the_same_promise_twice_is_made_once_and_another_under_its_id_refused(book):
    mine = promise(500, budget_line="medical")
    again = {"reservation_id": mine, "fund": GENERAL, "on": TODAY + timedelta(1)}

    assert reserving.reserve(**again, cents=500, budget_line="medical") == "exists"
    for other in ({"cents": 501, "budget_line": "medical"}, {"cents": 500}):
        with pytest.raises(Refused, match="says something else"):
            reserving.reserve(**again, **other)
    assert queries.free_of(GENERAL) == 999_500


def test_of_many_promises_all_are_made_or_none(book):
    wanted = [Wanted(new_id(), GENERAL, 600_000), Wanted(new_id(), GENERAL, 400_001)]

    with pytest.raises(Refused):
        reserving.reserve_many(wanted, on=TODAY)

    assert Reservation.objects.count() == 0
    assert queries.free_of(GENERAL) == 1_000_000


def test_a_promise_lapses_the_day_after_its_last(book):
    mine, endless = promise(500, expires_on=date(2026, 3, 9)), promise(700)

    assert expiring.expire(date(2026, 3, 9)) == 0
    assert expiring.expire(date(2026, 3, 10)) == 1

    assert state(mine) == ("expired", 0)
    assert state(endless) == ("open", None)
    assert queries.free_of(GENERAL) == 999_300
    assert queries.check_book() == []


def test_what_is_promised_of_each_part_is_told(book):
    for cents, part in ((500, "medical"), (700, "medical"), (900, "contingency")):
        promise(cents, budget_line=part)

    assert queries.parts_reserved(GENERAL) == {"medical": 1_200, "contingency": 900}


def test_an_unrestricted_fund_may_promise_ahead_of_its_gifts(book):
    promise(50_001, fund=FREE)

    assert queries.free_of(FREE) == -1


@pytest.mark.parametrize("cents", [0, -5, 0.5])
def test_a_promise_of_nothing_is_none(book, cents):
    with pytest.raises(ValueError, match="positive whole number"):
        promise(cents)


def test_a_promise_of_a_fund_that_is_none_is_refused(book):
    with pytest.raises(Refused, match="no account or fund NOWHERE"):
        promise(5, fund="NOWHERE")


def test_what_is_too_little_abroad_is_said_in_its_own_currency(book):
    with pytest.raises(Refused, match=r"has 5\.00 THB too little"):
        promise(500, currency="THB")
