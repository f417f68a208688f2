"""`waystation serve`: the console and, beside it, the worker without which no alarm rings."""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from waystation.cli.tests.conftest import COMMAND, environment
from waystation.cli.tests.test_work import arm_alone, states
from waystation.testing.ports import free_port

# Only a test that fails waits so long; a server starts as fast as the machine can.
SOON_S = 180


@contextmanager
def serving(home, *words):
    """Serve on a free port; gives the process, after the one line it says."""
    server = subprocess.Popen(
        [COMMAND[0], "-P", *COMMAND[1:], "serve", "--port", str(free_port()), *words],
        cwd=home,
        env=environment(home) | {"WAYSTATION_ORIGIN": "http://127.0.0.1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield server
    finally:
        # With all it started: a child left over would hold the pipes open for good.
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.communicate()


def answers(server) -> bool:
    """Say whether the server takes connections; ending it before that is another matter."""
    port = int(server.args[server.args.index("--port") + 1])
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


def soon(question) -> bool:
    """Ask until the answer is yes, or it takes too long."""
    give_up = time.monotonic() + SOON_S
    while not question() and time.monotonic() < give_up:
        time.sleep(0.05)
    return question()


def workers_of(server) -> list[int]:
    """List the workers that a server started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"work" in words and b"--parent" in words and str(server.pid).encode() in words:
            found.append(int(folder.name))
    return found


@pytest.fixture
def home(demo_home, tmp_path):
    return shutil.copytree(demo_home, tmp_path / "copy")


@pytest.mark.long
def test_a_due_watch_rings_while_the_console_is_served_and_all_ends_together(home):
    arm_alone(home, "1855-10-26 12:00:00")  # The demo's clock stands at noon.
    # A file that happens to lie where the server is started is no part of its worker.
    (home / "django.py").write_text("raise SystemExit('not the library')")

    with serving(home, "--every", "1") as server:
        line = server.stdout.readline()
        assert soon(lambda: states(home) == ["ringing"])
        (worker,) = workers_of(server)
        told = Path(f"/proc/{worker}/environ").read_bytes().split(b"\0")
        limits = Path(f"/proc/{worker}/limits").read_text()
        # Ctrl+C, where the terminal tells the server alone.
        server.send_signal(signal.SIGINT)
        out, err = server.communicate(timeout=SOON_S)

    assert line.startswith("Waystation is at http://127.0.0.1:")
    assert "due alarms ring" in line
    assert (server.returncode, out, err) == (0, "", "")
    assert workers_of(server) == []
    # A core file would hold whatever was open.
    assert re.search(r"Max core file size +0 +0 ", limits)
    # Begun with no environment at all; what it has to know it was told.
    assert {*told} == {b""}


@pytest.mark.long
def test_a_worker_that_ends_by_itself_is_started_again(home):
    with serving(home, "--every", "1") as server:
        server.stdout.readline()
        assert soon(lambda: len(workers_of(server)) == 1)
        (first,) = workers_of(server)
        os.kill(first, signal.SIGKILL)
        assert soon(lambda: workers_of(server) not in ([], [first]))
        assert soon(lambda: answers(server))
        server.terminate()
        _out, err = server.communicate(timeout=SOON_S)

    assert "the worker ended; it is started again" in err
    assert soon(lambda: workers_of(server) == [])


@pytest.mark.long
def test_without_its_worker_the_console_says_that_no_alarm_rings(home):
    with serving(home, "--no-worker") as server:
        line = server.stdout.readline()
        assert soon(lambda: answers(server))
        started = workers_of(server)
        server.terminate()
        server.communicate(timeout=SOON_S)

    assert "no alarm rings until `waystation work` runs" in line
    assert started == []


@pytest.mark.long
def test_the_worker_ends_when_its_server_was_killed(home):
    words = " ".join([*COMMAND, "work", "--every", "1"])
    server = subprocess.Popen(
        ["sh", "-c", f"{words} --parent $$ & echo up; wait"],
        env=environment(home),
        stdout=subprocess.PIPE,
    )
    server.stdout.readline()
    assert soon(lambda: len(workers_of(server)) == 1)

    server.kill()

    assert soon(lambda: workers_of(server) == [])
    server.communicate()
