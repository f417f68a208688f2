"""A watch rings when nobody answered it in time, although the worker reads nothing."""

import os
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.base import watches
from waystation.base.models import Watch

NOON = datetime(1855, 10, 26, 12, 0, tzinfo=UTC)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
CELL, OTHER = uuid4(), uuid4()
moments = st.integers(-(5 * 10**9), 7 * 10**9).map(lambda s: NOON + timedelta(seconds=s))


def armed(due_at=NOON, cell=CELL):
    return watches.arm(watch_id=uuid4(), cell=cell, alarm=b"sealed", due_at=due_at)


@pytest.mark.parametrize(
    ("past_noon", "rounded"),
    [(timedelta(0), 0), (timedelta(microseconds=1), 15), (SECOND, 15), (15 * MINUTE, 15)],
)
def test_a_due_time_is_rounded_up_to_the_quarter_of_an_hour(past_noon, rounded):
    assert watches.bucket(NOON + past_noon) == NOON + rounded * MINUTE


@given(moments)
def test_a_rounded_moment_is_never_earlier_and_less_than_a_quarter_later(moment):
    rounded = watches.bucket(moment)

    assert timedelta(0) <= rounded - moment < watches.BUCKET
    assert watches.bucket(rounded) == rounded
    assert (rounded.minute % 15, rounded.second, rounded.microsecond) == (0, 0, 0)


@pytest.mark.django_db
def test_a_watch_rings_at_its_due_time_and_not_before():
    armed()

    assert watches.ring_due(NOON - SECOND) == 0
    assert watches.ringing([CELL]) == []
    assert watches.ring_due(NOON) == 1
    assert len(watches.ringing([CELL])) == 1


@pytest.mark.django_db
def test_a_watch_rings_once():
    armed()

    assert [watches.ring_due(NOON), watches.ring_due(NOON)] == [1, 0]


@pytest.mark.django_db
def test_an_answered_watch_does_not_ring():
    watch = armed()

    assert watches.answer(watch.id)
    assert watches.ring_due(NOON + MINUTE) == 0


@pytest.mark.django_db
def test_an_answer_stops_the_ringing_and_only_the_first_one_counts():
    watch = armed()
    watches.ring_due(NOON)

    assert watches.answer(watch.id) is True
    assert watches.answer(watch.id) is False
    assert watches.ringing([CELL]) == []


@pytest.mark.django_db
def test_an_answer_to_no_watch_changes_nothing():
    armed()

    assert watches.answer(uuid4()) is False
    assert watches.ring_due(NOON) == 1


@pytest.mark.django_db
def test_a_ringing_watch_is_shown_to_holders_of_its_compartment_longest_due_first():
    late, early = armed(NOON + 30 * MINUTE), armed(NOON)
    armed(NOON, cell=OTHER)
    watches.ring_due(NOON + 30 * MINUTE)

    assert [watch.id for watch in watches.ringing([CELL])] == [early.id, late.id]
    assert watches.ringing([]) == []


@pytest.mark.django_db
def test_the_stored_due_time_is_a_bucket_and_the_alarm_stays_as_it_came():
    armed(NOON + SECOND)

    kept = Watch.objects.get()
    assert kept.due_at == NOON + 15 * MINUTE
    assert bytes(kept.alarm) == b"sealed"


@pytest.mark.django_db
def test_what_rings_is_told_of_until_somebody_took_word_of_it():
    watch = armed()
    assert watches.unpinged() == []
    watches.ring_due(NOON)

    assert watches.unpinged() == watches.unpinged() == [watch.id]
    watches.note_pinged([watch.id])
    assert watches.unpinged() == []


@pytest.mark.django_db
def test_nobody_is_told_of_what_was_answered_before_word_went_out():
    watch = armed()
    watches.ring_due(NOON)

    watches.answer(watch.id)

    assert watches.unpinged() == []


REAL = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


def went_round(home, ago):
    watches.note_round()
    os.utime(home / watches.SEEN, ((REAL - ago).timestamp(),) * 2)


@pytest.mark.django_db
def test_an_alarm_that_is_due_and_does_not_ring_is_noticed_after_five_minutes(home):
    armed()
    after = [NOON + 4 * MINUTE, NOON + 5 * MINUTE]

    assert [watches.nobody_rings(now, real_now=REAL) for now in after] == [False, True]
    watches.ring_due(NOON + 5 * MINUTE)
    assert watches.nobody_rings(NOON + 5 * MINUTE, real_now=REAL) is False


@pytest.mark.django_db
def test_a_worker_that_just_went_round_will_ring_it(home):
    armed()
    assert watches.seen_at() is None

    went_round(home, 4 * MINUTE)
    assert watches.seen_at() == REAL - 4 * MINUTE
    assert watches.nobody_rings(NOON + MINUTE * 60, real_now=REAL) is False
    went_round(home, 5 * MINUTE)
    assert watches.nobody_rings(NOON + MINUTE * 60, real_now=REAL) is True


@pytest.mark.django_db
def test_a_watch_is_set_until_it_is_answered_or_taken_away():
    first, other = armed(), armed(cell=OTHER)
    assert watches.is_set(first.id)

    watches.answer(first.id)
    assert (watches.is_set(first.id), watches.is_set(other.id)) == (False, True)
    watches.take_away([first.id])
    assert [watch.id for watch in Watch.objects.all()] == [other.id]
