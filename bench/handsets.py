"""`python -m bench.handsets N`: puts N phones with mail and watches into WAYSTATION_HOME.

Prints a line of JSON for each: its mailbox, its token, and what it will show for its due times.
"""

import json
import os
import secrets
import sys
from datetime import UTC, datetime, timedelta
from uuid import UUID

import django

# An order has so many due times, and as many watches beside them that are there to hide them.
DUES, DECOYS = 6, 6
KEYS = 20


def main(n: int) -> None:
    """Write the phones, and say how each asks."""
    from waystation.relay.models import OrderRow, PhoneRow
    from waystation.relay.orders.domain import Order
    from waystation.relay.phones.domain import Phone, token_digest
    from waystation.vault import cells
    from waystation.vault.keyring import Keyring
    from waystation.vault.opening import fill_all

    now = datetime.now(UTC)
    slot = cells.found("passages")
    keyring, on = Keyring.of(UUID(int=1), [slot]), now.date()
    asks = [secrets.token_bytes(32) for _ in range(n)]
    value = Phone(partner="garrett", label="A phone")
    phones = fill_all(
        [(PhoneRow(cell=slot.cell, state="active", token_digest=token_digest(ask), last_number=1),
          value) for ask in asks],
        keyring, on=on,
    )  # fmt: skip
    PhoneRow.objects.bulk_create(phones, batch_size=500)
    order = Order(
        stage=UUID(int=2), passage=UUID(int=3), release_at=now, expires_at=now, told=bytes(32)
    )
    orders = fill_all([(OrderRow(cell=slot.cell, phone=one), order) for one in phones], keyring,
                      on=on)  # fmt: skip
    OrderRow.objects.bulk_create(orders, batch_size=500)
    _lay_mail(orders, now)
    for phone, ask in zip(phones, asks, strict=True):
        shown = _watched(phone.id, slot.cell, now)
        told = {"mailbox": str(phone.id), "token": ask.hex(), "shown": [t.hex() for t in shown]}
        sys.stdout.write(json.dumps(told) + "\n")


def _lay_mail(orders, now):  # type: ignore[no-untyped-def]
    """Lay an order into each mailbox, and stock one-time keys, both of the real sizes."""
    from waystation.relay.models import MailRow, OneTimeKeyRow
    from waystation.relay.turn.domain import KEY_BYTES, SIGNATURE_BYTES
    from waystation.vault import boxes

    MailRow.objects.bulk_create(
        [MailRow(phone_id=one.phone_id, order=one, number=1, key_name=secrets.token_bytes(16),
                 box=boxes.order_fillers(1)[0], release_at=now, ends_at=now + timedelta(days=1))
         for one in orders], batch_size=500,
    )  # fmt: skip
    OneTimeKeyRow.objects.bulk_create(
        [OneTimeKeyRow(phone_id=one.phone_id, public=secrets.token_bytes(KEY_BYTES),
                       signature=secrets.token_bytes(SIGNATURE_BYTES))
         for one in orders for _ in range(KEYS)], batch_size=500,
    )  # fmt: skip


def _watched(phone: UUID, cell: UUID, now: datetime) -> list[bytes]:
    """Set the watches of an order and of its phone's silence; gives the tokens for them."""
    from waystation.base import tokens, watches

    pairs = tokens.pairs((secrets.token_bytes(32), secrets.token_bytes(32)), DUES)
    later = now + timedelta(hours=12)
    for pair in pairs:
        for nth in range(1 + DECOYS // DUES):
            watch_id = UUID(bytes=secrets.token_bytes(16), version=4)
            codes = tokens.codes(watch_id, swapped=False, answer=tokens.for_decoys(pair, nth))
            parts = watches.Parts(codes=codes)
            watches.arm(watch_id=watch_id, cell=cell, alarm=bytes(watches.BOX_BYTES),
                        due_at=later, parts=parts)  # fmt: skip
    watches.arm(watch_id=watches.silence_of(phone), cell=cell, alarm=bytes(watches.BOX_BYTES),
                due_at=later)  # fmt: skip
    return [pair.well for pair in pairs]


if __name__ == "__main__":
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.config.settings")
    django.setup()
    from django.db import transaction

    from waystation.cli import setup

    setup.migrate()
    with transaction.atomic():
        main(int(sys.argv[1]))
