"""Two at a time pay the price of a passphrase; the rest wait a little or come back."""

import threading
import time

import pytest

from waystation.vault import crowd, seal
from waystation.vault.crowd import KDF_SLOTS, Crowded

# Only a test that fails waits so long; a busy machine takes its time to run thirty threads.
PATIENCE_S = 120


def in_threads(count, work):
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    return threads


def until(holds):
    """Wait until something holds; on a busy machine threads begin late."""
    give_up = time.monotonic() + PATIENCE_S
    while not holds() and time.monotonic() < give_up:
        time.sleep(0.01)
    assert holds()


def test_two_people_derive_at_once_with_two_lanes_and_neither_hangs():
    done = []

    def derive():
        with crowd.kdf_slot():
            done.append(seal.stretch(b"p", bytes(16), memory_kib=8_192, passes=2, lanes=2))

    for thread in in_threads(2, derive):
        thread.join(timeout=PATIENCE_S)

    assert len(done) == 2


def test_a_third_person_waits_until_one_of_two_is_through(monkeypatch):
    monkeypatch.setattr(crowd, "WAIT_S", PATIENCE_S)
    inside, most, leave = [], [], threading.Event()
    third_looks = threading.Event()
    look = crowd._free_slot

    def looked(home):
        slot = look(home)
        if slot is None:
            third_looks.set()
        return slot

    monkeypatch.setattr(crowd, "_free_slot", looked)

    def derive():
        with crowd.kdf_slot():
            inside.append(1)
            most.append(len(inside))
            leave.wait(PATIENCE_S)
            inside.pop()

    threads = in_threads(3, derive)
    until(lambda: len(inside) == KDF_SLOTS and third_looks.is_set())
    assert len(inside) == KDF_SLOTS == 2
    leave.set()
    for thread in threads:
        thread.join(timeout=PATIENCE_S)

    assert len(most) == 3
    assert max(most) == 2


def test_whoever_waits_too_long_is_told_so(monkeypatch):
    monkeypatch.setattr(crowd, "WAIT_S", 0.1)

    with crowd.kdf_slot(), crowd.kdf_slot(), pytest.raises(Crowded, match="Many people"):
        crowd.kdf_slot().__enter__()


def test_of_a_crowd_all_but_two_and_twenty_are_sent_away_at_once(monkeypatch):
    # Nobody who waits is sent away before the test is over: whoever is, was so at once.
    monkeypatch.setattr(crowd, "WAIT_S", 2 * PATIENCE_S)
    sent_away, through, leave = [], [], threading.Event()

    def derive():
        try:
            with crowd.kdf_slot():
                leave.wait(2 * PATIENCE_S)
                through.append(1)
        except Crowded:
            sent_away.append(1)

    threads = in_threads(30, derive)
    # 30 less two inside and twenty waiting.
    until(lambda: len(sent_away) == 8)
    leave.set()
    for thread in threads:
        thread.join(timeout=PATIENCE_S)

    assert (len(sent_away), len(through)) == (8, 22)


def test_a_failure_inside_frees_the_place():
    for _ in range(KDF_SLOTS + 1):
        with pytest.raises(ValueError, match="broken"), crowd.kdf_slot():
            raise ValueError("broken")

    with crowd.kdf_slot(), crowd.kdf_slot():
        pass
