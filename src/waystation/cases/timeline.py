"""A case from its first word to now: what was written or changed in it, when, and by whom."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from waystation.cases import parts
from waystation.cases.parts import Part
from waystation.cases.timeline_words import KINDS, NO_WORDS, Told
from waystation.vault.keyring import Keyring


class Entry(NamedTuple):
    """One line of a time line; `again` says what became of something that was there before."""

    at: datetime
    name: str
    kind: str
    what: str
    says: tuple[str, ...]
    again: str
    part: UUID


def timeline(household_id: UUID, keyring: Keyring) -> list[Entry]:
    """Tell everything that was written in a household's case, the latest first.

    Raises:
      Refused: there is no such household among the reader's.
      Tampered: something was lost, or put back to what it was before.
    """
    found = [
        entry for row, part in parts.opened(household_id, keyring) for entry in _told(row.id, part)
    ]
    return sorted(found, key=lambda entry: entry.at)[::-1]


def _told(part_id: UUID, part: Part) -> list[Entry]:
    """Tell of one part: its writing and every change, each with what it said then."""
    how = KINDS.get(part.kind) or Told(_("Record"))
    return [
        Entry(
            at,
            name,
            part.kind,
            str(how.name),
            _says(body, how),
            str(how.again) if nth else "",
            part_id,
        )
        for nth, (at, name, body) in enumerate(parts.versions(part))
    ]


def _says(body: msgspec.Raw, how: Told) -> tuple[str, ...]:
    """Read the fields that are shown; a code is put in the reader's language."""
    held: Mapping[str, Any] = msgspec.msgpack.decode(body)
    said = []
    for field in how.shows:
        value = held.get(field)
        values = value if isinstance(value, list | tuple) else [value]
        words = how.words.get(field, NO_WORDS)
        said += [str(words.get(str(one), one)) for one in values if one not in (None, "")]
    return tuple(said)
