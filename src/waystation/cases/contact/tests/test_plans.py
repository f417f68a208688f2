"""How people are reached: hours, words, tries, and when contact is lost."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.base.errors import Refused
from waystation.cases import parts, tasks
from waystation.cases import queries as cases
from waystation.cases.contact import plans, queries
from waystation.cases.contact.domain import (
    LOST_AFTER,
    ContactPlan,
    ContactTry,
    may_reach,
    next_time,
    standing,
)
from waystation.cases.models import PartRow
from waystation.cases.tests.builders import NOW, TODAY, settle

# 26 October 1855 was a Friday: weekday 4.
FRIDAY = datetime(1855, 10, 26, tzinfo=UTC)


def a_plan(**said) -> ContactPlan:
    usual = {"way": "call", "reach": "the mill, ask for flour", "code_words": "is the flour in?"}
    return ContactPlan(**usual | said)


def a_try(came, hours_ago=0, **said) -> ContactTry:
    return ContactTry(at=NOW - timedelta(hours=hours_ago), way="call", came=came, **said)


def at(hour, minute=0, days=0):
    return FRIDAY + timedelta(days=days, hours=hour, minutes=minute)


def agree(keyring, household_id, **said):
    plan = a_plan(**said)
    return plans.agree(household_id=household_id, plan=plan, keyring=keyring, now=NOW)


def note(keyring, household_id, came, hours_ago=0):
    tried = a_try(came, hours_ago)
    return plans.note_try(household_id=household_id, tried=tried, keyring=keyring, now=NOW)


def sheet(keyring, household_id, now=NOW):
    return queries.sheet(cases.household(household_id, keyring, TODAY), keyring, now)


@pytest.mark.parametrize(("said", "moment", "may", "next_at"), [
    ({}, at(3), True, at(3)),
    ({"days": (5,)}, at(3), False, at(0, days=1)),
    ({"days": (4,)}, at(3), True, at(3)),
    ({"first_min": 540, "last_min": 600}, at(8, 59), False, at(9)),
    ({"first_min": 540, "last_min": 600}, at(9), True, at(9)),
    # The end itself is too late: the next day at nine.
    ({"first_min": 540, "last_min": 600}, at(10), False, at(9, days=1)),
    ({"first_min": 540, "last_min": 600, "days": (4,)}, at(10), False, at(9, days=7)),
    # From eleven at night until two: the hours after midnight belong to the day before.
    ({"first_min": 1380, "last_min": 120, "days": (4,)}, at(23, 30), True, at(23, 30)),
    ({"first_min": 1380, "last_min": 120, "days": (4,)}, at(1, days=1), True, at(1, days=1)),
    ({"first_min": 1380, "last_min": 120, "days": (4,)}, at(1), False, at(23)),
])  # fmt: skip
def test_people_are_reached_in_the_hours_they_agreed_to(said, moment, may, next_at):
    plan = a_plan(**said)

    assert may_reach(plan, moment) is may
    assert next_time(plan, moment) == next_at


@given(
    days=st.sets(st.integers(0, 6)),
    hours=st.none() | st.tuples(st.integers(0, 1439), st.integers(0, 1439)),
    ahead_min=st.integers(0, 7 * 1440),
)
def test_there_is_always_a_next_time_and_it_is_a_time_agreed_to(days, hours, ahead_min):
    first, last = hours if hours and hours[0] != hours[1] else (None, None)
    plan = a_plan(days=tuple(days), first_min=first, last_min=last)
    moment = FRIDAY + timedelta(minutes=ahead_min)

    then = next_time(plan, moment)

    assert moment <= then <= moment + timedelta(days=8)
    assert may_reach(plan, then)


@pytest.mark.parametrize(("tries", "n_missed", "is_lost", "in_danger"), [
    ([], 0, False, False),
    (["no answer"] * 4, 4, False, False),
    (["no answer", "somebody else"] * 2 + ["no answer"], 5, True, False),
    (["no answer"] * 5 + ["reached"], 0, False, False),
    (["reached"] + ["no answer"] * 5, 5, True, False),
    # Whoever says that they want no contact was reached.
    (["no answer"] * 4 + ["refused", "no answer"], 1, False, False),
    (["reached", "danger", "no answer"], 1, False, True),
    (["danger", "reached"], 0, False, False),
])  # fmt: skip
def test_contact_is_lost_after_five_tries_in_a_row(tries, n_missed, is_lost, in_danger):
    log = [a_try(came, hours_ago=len(tries) - n) for n, came in enumerate(tries)]

    stands = standing(reversed(log))

    assert (stands.n_missed, stands.is_lost, stands.in_danger) == (n_missed, is_lost, in_danger)
    assert LOST_AFTER == 5


@pytest.mark.parametrize("said", [
    {"way": "pigeon"}, {"days": (7,)}, {"first_min": 60}, {"first_min": 0, "last_min": 1440},
])  # fmt: skip
def test_a_plan_that_cannot_be_is_none(said):
    with pytest.raises(ValueError):
        a_plan(**said)


def test_a_new_plan_takes_the_place_of_the_old_one_which_stays_with_it(william):
    household_id = settle(william)
    first = agree(william, household_id)

    again = agree(william, household_id, never_say="the farm")

    (one,) = sheet(william, household_id).plans
    assert first == again
    assert [was.value.never_say for was in one.kept.before] == [""]
    assert one.plan.never_say == "the farm"


def test_one_person_of_a_household_has_a_plan_of_their_own(william):
    household_id = settle(william)
    mother = cases.household(household_id, william, TODAY).household.people[0]
    agree(william, household_id)

    agree(william, household_id, person=mother, way="visit")

    everybody, hers = sheet(william, household_id).plans
    assert (everybody.plan.way, hers.plan.way) == ("call", "visit")
    assert hers.whose == "Ann Maria Jackson"
    lines = queries.plan_lines(household_id, william)
    assert lines.count(("Whom it is for", "Ann Maria Jackson")) == 1
    assert [text for label, text in lines if label == "How"] == ["by telephone", "by a visit"]


def test_the_hours_are_those_of_the_sun_where_they_wait(william):
    household_id = settle(william)
    agree(william, household_id, first_min=420, last_min=480)

    # Chestertown lies 76.1 degrees west: the sun is 304 minutes later, so at noon UTC it is 06:56.
    (early,) = sheet(william, household_id).plans
    (soon,) = sheet(william, household_id, NOW + timedelta(minutes=4)).plans
    assert (early.local.hour, early.local.minute, early.may_now) == (6, 56, False)
    assert (early.opens_at.hour, soon.may_now) == (7, True)


def test_words_for_danger_and_for_peace_are_not_the_same(william):
    with pytest.raises(Refused, match="the same"):
        agree(william, settle(william), danger_words=" Is the flour in? ")

    assert not PartRow.objects.exists()


def test_danger_words_open_a_task_that_rings_at_once(william):
    household_id = settle(william)

    note(william, household_id, "danger")

    (task,) = tasks.still_open(household_id, william)
    assert (task.value.what, task.value.urgent, task.value.due_on) == ("danger words", True, TODAY)
    assert sheet(william, household_id).stands.in_danger


def test_a_try_is_not_noted_before_it_was_made(william):
    household_id = settle(william)

    with pytest.raises(Refused, match="later than now"):
        note(william, household_id, "reached", hours_ago=-1)

    assert sheet(william, household_id).tries == []


def test_whoever_closes_a_case_is_told_that_contact_is_lost(william):
    household_id = settle(william)
    for hours_ago in range(4):
        note(william, household_id, "no answer", hours_ago)
    assert queries.lost_contact(household_id, william) == 0

    note(william, household_id, "somebody else", 9)

    assert queries.lost_contact(household_id, william) == 5


def test_a_stranger_agrees_and_notes_nothing(william, stranger):
    household_id = settle(william)

    with pytest.raises(Refused, match="no such record"):
        agree(stranger, household_id)
    with pytest.raises(Refused, match="no such record"):
        note(stranger, household_id, "reached")
    with pytest.raises(Refused, match="no such record"):
        queries.plan_lines(household_id, stranger)

    assert parts.opened(household_id, william) == []
