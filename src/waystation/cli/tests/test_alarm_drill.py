"""The alarm drill: a worker killed again and again misses no alarm and tells of every one."""

import random
import shutil
import signal
import sqlite3
import subprocess
import time
from uuid import uuid4

import pytest

from waystation.cli.carriers.word import WORD
from waystation.cli.tests.conftest import COMMAND, environment, run
from waystation.cli.tests.listeners import page

ROUNDS, A_ROUND = 12, 25
PUT = (
    "insert into base_watch (id, cell, due_at, next_at, state, step, calls, codes, alarm, tiers,"
    " replies) values (?, ?, ?, ?, ?, 0, 1, x'00', x'00', x'00', x'00')"
)
# All of one compartment, whose duty is called once for all of them.
CELL = uuid4().hex
# The demo's clock stands at noon of 26 October 1855.
DUE, LATER = "1855-10-26 12:00:00", "1855-10-26 12:15:00"


def arm_some(home, dice) -> None:
    """Arm watches that are due, some that are not yet, and some that were answered."""
    states = [(DUE, "armed")] * 3 + [(LATER, "armed"), (DUE, "answered")]
    live = sqlite3.connect(home / "db.sqlite3", timeout=20)
    with live:
        for _ in range(A_ROUND):
            due, state = dice.choice(states)
            next_at = None if state == "answered" else due
            live.execute(PUT, (uuid4().hex, CELL, due, next_at, state))
    live.close()


@pytest.mark.long
def test_a_worker_killed_at_any_moment_misses_nothing_and_rings_nothing_else(
    demo_home, tmp_path, monkeypatch
):
    home, dice = shutil.copytree(demo_home, tmp_path / "copy"), random.Random(1855)
    with page() as listener:
        monkeypatch.setenv("WAYSTATION_PING_URL", listener.address)
        for _ in range(ROUNDS):
            arm_some(home, dice)
            worker = subprocess.Popen(
                [*COMMAND, "work", "--every", "1"],
                env=environment(home),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            time.sleep(dice.uniform(0.2, 2.5))
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        assert run("work", "--once", home=home).status == 0

    live = sqlite3.connect(home / "db.sqlite3")
    own = set(live.execute("select state, due_at from base_watch where cell = ?", [CELL]))
    others = set(live.execute("select state, due_at from base_watch where cell <> ?", [CELL]))
    pages = live.execute("select count(*), count(distinct watch), min(pinged) from base_page")
    n_pages, n_called, all_told = pages.fetchone()
    n_rung = live.execute("select count(*) from base_watch where state = 'ringing'").fetchone()[0]
    live.close()
    assert own == {("ringing", DUE), ("armed", LATER), ("answered", DUE)}
    # Of the demo's own cases rings what is due: a question that nobody put since the morning, too.
    of_today = {one for one in others if one[1] <= LATER}
    assert of_today == {("ringing", "1855-10-26 08:00:00"), ("ringing", DUE), ("answered", DUE)}
    assert {state for state, at in others if at > LATER} == {"armed", "answered"}
    assert n_pages == n_called == n_rung > 100
    assert all_told == 1
    # Whoever listens hears one word, more often than needed if the worker died after saying it.
    assert {body.decode() for _path, _headers, body in listener.heard} == {WORD}
    assert 1 <= len(listener.heard) <= ROUNDS * 4
