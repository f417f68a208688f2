"""The organisation's clock stands in a demo and runs at work; sessions go by the real one."""

from datetime import UTC, datetime, timedelta

import pytest

from waystation.base import clock

pytestmark = pytest.mark.django_db
DEMO = datetime(1855, 10, 26, 12, 0, tzinfo=UTC)


def test_without_a_demo_the_organisation_goes_by_real_time():
    before = clock.real_now()

    assert not clock.is_standing()
    assert before <= clock.now() <= clock.real_now()


def test_a_demo_clock_stands_where_it_was_put_until_it_is_moved():
    clock.stand_at(DEMO)
    assert clock.now() == DEMO == clock.now()

    clock.stand_at(DEMO + timedelta(hours=6))

    assert clock.now() == datetime(1855, 10, 26, 18, 0, tzinfo=UTC)
    assert clock.is_standing()


def test_moving_the_demo_clock_does_not_move_real_time():
    clock.stand_at(DEMO)

    assert clock.real_now() - DEMO > timedelta(days=365 * 100)


def test_every_time_told_is_aware_and_in_utc():
    assert clock.real_now().utcoffset() == timedelta(0)
    clock.stand_at(DEMO)
    assert clock.now().utcoffset() == timedelta(0)
