"""No path into the book makes a passenger owe: files, lines of the bank, cash, pledges, exports."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from django.db import IntegrityError, connection, transaction

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.ledger import chart, domain, services, triggers
from waystation.ledger.approving import handlers
from waystation.ledger.audit import queries
from waystation.ledger.audit import services as leaving
from waystation.ledger.bank import making
from waystation.ledger.bank import queries as bank_queries
from waystation.ledger.bank import services as bank
from waystation.ledger.bank.forms import MakeForm
from waystation.ledger.budgets import services as rescues
from waystation.ledger.domain import Draft, Line
from waystation.ledger.field import domain as field
from waystation.ledger.field import services as cash
from waystation.ledger.models import Account, Entry, Posting, Statement
from waystation.ledger.tests.conftest import TODAY

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
CLAIMS = ("Assets:Pledges", "Assets:Prepaid", "Liabilities:Refundable", "Income:Gifts:Individual")


@pytest.fixture
def rescue(book):
    return rescues.open_rescue(
        entry_id=new_id(), template="rescue-3000", n_people=1, case_token=bytes(16), on=TODAY
    )


def test_no_closed_list_of_the_book_has_a_word_for_it():
    kinds = {*get_args(making.Kind), *dict(MakeForm.base_fields["kind"].choices)}
    lists = (
        *(domain.KINDS, handlers.HANDLERS, kinds, field.HOLDERS, field.SPENT_ON, field.SPENT_ON),
        *(bank_queries.BANK_ACCOUNTS, chart.ALL_CATEGORIES, making.AGAINST),
    )

    words = [word for closed in lists for word in closed]

    assert len(words) > 60
    assert [word for word in words if domain.names_a_claim(word)] == []


@pytest.mark.parametrize("code", ["Assets:Receivable:Passenger", "Assets:Pledges", chart.PAYABLE])
def test_a_statement_is_read_into_no_account_but_the_banks(book, code):
    with pytest.raises(Refused, match="is no account at a bank"):
        bank.read_statement(b"day,amount\n2026-03-02,5.00\n", account=code, on=TODAY)

    assert not Statement.objects.exists()


@pytest.mark.parametrize("kind", ["passenger", "refugee", "family", ""])
def test_cash_is_given_to_nobody_who_is_helped(book, levi, kind):
    give = field.Give(
        advance_id=new_id(), fund=chart.GENERAL, currency="USD", parts={"": 1_000},
        due_on=TODAY + timedelta(days=14), holder=field.Holder("Somebody", kind, "a loan", "Levi"),
    )  # fmt: skip

    with pytest.raises(Refused, match="as what"):
        cash.give(entry_id=new_id(), give=give, role="finance officer", keyring=levi, now=NOW)


@pytest.mark.parametrize("account", CLAIMS)
def test_a_rescues_fund_holds_no_claim_and_takes_no_gift(rescue, account):
    lines = (
        Line("Assets:Bank:Operating", rescue, 5_000, "transportation"),
        Line(account, rescue, -5_000, "transportation"),
    )
    promised = (
        Line("Assets:Pledges", rescue, 5_000, "transportation"),
        Line(account, rescue, -5_000, "transportation"),
    )

    for said, kind in ((lines, "gift"), (promised, "pledge")):
        with pytest.raises(Refused):
            services.post(entry_id=new_id(), draft=Draft(kind, TODAY, said))
    with pytest.raises(Refused, match="not to one rescue"):
        services.record_gift(entry_id=new_id(), cents=5_000, on=TODAY, fund=rescue)


@pytest.mark.parametrize("account", CLAIMS)
def test_the_database_itself_keeps_claims_out_of_a_rescues_fund(rescue, account):
    line = Posting.objects.filter(fund__code=rescue).first()
    entry = Entry.objects.create(
        booked_on=TODAY, kind="pledge", source="console",
        external_key=bytes(32), body_mac=bytes(32),
    )  # fmt: skip
    claim = Account.objects.get(code=account)
    columns = "entry_id, account_id, fund_id, currency, minor, budget_line, month"
    values = (entry.pk, claim.pk, line.fund_id, "USD", 5_000, "transportation", 202_603)
    if connection.vendor == "sqlite":
        values = (entry.pk.hex, *values[1:])

    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.create(
            entry=entry, account=claim, fund_id=line.fund_id, minor=5_000, month=202_603,
            budget_line="transportation",
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO ledger_posting({columns}) VALUES(%s,%s,%s,%s,%s,%s,%s)", values
        )


@pytest.mark.parametrize("cents", [-1, 0])
def test_a_plans_cost_is_never_somebody_elses_to_pay(rescue, cents):
    before = Entry.objects.count()

    with pytest.raises(ValueError, match="not a positive"):
        rescues.pay_stage(entry_id=new_id(), fund=rescue, costs={"transportation": cents}, on=TODAY)
    with pytest.raises((ValueError, Refused)):
        rescues.pay_beyond(
            entry_id=new_id(), fund=rescue, costs={"transportation": cents}, on=TODAY
        )
    assert Entry.objects.count() == before


def test_no_promise_is_made_in_a_passengers_name(rescue):
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.create(
            entry=Entry.objects.create(
                booked_on=TODAY, kind="pledge", source="x", external_key=bytes(32),
                body_mac=bytes(32),
            ),
            account=Account.objects.get(code="Assets:Pledges"),
            fund_id=Posting.objects.filter(fund__code=chart.GENERAL).first().fund_id,
            minor=5_000, month=202_603, case_token=bytes(16),
        )  # fmt: skip


def test_a_claim_put_in_past_every_guard_leaves_in_no_export(book, levi):
    triggers.drop(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints=ON")
        else:
            cursor.execute("ALTER TABLE ledger_account DROP CONSTRAINT account_is_no_claim")
        cursor.execute(
            "INSERT INTO ledger_account(code, type, counterparty)"
            " VALUES('Assets:Receivable:Passenger', 'asset', 'none')"
        )
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints=OFF")

    for take_out in (
        lambda: queries.journals("hledger"),
        lambda: queries.journals("beancount"),
        lambda: leaving.make_pack(
            pack_id=new_id(), auditor="Gerrit", words="five random words now", keyring=levi, now=NOW
        ),
    ):
        with pytest.raises(Refused, match="names a claim"):
            take_out()
