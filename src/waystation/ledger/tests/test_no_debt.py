"""A passenger owes nothing, and no path through the book could make it otherwise."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.ledger import chart, domain, queries, services
from waystation.ledger.budgets import services as budgets
from waystation.ledger.domain import Draft, Line
from waystation.ledger.models import Account, Entry, Fund
from waystation.ledger.tests.conftest import TODAY

NAMES = [
    "Assets:Receivable:Passenger",
    "Assets:Pledges:Refugee",
    "assets:loans:family",
    "Liabilities:Debts",
    "Assets:OwedByTraveller",
    "Income:Repayments",
]


def insert(table, columns, *values):
    marks = ",".join(["%s"] * len(values))
    # SQLite's REPLACE goes round what only looks at new rows.
    insert = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{insert} INTO ledger_{table}({columns}) VALUES({marks})", values)


@pytest.mark.parametrize("kind", ["asset", "liability", "income"])
@pytest.mark.parametrize("whom", ["passenger", "refugee", "Passenger", "person", ""])
def test_an_account_concerns_nobody_who_was_helped(book, kind, whom):
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(code="Assets:Other", type=kind, counterparty=whom)
    with pytest.raises(IntegrityError):
        insert("account", "code,type,counterparty", "Assets:Other", kind, whom)


@pytest.mark.parametrize("code", NAMES)
def test_no_account_and_no_fund_is_named_after_a_claim(book, code):
    with pytest.raises(IntegrityError, match="account_is_no_claim"), transaction.atomic():
        Account.objects.create(code=code, type="asset", counterparty="none")
    with pytest.raises(IntegrityError, match="account_is_no_claim"):
        insert("account", "code,type,counterparty", code, "asset", "donor")
    with pytest.raises(IntegrityError, match="fund_is_no_claim"), transaction.atomic():
        Fund.objects.create(code=code[-24:], restricted=True, purpose="rescue", opened_on=TODAY)


def test_an_account_at_hand_is_not_turned_into_a_claim(book):
    unused = Account.objects.get(code="Assets:Pledges")

    for change in ({"counterparty": "passenger"}, {"code": "Assets:Pledges:Passenger"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Account.objects.filter(pk=unused.pk).update(**change)


@pytest.mark.parametrize("code", NAMES)
def test_no_entry_reaches_an_account_of_a_passenger(book, code):
    lines = (Line(code, "UNRESTRICTED", 5_000), Line(chart.GIFTS, "UNRESTRICTED", -5_000))

    with pytest.raises(Refused) as no:
        services.post(entry_id=new_id(), draft=Draft("other", TODAY, lines))

    assert "nobody who was helped" in no.value.hint
    assert Entry.objects.count() == 2


def test_there_is_no_kind_of_entry_for_a_claim(book):
    for kind in ("invoice", "loan", "repayment", "passenger-debt"):
        with pytest.raises(ValueError, match="no such kind"):
            services.post(entry_id=new_id(), draft=Draft(kind, TODAY, ()))


def test_a_memo_says_what_it_likes_and_claims_nothing(book):
    fund = budgets.open_rescue(
        entry_id=new_id(), template="rescue-3000", n_people=1, case_token=bytes(16), on=TODAY
    )
    before = {t.account for t in queries.trial_balance()}

    budgets.pay_stage(
        entry_id=new_id(), fund=fund, costs={"transportation": 5_000}, on=TODAY,
        memo="the family owes us fifty dollars for this",
    )  # fmt: skip

    # A cost and money from the bank: nothing anybody could be asked for.
    lines = queries.journal()[0].lines
    assert [(line.account, line.minor) for line in lines] == [
        ("Expenses:Program:Transportation", 5_000),
        (chart.BANK, -5_000),
    ]
    assert {t.account for t in queries.trial_balance()} - before == {lines[0].account}


def test_no_row_of_the_book_joins_a_person_or_leaves_the_book():
    for model in apps.get_app_config("ledger").get_models():
        for field in model._meta.get_fields():
            assert not domain.names_a_claim(field.name)
            if field.is_relation:
                assert field.related_model._meta.app_label == "ledger"


def test_the_chart_itself_has_no_claim_and_no_passenger():
    for code, kind, whom in chart.CHART:
        assert not domain.names_a_claim(code)
        assert kind in chart.ACCOUNT_TYPES
        assert whom in chart.COUNTERPARTIES
    assert not {"passenger", "refugee", "person"} & set(chart.COUNTERPARTIES)
