"""How what was written in several places comes together without losing any of it. Pure: no keys.

A field has one value that is shown and, after a conflict, others beside it. Whoever wrote over a
value they saw replaces that value. Whoever wrote over one that was replaced meanwhile adds theirs
beside it, until a person chooses.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from waystation.cases.domain import URGENCIES

Kind = Literal["household", "person", "task", "note"]
# What may be changed on a tablet; of anything else only new notes are written there.
FIELDS: dict[Kind, tuple[str, ...]] = {
    "household": ("urgency", "needs"),
    "person": ("relation", "needs", "note"),
    "task": ("done",),
    "note": ("note",),
}
VALUE_MAX = 1_000
CASES_MAX = 60
# So many cases a tablet was sent are remembered; a word of one longer ago is kept aside.
SENT_MAX = 500
# A word that never came is waited for while so many later ones came.
BEYOND_MAX = 200
INVITATION_LIVES = timedelta(hours=48)
# A record that was not renewed for so long is erased by the tablet itself.
RECORD_LIVES = timedelta(days=14)
SECRET_BYTES = 16
# The packet that tells a tablet to erase itself; records are numbered from 1.
GONE_SEQ = 0


class Sent(msgspec.Struct, frozen=True, array_like=True):
    """What a tablet was last sent of a case: the packet's number and the digest of what it says."""

    seq: int
    digest: bytes
    on: bool = True


class Heard(msgspec.Struct, frozen=True, array_like=True):
    """Which of a tablet's words were taken in: all up to a number, and some beyond it."""

    through: int = 0
    beyond: tuple[int, ...] = ()

    def __contains__(self, counter: int) -> bool:
        return counter <= self.through or counter in self.beyond

    def with_word(self, counter: int) -> "Heard":
        """Note one more word, in whatever order they come."""
        beyond = set(self.beyond) | ({counter} if counter not in self else set())
        through = self.through
        while through + 1 in beyond or len(beyond) > BEYOND_MAX:
            through = min(beyond)
            beyond.discard(through)
        return Heard(through, tuple(sorted(beyond)))


class Tablet(msgspec.Struct, frozen=True, kw_only=True, tag="tablet/1"):
    """Whose tablet it is, the keys whose number was compared aloud, and what it carries.

    `secret` is the link's, until the number was compared; `pinned` digests the tablet's keys: if
    the columns are changed afterwards, it is no longer that tablet. `sent` names every case it
    was ever sent, `carries` those it has now, `head` the packet that lists them, `twice` those in
    which somebody has to choose between its word and another; `lost` says why it was given up.
    """

    label: str
    owner: UUID
    owner_name: str
    invited_at: datetime
    secret: bytes = b""
    confirmed_at: datetime | None = None
    pinned: bytes = b""
    carries: tuple[UUID, ...] = ()
    sent: dict[UUID, Sent] = {}
    head: int = 0
    seq: int = 0
    heard: Heard = Heard()
    twice: tuple[UUID, ...] = ()
    lost: str = ""


class Word(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a worker wrote on a tablet: over which value, which value, and the word's number."""

    case: UUID
    kind: Kind
    record: UUID
    field: str
    base: str
    value: str
    counter: int
    at: datetime

    def __post_init__(self) -> None:
        if self.field not in FIELDS[self.kind]:
            raise ValueError(f"a tablet changes no {self.field!r} of a {self.kind}")
        if max(len(self.base), len(self.value)) > VALUE_MAX:
            raise ValueError(f"more than {VALUE_MAX} letters")
        if self.field == "urgency" and self.value not in URGENCIES:
            raise ValueError(f"no such urgency: {self.value!r}")
        if self.counter < 1 or self.at.tzinfo is None:
            raise ValueError("a word has a number from 1 on and a time with its offset")


class Side(msgspec.Struct, frozen=True):
    """A value that stands beside the one in the record: which, and from whose tablet."""

    value: str
    by: str
    at: datetime


class Conflict(msgspec.Struct, frozen=True, kw_only=True, tag="conflict/1"):
    """Values that were written over each other without knowing; none is lost until one is chosen.

    The value in the record itself is not kept here: it is read there. `chosen` closes it.
    """

    kind: Kind
    record: UUID
    field: str
    base: str
    sides: tuple[Side, ...]
    chosen: str | None = None
    chosen_by: str = ""

    @property
    def is_open(self) -> bool:
        """Say whether somebody still has to choose."""
        return self.chosen is None

    @property
    def about(self) -> tuple[UUID, str]:
        """Name the field it is about."""
        return self.record, self.field


class Merged(msgspec.Struct, frozen=True):
    """What a word made of a field: the value shown, and those that stand beside it."""

    shown: str
    beside: tuple[str, ...] = ()


def merged(known: Merged, *, base: str, value: str) -> Merged:
    """Bring a word into a field.

    Written over a value that is there, it takes its place; the same value again changes nothing;
    anything else stands beside what is there. The order in which devices are heard decides only
    which value is shown and which stands beside it.
    """
    heads = (known.shown, *known.beside)
    if base in heads:
        heads = tuple(value if head == base else head for head in heads)
    elif value not in heads:
        heads += (value,)
    shown, *beside = dict.fromkeys(heads)
    return Merged(shown, tuple(beside))


def conflict_of(word: Word) -> Conflict:
    """Begin a conflict about the field of a word."""
    return Conflict(kind=word.kind, record=word.record, field=word.field, base=word.base, sides=())


def with_sides(conflict: Conflict, beside: Sequence[str], word: Word, by: str) -> Conflict:
    """Write into a conflict which values stand beside the record's now; who wrote which stays."""
    known = {side.value: side for side in conflict.sides}
    new = Side(word.value, by, word.at)
    sides = tuple(known.get(value, new) for value in beside)
    return msgspec.structs.replace(conflict, sides=sides)


def remembered(sent: Mapping[UUID, Sent]) -> dict[UUID, Sent]:
    """Forget, beyond SENT_MAX cases, those that were taken off a tablet longest ago."""
    off = sorted((case for case in sent if not sent[case].on), key=lambda case: sent[case].seq)
    forgotten = set(off[: max(0, len(sent) - SENT_MAX)])
    return {case: what for case, what in sent.items() if case not in forgotten}


def word(plain: bytes) -> Word:
    """Read what a tablet wrote.

    Raises:
      ValueError: it is no JSON of that shape, or changes what no tablet may change.
    """
    try:
        return msgspec.json.decode(plain, type=Word)
    except msgspec.MsgspecError as error:
        raise ValueError("not a word of a tablet") from error


def pin(sign_public: bytes, box_public: bytes) -> bytes:
    """Digest a tablet's two keys."""
    return hashlib.sha256(b"ws1/tablet-pin" + sign_public + box_public).digest()


def secret_digest(secret: bytes) -> bytes:
    """Digest of a link's secret, by which the invitation is found."""
    return hashlib.sha256(b"ws1/tablet" + secret).digest()


def comparison_number(
    secret: bytes,
    *,
    box_public: bytes,
    sign_public: bytes,
    cell_sign_public: bytes,
    cell_box_public: bytes,
) -> str:
    """Give the six digits that console and tablet both show; other keys, other digits."""
    keys = box_public + sign_public + cell_sign_public + cell_box_public
    digest = hashlib.sha256(secret + keys).digest()
    return f"{(int.from_bytes(digest[:4], 'big') >> 12) % 1_000_000:06d}"
