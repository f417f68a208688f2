"""Filling a flight, against every choice there is."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.kernel.seats import fill

HOUSEHOLDS = st.lists(st.tuples(st.integers(1, 12), st.integers(0, 400)), min_size=1, max_size=8)


def chosen(sizes, waits, first=(0,), seats=10):
    """Give what the kernel chooses, as a list."""
    arrays = (np.array(values, np.int64) for values in (sizes, waits, first))
    return fill(*arrays, seats).tolist()


def by_hand(sizes, waits, first, seats):
    """Try every choice and keep the best; on a tie the one that is first in order."""
    best, found = None, []
    everybody = range(len(sizes))
    for n in range(len(sizes) + 1):
        for some in combinations(everybody, n):
            people = sum(sizes[one] for one in some)
            if not set(first) <= set(some) or people > seats:
                continue
            front = tuple(one in some for one in everybody)
            worth = (people, sum(sizes[one] * waits[one] for one in some), front)
            if best is None or worth > best:
                best, found = worth, list(some)
    return found


@given(HOUSEHOLDS, st.data())
@settings(max_examples=100)
def test_no_choice_is_better_than_the_one_given(households, data):
    sizes, waits = zip(*households, strict=True)
    first = data.draw(st.lists(st.sampled_from(range(len(sizes))), max_size=2, unique=True))
    assert chosen(sizes, waits, first) == by_hand(sizes, waits, first, 10)


def test_seats_come_before_waiting():
    # Ten seats with the third, who has hardly waited, against nine with the second.
    assert chosen([6, 3, 4], [90, 80, 1]) == [0, 2]


def test_of_fillings_of_as_many_seats_the_longest_wait_goes():
    assert chosen([6, 4, 4, 2, 2], [90, 10, 30, 29, 32]) == [0, 3, 4]  # 122 against 120


def test_on_a_tie_those_in_front_go():
    assert chosen([6, 4, 4], [90, 30, 30]) == [0, 1]


def test_who_must_be_aboard_and_does_not_fit_leaves_the_flight_empty():
    assert chosen([11, 2], [90, 30]) == []
    assert chosen([6, 5], [90, 30], first=(0, 1)) == []
