"""The audit chain's arithmetic: how entries hang together, and the lines a witness keeps. Pure."""

import hashlib
import re
import struct
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from waystation.base.errors import Refused
from waystation.base.words import say as _

# What is entered in the chain; a number here is for ever.
KINDS = {
    "founded": 1, "invited": 2, "invitation withdrawn": 3, "joined": 4, "key compared": 5,
    "compartment founded": 10, "asked to give": 11, "given": 12, "taken away": 13,
    "colleague left": 14, "rotated": 15, "exception named": 16, "case moved": 17, "declined": 18,
    "keys changed": 20, "recovered": 21, "token made": 22, "token revoked": 23,
    "escrow installed": 30, "escrow requested": 31, "escrow objected": 32, "escrow opened": 33,
    "kept longer": 40, "purge asked": 41, "purge approved": 42, "purged": 43,
    "purge withdrawn": 44, "passage approved": 50, "taken out": 60, "noted": 61,
    "public page": 62, "backup made": 70, "key store copied": 71, "restored": 72,
    "plan approved": 80, "closure approved": 81, "referred": 85, "without consent": 86,
    "device lost": 90, "hears complaints": 95, "hears complaints no more": 96,
    "complaint answered": 97, "partner suspended": 98, "code acknowledged": 99,
    "best interests decided": 100, "sheet taken in": 105, "sheet taken back": 106,
    "case taken along": 110, "tablet given up": 111, "merged": 120, "taken apart": 121,
    "phone invited": 130, "phone compared": 131, "phone lost": 132, "order sealed": 133,
    "order changed": 134, "order taken back": 135,
    "alarm taken": 140, "alarm resolved": 141, "reply read": 142,
    "way added": 150, "way removed": 151,
    "incident declared": 160,
    "card made": 170, "card given up": 171, "card silent": 172, "code word heard": 173,
    "drill prepared": 200, "drill approved": 201, "drill carried out": 202,
    "drill exercised": 203, "drill withdrawn": 204,
    "people missing": 180, "missing found": 181, "debrief told": 182,
    "passage approved again": 210, "word in place of data": 211,
    "threat believed": 192, "route drawn": 193, "exposure capped": 196,
    "groups proposed together": 216,
    "bank statement read": 234, "bank match undone": 235, "rates recorded": 236,
    "payment approved": 227, "payment refused": 228, "emergency paid": 229,
    "auditor's pack made": 241, "auditor's sample drawn": 242, "entry opened to an auditor": 243,
    "figure proposed": 250, "figure released": 251, "figure refused": 252, "figure retracted": 253,
    "journeys counted": 254,
    "gift recorded": 215, "gift shown": 217, "gift hidden": 218, "gift corrected": 219,
    "promise decided": 220, "match decided": 221,
    "month closed": 237, "budget template changed": 224,
    "campaign published": 340, "campaign closed": 341, "page decided": 342,
    "page taken off": 343, "teams told": 344,
    "receipts issued": 330, "receipt void": 331, "receipt reissued": 332,
    "receipts exported": 333, "organisation changed": 334, "event published": 335,
    "event called off": 336, "ask decided": 337, "addresses exported": 338,
    "telling agreed": 245, "telling withdrawn": 246, "piece published": 247,
    "piece taken down": 248, "piece held": 249,
    "donors merged": 230, "donors taken apart": 231, "blotting asked": 232,
    "donor blotted out": 233,
    "payment notice set aside": 350, "refund asked": 351, "transfer taken for a gift": 352,
    "open data asked": 353, "open data released": 354, "open data refused": 355,
    "open data retracted": 356, "grant published": 357, "grant withdrawn": 358,
    "regular gift steered": 359,
    "rule agreed": 360, "rule refused": 361,
    "search to destroy": 380, "search destroyed": 381,
    "seeker's link made": 382, "seeker's link ended": 383,
    "sought asked": 385, "seeker asked again": 386, "contact opened": 387,
    "contact closed": 388, "family message passed": 389,
    "organisation agreed": 390, "organisation ended": 391, "record sent out": 392,
    "record came in": 393, "registers compared": 394, "list agreed": 395, "file refused": 396,
    "search refused": 370, "candidate reviewed": 371, "candidate set aside": 372,
    "candidate reopened": 373, "outside search asked": 374, "outside search run": 375,
    "outside search refused": 376,
    "portrait destroyed": 397, "portrait consent": 398, "portrait handed out": 399,
}  # fmt: skip
KIND_NAMES = {number: name for name, number in KINDS.items()}
NOTHING_BEFORE = bytes(32)
BREAKS_MAX = 50
# seq 8 | day 4 | kind 2 | actor 16 | prev 32 | SHA-256(detail) 32
_ENTRY = struct.Struct(">QIH16s32s32s")
_HEAD = struct.Struct(">IQ32s")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Entry(NamedTuple):
    """An entry as stored: plain number, day and kind, a blinded actor, and what binds it."""

    seq: int
    day: int
    kind: int
    actor: bytes
    prev: bytes
    detail: bytes
    digest: bytes


class Break(NamedTuple):
    """Where the chain does not hold: the entry's number, and missing, changed or unchained."""

    seq: int
    what: str


class Seen(NamedTuple):
    """What a witness wrote down: the chain's end on a day, signed unless the signature is empty."""

    day: int
    seq: int
    digest: bytes
    signature: bytes

    @property
    def on(self) -> date:
        """Give the day as a date."""
        return date_of(self.day)

    @property
    def is_sound(self) -> bool:
        """Say whether it has the sizes of an end; what is written past the console need not."""
        numbers = 0 < self.day <= date.max.toordinal() and 0 < self.seq < 1 << 64
        return numbers and len(self.digest) == 32 and len(self.signature) in (0, 64)


def digest_of(entry: Entry) -> bytes:
    """Work an entry's digest out from everything else it says."""
    detail = hashlib.sha256(entry.detail).digest()
    packed = _ENTRY.pack(entry.seq, entry.day, entry.kind, entry.actor, entry.prev, detail)
    return hashlib.sha256(b"ws1/audit" + packed).digest()


def head_statement(day: int, seq: int, digest: bytes) -> bytes:
    """Write what is signed of the chain's end on one day."""
    return b"ws1/head" + _HEAD.pack(day, seq, digest)


def breaks(
    entries: Iterable[Entry], *, after: tuple[int, bytes] = (0, NOTHING_BEFORE)
) -> Iterator[Break]:
    """Find every place where the chain does not hold.

    Args:
      entries: by number, from the one that follows `after` on.
      after: number and digest of an entry known to be right; by default the beginning.
    """
    seq, digest = after
    for entry in entries:
        if entry.seq != seq + 1:
            yield Break(seq + 1, "missing")
        elif entry.prev != digest:
            yield Break(entry.seq, "unchained")
        if not _fits(entry) or digest_of(entry) != entry.digest:
            yield Break(entry.seq, "changed")
        seq, digest = entry.seq, entry.digest


def _fits(entry: Entry) -> bool:
    """Say whether an entry's fields have the sizes that a digest is worked out over."""
    numbers = 0 < entry.seq < 1 << 64 and 0 <= entry.day < 1 << 32 and 0 <= entry.kind < 1 << 16
    return numbers and (len(entry.actor), len(entry.prev)) == (16, 32)


def date_of(day: int) -> date:
    """Give an entry's day; a number that is none, as somebody changed it, gives the nearest."""
    return date.fromordinal(min(max(day, 1), date.max.toordinal()))


def key_line(public: bytes) -> str:
    """Write the first line of a witness: by which key its signatures are known."""
    return f"key {public.hex()}"


def witness_line(seen: Seen) -> str:
    """Write one line for a witness: day, number, digest, signature or a dash."""
    signature = seen.signature.hex() or "-"
    return f"{date_of(seen.day)} {seen.seq} {seen.digest.hex()} {signature}"


def read_witness(text: str) -> tuple[bytes, list[Seen]]:
    """Read what a witness wrote down: the key it names, or none, and its lines.

    What stands around them, such as the head of a mail, is passed over.

    Raises:
      Refused: a line that begins like one of a witness is none, or there is text and no such line.
    """
    key, found, other = b"", [], 0
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        try:
            if len(words) == 2 and words[0] == "key":
                key = _hex(words[1], 32)
            elif words and _DAY.fullmatch(words[0]):
                found.append(_seen(words))
            elif words:
                other = other or number
        except ValueError:
            raise _no_line(number) from None
    if other and not key and not found:
        raise _no_line(other)
    return key, found


def _no_line(number: int) -> Refused:
    return Refused(
        _("Line %(n)d is no line of a witness.") % {"n": number},
        hint=_("A line reads: day, number, digest, signature; take the file as it is."),
    )


def _seen(words: list[str]) -> Seen:
    day, seq, digest, signature = words
    if not (seq.isascii() and seq.isdecimal()) or int(seq) >= 1 << 64:
        raise ValueError(seq)
    signed = b"" if signature == "-" else _hex(signature, 64)
    return Seen(date.fromisoformat(day).toordinal(), int(seq), _hex(digest, 32), signed)


def _hex(text: str, n_bytes: int) -> bytes:
    found = bytes.fromhex(text)
    if len(found) != n_bytes:
        raise ValueError(f"{len(found)} bytes, not {n_bytes}")
    return found
