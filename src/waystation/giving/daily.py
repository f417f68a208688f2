"""What becomes of gifts with the days alone: reminders fall due, pauses end, offers close.

In plain SQL: the rows' own module knows the way to a key, and the worker has none.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.db import connection, transaction

from waystation.giving.domain import (
    DUNNING_DAYS,
    LAPSES_AFTER_DAYS,
    LATE_DAYS,
    LOST_AFTER_DAYS,
    coarse,
    first_from,
)

Value = int | str | date


class Step(NamedTuple):
    """Rows of a table that a day changes: what is set, where, and whether the public sees it."""

    table: str
    sets: str
    where: str
    values: Sequence[Value]
    where_values: Sequence[Value]
    is_public: bool = False


def step(on: date) -> int:
    """Do what falls due on a day, once however often it is asked; says how many rows changed."""
    return _go_on(on) + sum(_do(one) for one in _steps(on))


def _go_on(on: date) -> int:
    """Let gifts whose rest is over go on; what fell due while they rested is not late."""
    resting = "state='paused' AND paused_until<=%s"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM giving_recurringrow WHERE {resting} LIMIT 1", _plain((on,)))  # noqa: S608
        if cursor.fetchone() is None:
            return 0
        with transaction.atomic():
            cursor.execute(
                "SELECT id,next_on,every,started_on FROM giving_recurringrow"  # noqa: S608
                f" WHERE {resting}",
                _plain((on,)),
            )
            found = cursor.fetchall()
            for row_id, next_on, every, started_on in found:
                first = first_from(on, every, anchor=_day(started_on))
                due = max(first, _day(next_on)) if next_on else first
                cursor.execute(
                    "UPDATE giving_recurringrow SET state='active',paused_until=NULL,next_on=%s,"
                    "revision=revision+1 WHERE id=%s",
                    [due.isoformat(), row_id],
                )
            return len(found)


def _day(told: date | str) -> date:
    """Read a day as either database tells it."""
    return told if isinstance(told, date) else date.fromisoformat(told)


def _steps(on: date) -> list[Step]:
    recurring, gifts, offers = "giving_recurringrow", "giving_giftrow", "giving_matchrow"
    steps = [
        # Nobody tells us that a standing order did not come.
        Step(
            recurring,
            "state='failing',failing_since=%s,failed_n=1,told_n=0",
            "state='active' AND provider='bank' AND next_on<=%s",
            (on,),
            (on - timedelta(days=LATE_DAYS),),
        ),
        Step(
            recurring,
            "state='lapsed',failed_n=%s",
            "state='failing' AND failing_since<=%s",
            (len(DUNNING_DAYS) + 1,),
            (on - timedelta(days=LAPSES_AFTER_DAYS),),
        ),
        Step(
            offers,
            "state='ended'",
            "state IN ('open','used up') AND until_on<%s",
            (),
            (on,),
            is_public=True,
        ),
    ]
    # The last first, so that a row which was not looked at for days is changed once.
    for n, days in reversed(list(enumerate(DUNNING_DAYS, start=1))):
        since = on - timedelta(days=days)
        where = "state='failing' AND failing_since<=%s AND failed_n<%s"
        steps.append(Step(recurring, "failed_n=%s", where, (n,), (since, n)))
    for way, days in LOST_AFTER_DAYS.items():
        # Days of gifts that were begun are told to the month alone.
        before = coarse(on - timedelta(days=days))
        where = "state IN ('begun','failed') AND kind='one-time' AND way=%s AND begun_on<%s"
        steps.append(Step(gifts, "state='lost'", where, (), (way, before)))
    return steps


def _do(one: Step) -> int:
    with connection.cursor() as cursor:
        # Looked at in every round of the worker, who takes the writer's place only if it must.
        cursor.execute(
            f"SELECT 1 FROM {one.table} WHERE {one.where} LIMIT 1",  # noqa: S608 (our own words)
            _plain(one.where_values),
        )
        if cursor.fetchone() is None:
            return 0
        with transaction.atomic():
            cursor.execute(
                f"UPDATE {one.table} SET {one.sets},revision=revision+1"  # noqa: S608
                f" WHERE {one.where}",
                _plain((*one.values, *one.where_values)),
            )
            n_rows = int(cursor.rowcount)
            if one.is_public and n_rows:
                cursor.execute("UPDATE giving_sitestamp SET n=n+1 WHERE id=1")
            return n_rows


def _plain(values: Sequence[Value]) -> list[int | str]:
    return [value.isoformat() if isinstance(value, date) else value for value in values]
