"""Work in the background: how far it is, that it can be stopped, and what is heard if it breaks."""

import logging
import threading

import pytest

from waystation.base.ids import new_id
from waystation.dispatch import running

# Only a test that fails waits so long.
PATIENCE_S = 120


class Gate:
    """Work that begins, says so, and goes on only when it is let."""

    def __init__(self):
        self.begun, self.let, self.ended = (threading.Event() for _ in range(3))
        self.failed = threading.Event()

    def work(self, run: running.Run) -> None:
        self.begun.set()
        assert self.let.wait(PATIENCE_S)
        try:
            run.tell(3, 7)
        finally:
            self.ended.set()

    def begin(self):
        run_id = new_id()
        assert running.start(run_id, self.work, self.failed.set)
        return run_id


@pytest.fixture(autouse=True)
def _no_database(monkeypatch):
    # The threads of these tests open no connection, so there is none to close.
    monkeypatch.setattr(running.connection, "close", lambda: None)


def gone(run_id) -> bool:
    """Wait until a run is over."""
    for _ in range(PATIENCE_S * 100):
        if running.progress(run_id) is None:
            return True
        threading.Event().wait(0.01)
    return False


def test_a_run_tells_how_far_it_is_and_is_forgotten_when_it_is_over():
    told, seen = threading.Event(), threading.Event()

    def work(run):
        run.tell(2, 5)
        told.set()
        assert seen.wait(PATIENCE_S)

    run_id = new_id()
    running.start(run_id, work, pytest.fail)
    assert told.wait(PATIENCE_S)
    run = running.progress(run_id)

    assert run is not None
    assert (run.done, run.of, run.waits) == (2, 5, False)
    seen.set()
    assert gone(run_id)


def test_the_same_run_does_not_begin_twice():
    gate = Gate()
    run_id = gate.begin()
    assert gate.begun.wait(PATIENCE_S)

    again = running.start(run_id, pytest.fail, pytest.fail)

    assert not again
    gate.let.set()
    assert gone(run_id)


def test_a_cancelled_run_stops_at_its_next_word_and_has_not_failed():
    gate = Gate()
    run_id = gate.begin()
    assert gate.begun.wait(PATIENCE_S)

    known = running.cancel(run_id)
    gate.let.set()

    assert known
    assert gone(run_id)
    assert gate.ended.is_set()
    assert not gate.failed.is_set()


def test_nobody_cancels_a_run_that_is_not_there():
    assert not running.cancel(new_id())


def test_whoever_comes_third_waits_and_one_cancelled_while_it_waits_never_begins():
    first, second, third = Gate(), Gate(), Gate()
    ids = [first.begin(), second.begin()]
    assert first.begun.wait(PATIENCE_S)
    assert second.begun.wait(PATIENCE_S)
    third_id = third.begin()

    waiting = running.progress(third_id)

    assert waiting is not None
    assert waiting.waits
    assert not third.begun.is_set()
    running.cancel(third_id)
    first.let.set(), second.let.set()
    assert all(gone(run_id) for run_id in (*ids, third_id))
    assert not third.begun.is_set()


def test_work_that_breaks_off_is_told_and_the_log_holds_the_kind_of_error_alone(caplog):
    failed = threading.Event()

    def work(_run):
        raise ValueError("a family of four at the mill")

    run_id = new_id()
    with caplog.at_level(logging.ERROR):
        running.start(run_id, work, failed.set)
        assert failed.wait(PATIENCE_S)
        assert gone(run_id)

    assert "ValueError" in caplog.text
    assert "mill" not in caplog.text
    assert "family" not in caplog.text


def test_who_is_cancelled_while_it_waits_leaves_at_once(monkeypatch):
    monkeypatch.setattr(running, "LOOKS_EVERY_S", 0.01)
    first, second, third = Gate(), Gate(), Gate()
    ids = [first.begin(), second.begin()]
    assert first.begun.wait(PATIENCE_S)
    assert second.begun.wait(PATIENCE_S)
    third_id = third.begin()

    running.cancel(third_id)

    assert gone(third_id)
    assert all(running.progress(run_id) for run_id in ids)
    first.let.set(), second.let.set()
    assert all(gone(run_id) for run_id in ids)


def test_a_run_for_which_there_is_no_thread_is_not_waited_for(monkeypatch):
    def none_left(_thread):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(running.threading.Thread, "start", none_left)
    run_id = new_id()

    with pytest.raises(RuntimeError):
        running.start(run_id, pytest.fail, pytest.fail)

    assert running.progress(run_id) is None
