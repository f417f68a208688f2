"""What a yes is worth: to whom, for what, until when. Pure: no Django, no clock, no keys."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Literal, get_args
from uuid import UUID

import msgspec

Purpose = Literal["service", "share", "photo", "audio", "story", "tracing", "research", "referral"]
Scope = Literal["names", "birth", "languages", "needs", "documents", "family"]
Answer = Literal["yes", "no"]
Form = Literal["signed", "thumbprint", "spoken", "phone"]
Assent = Literal["yes", "no", "too young"]
WhyNot = Literal[
    "never asked", "refused", "withdrawn", "expired", "text changed", "asked as a child",
    "guardian missing", "assent missing", "child said no", "outside scope",
]  # fmt: skip

PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
SCOPES: tuple[Scope, ...] = get_args(Scope)
ANSWERS: tuple[Answer, ...] = get_args(Answer)
FORMS: tuple[Form, ...] = get_args(Form)
ASSENTS: tuple[Assent, ...] = get_args(Assent)
WHY_NOT: tuple[WhyNot, ...] = get_args(WhyNot)

# To one receiver each: a yes to one organisation or partner says nothing of another.
TO_SOMEBODY: tuple[Purpose, ...] = ("share", "referral")
# For these a child's own no is enough, whatever the guardian says.
CHILD_DECIDES: tuple[Purpose, ...] = ("photo", "audio", "story", "tracing", "research")
# Only these may ever run without consent, where a life hangs on it.
VITAL: tuple[Purpose, ...] = ("service", "share", "referral")

# The number of the wording people are asked with; a new one asks everybody again.
TEXTS: dict[Purpose, int] = dict.fromkeys(PURPOSES, 1)

LONGEST = timedelta(days=365)
ASK_AGAIN_BEFORE = timedelta(days=14)
VITAL_LASTS = timedelta(days=3)
RING_AT = time(8, 0)


class Consent(msgspec.Struct, frozen=True, kw_only=True, tag="consent/1"):
    """What one person answered, once, about one purpose and one receiver.

    `as_child` keeps that they were under 18 when they were asked, with the child's own `assent` and
    the guardian (`guardian`, a person on file, or `guardian_alias`) who answered for them. `text`
    is the number of the wording they heard. `watches` are the alarms that ring before it runs out
    and on the 18th birthday.
    """

    person: UUID
    purpose: Purpose
    receiver: str = ""
    scope: tuple[Scope, ...] = ()
    answer: Answer = "yes"
    form: Form = "signed"
    language: str = "en"
    interpreter: str = ""
    witness: str = ""
    given_on: date
    noted_at: datetime
    valid_until: date
    text: int
    withdrawn_at: datetime | None = None
    withdrawn_how: str = ""
    as_child: bool = False
    assent: Assent | None = None
    guardian: UUID | None = None
    guardian_alias: str = ""
    watches: tuple[UUID, ...] = ()

    def __post_init__(self) -> None:
        for what, value, known in (
            ("purpose", self.purpose, PURPOSES),
            ("answer", self.answer, ANSWERS),
            ("form", self.form, FORMS),
        ):
            if value not in known:
                raise ValueError(f"no such {what}: {value!r}; one of {known}")
        if (self.purpose in TO_SOMEBODY) != bool(self.receiver.strip()):
            raise ValueError(f"{self.purpose} and receiver do not fit; see TO_SOMEBODY")
        if not timedelta() <= self.valid_until - self.given_on <= LONGEST:
            raise ValueError(f"a consent lasts 0 to {LONGEST.days} days")

    @property
    def said_at(self) -> tuple[date, datetime]:
        """Say when it was given and noted, to put answers in order."""
        return self.given_on, self.noted_at

    @property
    def has_guardian(self) -> bool:
        """Say whether somebody answered for the child."""
        return self.guardian is not None or bool(self.guardian_alias.strip())


class Vital(msgspec.Struct, frozen=True, kw_only=True, tag="vital interest/1"):
    """That something is done without consent because a life hangs on it; it takes two people."""

    person: UUID
    purpose: Purpose
    receiver: str = ""
    scope: tuple[Scope, ...] = ()
    reason: str
    since: date
    until: date
    second: UUID | None = None
    second_name: str = ""

    def __post_init__(self) -> None:
        if self.purpose not in VITAL:
            raise ValueError(f"vital interest never covers {self.purpose}; see VITAL")
        if not self.since <= self.until <= self.since + VITAL_LASTS:
            raise ValueError(f"vital interest lasts at most {VITAL_LASTS.days} days")


class FreePassage(msgspec.Struct, frozen=True, kw_only=True, tag="free passage/1"):
    """That somebody was told, in their language, that nothing is owed, and signed it."""

    person: UUID
    language: str
    signed_on: date
    form: Form
    witness: str = ""


class Referral(msgspec.Struct, frozen=True, kw_only=True, tag="referral/1"):
    """What was handed to an organisation outside: which parts, to which key, on what ground.

    `digest` is of the sealed file; it is empty until the file left. `recalled_on` is the day on
    which the organisation was told to destroy it.
    """

    person: UUID
    receiver: str
    recipient: str
    scope: tuple[Scope, ...]
    language: str
    why: str
    second: UUID | None = None
    second_name: str = ""
    basis: str = ""
    left_at: datetime | None = None
    digest: bytes = b""
    recalled_on: date | None = None


class Subject(msgspec.Struct, frozen=True):
    """Whom it is about, on the day of the question."""

    id: UUID
    is_child: bool


class Permission(msgspec.Struct, frozen=True):
    """What may be done, on what ground, how much of it and until when."""

    basis: Literal["consent", "vital interest"]
    person: UUID
    purpose: Purpose
    receiver: str
    scope: tuple[Scope, ...]
    until: date


class Refusal(msgspec.Struct, frozen=True):
    """Why something may not be done; `wording.HELPS` says what would help."""

    why: WhyNot


def plain(name: str) -> str:
    """Write a name so that case, spaces and the way letters are put together do not count."""
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


def same(one: str, other: str) -> bool:
    """Say whether two names mean one receiver."""
    return plain(one) == plain(other)


def permits(
    consents: Iterable[Consent], subject: Subject, purpose: Purpose, receiver: str, on: date
) -> Permission | Refusal:
    """Say whether a person's own answers allow something on a day.

    The last answer counts: a no or a withdrawal ends every yes given before it. What was allowed
    for one purpose or receiver allows no other.

    Args:
      consents: all that is on file, of anybody and for anything, in any order.
    """
    asked = [
        one
        for one in consents
        if one.person == subject.id and one.purpose == purpose and same(one.receiver, receiver)
        if one.given_on <= on
    ]
    if not asked:
        return Refusal("never asked")
    # Of two noted in one moment the more cautious counts, in whatever order they are read.
    last = max(asked, key=_cautious)
    stops = [stop for one in asked if (stop := _stopped_at(one, on))]
    if last.answer == "no":
        return Refusal("refused")
    if any(stop >= last.said_at for stop in stops):
        return Refusal("withdrawn")
    why = _flaw(last, subject, on)
    if why is not None:
        return Refusal(why)
    return Permission("consent", subject.id, purpose, receiver, last.scope, last.valid_until)


def _cautious(consent: Consent) -> tuple[tuple[date, datetime], bool, int]:
    """Give the sort key by which the answer that counts comes last."""
    return consent.said_at, consent.answer == "no", -consent.valid_until.toordinal()


def vital(
    grounds: Iterable[Vital], person: UUID, purpose: Purpose, receiver: str, on: date
) -> Permission | None:
    """Say whether two people found that a life hangs on it, for this act and this day."""
    for one in grounds:
        fits = one.person == person and one.purpose == purpose and same(one.receiver, receiver)
        if fits and one.second is not None and one.since <= on <= one.until:
            return Permission("vital interest", person, purpose, receiver, one.scope, one.until)
    return None


def said_no_at(
    consents: Iterable[Consent], person: UUID, purpose: Purpose, receiver: str
) -> datetime | None:
    """Say when somebody last said no to something or took it back; None: never."""
    about = [
        one
        for one in consents
        if one.person == person and one.purpose == purpose and same(one.receiver, receiver)
    ]
    nos = [one.noted_at for one in about if one.answer == "no"]
    return max([*nos, *(one.withdrawn_at for one in about if one.withdrawn_at)], default=None)


def is_open(consent: Consent, on: date) -> bool:
    """Say whether a yes has not run out and was not taken back."""
    return consent.answer == "yes" and consent.withdrawn_at is None and on <= consent.valid_until


def ask_again_on(consent: Consent, on: date) -> date:
    """Say on which day to ask again: two weeks before it runs out, or at once."""
    # Taken from what is left: near the first and last days there are, a day less is none.
    left = consent.valid_until - on
    return on if left <= ASK_AGAIN_BEFORE else consent.valid_until - ASK_AGAIN_BEFORE


def to_recall(
    referrals: Sequence[Referral], consents: Sequence[Consent], subject: Subject, on: date
) -> list[Referral]:
    """List what left on a consent that no longer stands and was not called back yet."""
    return [
        one
        for one in referrals
        if one.person == subject.id and one.left_at is not None and one.recalled_on is None
        if one.basis == "consent"
        if permits(consents, subject, "referral", one.receiver, on)
        in (Refusal("refused"), Refusal("withdrawn"))
    ]


def _stopped_at(one: Consent, on: date) -> tuple[date, datetime] | None:
    """Say when an answer put an end to those before it."""
    if one.answer == "no":
        return one.said_at
    if one.withdrawn_at is not None and one.withdrawn_at.date() <= on:
        return one.withdrawn_at.date(), one.withdrawn_at
    return None


def _flaw(consent: Consent, subject: Subject, on: date) -> WhyNot | None:
    """Say what is wrong with a yes that was not taken back; None: nothing."""
    if on > consent.valid_until:
        return "expired"
    if consent.text < TEXTS[consent.purpose]:
        return "text changed"
    if consent.as_child and not subject.is_child:
        return "asked as a child"
    if not subject.is_child:
        return None
    if not consent.has_guardian:
        return "guardian missing"
    if consent.assent is None:
        return "assent missing"
    if consent.assent == "no" and consent.purpose in CHILD_DECIDES:
        return "child said no"
    return None
