"""What `shredding` asks of PostgreSQL, whose files nobody but the server can search.

Here the proof is less than on SQLite: it covers every row of every table and the tables' own files,
which are written anew, but not the server's log nor a replica. What may still lie there are sealed
bytes whose shred key is gone.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import OperationalError

_COLUMNS = (
    "SELECT table_name, column_name FROM information_schema.columns"
    " WHERE table_schema = current_schema() AND data_type = 'bytea'"
)

# Who began to read before a moment may still see what was deleted by then, and a table written anew
# meanwhile keeps it for them. So does a transaction that began to write in any database of the
# server, for what is looked at here begins no later; who only reads elsewhere holds up nothing.
_STILL_READING = (
    "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    " AND (age(backend_xid) > age(%s::xid)"
    " OR (datname = current_database() OR datname IS NULL) AND age(backend_xmin) > age(%s::xid))"
)
WAITS_MAX = 40


def traces_in(connection: Any, traces: Sequence[bytes]) -> dict[str, set[bytes]]:
    """Give the tables in which a sealed value begins with one of the traces, each with which."""
    found: dict[str, set[bytes]] = {}
    n_bytes = len(traces[0]) if traces else 0
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        for table, column in cursor.fetchall() if traces else ():
            name = connection.ops.quote_name(column)
            cursor.execute(
                f"SELECT DISTINCT substring({name} FOR %s) FROM"  # noqa: S608
                f" {connection.ops.quote_name(table)} WHERE substring({name} FOR %s) = ANY(%s)",
                [n_bytes, n_bytes, list(traces)],
            )
            here = {bytes(trace) for (trace,) in cursor.fetchall()}
            if here:
                found.setdefault(table, set()).update(here)
    return found


def write_anew(connection: Any, tables: Iterable[str]) -> bool:
    """Write tables anew, without what was deleted from them; False if a reader held on to one.

    Call it outside any transaction.
    """
    try:
        with connection.cursor() as cursor:
            if not _all_read_on(cursor):
                return False
            for table in tables:
                cursor.execute(f"VACUUM (FULL) {connection.ops.quote_name(table)}")
    except OperationalError:
        return False
    return True


def _all_read_on(cursor: Any) -> bool:
    """Wait, two seconds at most, until nobody sees what was deleted before."""
    cursor.execute("SELECT pg_current_xact_id()::xid::text")
    (now,) = cursor.fetchone()
    for _wait in range(WAITS_MAX):
        cursor.execute(_STILL_READING, [now, now])
        if cursor.fetchone()[0] == 0:
            return True
        cursor.execute("SELECT pg_sleep(0.05)")
    return False
