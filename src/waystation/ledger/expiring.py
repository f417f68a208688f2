"""Promises of money whose day is past lapse by themselves; the keyless worker sees to it.

In plain SQL: the rows' own module knows the way to a key, which the worker has none of.
"""

from datetime import date

from django.db import connection, transaction

LATE = "FROM ledger_reservation WHERE state='open' AND expires_on<%s"


def expire(on: date) -> int:
    """Let every open promise lapse whose last day is before ``on``; says how many there were."""
    day = [on.isoformat()]
    with connection.cursor() as cursor:
        # Looked at in every round of the worker, who takes the writer's place only if it must.
        cursor.execute(f"SELECT 1 {LATE} LIMIT 1", day)
        if cursor.fetchone() is None:
            return 0
        with transaction.atomic():
            cursor.execute(
                "UPDATE ledger_reservation SET state='expired',posted_minor=0,entry_id=NULL"
                " WHERE state='open' AND expires_on<%s",
                day,
            )
            return int(cursor.rowcount)
