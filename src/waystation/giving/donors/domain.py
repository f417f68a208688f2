"""What is known of a donor, what they allow, and when two records look like one donor. Pure."""

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import combinations
from typing import Literal, NamedTuple, get_args
from uuid import UUID

import msgspec

Kind = Literal["person", "organisation", "team"]
What = Literal["letters", "news", "phone", "post", "name"]
Likely = Literal["almost surely", "likely", "perhaps"]

KINDS: tuple[Kind, ...] = get_args(Kind)
# letters: about their own gifts. name: it may be told to the team or campaign they gave to.
WHATS: tuple[What, ...] = get_args(What)
# A yes to these is never taken for granted; the others hold until somebody says no.
ASKED_FIRST: tuple[What, ...] = ("news", "phone", "post", "name")
PHONE_MAX, TAX_ID_MAX, NOTES_MAX = 40, 40, 2_000
POSTAL_MAX = 300

_POINTS = {"tax id": 4, "e-mail": 4, "name": 2, "address": 2, "name alike": 1}
_NAMES_ALIKE = 0.86
# Of a block larger than that, such as all without an address, no pairs are made.
_BLOCK_MAX = 40


class Permission(msgspec.Struct, frozen=True, kw_only=True):
    """A yes or no to one way of being written to: when it was said, and where."""

    what: What
    yes: bool
    at: datetime
    source: str


class Donor(msgspec.Struct, frozen=True, kw_only=True, tag="donor/1"):
    """Somebody who gives.

    Attributes:
      address: of post; empty if it was not said.
      permissions: as said with the record; what was said later lies in rows of its own.
      gone_on: the day on which everything above was blotted out.
    """

    name: str
    email: str = ""
    address: str = ""
    language: str = "en"
    kind: Kind = "person"
    tax_id: str = ""
    country: str = ""
    phone: str = ""
    notes: str = ""
    permissions: tuple[Permission, ...] = ()
    gone_on: date | None = None


class Merged(msgspec.Struct, frozen=True, kw_only=True, tag="merged/1"):
    """What a merge changed, so that it can be undone.

    Attributes:
      rows: by model, the rows that followed.
      keys: by record, its own key as it was before: public half and wrapped seed.
      before: what the kept record said.
    """

    by: str
    before: Donor | None = None
    rows: dict[str, list[UUID]] = {}
    keys: dict[UUID, tuple[bytes, bytes]] = {}


class Blot(msgspec.Struct, frozen=True, kw_only=True, tag="blot/1"):
    """Why a donor is to be blotted out, in whose words."""

    by: str
    why: str
    decided: str = ""


class Likeness(NamedTuple):
    """How much two records look like one donor, and in what."""

    first: UUID
    second: UUID
    likely: Likely
    reasons: tuple[str, ...]


def tidied(email: str) -> str:
    """Write an address of mail as it is looked for: no spaces around, small letters."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def current(said: Iterable[Permission]) -> dict[What, Permission]:
    """Give the last word on each way of being written to."""
    last: dict[What, Permission] = {}
    for one in sorted(said, key=lambda one: one.at):
        last[one.what] = one
    return last


def allows(said: Iterable[Permission], what: What) -> bool:
    """Say whether a donor may be written to in one way: after a yes, or while nobody said no.

    Letters about their own gifts need no yes first; all others do.
    """
    last = current(said).get(what)
    return last.yes if last else what not in ASKED_FIRST


def same_said(one: Donor, other: Donor) -> bool:
    """Say whether two sayings tell the same, whenever they were said."""
    return content_of(one) == content_of(other)


def content_of(donor: Donor) -> bytes:
    """Put in bytes what somebody said of themselves, without the moments."""
    said = sorted((one.what, one.yes) for one in donor.permissions)
    plain = [donor.name, tidied(donor.email), donor.address, donor.language, donor.kind]
    rest = [donor.tax_id, donor.country, donor.phone, donor.notes]
    return msgspec.msgpack.encode([plain, rest, said])


def taken_over(record: Donor, word: Donor) -> Donor:
    """Give a record with what was said later in place of what it said; silence changes nothing.

    Permissions and notes stay: the first are rows of their own, the second are ours.
    """
    names = ("name", "address", "language", "kind", "tax_id", "country", "phone")
    changed = {name: getattr(word, name) or getattr(record, name) for name in names}
    return msgspec.structs.replace(record, **changed)


def joined(kept: Donor, gone: Donor) -> Donor:
    """Give one record of two: what the kept one does not say is taken from the other."""
    names = ("name", "email", "address", "tax_id", "country", "phone")
    filled = {name: getattr(kept, name) or getattr(gone, name) for name in names}
    notes = "\n".join(filter(None, (kept.notes, gone.notes)))[:NOTES_MAX]
    said = (*kept.permissions, *gone.permissions)
    return msgspec.structs.replace(kept, **filled, notes=notes, permissions=said)


def matches(donor: Donor, sought: str) -> bool:
    """Say whether every word of a search stands somewhere in a record."""
    text = _bare(f"{donor.name} {donor.email} {donor.address} {donor.tax_id} {donor.phone}")
    return all(word in text for word in _bare(sought).split())


def alike(one: Donor, other: Donor) -> tuple[Likely, tuple[str, ...]] | None:
    """Say how much two records look like one donor, with the reasons; None if they do not."""
    if (one.kind == "person") != (other.kind == "person") and not _same(one.tax_id, other.tax_id):
        return None
    reasons = [
        reason
        for reason, is_so in (
            ("tax id", _same(one.tax_id, other.tax_id)),
            ("e-mail", _same(_mailbox(one.email), _mailbox(other.email))),
            ("name", _same(_name(one.name), _name(other.name))),
            ("address", _same(_bare(one.address), _bare(other.address))),
        )
        if is_so
    ]
    if "name" not in reasons and _is_name_alike(_name(one.name), _name(other.name)):
        reasons.append("name alike")
    points = sum(_POINTS[reason] for reason in reasons)
    if points < 2:
        return None
    return _likely(points), tuple(reasons)


def likenesses(donors: Mapping[UUID, Donor]) -> list[Likeness]:
    """Find the pairs that look like one donor, the likeliest first.

    Only records that share a name's end, a mailbox, an address or a tax number are compared.
    """
    blocks: defaultdict[tuple[str, str], list[UUID]] = defaultdict(list)
    for key, donor in donors.items():
        for block in _blocks(donor):
            blocks[block].append(key)
    pairs = {
        tuple(sorted(pair))
        for keys in blocks.values()
        if len(keys) <= _BLOCK_MAX
        for pair in combinations(keys, 2)
    }
    found = []
    for first, second in pairs:
        like = alike(donors[first], donors[second])
        if like is not None:
            found.append(Likeness(first, second, *like))
    order = get_args(Likely)
    return sorted(found, key=lambda one: (order.index(one.likely), one.first, one.second))


def _likely(points: int) -> Likely:
    return "almost surely" if points >= 4 else "likely" if points >= 3 else "perhaps"


def _blocks(donor: Donor) -> list[tuple[str, str]]:
    name = _name(donor.name).split()
    said = (
        ("last", name[-1] if name else ""),
        ("first", name[0] if name else ""),
        ("mailbox", _mailbox(donor.email)),
        ("address", _bare(donor.address)),
        ("tax id", _bare(donor.tax_id)),
    )
    return [block for block in said if block[1]]


def _same(one: str, other: str) -> bool:
    return bool(one) and one == other


def _is_name_alike(one: str, other: str) -> bool:
    """Say whether two names differ by a letter or two, or by a first name's initial."""
    if not one or not other:
        return False
    if difflib.SequenceMatcher(None, one, other).ratio() >= _NAMES_ALIKE:
        return True
    (first, *_, last), (other_first, *_, other_last) = (
        (words[0], words[-1]) for words in (one.split(), other.split())
    )
    is_initial = len(first) == 1 or len(other_first) == 1
    return last == other_last and is_initial and first[0] == other_first[0]


def _name(name: str) -> str:
    """Write a name for comparing: “Smith, Gerrit” is “gerrit smith”."""
    family, comma, given = name.partition(",")
    return _bare(f"{given} {family}" if comma else name)


def _mailbox(email: str) -> str:
    """Write an address of mail for comparing: what stands behind a plus is the same mailbox."""
    local, _at, host = tidied(email).partition("@")
    return f"{local.partition('+')[0]}@{host}" if host else ""


def _bare(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", plain)))
