"""Writing rows by the thousand, and giving entries their numbers; then nobody changes them.

Rows are written past Django's models, which would take most of the time: 0.05 ms for a row here,
0.2 ms there.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import connection

# As Django keeps an id in SQLite; it sees to days itself.
sqlite3.register_adapter(UUID, lambda value: value.hex)
Value = str | int | bool | bytes | date | UUID | None


def write(table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Write many rows of one table."""
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            text = f"COPY {table} ({names}) FROM STDIN"
            with connection.wrap_database_errors, cursor.copy(text) as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608 (our own names)
            [tuple(row) for row in rows],
        )


def freeze(numbered: Sequence[tuple[UUID, int]]) -> None:
    """Post entries under their numbers, in the order given."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "UPDATE ledger_entry e SET posted=true, number=x.number"
                " FROM unnest(%s::uuid[], %s::int[]) AS x(id, number) WHERE e.id=x.id",
                [[pk for pk, _ in numbered], [number for _, number in numbered]],
            )
            return
        cursor.executemany(
            "UPDATE ledger_entry SET posted=1, number=%s WHERE id=%s",
            [(number, pk.hex) for pk, number in numbered],
        )
