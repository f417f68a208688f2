"""Copies of the key store: its shred keys as plain records, for sealing at once, and back.

The one-time keys of the tip line stand in the same file and are left out: in a copy they would
outlive the day after which nobody is to open an intercepted box.
"""

import struct
from collections.abc import Iterable
from uuid import UUID

from django.apps import apps
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.vault import keystore
from waystation.vault.rows import CaseRow

# case 16 | compartment 16 | shred key 32 | day 4
_RECORD = struct.Struct(">16s16s32sI")


def shreds() -> bytes:
    """Give every shred key as a record of 68 bytes; it is never to lie plain on a disk."""
    rows = keystore.store().execute("SELECT case_id, cell, key, day FROM shred ORDER BY case_id")
    return b"".join(_RECORD.pack(*row) for row in rows)


def count(records: bytes) -> int:
    """Count the keys of a copy.

    Raises:
      Refused: it is no copy.
    """
    if len(records) % _RECORD.size:
        raise Refused(_("This is no copy of a key store."), hint=_("Take another copy."))
    return len(records) // _RECORD.size


def take_over(records: bytes) -> int:
    """Put a copy in the place of a key store that is lost, and say how many keys it brought.

    A purged case has no row any more: its key does not come back with an older copy.

    Raises:
      Refused: it is no copy, or there are keys in place; two key stores are never mixed.
    """
    count(records)
    if sum(keystore.counts().values()):
        raise Refused(
            _("There is a key store in place."),
            hint=_("Put a copy back only where the key store is lost."),
        )
    on_file = {case.bytes for case in cases_on_file()}
    rows = [row for row in _RECORD.iter_unpack(records) if row[0] in on_file]
    store = keystore.store()
    with store:
        store.execute("BEGIN IMMEDIATE")
        store.executemany("INSERT INTO shred VALUES (?, ?, ?, ?)", rows)
    return len(rows)


def cases_on_file() -> set[UUID]:
    """Name every case of which a row is on file, whether it still opens or not."""
    found: set[UUID] = set()
    for model in apps.get_models():
        if issubclass(model, CaseRow):
            found |= set(model._default_manager.values_list("case", flat=True).distinct())
    return found


def opening_of(cases: Iterable[UUID]) -> tuple[int, int]:
    """Count the cases that have their shred key, and those that stay shut."""
    known = list(cases)
    n_open = len(keystore.shreds_of(known))
    return n_open, len(known) - n_open
