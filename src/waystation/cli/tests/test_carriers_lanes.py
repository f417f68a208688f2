"""Calls beside the round: bounded, and whoever hangs holds up their own server's calls alone."""

import threading
import time
from uuid import UUID, uuid4

import pytest

from waystation.cli.carriers import lanes as module
from waystation.cli.carriers.lanes import DEADLINE_S, Job, Lanes

KEY = (UUID(int=7), "page")
# Only a test that fails waits so long.
PATIENCE_S = 120


@pytest.fixture
def gate():
    """Give what a hanging call waits for; it is opened in the end, so that no thread is left."""
    opened = threading.Event()
    yield opened
    opened.set()


def job(make=lambda: True, *, operator="a", from_s=0.0) -> Job:
    return Job(KEY, uuid4(), operator, make, from_s)


def heard(lanes: Lanes, n: int) -> dict[UUID, bool]:
    """Wait for the results of so many calls."""
    found: dict[UUID, bool] = {}
    until = time.monotonic() + PATIENCE_S
    while len(found) < n and time.monotonic() < until:
        lanes.wait(0.05)
        found |= {done.way: taken for done, taken in lanes.results(0.0)}
    return found


def test_each_call_is_made_once_and_its_answer_told_once():
    lanes, yes, no = Lanes(), job(), job(lambda: False)

    assert lanes.put(yes)
    assert lanes.put(no)

    assert heard(lanes, 2) == {yes.way: True, no.way: False}
    assert lanes.results(0.0) == []


def test_two_calls_that_hang_hold_up_their_operator_and_nobody_else(gate):
    lanes = Lanes()
    hanging = [job(gate.wait, operator="deaf") for _ in range(5)]
    others = [job(operator=f"other-{n}") for n in range(20)]

    for one in hanging + others:
        lanes.put(one)

    assert heard(lanes, 20) == {one.way: True for one in others}
    assert len(lanes._running) == 2


def test_a_call_that_takes_too_long_has_failed_and_its_late_answer_is_nobodys(gate):
    begun = threading.Event()

    def hang() -> bool:
        begun.set()
        return gate.wait()

    lanes, slow = Lanes(), job(hang, from_s=0.0)
    lanes.put(slow)
    assert begun.wait(PATIENCE_S)

    assert lanes.results(DEADLINE_S) == []
    assert lanes.results(DEADLINE_S + 0.1) == [(slow, False)]
    gate.set()
    while lanes._running:
        time.sleep(0.01)
    assert lanes.results(DEADLINE_S + 0.2) == []


class Odd(Exception):
    """Nothing that anybody expects of a library."""


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_call_that_ends_its_lane_has_failed_and_leaves_no_operator_blocked():
    def breaks() -> bool:
        raise Odd

    lanes, odd = Lanes(), [job(breaks) for _ in range(20)]
    for one in odd:
        lanes.put(one)
        assert heard(lanes, 1) == {one.way: False}

    good = job()
    assert lanes.put(good)
    assert heard(lanes, 1) == {good.way: True}
    assert lanes._running == []


def test_phones_with_mail_leave_room_in_the_queue_for_an_alarm():
    lanes, later_s = Lanes(), time.monotonic() + 3_600
    phones = [job(from_s=later_s)._replace(key=(KEY[0], "phone")) for _ in range(300)]

    assert sum(lanes.put(one) for one in phones) == module.WAITING_MAX // 2
    assert lanes.put(job(from_s=later_s))


def test_a_call_is_made_no_sooner_than_it_may():
    lanes, at = Lanes(), []
    from_s = time.monotonic() + 0.2

    lanes.put(job(lambda: at.append(time.monotonic()) or True, from_s=from_s))
    heard(lanes, 1)

    assert from_s <= at[0]


def test_the_queue_is_bounded_and_says_when_it_is_full(gate, monkeypatch):
    monkeypatch.setattr(module, "WAITING_MAX", 3)
    lanes = Lanes()

    put = [lanes.put(job(gate.wait, from_s=time.monotonic() + 60)) for _ in range(4)]

    assert put == [True, True, True, False]


def test_a_call_that_breaks_off_fails_and_says_its_kind_alone(capsys):
    lanes = Lanes()

    def breaks() -> bool:
        raise KeyError("https://push.example.org/secret-topic")

    first, second = job(breaks), job()
    lanes.put(first)
    lanes.put(second)

    assert heard(lanes, 2) == {first.way: False, second.way: True}
    said = capsys.readouterr().err
    assert said == "waystation: warning: a call broke off (KeyError); trying again\n"
