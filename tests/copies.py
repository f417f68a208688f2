"""A database as it is empty and as it is with the demo in it; either is put in place in no time."""

import sqlite3
from pathlib import Path

from waystation.testing import demo


def of(connection) -> "InMemory | OnServer":
    """Load the demo once and keep both; the empty one is left in place."""
    return InMemory(connection) if connection.vendor == "sqlite" else OnServer(connection)


class InMemory:
    """SQLite: both in memory, put in place page by page."""

    def __init__(self, connection) -> None:
        self._connection = connection
        connection.ensure_connection()
        self._empty, self._full = sqlite3.connect(":memory:"), sqlite3.connect(":memory:")
        connection.connection.backup(self._empty)
        demo.load()
        connection.connection.backup(self._full)
        self.put_empty()

    def put_empty(self) -> None:
        self._empty.backup(self._connection.connection)

    def put_full(self) -> None:
        self._full.backup(self._connection.connection)

    def write(self, file: Path) -> None:
        """Write the demo into a file, for a command."""
        with sqlite3.connect(file) as kept:
            self._full.backup(kept)

    def close(self) -> None:
        self._empty.close()
        self._full.close()


class OnServer:
    """PostgreSQL: two databases of one server; the connection is led to one or the other."""

    def __init__(self, connection) -> None:
        self._connection = connection
        self._empty = connection.settings_dict["NAME"]
        self._full, self._used = f"{self._empty}_demo", f"{self._empty}_used"
        self._copy(self._empty, self._full)
        self._lead_to(self._full)
        demo.load()
        self.put_empty()

    def put_empty(self) -> None:
        self._lead_to(self._empty)

    def put_full(self) -> None:
        self._copy(self._full, self._used)
        self._lead_to(self._used)

    def close(self) -> None:
        self.put_empty()
        for name in (self._full, self._used):
            self._say(f'DROP DATABASE IF EXISTS "{name}"')

    def _copy(self, name: str, copy: str) -> None:
        # A database that somebody is connected to cannot be copied.
        self._part()
        self._say(f'DROP DATABASE IF EXISTS "{copy}"')
        self._say(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')

    def _part(self) -> None:
        # Not by `close`, which does nothing in tests: see the root's conftest.
        if self._connection.connection is not None:
            self._connection.connection.close()
            self._connection.connection = None

    def _lead_to(self, name: str) -> None:
        self._part()
        self._connection.settings_dict["NAME"] = name

    def _say(self, sql: str) -> None:
        with self._connection._nodb_cursor() as cursor:
            cursor.execute(sql)
