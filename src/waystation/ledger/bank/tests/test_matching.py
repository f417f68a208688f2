"""Lines of the bank and entries of the book: proposed, matched to the cent, undone, and made."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from django.db import IntegrityError, transaction

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.ledger import chart, rates
from waystation.ledger import queries as books
from waystation.ledger import services as booking
from waystation.ledger.bank import making, queries, services
from waystation.ledger.bank.domain import Balances, Open, Wanted, propose, words_of
from waystation.ledger.bank.making import Other, Wish
from waystation.ledger.bank.tests.conftest import BANK, NOW, PLAIN, TODAY, golden, plain_file
from waystation.ledger.models import ClosedMonth, Entry, Fund, LineMatch, StatementLine
from waystation.ledger.rates import RateRow
from waystation.vault import cells
from waystation.vault.models import AuditEntry

DAY = date(2026, 3, 10)


def entry(n: int, minor: int, words: str = "", days: int = 0) -> Open:
    return Open(UUID(int=n), n, DAY + timedelta(days=days), minor, words_of(words))


def wanted(minor: int, words: str = "", n: int = 99) -> Wanted:
    return Wanted(UUID(int=n), DAY, minor, words_of(words))


def answers(found) -> list[list[int]]:
    return [[one.int for one in answer] for answer in found.answers]


def test_one_entry_of_the_same_sum_within_ten_days_is_a_clear_answer():
    (found,) = propose([wanted(500)], [entry(1, 500, days=-10), entry(2, 500, days=11)])

    assert (found.clear, answers(found)) == (True, [[1]])


def test_of_two_entries_of_a_sum_the_one_that_shares_a_word_is_clear_and_without_words_none_is():
    two = [entry(1, 500, "Levi Coffin"), entry(2, 500, "Laura Haviland", days=3)]

    (named,) = propose([wanted(500, "HAVILAND, L.")], two)
    (unnamed,) = propose([wanted(500, "transfer")], two)

    assert (named.clear, answers(named)) == (True, [[2], [1]])
    assert (unnamed.clear, answers(unnamed)) == (False, [[1], [2]])


def test_two_lines_that_claim_one_entry_are_both_in_doubt():
    found = propose([wanted(500, n=98), wanted(500, n=99)], [entry(1, 500)])

    assert [(one.clear, answers(one)) for one in found] == [(False, [[1]]), (False, [[1]])]


def test_entries_of_a_week_that_add_up_are_one_answer_and_two_ways_of_adding_up_are_doubt():
    parts = [entry(1, 300), entry(2, 200, days=-7), entry(3, 200, days=-8), entry(4, -500)]

    (one_way,) = propose([wanted(500)], parts)
    (two_ways,) = propose([wanted(500)], [*parts, entry(5, 200)])

    assert (one_way.clear, answers(one_way)) == (True, [[1, 2]])
    assert (two_ways.clear, answers(two_ways)) == (False, [[1, 2], [1, 5]])


def test_korean_names_are_words_of_two_letters():
    assert words_of("김구 Co") == {"김구"}


@pytest.fixture
def lines(book):
    """Read the golden camt file: 250 in, 12.50 out, 120 and 180 out, 20 in."""
    cells.found("security")
    services.read_statement(golden("march.xml"), account=BANK, on=TODAY)
    return {line.minor: line.pk for line in StatementLine.objects.all()}


def gift(cents: int, on: date = date(2026, 3, 2), payee: str = "") -> UUID:
    entry_id = new_id()
    booking.record_gift(entry_id=entry_id, cents=cents, on=on, fund="UNRESTRICTED", payee=payee)
    return entry_id


def test_the_line_of_a_gift_is_proposed_with_its_entry_and_matched(lines, levi):
    ours, other = gift(25_000, payee="Coffin"), gift(25_000, payee="somebody else")

    sides = queries.sides(BANK, "USD", levi)
    beside = next(row for row in sides.lines if row.line.minor == 25_000)
    services.match(lines[25_000], [beside.answers[0][0].id])

    assert beside.clear
    assert [x.id for x in queries.matched_entries(queries.one_line(lines[25_000], levi), levi)] == [
        ours
    ]
    assert other in [x.entry for x in queries.open_entries(BANK, "USD")]


def test_one_line_may_be_several_entries_and_never_a_sum_that_differs(lines):
    parts = [gift(20_000), gift(5_000)]

    with pytest.raises(Refused, match=r"\$250.00 and the entries together \$200.00"):
        services.match(lines[25_000], parts[:1])
    services.match(lines[25_000], parts)

    assert LineMatch.objects.count() == 2


def test_an_entry_is_at_the_bank_once(lines, book):
    one = gift(2_000)
    services.match(lines[2_000], [one])

    with pytest.raises(Refused, match="another line already"):
        services.match(lines[25_000], [one, gift(23_000)])
    with pytest.raises(Refused, match="already"):
        services.match(lines[2_000], [gift(2_000)])
    assert LineMatch.objects.count() == 1


def test_the_database_itself_refuses_an_entry_at_the_bank_twice(lines):
    one = gift(2_000)
    services.match(lines[2_000], [one])
    kept = LineMatch.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        LineMatch.objects.create(
            line_id=lines[25_000], entry_id=one, account=kept.account, currency="USD"
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        StatementLine.objects.filter(pk=lines[2_000]).update(state="forgotten")


def test_an_entry_that_never_touched_the_bank_matches_nothing(lines):
    with pytest.raises(Refused, match="moved nothing"):
        services.match(lines[25_000], [uuid4()])
    with pytest.raises(Refused, match="No entry"):
        services.match(lines[25_000], [])


def test_several_lines_are_matched_all_or_none(lines):
    one, other = gift(25_000), gift(3_000)

    with pytest.raises(Refused):
        services.match_together({lines[25_000]: [one], lines[2_000]: [other]})

    assert not LineMatch.objects.exists()


def test_a_match_undone_opens_the_line_and_leaves_the_entry_in_the_book(lines, levi):
    one = gift(25_000)
    services.match(lines[25_000], [one])

    services.undo(lines[25_000], keyring=levi, now=NOW)

    assert queries.one_line(lines[25_000], levi).state == "new"
    assert Entry.objects.filter(pk=one, posted=True).exists()
    assert AuditEntry.objects.count() == 1
    services.match(lines[25_000], [one])


def test_a_line_is_set_aside_for_a_reason_that_only_finance_reads(lines, levi):
    with pytest.raises(Refused, match="for a reason"):
        services.set_aside(lines[-1_250], why=" ", keyring=levi)
    services.set_aside(lines[-1_250], why="charged twice", keyring=levi)

    line = queries.one_line(lines[-1_250], levi)
    assert (line.state, line.text.note, line.text.text) == (
        "set aside",
        "charged twice",
        "account fee",
    )
    assert b"twice" not in bytes(StatementLine.objects.get(pk=line.id).box)


def test_an_entry_and_its_reversal_are_not_looked_for_at_the_bank(lines):
    one = gift(7_700)
    booking.reverse(entry_id=new_id(), undoes=one, on=TODAY)

    assert one not in [x.entry for x in queries.open_entries(BANK, "USD")]


@pytest.mark.parametrize(
    ("minor", "kind", "account", "cents"),
    [
        (25_000, "gift", chart.GIFTS, -25_000),
        (-1_250, "bank-fee", chart.BANK_FEES, 1_250),
        (-12_000, "refund", chart.GIFTS, 12_000),
    ],
)
def test_a_line_the_book_does_not_have_is_booked_by_its_side_and_matched(
    lines, levi, minor, kind, account, cents
):
    made = making.make_entry(lines[minor], Wish(kind, memo="by the bank"), on=TODAY, keyring=levi)

    booked = books.journal_entry(made, levi)
    assert [(x.account, x.fund, x.minor) for x in booked.lines] == [
        (BANK, "UNRESTRICTED", minor),
        (account, "UNRESTRICTED", cents),
    ]
    assert (booked.kind, booked.note.memo) == (kind, "by the bank")
    assert queries.one_line(lines[minor], levi).state == "matched"


def test_a_line_makes_one_entry_and_after_its_reversal_the_next(lines, levi):
    wish = Wish("bank-fee")
    first = making.make_entry(lines[-1_250], wish, on=TODAY, keyring=levi)
    services.undo(lines[-1_250], keyring=levi, now=NOW)
    again = making.make_entry(lines[-1_250], wish, on=TODAY, keyring=levi)
    services.undo(lines[-1_250], keyring=levi, now=NOW)
    booking.reverse(entry_id=new_id(), undoes=first, on=TODAY)
    second = making.make_entry(lines[-1_250], wish, on=TODAY, keyring=levi)

    assert first == again != second
    assert Entry.objects.filter(kind="bank-fee").count() == 2


@pytest.mark.parametrize(
    ("minor", "kind"), [(25_000, "bank-fee"), (-1_250, "gift"), (25_000, "refund")]
)
def test_what_came_in_is_no_fee_and_what_went_out_no_gift(lines, levi, minor, kind):
    with pytest.raises(Refused, match="cannot be that"):
        making.make_entry(lines[minor], Wish(kind), on=TODAY, keyring=levi)


def test_a_payout_of_all_that_was_on_the_way_keeps_each_funds_own_part(lines, levi):
    for fund, cents in (("UNRESTRICTED", 15_000), (chart.GENERAL, 10_000)):
        draft = booking.Draft(
            "gift", TODAY, booking.domain.gift(fund=fund, cents=cents, into="Assets:Clearing:Cards")
        )
        booking.post(entry_id=new_id(), draft=draft)

    found = making.paid_out_of(queries.one_line(lines[25_000], levi))
    wish = Wish("transfer", other=Other(found))
    made = making.make_entry(lines[25_000], wish, on=TODAY, keyring=levi)

    booked = books.journal_entry(made, levi)
    assert booked.kind == "payout"
    assert sorted((x.fund, x.account, x.minor) for x in booked.lines) == [
        (chart.GENERAL, BANK, 10_000),
        (chart.GENERAL, "Assets:Clearing:Cards", -10_000),
        ("UNRESTRICTED", BANK, 15_000),
        ("UNRESTRICTED", "Assets:Clearing:Cards", -15_000),
    ]


def test_what_a_payment_service_does_not_hold_is_not_its_payout(lines, levi):
    lines_of_gift = booking.domain.gift(
        fund="UNRESTRICTED", cents=25_100, into="Assets:Clearing:Cards"
    )
    booking.post(entry_id=new_id(), draft=booking.Draft("gift", TODAY, lines_of_gift))

    assert making.paid_out_of(queries.one_line(lines[25_000], levi)) == ""


def test_baht_bought_and_a_fee_in_baht_are_booked_in_dollars_too(book, levi):
    services.read_statement(golden("march.sta"), account=BANK, on=TODAY)
    rates.record([RateRow(date(2026, 3, 1), "USD", "THB", "35.005", "the bank")])
    bought, fee = (StatementLine.objects.get(minor=x).pk for x in (100_000, -350_050))

    wish = Wish("exchange", other=Other("Assets:Bank:Reserve", "USD", "28.60"))
    making.make_entry(bought, wish, on=TODAY, keyring=levi)
    made = making.make_entry(fee, Wish("bank-fee"), on=TODAY, keyring=levi)

    # 3,500.50 THB at 35.005 are exactly 100 dollars.
    assert [(x.account, x.currency, x.minor) for x in books.journal_entry(made, levi).lines] == [
        (BANK, "THB", -350_050),
        ("Assets:Bank:FX", "THB", 350_050),
        ("Assets:Bank:FX", "USD", -10_000),
        (chart.BANK_FEES, "USD", 10_000),
    ]
    assert books.balance("UNRESTRICTED", "THB") == 100_000 - 350_050
    assert books.balance("UNRESTRICTED") == 50_000 - 2_860


def test_a_sum_of_another_currency_without_a_rate_is_not_booked(book, levi):
    services.read_statement(golden("march.sta"), account=BANK, on=TODAY)
    line = StatementLine.objects.get(minor=-350_050).pk

    with pytest.raises(Refused, match="No rate for THB/USD"):
        making.make_entry(line, Wish("bank-fee"), on=TODAY, keyring=levi)


def test_a_line_of_a_closed_month_is_booked_today_and_says_when_the_bank_did(lines, levi):
    ClosedMonth.objects.create(
        month=202603, closed_on=TODAY, closed_by=uuid4(), head=bytes(32), n_entries=2
    )
    april = date(2026, 4, 2)

    made = making.make_entry(lines[-1_250], Wish("bank-fee", memo="late"), on=april, keyring=levi)

    booked = books.journal_entry(made, levi)
    assert (booked.booked_on, booked.note.memo) == (
        april,
        "late The bank booked it on 2026-03-05.",
    )


def test_what_came_from_the_bank_goes_to_no_single_rescue(lines, levi):
    Fund.objects.create(
        code="R-ABCDE", restricted=True, purpose=chart.RESCUE_PURPOSE, opened_on=TODAY
    )

    with pytest.raises(Refused, match="not to one rescue"):
        making.make_entry(lines[25_000], Wish("gift", "R-ABCDE"), on=TODAY, keyring=levi)


def test_bank_and_book_agree_to_the_cent_once_all_is_matched(book, levi):
    # The book had 10,500 before the statement's first day, and so does the bank.
    content = plain_file(
        (date(2026, 3, 10), "250.00", "Levi"), (date(2026, 3, 11), "-12.50", "Bank")
    )
    services.read_statement(
        content, account=BANK, on=TODAY, columns=PLAIN, typed=Balances("10500.00", "10737.50")
    )
    unseen = gift(3_300, on=date(2026, 3, 10))

    (before,) = queries.standing()
    assert (before.new_minor, before.open_entries_minor, before.before_minor) == (23_750, 3_300, 0)
    assert before.unexplained_minor == 0
    assert not before.is_even
    for line, kind in zip(
        StatementLine.objects.order_by("-minor"), ("gift", "bank-fee"), strict=True
    ):
        making.make_entry(line.pk, Wish(kind), on=TODAY, keyring=levi)
    booking.reverse(entry_id=new_id(), undoes=unseen, on=date(2026, 3, 11))
    (after,) = queries.standing()

    assert (after.statement_minor, after.book_minor, after.is_even) == (1_073_750, 1_073_750, True)


def test_a_match_across_the_end_of_the_days_leaves_nothing_unexplained(lines, book):
    services.match(lines[2_000], [gift(2_000, on=date(2026, 4, 2))])

    (march,) = queries.standing(date(2026, 3, 31))

    # The gift of April is at the bank in March; the book's own 10,500 wait for their lines.
    assert (march.statement_minor, march.book_minor) == (95_750, 1_050_000)
    assert march.unexplained_minor == 0


def test_three_won_of_interest_are_booked_though_they_are_less_than_a_cent(book, levi):
    won = msgspec.structs.replace(PLAIN, currency="KRW")
    content = plain_file((TODAY, "3", "Bank"))
    services.read_statement(content, account=BANK, on=TODAY, columns=won, typed=Balances("0", "3"))
    rates.record([RateRow(TODAY, "USD", "KRW", "1400", "the bank")])
    line = StatementLine.objects.get().pk

    made = making.make_entry(line, Wish("gift"), on=TODAY, keyring=levi)

    # 3 won are 0.2 cents: the least the book can hold.
    assert [(x.currency, x.minor) for x in books.journal_entry(made, levi).lines] == [
        ("KRW", 3),
        ("KRW", -3),
        ("USD", 1),
        ("USD", -1),
    ]
