"""Gifts that come, go back and are disputed: what is booked and what counts, once each."""

from uuid import uuid4

import pytest

from waystation.base.errors import Refused
from waystation.giving import totals
from waystation.giving.gifts import services
from waystation.giving.gifts.tests import acts
from waystation.giving.gifts.tests.acts import asked, came, given
from waystation.giving.models import GiftRow, LetterRow
from waystation.giving.reference import is_reference
from waystation.giving.tests.office import NOW, TODAY
from waystation.ledger import chart, queries
from waystation.ledger.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office(slots):
    pass


def _lines(row: GiftRow) -> list[tuple[str, str, int]]:
    return sorted((x.account, x.fund, x.minor) for x in queries.lines_of(row.entry))


def test_a_gift_is_booked_at_its_full_sum_and_the_fee_is_a_cost():
    row = given(10_000, fee_cents=320)
    assert _lines(row) == [
        ("Assets:Clearing:Cards", "UNRESTRICTED", 9_680),
        ("Expenses:Fees:Processor", "UNRESTRICTED", 320),
        ("Income:Gifts:Individual", "UNRESTRICTED", -10_000),
    ]
    assert totals.live_total() == 10_000
    assert queries.check_book() == []


def test_a_gift_by_the_bank_lies_at_the_bank_and_has_a_reference():
    row = given(4_000, way="bank", fund=chart.RESETTLEMENT)
    assert is_reference(row.reference)
    assert _lines(row)[0] == (chart.BANK, "RESETTLEMENT", 4_000)


def test_the_same_payment_again_changes_nothing():
    row = given(5_000)
    came(row.pk, 5_000)
    assert Entry.objects.count() == 1
    assert totals.raised().n_gifts == 1
    assert LetterRow.objects.count() == 1


def test_another_sum_under_the_same_payment_is_refused():
    row = given(5_000)
    with pytest.raises(Refused, match="came already"):
        came(row.pk, 5_001)


def test_one_payment_cannot_be_two_gifts():
    row, other = given(5_000), services.begin(asked(5_000), now=NOW)
    with pytest.raises(Refused, match="another gift's"):
        services.paid(other.pk, cents=5_000, fee_cents=0, ref=f"pay {row.pk}", on=TODAY, now=NOW)


def test_a_form_sent_twice_begins_one_gift():
    wish = asked(5_000, id=uuid4())
    assert services.begin(wish, now=NOW).pk == services.begin(wish, now=NOW).pk
    with pytest.raises(Refused, match="otherwise"):
        services.begin(asked(6_000, id=wish.id), now=NOW)


@pytest.mark.parametrize("cents", [0, 99, 10_000_000_01])
def test_too_little_and_too_much_is_refused(cents):
    with pytest.raises(Refused, match="between"):
        services.begin(asked(cents), now=NOW)


def test_nobody_gives_into_a_fund_that_is_no_givers_choice():
    with pytest.raises(Refused, match="choose this purpose"):
        services.begin(asked(fund=chart.CONTINGENCY_NEXT), now=NOW)


def test_refunds_add_up_to_the_total_in_whatever_order_word_comes():
    row = given(10_000)
    for total in (4_000, 10_000, 4_000):
        row = services.refunded(row.pk, total_refunded_cents=total, ref="re", now=NOW)
    assert (row.state, row.refunded_cents) == ("refunded", 10_000)
    assert totals.live_total() == acts.told_by_the_book() == 0
    with pytest.raises(Refused, match="are left"):
        services.refunded(row.pk, total_refunded_cents=10_001, ref="re", now=NOW)


def test_what_a_fund_spent_already_is_given_back_by_the_core():
    row = given(10_000, fund=chart.RESETTLEMENT)
    spent = chart.EXPENSE_OF["resettlement"]
    acts.spend(chart.RESETTLEMENT, spent, 7_000)
    services.refunded(row.pk, total_refunded_cents=10_000, ref="re", now=NOW)
    assert queries.balance(chart.RESETTLEMENT) == 0
    assert queries.balance(chart.UNRESTRICTED) == -7_000
    assert queries.check_book() == []


def test_a_disputed_gift_counts_no_more_until_it_is_won():
    row = given(10_000)
    said = {"cents": 10_000, "ref": "dp", "now": NOW, "fee_cents": 1_500}
    row = services.disputed(row.pk, **said)
    assert (row.state, totals.live_total()) == ("disputed", 0)
    row = services.dispute_won(row.pk, **said | {"fee_cents": 1_000})
    assert (row.state, totals.live_total()) == ("paid", 10_000)
    # Late word of its beginning, and of a loss that was none.
    services.disputed(row.pk, **said)
    assert services.dispute_lost(row.pk, **said).state == "paid"
    assert queries.balance(chart.UNRESTRICTED) == 9_500
    assert acts.told_by_the_book() == 10_000


def test_a_dispute_that_is_lost_before_it_is_heard_of_is_booked_once():
    row = given(10_000)
    said = {"cents": 10_000, "ref": "dp", "now": NOW}
    for act in (services.dispute_lost, services.disputed, services.dispute_lost):
        row = act(row.pk, **said)
    assert (row.state, totals.live_total(), acts.told_by_the_book()) == ("lost", 0, 0)
    assert Entry.objects.count() == 2


def test_nothing_goes_back_of_a_gift_that_never_came():
    row = services.begin(asked(), now=NOW)
    with pytest.raises(Refused, match="not come yet"):
        services.refunded(row.pk, total_refunded_cents=100, ref="re", now=NOW)


def test_a_failed_payment_may_be_made_good_and_one_that_came_does_not_fail():
    row = services.begin(asked(), now=NOW)
    assert services.failed(row.pk).state == "failed"
    assert came(row.pk, 5_000).state == "paid"
    assert services.failed(row.pk).state == "paid"


def test_a_second_transfer_with_one_reference_is_a_gift_of_its_own():
    row = given(4_000, way="bank")
    for _again in range(2):
        second = services.again(row.pk, cents=2_500, ref="line 2", on=TODAY, now=NOW)
    assert (second.pk, second.donor_id) != (row.pk, None)
    assert (totals.live_total(), totals.raised().n_gifts) == (6_500, 2)
