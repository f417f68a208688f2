"""`waystation books`: is the book whole, what do reports say, and a month closed by one command."""

import os
from datetime import UTC, datetime

import pytest
from django.db import connection

from waystation.base import clock
from waystation.ledger import triggers
from waystation.ledger.models import ClosedMonth, Posting, Rate, StatementLine
from waystation.ledger.reports.tests.conftest import (  # noqa: F401
    _own_home,
    finance_slot,
    levi,
    winter,
)
from waystation.vault import cells, staff

RATES = "day,base,quote,rate,source\n2026-03-31,USD,THB,35.875,a bank's list\n"
PASSPHRASE = "a long phrase for tests"


@pytest.fixture
def books(winter, command, monkeypatch, db):  # noqa: F811
    """Run `waystation books …` on the book of a winter, on 2 April 2026."""
    monkeypatch.setattr("waystation.cli.setup.migrate", lambda: None)
    monkeypatch.setattr("waystation.ledger.audit.checking.programs", list)
    clock.stand_at(datetime(2026, 4, 2, 9, 0, tzinfo=UTC))
    return lambda *words: command("books", *words)


@pytest.fixture
def as_finance(books, finance_slot):  # noqa: F811
    """Run it signed in in a role, the passphrase at a descriptor."""
    cells.found("security")

    def ran(*words, role="finance officer"):
        if not staff.User.objects.exists():
            staff.admit(
                name=role, alias="Levi", role=role, passphrase=PASSPHRASE, slots=[finance_slot]
            )
        reading, writing = os.pipe()
        os.write(writing, PASSPHRASE.encode())
        os.close(writing)
        return books(*words, "--name", role, "--passphrase-fd", reading)

    return ran


def test_a_whole_book_ends_with_0_and_a_broken_one_names_its_entry(books):
    whole = books("check")
    assert whole.status == 0
    assert "The book is whole." in whole.out

    triggers.drop(connection)
    Posting.objects.filter(entry__number=1).update(budget_line="medical")
    triggers.install(connection)
    broken = books("check")

    assert broken.status == 1
    assert "broken: chain: entry 1: " in broken.out


def test_the_memos_are_opened_for_finance_alone(as_finance):
    assert "and so are its memos" in as_finance("check", "--notes").out


def test_a_report_comes_out_as_csv(books):
    said = books("report", "cost", "--since", "2026-01", "--until", "2026-03", "--by", "quarter")

    assert said.status == 0
    assert "2026-01 – 2026-03,2,3,2000.00,2150.00,3000.00,3225.00" in said.out.splitlines()


def test_a_report_is_written_into_a_new_file_alone(books, tmp_path):
    file = tmp_path / "funds.xlsx"

    made, again = books("report", "funds", "--out", file), books("report", "funds", "--out", file)

    assert (made.status, file.read_bytes()[:2]) == (0, b"PK")
    assert again.status == 2
    assert "exists already" in again.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("cost", "--until", "2026-13"), "“2026-13” is not a month."),
        (("cost", "--since", "2026-04", "--until", "2026-03"), "lies after the last"),
        (("cost", "--out", "report.pdf"), "neither .csv nor .xlsx"),
    ],
)
def test_a_report_that_is_asked_wrong_says_what_to_write(books, words, says):
    said = books("report", *words)

    assert (said.status, says in said.err) == (2, True)


def test_a_month_is_looked_at_and_then_closed_by_name_of_what_is_open(as_finance):
    look = as_finance("close", "2026-03", "--look")
    assert look.status == 1
    assert "open  statements" in look.out
    refused = as_finance("close", "2026-03", "--accept", "programs")
    assert (refused.status, "A bank statement is missing" in refused.err) == (2, True)
    assert not ClosedMonth.objects.exists()

    done = as_finance("close", "2026-03", "--accept", "programs", "--accept", "statements")

    assert done.status == 0
    assert "2026-03 is closed. The book ended at entry " in done.out
    assert ClosedMonth.objects.get().month == 202603


def test_a_step_of_another_name_is_not_accepted(as_finance):
    said = as_finance("close", "2026-03", "--accept", "everything")

    assert (said.status, "“everything” is no step" in said.err) == (2, True)


def test_only_finance_closes_a_month(as_finance):
    said = as_finance("close", "2026-03", role="field manager")

    assert (said.status, "Only a finance officer may do this" in said.err) == (2, True)


def test_rates_are_recorded_once(books, tmp_path):
    file = tmp_path / "rates.csv"
    file.write_text(RATES)

    first, again = books("rates", file), books("rates", file)

    assert first.out == "1 rates are new, 0 were known.\n"
    assert again.out == "0 rates are new, 1 were known.\n"
    assert Rate.objects.get().rate == "35.875"
    assert books("rates", tmp_path / "none.csv").status == 2


def test_a_statement_is_read_once_however_often_it_is_given(books, tmp_path):
    file = tmp_path / "march.sta"
    file.write_bytes(
        b":20:MARCH\r\n:25:1/1\r\n:28C:1/1\r\n:60F:C260301USD100,00\r\n"
        b":61:2603020302D12,50NMSCfee//1\r\n:86:bank fee\r\n:62F:C260331USD87,50\r\n"
    )

    first, again = books("import", file), books("import", file)

    assert (first.status, first.err) == (0, "")
    assert "1 lines are new, 0 were known" in first.out
    assert "0 lines are new, 1 were known" in again.out
    assert StatementLine.objects.count() == 1
