"""What is looked for after a purge is found where it lies, and the log is really emptied."""

import sqlite3
from hashlib import sha256
from uuid import UUID

import pytest
from django.db import ConnectionHandler

from waystation.vault import keystore, leftovers, shredding
from waystation.vault.shredding import Remains

pytestmark = pytest.mark.sqlite_only("it is the files of SQLite that are searched here")
TRACE = bytes(range(100, 164))
KEY = bytes(range(32))
FILE = UUID(int=7)
REMAINS = Remains(
    cases=(UUID(int=1),), traces=(TRACE,), key_digests=(sha256(KEY).digest(),), files=(FILE,)
)


@pytest.fixture
def database(settings, tmp_path, monkeypatch):
    """A database in a real file, with a write-ahead log, as at work; not opened yet."""
    settings.HOME = tmp_path
    name = tmp_path / "db.sqlite3"
    handler = ConnectionHandler({"default": {**settings.DATABASES["default"], "NAME": name}})
    monkeypatch.setattr(shredding, "connection", handler["default"])
    return name


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("db.sqlite3", TRACE),
        ("db.sqlite3-wal", TRACE),
        ("db.sqlite3-journal", TRACE),
        ("keystore.sqlite", TRACE),
        ("keystore.sqlite", KEY),
        ("keystore.sqlite-journal", KEY),
    ],
)
def test_a_trace_is_found_in_every_file_that_can_hold_one(database, name, content):
    (database.parent / name).write_bytes(b"before" + content + b"behind")

    assert shredding.left(REMAINS) == [name]


def test_a_file_still_on_the_disk_is_found(database):
    place = leftovers.place_of(FILE)
    place.parent.mkdir()
    place.write_bytes(b"sealed")

    assert shredding.left(REMAINS) == [FILE.hex]
    shredding.delete_files(REMAINS)
    shredding.delete_files(REMAINS)
    assert shredding.left(REMAINS) == []


@pytest.mark.parametrize(
    ("n_traces", "n_keys", "sees"), [(1, 1, True), (2, 1, False), (1, 2, False)]
)
def test_a_search_that_misses_one_row_or_key_that_is_there_is_blind(
    database, n_traces, n_keys, sees
):
    database.write_bytes(b"before" + TRACE)
    keystore.path().write_bytes(b"before" + KEY + b"behind")
    digests = tuple(sha256(key).digest() for key in (KEY, KEY[::-1]))
    remains = Remains(REMAINS.cases, (TRACE, TRACE[::-1])[:n_traces], digests[:n_keys], ())

    assert shredding.sees(remains) is sees


def test_nothing_is_found_in_what_only_looks_alike(database):
    database.write_bytes(TRACE[1:] + TRACE[:-1])
    keystore.path().write_bytes(KEY[:-1] + b"x" + KEY[1:])

    assert shredding.left(REMAINS) == []


@pytest.fixture
def at_work(database, db):
    """The same, opened, with a row just deleted."""
    with shredding.connection.cursor() as cursor:
        cursor.execute("create table kept (body blob)")
        cursor.execute("insert into kept values (%s)", [TRACE + bytes(500)])
        cursor.execute("delete from kept")
    yield database
    shredding.connection.close()


def test_a_deleted_row_is_still_in_the_log_until_that_is_emptied(at_work):
    # The trap, shown: the row is deleted and its bytes are written over in the database alone.
    assert shredding.left(REMAINS) == ["db.sqlite3-wal"]

    assert shredding.empty_log()

    assert shredding.left(REMAINS) == []


def test_the_log_is_not_called_empty_while_somebody_reads_it(at_work):
    reader = sqlite3.connect(at_work, isolation_level=None)
    reader.execute("begin")
    reader.execute("select * from kept").fetchall()
    with shredding.connection.cursor() as cursor:
        cursor.execute("insert into kept values (x'00')")

    assert shredding.empty_log(wait_s=0.2) is False
    reader.close()

    assert shredding.empty_log(wait_s=0.2) is True
    with shredding.connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone()[0] == 20_000


def test_every_kind_of_row_that_belongs_to_a_case_is_known():
    assert {kind.__name__ for kind in shredding.kinds()} == {
        "TipRow",
        "HouseholdRow",
        "PersonRow",
        "StayRow",
        "LinkRow",
        "FileRow",
        "PartRow",
        "RequestRow",
        "MatchRow",
        "PortraitRow",
        "ReunionRow",
        "SeekerLinkRow",
    }


def test_what_is_to_be_gone_is_not_told_by_its_name():
    assert repr(REMAINS) == "<Remains of 1 cases>"
