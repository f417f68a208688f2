"""Help is asked with consent only, and a case changes hands when the other side accepts it."""

from datetime import timedelta

import pytest

from waystation.base import watches
from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.cases import queries, services, tasks
from waystation.cases.steps import handing
from waystation.cases.steps.domain import Transfer
from waystation.cases.steps.queries import alarms
from waystation.cases.steps.queries import case as read
from waystation.cases.tests.builders import NOW, TODAY, settle
from waystation.vault.door import Who
from waystation.vault.doors import Profile
from waystation.vault.keyring import Keyring
from waystation.vault.staff import Door

SOON = NOW + timedelta(days=2)


@pytest.fixture
def case(william):
    return settle(william)


@pytest.fixture
def both(office):
    """A field manager who holds William's compartment and the other one."""
    slots = [office.gazetteer, office.cases, office.elsewhere]
    keyring = Keyring.of(new_id(), slots, alias="Harriet")
    return Who(
        keyring.user_id,
        "Harriet",
        "field manager",
        keyring,
        Door(keyring.user_id, (b"", b""), 0),
        Profile(alias="Harriet", role="field manager"),
    )


def offer(case, office, keyring):
    transfer = Transfer(
        to=office.elsewhere.cell, to_name="Philadelphia", why="they live there", agreed="yes"
    )
    return handing.offer_transfer(household_id=case, transfer=transfer, keyring=keyring, now=NOW)


def test_nobody_else_is_told_of_a_person_who_did_not_agree(case, william):
    person = queries.household(case, william, TODAY).household.people[0]

    with pytest.raises(Refused):
        handing.refer(
            household_id=case,
            person_id=person,
            receiver="Vigilance Committee",
            service="shelter",
            keyring=william,
            now=NOW,
        )

    assert read(case, william, TODAY).referrals == ()


def test_a_case_stays_until_the_other_side_accepts_it(case, office, william, stranger):
    offer(case, office, william)

    assert read(case, william, TODAY).transfer.value.state == "offered"
    with pytest.raises(Refused):
        read(case, stranger, TODAY)


def test_nobody_accepts_a_case_they_offered_themselves(case, office, both):
    part = offer(case, office, both.keyring)

    with pytest.raises(Refused, match="offered themselves"):
        handing.accept_transfer(part_id=part, by=both, now=NOW)

    assert read(case, both.keyring, TODAY).transfer.value.state == "offered"


def test_an_accepted_case_goes_whole_with_its_alarms(case, office, william, stranger, both):
    tasks.open_task(household_id=case, what="bring shoes", keyring=william, now=NOW)
    part = offer(case, office, william)

    handing.accept_transfer(part_id=part, by=both, now=NOW)
    watches.ring_due(SOON)

    view = read(case, stranger, TODAY)
    assert (view.transfer.value.state, view.view.size) == ("accepted", 3)
    assert [(alarm.what, alarm.subject) for alarm in alarms(stranger)] == [("task", case)]
    assert alarms(william) == []
    with pytest.raises(Refused):
        read(case, william, TODAY)


def test_who_holds_one_compartment_alone_accepts_nothing(case, office, william, harriet):
    part = offer(case, office, william)
    alone = Who(harriet.user_id, "Harriet", "field manager", harriet, None, None)

    with pytest.raises(Refused):
        handing.accept_transfer(part_id=part, by=alone, now=NOW)

    assert read(case, william, TODAY).transfer.value.state == "offered"


def test_an_offer_is_answered_once(case, office, william, both):
    part = offer(case, office, william)
    with pytest.raises(Refused, match="offered to another compartment already"):
        offer(case, office, william)

    handing.decline_transfer(part_id=part, answer="no room", keyring=both.keyring, now=NOW)

    with pytest.raises(Refused, match="answered before"):
        handing.accept_transfer(part_id=part, by=both, now=NOW)
    assert read(case, william, TODAY).transfer.value.answer == "no room"


def test_a_case_goes_nowhere_while_its_group_counts_on_it(case, office, william, both):
    group = services.form_group(household_ids=[case], keyring=william, now=NOW)
    part = offer(case, office, william)
    with pytest.raises(Refused, match="is in a group"):
        handing.accept_transfer(part_id=part, by=both, now=NOW)
    assert queries.group_detail(group, william, TODAY).size == 3

    services.note_arrival(group_id=group, on=TODAY, keyring=william, now=NOW)
    handing.accept_transfer(part_id=part, by=both, now=NOW)

    assert queries.group_detail(group, william, TODAY).size == 0
