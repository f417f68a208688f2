"""Goals in their own words, and one person beside one person."""

from datetime import timedelta

import pytest

from waystation.base.errors import Refused
from waystation.cases import parts, tasks
from waystation.cases.tests.builders import NOW, TODAY
from waystation.resettlement.programmes import queries
from waystation.resettlement.programmes.domain import Goal, Helper, Support, Wish
from waystation.resettlement.programmes.services import beside, people
from waystation.resettlement.programmes.tests.builders import a_helper


def goal(household, keyring, **said):
    usual = {"words": "I want to read letters from home.", "kind": "study"}
    return beside.say_goal(
        household_id=household, goal=Goal(**usual | said), keyring=keyring, now=NOW
    )


def state(support, keyring):
    return parts.read(support, Support, keyring).value.state


def contacts(household, keyring):
    return [
        kept.value.due_on
        for kept in tasks.still_open(household, keyring)
        if kept.value.what == "beside contact"
    ]


def test_a_goal_is_reached_as_the_person_judges_and_can_be_opened_again(arrived, members, william):
    made = goal(arrived, william, person=members[0], next_step="find a class", by=TODAY)
    goal(arrived, william, words="We want to sleep.", kind="rest")

    beside.judge(goal_id=made, judged="yes", keyring=william, now=NOW)
    first, kept = queries.goals(arrived, william)
    assert first.value.words == "We want to sleep."
    assert (kept.value.judged, kept.value.judged_on, kept.value.is_open) == ("yes", TODAY, False)

    beside.judge(goal_id=made, judged="", keyring=william, now=NOW)
    kept, _other = queries.goals(arrived, william)
    assert kept.value.is_open
    assert kept.value.judged_on is None


def test_a_goal_of_somebody_else_is_refused(arrived, heron, william):
    with pytest.raises(Refused, match="no such record"):
        goal(arrived, william, person=heron)


def test_a_strangers_key_finds_no_goal_no_support_and_no_helper(arrived, paired, heron, stranger):
    for read in (
        lambda: queries.goals(arrived, stranger),
        lambda: queries.people_beside(arrived, stranger),
        lambda: queries.coming(arrived, stranger, TODAY),
        lambda: queries.support(paired, stranger, TODAY),
        lambda: queries.helper(heron, stranger, TODAY),
        lambda: goal(arrived, stranger),
        lambda: beside.go_on(support_id=paired, keyring=stranger, now=NOW),
    ):
        with pytest.raises(Refused, match="no such record"):
            read()
    assert queries.helpers(stranger, TODAY) == []


def test_whoever_stands_beside_somebody_is_in_the_plan_and_the_next_day_rings(
    arrived, members, paired, heron, william
):
    (one,) = queries.people_beside(arrived, william)

    assert (one.person, one.alias, one.next_on) == (members[0], "Heron", TODAY + timedelta(days=7))
    assert contacts(arrived, william) == [TODAY + timedelta(days=7)]
    assert [day.kind for day in queries.coming(arrived, william, TODAY)] == ["contact"]
    assert queries.helper(heron, william, TODAY).line.n_beside == 1


def test_whose_vetting_lapses_meanwhile_is_marked_on_the_page(arrived, paired, william):
    last = TODAY + timedelta(days=300)

    for day, lapsed in ((last, False), (last + timedelta(days=1), True)):
        (one,) = queries.support_page(arrived, william, day).supports
        assert one.lapsed is lapsed


def test_after_each_contact_one_next_day_is_set_and_sooner_if_nobody_was_reached(
    arrived, paired, william
):
    for how, days in (("met", 7), ("not reached", 2)):
        beside.note_contact(support_id=paired, how=how, on=TODAY, keyring=william, now=NOW)
        assert contacts(arrived, william) == [TODAY + timedelta(days=days)]

    _view, found = queries.support(paired, william, TODAY)
    assert [kept.value.how for kept in found.met] == ["not reached", "met"]


def test_without_a_vetting_that_holds_and_the_limits_read_nobody_begins(
    arrived, members, heron, william
):
    lapsed = people.admit(
        helper=a_helper(alias="Crane", vetted_until=TODAY - timedelta(days=1)),
        keyring=william,
        now=NOW,
    )
    asked = beside.wish_for(
        household_id=arrived, person_id=members[1], wish=Wish(), keyring=william, now=NOW
    )

    with pytest.raises(Refused, match="the vetting has lapsed"):
        beside.pair(support_id=asked, helper_id=lapsed, limits_read=True, keyring=william, now=NOW)
    with pytest.raises(Refused, match="limits were not read"):
        beside.pair(support_id=asked, helper_id=heron, limits_read=False, keyring=william, now=NOW)
    assert state(asked, william) == "wished"


def test_nobody_is_put_beside_a_child_nor_two_beside_one(arrived, members, paired, william):
    ann, _john, mary = members

    for person, says in ((mary, "beside a child"), (ann, "wished for somebody already")):
        with pytest.raises(Refused, match=says):
            beside.wish_for(
                household_id=arrived, person_id=person, wish=Wish(), keyring=william, now=NOW
            )


def test_a_rest_rings_on_its_last_day_and_goes_on(arrived, paired, william):
    until = TODAY + timedelta(days=20)

    beside.pause(support_id=paired, until=until, keyring=william, now=NOW)
    assert state(paired, william) == "paused"
    assert contacts(arrived, william) == [until]
    with pytest.raises(Refused, match="cannot be done"):
        beside.note_contact(support_id=paired, how="met", on=TODAY, keyring=william, now=NOW)

    beside.go_on(support_id=paired, keyring=william, now=NOW)
    assert contacts(arrived, william) == [TODAY + timedelta(days=7)]


def test_an_end_is_said_ahead_taken_back_and_comes_on_its_day(arrived, paired, heron, william):
    soon, said = TODAY + timedelta(days=27), TODAY + timedelta(days=28)
    ending = {"support_id": paired, "why": "helper leaves", "keyring": william}

    with pytest.raises(Refused, match="from one day to the next"):
        beside.say_end(ends_on=soon, now=NOW, **ending)
    beside.say_end(ends_on=said, now=NOW, **ending)
    beside.go_on(support_id=paired, keyring=william, now=NOW)
    assert state(paired, william) == "beside"

    beside.say_end(ends_on=said, now=NOW, **ending)
    with pytest.raises(Refused, match="as was said"):
        beside.end(support_id=paired, keyring=william, now=NOW)
    beside.end(support_id=paired, keyring=william, now=NOW + timedelta(days=28))

    assert state(paired, william) == "ended"
    assert contacts(arrived, william) == []
    assert queries.helper(heron, william, TODAY).line.n_beside == 0


def test_a_helper_does_not_just_leave_and_danger_ends_it_the_same_day(
    arrived, paired, heron, william
):
    with pytest.raises(Refused, match="still stands beside"):
        people.end(helper_id=heron, why="moves", keyring=william, now=NOW)

    beside.say_end(support_id=paired, ends_on=TODAY, why="not safe", keyring=william, now=NOW)
    assert state(paired, william) == "ended"
    assert queries.people_beside(arrived, william) == []
    people.end(helper_id=heron, why="moves", keyring=william, now=NOW)
    assert queries.helper(heron, william, TODAY).line.bar == "ended"
    people.take_again(helper_id=heron, keyring=william, now=NOW)
    assert queries.helper(heron, william, TODAY).line.bar == ""


def test_what_is_known_of_a_helper_changes_and_whom_they_stand_beside_stays(paired, heron, william):
    people.change(
        helper_id=heron, helper=a_helper(alias="Egret", at_most=1), keyring=william, now=NOW
    )

    line = queries.helper(heron, william, TODAY).line
    assert (line.helper.alias, line.n_beside, line.bar) == ("Egret", 1, "full")
    with pytest.raises(Refused, match="called egret already"):
        people.admit(helper=Helper(alias="egret", kind="mentor"), keyring=william, now=NOW)
