"""A file may come any number of times, in pieces and in any order: each line counts once."""

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.base.errors import Refused
from waystation.ledger.bank import queries, services
from waystation.ledger.bank.domain import Balances, RawLine, Reading, marks
from waystation.ledger.bank.tests.conftest import BANK, GERMAN, PLAIN, TODAY, golden, plain_file
from waystation.ledger.models import Statement, StatementLine

LINES = st.lists(
    st.builds(
        RawLine,
        at=st.just(1),
        day=st.dates(date(2026, 3, 1), date(2026, 3, 5)),
        minor=st.sampled_from([-500, 500, 1_250]),
        payee=st.sampled_from(["Levi", "Bank"]),
        text=st.just(""),
        reference=st.sampled_from(["", "", "X-1"]),
    ),
    max_size=12,
)


def keys(lines):
    days = date(2026, 3, 1), date(2026, 3, 5)
    return marks(BANK, Reading("csv", "USD", tuple(lines), 0, 0, *days))


@given(lines=LINES, data=st.data())
def test_any_order_of_a_file_and_any_whole_days_of_it_name_the_same_lines(lines, data):
    shuffled = data.draw(st.permutations(lines))
    cut = data.draw(st.dates(date(2026, 3, 1), date(2026, 3, 5)))
    before, after = [x for x in lines if x.day < cut], [x for x in lines if x.day >= cut]

    assert len(set(keys(lines))) == len(lines)
    assert set(keys(shuffled)) == set(keys(lines))
    assert set(keys(before)) | set(keys(after)) == set(keys(lines))


@given(lines=LINES, data=st.data())
def test_the_whole_file_after_any_piece_of_it_adds_only_what_is_missing(lines, data):
    piece = data.draw(st.lists(st.sampled_from(lines), unique_by=id)) if lines else []

    assert set(keys(piece)) <= set(keys(lines))


def test_lines_of_a_day_and_sum_are_told_apart_by_what_they_say():
    levi, bank = (RawLine(1, date(2026, 3, 1), 500, payee, "") for payee in ("Levi", "Bank"))

    assert keys([levi]) != keys([bank])


def read(content, **more):
    return services.read_statement(content, account=BANK, on=TODAY, **more)


@pytest.mark.parametrize(("name", "n"), [("march.xml", 5), ("march.sta", 3), ("march.ofx", 2)])
def test_a_file_that_comes_twice_brings_its_lines_once(book, name, n):
    first, again = read(golden(name)), read(golden(name))

    assert (first.n_new, first.n_known) == (n, 0)
    assert (again.n_new, again.n_known) == (0, n)
    assert (Statement.objects.count(), StatementLine.objects.count()) == (1, n)


def test_two_equal_fees_of_a_day_are_two_and_stay_two(book):
    read(golden("march_de.csv"), columns=GERMAN)
    # The same days once more, in another file that has a line of April with them.
    longer = golden("march_de.csv").replace(
        b"Summe", b"01.04.2026;Levi Coffin;;5,00;2.230,00;USD\nSumme"
    )
    again = read(longer, columns=GERMAN)

    assert (again.n_new, again.n_known) == (1, 3)
    assert StatementLine.objects.filter(minor=-1_250).count() == 2


def test_a_file_cut_within_a_day_between_twins_is_seen_by_the_balance_and_mended_by_the_whole(book):
    twin = (date(2026, 3, 2), "5.00", "Levi")
    read(plain_file(twin), columns=PLAIN, typed=Balances("0", "5.00"))
    read(
        plain_file(twin, (date(2026, 3, 3), "1.00", "Bank")),
        columns=PLAIN,
        typed=Balances("5.00", "11.00"),
    )

    (cut,) = queries.standing()
    read(
        plain_file(twin, twin, (date(2026, 3, 3), "1.00", "Bank")),
        columns=PLAIN,
        typed=Balances("0", "11.00"),
    )
    (whole,) = queries.standing()

    assert (cut.gap_minor, cut.unexplained_minor, cut.is_even) == (500, 0, False)
    assert whole.gap_minor == 0
    assert StatementLine.objects.count() == 3


def test_days_that_were_read_in_one_form_are_not_read_in_another(book):
    read(golden("march.xml"))

    with pytest.raises(Refused, match=r"were read as camt\.053 already"):
        read(golden("march.ofx"))
    assert StatementLine.objects.count() == 5


def test_a_refused_file_leaves_nothing_behind(book):
    with pytest.raises(Refused):
        read(golden("march.xml").replace(b"957.50", b"957.40"))

    assert not Statement.objects.exists()
    assert not StatementLine.objects.exists()


def test_a_file_read_for_the_wrong_account_is_taken_back_and_read_again(book):
    wrong = services.read_statement(golden("march.xml"), account="Assets:Bank:Reserve", on=TODAY)
    with pytest.raises(Refused, match="was read for Assets:Bank:Reserve"):
        read(golden("march.xml"))

    assert services.take_back(wrong.statement_id) == 5
    assert read(golden("march.xml")).n_new == 5


@pytest.mark.parametrize("account", ["Expenses:Admin", "Assets:Bank:FX", "Assets:Pledges", "none"])
def test_only_accounts_of_a_bank_or_payment_service_have_statements(book, account):
    with pytest.raises(Refused, match="no account at a bank"):
        services.read_statement(golden("march.xml"), account=account, on=TODAY)


def test_what_a_line_says_lies_sealed_in_the_table(book, levi):
    read(golden("march.xml"))

    stored = b"".join(bytes(line.box) for line in StatementLine.objects.all())

    assert b"Levi" not in stored
    line = StatementLine.objects.get(minor=25_000)
    assert queries.one_line(line.pk, levi).text.payee == "Levi Coffin"


def test_what_a_line_is_known_by_cannot_be_worked_out_without_the_servers_pepper(book, monkeypatch):
    first = read(golden("march.xml"))
    known = {bytes(key) for key in StatementLine.objects.values_list("key", flat=True)}
    services.take_back(first.statement_id)
    monkeypatch.setattr(services, "pepper", lambda: bytes(32))

    assert (first.n_new, read(golden("march.xml")).n_new) == (5, 5)
    assert known.isdisjoint(
        bytes(key) for key in StatementLine.objects.values_list("key", flat=True)
    )


def test_a_file_read_by_another_mapping_counts_no_line_twice_and_no_other_days(book):
    rows = plain_file((date(2026, 3, 4), "5.00", "Levi"), (date(2026, 4, 3), "7.00", "Ann"))
    typed = Balances("0", "12.00")
    read(rows, columns=PLAIN, typed=typed)

    again = read(rows, columns=msgspec.structs.replace(PLAIN, reference="payee"), typed=typed)
    assert (again.n_new, again.n_known, StatementLine.objects.count()) == (0, 2, 2)
    with pytest.raises(Refused, match="read before, with other"):
        read(rows, columns=PLAIN, typed=Balances("1.00", "13.00"))

    assert StatementLine.objects.count() == 2
