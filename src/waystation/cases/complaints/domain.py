"""What a complaint is, who may never read it, and how it moves on. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, get_args
from uuid import UUID

import msgspec

AboutWhom = Literal["colleague", "partner", "somebody else", "the organisation"]
State = Literal["new", "read", "closed"]
Did = Literal["acknowledged", "note", "answer", "suspended", "closed"]

ABOUT_WHOM: tuple[AboutWhom, ...] = get_args(AboutWhom)
STATES: tuple[State, ...] = get_args(State)
DID: tuple[Did, ...] = get_args(Did)
# From each state to those a person may put it in; one that is closed can be taken up again.
MOVES: dict[State, tuple[Did, ...]] = {
    "new": ("acknowledged",),
    "read": ("note", "answer", "suspended", "closed"),
    "closed": ("note", "answer"),
}
BECOMES: dict[Did, State] = {
    "acknowledged": "read",
    "note": "read",
    "answer": "read",
    "suspended": "read",
    "closed": "closed",
}
# Whoever complains sees these of what was done, and nothing else.
SHOWN_TO_AUTHOR: tuple[Did, ...] = ("acknowledged", "answer", "closed")
ACKNOWLEDGE_WITHIN = timedelta(hours=24)
FOCAL_MAX = 5
WORDS_MAX, ABOUT_MAX, SAYS_MAX = 2_500, 200, 600


class Focal(msgspec.Struct, frozen=True, kw_only=True, tag="focal/1"):
    """Somebody who receives complaints: what they are called, and the digest of their box key.

    `signature` is the security compartment's, so that nobody else can add a reader.
    """

    user_id: UUID
    alias: str
    key_digest: bytes
    day: int
    signature: bytes


class Reader(msgspec.Struct, frozen=True):
    """Somebody to whom a complaint is sealed."""

    user_id: UUID
    alias: str
    key_digest: bytes


class Entry(msgspec.Struct, frozen=True):
    """What a reader did about a complaint, and what they wrote."""

    at: datetime
    by: str
    did: Did
    says: str = ""


class Complaint(msgspec.Struct, frozen=True, kw_only=True, tag="complaint/1"):
    """What somebody complains of.

    Attributes:
      by: what the author is called; empty if they want to stay unnamed.
      about: whom it is about, as written.
      partner: the partner's name on file, where one was picked.
      readers: those to whom it was sealed; `author` follows it too, if they wanted to.
    """

    at: datetime
    by: str
    whom: AboutWhom
    about: str
    words: str
    urgent: bool = False
    partner: str = ""
    readers: tuple[Reader, ...] = ()
    author: Reader | None = None
    log: tuple[Entry, ...] = ()
    state: State = "new"

    def is_late(self, now: datetime) -> bool:
        """Say whether nobody has acknowledged it within the day that is promised."""
        return self.state == "new" and now - self.at > ACKNOWLEDGE_WITHIN


class AskedToPay(msgspec.Struct, frozen=True, kw_only=True, tag="asked to pay/1"):
    """Word to the security officer that money or work was asked of people for their passage.

    It holds no name of anybody who flees. `halted` says that the partner is suspended already.
    """

    at: datetime
    by: str
    partner: str
    says: str
    halted: bool


def mentioned(alias: str, *texts: str) -> bool:
    """Say whether somebody is named in a text, however it is written: case, accents and spaces.

    In Korean, where endings are written to a name, the beginning of a word is enough, also where
    the name itself is in Latin letters; elsewhere the whole words have to be there.
    """
    name = _words(alias)
    if not name:
        return False
    return any(_holds(_words(text), name) for text in texts)


def may_read(
    focal: Sequence[Focal], complaint: Complaint, ticked: Sequence[UUID] = ()
) -> list[Focal]:
    """List the focal people a complaint may be sealed to: nobody it names, ticked or written."""
    return [
        one
        for one in focal
        if one.user_id not in ticked
        and not mentioned(one.alias, complaint.about, complaint.words, complaint.partner)
    ]


def moved(complaint: Complaint, entry: Entry) -> Complaint:
    """Give a complaint with one more thing done about it.

    Raises:
      ValueError: that cannot be done as it stands.
    """
    if entry.did not in MOVES[complaint.state]:
        raise ValueError(f"a complaint that is {complaint.state} cannot be {entry.did}")
    return msgspec.structs.replace(complaint, log=(*complaint.log, entry), state=BECOMES[entry.did])


def for_author(complaint: Complaint) -> Complaint:
    """Give what the author sees: to whom it went, what was answered, and none of the notes."""
    log = tuple(entry for entry in complaint.log if entry.did in SHOWN_TO_AUTHOR)
    return msgspec.structs.replace(complaint, log=log, partner="")


def _holds(words: list[str], name: list[str]) -> bool:
    """Say whether a name begins at one of the words, however it is parted, and ends with one."""
    sought = "".join(name)
    for at in range(len(words)):
        read = ""
        for word in words[at:]:
            read += word
            if len(read) >= len(sought):
                break
        ending = read[len(sought) :]
        if read.startswith(sought) and (not ending or _is_hangul(sought + ending[0])):
            return True
    return False


def _is_hangul(text: str) -> bool:
    return any("\uac00" <= letter <= "\ud7a3" for letter in text)


def _words(text: str) -> list[str]:
    """Part a text into bare words: no case, no accents, no marks; Hangul put together again."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", plain))
