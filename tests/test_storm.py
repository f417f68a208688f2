"""A storm over the worker: nothing is missed, nothing is doubled, and mistakes are caught."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bench.storm import storm
from bench.storming import CONTROLS

pytestmark = pytest.mark.long


def test_killed_locked_out_and_told_a_wrong_time_it_misses_and_doubles_nothing(tmp_path):
    found = storm(tmp_path, n=300, window_s=40)

    assert (found.missed, found.tiers_missed, found.doubled, found.false) == (0, 0, 0, 0)
    # It was a storm, and some watches were answered in the middle of it.
    assert min(found.kills, found.locks) >= 5
    assert found.n_due >= 200
    assert found.n_answered >= 10


@pytest.mark.soak
def test_workers_with_a_mistake_are_caught(tmp_path):
    def wrong(control: str) -> int:
        home = tmp_path / control.replace(" ", "-")
        home.mkdir()
        found = storm(home, n=120, window_s=25, jumps=False, control=control, patience_s=10)
        return found.missed + found.tiers_missed + found.doubled + found.false

    # Side by side: a storm mostly waits.
    with ThreadPoolExecutor(len(CONTROLS)) as pool:
        found = dict(zip(CONTROLS, pool.map(wrong, CONTROLS), strict=True))

    assert min(found.values()) > 0, found
