"""Ways to write that only PostgreSQL has: whole files, merges, a shadowing table, and the race."""

import psycopg
import pytest
from django.db import IntegrityError, connection, connections, transaction
from psycopg.errors import CheckViolation

from waystation.base.ids import new_id
from waystation.ledger import queries, services, triggers, writing
from waystation.ledger.models import Entry, Posting
from waystation.ledger.tests.hands import (
    GENERAL,
    ON_POSTGRES,
    draft_entry,
    following,
    freeze,
    refused,
    settle,
    sql,
)

pytestmark = pytest.mark.skipif(not ON_POSTGRES, reason="ways of PostgreSQL alone")


@pytest.fixture
def posted(book) -> Entry:
    return Entry.objects.get(pk=book)


def copy_in(table, columns, *rows):
    writing.write(table, columns.split(","), rows)


def a_line_of(entry):
    one = entry.postings.first()
    return entry.pk, one.account_id, one.fund_id, "USD", 5, "", 202603


def test_lines_copied_into_a_posted_entry(posted):
    columns = "entry_id,account_id,fund_id,currency,minor,budget_line,month"

    refused(copy_in, "ledger_posting", columns, a_line_of(posted), match="posted")


def test_entries_copied_in_as_posted(posted):
    columns = (
        "id,number,booked_on,kind,source,external_key,body_mac,posted,prev_hash,hash,"
        "commitment,evidence_level"
    )
    row = (
        *(new_id(), 3, "2026-03-02", "other", "x", bytes(32), bytes(32), True),
        *(bytes(32), bytes(32), bytes(32), 0),
    )

    refused(copy_in, "ledger_entry", columns, row, match="born unposted")


def test_a_posted_entry_merged_over(posted):
    refused(
        sql,
        "MERGE INTO ledger_entry e USING (SELECT 1) x ON e.posted"
        " WHEN MATCHED THEN UPDATE SET kind='other'",
        match="posted",
    )
    refused(
        sql,
        "MERGE INTO ledger_posting p USING ledger_entry e ON e.id=p.entry_id"
        " WHEN MATCHED THEN DELETE",
        match="posted",
    )


def test_a_posted_entry_written_over_where_its_key_is_met(posted):
    refused(
        sql,
        "INSERT INTO ledger_entry(id,booked_on,kind,source,external_key,body_mac,posted,"
        "evidence_level) SELECT id,booked_on,'grant',source,external_key,body_mac,false,0"
        " FROM ledger_entry WHERE number=1 ON CONFLICT (id) DO UPDATE SET kind='grant'",
        match="posted",
    )


@pytest.mark.parametrize("tables", ["posting", "posting, ledger_entry", "entry", "fund", "account"])
def test_the_book_emptied_at_a_stroke(posted, tables):
    settle()

    refused(sql, f"TRUNCATE ledger_{tables} CASCADE", match="append only")


def test_a_table_of_the_sessions_own_stands_in_for_none_of_the_books(posted):
    for table in ("ledger_fundbalance", "ledger_posting", "ledger_account"):
        sql(f"CREATE TEMP TABLE {table} (LIKE public.{table}) ON COMMIT DROP")
    entry = Entry.objects.create(
        booked_on="2026-03-02",
        kind="other",
        source="x",
        external_key=bytes(32),
        body_mac=bytes(32),
        commitment=bytes(32),
    )
    sql("INSERT INTO pg_temp.ledger_posting SELECT * FROM public.ledger_posting WHERE minor=50000")
    sql("UPDATE pg_temp.ledger_posting SET entry_id=%s", entry.pk)

    with pytest.raises(IntegrityError, match="two postings"), transaction.atomic():
        freeze(entry)
    for table in ("ledger_fundbalance", "ledger_posting", "ledger_account"):
        sql(f"DROP TABLE pg_temp.{table}")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("CREATE TABLE mine () INHERITS (ledger_posting)", "mine"),
        ("CREATE RULE mine AS ON DELETE TO ledger_entry DO INSTEAD NOTHING", "mine"),
        ("ALTER FUNCTION ledger_posting_add() RESET search_path", "ledger_posting_add"),
    ],
)
def test_a_way_past_the_guards_that_only_the_owner_can_lay_is_named(posted, text, name):
    settle()
    sql(text)

    assert triggers.missing(connection) == [name]


def test_one_statement_that_spends_before_it_has(book):
    """Two entries posted together: the first takes all there is and more, the second brings it."""
    spends = draft_entry(("costs", GENERAL, 1_000_005), ("bank", GENERAL, -1_000_005))
    brings = draft_entry(("bank", GENERAL, 5), ("gifts", GENERAL, -5))
    first = following()
    text = (
        "UPDATE ledger_entry e SET posted=true,number=x.number,prev_hash=x.prev,hash=x.own"
        " FROM (VALUES (%s::uuid,%s::int,%s::bytea,%s::bytea),"
        "(%s::uuid,%s::int,%s::bytea,%s::bytea)) AS x(id,number,prev,own) WHERE e.id=x.id"
    )

    refused(
        sql,
        text,
        *(spends.pk, first["number"], first["prev_hash"], bytes(32)),
        *(brings.pk, first["number"] + 1, bytes(32), bytes(32)),
        match="overdrawn",
    )


# The race: one hand posts an entry while another adds a line to it.


@pytest.fixture
def hands(transactional_db, tmp_path, settings):
    """Give two connections that know nothing of one another, and a draft that both see."""
    from waystation.ledger.tests.conftest import TODAY
    from waystation.vault import cells

    settings.HOME, settings.KDF = tmp_path, (1_024, 1, 1)
    cells.found("finance")
    services.found_book(on=TODAY)
    services.record_gift(entry_id=new_id(), cents=1_000_000, on=TODAY)
    draft = draft_entry(("bank", GENERAL, 5), ("gifts", GENERAL, -5))
    asked = connections["default"].get_connection_params()
    plain = {k: asked[k] for k in ("dbname", "host", "port", "user", "password") if asked.get(k)}
    with psycopg.connect(**plain) as one, psycopg.connect(**plain) as other:
        for hand in (one, other):
            hand.execute("SET lock_timeout='300ms'")
        yield draft, one, other


ADD = (
    "INSERT INTO ledger_posting(entry_id,account_id,fund_id,currency,minor,budget_line,month)"
    " SELECT entry_id,account_id,fund_id,currency,7,'',month FROM ledger_posting"
    " WHERE entry_id=%s LIMIT 1"
)
POST = (
    "UPDATE ledger_entry e SET posted=true,number=2,hash=decode(repeat('00',32),'hex'),"
    "prev_hash=(SELECT hash FROM ledger_entry WHERE number=1) WHERE id=%s"
)


def test_a_line_that_waits_for_the_posting_comes_too_late(hands):
    draft, one, other = hands
    one.execute("SET lock_timeout=0")
    one.execute(POST, [draft.pk])

    with pytest.raises(psycopg.errors.LockNotAvailable):
        other.execute(ADD, [draft.pk])
    one.commit()
    other.rollback()
    with pytest.raises(CheckViolation, match="posted"):
        other.execute(ADD, [draft.pk])
    other.rollback()

    assert [b.rule for b in queries.check_book()] == ["chain", "notes"]
    assert Posting.objects.filter(entry=draft).count() == 2


def test_a_posting_that_waits_for_a_line_sees_it(hands):
    draft, one, other = hands
    one.execute(ADD, [draft.pk])

    with pytest.raises(psycopg.errors.LockNotAvailable):
        other.execute(POST, [draft.pk])
    one.commit()
    other.rollback()
    with pytest.raises(CheckViolation, match="does not balance"):
        other.execute(POST, [draft.pk])
    other.rollback()

    assert not Entry.objects.get(pk=draft.pk).posted
