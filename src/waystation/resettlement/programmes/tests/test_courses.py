"""Courses: seats in the order of asking, who has to be told, and who came."""

from datetime import timedelta

import pytest

from waystation.base.errors import Refused
from waystation.cases import queries as cases
from waystation.cases import tasks
from waystation.cases.destroying import carry_out
from waystation.cases.tests.builders import NOW, TODAY, settle
from waystation.cases.tests.purges import approve, ask
from waystation.resettlement.models import CourseRow, HelperRow
from waystation.resettlement.programmes.domain import Helper
from waystation.resettlement.programmes.queries import coming
from waystation.resettlement.programmes.queries import courses as queries
from waystation.resettlement.programmes.seats import Course
from waystation.resettlement.programmes.services import courses as services
from waystation.resettlement.programmes.tests.builders import a_course
from waystation.resettlement.tests.conftest import ARRIVED_ON, three
from waystation.vault import keystore
from waystation.vault.opening import open_all


def enrol(course, household, people, keyring, now=NOW):
    return services.enrol(
        course_id=course, household_id=household, people=people, keyring=keyring, now=now
    )


def to_tell(household, keyring):
    return [
        kept.value.person
        for kept in tasks.still_open(household, keyring)
        if kept.value.what == "course told"
    ]


def code_of(household, keyring):
    return cases.household(household, keyring, TODAY).household.code


def numbers(guests):
    return [guest.seat.nr for guest in guests]


def test_whoever_asks_first_has_a_seat_and_the_next_waits(course, arrived, members, william):
    assert enrol(course, arrived, members[:2], william) == [0, 0]
    assert enrol(course, arrived, members[2:], william) == [1]

    page = queries.page(course, william, TODAY)
    assert (numbers(page.seated), numbers(page.waiting)) == ([1, 2], [3])
    assert page.seated[0].name == "Ann Maria Jackson"
    assert to_tell(arrived, william) == []


def test_a_seat_that_comes_free_goes_to_the_next_and_is_to_be_told(
    course, arrived, members, william
):
    enrol(course, arrived, members, william)

    services.leave(course_id=course, nr=1, keyring=william, now=NOW)

    page = queries.page(course, william, TODAY)
    assert (numbers(page.seated), numbers(page.waiting)) == ([2, 3], [])
    assert [(one.tell.what, one.guest.seat.nr) for one in page.to_tell] == [("seat", 3)]
    assert to_tell(arrived, william) == [members[2]]

    services.note_told(course_id=course, nr=3, number=-1, keyring=william, now=NOW)
    assert queries.page(course, william, TODAY).to_tell == []
    assert to_tell(arrived, william) == []


def test_a_cancelled_session_is_to_be_told_to_everybody_with_a_seat(
    course, arrived, members, william
):
    enrol(course, arrived, members, william)

    services.cancel(course_id=course, number=1, why="the river", keyring=william, now=NOW)

    page = queries.page(course, william, TODAY)
    assert [(one.tell.number, one.guest.seat.nr) for one in page.to_tell] == [(1, 1), (1, 2)]
    assert to_tell(arrived, william) == [members[0], members[1]]
    days = [one.on for one in coming(arrived, william, TODAY) if one.person == members[0]]
    assert days == [TODAY, TODAY + timedelta(days=14)]

    services.note_told(course_id=course, nr=2, number=1, keyring=william, now=NOW)
    assert to_tell(arrived, william) == [members[0]]
    with pytest.raises(Refused, match="nothing to tell"):
        services.note_told(course_id=course, nr=2, number=1, keyring=william, now=NOW)


def test_attendance_is_noted_by_day_and_noted_anew(course, arrived, members, william):
    enrol(course, arrived, members[:2], william)

    for came in ({1, 2}, {2}):
        services.attend(course_id=course, number=0, came=came, keyring=william, now=NOW)

    session = queries.page(course, william, TODAY).line.course.sessions[0]
    assert (session.is_noted, session.came) == (True, (2,))
    for number, came, says in ((1, {1}, "still to come"), (0, {7}, "has no seat")):
        with pytest.raises(Refused, match=says):
            services.attend(course_id=course, number=number, came=came, keyring=william, now=NOW)
    with pytest.raises(Refused, match="is past"):
        services.cancel(course_id=course, number=0, why="x", keyring=william, now=NOW)


def test_what_waits_for_a_seat_says_so_in_the_plan(course, arrived, members, william):
    enrol(course, arrived, members, william)

    days = coming(arrived, william, TODAY)

    assert {(one.person, one.waits) for one in days} == {
        (members[0], False),
        (members[1], False),
        (members[2], True),
    }
    assert {(one.kind, one.topic, one.title) for one in days} == {
        ("course", "subway", "The subway")
    }


def test_nobody_is_enrolled_twice_or_from_elsewhere_or_before_arrival(
    course, arrived, members, office, william
):
    enrol(course, arrived, members[:1], william)
    waiting = settle(william)

    flaws = [
        (arrived, members[:1], "asked for a seat already"),
        (arrived, [waiting], "Nobody was chosen"),
        (waiting, members[1:2], "has not arrived yet"),
    ]
    for household, people, says in flaws:
        with pytest.raises(Refused, match=says):
            enrol(course, household, people, william)
    with pytest.raises(Refused, match="is over"):
        enrol(course, arrived, members[1:], william, now=NOW + timedelta(days=15))


def test_a_course_takes_nobody_of_another_compartment(office, arrived, members, william):
    both = type(william).of(william.user_id, [office.gazetteer, office.cases, office.elsewhere])
    there = services.make(course=a_course(), cell=office.elsewhere.cell, keyring=both, now=NOW)

    with pytest.raises(Refused, match="different compartments"):
        enrol(there, arrived, members, both)


def test_a_strangers_key_finds_no_course_and_nobody_in_it(course, arrived, members, stranger):
    with pytest.raises(Refused, match="no such record"):
        queries.page(course, stranger, TODAY)
    with pytest.raises(Refused, match="no such record"):
        services.leave(course_id=course, nr=1, keyring=stranger, now=NOW)
    assert queries.listed(stranger, TODAY) == []


def test_a_destroyed_case_leaves_the_list_and_its_seat_is_free(
    course, arrived, members, harriet, william
):
    other = settle(william, three(), state="arrived", arrived_on=ARRIVED_ON)
    enrol(course, arrived, members[:2], william)
    people = queries.enrollable(course, code_of(other, william), william)[1]
    enrol(course, other, [people[0][0]], william)

    keystore.destroy(arrived)

    page = queries.page(course, harriet, TODAY)
    assert [guest.seat.household for guest in page.seated] == [other]
    assert page.waiting == []
    assert [one.tell.what for one in page.to_tell] == ["seat"]


def test_no_id_of_a_destroyed_case_stays_in_a_course_or_with_a_helper(
    course, arrived, members, william, harriet, passmore, paired, transactional_db
):
    enrol(course, arrived, members[:1], william)
    purge = ask(arrived, william)
    approve(purge, harriet, passmore)
    carry_out(purge_id=purge, keyring=william, now=NOW)

    said = repr(open_all(cases.held(CourseRow, william), Course, william))
    said += repr(open_all(cases.held(HelperRow, william), Helper, william))
    assert "Heron" in said
    assert not [one for one in (arrived, paired, *members) if str(one) in said]
    assert queries.page(course, william, TODAY).seated == []


def test_a_seat_once_given_is_not_taken_away_and_more_seats_are_told(
    course, arrived, members, william
):
    enrol(course, arrived, members, william)

    with pytest.raises(Refused, match="2 people have one"):
        services.change(course_id=course, course=a_course(seats=1), keyring=william, now=NOW)
    services.change(course_id=course, course=a_course(seats=3), keyring=william, now=NOW)

    page = queries.page(course, william, TODAY)
    assert [one.guest.seat.nr for one in page.to_tell] == [3]
    assert len(page.line.course.sessions) == 3


def test_a_copy_for_the_next_term_has_its_days_and_nobody(course, arrived, members, william):
    enrol(course, arrived, members, william)

    made = services.copy(
        course_id=course, first=TODAY + timedelta(days=70), keyring=william, now=NOW
    )

    page = queries.page(made, william, TODAY)
    assert [one.on for one in page.line.course.sessions] == [
        TODAY + timedelta(days=70 + 7 * nth) for nth in range(3)
    ]
    assert page.seated == []
    with pytest.raises(Refused, match="on 1855-10-26 already"):
        services.add_sessions(
            course_id=course, sessions=a_course(on=TODAY).sessions, keyring=william, now=NOW
        )


def test_cards_are_counted_together_and_more_answers_than_cards_are_refused(course, william):
    answers = [("useful", "yes", 3), ("useful", "no", 1)]
    counted = {"course_id": course, "keyring": william, "now": NOW}

    for _time in range(2):
        services.count_cards(cards=answers, n=4, **counted)
    kept = queries.page(course, william, TODAY).line.course
    assert (kept.n_cards, kept.cards["useful yes"]) == (8, 6)
    with pytest.raises(Refused, match="more answers"):
        services.count_cards(cards=answers, n=3, **counted)
    services.count_anew(**counted)
    assert queries.page(course, william, TODAY).line.course.n_cards == 0
