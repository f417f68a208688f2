"""The worker leaves word of each round; one that stopped is noticed whatever the clock says."""

import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from waystation.base import rounds, watches
from waystation.base.steady import Steady

NOON = datetime(1855, 10, 26, 12, 0, tzinfo=UTC)
REAL = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


def went_round(ago_s, at=REAL):
    rounds.note_round(Steady(at, rounds.uptime_s() - ago_s))


def test_the_word_is_for_nobody_else_and_says_when(home):
    assert rounds.seen() is None
    assert rounds.silent_for(REAL) is None

    rounds.note_round(Steady(REAL, 12.5))

    assert (home / rounds.SEEN).stat().st_mode & 0o777 == 0o600
    assert rounds.seen() == rounds.Seen(Steady(REAL, 12.5), True)


def test_a_clock_that_was_set_makes_nobody_seem_alive_or_dead(home):
    went_round(240)

    # The machine's clock jumped a day ahead and a day back: it was four minutes.
    for jump in (timedelta(1), -timedelta(1)):
        silent = rounds.silent_for(REAL + jump)
        assert silent is not None
        # The machine counts its uptime in hundredths of a second.
        assert 4 * MINUTE - timedelta(seconds=1) < silent < 5 * MINUTE


def test_after_a_start_of_the_machine_its_own_time_counts(home, monkeypatch):
    went_round(0)
    monkeypatch.setattr(rounds, "BOOT", home / "none")

    assert rounds.silent_for(REAL + 7 * MINUTE) == 7 * MINUTE


def test_a_clock_set_back_before_a_start_makes_nobody_seem_alive(home):
    # Left before the machine was started, by a clock that was a day ahead of today's.
    (home / rounds.SEEN).write_text(f"{(REAL + timedelta(1)).isoformat()} 9.0 another steady\n")

    assert rounds.silent_for(REAL, 299.0) == timedelta(seconds=299)
    assert rounds.silent_for(REAL, 301.0) == timedelta(seconds=301)


def test_a_machine_that_slept_is_not_one_whose_clock_was_moved(monkeypatch):
    clocks = {time.CLOCK_BOOTTIME: 4_000.0, time.CLOCK_MONOTONIC: 400.0}
    monkeypatch.setattr(rounds.time, "clock_gettime", clocks.get)

    assert rounds.uptime_s() == 4_000.0


def test_an_empty_file_of_an_earlier_version_says_when_it_was_touched(home):
    (home / rounds.SEEN).touch()

    silent = rounds.silent_for(datetime.now(UTC) + 9 * MINUTE)

    assert silent is not None
    assert 9 * MINUTE <= silent < 10 * MINUTE


def armed():
    return watches.arm(watch_id=uuid4(), cell=uuid4(), alarm=b"sealed", due_at=NOON)


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

    went_round(240)
    assert watches.nobody_rings(NOON + MINUTE * 60, real_now=REAL) is False
    went_round(301)
    assert watches.nobody_rings(NOON + MINUTE * 60, real_now=REAL) is True
