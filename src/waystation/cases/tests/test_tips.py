"""Hearing tips, and the clock that runs from their first word."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from waystation.base import watches
from waystation.base.errors import Refused, Tampered
from waystation.base.models import Event
from waystation.cases import alarms, queries, services
from waystation.cases.models import TipRow
from waystation.cases.tests.builders import NOW, a_family, a_household, a_tip


@pytest.fixture
def tip_id(william):
    return services.hear_tip(tip=a_tip(), keyring=william, now=NOW)


def read(tip_id, keyring):
    return queries.tip(tip_id, keyring, NOW).tip


def test_a_tip_heard_is_told_to_those_with_its_keys(william, office):
    tip_id = services.hear_tip(tip=a_tip(), keyring=william, now=NOW)

    event = Event.objects.get()
    assert (event.kind, event.subject, event.cell) == ("tip.heard", tip_id, office.cases.cell)
    assert replace(read(tip_id, william), watch=None) == a_tip()


def test_a_tip_is_not_heard_in_the_future(william):
    with pytest.raises(Refused, match="later than now"):
        services.hear_tip(tip=a_tip(heard_at=NOW + timedelta(minutes=1)), keyring=william, now=NOW)

    assert not TipRow.objects.exists()


def test_a_stranger_puts_no_tip_into_the_compartment_of_another(stranger, office):
    with pytest.raises(Refused):
        services.hear_tip(tip=a_tip(), cell=office.cases.cell, keyring=stranger, now=NOW)

    assert not TipRow.objects.exists()
    assert not Event.objects.exists()


def test_a_tip_put_back_into_another_row_or_compartment_does_not_open(william, tip_id, office):
    other = services.hear_tip(tip=a_tip(), keyring=william, now=NOW)
    body = TipRow.objects.get(pk=tip_id).body

    TipRow.objects.filter(pk=other).update(body=body)
    with pytest.raises(Tampered):
        read(other, william)

    TipRow.objects.filter(pk=tip_id).update(cell=office.elsewhere.cell)
    with pytest.raises(Refused):
        read(tip_id, william)


def test_a_tip_rings_once_nobody_made_contact_within_its_target(william, tip_id):
    # Medium: within 24 hours of its first word.
    watches.ring_due(NOW + timedelta(hours=23, minutes=59))
    assert alarms.ringing(william) == []

    watches.ring_due(NOW + timedelta(hours=24))

    (rung,) = alarms.ringing(william)
    assert (rung.alarm.what, rung.alarm.about, rung.alarm.household) == ("tip", tip_id, None)


def test_the_alarm_of_a_tip_rings_no_more_once_contact_is_made(william):
    tip_id = services.hear_tip(tip=a_tip(state="accepted"), keyring=william, now=NOW)

    services.contact_household(
        household=a_household(), people=a_family(), tip_id=tip_id, keyring=william, now=NOW
    )

    assert watches.ring_due(NOW + timedelta(days=9)) == 0
    assert read(tip_id, william).watch is None


def test_a_tip_that_is_late_already_when_it_is_put_on_file_calls_nobody_twice(william):
    late = a_tip(heard_at=NOW - timedelta(hours=24))

    tip_id = services.hear_tip(tip=late, keyring=william, now=NOW)

    assert read(tip_id, william).watch is None
    assert queries.tip(tip_id, william, NOW + timedelta(minutes=1)).clock.is_late
