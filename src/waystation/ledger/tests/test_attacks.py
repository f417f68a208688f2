"""Hands on the book, by the console's own layer and by raw SQL: every one is refused by SQLite."""

from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from waystation.base.ids import new_id
from waystation.ledger import chart, queries, triggers
from waystation.ledger.models import Account, Entry, Fund, Posting
from waystation.ledger.tests.conftest import TODAY

ACCOUNTS = {"bank": chart.BANK, "gifts": chart.GIFTS, "costs": "Expenses:Admin"}


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def refused(act, *args, match=None):
    """Try an attack inside a savepoint; it must fail and leave the book whole."""
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        act(*args)
    assert queries.check_book() == []


def draft_entry(*lines, entry_id=None, key=None) -> Entry:
    """Write an open entry past all services: lines are (account, fund code, cents)."""
    entry = Entry.objects.create(
        id=entry_id or new_id(),
        booked_on=TODAY,
        kind="other",
        source="console",
        external_key=key or new_id().bytes * 2,
        body_mac=bytes(32),
    )
    for account, fund, cents in lines:
        line(entry, account, fund, cents).save()
    return entry


def line(entry, account, fund, cents, **more) -> Posting:
    return Posting(
        entry=entry,
        account=Account.objects.get(code=ACCOUNTS.get(account, account)),
        fund=Fund.objects.get(code=fund),
        minor=cents,
        **more,
    )


def freeze(entry, **more):
    """Post an entry by one UPDATE, as the services do, with whatever is asked to be wrong."""
    last = Entry.objects.filter(posted=True).order_by("-number").first()
    values = {
        "posted": True,
        "number": last.number + 1,
        "prev_hash": bytes(last.hash),
        "hash": bytes(32),
    } | more
    with transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(**values)


@pytest.fixture
def posted(book) -> Entry:
    return Entry.objects.get(pk=book)


GENERAL = "RESCUE-GENERAL"


# The ten that every release repeats.


def test_an_unbalanced_entry(book):
    entry = draft_entry(("bank", GENERAL, 500), ("gifts", GENERAL, -499))

    refused(freeze, entry, match="does not balance")


def test_an_entry_that_balances_over_all_but_not_in_each_fund(book):
    entry = draft_entry(("bank", GENERAL, 500), ("gifts", "UNRESTRICTED", -500))

    refused(freeze, entry, match="does not balance")


def test_an_edit_of_a_posted_line(posted):
    refused(lambda: posted.postings.update(minor=1), match="posted")
    refused(sql, "UPDATE ledger_posting SET minor=minor+1", match="posted")
    refused(sql, "UPDATE OR IGNORE ledger_posting SET minor=minor+1", match="posted")


def test_a_posted_line_deleted(posted):
    refused(lambda: posted.postings.all().delete(), match="posted")
    refused(sql, "DELETE FROM ledger_posting", match="posted")


def test_a_line_appended_to_a_posted_entry(posted):
    refused(line(posted, "bank", GENERAL, 5).save, match="posted")
    refused(
        sql,
        "INSERT OR IGNORE INTO ledger_posting"
        "(entry_id,account_id,fund_id,currency,minor,budget_line)"
        " SELECT entry_id,account_id,fund_id,currency,minor,budget_line FROM ledger_posting",
        match="posted",
    )


def test_an_entry_unposted(posted):
    refused(lambda: Entry.objects.filter(pk=posted.pk).update(posted=False, number=None))
    refused(sql, "UPDATE ledger_entry SET posted=0, number=NULL", match="posted")
    refused(sql, "UPDATE ledger_entry SET posted=2", match="posted")


def test_the_same_external_key_twice(posted):
    refused(lambda: draft_entry(key=bytes(posted.external_key)))


def test_an_account_of_a_passenger(book):
    refused(lambda: Account.objects.create(code="X", type="asset", counterparty="passenger"))
    refused(
        sql, "INSERT INTO ledger_account(code,type,counterparty) VALUES('X','asset','passenger')"
    )


def test_an_entry_born_posted(posted):
    refused(
        lambda: Entry.objects.create(
            number=3,
            posted=True,
            booked_on=TODAY,
            kind="other",
            source="x",
            external_key=bytes(32),
            body_mac=bytes(32),
            prev_hash=bytes(32),
            hash=bytes(32),
        ),
        match="born unposted",
    )
    refused(
        sql,
        "INSERT INTO ledger_entry SELECT 'ff' || substr(id,3), 3, booked_on, kind, 'x',"
        " external_key, body_mac, posted, prev_hash, hash, reverses_id FROM ledger_entry LIMIT 1",
        match="born unposted",
    )


# And the further ones.


def test_a_posted_entry_edited_or_deleted(posted):
    refused(lambda: Entry.objects.filter(pk=posted.pk).update(booked_on="2020-01-01"))
    refused(sql, "UPDATE ledger_entry SET kind='other'", match="posted")
    refused(sql, "DELETE FROM ledger_entry", match="posted")


def test_a_line_moved_in_or_out(posted):
    stray = line(draft_entry(), "bank", GENERAL, 5)
    stray.save()

    refused(lambda: Posting.objects.filter(pk=stray.pk).update(entry=posted), match="posted")
    refused(lambda: posted.postings.update(entry=stray.entry), match="posted")


@pytest.mark.parametrize("column", ["id", "external_key"])
def test_a_posted_entry_replaced(posted, column):
    taken = {"id": posted.pk, "external_key": bytes(posted.external_key)}[column]
    values = {"id": new_id(), "external_key": bytes(32), column: taken}

    refused(
        sql,
        "INSERT OR REPLACE INTO ledger_entry(id,booked_on,kind,source,external_key,body_mac,posted)"
        " VALUES(%s,'2026-03-02','other','console',%s,zeroblob(32),0)",
        values["id"].hex,
        values["external_key"],
        match="replace nothing",
    )


def test_a_posted_line_replaced_by_its_id(posted):
    open_entry = draft_entry()

    refused(
        sql,
        "INSERT OR REPLACE INTO ledger_posting"
        " SELECT id,currency,minor,budget_line,case_token,account_id,%s,fund_id"
        " FROM ledger_posting",
        open_entry.pk.hex,
        match="posted",
    )


def test_ids_and_keys_taken_over_by_an_update(posted):
    entry = draft_entry(("bank", GENERAL, 5))

    for column, value in (("id", posted.pk.hex), ("external_key", bytes(posted.external_key))):
        text = f"UPDATE OR REPLACE ledger_entry SET {column}=%s WHERE id=%s"
        refused(sql, text, value, entry.pk.hex, match="posted")
    taken = posted.postings.first().pk
    text = "UPDATE OR REPLACE ledger_posting SET id=%s WHERE entry_id=%s"
    refused(sql, text, taken, entry.pk.hex, match="posted")


@pytest.mark.parametrize("step", [-1, 0, 2])
def test_a_used_number_or_a_gap(book, step):
    entry = draft_entry(("bank", GENERAL, 5), ("gifts", GENERAL, -5))
    last = Entry.objects.filter(posted=True).count()

    refused(lambda: freeze(entry, number=last + step), match="gap")
    refused(
        sql,
        "UPDATE OR REPLACE ledger_entry SET posted=1, number=%s, prev_hash=zeroblob(32),"
        " hash=zeroblob(32) WHERE posted=0",
        last + step,
        match="gap",
    )


def test_an_entry_that_does_not_follow_the_last(book):
    entry = draft_entry(("bank", GENERAL, 5), ("gifts", GENERAL, -5))

    refused(lambda: freeze(entry, prev_hash=bytes(32)), match="not chained")
    refused(lambda: freeze(entry, hash=b"short"), match="entry_chained")


def test_an_entry_without_lines_or_with_one(book):
    refused(freeze, draft_entry(), match="two postings")
    refused(freeze, draft_entry(("bank", GENERAL, 5)), match="two postings")


@pytest.mark.parametrize("amount", ["0", "0.5", "'abc'", "'1 000'", "x'01'", "1e300", "NULL"])
def test_a_line_of_nothing_of_half_a_cent_or_of_words(book, amount):
    entry = draft_entry(("bank", GENERAL, 5))

    for verb in ("INSERT", "INSERT OR REPLACE"):
        refused(
            sql,
            f"{verb} INTO ledger_posting(entry_id,account_id,fund_id,currency,minor,budget_line)"
            f" SELECT entry_id,account_id,fund_id,currency,{amount},'' FROM ledger_posting"
            " WHERE entry_id=%s",
            entry.pk.hex,
        )
    refused(sql, f"UPDATE ledger_posting SET minor={amount} WHERE entry_id=%s", entry.pk.hex)


def test_a_restricted_fund_overdrawn_past_the_services(book):
    entry = draft_entry(("costs", GENERAL, 1_000_001), ("bank", GENERAL, -1_000_001))

    refused(freeze, entry, match="overdrawn")


def test_an_unrestricted_fund_may_run_ahead_of_its_gifts(book):
    entry = draft_entry(("costs", "UNRESTRICTED", 50_001), ("bank", "UNRESTRICTED", -50_001))

    freeze(entry)

    assert queries.balance("UNRESTRICTED") == -1


def test_a_second_reversal_and_a_reversal_that_undoes_something_else(posted):
    half = draft_entry(("bank", GENERAL, -5), ("gifts", GENERAL, 5))

    refused(lambda: freeze(half, reverses_id=posted.pk), match="to the cent")
    refused(lambda: freeze(half, reverses_id=half.pk), match="only a posted entry")


@pytest.mark.parametrize("table", ["account", "fund"])
def test_an_account_or_fund_in_use_turned_into_another(book, table):
    changes = {
        "account": ("type='income'", "counterparty='staff'", "code='Assets:Other'", "id=id+100"),
        "fund": ("restricted=0", "purpose='general'", "code='MINE'", "id=id+100"),
    }[table]
    for change in changes:
        refused(
            sql, f"UPDATE OR REPLACE ledger_{table} SET {change} WHERE id=2", match="stays what"
        )
    copy = f"INSERT OR REPLACE INTO ledger_{table} SELECT * FROM ledger_{table}"
    refused(sql, copy, match="replace nothing")
    refused(sql, f"DELETE FROM ledger_{table}", match="in use stays")


def test_a_case_token_on_anything_but_an_expense(book):
    entry = draft_entry(("costs", GENERAL, 5))
    token = new_id().bytes

    refused(line(entry, "bank", GENERAL, -5, case_token=token).save, match="expense lines only")
    refused(line(entry, "costs", GENERAL, 5, case_token=b"short").save, match="posting_token")
    text = "UPDATE ledger_posting SET case_token=%s, account_id=1 WHERE entry_id=%s"
    refused(sql, text, token, entry.pk.hex, match="expense lines only")


def test_a_line_of_no_entry(book):
    stray = line(draft_entry(), "bank", GENERAL, 5)
    stray.entry_id = UUID(int=7)

    refused(stray.save, match="posted")


# The guards themselves.


@pytest.mark.parametrize("name", [name for name, _ in triggers.TRIGGERS])
def test_a_guard_that_is_taken_away_is_missed_by_name(book, name):
    sql(f"DROP TRIGGER {name}")

    broken = queries.check_book()

    assert [b.rule for b in broken] == ["guards"]
    assert name in broken[0].says
    warnings = triggers.the_book_is_guarded(None, databases=["default"])
    assert [w.id for w in warnings] == ["ledger.W001"]
    triggers.install(connection)
    assert queries.check_book() == []


def test_a_guard_that_was_weakened_is_missed_too(book):
    name, text = triggers.TRIGGERS[1]
    sql(f"DROP TRIGGER {name}")
    sql(text.replace("OLD.posted<>0", "OLD.posted=9"))

    assert triggers.missing(connection) == [name]


def test_a_constraint_that_was_taken_away_is_missed_by_name(book):
    kept = triggers.kept(connection)
    weak = kept["ledger_account"].replace("account_counterparty", "something_else")

    assert triggers.compare(kept | {"ledger_account": weak}) == ["account_counterparty"]
    assert triggers.compare(kept) == []


def test_guards_step_aside_for_a_migration_of_the_book_and_come_back(book):
    class Migration:
        app_label = "ledger"

    triggers.before_migrations([(Migration, False)], "default")
    assert len(triggers.missing(connection)) == len(triggers.TRIGGERS)
    triggers.after_migrations("default")

    assert triggers.missing(connection) == []
