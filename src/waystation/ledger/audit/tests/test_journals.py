"""The journals: what stands in them to the letter, and what never does."""

from datetime import date

import pytest

from waystation.ledger.audit import journals
from waystation.ledger.audit.domain import PlainEntry, PlainLine
from waystation.ledger.currencies import plain

BANK, ROLL = "Assets:Bank:Operating", "Equity:Transfers:ContingencyRoll"


def line(account, fund, minor, currency="USD"):
    return PlainLine(account, fund, "rescue", currency, minor)


ROLLED = PlainEntry(
    7,
    date(2026, 3, 2),
    "contingency-rolled",
    (
        *(line(BANK, "R-AAAAA", -18_000), line(ROLL, "R-AAAAA", 18_000)),
        *(line(BANK, "R-BBBBB", 18_000), line(ROLL, "R-BBBBB", -18_000)),
    ),
)
CHANGED = PlainEntry(
    8,
    date(2027, 1, 5),
    "exchange",
    (
        line("Assets:Bank:FX", "R-AAAAA", 5),
        line(BANK, "R-AAAAA", -5),
        line("Assets:Bank:FX", "R-AAAAA", -1_000, "KRW"),
        line(BANK, "R-AAAAA", 1_000, "KRW"),
    ),
)


def test_the_journal_for_hledger_is_written_so():
    told = journals.files("hledger", [ROLLED, CHANGED])

    assert told["2026.journal"] == (
        "2026-03-02 * (000007) contingency-rolled\n"
        "    Assets:Bank:Operating  -180.00 USD  ; fund:R-AAAAA\n"
        "    Equity:Transfers:ContingencyRoll  180.00 USD  ; fund:R-AAAAA\n"
        "    Assets:Bank:Operating  180.00 USD  ; fund:R-BBBBB\n"
        "    Equity:Transfers:ContingencyRoll  -180.00 USD  ; fund:R-BBBBB\n"
    )
    assert told["accounts.journal"] == (
        "commodity 1000. KRW\ncommodity 1000.00 USD\n"
        "account Assets:Bank:FX\naccount Assets:Bank:Operating\n"
        "account Equity:Transfers:ContingencyRoll\n"
    )
    assert told["book.journal"] == (
        "include accounts.journal\ninclude 2026.journal\ninclude 2027.journal\n"
    )


def test_the_journal_for_beancount_is_written_so():
    told = journals.files("beancount", [CHANGED])

    assert told["2027.beancount"].startswith(
        '2027-01-05 * "exchange"\n  number: 8\n'
        '  Assets:Bank:FX  0.05 USD\n    fund: "R-AAAAA"\n'
        '  Assets:Bank:Operating  -0.05 USD\n    fund: "R-AAAAA"\n'
    )
    assert "  Assets:Bank:FX  -1000 KRW\n" in told["2027.beancount"]
    assert told["accounts.beancount"] == (
        "2027-01-05 open Assets:Bank:FX\n2027-01-05 open Assets:Bank:Operating\n"
    )
    assert told["book.beancount"] == 'include "accounts.beancount"\ninclude "2027.beancount"\n'


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (-5, "USD", "-0.05"),
        (5, "THB", "0.05"),
        (123_456, "USD", "1234.56"),
        (-7, "KRW", "-7"),
        (1, "KWD", "0.001"),
        (-12_345, "KWD", "-12.345"),
    ],
)
def test_an_amount_has_its_currencys_digits_and_its_sign(minor, currency, text):
    assert plain(minor, currency) == text


@pytest.mark.parametrize(
    ("account", "fund"),
    [
        ("Assets:Bank\n2026-01-01 x", "R-AAAAA"),
        ("Assets:Bank of Ripley", "R-AAAAA"),
        (BANK, "R-A, fund:R-B"),
        (BANK, 'R"A'),
        ("Passenger:Debt", "R-AAAAA"),
    ],
)
@pytest.mark.parametrize("form", journals.FORMS)
def test_a_code_that_would_be_read_as_something_else_is_refused(form, account, fund):
    bad = PlainEntry(3, date(2026, 3, 2), "other", (line(account, fund, 1),))

    with pytest.raises(ValueError, match="entry 3"):
        journals.files(form, [bad])
