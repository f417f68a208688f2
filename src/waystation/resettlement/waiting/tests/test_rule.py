"""Who is aboard the next flight, and that nobody is left behind for ever."""

from datetime import date, timedelta
from random import Random
from uuid import UUID

import pytest
from msgspec.structs import replace

from waystation.resettlement.values import Member, Stay
from waystation.resettlement.waiting import domain
from waystation.resettlement.waiting.domain import OVERTAKEN_MAX, SEATS, Flight, Seat, Waiter
from waystation.resettlement.waiting.filling import propose

TODAY = date(2020, 6, 1)


def household(number, size, days, **said):
    """Make a household that has waited so many days."""
    since = TODAY - timedelta(days=days)
    return Waiter(id=UUID(int=number), code=f"H-{number:05}", size=size, since=since, **said)


def aboard(*waiters):
    """Say by number who is aboard the next flight."""
    return [one.int for one in propose(waiters).aboard]


def whys(*waiters):
    """Say by number why each is aboard or is not."""
    return {one.waiter.id.int: one.why for one in propose(waiters).verdicts}


def test_the_longest_waiting_is_aboard_although_others_would_fill_the_seats():
    assert aboard(household(1, 7, 90), household(2, 5, 80), household(3, 5, 70)) == [1]


def test_beside_it_seats_are_filled_and_then_the_most_waiting_ends():
    # 6 + 4: 4 people who waited 30 days each; 6 + 2 + 2 ends 2 * 29 + 2 * 32 = 122 > 120 days.
    waiting = (household(1, 6, 90), household(3, 2, 32), household(4, 4, 30), household(5, 2, 29))
    assert aboard(*waiting) == [1, 3, 5]
    assert whys(*waiting) == {1: "longest", 3: "fills", 4: "others fill", 5: "fills"}


def test_who_cannot_fly_is_not_asked_however_long_they_wait():
    held = household(1, 2, 200, why_not=("held",))
    assert aboard(held, household(2, 3, 10)) == [2]
    assert whys(held, household(2, 3, 10)) == {1: None, 2: "longest"}


def test_whoever_was_overtaken_three_times_goes_first():
    waiting = (household(1, 4, 90), household(2, 7, 60, overtaken=3), household(3, 3, 50))
    assert aboard(*waiting) == [2, 3]
    assert whys(*waiting)[2] == "overtaken"


def test_nobody_is_overtaken_a_fourth_time():
    waiting = (
        household(1, 7, 90, overtaken=3),
        household(2, 7, 80, overtaken=3),
        household(3, 3, 70),
    )
    assert aboard(*waiting) == [1]
    assert whys(*waiting) == {1: "overtaken", 2: "no seats", 3: "would overtake"}


def test_two_who_were_overtaken_three_times_go_together_where_they_fit():
    waiting = (
        household(1, 6, 90, overtaken=3),
        household(2, 3, 80, overtaken=3),
        household(3, 4, 70),
    )
    assert aboard(*waiting) == [1, 2]
    assert whys(*waiting) == {1: "overtaken", 2: "overtaken too", 3: "would overtake"}


def test_who_came_on_the_same_day_overtakes_nobody():
    waiting = [household(1, 5, 9), household(2, 5, 9), household(3, 5, 9)]
    assert domain.passed_over(waiting, propose(waiting).aboard) == ()


def test_a_household_of_more_people_than_seats_stops_nobody_else():
    stay = Stay(
        code="H-A", place="x", pathway="p", version=1, begun_on=TODAY, papers_on=TODAY,
        members=tuple(Member(person=UUID(int=nth)) for nth in range(SEATS + 1)),
    )  # fmt: skip
    assert domain.why_not(stay, lone=False) == ("too many",)
    assert domain.why_not(replace(stay, members=stay.members[:SEATS]), lone=False) == ()


# What is said of a household, whether it is a child alone, and why it cannot fly.
NEEDS = (
    ({}, False, ()),
    ({"held": "court"}, False, ("held",)),
    ({"papers_on": None}, False, ("papers",)),
    ({"escort": True}, False, ("escort",)),
    ({"escort": True, "escort_name": "Nurse"}, False, ()),
    ({}, True, ("child",)),
    ({"guardian_name": "Aunt"}, True, ()),
    ({"escort_name": "Nurse"}, True, ()),
)


def test_what_a_household_needs_before_it_flies():
    stay = Stay(
        code="H-A", place="x", pathway="p", version=1, begun_on=TODAY, papers_on=TODAY,
        members=(Member(person=UUID(int=1)),),
    )  # fmt: skip
    for said, lone, why in NEEDS:
        assert domain.why_not(replace(stay, **said), lone=lone) == why


def test_a_choice_by_hand_says_who_is_worse_off():
    waiting = [household(1, 4, 90), household(2, 4, 60, overtaken=3), household(3, 6, 50)]
    found = domain.warnings(waiting, [waiting[2].id], propose(waiting).aboard)
    assert {why: [one.id.int for one in who] for why, who in found.items()} == {
        "not the longest": [2],
        "overtaken again": [2],
        "empty seats": [2],
    }


def test_a_flight_of_eleven_cannot_be_written_down():
    seats = tuple(Seat(household=UUID(int=n), size=n, since=TODAY) for n in (5, 6))
    with pytest.raises(ValueError, match="a flight of 11"):
        Flight(label="F", place="x", seats=seats, formed_on=TODAY)


def test_300_drawn_queues_leave_nobody_behind():
    for seed in range(300):
        run_queue(seed)


@pytest.mark.long
def test_10_000_drawn_queues_leave_nobody_behind():
    for seed in range(10_000):
        run_queue(seed)


def run_queue(seed):
    """Let households come, be held for a while and leave, and look at every flight."""
    chance = Random(seed)
    waiting, day = {}, TODAY
    for number in range(chance.randint(3, 14)):
        size = chance.choice((1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 9, 10))
        waiting[number] = household(number, size, chance.randint(0, 40))
    for _flight in range(60):
        if not waiting:
            return
        day += timedelta(days=chance.randint(1, 9))
        if chance.random() < 0.3 and len(waiting) < 20:
            number = max(waiting) + 1
            waiting[number] = household(number, chance.randint(1, 10), (TODAY - day).days)
        asked = [
            replace(one, why_not=("held",) if chance.random() < 0.15 else ())
            for one in waiting.values()
        ]
        look_at_flight(asked, waiting)
    raise AssertionError(f"queue {seed}: {len(waiting)} households never left")


def look_at_flight(asked, waiting):
    """Hold one flight against the rule, and let it leave."""
    found = propose(asked)
    ready = [one for one in asked if not one.why_not]
    on_it = set(found.aboard)
    assert len(found.verdicts) == len(asked)
    assert sum(one.size for one in asked if one.id in on_it) <= SEATS
    assert on_it <= {one.id for one in ready}
    often = [one for one in ready if one.overtaken >= OVERTAKEN_MAX]
    if ready:
        first = min(often or ready, key=lambda one: (one.since, one.code))
        assert first.id in on_it
    for one in domain.passed_over(ready, on_it):
        was = waiting[one.int]
        waiting[one.int] = replace(was, overtaken=was.overtaken + 1)
        assert waiting[one.int].overtaken <= OVERTAKEN_MAX
    for one in on_it:
        del waiting[one.int]
