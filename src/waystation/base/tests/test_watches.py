"""A watch rings when nobody answered it in time, although the worker reads nothing."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.base import watches
from waystation.base.models import Watch
from waystation.base.moments import quarter_of
from waystation.base.watches import Parts

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


def test_a_moment_lies_in_the_quarter_of_an_hour_that_began_last():
    assert quarter_of(NOON.replace(minute=44, second=59)) == NOON.replace(minute=30)
    assert quarter_of(NOON) == NOON


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
    armed()
    assert watches.to_call() == []
    watches.ring_due(NOON)

    (call,) = watches.to_call()
    assert (call.duty, call.step, call.loud) == (CELL, 1, False)
    watches.note_called([call.page])
    assert watches.to_call() == []


@pytest.mark.django_db
def test_nobody_is_told_of_what_was_answered_before_word_went_out():
    watch = armed()
    watches.ring_due(NOON)

    watches.answer(watch.id)

    assert watches.to_call() == []


@pytest.mark.django_db
def test_a_watch_is_set_until_it_is_answered_or_taken_away():
    first, other = armed(), armed(cell=OTHER)
    assert watches.is_set(first.id)

    watches.answer(first.id)
    assert (watches.is_set(first.id), watches.is_set(other.id)) == (False, True)
    watches.take_away([first.id])
    assert [watch.id for watch in Watch.objects.all()] == [other.id]


def under_way(due_at=NOON):
    """A watch over people on their way: five calls, the third and fourth to another compartment."""
    tiers = OTHER.bytes + b"b" * watches.BOX_BYTES
    return watches.arm(
        watch_id=uuid4(), cell=CELL, alarm=b"a", due_at=due_at, calls=5, parts=Parts(tiers)
    )


def called(now, steady=None):
    """Ring what is due and say who is called then, as (compartment, step, whatever the hour)."""
    watches.ring_due(now, steady=steady)
    calls = watches.to_call()
    watches.note_called([call.page for call in calls])
    return [(call.duty, call.step, call.loud) for call in calls]


@pytest.mark.django_db
def test_what_nobody_takes_is_called_again_after_a_quarter_then_beyond_then_to_all():
    under_way()

    assert called(NOON) == [(CELL, 1, False)]
    assert called(NOON + 14 * MINUTE) == []
    assert called(NOON + 15 * MINUTE) == [(CELL, 2, True)]
    assert called(NOON + 45 * MINUTE) == [(OTHER, 3, True)]
    assert called(NOON + 90 * MINUTE) == [(OTHER, 4, True), (CELL, 5, True)]
    assert called(NOON + 999 * MINUTE) == []
    assert [bytes(page.body)[:1] for page in watches.beyond([OTHER])] == [b"b"]


@pytest.mark.django_db
def test_who_takes_it_keeps_the_others_asleep_and_it_still_waits_for_an_answer():
    watch = under_way()
    assert watches.take(watch.id) is False
    watches.ring_due(NOON)

    assert [watches.take(watch.id), watches.take(watch.id)] == [True, False]

    assert called(NOON + 999 * MINUTE) == []
    assert watches.ringing([CELL]) == []
    assert [one.id for one in watches.unanswered([CELL])] == [watch.id]
    assert watches.answer(watch.id)
    assert watches.unanswered([CELL]) == []


@pytest.mark.django_db
def test_a_worker_that_was_away_gives_each_tier_its_time_all_the_same():
    under_way()

    assert called(NOON + 200 * MINUTE) == [(CELL, 1, False)]
    # The next quarter is 15:30; from there it counts.
    assert called(NOON + 224 * MINUTE) == []
    assert called(NOON + 225 * MINUTE) == [(CELL, 2, True)]


@pytest.mark.django_db
def test_a_clock_that_was_set_ahead_rings_early_and_neither_hurries_nor_puts_off_a_tier():
    under_way()
    hour = 60 * MINUTE

    # It says an hour more than there is, and half past twelve.
    assert called(NOON + 30 * MINUTE, steady=NOON - 30 * MINUTE) == [(CELL, 1, False)]
    assert called(NOON + 44 * MINUTE, steady=NOON - 16 * MINUTE) == []
    assert called(NOON + 45 * MINUTE, steady=NOON - 15 * MINUTE) == [(CELL, 2, True)]
    # It is set right: half an hour after the second call.
    assert called(NOON + 14 * MINUTE) == []
    assert called(NOON + 15 * MINUTE) == [(OTHER, 3, True)]
    assert called(NOON + hour) == [(OTHER, 4, True), (CELL, 5, True)]


@pytest.mark.django_db
def test_an_answer_takes_the_calls_beyond_away_as_well():
    watch = under_way()
    for minutes in (0, 15, 45):
        watches.ring_due(NOON + minutes * MINUTE)
    assert (len(watches.beyond([OTHER])), watches.n_ringing([OTHER])) == (1, 1)

    watches.answer(watch.id)

    assert (watches.beyond([OTHER]), watches.n_ringing([CELL, OTHER])) == ([], 0)


@pytest.mark.django_db
def test_a_watch_nobody_is_called_twice_for_has_the_same_sizes_as_any_other():
    plain, full = armed(), under_way()

    assert len(bytes(plain.codes)) == len(bytes(full.codes)) == 192
    assert len(bytes(plain.tiers)) == len(bytes(full.tiers)) == 16 + 1_394
    assert len(bytes(plain.replies)) == len(bytes(full.replies)) == 2 * 1_394


PHONE = uuid4()


def over_silence():
    return watches.arm(watch_id=watches.silence_of(PHONE), cell=CELL, alarm=b"", due_at=NOON)


@pytest.mark.django_db
def test_a_phone_that_asks_moves_its_silence_watch_and_no_other():
    silence, other = over_silence(), armed()

    watches.heard(PHONE, NOON - 60 * MINUTE)
    watches.heard(uuid4(), NOON + 600 * MINUTE)

    silence.refresh_from_db()
    other.refresh_from_db()
    # Six hours after eleven o'clock.
    assert (silence.due_at, other.due_at) == (NOON + 300 * MINUTE, NOON)


@pytest.mark.django_db
def test_a_phone_that_comes_back_stops_the_ringing_over_its_silence():
    over_silence()
    assert called(NOON) == [(CELL, 1, False)]

    watches.heard(PHONE, NOON + 20 * MINUTE)

    assert watches.unanswered([CELL]) == []
    assert called(NOON + 390 * MINUTE - SECOND) == []
    assert called(NOON + 390 * MINUTE) == [(CELL, 1, False)]


@pytest.mark.django_db
def test_a_silence_that_somebody_cleared_is_watched_again_from_the_phones_next_question_on():
    silence = over_silence()
    called(NOON)
    watches.answer(silence.id)

    watches.heard(PHONE, NOON + 20 * MINUTE)

    assert called(NOON + 390 * MINUTE) == [(CELL, 1, False)]


@pytest.mark.django_db
def test_word_that_is_older_than_the_last_moves_nothing_back():
    silence = over_silence()

    watches.heard(PHONE, NOON - 800 * MINUTE)

    silence.refresh_from_db()
    assert silence.due_at == NOON


@pytest.mark.django_db
def test_what_was_answered_long_ago_is_forgotten_and_what_waits_is_kept():
    done, waits = armed(), armed()
    watches.answer(done.id)

    assert watches.forget_answered(NOON) == 0
    assert watches.forget_answered(NOON + MINUTE) == 1
    assert [one.id for one in Watch.objects.all()] == [waits.id]
