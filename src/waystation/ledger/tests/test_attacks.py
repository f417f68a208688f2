"""Hands on the book, by the console's own layer and by raw SQL: the database refuses every one."""

from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from waystation.base.ids import new_id
from waystation.ledger import queries
from waystation.ledger.models import Account, Entry, Posting
from waystation.ledger.tests.conftest import TODAY
from waystation.ledger.tests.hands import (
    GENERAL,
    ON_POSTGRES,
    draft_entry,
    following,
    freeze,
    line,
    refused,
    sql,
)

sqlite_alone = pytest.mark.sqlite_only("REPLACE, IGNORE and loose columns are SQLite's own")


@pytest.fixture
def posted(book) -> Entry:
    return Entry.objects.get(pk=book)


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


def test_a_posted_line_deleted(posted):
    refused(lambda: posted.postings.all().delete(), match="posted")
    refused(sql, "DELETE FROM ledger_posting", match="posted")


def test_a_line_appended_to_a_posted_entry(posted):
    refused(line(posted, "bank", GENERAL, 5).save, match="posted")
    refused(
        sql,
        "INSERT INTO ledger_posting(entry_id,account_id,fund_id,currency,minor,budget_line,month)"
        " SELECT entry_id,account_id,fund_id,currency,minor,budget_line,month FROM ledger_posting",
        match="posted",
    )


def test_an_entry_unposted(posted):
    refused(lambda: Entry.objects.filter(pk=posted.pk).update(posted=False, number=None))
    no = "false" if ON_POSTGRES else "0"
    refused(sql, f"UPDATE ledger_entry SET posted={no}, number=NULL", match="posted")


def test_the_same_external_key_twice(posted):
    refused(lambda: draft_entry(key=bytes(posted.external_key)))


def test_an_account_of_a_passenger(book):
    refused(lambda: Account.objects.create(code="X", type="asset", counterparty="passenger"))
    refused(
        sql, "INSERT INTO ledger_account(code,type,counterparty) VALUES('X','asset','passenger')"
    )


def test_an_entry_born_posted(posted):
    refused(lambda: draft_entry(**following()), match="born unposted")
    refused(
        sql,
        "INSERT INTO ledger_entry(id,number,booked_on,kind,source,external_key,body_mac,posted,"
        "prev_hash,hash,commitment,evidence_level) SELECT %s,3,booked_on,kind,'x',external_key,"
        "body_mac,posted,prev_hash,hash,commitment,0 FROM ledger_entry WHERE number=1",
        new_id() if ON_POSTGRES else new_id().hex,
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


@sqlite_alone
@pytest.mark.parametrize("column", ["id", "external_key"])
def test_a_posted_entry_replaced(posted, column):
    taken = {"id": posted.pk, "external_key": bytes(posted.external_key)}[column]
    values = {"id": new_id(), "external_key": bytes(32), column: taken}

    refused(
        sql,
        "INSERT OR REPLACE INTO ledger_entry(id,booked_on,kind,source,external_key,body_mac,posted,"
        "evidence_level) VALUES(%s,'2026-03-02','other','console',%s,zeroblob(32),0,0)",
        values["id"].hex,
        values["external_key"],
        match="replace nothing",
    )


@sqlite_alone
def test_a_posted_line_replaced_by_its_id(posted):
    open_entry = draft_entry()

    refused(
        sql,
        "INSERT OR REPLACE INTO ledger_posting"
        "(id,currency,minor,budget_line,account_id,entry_id,fund_id,month)"
        " SELECT id,currency,minor,budget_line,account_id,%s,fund_id,month FROM ledger_posting",
        open_entry.pk.hex,
        match="posted",
    )


@sqlite_alone
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

    # A number that is taken is refused by the column itself where it is asked first.
    says = "ledger_entry_number" if ON_POSTGRES and step < 1 else "gap"
    refused(lambda: freeze(entry, number=last + step), match=says)
    columns = following(number=last + step, prev_hash=bytes(32))
    text = ", ".join(f"{column}=%s" for column in columns)
    refused(sql, f"UPDATE ledger_entry SET {text} WHERE number IS NULL", *columns.values())


@sqlite_alone
@pytest.mark.parametrize("step", [-1, 0, 2])
def test_a_used_number_taken_by_replacing(book, step):
    draft_entry(("bank", GENERAL, 5), ("gifts", GENERAL, -5))

    refused(
        sql,
        "UPDATE OR REPLACE ledger_entry SET posted=1, number=%s, prev_hash=zeroblob(32),"
        " hash=zeroblob(32) WHERE posted=0",
        2 + step,
        match="gap",
    )


def test_an_entry_that_does_not_follow_the_last(book):
    entry = draft_entry(("bank", GENERAL, 5), ("gifts", GENERAL, -5))

    refused(lambda: freeze(entry, prev_hash=bytes(32)), match="not chained")
    refused(lambda: freeze(entry, hash=b"short"), match="entry_chained")


def test_an_entry_without_lines_or_with_one(book):
    refused(freeze, draft_entry(), match="two postings")
    refused(freeze, draft_entry(("bank", GENERAL, 5)), match="two postings")


@sqlite_alone
@pytest.mark.parametrize("amount", ["0", "0.5", "'abc'", "'1 000'", "x'01'", "1e300", "NULL"])
def test_a_line_of_nothing_of_half_a_cent_or_of_words(book, amount):
    entry = draft_entry(("bank", GENERAL, 5))

    for verb in ("INSERT", "INSERT OR REPLACE"):
        refused(
            sql,
            f"{verb} INTO ledger_posting"
            "(entry_id,account_id,fund_id,currency,minor,budget_line,month)"
            f" SELECT entry_id,account_id,fund_id,currency,{amount},'',month FROM ledger_posting"
            " WHERE entry_id=%s",
            entry.pk.hex,
        )
    refused(sql, f"UPDATE ledger_posting SET minor={amount} WHERE entry_id=%s", entry.pk.hex)


def test_a_restricted_fund_overdrawn_past_the_services(book):
    entry = draft_entry(("costs", GENERAL, 1_000_001), ("bank", GENERAL, -1_000_001))

    refused(freeze, entry, match="balance_covers_promises")


def test_an_unrestricted_fund_may_run_ahead_of_its_gifts(book):
    entry = draft_entry(("costs", "UNRESTRICTED", 50_001), ("bank", "UNRESTRICTED", -50_001))

    freeze(entry)

    assert queries.balance("UNRESTRICTED") == -1


def test_a_second_reversal_and_a_reversal_that_undoes_something_else(posted):
    half = draft_entry(("bank", GENERAL, -5), ("gifts", GENERAL, 5))

    refused(lambda: freeze(half, reverses_id=posted.pk), match="to the cent")
    refused(lambda: freeze(half, reverses_id=half.pk), match="only a posted entry")


CHANGES = {
    "account": ("type='income'", "counterparty='staff'", "code='Assets:Other'", "id=id+100"),
    "fund": ("restricted=(1=2)", "purpose='general'", "code='MINE'", "id=id+100"),
}
IN_USE = {"account": "Assets:Bank:Operating", "fund": GENERAL}


@pytest.mark.parametrize("table", CHANGES)
def test_an_account_or_fund_in_use_turned_into_another(book, table):
    for change in CHANGES[table]:
        text = f"UPDATE ledger_{table} SET {change} WHERE code=%s"
        refused(sql, text, IN_USE[table], match="stays what")
    refused(sql, f"DELETE FROM ledger_{table}", match="in use stays")


@sqlite_alone
@pytest.mark.parametrize("table", CHANGES)
def test_an_account_or_fund_in_use_replaced(book, table):
    for change in CHANGES[table]:
        text = f"UPDATE OR REPLACE ledger_{table} SET {change} WHERE code=%s"
        refused(sql, text, IN_USE[table], match="stays what")
    copy = f"INSERT OR REPLACE INTO ledger_{table} SELECT * FROM ledger_{table}"
    refused(sql, copy, match="replace nothing")


def test_a_case_token_on_anything_but_an_expense(book):
    entry = draft_entry(("costs", GENERAL, 5))
    token = new_id().bytes

    refused(line(entry, "bank", GENERAL, -5, case_token=token).save, match="expense lines only")
    refused(line(entry, "costs", GENERAL, 5, case_token=b"short").save, match="posting_token")
    bank = Account.objects.get(code="Assets:Bank:Operating")
    mine = Posting.objects.filter(entry=entry)
    refused(lambda: mine.update(case_token=token, account=bank), match="expense lines only")


@sqlite_alone
def test_a_line_of_no_entry(book):
    stray = line(draft_entry(), "bank", GENERAL, 5)
    stray.entry_id = UUID(int=7)

    refused(stray.save, match="posted")


def test_a_cost_in_another_currency(book):
    entry = draft_entry()

    refused(line(entry, "costs", GENERAL, 5, currency="THB").save, match="currency of the book")


def test_an_entry_that_no_commitment_pins(book):
    entry = draft_entry(("bank", GENERAL, 5), ("gifts", GENERAL, -5), commitment=None)

    refused(freeze, entry, match="no commitment")


def test_a_line_in_another_month_than_its_entrys(book):
    entry = draft_entry(("bank", GENERAL, 5), ("gifts", GENERAL, -5), month=202602)

    refused(freeze, entry, match="another month")


@sqlite_alone
@pytest.mark.parametrize("day", ["2026-02-30", "someday", "202603"])
def test_a_day_that_is_none(book, day):
    entry = draft_entry(("bank", GENERAL, 5), ("gifts", GENERAL, -5))
    sql("UPDATE ledger_entry SET booked_on=%s WHERE posted=0", day)

    with pytest.raises(IntegrityError, match="no such day"), transaction.atomic():
        freeze(entry)


@sqlite_alone
def test_refusals_that_are_to_be_ignored_still_refuse(posted):
    refused(sql, "UPDATE OR IGNORE ledger_posting SET minor=minor+1", match="posted")
    overdraft = draft_entry(("costs", GENERAL, 1_000_001), ("bank", GENERAL, -1_000_001))
    columns = following()
    text = ", ".join(f"{column}=%s" for column in columns)
    refused(
        sql,
        f"UPDATE OR IGNORE ledger_entry SET {text} WHERE id=%s",
        *columns.values(),
        overdraft.pk.hex,
        match="balance was not kept",
    )
    refused(
        sql,
        "INSERT OR IGNORE INTO ledger_reservation(id,fund_id,currency,budget_line,reserved_minor,"
        "state,made_on,body_mac) SELECT %s,id,'USD','',1000001,'open',%s,zeroblob(32)"
        " FROM ledger_fund WHERE code=%s",
        new_id().hex,
        TODAY.isoformat(),
        GENERAL,
        match="promise was not counted",
    )
