"""What is left for others is booked and given back exactly, and the best of it is found."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.kernel.rehearse.onward import Onward, Seeks
from waystation.kernel.rehearse.replanner import Planner
from waystation.kernel.rehearse.tests.tiny import (
    FROM_B,
    HOME,
    LEGS,
    N_HOURS,
    OUT,
    SAFE_PLACE,
    STRAIGHT,
    TO_B,
    A,
    B,
    script,
)
from waystation.kernel.rehearse.travellers import Step

WAY = [Step(OUT, 10), Step(STRAIGHT, 30)]


def soonest(made, place, hour, lost_guides, lost_houses):
    """Try everything, hour by hour: when a single group can be safe at the soonest."""
    here = {(place, hour)}
    for now in range(hour, N_HOURS + 1):
        for at in [p for p, h in here if h == now]:
            if at == SAFE_PLACE:
                return now
            here.add((at, now + 1))
            for leg, (start, end, takes) in enumerate(LEGS):
                is_led = now < N_HOURS and leg not in lost_guides and made.field.opens[now, leg]
                if start == at and is_led and end not in lost_houses and now + takes <= N_HOURS:
                    here.add((end, now + takes))
    return None


@settings(deadline=None, max_examples=40)
@given(
    place=st.sampled_from([HOME, A, B]),
    hour=st.integers(0, 110),
    lost=st.sets(st.integers(0, 4)),
    houses=st.sets(st.sampled_from([A, B])),
    seed=st.integers(0, 2**30),
)
def test_the_way_found_is_the_soonest_there_is(place, hour, lost, houses, seed):
    made = script(n_legs=5)
    # On a net where all time costs alike, the cheapest way is the soonest.
    made.field.opens[:] = np.random.default_rng(seed).random((N_HOURS, 5)) < 0.3
    onward = Onward(made, Planner(made.field))
    for pool in lost:
        onward.lose_guide(pool, 0)
    for house in houses:
        onward.lose_house(house)

    (way,) = onward.find([Seeks(0, place, hour)])

    arrives = None if way is None else way[-1][1] + LEGS[way[-1][0]][2]
    assert arrives == soonest(made, place, hour, lost, houses)


def test_what_is_given_back_leaves_what_was_there_before():
    made = script()
    onward = Onward(made, Planner(made.field))
    before = [part.copy() for part in onward._taken[:3]]

    onward.book(0, (HOME, 0), WAY)
    booked = [int(part.sum()) for part in onward._taken[:3]]
    onward.free(0, (HOME, 0), WAY, -1)

    # Two starts; four people in A at hour 24, at home at no noon or midnight; four led twice.
    assert booked == [2, 4, 8]
    assert all(np.array_equal(a, b) for a, b in zip(before, onward._taken[:3], strict=True))


def test_what_is_past_stays_taken():
    made = script()
    onward = Onward(made, Planner(made.field))
    onward.book(0, (HOME, 0), WAY)

    onward.free(0, (HOME, 0), WAY, 20)

    assert onward._taken.starts.sum() == 1  # The start at hour 10.
    assert onward._taken.people.sum() == 0  # The bed of hour 24 is free again.


def test_a_full_house_is_passed_by_but_nobody_is_put_out_of_it():
    made = script()
    made.field.beds[A] = 4
    made.field.opens[:, STRAIGHT] = False
    made.field.opens[37, STRAIGHT] = True
    made.field.opens[:, TO_B] = False
    made.field.opens[34, TO_B] = True
    made.field.opens[31:, OUT] = False
    onward = Onward(made, Planner(made.field))
    onward.stay(0, A, 0, N_HOURS)

    (comes,) = onward.find([Seeks(0, HOME, 30)])
    (stays,) = onward.find([Seeks(0, A, 30)])

    # Nobody else may be in A at noon, hour 36: who comes at 32 goes on over B at 34, to be safe
    # at 42. Who is in A already waits on the floor for the leg at 37, to be safe at 41.
    assert comes == [(OUT, 30), (TO_B, 34), (FROM_B, 37)]
    assert stays == [(STRAIGHT, 37)]
