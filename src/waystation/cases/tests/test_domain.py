"""The rules of casework, each worked by hand."""

from datetime import date, timedelta
from uuid import UUID

import msgspec
import pytest

from waystation.cases import domain, wording
from waystation.cases.domain import Household, Person, Reason
from waystation.cases.person import Birth, named
from waystation.cases.tests.builders import NOW, TODAY, a_household, a_tip

WILLIAM = UUID(int=1)


def home(code, **said):
    return a_household(**{"code": code, "state": "waiting"} | said)


def test_a_tip_is_at_first_beyond_judging():
    tip = a_tip()

    assert (tip.source_grade, tip.word_grade) == ("F", 6)


@pytest.mark.parametrize(
    "wrong",
    [{"source_grade": "G"}, {"word_grade": 7}, {"urgency": "soon"}, {"state": "lost"}],
)
def test_a_value_outside_its_closed_list_is_not_born(wrong):
    with pytest.raises(ValueError, match="no such"):
        a_tip(**wrong)


def test_values_come_back_from_bytes_as_they_went():
    changed = domain.changed(a_tip(), by=WILLIAM, at=NOW, reason="seen", source_grade="B")
    family = Household(place="x", waiting_since=TODAY, people=(UUID(int=7),), goes_with=("H-A",))

    for value in (changed, family):
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(value), type=type(value)) == value


@pytest.mark.parametrize(
    ("person", "is_child"),
    [
        (named(None, age=17), True),
        (named(None, age=18), False),
        (named(None, age=18, seems_under_18=True), False),  # A known age beats an impression.
        (Person(), False),
        (Person(seems_under_18=True), True),
    ],
)
def test_a_child_is_under_18_or_seems_so_where_nobody_knows(person, is_child):
    assert person.is_child_on(TODAY) is is_child


def test_an_age_beyond_120_is_a_slip_of_the_pen():
    with pytest.raises(ValueError, match="between 0 and 120"):
        Birth(age_years=400)


@pytest.mark.parametrize(
    ("urgency", "target_h"), [("immediate", 1), ("high", 6), ("medium", 24), ("low", 72)]
)
def test_first_contact_is_late_one_minute_after_its_target(urgency, target_h):
    tip = a_tip(urgency=urgency)
    due = NOW + timedelta(hours=target_h)

    assert not domain.first_contact(tip, due).is_late
    assert domain.first_contact(tip, due + timedelta(minutes=1)).is_late


def test_the_clock_of_first_contact_stops_when_contact_is_made():
    tip = a_tip(urgency="high", contacted_at=NOW + timedelta(hours=5))

    clock = domain.first_contact(tip, NOW + timedelta(days=9))

    assert (clock.waited_min, clock.made, clock.is_late) == (300, True, False)


@pytest.mark.parametrize("state", ["referred", "kept", "not ours", "false"])
def test_a_tip_closed_without_contact_has_no_clock(state):
    assert domain.first_contact(a_tip(state=state), NOW) is None


def test_tips_in_danger_come_first_then_the_oldest_whatever_their_grade():
    old = a_tip(heard_at=NOW - timedelta(days=2), source_grade="E", word_grade=5)
    fresh = a_tip(source_grade="A", word_grade=1)
    danger = a_tip(danger_now="yes")
    closed = a_tip(danger_now="yes", state="false", heard_at=NOW - timedelta(days=2))
    done = a_tip(danger_now="yes", state="accepted", contacted_at=NOW)

    order = sorted([closed, done, fresh, old, danger], key=domain.to_check_first)

    assert order == [danger, old, fresh, closed, done]


def test_every_state_of_a_tip_can_be_reached_and_left():
    reached = {state for moves in domain.TIP_MOVES.values() for state in moves}

    assert set(domain.TIP_MOVES) == set(domain.TIP_STATES)
    assert reached == set(domain.TIP_STATES) - {"new"}
    assert all(domain.TIP_MOVES.values())


def test_a_change_keeps_the_old_value_and_only_what_changed():
    tip = a_tip(word_grade=3)

    new = domain.changed(tip, by=WILLIAM, at=NOW, reason="met him", source_grade="B", word_grade=3)

    (change,) = new.history
    assert (change.what, change.was, change.became) == ("source_grade", "F", "B")
    assert (change.by, change.reason) == (WILLIAM, "met him")


@pytest.mark.parametrize(
    ("state", "arrived_on", "stands"),
    [
        ("waiting", None, "waiting"),
        ("arrived", TODAY, "arrived"),
        ("waiting", TODAY, "arrived"),
        ("arrived", TODAY + timedelta(days=1), "moving"),
        ("waiting", TODAY + timedelta(days=1), "waiting"),
    ],
)
def test_a_household_has_arrived_from_its_day_of_arrival_on(state, arrived_on, stands):
    household = home("H-A", state=state, arrived_on=arrived_on)

    assert domain.standing(household, TODAY) == stands


def test_days_waited_end_with_the_arrival():
    since = date(1855, 10, 1)

    assert domain.waited_days(home("H-A", waiting_since=since), TODAY) == 25
    assert (
        domain.waited_days(home("H-A", waiting_since=since, arrived_on=date(1855, 10, 5)), TODAY)
        == 4
    )


def test_households_are_ordered_by_urgency_and_then_by_their_wait():
    long_wait = home("H-A", waiting_since=date(1855, 9, 1))
    short_wait = home("H-B")
    urgent = home("H-C", urgency="immediate")

    order = sorted([short_wait, long_wait, urgent], key=domain.most_urgent_first)

    assert [household.code for household in order] == ["H-C", "H-A", "H-B"]


def test_free_households_of_one_place_may_travel_together():
    chosen = [home("H-A"), home("H-B", state="contacted")]

    assert domain.may_group(chosen, chosen, TODAY) == []


def test_nobody_is_no_group():
    assert domain.may_group([], [], TODAY) == [Reason("nobody")]


@pytest.mark.parametrize("state", ["heard", "grouped", "moving", "arrived"])
def test_a_household_that_is_not_free_to_leave_joins_no_group(state):
    chosen = [home("H-A", state=state)]

    assert domain.may_group(chosen, chosen, TODAY) == [Reason(state, "H-A")]


def test_every_reason_is_given_at_once():
    chosen = [home("H-A", goes_with=("H-C",)), home("H-B", place="cambridge-md", state="heard")]
    left = home("H-C")

    reasons = domain.may_group(chosen, [*chosen, left], TODAY)

    assert reasons == [
        Reason("split", "H-A", "H-C"),
        Reason("elsewhere", "H-B", "H-A"),
        Reason("heard", "H-B"),
    ]


def test_a_tie_binds_whichever_side_names_it():
    mother, son = home("H-A"), home("H-B", goes_with=("H-A",))

    alone = domain.may_group([mother], [mother, son], TODAY)

    assert alone == [Reason("split", "H-A", "H-B")]
    assert domain.may_group([mother, son], [mother, son], TODAY) == []


@pytest.mark.parametrize("state", ["moving", "arrived"])
def test_a_tie_to_those_ahead_holds_nobody_back(state):
    mother, son = home("H-A", state=state), home("H-B", goes_with=("H-A",))

    assert domain.may_group([son], [mother, son], TODAY) == []


def test_a_tie_to_a_household_in_other_hands_holds_a_family_back():
    son = home("H-B", goes_with=("H-A",))

    assert domain.may_group([son], [son], TODAY) == [Reason("split", "H-B", "H-A")]


def test_a_group_needs_each_thing_once():
    people = [Person(needs="shoes"), Person(needs="a doctor"), Person(needs="shoes"), Person()]

    assert domain.needs_of([home("H-A", needs="two wagons")], people) == (
        "two wagons",
        "shoes",
        "a doctor",
    )


def test_every_code_has_words():
    tables = {
        "source_grade": domain.SOURCE_GRADES,
        "word_grade": domain.WORD_GRADES,
        "urgency": domain.URGENCIES,
        "danger_now": domain.DANGERS,
        "state": domain.TIP_STATES,
        "stands": domain.HOUSEHOLD_STATES,
        "group": domain.GROUP_STATES,
    }

    for table, codes in tables.items():
        assert set(wording.CALLED[table]) == {str(code) for code in codes}
