"""Whom a loss gives up: by hand on two crossing groups, and against sets walked step by step."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from waystation.kernel.blast import (
    MEMORY_MIN,
    NOBODY,
    Passages,
    Seeds,
    each_guide,
    fall,
    index,
    pairs,
    secrecy,
)

NONE = np.empty((2, 0), np.int64)
HOUR = 60


def table(stages, size, *, n_places=6, n_guides=5, told=None) -> Passages:
    """Lay out stages (group, guide, start, end, before, after, departs h); each takes five hours.

    Without `told`, each guide can read of their stage from a day before it on.
    """
    columns = [np.array(column, np.int32) for column in zip(*stages, strict=True)]
    group, guide, start, end, before, after, departs = columns
    arrives = departs.astype(np.int64) * HOUR + 5 * HOUR
    ends = np.zeros(len(size), np.int64)
    np.maximum.at(ends, group, arrives)
    rows = range(len(stages))
    told = told or [(guide[row], row, departs[row] * HOUR - 24 * HOUR) for row in rows]
    told_to, told_of, opens = (np.array(column) for column in zip(*told, strict=True))
    return Passages(
        n_places, n_guides, group, guide, start, end, before, after, arrives, arrives,
        np.array(size, np.int32), ends, told_to.astype(np.int32), told_of.astype(np.int32),
        opens.astype(np.int64),
    )  # fmt: skip


def crossing() -> Passages:
    """Three people go 0-1-2 led by guides 0 and 1, who meet; five go 2-3 led by 2, twelve h on.

    Seven go 4-5 led by guide 1, alone.
    """
    return table(
        [
            (0, 0, 0, 1, NOBODY, 1, 30),
            (0, 1, 1, 2, 0, NOBODY, 42),
            (1, 2, 2, 3, NOBODY, NOBODY, 54),
            (2, 1, 4, 5, NOBODY, NOBODY, 60),
        ],
        size=[3, 5, 7],
    )


def given_up(passages, guide, at_h, steps=0) -> list[int]:
    found = fall(index(passages), each_guide(np.array([guide])), at_h * HOUR, steps=steps)
    return found.people[0].tolist()


def test_before_the_order_opens_a_guide_gives_up_nobody():
    assert given_up(crossing(), 0, 5) == [0]
    # A day before 30 h; and guide 1, whom guide 0 is to meet, still leads the other seven.
    assert given_up(crossing(), 0, 6) == [3 + 7]


def test_a_place_told_of_gives_up_whoever_still_comes_there():
    # Guide 1 tells of places 1 and 2; five more leave from 2. The seven's order opens at 36 h.
    assert given_up(crossing(), 1, 20) == [3 + 5]
    assert given_up(crossing(), 1, 36) == [3 + 5 + 7]


def test_with_a_further_step_those_who_are_named_tell_too():
    # Guide 0 names guide 1, who tells of place 2, past which the five still come.
    assert given_up(crossing(), 0, 20, steps=1) == [3 + 7, 5]
    assert given_up(crossing(), 0, 20, steps=2) == [3 + 7, 5, 0]


def test_the_expected_people_weigh_each_step_by_the_chance_of_getting_there():
    found = fall(index(crossing()), each_guide(np.array([0])), 20 * HOUR, steps=1)

    assert found.expected(0.5).tolist() == [10 + 0.5 * 5]
    assert found.groups.tolist() == [[2, 1]]
    # Places 0 and 1; then also 2, of which guide 1 can tell.
    assert found.places.tolist() == [[2, 3]]
    assert found.guides.tolist() == [[1, 1]]


def test_who_has_arrived_is_given_up_by_nobody_and_memory_ends_after_thirty_days():
    days = MEMORY_MIN // HOUR
    told = fall(index(crossing()), each_guide(np.array([0])), (35 + days) * HOUR)
    later = fall(index(crossing()), each_guide(np.array([0])), (36 + days) * HOUR)

    assert told.people.tolist() == [[0]]
    assert (told.places.tolist(), later.places.tolist()) == ([[2]], [[0]])


def test_a_watched_place_gives_up_who_comes_past_and_a_phone_what_lies_on_it():
    one = pairs(np.array([0]), np.array([2]))
    place = fall(index(crossing()), Seeds(1, NONE, one, NONE), 20 * HOUR)
    phone = fall(index(crossing()), Seeds(1, NONE, NONE, one), 20 * HOUR)

    assert place.people.tolist() == [[3 + 5]]
    # The third stage alone: the five, and the three who end at its first place.
    assert phone.people.tolist() == [[5 + 3]]


def test_secrecy_is_the_share_of_people_whom_one_loss_leaves_hidden():
    fallen = fall(index(crossing()), each_guide(np.arange(3)), 20 * HOUR)

    # 10, 8 and 0 of the 15 under way: guide 2's order opens at 30 h only.
    assert secrecy(fallen, 15) == pytest.approx(1 - (10 + 8 + 0) / 3 / 15)


def plainly(passages: Passages, case, at_min, steps):
    """Walk the same steps with sets: people by step, places and guides named by then."""
    guides, places, rows = (set(part) for part in case)
    lost, seen, all_groups, people, named = set(guides), set(), set(), [], []
    burned: set[int] = set()
    for _step in range(steps + 1):
        for holder, row, opens in zip(
            passages.told_to, passages.told_of, passages.opens_min, strict=True
        ):
            fresh = passages.arrives_min[row] >= at_min - MEMORY_MIN
            if holder in guides and opens <= at_min and fresh:
                rows.add(int(row))
        met = {int(g) for row in rows for g in (passages.before[row], passages.after[row])}
        met.discard(NOBODY)
        here = places | {int(p) for row in rows for p in (passages.start[row], passages.end[row])}
        hit = {int(passages.group[row]) for row in rows}
        for row in range(len(passages.group)):
            touches = {int(passages.start[row]), int(passages.end[row])} & here
            if passages.over_min[row] > at_min and (touches or int(passages.guide[row]) in met):
                hit.add(int(passages.group[row]))
        hit = {g for g in hit if passages.ends_min[g] > at_min} - all_groups
        people.append(sum(int(passages.size[g]) for g in hit))
        all_groups |= hit
        burned |= here
        seen |= guides
        guides = met - seen
        named.append((len(burned), len((seen | guides) - lost)))
        places, rows = set(), set()
    return people, named


STAGE = some.tuples(
    some.integers(0, 3), some.integers(0, 4), some.integers(0, 5), some.integers(0, 5),
    some.integers(-1, 4), some.integers(-1, 4), some.integers(0, 800),
)  # fmt: skip
SOME = some.sets(some.integers(0, 4), max_size=2)


@settings(max_examples=40, deadline=None)
@given(
    some.lists(STAGE, min_size=1, max_size=8),
    some.lists(some.tuples(some.integers(0, 4), some.integers(0, 7), some.integers(0, 900)),
               min_size=1, max_size=8),
    some.lists(some.tuples(SOME, SOME, SOME), min_size=1, max_size=3),
    some.integers(0, 900),
    some.integers(0, 2),
)  # fmt: skip
def test_what_the_arrays_find_is_what_walking_with_sets_finds(stages, told, cases, at_h, steps):
    told = [(guide, row % len(stages), opens * HOUR) for guide, row, opens in told]
    cases = [
        (guides, places, {row % len(stages) for row in rows}) for guides, places, rows in cases
    ]
    passages = table(stages, size=[2, 3, 5, 7], told=told)
    parts = [
        np.array([(nth, one) for nth, case in enumerate(cases) for one in case[part]], np.int64)
        .reshape(-1, 2).T
        for part in range(3)
    ]  # fmt: skip

    found = fall(index(passages), Seeds(len(cases), *parts), at_h * HOUR, steps=steps)

    for nth, case in enumerate(cases):
        people, named = plainly(passages, case, at_h * HOUR, steps)
        assert found.people[nth].tolist() == people
        assert list(zip(found.places[nth], found.guides[nth], strict=True)) == named


@settings(max_examples=40, deadline=None)
@given(some.lists(STAGE, min_size=1, max_size=8), some.integers(0, 4), some.integers(0, 900))
def test_a_loss_gives_up_no_fewer_with_earlier_orders_and_more_steps(stages, guide, at_h):
    def people(lead_h, steps):
        told = [(s[1], row, (s[6] - lead_h) * HOUR) for row, s in enumerate(stages)]
        return sum(given_up(table(stages, [2, 3, 5, 7], told=told), guide, at_h, steps))

    assert people(24, 0) <= people(168, 0)
    assert people(24, 0) <= people(24, 1) <= people(24, 2)


def test_with_no_lead_and_nobody_met_only_stages_under_way_are_told_of():
    stages = [(0, 0, 0, 1, NOBODY, NOBODY, 30), (1, 0, 2, 3, NOBODY, NOBODY, 40)]
    told = [(0, 0, 30 * HOUR), (0, 1, 40 * HOUR)]
    passages = table(stages, [3, 5], told=told)

    assert given_up(passages, 0, 29) == [0]
    assert given_up(passages, 0, 30) == [3]
    assert given_up(passages, 0, 40) == [5]
