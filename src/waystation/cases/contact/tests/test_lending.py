"""Lent phones: handed out, back, wiped, and what a loss sets going."""

from datetime import date, timedelta

import pytest

from waystation.base import watches
from waystation.base.errors import Refused
from waystation.base.models import Event
from waystation.cases import alarms, destroying, parts, services, tasks
from waystation.cases import queries as cases
from waystation.cases.contact import devices as rules
from waystation.cases.contact import lending, plans, queries
from waystation.cases.contact.devices import Device
from waystation.cases.contact.domain import ContactPlan, Loan
from waystation.cases.models import DeviceRow
from waystation.cases.tests.builders import NOW, TODAY, settle
from waystation.vault.chain import KINDS
from waystation.vault.models import AuditEntry

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def phone(william):
    device = Device(kind="phone", label="T7", number="410 555 0107")
    return lending.put_in_stock(device=device, keyring=william, now=NOW)


def act(name, device_id, keyring, now=NOW, **said):
    getattr(lending, name)(device_id=device_id, **said, keyring=keyring, now=now)


def read(device_id, keyring):
    return queries.device(device_id, keyring, TODAY).device


def loan_of(household_id, keyring):
    (kept,) = parts.listed(household_id, Loan, keyring)
    return kept.value


def test_every_state_of_a_device_is_reached_and_none_is_a_dead_end():
    found = {"in stock"}
    for _round in rules.STATES:
        found |= {then for state in found for then in rules.MOVES[state].values()}

    assert found == set(rules.STATES)
    assert all(rules.MOVES[state] for state in rules.STATES)


def test_a_phone_goes_out_comes_back_is_wiped_and_goes_out_again(william, phone):
    household_id = settle(william)
    act("hand_out", phone, william, household_id=household_id)
    with pytest.raises(Refused, match="lent out"):
        act("hand_out", phone, william, household_id=household_id)

    act("take_back", phone, william)
    # Nobody gets what somebody else left on it.
    with pytest.raises(Refused, match="not wiped yet"):
        act("hand_out", phone, william, household_id=household_id)
    act("wipe", phone, william)
    assert (read(phone, william).household, read(phone, william).code) == (None, "")

    act("hand_out", phone, william, household_id=settle(william))
    whats = [one.what for one in read(phone, william).acts]
    assert whats == ["bought", "hand out", "take back", "wipe", "hand out"]
    assert loan_of(household_id, william).ended == "returned"


def test_a_phone_that_stays_away_rings_the_day_after(william, phone):
    household_id = settle(william)
    act("hand_out", phone, william, household_id=household_id, due_back=TODAY)
    midnight = NOW.replace(hour=0) + timedelta(days=1)

    assert watches.ring_due(midnight - timedelta(minutes=1)) == 0
    assert watches.ring_due(midnight) == 1
    (rung,) = alarms.ringing(william)
    assert (rung.alarm.what, rung.alarm.about, rung.alarm.household) == (
        "loan", phone, household_id,
    )  # fmt: skip

    act("take_back", phone, william)
    assert alarms.ringing(william) == []


def test_a_loss_calls_everybody_and_makes_the_words_unsafe_until_new_ones_are_agreed(
    william, harriet, phone
):
    household_id = settle(william)
    plan = ContactPlan(way="lent phone", reach="T7", code_words="geese")
    plans.agree(household_id=household_id, plan=plan, keyring=william, now=NOW)
    act("hand_out", phone, william, household_id=household_id)

    act("lose", phone, william, LATER)

    assert Event.objects.filter(kind="device.lost", subject=phone).count() == 1
    assert AuditEntry.objects.filter(kind=KINDS["device lost"]).count() == 1
    assert [view.id for view in queries.lost_devices(harriet)] == [phone]
    (task,) = tasks.still_open(household_id, harriet)
    assert (task.value.what, task.value.urgent) == ("phone lost", True)
    view = cases.household(household_id, william, TODAY)
    assert queries.sheet(view, william, LATER).words_unsafe

    new = ContactPlan(way="visit", reach="the well", code_words="swans")
    then = LATER + timedelta(hours=1)
    plans.agree(household_id=household_id, plan=new, keyring=william, now=then)
    assert not queries.sheet(view, william, then).words_unsafe


def test_one_that_is_lost_before_it_was_wiped_touches_whoever_had_it_last(william, phone):
    household_id = settle(william)
    act("hand_out", phone, william, household_id=household_id, due_back=TODAY)
    act("take_back", phone, william)

    act("lose", phone, william, LATER)

    assert read(phone, william).household == household_id
    (task,) = tasks.still_open(household_id, william)
    assert task.value.what == "phone lost"
    view = cases.household(household_id, william, TODAY)
    assert queries.sheet(view, william, LATER).words_unsafe
    assert loan_of(household_id, william).ended == "lost"


def test_a_loss_names_all_whom_it_touches(william, phone):
    household_id, friends = settle(william), settle(william)
    code = cases.household(friends, william, TODAY).household.code
    services.form_group(household_ids=[household_id, friends], keyring=william, now=NOW)
    mother = cases.household(household_id, william, TODAY).household.people[0]
    act("hand_out", phone, william, household_id=household_id, person_id=mother)
    act("lose", phone, william)

    touched = queries.touched(read(phone, william), william, TODAY)

    assert (touched.household.id, touched.person) == (household_id, "Ann Maria Jackson")
    assert (touched.group, touched.others) == ("Group 1", (code,))


def test_a_loss_is_open_until_somebody_says_what_was_done(william, phone):
    act("lose", phone, william)
    with pytest.raises(Refused, match="what was done"):
        act("settle", phone, william, note=" ")
    with pytest.raises(Refused, match="lost"):
        act("take_back", phone, william)

    act("settle", phone, william, note="the number is blocked")

    assert queries.lost_devices(william) == []
    act("take_back", phone, william)
    assert read(phone, william).state == "returned"


def test_a_label_stands_on_one_device_only(william, phone):
    with pytest.raises(Refused, match="label already"):
        lending.put_in_stock(device=Device(kind="sim", label="t7"), keyring=william, now=NOW)


def test_a_phone_is_lent_to_nobody_who_is_not_of_the_household(william, phone):
    household_id = settle(william)
    somebody = cases.household(settle(william), william, TODAY).household.people[0]

    with pytest.raises(Refused, match="not of this household"):
        act("hand_out", phone, william, household_id=household_id, person_id=somebody)


def test_nothing_is_due_back_on_a_day_that_is_past(william, phone):
    with pytest.raises(Refused, match="past"):
        act(
            "hand_out", phone, william,
            household_id=settle(william), due_back=TODAY - timedelta(days=1),
        )  # fmt: skip

    assert read(phone, william).state == "in stock"


def test_a_day_after_which_none_follows_is_refused(william, phone):
    with pytest.raises(Refused, match="far off"):
        act("hand_out", phone, william, household_id=settle(william), due_back=date.max)


def test_a_destroyed_household_leaves_no_trace_on_the_phone_it_had(
    approved, case_id, william, phone
):
    code = cases.household(case_id, william, TODAY).household.code
    act("hand_out", phone, william, household_id=case_id, due_back=TODAY)
    assert read(phone, william).code == code

    destroying.carry_out(purge_id=approved, keyring=william, now=LATER)

    device = read(phone, william)
    assert (device.household, device.code, device.loan) == (None, "", None)
    assert code not in {one.code for one in device.acts}
    assert watches.ring_due(NOW + timedelta(days=9)) == 0
    act("lose", phone, william, LATER)
    assert read(phone, william).needs_somebody


def test_a_stranger_lends_loses_and_learns_of_nothing(william, stranger, phone):
    household_id = settle(stranger)

    for name, said in {
        "hand_out": {"household_id": household_id},
        "take_back": {},
        "wipe": {},
        "lose": {},
        "settle": {"note": "x"},
    }.items():
        with pytest.raises(Refused, match="no such record"):
            act(name, phone, stranger, **said)

    assert queries.devices(stranger, TODAY) == []
    assert (DeviceRow.objects.get().revision, Event.objects.filter(kind="device.lost").count()) == (
        1, 0,
    )  # fmt: skip


def test_a_phone_is_lent_within_its_compartment_alone(william, stranger, office, phone):
    both = william.with_slot(office.elsewhere)
    household_id = settle(stranger)

    with pytest.raises(Refused, match="two compartments"):
        act("hand_out", phone, both, household_id=household_id)
