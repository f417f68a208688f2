"""hledger and beancount read our journals, find each fund zero and agree to the cent."""

import csv
import io
from datetime import date

import pytest

from waystation.base.ids import new_id
from waystation.ledger import chart, queries, services
from waystation.ledger.audit import queries as leaving
from waystation.ledger.budgets import services as rescues
from waystation.ledger.domain import Draft, Line
from waystation.ledger.tests.conftest import TODAY

pytestmark = pytest.mark.long
NEXT_YEAR = date(2027, 1, 15)
GENERAL = chart.GENERAL


@pytest.fixture
def two_years(book):
    """Give a book of two years: a rescue with a roll, baht bought, a cent lost."""
    funds = [
        rescues.open_rescue(
            entry_id=new_id(), template="rescue-3000", n_people=1, case_token=bytes([n]) * 16,
            on=TODAY,
        )
        for n in (1, 2)
    ]  # fmt: skip
    rescues.pay_stage(
        entry_id=new_id(), fund=funds[0], costs={"transportation": 50_005}, on=TODAY,
        memo="a wagon from Ripley",
    )  # fmt: skip
    rescues.close_rescue(entry_id=new_id(), fund=funds[0], on=TODAY, next_fund=funds[1])
    baht = (
        Line("Assets:Bank:FX", GENERAL, 3_000),
        Line(chart.BANK, GENERAL, -3_000),
        Line(chart.RESERVE, GENERAL, 105_033, currency="THB"),
        Line("Assets:Bank:FX", GENERAL, -105_033, currency="THB"),
    )
    services.post(entry_id=new_id(), draft=Draft("exchange", NEXT_YEAR, baht))
    cent = (Line("Expenses:Fees:Bank", GENERAL, 5), Line(chart.BANK, GENERAL, -5))
    services.post(entry_id=new_id(), draft=Draft("bank-fee", NEXT_YEAR, cent))
    return funds


def write(folder, files):
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")


def cents(text):
    """Read what hledger says of one currency: "0" or "-12.34 USD"."""
    return round(float(text.split()[0]) * 100) if text != "0" else 0


def test_both_programs_find_the_book_strictly_right(two_years, outside):
    assert outside.strict() == []
    assert outside.strict(2026) == []
    assert outside.strict(2027) == []


def test_hledger_agrees_with_our_own_balances_to_the_cent(two_years, outside, tmp_path):
    write(tmp_path, leaving.journals("hledger"))
    book = str(tmp_path / "book.journal")
    own = {(x.fund, x.account): x.cents for x in queries.trial_balance() if x.currency == "USD"}

    for fund in {*(fund for fund, _ in own)}:
        table = outside.run(
            ["hledger", "-f", book, "bal", "-N", "-O", "csv", f"tag:fund=^{fund}$", "cur:USD"]
        ).stdout
        rows = list(csv.reader(io.StringIO(table)))[1:]
        assert {(fund, account): cents(sum_) for account, sum_ in rows} == {
            key: sum_ for key, sum_ in own.items() if key[0] == fund and sum_
        }
    transfers = outside.run(
        ["hledger", "-f", book, "bal", "Equity:Transfers", "-E", "-O", "csv"]
    ).stdout
    assert transfers.splitlines()[-1].lower() == '"total","0"'


def test_beancount_finds_each_fund_empty(two_years, outside, tmp_path):
    write(tmp_path, leaving.journals("beancount"))
    query = "SELECT any_meta('fund') AS fund, sum(position) AS s GROUP BY fund"

    said = outside.run(
        [outside.path_of("bean-query"), "-f", "csv", str(tmp_path / "book.beancount"), query]
    )

    rows = list(csv.reader(io.StringIO(said.stdout)))[1:]
    assert {row[0].strip() for row in rows} == {GENERAL, "UNRESTRICTED", *two_years}
    assert {row[1].strip() for row in rows} == {""}


@pytest.mark.parametrize("program", ["hledger", "bean-check"])
def test_a_journal_that_lost_a_cent_is_complained_of(two_years, outside, tmp_path, program):
    form = outside.PROGRAMS[program]
    files = leaving.journals(form)
    year = next(name for name in files if name.startswith("2026"))
    assert "Transportation  0.05 USD" in files[year]
    files[year] = files[year].replace("Transportation  0.05", "Transportation  0.04", 1)
    write(tmp_path, files)

    end = "journal" if form == "hledger" else "beancount"
    (said,) = outside.complaints(program, tmp_path / f"book.{end}")

    assert said.startswith(f"{program}: ")


def test_a_fund_that_is_not_zero_is_named_though_the_entry_balances(two_years, outside, tmp_path):
    files = leaving.journals("hledger")
    assert f"; fund:{two_years[1]}" in files["2026.journal"]
    files["2026.journal"] = files["2026.journal"].replace(
        f"; fund:{two_years[1]}", "; fund:R-ZZZZZ", 1
    )
    write(tmp_path, files)

    said = outside.complaints("hledger", tmp_path / "book.journal")

    assert any(two_years[1] in line for line in said)
    assert any("R-ZZZZZ" in line for line in said)
