"""Households that must travel together, and that no tie leaves anybody behind for ever."""

from datetime import timedelta
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from waystation.resettlement.waiting import domain, parties
from waystation.resettlement.waiting.domain import OVERTAKEN_MAX, SEATS
from waystation.resettlement.waiting.filling import propose
from waystation.resettlement.waiting.tests.test_rule import TODAY, aboard, household, whys

NO = ("papers",)
# Size, days of waiting, how often overtaken, whether it can fly, and with whom it must go.
DRAWN = st.lists(
    st.tuples(
        st.integers(1, 6),
        st.integers(0, 40),
        st.integers(0, 3),
        st.sampled_from((True, True, True, False)),
        st.sets(st.integers(0, 6), max_size=2),
    ),
    min_size=1,
    max_size=7,
)


def tied(number, size, days, *others, **said):
    """Make a household that says with whom it must travel, by number."""
    codes = tuple(f"H-{one:05}" for one in others)
    return household(number, size, days, goes_with=codes, **said)


def test_two_who_must_travel_together_take_their_seats_together():
    # Without the tie 5 + 5 fill the flight; the tie takes 5 + 3 and leaves 2 seats for the last.
    waiting = (household(1, 5, 90), household(2, 5, 80), tied(3, 3, 20, 1), household(4, 2, 10))
    assert aboard(*waiting) == [1, 3, 4]
    assert whys(*waiting) == {1: "longest", 2: "no seats", 3: "together", 4: "fills"}


def test_a_tie_binds_on_through_others():
    waiting = (tied(1, 2, 90, 2), household(2, 3, 50), tied(3, 4, 10, 2), household(4, 4, 80))
    assert aboard(*waiting) == [1, 2, 3]


def test_a_party_has_waited_as_long_as_the_first_of_it_and_is_overtaken_as_the_most_of_it():
    waiting = (household(1, 2, 90), tied(2, 3, 10, 1, overtaken=2), household(3, 1, 40))
    counted = {one.id.int: one for one in parties.counted(waiting)}
    assert (counted[2].since, counted[1].overtaken) == (TODAY - timedelta(days=90), 2)
    # Only the party was passed over: it came before the one that flies, although one of it did not.
    assert [one.int for one in domain.passed_over(counted.values(), [waiting[2].id])] == [1, 2]


def test_more_people_than_seats_who_must_travel_together_are_asked_one_household_at_a_time():
    waiting = (household(1, 6, 90), tied(2, 5, 80, 1), household(3, 4, 70))
    assert aboard(*waiting) == [1, 3]
    assert parties.apart(waiting, propose(waiting).aboard) == []
    says = (tied(1, 6, 90, 2), *waiting[1:])
    assert [(one.code, to) for one, to in parties.apart(says, propose(says).aboard)] == [
        ("H-00001", ("H-00002",))
    ]


def test_who_waits_for_somebody_without_papers_is_not_asked_before_that_one_can_fly():
    waiting = [tied(1, 2, 90, 2), household(2, 2, 90, why_not=NO), household(3, 3, 10)]
    assert aboard(*waiting) == [3]
    assert whys(*waiting) == {1: "tied", 2: None, 3: "longest"}
    # It stays behind for its tie, and is counted as overtaken like everybody else.
    assert [one.int for one in domain.passed_over(parties.counted(waiting), [waiting[2].id])] == [1]
    waiting[1] = replace(waiting[1], why_not=())
    assert aboard(*waiting) == [1, 2, 3]


def test_after_three_flights_it_is_asked_without_the_one_that_cannot_fly():
    waiting = (
        tied(1, 2, 20, 2, overtaken=3),
        household(2, 2, 90, why_not=NO),
        household(3, 9, 50),
    )
    assert aboard(*waiting) == [1]
    assert whys(*waiting)[1] == "overtaken"


def test_where_nobody_else_can_fly_it_is_asked_at_once():
    waiting = (tied(1, 2, 20, 2), household(2, 2, 90, why_not=NO))
    assert aboard(*waiting) == [1]
    assert aboard(waiting[1]) == []


def test_a_tie_to_somebody_who_does_not_wait_here_is_told_and_holds_nobody():
    waiting = (tied(1, 2, 20, 7), household(2, 2, 10))
    assert aboard(*waiting) == [1, 2]
    assert [(one.id.int, to) for one, to in parties.apart(waiting, propose(waiting).aboard)] == [
        (1, ("H-00007",))
    ]


@given(DRAWN)
@settings(max_examples=200, deadline=None)
def test_no_choice_that_keeps_the_ties_is_better_than_the_one_given(drawn):
    waiting = [
        tied(nth, size, days, *others, overtaken=often, why_not=() if can else NO)
        for nth, (size, days, often, can, others) in enumerate(drawn)
    ]
    found = {one.int for one in propose(waiting).aboard}
    choices = every_choice(waiting)
    if not choices:
        assert found == set()
        return
    worth = {people: sum_of for people, sum_of in choices if people == frozenset(found)}
    assert worth, "what is given is no choice that is open"
    assert worth[frozenset(found)] == max(sum_of for _people, sum_of in choices)


def every_choice(waiting):
    """List every flight that the rule allows with its people and days, by trying each."""
    blocks = []
    for group in by_walking(waiting):
        can = [one for one in group if not one.why_not]
        if sum(one.size for one in group) > SEATS:
            blocks += [([one], True) for one in can]
        elif can:
            blocks.append((can, len(can) == len(group)))
    often = [max(one.overtaken for one in block) for block, _whole in blocks]
    asked = [
        nth for nth, (_block, whole) in enumerate(blocks) if whole or often[nth] >= OVERTAKEN_MAX
    ] or list(range(len(blocks)))
    if not asked:
        return []
    since = [min(one.since for one in block) for block, _whole in blocks]
    order = [min((one.since, one.code) for one in block) for block, _whole in blocks]
    thrice = [nth for nth in asked if often[nth] >= OVERTAKEN_MAX]
    first = min(thrice or asked, key=lambda nth: order[nth])
    found = []
    for n in range(1, len(asked) + 1):
        for some in combinations(asked, n):
            members = [one for nth in some for one in blocks[nth][0]]
            people = sum(one.size for one in members)
            latest = max(since[nth] for nth in some)
            # First and fitting, and nobody overtaken a fourth time but by the first of all.
            late = [nth for nth in thrice if nth not in some and since[nth] < latest]
            if first in some and people <= SEATS and not late:
                days = sum(
                    one.size * (TODAY - since[nth]).days for nth in some for one in blocks[nth][0]
                )
                found.append((frozenset(one.id.int for one in members), (people, days)))
    return found


def by_walking(waiting):
    """Group those who are tied, by walking from each to whomever it names or is named by."""
    left = {one.code: one for one in waiting}
    while left:
        group, ahead = [], [next(iter(left))]
        while ahead:
            one = left.pop(ahead.pop(), None)
            if one is not None:
                group.append(one)
                ahead += [two.code for two in left.values() if one.code in two.goes_with]
                ahead += one.goes_with
        yield group


def test_200_drawn_queues_with_ties_leave_nobody_behind():
    for seed in range(200):
        run_tied_queue(seed)


@pytest.mark.long
def test_10_000_drawn_queues_with_ties_leave_nobody_behind():
    for seed in range(10_000):
        run_tied_queue(seed)


def run_tied_queue(seed):
    """Let households with ties come, be held for long and leave, and look at every flight."""
    chance = Random(seed)
    day, waiting = TODAY, {}
    n_drawn = chance.randint(3, 14)
    for number in range(n_drawn):
        others = chance.sample(range(n_drawn), chance.choice((0, 0, 1, 1, 2)))
        size = chance.choice((1, 1, 2, 2, 3, 3, 4, 5, 6, 9))
        waiting[number] = tied(number, size, chance.randint(0, 40), *others)
    # One of them can fly only when everybody else has left.
    never = chance.randrange(n_drawn)
    for _flight in range(60):
        if set(waiting) <= {never}:
            return
        day += timedelta(days=chance.randint(1, 9))
        if chance.random() < 0.3 and len(waiting) < 20:
            number = max(waiting) + 1
            others = chance.sample(sorted(waiting), 1) if chance.random() < 0.5 else []
            waiting[number] = tied(number, chance.randint(1, 10), (TODAY - day).days, *others)
        asked = [
            replace(one, why_not=NO if one.id.int == never or chance.random() < 0.15 else ())
            for one in waiting.values()
        ]
        look_at_tied(asked, waiting)
    raise AssertionError(f"queue {seed}: {len(waiting)} households never left")


def look_at_tied(asked, waiting):
    """Hold one flight against the rule, and let it leave."""
    on_it = {one.int for one in propose(asked).aboard}
    can = {one.id.int: one for one in asked if not one.why_not}
    assert sum(can[one].size for one in on_it) <= SEATS
    assert bool(on_it) == bool(can)
    groups = list(by_walking(asked))
    nobody_else = not any(is_open(group) for group in groups)
    for group in groups:
        ready = {one.id.int for one in group if not one.why_not}
        if sum(one.size for one in group) <= SEATS and ready & on_it:
            assert ready <= on_it, "a party that could fly was parted"
            assert is_open(group) or nobody_else, "one flew without another for no reason"
    for one in domain.passed_over(parties.counted(asked), propose(asked).aboard):
        was = waiting[one.int]
        waiting[one.int] = replace(was, overtaken=was.overtaken + 1)
        assert waiting[one.int].overtaken <= OVERTAKEN_MAX
    for one in on_it:
        del waiting[one]


def is_open(group):
    """Say whether those who are tied to one another can be asked, others or none beside them."""
    can = [one for one in group if not one.why_not]
    too_many = sum(one.size for one in group) > SEATS
    thrice = any(one.overtaken >= OVERTAKEN_MAX for one in can)
    return bool(can) and (too_many or len(can) == len(group) or thrice)
