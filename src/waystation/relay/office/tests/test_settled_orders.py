"""What is settled after an order was sealed reaches the phone before anybody could read it."""

from datetime import timedelta

import pytest

from waystation.base.errors import Refused
from waystation.relay.models import MailRow
from waystation.relay.office import services
from waystation.relay.tests.conftest import NOW, REAL
from waystation.relay.tests.conftest import office as _office

office = _office
# Stage 1 leaves at midnight, twelve hours from now; stage 2 twelve hours later.
EARLY = NOW - timedelta(hours=20)


@pytest.fixture(autouse=True)
def _real_time(monkeypatch):
    monkeypatch.setattr("waystation.base.clock.real_now", lambda: REAL)


def items_of(order):
    return list(MailRow.objects.filter(order=order).order_by("number"))


def settle(office, *, lead_h=24, apart=False, now=EARLY):
    services.settle(
        stage_id=office.first.id, lead_h=lead_h, apart=apart, keyring=office.harriet, now=now
    )


def test_a_sealed_order_opens_when_it_was_settled_to(office):
    office.ready_phone()
    order = office.send(now=EARLY)

    settle(office, lead_h=6)

    item = items_of(order)[0]
    assert item.release_at == office.stage(office.first).depart - timedelta(hours=6)


def test_both_guides_of_a_one_way_hand_over_read_that_nobody_meets(office):
    first, second = office.ready_phone(), office.ready_phone(office.second)
    office.send(now=EARLY)
    office.send(office.second, now=EARLY)

    settle(office, apart=True)

    (mine,), (theirs,) = first.orders(), second.orders()
    assert (mine["meet"], mine["hand"]) == ("meet", "apart")
    assert (theirs["meet"], theirs["hand"]) == ("apart", "meet")


def test_what_cannot_be_settled_changes_no_order(office):
    office.ready_phone()
    order = office.send(now=EARLY)
    box = bytes(items_of(order)[0].box)

    with pytest.raises(Refused, match="can be read already"):
        settle(office, apart=True, now=NOW)

    assert bytes(items_of(order)[0].box) == box
