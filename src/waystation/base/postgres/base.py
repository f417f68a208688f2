"""A connection to PostgreSQL on which one transaction writes at a time.

Services read, decide and write in one transaction, and count on nobody writing in between. SQLite
keeps that by its one write lock, taken when a transaction begins. Here a lock of the whole database
is taken at the same moment, and held until commit or rollback; who only reads waits for nobody.
"""

from collections.abc import Callable
from typing import Any

from django.db.backends.postgresql import base

from waystation.base.postgres import WRITER

WRITING = {"INSERT", "UPDATE", "DELETE", "MERGE"}


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's connection to PostgreSQL; whoever begins a transaction is the only writer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(_writes_alone)

    def set_autocommit(
        self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False
    ) -> None:
        """Begin or end a transaction; one that begins waits until it is the only one.

        Raises:
          OperationalError: another one held the lock for longer than `lock_timeout`.
        """
        super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        if autocommit:
            return
        locked = False
        try:
            with self.wrap_database_errors:
                self.connection.execute("SELECT pg_advisory_xact_lock(%s)", (WRITER,))
            locked = True
        finally:
            if not locked:
                # Whoever asked does not know yet that anything has begun.
                self.rollback()
                super().set_autocommit(True)


def _writes_alone(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Run a statement that writes outside any transaction in one of its own, behind the lock."""
    connection = context["connection"]
    verb = str(sql).split(None, 1)[0].upper()
    if verb not in WRITING or not connection.get_autocommit():
        return execute(sql, params, many, context)
    connection.set_autocommit(False)
    try:
        done = execute(sql, params, many, context)
        connection.commit()
    finally:
        # Nothing is left to take back once it is committed.
        connection.rollback()
        connection.set_autocommit(True)
    return done
