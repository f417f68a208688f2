"""A book from before there were months, balances and commitments goes on being whole."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from waystation.base.ids import new_id
from waystation.ledger import chart, queries, rows, services, triggers
from waystation.ledger.invariants import link
from waystation.ledger.models import Account, Entry, Fund, FundBalance, Posting
from waystation.ledger.tests.conftest import TODAY
from waystation.ledger.tests.hands import GENERAL, settle

bring_up = import_module("waystation.ledger.migrations.0003_older_books")


@pytest.fixture
def older(book):
    """Give a book as the first version left it, its guards aside as during a migration."""
    settle()
    triggers.drop(connection)
    Posting.objects.update(month=0)
    FundBalance.objects.all().delete()
    Account.objects.filter(code="Expenses:Program:Medical").delete()
    Fund.objects.filter(code=chart.PARTNER_EMERGENCY).delete()
    prev = bytes(32)
    for entry in Entry.objects.order_by("number"):
        entry.commitment, entry.prev_hash = None, prev
        prev = entry.hash = link(rows.as_posted(entry, queries.lines_of(entry.pk)))
        entry.save()


def test_an_older_book_gets_its_months_its_balances_and_its_new_accounts(older, levi):
    for step in (bring_up.fill_months, bring_up.fill_balances, bring_up.grow_chart):
        step(apps, None)
    settle()
    triggers.install(connection)

    assert queries.check_book(levi) == []
    assert set(Posting.objects.values_list("month", flat=True)) == {202603}
    assert queries.balance(GENERAL) == 1_000_000
    assert Account.objects.filter(code="Expenses:Program:Medical").exists()
    assert Fund.objects.get(code=chart.PARTNER_EMERGENCY).opened_on == TODAY
    services.record_gift(entry_id=new_id(), cents=5, on=TODAY)
    assert queries.check_book(levi) == []


def test_a_database_without_a_book_gets_no_chart(db):
    bring_up.grow_chart(apps, None)

    assert not Account.objects.exists()
