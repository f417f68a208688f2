"""Due times are judged by a clock that nobody can set back."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from waystation.base.steady import Steady, begin, tell

NOON = datetime(1855, 10, 26, 12, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def test_a_clock_that_agrees_within_five_minutes_is_followed():
    told = tell(Steady(NOON, 0), NOON + 25 * MINUTE, 1_200)

    assert (told.now, told.moved) == (NOON + 25 * MINUTE, False)
    assert told.steady == Steady(NOON + 25 * MINUTE, 1_200)


def test_a_clock_set_back_delays_nothing():
    told = tell(Steady(NOON, 0), NOON - 40 * MINUTE, 1_200)

    assert (told.now, told.moved) == (NOON + 20 * MINUTE, True)


def test_of_a_clock_set_ahead_the_earlier_due_counts_and_it_is_not_remembered():
    told = tell(Steady(NOON, 0), NOON + 80 * MINUTE, 1_200)
    after = tell(told.steady, NOON + 40 * MINUTE, 2_400)

    assert (told.now, told.moved) == (NOON + 80 * MINUTE, True)
    assert (after.now, after.moved) == (NOON + 40 * MINUTE, False)


def test_it_begins_at_the_later_of_the_machines_time_and_the_last_word():
    assert begin(NOON, 5).at == NOON
    assert begin(NOON, 5, Steady(NOON - HOUR, 99)).at == NOON
    assert begin(NOON, 5, Steady(NOON + HOUR, 99)).at == NOON + HOUR


def test_within_one_start_of_the_machine_only_the_monotonic_clock_counts():
    begun = begin(NOON + 9 * HOUR, 1_300, Steady(NOON, 100), same_start=True)

    assert begun == Steady(NOON + 20 * MINUTE, 1_300)


@given(st.lists(st.tuples(st.floats(0, 3_600), st.integers(-7_200, 7_200)), max_size=30))
def test_told_time_never_runs_behind_what_has_passed(steps):
    steady, passed_s = begin(NOON, 0), 0.0
    for step_s, off_s in steps:
        passed_s += step_s
        # Whatever the machine's clock was set to, up to two hours off.
        wall = NOON + timedelta(seconds=passed_s + off_s)

        told = tell(steady, wall, passed_s)

        # Small steps are followed, each up to five minutes.
        assert told.now >= told.steady.at
        assert told.now >= wall
        assert told.steady.at - steady.at >= timedelta(seconds=step_s) - 5 * MINUTE - timedelta(
            seconds=1
        )
        steady = told.steady
