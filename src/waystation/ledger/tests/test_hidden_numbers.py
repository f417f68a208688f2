"""SQLite numbers rows behind their keys; no row is pushed out by one that takes its number."""

from uuid import uuid4

import pytest
from django.db import connection

from waystation.ledger.models import ClosedMonth, Entry
from waystation.ledger.tests import only_this
from waystation.ledger.tests.conftest import TODAY
from waystation.ledger.tests.hands import draft_entry, refused, sql

pytestmark = pytest.mark.sqlite_only("hidden row numbers and REPLACE are SQLite's own")

OTHER = {"id": "lower(hex(randomblob(16)))", "external_key": "randomblob(32)", "month": "209912"}


def a_month():
    last = Entry.objects.filter(posted=True).latest("number")
    end = {"head": bytes(last.hash), "n_entries": last.number}
    ClosedMonth.objects.create(month=202603, closed_on=TODAY, closed_by=uuid4(), **end)


NEWEST = {
    "entry": draft_entry,
    "reservation": only_this.a_promise,
    "advance": only_this.an_advance,
    "proposal": only_this.a_proposal,
    "closedmonth": a_month,
}


@pytest.fixture(params=NEWEST)
def table(request, book):
    only_this.scene(book)
    NEWEST[request.param]()
    return f"ledger_{request.param}"


def test_a_row_replaced_by_its_hidden_number(table):
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_description(cursor, table)
    columns = [column.name for column in found]
    told = ",".join(OTHER.get(column, column) for column in columns)

    refused(
        sql,
        f"INSERT OR REPLACE INTO {table}(rowid,{','.join(columns)})"
        f" SELECT (SELECT min(rowid) FROM {table}),{told} FROM {table} ORDER BY rowid DESC LIMIT 1",
    )


def test_a_row_pushed_out_by_one_that_takes_its_hidden_number(table):
    refused(
        sql,
        f"UPDATE OR REPLACE {table} SET rowid=(SELECT min(rowid) FROM {table})"
        f" WHERE rowid=(SELECT max(rowid) FROM {table})",
    )


def test_a_budget_replaced_by_the_token_of_its_case(book):
    only_this.a_budget(only_this.scene(book))

    refused(
        sql,
        "INSERT OR REPLACE INTO ledger_budget(fund_id,template,n_people,case_token,opened_by_id,"
        "forecasts) SELECT (SELECT min(id) FROM ledger_fund),template,9,case_token,opened_by_id,"
        "forecasts FROM ledger_budget",
    )


def test_a_promise_is_not_kept_by_half_a_cent(book):
    scene = only_this.scene(book)

    refused(sql, "UPDATE ledger_reservation SET posted_minor=0.5 WHERE id=%s", scene.promise.pk.hex)
