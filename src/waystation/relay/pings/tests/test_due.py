"""Phones with something due: called once for it, and only if there is a way."""

from datetime import timedelta
from uuid import uuid4

from waystation.base.models import Ping
from waystation.relay.models import MailRow, OrderRow
from waystation.relay.pings import due
from waystation.vault.tests.office import NOW

HOUR = timedelta(hours=1)


def item(office, order, number, **fields) -> MailRow:
    return MailRow.objects.create(
        **{
            "phone": office.phone, "order": order, "number": number, "key_name": b"k", "box": b"x",
            "release_at": NOW, "ends_at": NOW + HOUR,
        }
        | fields
    )  # fmt: skip


def test_a_phone_is_called_for_what_is_due_and_not_yet_got_once(office):
    order = OrderRow.objects.create(
        cell=office.cell("passages"), day=NOW.date(), body=b"", phone=office.phone
    )
    ready = item(office, order, 1)
    item(office, order, 2, release_at=NOW + HOUR)
    item(office, order, 3, ends_at=NOW)
    item(office, order, 4, got=True)
    assert due.waiting(NOW) == {}

    Ping.objects.create(duty=office.phone.id, target="x")
    Ping.objects.create(duty=uuid4(), target="x")

    assert due.waiting(NOW) == {office.phone.id: [ready.id]}
    due.note_called([ready.id])
    assert due.waiting(NOW) == {}
