"""On a server: a row is found by how it begins, and a table written anew holds nothing deleted."""

import pytest
from django.db import connection, connections

from waystation.vault import shredding_postgres

pytestmark = pytest.mark.postgres_only
TRACE, OTHER = bytes(range(100, 164)), bytes(range(64))


@pytest.fixture
def server(empty_database, django_db_blocker):
    """A database of its own with one sealed row, seen as the console sees one."""
    address = empty_database()
    with django_db_blocker.unblock():
        asking = connections["default"].__class__(
            connection.settings_dict | {"NAME": address.rpartition("/")[2]}, "apart"
        )
        with asking.cursor() as cursor:
            cursor.execute("CREATE TABLE kept (body bytea)")
            cursor.execute("INSERT INTO kept VALUES (%s)", [TRACE + bytes(500)])
        yield asking
        asking.close()


def on_disk(asking) -> bytes:
    """Read the table's file, as only a superuser can."""
    with asking.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath('kept'))")
        return bytes(cursor.fetchone()[0])


def written_anew_at_last(asking) -> bool:
    """Write the table anew once whoever writes in other databases of the server has ended."""
    return any(shredding_postgres.write_anew(asking, ["kept"]) for _try in range(600))


def test_a_row_is_found_by_how_it_begins_and_no_other_is(server):
    assert shredding_postgres.traces_in(server, [OTHER, TRACE]) == {"kept": {TRACE}}
    assert shredding_postgres.traces_in(server, [OTHER]) == {}
    assert shredding_postgres.traces_in(server, []) == {}


def test_a_deleted_row_lies_in_the_tables_file_until_that_is_written_anew(server):
    with server.cursor() as cursor:
        cursor.execute("DELETE FROM kept")

    # The trap, shown: no statement finds the row, and its bytes are there.
    assert shredding_postgres.traces_in(server, [TRACE]) == {}
    assert TRACE in on_disk(server)

    assert written_anew_at_last(server)

    assert TRACE not in on_disk(server)


def test_a_table_is_not_called_anew_while_somebody_reads_it(server):
    reader = connections["default"].__class__(server.settings_dict, "reader")
    reader.set_autocommit(False)
    with reader.cursor() as cursor:
        cursor.execute("SELECT * FROM kept")
    with server.cursor() as cursor:
        cursor.execute("SET lock_timeout = 50")

    assert shredding_postgres.write_anew(server, ["kept"]) is False
    reader.close()

    assert written_anew_at_last(server)


def test_a_table_is_not_called_anew_while_somebody_still_sees_what_was_deleted(server, monkeypatch):
    monkeypatch.setattr(shredding_postgres, "WAITS_MAX", 2)
    # Holds no lock on the table, and yet a view of it.
    reader = server.get_new_connection(server.get_connection_params())
    reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
    reader.execute("SELECT 1")
    with server.cursor() as cursor:
        cursor.execute("DELETE FROM kept")

    assert shredding_postgres.write_anew(server, ["kept"]) is False
    reader.close()

    assert written_anew_at_last(server)
    assert TRACE not in on_disk(server)
