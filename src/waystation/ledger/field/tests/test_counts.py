"""Petty cash counted by two, signed by a third, and its difference booked."""

from datetime import date
from uuid import uuid4

import pytest

from waystation.base.errors import Refused
from waystation.ledger import queries as book
from waystation.ledger.approving import services as approving
from waystation.ledger.field import counts, queries, sheets
from waystation.ledger.field.sheets import Sheet
from waystation.ledger.field.tests.conftest import NOW, ROLE, given, settled, sums
from waystation.ledger.models import CashCount


def counted(keyring, advance, pieces, *, other=0, witness="Mary"):
    count_id = uuid4()
    sheet = Sheet(advance, "", pieces, other, 0, "", witness, "coins under the drawer")
    counts.count(count_id=count_id, sheet=sheet, role=ROLE, keyring=keyring, now=NOW)
    return count_id


def sign(count_id, keyring):
    return approving.approve(proposal_id=count_id, role=ROLE, keyring=keyring, now=NOW)


def test_a_count_that_fits_books_nothing_and_is_signed_by_a_second_officer(desk, grace):
    advance, _answer = given(desk, {"": 9_000}, kind="staff")

    # Four twenties, one ten.
    count_id = counted(desk, advance, ((2_000, 4), (1_000, 1), (500, 0)))

    assert sign(count_id, grace) is None
    (found,) = counts.counted(desk)
    assert (found.sheet.counted, found.sheet.difference, found.state) == (9_000, 0, "approved")
    assert sums(entry__kind="field-loss") == {}
    assert counts.last_counts(desk) == {advance: NOW.date()}


def test_what_is_missing_is_booked_as_a_loss_by_whoever_signs(desk, grace):
    advance, _answer = given(desk, {"": 9_000}, kind="staff")

    count_id = counted(desk, advance, ((2_000, 4),), other=375)
    assert queries.advance(advance, desk).minor == 9_000
    assert sign(count_id, grace) is not None

    # 90.00 expected, 83.75 there: 6.25 are missing.
    assert sums(entry__kind="field-loss") == {("Field", ""): 625, ("Staff", ""): -625}
    assert queries.advance(advance, desk).minor == 8_375
    assert book.check_book(desk) == []


def test_what_is_there_above_the_book_is_booked_the_other_way(desk, grace):
    advance, _answer = given(desk, {"": 9_000}, kind="staff")

    sign(counted(desk, advance, ((2_000, 5),)), grace)

    assert queries.advance(advance, desk).minor == 10_000
    assert book.check_book(desk) == []


def test_a_sheet_is_not_signed_once_something_else_moved_the_cash(desk, grace):
    advance, _answer = given(desk, {"": 9_000}, kind="staff", fund="UNRESTRICTED")
    count_id = counted(desk, advance, ((2_000, 4),))
    settled(desk, advance, {"admin": 1_000})

    with pytest.raises(Refused, match="since it was counted"):
        sign(count_id, grace)


def test_nobody_signs_their_own_count_and_nobody_counts_alone(desk):
    advance, _answer = given(desk, {"": 9_000}, kind="staff")

    with pytest.raises(Refused, match="counted along"):
        counted(desk, advance, ((2_000, 4),), witness=" ")
    with pytest.raises(Refused, match="themselves"):
        sign(counted(desk, advance, ((2_000, 4),)), desk)


def test_a_sheet_on_file_names_nobody_and_tells_no_sum(desk):
    advance, _answer = given(desk, {"": 9_000}, kind="staff")
    counted(desk, advance, ((2_000, 4),))

    row = CashCount.objects.values().get()
    assert set(row) == {"id", "cell", "box", "counted_on"}
    assert b"Mary" not in bytes(row["box"])


def test_the_pieces_of_a_currency_are_whole_minor_units_and_an_unlisted_one_goes_by_1_2_5():
    assert sheets.pieces_of("USD")[:2] == (10_000, 5_000)
    assert sheets.pieces_of("KHR")[-3:] == (500, 200, 100)


def test_cash_is_counted_again_after_a_week():
    given_on = date(2026, 3, 2)

    due = [sheets.is_due(None, given_on, date(2026, 3, day)) for day in (8, 9)]
    again = sheets.is_due(date(2026, 3, 8), given_on, date(2026, 3, 14))

    assert (due, again) == ([False, True], False)
