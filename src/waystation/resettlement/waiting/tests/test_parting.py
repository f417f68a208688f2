"""Flights of households that must travel together, and households taken off a flight."""

import pytest

from waystation.base.errors import Refused
from waystation.cases.tests.builders import NOW, TODAY
from waystation.resettlement.waiting import preparing, queries, services
from waystation.resettlement.waiting.tests.conftest import all_there, stay_of
from waystation.resettlement.waiting.tests.test_flights import LEAVES, by, form, read  # noqa: F401


@pytest.fixture
def take_off(by):  # noqa: F811
    """Take some households off a flight."""

    def taken(flight, *households, **said):
        services.take_off(flight_id=flight, household_ids=households, **said, **by)

    return taken


def code(household, keyring):
    """Give a household's code."""
    return stay_of(household, keyring).code


def aparts(flight, keyring):
    """List whom each household of a flight must travel with who is not on it."""
    rows = queries.passengers(queries.flight(flight, keyring), keyring, TODAY)
    return {row.seat.household: row.apart for row in rows}


def test_a_tie_on_file_puts_two_households_on_one_flight_whichever_side_says_so(waits, william):
    first, _between = waits(5, 90), waits(5, 80)
    late = waits(3, 10, with_whom=(first,))
    ((bench, proposal),) = queries.proposals(william, TODAY)
    assert proposal.aboard == (first, late)
    assert {one.id: one.goes_with for one in bench.waiters if one.goes_with} == {
        first: (code(late, william),),
        late: (code(first, william),),
    }


def test_nobody_flies_without_those_they_travel_with_unless_it_is_written_why(
    waits, form, william  # noqa: F811
):  # fmt: skip
    first = waits(5, 90)
    second = waits(5, 80, papers=False, with_whom=(first,))
    with pytest.raises(Refused, match=f"would fly without {code(second, william)}"):
        form(first)
    flight = form(first, why="they asked to go ahead")
    assert aparts(flight, william) == {first: (code(second, william),)}
    ((row, other),) = [roster.rows for roster in queries.rosters(william, TODAY)]
    assert (row.apart, other.apart) == ((code(second, william),), ())


def test_who_left_holds_nobody_back(waits, form, by, william):  # noqa: F811
    first = waits(5, 90)
    second = waits(5, 80, papers=False, with_whom=(first,))
    flight = form(first, why="they asked to go ahead")
    services.call(flight_id=flight, leaves_at=LEAVES, **by)
    services.note_came(flight_id=flight, household_id=first, came="departed", **by)
    all_there(second, william)
    ((bench, proposal),) = queries.proposals(william, TODAY)
    assert [one.goes_with for one in bench.waiters] == [()]
    form(*proposal.aboard)


def test_who_cannot_go_is_taken_off_in_one_step_and_the_others_keep_the_flight(
    waits, form, take_off, by, william  # noqa: F811
):  # fmt: skip
    first, second, third = waits(4, 90), waits(3, 80), waits(2, 70)
    flight = form(first, second, third)
    for one in (second, third):
        preparing.hold(household_id=one, why="medical", **by)
    take_off(flight, second, third)
    assert read(flight, william).households == (first,)
    assert [stay_of(one, william).flight for one in (first, second, third)] == [flight, None, None]
    # They could not have come: nobody was overtaken. Once they can, the change can be taken back.
    assert read(flight, william).passed_over == ()
    for one in (second, third):
        preparing.hold(household_id=one, why="", **by)
    services.take_back_change(flight_id=flight, **by)
    assert read(flight, william).households == (first, second, third)


def test_who_can_fly_is_taken_off_only_for_a_reason_and_counts_as_overtaken(
    waits, form, take_off, william  # noqa: F811
):  # fmt: skip
    first, second = waits(4, 90), waits(3, 80)
    flight = form(first, second)
    with pytest.raises(Refused, match=f"{code(first, william)} can fly, and no reason is given"):
        take_off(flight, first)
    take_off(flight, first, why="they wish to wait for a birth")
    assert read(flight, william).passed_over == (first,)
    assert read(flight, william).by_hand == "they wish to wait for a birth"


def test_a_household_taken_off_is_not_parted_from_its_own_without_a_reason(
    waits, form, take_off, by, william  # noqa: F811
):  # fmt: skip
    first = waits(4, 90)
    second, third = waits(3, 80, with_whom=(first,)), waits(2, 70)
    flight = form(first, second, third)
    preparing.hold(household_id=second, why="medical", **by)
    with pytest.raises(Refused, match=f"would fly without {code(second, william)}"):
        take_off(flight, second)
    take_off(flight, second, why="they chose to go ahead")
    assert aparts(flight, william) == {first: (code(second, william),), third: ()}


def test_a_household_moves_to_another_flight_that_has_seats_and_back(
    waits, form, take_off, william  # noqa: F811
):  # fmt: skip
    first, second, third, fourth = waits(5, 90), waits(5, 80), waits(4, 70), waits(6, 60)
    one, other = form(first, second), form(third, why="x")
    take_off(one, second, to=other)
    assert read(one, william).households == (first,)
    assert read(other, william).households == (second, third)
    # It is aboard another flight: this one overtakes nobody.
    assert read(one, william).passed_over == ()
    take_off(other, second, to=one)
    assert read(one, william).households == (first, second)
    full = form(fourth, why="x")
    with pytest.raises(Refused, match="11 people, and a flight has 10 seats"):
        take_off(one, second, to=full)
    assert stay_of(second, william).flight == one


def test_a_move_that_makes_somebody_who_waits_worse_off_needs_a_reason(
    waits, form, take_off, by, william  # noqa: F811
):  # fmt: skip
    first, second = waits(5, 90), waits(5, 80)
    late, third = waits(3, 75, papers=False), waits(2, 70)
    one, other = form(first, second), form(third, why="a doctor is on this one")
    all_there(late, william)
    # With the second household aboard there are three seats left, and somebody who could have them.
    # Why the flight was made up as it was is no reason for that.
    with pytest.raises(Refused, match="worse off than by the rule, and no reason is given"):
        take_off(one, second, to=other)
    assert stay_of(second, william).flight == one
    take_off(one, second, to=other, why="a doctor flies along")
    assert read(other, william).by_hand == "a doctor flies along"


def test_nobody_is_taken_off_a_flight_that_leaves_that_is_another_or_of_which_nobody_stays(
    waits, form, take_off, by, stranger  # noqa: F811
):  # fmt: skip
    first, second, third = waits(4, 90), waits(3, 80), waits(2, 70)
    flight = form(first, second, why="x")
    with pytest.raises(Refused, match="Nobody would be aboard any more"):
        take_off(flight, first, second, why="x")
    with pytest.raises(Refused, match="Nobody is chosen"):
        take_off(flight)
    with pytest.raises(Refused, match="There is no such record"):
        take_off(flight, third)
    said = {"flight_id": flight, "household_ids": [second], "why": "x"}
    with pytest.raises(Refused, match="There is no such record"):
        services.take_off(**said, keyring=stranger, now=NOW)
    services.call(flight_id=flight, leaves_at=LEAVES, **by)
    with pytest.raises(Refused, match="Word came already"):
        take_off(flight, second, why="x")


def test_the_page_of_a_flight_says_who_is_tied_and_takes_off_who_cannot_go(
    waits, form, by, william, sign_in  # noqa: F811
):  # fmt: skip
    first = waits(4, 90)
    second, third = waits(3, 80, with_whom=(first,)), waits(2, 70)
    flight, other = form(first, second, why="x"), form(third)
    browser = sign_in("case worker")
    at = f"/newcomers/flights/{flight}/"
    assert "These cannot fly now:" not in browser.get(at).content.decode()
    preparing.hold(household_id=second, why="medical", **by)
    page = browser.get(at).content.decode()
    assert "These cannot fly now:" in page
    assert f'value="{other}"' in page
    refused = browser.post(f"{at}take-off/", {"household": [second]})
    assert refused.status_code == 422
    assert f"would fly without {code(second, william)}" in refused.content.decode()
    assert browser.post(f"{at}take-off/", {"household": [second], "why": "x"}).status_code == 302
    assert stay_of(second, william).flight is None
    apart = f"travels with {code(second, william)}, not on this flight"
    assert apart in browser.get(at).content.decode()
    assert apart in browser.get("/newcomers/waiting/").content.decode()


def test_a_refused_move_keeps_where_to_of_that_household_alone(
    waits, form, by, sign_in  # noqa: F811
):  # fmt: skip
    first, second, third = waits(4, 90), waits(3, 80), waits(8, 70)
    flight, other = form(first, second, why="x"), form(third, why="x")
    said = {"household": [second], "to": other, "why": "they asked"}
    refused = sign_in("case worker").post(f"/newcomers/flights/{flight}/take-off/", said)

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "11 people, and a flight has 10 seats" in page
    assert page.count(f'value="{other}"') == 2
    assert page.count(f'value="{other}" selected') == 1
    assert page.count('value="they asked"') == 1


def test_the_next_flight_shows_who_waits_for_whom(waits, william, sign_in):
    first = waits(4, 90)
    second = waits(3, 80, papers=False, with_whom=(first,))
    browser = sign_in("case worker")
    page = browser.get("/newcomers/flights/").content.decode()
    # Nobody else can fly: the one that can is asked, and the worker is told whom it leaves.
    says = f"{code(first, william)} travels with {code(second, william)}, not on this flight."
    assert says in page
    waits(2, 10)
    page = browser.get("/newcomers/flights/").content.decode()
    assert "stays: waits for those it must travel with, who cannot fly yet" in page
    assert says not in page
