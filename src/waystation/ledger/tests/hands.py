"""Hands on the book: rows written past every service, as somebody at the database would."""

import pytest
from django.db import IntegrityError, connection, transaction

from waystation.base.ids import new_id
from waystation.ledger import chart, queries, triggers
from waystation.ledger.domain import month_of
from waystation.ledger.models import Account, Entry, Fund, Posting
from waystation.ledger.tests.conftest import TODAY

ACCOUNTS = {
    "bank": chart.BANK,
    "gifts": chart.GIFTS,
    "costs": "Expenses:Admin",
    "hand": chart.STAFF_ADVANCES,
}
GENERAL, FREE = "RESCUE-GENERAL", "UNRESTRICTED"
ON_POSTGRES = connection.vendor == "postgresql"


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def refused(act, *args, match=None):
    """Try an attack inside a savepoint; it must fail and leave the book whole."""
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        act(*args)
    assert queries.check_book() == []


def draft_entry(*lines, entry_id=None, key=None, month=None, **fields) -> Entry:
    """Write an open entry past all services: lines are (account, fund code, cents)."""
    values = {
        "booked_on": TODAY,
        "kind": "other",
        "source": "console",
        "external_key": key or new_id().bytes * 2,
        "body_mac": bytes(32),
        "commitment": bytes(32),
    }
    entry = Entry.objects.create(id=entry_id or new_id(), **(values | fields))
    for account, fund, cents in lines:
        line(entry, account, fund, cents, month=month or month_of(entry.booked_on)).save()
    return entry


def line(entry, account, fund, cents, **more) -> Posting:
    values = {"month": month_of(TODAY)} | more
    return Posting(
        entry=entry,
        account=Account.objects.get(code=ACCOUNTS.get(account, account)),
        fund=Fund.objects.get(code=fund),
        minor=cents,
        **values,
    )


def following(**more) -> dict:
    """Give the columns of an entry that is posted after the last one."""
    last = Entry.objects.filter(posted=True).order_by("-number").first()
    values = {
        "posted": True,
        "number": last.number + 1,
        "prev_hash": bytes(last.hash),
        "hash": bytes(32),
    }
    return values | more


def freeze(entry, **more):
    """Post an entry by one UPDATE, as the services do, with whatever is asked to be wrong."""
    with transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(**following(**more))


def settle():
    """Have PostgreSQL look at its deferred foreign keys now, so that tables can be altered."""
    if ON_POSTGRES:
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        sql("SET CONSTRAINTS ALL DEFERRED")


def take_away(guard):
    """Take one guard away, as its owner could."""
    settle()
    triggers.drop(connection, only="ledger_" + guard)
