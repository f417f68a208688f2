"""The alarm drill: a worker killed again and again misses no alarm and tells of every one."""

import random
import shutil
import signal
import sqlite3
import subprocess
import time
from uuid import uuid4

import pytest

from waystation.cli.tests.conftest import COMMAND, environment, run
from waystation.cli.tests.listeners import page
from waystation.cli.tests.test_carrier import PING

ROUNDS, A_ROUND = 12, 25
PUT = (
    "insert into base_watch (id, cell, due_at, state, alarm, pinged) values (?, ?, ?, ?, x'00', 0)"
)
# The demo's clock stands at noon of 26 October 1855.
DUE, LATER = "1855-10-26 12:00:00", "1855-10-26 12:15:00"


def arm_some(home, dice) -> None:
    """Arm watches that are due, some that are not yet, and some that were answered."""
    states = [(DUE, "armed")] * 3 + [(LATER, "armed"), (DUE, "answered")]
    live = sqlite3.connect(home / "db.sqlite3", timeout=20)
    with live:
        for _ in range(A_ROUND):
            live.execute(PUT, (uuid4().hex, uuid4().hex, *dice.choice(states)))
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
    kept = set(live.execute("select state, due_at, pinged from base_watch"))
    n_rung = live.execute("select count(*) from base_watch where state = 'ringing'").fetchone()[0]
    live.close()
    assert kept == {("ringing", DUE, 1), ("armed", LATER, 0), ("answered", DUE, 0)}
    assert n_rung > 100
    # Whoever listens hears one word, more often than needed if the worker died after saying it.
    assert {body.decode() for _path, _headers, body in listener.heard} == {PING}
    assert 1 <= len(listener.heard) <= ROUNDS * 4
