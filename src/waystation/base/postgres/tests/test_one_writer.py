"""On PostgreSQL one transaction writes at a time, and whoever waits too long is told."""

import threading

import pytest
from django.db import OperationalError, connection, connections, transaction

from waystation.base.models import StandingClock
from waystation.base.postgres import WRITER

pytestmark = pytest.mark.postgres_only
HELD = (
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
    " AND pid = pg_backend_pid()"
    " AND (classid::bigint << 32) | objid::bigint = %s"
)


@pytest.fixture
def other(django_db_setup, django_db_blocker):
    """A second connection to the same database, in whatever thread."""
    with django_db_blocker.unblock():
        second = connections.create_connection("default")
        yield second
        second.close()


def holds(asking) -> bool:
    with asking.cursor() as cursor:
        cursor.execute(HELD, [WRITER])
        return cursor.fetchone() == (1,)


def begin(asking, wait_ms: int = 20_000) -> None:
    with asking.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {wait_ms}")
    asking.set_autocommit(False)


def test_a_transaction_holds_the_lock_until_it_ends(other):
    assert not holds(other)

    begin(other)

    assert holds(other)
    other.rollback()
    other.set_autocommit(True)
    assert not holds(other)


def test_a_second_transaction_is_refused_when_it_waited_too_long_and_may_try_again(db, other):
    # The test's own transaction is the first.
    assert holds(connection)

    with pytest.raises(OperationalError, match="lock timeout"):
        begin(other, wait_ms=50)

    assert other.get_autocommit()
    assert not holds(other)


def test_a_single_write_outside_any_transaction_waits_as_well(db, other):
    with other.cursor() as cursor:
        cursor.execute("SET lock_timeout = 50")
        with pytest.raises(OperationalError, match="lock timeout"):
            cursor.execute("DELETE FROM base_standingclock")


def test_whoever_only_reads_waits_for_nobody(db, other):
    StandingClock.objects.create(stands_at="1855-11-21T08:00:00Z")

    with other.cursor() as cursor:
        cursor.execute("SET lock_timeout = 50")
        cursor.execute("SELECT count(*) FROM base_standingclock")
        seen = cursor.fetchone()

    # What is not committed is seen by nobody else.
    assert seen == (0,)


def test_a_transaction_inside_another_asks_for_no_lock_again(db, django_assert_num_queries):
    with django_assert_num_queries(2), transaction.atomic():
        pass


def test_two_that_read_and_then_write_never_lose_a_step(other, django_db_blocker):
    with django_db_blocker.unblock(), other.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS one_writer_steps (n integer)")
        cursor.execute("DELETE FROM one_writer_steps")
        cursor.execute("INSERT INTO one_writer_steps VALUES (0)")

    def step_on():
        mine = connections.create_connection("default")
        for _ in range(20):
            begin(mine)
            with mine.cursor() as cursor:
                cursor.execute("SELECT n FROM one_writer_steps")
                n = cursor.fetchone()[0]
                cursor.execute("UPDATE one_writer_steps SET n = %s", [n + 1])
            mine.commit()
            mine.set_autocommit(True)
        mine.close()

    with django_db_blocker.unblock():
        threads = [threading.Thread(target=step_on) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with other.cursor() as cursor:
            cursor.execute("SELECT n FROM one_writer_steps")
            reached = cursor.fetchone()
            cursor.execute("DROP TABLE one_writer_steps")

    assert reached == (60,)
