"""Events: told in the same transaction, held by one at a time, offered again if the holder dies."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from waystation.base import events
from waystation.base.models import Event

pytestmark = pytest.mark.django_db
KIND, TODAY = "passage.approved", date(1855, 10, 26)
NOON = datetime(1855, 10, 26, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
CELL, OTHER = uuid4(), uuid4()


@pytest.fixture
def event():
    return events.record(KIND, subject=uuid4(), cell=CELL, on=TODAY)


def claim(now=NOON, cells=(CELL,), kind=KIND):
    return events.claim(kind, now=now, cells=cells)


def test_an_event_is_offered_to_whoever_holds_its_compartment(event):
    assert claim() == [event]


def test_an_event_of_another_compartment_or_kind_is_not_offered(event):
    assert claim(cells=(OTHER,)) == []
    assert claim(cells=()) == []
    assert claim(kind="tip.heard") == []


def test_two_holders_never_get_one_event(event):
    assert claim() == [event]
    assert claim() == []


def test_an_event_of_a_dead_holder_is_offered_again_after_two_minutes(event):
    claim()

    assert claim(now=NOON + events.LEASE) == []
    assert claim(now=NOON + events.LEASE + SECOND) == [event]


def test_a_finished_event_is_never_offered_again(event):
    claim()
    events.finish(event)

    assert claim(now=NOON + timedelta(days=1)) == []


def test_an_event_taken_between_reading_and_claiming_is_left_to_the_other(event, monkeypatch):
    read = events.Event.objects.filter

    def taken_meanwhile(*args, **kwargs):
        if "pk" in kwargs:
            read(pk=event.pk).update(claimed_until=NOON + events.LEASE)
        return read(*args, **kwargs)

    monkeypatch.setattr(events.Event.objects, "filter", taken_meanwhile)

    assert claim() == []


def test_a_kind_outside_the_closed_list_is_a_mistake():
    with pytest.raises(ValueError, match=r"no such event: 'leg\.burnt'"):
        events.record("leg.burnt", subject=uuid4(), cell=CELL, on=TODAY)

    assert not Event.objects.exists()


@transaction.atomic
def a_change_that_fails():
    events.record(KIND, subject=uuid4(), cell=CELL, on=TODAY)
    raise RuntimeError


def test_an_event_goes_away_with_the_change_that_failed():
    with pytest.raises(RuntimeError):
        a_change_that_fails()

    assert not Event.objects.exists()


def test_one_claim_takes_a_bounded_number(monkeypatch):
    monkeypatch.setattr(events, "CLAIM_MAX", 3)
    for _ in range(5):
        events.record(KIND, subject=uuid4(), cell=CELL, on=TODAY)

    assert [len(claim()) for _ in range(3)] == [3, 2, 0]


def test_an_event_tells_opaque_ids_a_kind_and_a_day_and_nothing_else():
    names = {field.name for field in Event._meta.concrete_fields}

    assert names == {"id", "kind", "subject", "cell", "day", "claimed_until", "finished"}
