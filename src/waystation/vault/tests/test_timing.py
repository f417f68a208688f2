"""Whoever holds a stop-watch cannot tell which door a passphrase opened."""

import time
from statistics import median

import pytest

from waystation.vault import door
from waystation.vault.tests.harriet import DURESS, NAME, NOON, PASSPHRASE

pytestmark = [
    pytest.mark.long,
    pytest.mark.sqlite_only("a stop watch: beside a server it would measure the server"),
]
RUNS = 200


def test_both_doors_take_the_same_time(harriet, settings):
    # A fortieth of what people pay, so that everything besides weighs forty times as much.
    settings.KDF = (8_192, 1, 1)
    harriet.force()
    took_s = {PASSPHRASE: [], DURESS: []}

    for run in range(RUNS):
        # In turns, and each first as often: a machine that slows down slows both down.
        for passphrase in sorted(took_s, reverse=bool(run % 2)):
            began = time.perf_counter()
            door.sign_in(NAME, passphrase, now=NOON)
            took_s[passphrase].append(time.perf_counter() - began)

    mine, forced = (median(times) for times in took_s.values())
    assert abs(mine - forced) / mine < 0.05
