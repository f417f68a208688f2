"""What the console loaded is no part of each search for unused memory; what comes after it is."""

import gc
import weakref

import pytest

from waystation.cli import serve


class Knot:
    """Something that holds itself."""

    def __init__(self):
        self.itself = self


@pytest.fixture
def settled():
    """Settle this process as a console that starts, and undo it."""
    n_loaded = len(gc.get_objects())
    serve.settle()
    yield n_loaded
    gc.unfreeze()


def test_what_is_loaded_when_the_console_starts_is_not_searched_again(settled):
    assert len(gc.get_objects()) < settled / 10
    assert gc.get_freeze_count() > settled / 2


def test_what_a_visit_leaves_behind_is_still_found(settled):
    knot = Knot()
    left = weakref.ref(knot)
    del knot
    assert left() is not None

    gc.collect()

    assert left() is None
