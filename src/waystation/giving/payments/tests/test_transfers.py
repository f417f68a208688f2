"""Bank transfers find their gift by its reference, whatever a bank makes of it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from waystation.base.errors import Refused
from waystation.giving import reference
from waystation.giving.gifts import byhand
from waystation.giving.gifts import services as gifts
from waystation.giving.gifts.domain import Asked
from waystation.giving.models import GiftRow
from waystation.giving.payments import transfers
from waystation.giving.payments.tests.paying import GERRIT
from waystation.giving.tests.office import NOW, TODAY
from waystation.ledger import chart
from waystation.ledger.bank import services as bank
from waystation.ledger.bank.domain import Balances, Columns
from waystation.ledger.models import LineMatch, StatementLine
from waystation.ledger.queries import check_book
from waystation.vault import cells

PLAIN = Columns(name="plain", day="day", amount="amount", payee="payee", text="text")


@examples(max_examples=25)
@given(st.data())
def test_a_reference_is_found_however_it_is_written(data):
    own = reference.new_reference()
    spaced = "".join(one + data.draw(st.sampled_from(["", "", " ", "-", " / "])) for one in own)
    written = data.draw(st.sampled_from([spaced, spaced.lower()]))
    before, after = data.draw(st.sampled_from(["", "Gift: ", "RF18 "])), "  thank you"
    assert own in reference.references_in(before + written + after)


@examples(max_examples=25)
@given(st.data())
def test_a_letter_read_wrongly_or_two_exchanged_is_noticed(data):
    own = reference.new_reference()
    at = data.draw(st.integers(2, len(own) - 1))
    other = data.draw(st.sampled_from([x for x in reference.LETTERS if x != own[at]]))
    assert not reference.is_reference(own[:at] + other + own[at + 1 :])
    if at + 1 < len(own) and own[at] != own[at + 1]:
        swapped = own[:at] + own[at + 1] + own[at] + own[at + 2 :]
        assert not reference.is_reference(swapped)


def begun(cents=10_000, every=""):
    asked = Asked(cents=cents, who=GERRIT, every=every, way="bank")
    return (gifts.begin_recurring if every else gifts.begin)(asked, now=NOW)


def came(*lines):
    """Read a statement of (day of March, dollars, text)."""
    rows = [f"2026-03-{day:02d},{dollars},SMITH G,{text}" for day, dollars, text in lines]
    content = "\n".join(["day,amount,payee,text", *rows]).encode()
    closing = sum(Decimal(dollars) for _day, dollars, _text in lines)
    typed = Balances("0.00", str(closing))
    bank.read_statement(content, account=chart.BANK, on=TODAY, columns=PLAIN, typed=typed)


@pytest.fixture
def office(slots):
    cells.found("security")


def lines():
    return {line.booked_on.day: line.pk for line in StatementLine.objects.all()}


def test_a_transfer_becomes_its_gift_with_one_press(office, levi):
    row = begun(10_000)
    came((5, "100.00", f"gift {reference.shown(row.reference).lower()} with love"))
    [found] = transfers.waiting(levi)
    assert (found.found, found.gift, found.cents) == ("exact", row.pk, 10_000)
    assert transfers.take(found.line, by=levi, now=NOW) == row.pk
    row.refresh_from_db()
    assert (row.state, row.cents, row.paid_on) == ("paid", 10_000, date(2026, 3, 5))
    assert LineMatch.objects.get().entry_id == row.entry
    assert transfers.waiting(levi) == []
    assert check_book() == []


@pytest.mark.parametrize(("dollars", "found"), [("60.00", "less"), ("250.00", "more")])
def test_what_came_is_the_gift_also_where_another_sum_was_begun(office, levi, dollars, found):
    row = begun(10_000)
    came((5, dollars, row.reference))
    [one] = transfers.waiting(levi)
    assert one.found == found
    transfers.take(one.line, by=levi, now=NOW)
    row.refresh_from_db()
    assert row.cents == Decimal(dollars) * 100


def test_a_second_transfer_with_one_reference_is_another_gift_of_the_same_giver(office, levi):
    row = begun(10_000)
    came((5, "60.00", row.reference), (9, "40.00", row.reference))
    transfers.take(lines()[5], by=levi, now=NOW)
    [one] = transfers.waiting(levi)
    assert one.found == "again"
    second = transfers.take(one.line, by=levi, now=NOW)
    paid = GiftRow.objects.filter(state="paid", donor=row.donor)
    assert {(x.pk, x.cents) for x in paid} == {(row.pk, 6_000), (second, 4_000)}


def test_a_line_that_was_opened_again_is_the_same_money(office, levi):
    row = begun(10_000)
    came((5, "100.00", row.reference))
    line = lines()[5]
    transfers.take(line, by=levi, now=NOW)
    bank.undo(line, keyring=levi, now=NOW)
    assert [x.found for x in transfers.waiting(levi)] == ["exact"]
    assert transfers.take(line, by=levi, now=NOW) == row.pk
    assert GiftRow.objects.filter(state="paid").count() == 1


def test_a_standing_order_brings_an_instalment_each_time(office, levi):
    row = begun(2_000, every="monthly")
    came((5, "20.00", row.reference))
    [one] = transfers.waiting(levi)
    assert one.found == "instalment"
    gift = GiftRow.objects.get(pk=transfers.take(one.line, by=levi, now=NOW))
    row.refresh_from_db()
    assert (gift.recurring_id, row.state) == (row.pk, "active")


def test_a_line_with_two_references_is_left_to_a_person(office, levi):
    came((5, "100.00", f"{begun().reference} and {begun().reference}"))
    [one] = transfers.waiting(levi)
    assert one.found == "several"
    with pytest.raises(Refused):
        transfers.take(one.line, by=levi, now=NOW)


def test_a_line_without_a_reference_of_ours_is_nobodys(office, levi):
    came((5, "100.00", f"invoice {reference.new_reference()}"))
    assert transfers.waiting(levi) == []
    with pytest.raises(Refused):
        transfers.take(lines()[5], by=levi, now=NOW)


def test_whoever_lacks_finances_keys_takes_no_transfer(office, levi, julia):
    came((5, "100.00", begun().reference))
    with pytest.raises(Refused):
        transfers.take(lines()[5], by=julia, now=NOW)


def test_a_line_of_a_gift_that_was_booked_by_hand_before_is_the_same_money(office, levi):
    row = begun(10_000)
    byhand.take(row, cents=10_000, role="finance officer", keyring=levi, now=NOW)
    came((5, "100.00", row.reference), (9, "100.00", row.reference))
    assert {x.found for x in transfers.waiting(levi)} == {"booked"}
    assert transfers.take(lines()[5], by=levi, now=NOW) == row.pk
    assert GiftRow.objects.filter(state="paid").count() == 1
    # Its line is found now; the other one is other money.
    assert [x.found for x in transfers.waiting(levi)] == ["again"]
    assert transfers.take(lines()[9], by=levi, now=NOW) != row.pk
    assert check_book() == []
