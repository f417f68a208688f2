"""An alarm rings without a key and is read with one."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from waystation.base import watches
from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.base.models import Page, Watch
from waystation.dispatch import alarms, queries
from waystation.routing.tests.ripley import at
from waystation.vault import boxes
from waystation.vault.keyring import Keyring

# Evening ends at 1440; two hours later its watch is due.
DUE = at(1_560)


def test_a_silent_stage_rings_when_it_is_due_and_not_before(river):
    kept = river.approved()

    assert watches.ring_due(DUE - timedelta(minutes=1)) == 0
    assert queries.alarms(river.harriet) == []
    # One alarm and the decoys beside it, one or two.
    assert watches.ring_due(DUE) in (2, 3)
    assert queries.alarms(river.harriet) == [
        f"Stage 1 of {kept.passage.code} is silent. Call John Rankin, then open the passage."
    ]


def test_an_alarm_rings_once_however_often_the_worker_looks(river):
    river.approved()

    assert [watches.ring_due(DUE) > 0 for _ in range(3)] == [True, False, False]
    assert len(queries.alarms(river.harriet)) == 1


def test_who_lacks_the_compartment_hears_nothing(river):
    river.approved()
    watches.ring_due(DUE)

    assert queries.alarms(river.stranger) == []
    for watch in Watch.objects.filter(state="ringing"):
        box = bytes(watch.alarm)
        with pytest.raises(Refused):
            boxes.open_for_cell(watch.cell, box, about=watch.id, keyring=river.stranger)


def test_the_compartments_number_without_its_key_opens_no_alarm(river):
    river.approved()
    watches.ring_due(DUE)
    forged = river.slots["passages"]._replace(key=bytes(32))

    assert {*queries.alarms(Keyring.of(new_id(), [forged]))} == {
        "An alarm is not what was written here. Tell the security officer."
    }


def test_the_worker_sees_a_time_and_bytes_that_name_nobody(river):
    kept = river.approved()

    for watch in Watch.objects.all():
        assert b"Rankin" not in bytes(watch.alarm)
        assert kept.passage.code.encode() not in bytes(watch.alarm)
        assert watch.due_at.minute % 15 == 0


def test_an_alarm_put_on_another_watch_does_not_open(river):
    first, second = (kept.stage.watch for kept in river.approved().stages)
    Watch.objects.filter(pk=first).update(alarm=Watch.objects.get(pk=second).alarm)
    watches.ring_due(DUE)

    assert queries.alarms(river.harriet) == [
        "An alarm is not what was written here. Tell the security officer."
    ]


def test_a_hand_over_quiets_what_rings(river):
    kept = river.approved()
    watches.ring_due(DUE)

    river.travel(kept, 1)

    assert queries.alarms(river.harriet) == []
    # Only the second stage's is left, with its decoys.
    watches.ring_due(DUE + timedelta(days=30))
    (said,) = queries.alarms(river.harriet)
    assert said.startswith("Stage 2")


def columns(watch):
    """How a watch looks from outside: its sizes, and whatever is written in the clear."""
    sizes = [len(bytes(part)) for part in (watch.alarm, watch.tiers, watch.codes, watch.replies)]
    return (*sizes, watch.cell, watch.due_at, watch.next_at, watch.state, watch.step, watch.calls)


def test_every_alarm_stands_among_as_many_decoys_that_look_like_it_all_its_life(river):
    kept = river.approved()
    true = [one.stage.watch for one in kept.stages]

    def look():
        told = [columns(watch) for watch in Watch.objects.filter(pk__in=true)]
        decoys = [columns(watch) for watch in Watch.objects.exclude(pk__in=true)]
        # In each bucket at least one beside a true one, two at most, and no other shape.
        return all(1 <= decoys.count(one) <= 2 for one in told) and {*told} == {*decoys}

    assert look()
    watches.ring_due(DUE)
    assert look()
    alarms.take(true[0], river.harriet)
    assert look()
    watches.ring_due(DUE + timedelta(days=2))
    alarms.answer(true[0], river.harriet)
    assert look()


def test_who_takes_an_alarm_keeps_it_from_calling_others_and_from_nobody_elses(river):
    kept = river.approved()
    watches.ring_due(DUE)
    first, second = (one.stage.watch for one in kept.stages)

    assert [alarms.take(first, river.harriet), alarms.take(first, river.harriet)] == [True, False]

    assert alarms.take(second, river.harriet) is False
    assert queries.alarms(river.harriet) == []
    assert [(rung.watch, rung.taken) for rung in alarms.rung(river.harriet)] == [(first, True)]
    assert watches.ring_due(DUE + timedelta(minutes=15)) == 0
    assert len(Page.objects.all()) == 0


def test_security_hears_of_the_passage_after_three_quarters_of_an_hour_and_of_no_guide(river):
    kept = river.approved()
    officer = Keyring.of(new_id(), [river.security])
    for minutes in (0, 15, 44):
        watches.ring_due(DUE + timedelta(minutes=minutes))
    assert alarms.from_beyond(officer) == []

    watches.ring_due(DUE + timedelta(minutes=45))

    assert alarms.from_beyond(officer) == [kept.passage.code]
    assert alarms.from_beyond(river.harriet) == []
    (page,) = [
        one for one in Page.objects.filter(step=3) if one.watch == kept.stages[0].stage.watch
    ]
    body = boxes.open_for_cell(page.cell, bytes(page.body), about=page.watch, keyring=officer)
    assert b"Rankin" not in body


def test_overdue_stages_are_listed_for_who_opens_the_passage(river):
    kept = river.approved()
    river.note(kept.stages[0].id, "ordered")
    now = river.passage(kept.id)

    assert now.overdue(at(1_560)) == []
    assert [stage.number for stage in now.overdue(at(1_561))] == [1]
    # The second was never ordered: its guide has nothing to be late with.
    assert replace(now.stages[1].stage, state="ordered").arrive == at(1_800)
