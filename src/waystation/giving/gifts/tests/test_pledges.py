"""Promises: money to come from the right day on, asked for twice at most, given up by two."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from waystation.base.errors import Refused
from waystation.giving import totals
from waystation.giving.gifts import book, byhand, domain, pledges
from waystation.giving.gifts.aims import Aim
from waystation.giving.gifts.domain import PledgeSaid
from waystation.giving.gifts.pledges import Promised
from waystation.giving.gifts.tests import acts
from waystation.giving.models import GiftRow, LetterRow, PledgeDue, PledgeRow
from waystation.giving.tests.office import NOW
from waystation.ledger import queries as ledger
from waystation.ledger.approving import services as approving
from waystation.ledger.models import Entry

pytestmark = pytest.mark.django_db
FIRST = date(2026, 2, 1)


@pytest.fixture(autouse=True)
def _office(slots):
    pass


def _promised(kind: str = "promise", *, basis_points: int = 0) -> PledgeRow:
    parts = () if kind == "share" else tuple(domain.parts_of(9_000, 3, FIRST))
    made = Promised(kind, Aim(), parts, basis_points)
    row = pledges.promise(
        pledge_id=uuid4(), who=acts.GERRIT, promised=made, said=PledgeSaid("Gerrit"), now=NOW
    )
    return pledges.decide(row.pk, accept=True, now=NOW)


def _dues(row: PledgeRow) -> list[PledgeDue]:
    return list(PledgeDue.objects.filter(pledge=row).order_by("due_on", "pk"))


def _pay(due: PledgeDue) -> GiftRow:
    gift = pledges.gift_of(PledgeDue.objects.select_related("pledge__donor", "gift").get(pk=due.pk))
    return acts.came(gift.pk, due.cents)


def test_a_promise_is_money_to_come_from_the_day_it_is_accepted_and_given_part_by_part():
    row = _promised()
    assert (book.awaited_cents(), totals.raised().promised_cents) == (9_000, 9_000)
    assert totals.live_total() == 0
    for n, due in enumerate(_dues(row), start=1):
        gift = _pay(due)
        assert gift.reference
        assert totals.live_total() == acts.told_by_the_book() == n * 3_000
    row.refresh_from_db()
    assert (row.state, book.awaited_cents()) == ("kept", 0)
    # The money came once: no gift is income a second time.
    assert book.income_cents() == 9_000
    assert ledger.check_book() == []


def test_a_promise_on_a_condition_is_no_money_until_it_is_met():
    row = _promised("conditional")
    assert (book.awaited_cents(), totals.raised().promised_cents) == (0, 9_000)
    with pytest.raises(Refused, match="before the condition"):
        pledges.gift_of(_dues(row)[0])
    pledges.meet(row.pk, now=NOW)
    assert book.awaited_cents() == 9_000
    with pytest.raises(Refused, match="no condition"):
        pledges.meet(row.pk, now=NOW)


def test_each_months_revenue_is_told_and_its_share_is_asked():
    row = _promised("share", basis_points=250)
    for _again in range(2):
        due = pledges.tell_revenue(row.pk, month=date(2026, 2, 9), revenue_cents=123_456, now=NOW)
    assert (due.cents, due.due_on) == (3_086, date(2026, 3, 21))
    with pytest.raises(Refused, match="told already"):
        pledges.tell_revenue(row.pk, month=FIRST, revenue_cents=99_999, now=NOW)
    with pytest.raises(Refused, match="that is over"):
        pledges.tell_revenue(row.pk, month=date(2026, 3, 1), revenue_cents=99_999, now=NOW)
    assert _pay(due).kind == "share"
    row.refresh_from_db()
    assert (row.state, totals.live_total(), Entry.objects.count()) == ("open", 3_086, 2)


def test_what_is_overdue_is_asked_for_twice_and_never_again():
    first, second, _third = _dues(_promised())
    for _ask in range(2):
        pledges.ask(first.pk, now=NOW)
    with pytest.raises(Refused, match="twice"):
        pledges.ask(first.pk, now=NOW)
    pledges.ask(second.pk, now=NOW)
    with pytest.raises(Refused, match="not overdue"):
        pledges.ask(_third.pk, now=NOW)
    assert LetterRow.objects.filter(kind="pledge-due").count() == 3


def test_part_of_what_is_due_can_be_paid():
    row = _promised()
    due = pledges.part(_dues(row)[0].pk, cents=1_000)
    _pay(due)
    assert [x.cents for x in _dues(row)] == [1_000, 2_000, 3_000, 3_000]
    assert totals.raised().promised_cents == book.awaited_cents() == 8_000


def test_a_promise_is_given_up_by_two_people(hands):
    row = _promised()
    _pay(_dues(row)[0])
    levi, grace = hands
    said = {"now": NOW, "proposal_id": uuid4()}
    answer = byhand.give_up(
        pledge_id=row.pk, why="He died.", role=levi.role, keyring=levi.keyring, **said
    )
    assert (answer, book.awaited_cents()) == ("waits", 6_000)
    with pytest.raises(Refused):
        approving.approve(**said, role=levi.role, keyring=levi.keyring)
    approving.approve(**said, role=grace.role, keyring=grace.keyring)
    row.refresh_from_db()
    assert (row.state, book.awaited_cents(), totals.raised()) == ("given up", 0, (3_000, 1, 0))
    assert ledger.check_book() == []


def test_a_condition_that_is_never_met_is_given_up_by_one(hands):
    row = _promised("conditional")
    answer = byhand.give_up(
        proposal_id=uuid4(), pledge_id=row.pk, why="", role=hands[0].role,
        keyring=hands[0].keyring, now=datetime(2026, 3, 3, tzinfo=UTC),
    )  # fmt: skip
    assert (answer, totals.raised().promised_cents, Entry.objects.count()) == ("booked", 0, 0)


def test_what_was_given_up_and_comes_all_the_same_is_a_plain_gift():
    row = _promised()
    due = _dues(row)[0]
    gift = pledges.gift_of(due)
    pledges.give_up(row.pk, entry_id=uuid4(), hands=book.Hands(uuid4(), uuid4()), now=NOW)
    assert (book.awaited_cents(), book.income_cents()) == (0, 0)
    # It may come as another sum now: nothing of it stands in the book as money to come.
    paid = acts.came(gift.pk, gift.cents - 1)
    assert (paid.kind, paid.state) == ("one-time", "paid")
    assert totals.live_total() == book.income_cents() == gift.cents - 1
    assert book.awaited_cents() == 0
    assert ledger.check_book() == []
