"""Making contact, taking many in, and what a stolen table tells."""

import time
from datetime import timedelta

import pytest

from waystation.base.errors import Refused, Tampered
from waystation.cases import domain, queries, services
from waystation.cases.domain import Person
from waystation.cases.models import HouseholdRow, PersonRow, TipRow
from waystation.cases.person import named
from waystation.cases.tests.builders import (
    NOW,
    TODAY,
    WORDS,
    a_family,
    a_household,
    a_tip,
    settle,
)
from waystation.vault.opening import open_row


@pytest.fixture
def accepted(william):
    """An accepted tip, two hours old."""
    tip = a_tip(state="accepted", heard_at=NOW - timedelta(hours=2))
    return services.hear_tip(tip=tip, keyring=william, now=NOW)


def contact(tip_id, keyring, **other):
    usual = {"household": a_household(), "people": a_family(), "tip_id": tip_id}
    return services.contact_household(**usual | other, keyring=keyring, now=NOW)


def test_contact_makes_a_household_and_stops_the_clock_of_its_tip(william, accepted):
    household_id = contact(accepted, william)

    view = queries.household(household_id, william, TODAY)
    tip = queries.tip(accepted, william, NOW)
    assert (view.stands, view.size, view.n_children) == ("contacted", 3, 1)
    assert view.people == tuple(a_family())
    assert (tip.tip.household, tip.clock.waited_min, tip.clock.made) == (household_id, 120, True)
    assert domain.moves_of(tip.tip) == ()


def test_contact_needs_no_tip(william):
    household_id = settle(william)

    assert queries.household(household_id, william, TODAY).household.tip is None


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"people": []}, "0 people"),
        ({"people": [Person()] * 41}, "41 people"),
        ({"household": a_household(contact=None)}, "No words"),
        ({"household": a_household(goes_with=("H-NONE",))}, "no household H-NONE"),
    ],
)
def test_an_incomplete_household_is_refused_and_nothing_is_written(william, accepted, wrong, says):
    with pytest.raises(Refused, match=says):
        contact(accepted, william, **wrong)

    assert not HouseholdRow.objects.exists()
    assert TipRow.objects.get().revision == 1


def test_one_tip_gives_one_household(william, accepted):
    contact(accepted, william)

    with pytest.raises(Refused, match="once"):
        contact(accepted, william)

    assert HouseholdRow.objects.count() == 1


def test_a_tip_must_be_accepted_first(william):
    tip_id = services.hear_tip(tip=a_tip(), keyring=william, now=NOW)

    with pytest.raises(Refused, match="accepted"):
        contact(tip_id, william)

    assert not HouseholdRow.objects.exists()


def test_a_stranger_contacts_nobody(stranger, accepted, office):
    with pytest.raises(Refused):
        contact(accepted, stranger)
    with pytest.raises(Refused):
        contact(None, stranger, cell=office.cases.cell)

    assert not HouseholdRow.objects.exists()
    assert not PersonRow.objects.exists()


def test_a_household_only_heard_of_is_contacted_once(william, office):
    heard = a_household(code="H-A", contact=None)
    (household_id,) = services.take_in(
        families=[(heard, a_family(), office.cases.cell)], keyring=william, now=NOW
    )

    services.note_contact(household_id=household_id, contact=WORDS, keyring=william, now=NOW)

    view = queries.household(household_id, william, TODAY)
    assert (view.stands, view.household.contact) == ("contacted", WORDS)
    with pytest.raises(Refused, match="before"):
        services.note_contact(household_id=household_id, contact=WORDS, keyring=william, now=NOW)


def test_who_waits_is_listed_by_urgency_and_days_and_only_if_heard_of_by_then(william):
    settle(william, needs="b", waiting_since=TODAY - timedelta(days=3))
    settle(william, needs="c")
    settle(william, needs="a", urgency="high")
    settle(william, needs="later", waiting_since=TODAY)

    views = queries.waiting(william, TODAY - timedelta(days=1))
    assert [view.household.needs for view in views] == ["b"]
    views = queries.waiting(william, TODAY)

    assert [view.household.needs for view in views][:2] == ["a", "b"]
    assert [view.waited_days for view in views] == [0, 3, 0, 0]


def test_nobody_has_been_waiting_since_a_day_to_come(william):
    with pytest.raises(Refused, match="still to come"):
        settle(william, waiting_since=TODAY + timedelta(days=1))

    assert not HouseholdRow.objects.exists()


def test_a_stranger_sees_nobody(william, stranger):
    household_id = settle(william)

    assert queries.households(stranger, TODAY) == []
    with pytest.raises(Refused, match="no such record"):
        queries.household(household_id, stranger, TODAY)


def test_the_stored_bytes_hold_no_name_no_place_and_no_words(william, accepted):
    contact(accepted, william)

    rows = [*TipRow.objects.all(), *HouseholdRow.objects.all(), *PersonRow.objects.all()]
    stored = b"".join(bytes(row.body) for row in rows)
    for secret in (b"Jackson", b"chestertown", b"geese", b"corn crib"):
        assert secret not in stored
    # A person with a long name and one with none are stored in as many bytes.
    assert len({len(bytes(row.body)) for row in PersonRow.objects.all()}) == 1


def test_a_household_moved_to_another_compartment_does_not_open(william, stranger, office):
    household_id = settle(william)
    HouseholdRow.objects.update(cell=office.elsewhere.cell)

    with pytest.raises(Tampered):
        queries.household(household_id, stranger, TODAY)


def test_a_person_moved_to_another_household_is_noticed(william):
    settle(william)
    other = settle(william)
    moved = PersonRow.objects.exclude(household=other).first()
    PersonRow.objects.filter(pk=moved.pk).update(household=other)

    with pytest.raises(Tampered, match="members"):
        queries.households(william, TODAY)


def test_the_people_of_one_row_are_read_in_their_order(william):
    row = HouseholdRow.objects.get(pk=settle(william))

    assert tuple(queries.people_by_id(row, william).values()) == tuple(a_family())
    assert open_row(row, domain.Household, william).code.startswith("H-")


def test_670_people_are_taken_in_within_a_second(william, office):
    families = [
        (a_household(code=f"H-{n}", state="waiting"), [named("A B")] * 2, office.cases.cell)
        for n in range(335)
    ]

    # Of the processor alone: what else the machine does is no part of it.
    began = time.process_time()
    services.take_in(families=families, keyring=william, now=NOW)
    took_s = time.process_time() - began

    assert sum(view.size for view in queries.waiting(william, TODAY)) == 670
    assert took_s < 1
