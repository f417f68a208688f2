"""Tasks ring when they are not done, to those who hold the case, and say what they are about."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from waystation.base import watches
from waystation.base.errors import Refused
from waystation.base.models import Watch
from waystation.cases import alarms, queries, tasks
from waystation.cases.steps.queries import CaseAlarm
from waystation.cases.steps.queries import alarms as ringing
from waystation.cases.steps.wording import RINGS
from waystation.cases.tests.builders import NOW, TODAY, settle

TOMORROW = datetime(1855, 10, 27, tzinfo=UTC)


@pytest.fixture
def case(william):
    return settle(william)


def shoes(case, keyring, **said):
    usual = {"household_id": case, "what": "bring shoes", "due_on": TODAY}
    return tasks.open_task(**usual | said, keyring=keyring, now=NOW)


def rings(keyring, at):
    watches.ring_due(at)
    return [(alarm.what, alarm.subject) for alarm in ringing(keyring)]


def test_a_task_rings_when_its_day_has_ended(case, william):
    shoes(case, william)

    assert rings(william, TOMORROW - timedelta(minutes=1)) == []
    assert rings(william, TOMORROW) == [("task", case)]


def test_an_urgent_task_rings_at_once(case, william):
    shoes(case, william, urgent=True)

    assert rings(william, NOW) == [("task", case)]


def test_a_task_that_is_done_rings_no_more_and_nothing_is_due(case, william):
    task = shoes(case, william)

    tasks.finish_task(part_id=task, came="boots", keyring=william, now=NOW)

    assert rings(william, TOMORROW) == []
    assert queries.household(case, william, TODAY).household.next_due is None
    (kept,) = tasks.of(case, william)
    assert (kept.value.done_on, kept.value.came) == (TODAY, "boots")
    with pytest.raises(Refused, match="done already"):
        tasks.finish_task(part_id=task, keyring=william, now=NOW)


def test_the_next_day_on_which_something_is_due_stands_on_the_household(case, william):
    shoes(case, william, due_on=date(1855, 11, 3))
    first = shoes(case, william, due_on=date(1855, 10, 28))
    assert queries.household(case, william, TODAY).household.next_due == date(1855, 10, 28)

    tasks.finish_task(part_id=first, keyring=william, now=NOW)

    assert queries.household(case, william, TODAY).household.next_due == date(1855, 11, 3)


@pytest.mark.parametrize(
    ("said", "why"),
    [({"what": " "}, "not said what"), ({"due_on": date(1855, 10, 25)}, "1855-10-25")],
)
def test_what_cannot_be_done_is_no_task(case, william, said, why):
    with pytest.raises(Refused, match=why):
        shoes(case, william, **said)

    assert tasks.of(case, william) == []
    assert Watch.objects.count() == 0


def test_whoever_does_not_hold_the_case_hears_nothing_and_sets_nothing(case, william, stranger):
    shoes(case, william, urgent=True)

    assert rings(stranger, NOW) == []
    with pytest.raises(Refused):
        shoes(case, stranger)


def test_no_watch_shows_which_case_it_is_about(case, william):
    shoes(case, william)

    (watch,) = Watch.objects.all()
    shown = bytes(watch.alarm)
    assert case.bytes not in shown
    assert str(case).encode() not in shown
    assert b"task" not in shown


def test_an_alarm_that_was_changed_is_told_of_as_one_of_its_own(case, william):
    shoes(case, william, urgent=True)
    watch = Watch.objects.get()
    watch.alarm = bytes(watch.alarm)[:-1] + bytes([bytes(watch.alarm)[-1] ^ 1])
    watch.save()
    watches.ring_due(NOW)

    assert ringing(william) == [CaseAlarm("broken", "", None)]


def test_every_alarm_there_may_be_has_its_sentence_and_its_page():
    assert set(RINGS) == {*alarms.WHATS, "broken"}
    for _says, _hint, url in RINGS.values():
        alone = url in ("supervision", "people", "complaints")
        assert reverse(url, args=[] if alone else [UUID(int=0)])


def test_an_alarm_is_of_the_closed_list(case, william, office):
    with pytest.raises(ValueError, match="closed list"):
        alarms.arm(
            household_id=case,
            what="party",
            about=None,
            cell=office.cases.cell,
            due_at=NOW,
            keyring=william,
        )


def test_nothing_rings_about_a_case_that_is_destroyed(case_id, office, william):
    shoes(case_id, william, urgent=True)
    other = settle(william)
    shoes(other, william, urgent=True)

    alarms.forget(case=case_id, cell=office.cases.cell, keyring=william)

    watches.ring_due(NOW)
    (left,) = ringing(william)
    assert left.subject == other


def test_a_task_is_due_within_ten_years(case, william):
    with pytest.raises(Refused, match="too far off"):
        shoes(case, william, due_on=date(9999, 12, 31))

    assert tasks.of(case, william) == []
