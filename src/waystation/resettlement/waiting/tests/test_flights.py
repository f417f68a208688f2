"""Flights from the moment they are made up until everybody has left or waits again."""

from datetime import timedelta

import pytest

from waystation.base.errors import Refused
from waystation.cases import tasks
from waystation.cases.destroying import carry_out
from waystation.cases.tests.builders import NOW, TODAY
from waystation.cases.tests.purges import approve, ask
from waystation.resettlement.waiting import preparing, queries, services
from waystation.resettlement.waiting.tests.conftest import all_there, stay_of
from waystation.vault import door, moving
from waystation.vault.keyring import Keyring

LEAVES = NOW + timedelta(hours=5)


@pytest.fixture
def by(william):
    return {"keyring": william, "now": NOW}


@pytest.fixture
def form(by):
    """Make up a flight of some households."""

    def formed(*households, **said):
        return services.form(household_ids=households, **said, **by)

    return formed


@pytest.fixture
def called(form, by):
    """Make up a flight and let word come that it leaves."""

    def leaving(*households, **said):
        flight = form(*households, **said)
        services.call(flight_id=flight, leaves_at=LEAVES, **by)
        return flight

    return leaving


def open_tasks(household, keyring):
    """List what is still to be done about a household."""
    return [kept.value for kept in tasks.still_open(household, keyring)]


def words(household, keyring):
    """Say what is to be done about a household."""
    return [task.what for task in open_tasks(household, keyring)]


def read(flight, keyring):
    """Read a flight as it is kept."""
    return queries.flight(flight, keyring).flight


def test_the_flight_that_the_rule_makes_up_can_be_formed_and_undone(waits, form, by, william):
    first, second = waits(4, 30), waits(6, 20)
    ((bench, proposal),) = queries.proposals(william, TODAY)
    assert (proposal.aboard, bench.n_people) == ((first, second), 10)
    flight = form(*proposal.aboard)
    assert stay_of(first, william).flight == flight
    assert queries.proposals(william, TODAY) == []
    services.dissolve(flight_id=flight, **by)
    assert stay_of(first, william).flight is None
    assert read(flight, william).state == "undone"


def test_more_people_than_seats_or_without_papers_are_refused(waits, form):
    first, second, bare = waits(6, 30), waits(5, 20), waits(1, 40, papers=False)
    with pytest.raises(Refused, match="11 people, and a flight has 10 seats"):
        form(first, second)
    with pytest.raises(Refused, match="their papers are not all there"):
        form(first, bare)
    with pytest.raises(Refused, match="Nobody is chosen"):
        form()


def test_a_choice_by_hand_needs_a_reason_and_is_counted_when_it_leaves(
    waits, form, by, called, william
):
    first, second = waits(3, 30), waits(4, 20)
    with pytest.raises(Refused, match="worse off than by the rule"):
        form(second)
    flight = called(second, why="a seat for four alone")
    assert stay_of(first, william).overtaken == 0
    # A flight that has not left counts for the next one all the same.
    ((bench, _proposal),) = queries.proposals(william, TODAY)
    assert [one.overtaken for one in bench.waiters if one.id == first] == [1]
    services.note_came(flight_id=flight, household_id=second, came="departed", **by)
    assert stay_of(first, william).overtaken == 1
    services.take_back_came(flight_id=flight, household_id=second, **by)
    assert stay_of(first, william).overtaken == 0


def test_a_change_can_be_taken_back_and_no_change_is_lost(waits, form, by, william):
    first, second = waits(4, 30), waits(5, 20)
    flight = form(first, second)
    change = {"flight_id": flight, "household_ids": [first], "why": "the other rests"}
    services.change(was=[first, second], **change, **by)
    assert stay_of(second, william).flight is None
    with pytest.raises(Refused, match="Somebody changed this meanwhile"):
        services.change(was=[first, second], **change, **by)
    services.take_back_change(flight_id=flight, **by)
    assert read(flight, william).households == (first, second)
    assert stay_of(second, william).flight == flight
    with pytest.raises(Refused, match="nothing to take back"):
        services.take_back_change(flight_id=flight, **by)


def test_who_is_on_one_flight_is_on_no_other(waits, form):
    first = waits(4, 30)
    form(first)
    with pytest.raises(Refused, match="is on another flight"):
        form(first)


def test_at_short_notice_everybody_is_told_and_a_task_rings_until_they_are(
    waits, called, by, william
):
    first = waits(4, 30)
    flight = called(first)
    (task,) = [one for one in open_tasks(first, william) if one.what == "flight notice"]
    assert task.due_on == TODAY
    assert task.watch is not None
    services.note_told(flight_id=flight, household_id=first, **by)
    assert "flight notice" not in words(first, william)
    (seat,) = read(flight, william).seats
    assert (seat.told_at, seat.told_by) == (NOW, william.alias)
    # Another moment of leaving: they are told anew.
    services.call(flight_id=flight, leaves_at=LEAVES + timedelta(hours=2), **by)
    assert words(first, william).count("flight notice") == 1
    with pytest.raises(Refused, match="that is past"):
        services.call(flight_id=flight, leaves_at=NOW - timedelta(minutes=1), **by)


def test_who_left_has_the_step_done_and_waits_no_more(waits, called, by, william):
    first = waits(4, 30)
    preparing.note_talk(household_id=first, **by)
    flight = called(first)
    services.note_came(flight_id=flight, household_id=first, came="departed", **by)
    stay = stay_of(first, william)
    assert (stay.state, stay.flight) == ("settling", None)
    assert "flight" in {one.step for one in stay.done}
    assert not {"flight notice", "weekly contact"} & set(words(first, william))
    assert read(flight, william).state == "gone"
    services.take_back_came(flight_id=flight, household_id=first, **by)
    assert (stay_of(first, william).state, stay_of(first, william).flight) == ("waiting", flight)
    assert read(flight, william).state == "called"


@pytest.mark.parametrize("came", ["seat lost", "missed", "refused"])
def test_who_did_not_leave_waits_again_and_somebody_named_looks_after_it_today(
    waits, called, by, william, came
):
    first = waits(4, 30)
    flight = called(first)
    about = {"flight_id": flight, "household_id": first, "came": came}
    with pytest.raises(Refused, match="not said who looks after it"):
        services.note_came(**about, **by)
    services.note_came(**about, who="Letitia", **by)
    (task,) = [one for one in open_tasks(first, william) if "Letitia" in one.what]
    assert task.due_on == TODAY
    stay = stay_of(first, william)
    assert (stay.state, stay.flight) == ("waiting", None)
    assert stay.begun_on == TODAY - timedelta(days=30)
    assert stay.held == ("exit" if came == "refused" else "")
    services.take_back_came(flight_id=flight, household_id=first, **by)
    assert (stay_of(first, william).flight, stay_of(first, william).held) == (flight, "")


def test_a_household_that_the_airline_wants_to_split_stays_together(waits, called, by, william):
    first = waits(4, 30)
    flight = called(first)
    said = {"flight_id": flight, "household_id": first}
    services.note_came(**said, came="split", who="Letitia", **by)
    assert read(flight, william).state == "called"
    services.note_came(**said, came="departed", **by)
    assert read(flight, william).state == "gone"


def test_a_child_alone_flies_only_with_somebody_named(waits, form, by):
    child = waits(1, 30, years=12)
    with pytest.raises(Refused, match="a child without an adult"):
        form(child)
    preparing.name_company(
        household_id=child, escort=False, escort_name="", guardian_name="Aunt", **by
    )
    form(child)


def test_a_stranger_sees_no_flight_and_nobody_who_waits(waits, form, stranger):
    flight = form(waits(4, 30))
    with pytest.raises(Refused, match="There is no such record"):
        queries.flight(flight, stranger)
    with pytest.raises(Refused, match="There is no such record"):
        services.dissolve(flight_id=flight, keyring=stranger, now=NOW)
    assert queries.flights(stranger) == []
    assert queries.rosters(stranger, TODAY) == []


def test_a_destroyed_case_leaves_nothing_on_its_flight(
    waits, called, by, william, harriet, passmore, transactional_db
):
    first, second = waits(4, 30), waits(5, 20)
    flight = called(first, second)
    purge = ask(second, william)
    approve(purge, harriet, passmore)
    carry_out(purge_id=purge, keyring=william, now=NOW)
    assert read(flight, william).households == (first,)
    (row,) = queries.passengers(queries.flight(flight, william), william, TODAY)
    assert row.seat.household == first
    services.note_came(flight_id=flight, household_id=first, came="departed", **by)
    assert read(flight, william).state == "gone"


def test_a_household_on_a_flight_goes_to_no_other_compartment(waits, form, office, william):
    first = waits(4, 30)
    flight = form(first)
    both = Keyring.of(william.user_id, [office.gazetteer, office.cases, office.elsewhere])
    mover = door.Who(both.user_id, "Harriet", "field manager", both, None, None)
    with pytest.raises(Refused, match="is on a flight"):
        moving.move_case(first, office.elsewhere.cell, by=mover, now=NOW)

    services.dissolve(flight_id=flight, keyring=william, now=NOW)
    moving.move_case(first, office.elsewhere.cell, by=mover, now=NOW)
    assert stay_of(first, both).flight is None


def test_the_papers_decide_whether_a_household_can_fly(waits, william):
    first = waits(2, 30, papers=False)
    assert stay_of(first, william).papers_on is None
    all_there(first, william)
    assert stay_of(first, william).papers_on == TODAY
    ((roster),) = queries.rosters(william, TODAY)
    assert [(row.waited_days, row.waiter.why_not) for row in roster.rows] == [(30, ())]


def test_every_week_somebody_speaks_with_those_who_wait(waits, by, william):
    first = waits(2, 30)
    preparing.note_talk(household_id=first, says="well", **by)
    preparing.note_talk(household_id=first, **by)
    due = [task.due_on for task in open_tasks(first, william) if task.what == "weekly contact"]
    assert due == [TODAY + timedelta(days=7)]
