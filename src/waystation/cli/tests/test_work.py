"""`waystation work`: rings what is due and forgets ended sessions, without any key."""

import shutil
import sqlite3
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import OperationalError

from waystation.base import clock, rounds
from waystation.cli import witness
from waystation.cli import work as worker
from waystation.cli.tests.conftest import run
from waystation.cli.timekeeper import Timekeeper
from waystation.tracing.models import PaperRow, RegisterRow, RunRow, SearchRow


def arm_alone(home, *dues: str) -> None:
    """Set watches that nobody could open, for the worker does not look, and no others."""
    put(home, "delete from base_watch")
    for due in dues:
        arm(home, due)


def arm(home, due: str) -> None:
    put(
        home,
        "insert into base_watch (id, cell, due_at, next_at, state, step, calls, codes, alarm,"
        " tiers, replies) values (?, ?, ?, ?, 'armed', 0, 1, x'00', x'00', x'00', x'00')",
        *(uuid4().hex, uuid4().hex, due, due),
    )


def put(home, sql: str, *values) -> None:
    live = sqlite3.connect(home / "db.sqlite3")
    with live:
        live.execute(sql, values)
    live.close()


def states(home) -> list[str]:
    live = sqlite3.connect(home / "db.sqlite3")
    found = [state for (state,) in live.execute("select state from base_watch order by due_at")]
    live.close()
    return found


def test_one_round_rings_what_is_due_by_the_demos_clock_and_stops(demo_home, tmp_path):
    home = shutil.copytree(demo_home, tmp_path / "copy")
    # The clock stands at noon of 26 October 1855.
    arm_alone(home, "1855-10-26 12:00:00", "1855-10-26 12:15:00")
    put(
        home,
        "insert into vault_session (id, expires_at, body)"
        " values ('s', '2020-01-01 00:00:00', x'00')",
    )

    first, second = run("work", "--once", home=home), run("work", "--once", home=home)

    assert (first.status, first.err) == (0, "")
    assert first.out == "rang 1 watches, forgot 1 sessions\n"
    assert (second.status, second.out) == (0, "")
    assert states(home) == ["ringing", "armed"]
    assert (home / "worker-seen").stat().st_mode & 0o777 == 0o600


def test_a_worker_whose_parent_is_gone_stops_after_its_round(demo_home):
    # Process 1 is nobody's parent here.
    said = run("work", "--parent", 1, home=demo_home)

    assert (said.status, said.err) == (0, "")


@pytest.mark.parametrize("every", ["0", "-1", "soon", "1.5"])
def test_rounds_need_whole_seconds_between_them(every, tmp_path):
    for command in ("work", "serve"):
        said = run(command, f"--every={every}", home=tmp_path / "home")

        assert said.status == 2
        assert f"{every} is no whole number of seconds" in said.err
    assert not (tmp_path / "home").exists()


@pytest.mark.django_db
def test_a_round_that_rings_and_then_breaks_off_leaves_no_word_that_it_was_made(
    settings, tmp_path, monkeypatch
):
    def breaks(now):
        raise ZeroDivisionError

    settings.HOME = tmp_path
    monkeypatch.setattr(witness, "keep", breaks)
    carriers, keeper = SimpleNamespace(ping=lambda at_s: 0), Timekeeper(clock.real_now)

    with pytest.raises(ZeroDivisionError):
        worker.round_once(carriers, keeper)

    assert rounds.seen() is None


@pytest.mark.django_db
def test_a_round_deletes_of_tracing_what_had_its_last_day_and_nothing_before(
    settings, tmp_path, monkeypatch
):
    settings.HOME = tmp_path
    monkeypatch.setattr(witness, "keep", lambda now: None)
    today = clock.now().date()
    for last in (today, today - timedelta(days=1)):
        of = {"cell": uuid4(), "day": last - timedelta(days=90)}
        RegisterRow.objects.create(**of, ends_on=last, box=b"")
        RunRow.objects.create(**of, ends_on=last, body=b"")
        SearchRow.objects.create(**of, body=b"")
        PaperRow.objects.create(**of, state="read", box=b"")

    carriers = SimpleNamespace(ping=lambda at_s: 0)
    worker.round_once(carriers, Timekeeper(clock.real_now))

    for kind in (RegisterRow, RunRow, SearchRow, PaperRow):
        assert [row.day for row in kind.objects.all()] == [today - timedelta(days=90)]


def test_a_round_on_a_busy_database_is_made_again(monkeypatch, capsys):
    locked = [kind("database is locked") for kind in (OperationalError, sqlite3.OperationalError)]
    rounds = iter([*locked, worker.Round(1, 0, 0)])

    def round_once(carriers, keeper):
        outcome = next(rounds)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(worker, "round_once", round_once)
    monkeypatch.setattr(worker.setup, "migrate", lambda: None)
    sleeps = iter([True, True, False])
    monkeypatch.setattr(worker, "slept", lambda seconds, parent: next(sleeps))

    assert worker.work() == 0

    said = capsys.readouterr()
    assert said.out == "rang 1 watches, forgot 0 sessions\n"
    assert said.err == "waystation: warning: the database is busy; trying again\n" * 2
