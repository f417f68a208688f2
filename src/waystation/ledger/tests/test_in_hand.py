"""Cash in somebody's hand: one advance, its own fund, and never more back than is out."""

from uuid import uuid4

import pytest

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.ledger import chart, queries, services
from waystation.ledger.domain import Draft, Line
from waystation.ledger.models import Advance, Fund
from waystation.ledger.tests.conftest import TODAY


@pytest.fixture
def hand(book) -> Advance:
    fund = Fund.objects.get(code="UNRESTRICTED")
    box = {"cell": uuid4(), "box": b"sealed"}
    return Advance.objects.create(id=new_id(), fund=fund, given_on=TODAY, due_on=TODAY, **box)


def handed(hand, cents, fund="UNRESTRICTED") -> Draft:
    lines = (Line(chart.STAFF_ADVANCES, fund, cents), Line(chart.BANK, fund, -cents))
    return Draft("advance", TODAY, lines, advance=hand and hand.pk)


def test_an_advance_is_settled_up_to_what_is_out_and_then_closed(hand):
    services.post(entry_id=new_id(), draft=handed(hand, 5_000))
    services.post(entry_id=new_id(), draft=handed(hand, -4_000))

    with pytest.raises(Refused, match=r"\$0\.01 more than is still out"):
        services.post(entry_id=new_id(), draft=handed(hand, -1_001))

    services.post(entry_id=new_id(), draft=handed(hand, -1_000))
    Advance.objects.filter(pk=hand.pk).update(closed_on=TODAY)
    with pytest.raises(Refused, match="advance is closed"):
        services.post(entry_id=new_id(), draft=handed(hand, 5))
    assert queries.check_book() == []


def test_cash_in_hand_belongs_to_one_advance_in_its_own_fund(hand):
    for draft in (handed(None, 5), handed(hand, 5, fund="RESCUE-GENERAL")):
        with pytest.raises(Refused, match="belongs to one advance"):
            services.post(entry_id=new_id(), draft=draft)


def test_undoing_a_settlement_opens_its_advance_again(hand):
    services.post(entry_id=new_id(), draft=handed(hand, 5_000))
    settled = new_id()
    services.post(entry_id=settled, draft=handed(hand, -5_000))
    Advance.objects.filter(pk=hand.pk).update(closed_on=TODAY)

    services.reverse(entry_id=new_id(), undoes=settled, on=TODAY)

    hand.refresh_from_db()
    assert hand.closed_on is None
    assert queries.check_book() == []


def test_a_repeated_undoing_leaves_an_advance_closed_that_was_settled_anew(hand):
    services.post(entry_id=new_id(), draft=handed(hand, 5_000))
    settled, undone = new_id(), new_id()
    services.post(entry_id=settled, draft=handed(hand, -5_000))
    services.reverse(entry_id=undone, undoes=settled, on=TODAY)
    services.post(entry_id=new_id(), draft=handed(hand, -5_000))
    Advance.objects.filter(pk=hand.pk).update(closed_on=TODAY)

    assert services.reverse(entry_id=undone, undoes=settled, on=TODAY) == "exists"

    hand.refresh_from_db()
    assert hand.closed_on == TODAY
