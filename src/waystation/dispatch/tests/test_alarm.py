"""An alarm rings without a key and is read with one."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from waystation.base import watches
from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.base.models import Watch
from waystation.dispatch import queries
from waystation.routing.tests.ripley import at
from waystation.vault import boxes
from waystation.vault.keyring import Keyring

# Evening ends at 1440; two hours later its watch is due.
DUE = at(1_560)


def test_a_silent_stage_rings_when_it_is_due_and_not_before(river):
    kept = river.approved()

    assert watches.ring_due(DUE - timedelta(minutes=1)) == 0
    assert queries.alarms(river.harriet) == []
    assert watches.ring_due(DUE) == 1
    assert queries.alarms(river.harriet) == [
        f"Stage 1 of {kept.passage.code} is silent. Call John Rankin, then open the passage."
    ]


def test_an_alarm_rings_once_however_often_the_worker_looks(river):
    river.approved()

    assert [watches.ring_due(DUE) for _ in range(3)] == [1, 0, 0]


def test_who_lacks_the_compartment_hears_nothing(river):
    river.approved()
    watches.ring_due(DUE)

    assert queries.alarms(river.stranger) == []
    watch = Watch.objects.get(state="ringing")
    with pytest.raises(Refused):
        boxes.open_for_cell(watch.cell, bytes(watch.alarm), about=watch.id, keyring=river.stranger)


def test_the_compartments_number_without_its_key_opens_no_alarm(river):
    river.approved()
    watches.ring_due(DUE)
    forged = river.slots["passages"]._replace(key=bytes(32))

    assert queries.alarms(Keyring.of(new_id(), [forged])) == [
        "An alarm is not what was written here. Tell the security officer."
    ]


def test_the_worker_sees_a_time_and_bytes_that_name_nobody(river):
    kept = river.approved()

    for watch in Watch.objects.all():
        assert b"Rankin" not in bytes(watch.alarm)
        assert kept.passage.code.encode() not in bytes(watch.alarm)
        assert watch.due_at.minute % 15 == 0
    assert len({len(bytes(watch.alarm)) for watch in Watch.objects.all()}) == 1


def test_an_alarm_put_on_another_watch_does_not_open(river):
    river.approved()
    first, second = Watch.objects.order_by("due_at")
    Watch.objects.filter(pk=first.pk).update(alarm=second.alarm)
    watches.ring_due(DUE)

    assert queries.alarms(river.harriet) == [
        "An alarm is not what was written here. Tell the security officer."
    ]


def test_a_hand_over_quiets_what_rings(river):
    kept = river.approved()
    watches.ring_due(DUE)

    river.travel(kept, 1)

    assert queries.alarms(river.harriet) == []
    assert watches.ring_due(DUE + timedelta(days=30)) == 1  # Only the second stage's is left.


def test_overdue_stages_are_listed_for_who_opens_the_passage(river):
    kept = river.approved()
    river.note(kept.stages[0].id, "ordered")
    now = river.passage(kept.id)

    assert now.overdue(at(1_560)) == []
    assert [stage.number for stage in now.overdue(at(1_561))] == [1]
    # The second was never ordered: its guide has nothing to be late with.
    assert replace(now.stages[1].stage, state="ordered").arrive == at(1_800)
