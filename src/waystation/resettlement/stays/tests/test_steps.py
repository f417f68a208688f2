"""A household begins a pathway, does its steps, takes them back, and ends it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from waystation.base.errors import Refused
from waystation.cases import keeping, parts, retention
from waystation.cases.domain import Household
from waystation.cases.models import HouseholdRow
from waystation.cases.tests.builders import NOW, TODAY, settle
from waystation.resettlement.stays import queries, services
from waystation.resettlement.stays.domain import StayBefore
from waystation.resettlement.stays.tests.builders import LANDED, MODERN, do, modern, where
from waystation.resettlement.tests.conftest import ARRIVED_ON, PATHWAY
from waystation.vault.opening import open_row


def test_a_stay_begins_on_the_newest_version_with_everybody_and_its_first_day(settled, william):
    view = queries.stay(settled, william)

    assert view.stay.size == 3
    assert view.stay.facts == {"arrived": ARRIVED_ON}
    assert (view.stay.pathway, view.stay.state) == (PATHWAY, "settling")
    assert where(settled, william, "shelter", TODAY).state == "open"


@pytest.mark.parametrize(
    ("pathway", "on", "says"),
    [
        ("atlantis", ARRIVED_ON, "no such pathway"),
        (PATHWAY, TODAY + timedelta(days=1), "still to come"),
    ],
)
def test_no_stay_begins_on_a_pathway_that_is_none_or_on_a_day_to_come(
    arrived, william, pathway, on, says
):
    with pytest.raises(Refused, match=says):
        services.begin(household_id=arrived, pathway=pathway, on=on, keyring=william, now=NOW)

    assert queries.find_stay(arrived, william) is None


def test_who_has_not_arrived_begins_none_and_nobody_begins_two(settled, william):
    waits = settle(william)
    said = {"pathway": PATHWAY, "on": ARRIVED_ON, "keyring": william, "now": NOW}

    with pytest.raises(Refused, match="has not arrived"):
        services.begin(household_id=waits, **said)
    with pytest.raises(Refused, match="on a pathway already"):
        services.begin(household_id=settled, **said)


def test_a_step_that_is_done_begins_the_clock_of_the_next_and_undone_stops_it(settled, william):
    do(settled, william, "shelter")
    moved = ARRIVED_ON + timedelta(days=6)
    do(settled, william, "home", on=moved)

    # Moved in on 12 October 1855: the visit of month 3 is from 12 January to 11 February.
    visit = where(settled, william, "check-3", TODAY)
    assert (visit.starts, visit.opens, visit.closes) == (
        date(1855, 10, 12),
        date(1856, 1, 12),
        date(1856, 2, 11),
    )
    done = queries.stay(settled, william).stay.done[-1]
    assert (done.step, done.on, done.by) == ("home", moved, william.user_id)

    services.undo_done(household_id=settled, step="home", keyring=william, now=NOW)

    assert where(settled, william, "check-3", TODAY).starts is None
    assert queries.stay(settled, william).stay.facts.keys() == {"arrived", "shelter"}


def test_one_persons_step_is_done_for_that_person_only(settled, william):
    do(settled, william, "shelter")
    first, second, _child = (m.person for m in queries.stay(settled, william).stay.members)
    services.note_done(
        household_id=settled,
        step="first-work",
        on=ARRIVED_ON,
        person_id=first,
        keyring=william,
        now=NOW,
    )

    assert where(settled, william, "first-work", TODAY, first).state == "done"
    assert where(settled, william, "first-work", TODAY, second).state == "open"


@pytest.mark.parametrize(
    ("step", "on", "person", "says"),
    [
        ("flight", ARRIVED_ON, None, "none of theirs"),
        ("shelter", TODAY + timedelta(days=1), None, "still to come"),
        ("shelter", ARRIVED_ON - timedelta(days=1), None, "cannot have been done before"),
        ("shelter", ARRIVED_ON, uuid4(), "none of theirs"),
        ("hand-over-3", ARRIVED_ON, None, "once the person says"),
    ],
)
def test_no_step_is_done_that_is_not_theirs_or_on_a_day_that_cannot_be(
    settled, william, step, on, person, says
):
    with pytest.raises(Refused, match=says):
        services.note_done(
            household_id=settled, step=step, on=on, person_id=person, keyring=william, now=NOW
        )

    assert queries.stay(settled, william).stay.done == ()


def test_a_step_is_done_once_and_undone_once(settled, william):
    do(settled, william, "shelter")
    with pytest.raises(Refused, match="done already"):
        do(settled, william, "shelter")
    services.undo_done(household_id=settled, step="shelter", keyring=william, now=NOW)
    with pytest.raises(Refused, match="not done"):
        services.undo_done(household_id=settled, step="shelter", keyring=william, now=NOW)


def test_after_the_flight_a_household_no_longer_waits_and_waits_again_if_it_was_none(william):
    family = modern(william)
    assert queries.stay(family, william).stay.state == "settling"

    services.undo_done(household_id=family, step="flight", keyring=william, now=MODERN)

    assert queries.stay(family, william).stay.state == "waiting"


def test_a_day_that_was_noted_wrongly_is_corrected_and_unknown_again(settled, william):
    moved = ARRIVED_ON + timedelta(days=3)
    said = {"household_id": settled, "fact": "settled", "keyring": william, "now": NOW}
    services.note_fact(on=moved, **said)
    assert where(settled, william, "check-3", TODAY).starts == moved

    services.note_fact(on=None, **said)

    assert where(settled, william, "check-3", TODAY).starts is None


def test_a_reason_holds_them_on_the_ground_and_the_escort_stays_until_it_is_taken_away(
    settled, william
):
    said = {"household_id": settled, "keyring": william, "now": NOW}
    services.hold(why="ill", escort=True, **said)
    services.let_go(**said)

    assert queries.stay(settled, william).stay.escort
    assert queries.stay(settled, william).stay.held == ""
    with pytest.raises(Refused, match="not said why"):
        services.hold(why="", **said)


def test_what_somebody_changed_meanwhile_is_not_written_over(settled, william, harriet):
    was = queries.stay(settled, william).stay
    services.hold(household_id=settled, why="ill", keyring=harriet, now=NOW)

    with pytest.raises(Refused, match="changed this meanwhile"):
        services.change(household_id=settled, was=was, stay=was, keyring=william, now=NOW)


def test_an_ended_pathway_is_taken_up_again_or_another_begun_with_what_both_share(william):
    family = modern(william, home=LANDED)
    said = {"household_id": family, "keyring": william, "now": MODERN}
    services.end(why="they chose another country", on=MODERN.date(), **said)
    assert queries.stay(family, william).stay.ahead == ()
    services.take_up_again(**said)
    assert queries.stay(family, william).stay.state == "settling"
    services.end(why="they chose another country", on=MODERN.date(), **said)

    services.begin(pathway="korea", on=LANDED, **said)

    new = queries.stay(family, william).stay
    assert (new.pathway, new.facts["settled"]) == ("korea", LANDED)
    assert where(family, william, "home", MODERN.date()).state == "done"
    [before] = parts.listed(family, StayBefore, william)
    assert before.value.pathway == "united-states"
    assert before.value.why == "they chose another country"


def test_an_ended_pathway_takes_no_step(settled, william):
    with pytest.raises(Refused, match="not said why"):
        services.end(household_id=settled, why=" ", on=TODAY, keyring=william, now=NOW)
    services.end(household_id=settled, why="moved away", on=TODAY, keyring=william, now=NOW)

    with pytest.raises(Refused, match="has ended"):
        do(settled, william, "shelter")


def test_an_open_stay_keeps_the_case_until_its_last_day_and_one_that_ended_for_a_month(william):
    def kept_until():
        row = HouseholdRow.objects.get(pk=family)
        return keeping.due_on(open_row(row, Household, william))

    # Arrived on 5 May 2023: by its rule alone it would go on 5 May 2025.
    family = modern(william)
    # The last day that is known: citizenship from 1 March 2029 on, five years after landing.
    assert kept_until() == date(2029, 3, 1) + timedelta(days=30)
    do(family, william, "home", on=MODERN.date(), now=MODERN)
    # Moved in on 4 March 2024: the visit of month 60 ends on 3 April 2029.
    assert kept_until() == date(2029, 4, 3) + timedelta(days=30)
    said = {"household_id": family, "keyring": william}

    late = MODERN + timedelta(days=1000)
    services.end(why="they want no more", on=MODERN.date(), now=late, **said)
    assert kept_until() == late.date() + timedelta(days=30)
    [due] = retention.due(william, late)
    assert (due.days_left, due.goes_on_after_arrival) == (30, True)

    services.take_up_again(now=late, **said)
    assert kept_until() == date(2029, 4, 3) + timedelta(days=30)


def test_a_stay_of_which_no_day_is_known_yet_keeps_the_case_two_years_from_when_it_was_written(
    arrived, william
):
    services.begin(household_id=arrived, pathway="korea", on=ARRIVED_ON, keyring=william, now=NOW)

    row = HouseholdRow.objects.get(pk=arrived)
    assert keeping.due_on(open_row(row, Household, william)) == date(1857, 10, 26)
