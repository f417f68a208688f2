"""A worker that goes no more rounds is noticed within five minutes, and somebody is called."""

import shutil
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from waystation.base import rounds
from waystation.base.errors import Refused
from waystation.base.steady import Steady
from waystation.cli import guard
from waystation.cli.guard import Guard
from waystation.cli.tests.conftest import run
from waystation.cli.timekeeper import Timekeeper

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Watched:
    """A guard over a worker of which a test says when it last went round; counts its calls."""

    def __init__(self, age_s=0.0, taken=True):
        self.age_s, self.taken, self.calls = age_s, taken, 0
        self.guard = Guard(lambda: self.age_s, self.call)

    def call(self) -> bool:
        self.calls += 1
        return self.taken

    def look(self, *seconds) -> list[bool]:
        return [self.guard.look(at_s) for at_s in seconds]


def test_a_worker_that_goes_its_rounds_calls_nobody():
    watched = Watched(age_s=19)

    assert watched.look(0, 20, 40, 9_000) == [False] * 4
    assert watched.calls == 0


def test_four_minutes_without_a_round_call_somebody_and_again_every_ten():
    watched = Watched()
    watched.look(0)
    watched.age_s = None

    assert watched.look(20, 239, 240, 260, 839, 840, 1_439, 1_440) == [
        False, False, True, False, False, True, False, True,
    ]  # fmt: skip


def test_the_four_minutes_count_from_the_last_round_and_not_from_the_last_look():
    watched = Watched(age_s=0)
    watched.look(0)

    said = []
    for at_s in range(20, 320, 20):
        watched.age_s = at_s
        said += watched.look(at_s)

    # The look at 240 s.
    assert said.index(True) == 11
    assert sum(said) == 1


def test_a_worker_that_was_dead_before_anybody_watched_is_told_of_within_a_minute():
    assert Watched(age_s=301).look(0, 20, 40, 60) == [False, False, False, True]


def test_one_that_is_begun_together_with_its_worker_after_a_night_calls_nobody():
    watched = Watched(age_s=36_000)
    watched.look(0)
    watched.age_s = 1

    assert watched.look(20, 40, 60, 80) == [False] * 4
    assert watched.calls == 0


def test_one_that_cannot_be_asked_counts_as_silent_after_four_minutes():
    assert Watched(age_s=None).look(0, 239, 240) == [False, False, True]


def test_a_call_that_nobody_took_is_made_again_at_the_next_look():
    watched = Watched(age_s=400, taken=False)
    assert watched.look(0, 60, 80) == [False] * 3

    watched.taken = True

    assert watched.look(100, 120) == [True, False]
    assert watched.calls == 3


def test_a_worker_that_died_again_is_told_of_again():
    watched = Watched(age_s=400)
    assert watched.look(0, 60) == [False, True]
    watched.age_s = 1
    assert watched.look(80) == [False]

    watched.age_s = None

    # Its last round was at 79 s.
    assert watched.look(318, 319) == [False, True]


class Console(BaseHTTPRequestHandler):
    """Answers like a console whose worker was seen so long ago."""

    says, status = b'{"age_s": 12}', 200

    def do_GET(self):
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.says)

    def log_message(self, *_args):
        """Say nothing."""


@pytest.mark.parametrize(
    ("status", "says", "age_s"),
    [
        (200, b'{"age_s": 12}', 12.0),
        (503, b'{"age_s": 999}', 999.0),
        (503, b'{"age_s": null}', None),
        (200, b'{"age_s": -5}', None),
        (200, b"[]", None),
        (502, b"<html>", None),
        (200, b'{"age_s": 1' + b"0" * 999, None),
    ],
)
def test_a_console_is_asked_how_long_ago_and_nonsense_is_no_answer(status, says, age_s):
    kind = type("Answering", (Console,), {"says": says, "status": status})
    server = HTTPServer(("127.0.0.1", 0), kind)
    Thread(target=server.handle_request, daemon=True).start()

    assert guard.ask(f"http://127.0.0.1:{server.server_port}/healthz/worker") == age_s

    server.server_close()


def test_a_console_that_sends_elsewhere_is_no_answer():
    class Elsewhere(Console):
        def do_GET(self):
            self.send_response(302 if self.path == "/" else 200)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(b"" if self.path == "/" else self.says)

    server = HTTPServer(("127.0.0.1", 0), Elsewhere)
    Thread(target=server.serve_forever, daemon=True).start()

    assert guard.ask(f"http://127.0.0.1:{server.server_port}/") is None

    server.shutdown()
    server.server_close()


def test_nobody_there_is_no_answer():
    assert guard.ask("http://127.0.0.1:9/") is None


@pytest.mark.parametrize("url", ["http://console.example/", "ftp://127.0.0.1/", "nonsense"])
def test_an_address_that_is_not_https_is_refused(url):
    with pytest.raises(Refused, match="no https address"):
        guard.guard(url=url, once=True)


def test_a_guard_who_could_call_nobody_does_not_begin(settings):
    settings.PING_URL = settings.PING_MAIL = ""

    with pytest.raises(Refused, match="Nobody could be called"):
        guard.guard()


@pytest.mark.long
def test_the_command_looks_once_and_ends_with_what_it_found(demo_home, tmp_path):
    home = shutil.copytree(demo_home, tmp_path / "copy")
    assert run("guard", "--once", home=home).status == 1
    assert run("work", "--once", home=home).status == 0

    said = run("guard", "--once", home=home)

    assert (said.status, said.out, said.err) == (0, "", "")


class Clocks:
    """A machine's two clocks, and who is called about them."""

    def __init__(self, home_settings, tmp_path):
        home_settings.HOME = tmp_path
        self.wall, self.at_s, self.n_called = NOON, 1_000.0, 0
        self.keeper = self.started()

    def started(self) -> Timekeeper:
        return Timekeeper(lambda: self.wall, lambda: self.at_s, self.call)

    def call(self):
        self.n_called += 1

    def go(self, seconds, jump=timedelta(0)):
        self.at_s += seconds
        self.wall += timedelta(seconds=seconds) + jump
        told = self.keeper.told()
        rounds.note_round(told.steady, moved=told.moved)
        return told


@pytest.fixture
def clocks(settings, tmp_path):
    return Clocks(settings, tmp_path)


def soon_called(clocks, n) -> bool:
    give_up = time.monotonic() + 120
    while clocks.n_called < n and time.monotonic() < give_up:
        time.sleep(0.01)
    return clocks.n_called == n


def test_a_clock_set_back_an_hour_delays_nothing_and_its_keeper_is_called_once_an_hour(clocks):
    clocks.go(20)

    told = clocks.go(20, jump=-60 * MINUTE)

    assert (told.now, told.moved) == (NOON + timedelta(seconds=40), True)
    assert soon_called(clocks, 1)
    clocks.go(3_500)
    assert soon_called(clocks, 1)
    clocks.go(100)
    assert soon_called(clocks, 2)


def test_a_restart_goes_on_where_the_last_round_left_off_whatever_the_clock_says(clocks):
    clocks.go(20)
    for jump in (60 * MINUTE, -60 * MINUTE):
        clocks.keeper = clocks.started()
        told = clocks.go(10, jump=jump)
        assert told.steady.at <= NOON + timedelta(seconds=60)
        assert told.now >= NOON + timedelta(seconds=30)

    # Right again: an hour ahead, an hour back.
    assert told.moved is False


def test_after_a_start_of_the_machine_a_clock_behind_the_last_round_does_not_count(
    clocks, monkeypatch, tmp_path
):
    rounds.note_round(Steady(NOON + 30 * MINUTE, 5.0))
    monkeypatch.setattr(rounds, "BOOT", tmp_path / "none")

    assert clocks.go(0).now == NOON + 30 * MINUTE
