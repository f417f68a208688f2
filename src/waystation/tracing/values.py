"""Who looks for whom, as far as anybody told: the values every area of tracing shares. Pure."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal, get_args
from uuid import UUID

import msgspec

from waystation.cases.birth import Birth
from waystation.cases.consent.domain import same
from waystation.cases.person import KINDS, KinKind, Name, Sex

Form = Literal["signed", "thumbprint", "spoken", "phone"]
RequestState = Literal["open", "paused", "closed"]
WhyClosed = Literal["found", "taken back", "died", "run out", "referred", "false"]

# For what a record may go to another organisation, and what of it beside names.
Use = Literal["request", "keys", "file"]
Part = Literal["birth", "sex", "home", "relatives", "parting", "marks"]
USES: tuple[Use, ...] = get_args(Use)
PARTS: tuple[Part, ...] = get_args(Part)

FORMS: tuple[Form, ...] = get_args(Form)
REQUEST_STATES: tuple[RequestState, ...] = get_args(RequestState)
WHY_CLOSED: tuple[WhyClosed, ...] = get_args(WhyClosed)
MatchState = Literal[
    "candidate", "set aside", "reviewed", "asked", "yes", "later", "no", "alive only",
    "seeker asked", "contact", "ended",
]  # fmt: skip
Verdict = Literal["probable", "possible"]
MATCH_STATES: tuple[MatchState, ...] = get_args(MatchState)

NAMES_MAX, RELATIVES_MAX, HOMES_MAX, MARKS_MAX = 12, 24, 6, 12


class Home(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where somebody was at home, from the large to the small, in any script; any may be empty."""

    province: str = ""
    county: str = ""
    village: str = ""

    @property
    def is_known(self) -> bool:
        """Say whether anything is known of it."""
        return bool(self.province or self.county or self.village)


class Relative(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody of the family: what they are to the person (`kind="parent"` says their parent).

    `until` is the last day of their own yes, where they stand here by it.
    """

    kind: KinKind
    names: tuple[Name, ...] = ()
    sex: Sex = "unknown"
    birth: Birth = Birth()
    until: date | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no such kind of tie: {self.kind!r}; one of {KINDS}")


class Parting(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """When and where two were parted, as far as it is remembered, and how in their own words."""

    year: int | None = None
    month: int | None = None
    place: Home = Home()
    how: str = ""


class Profile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="profile/1"):
    """What is known of one person so that they can be known again; nothing of it must be known.

    `names` are all names they ever went by, each with its kind and script; `seen_age` is how old
    they were when last seen, which with `parting` says about when they were born.
    """

    names: tuple[Name, ...] = ()
    sex: Sex = "unknown"
    birth: Birth = Birth()
    homes: tuple[Home, ...] = ()
    relatives: tuple[Relative, ...] = ()
    parting: Parting = Parting()
    seen_age: int | None = None
    marks: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for what, held, most in (
            ("names", self.names, NAMES_MAX),
            ("relatives", self.relatives, RELATIVES_MAX),
            ("homes", self.homes, HOMES_MAX),
            ("marks", self.marks, MARKS_MAX),
        ):
            if len(held) > most:
                raise ValueError(f"{len(held)} {what}; at most {most}")

    @property
    def name(self) -> str | None:
        """Give the name to call them by: the first real one, else the first; None without any."""
        real = [name.text for name in self.names if name.kind == "real"]
        return next(iter(real or [name.text for name in self.names]), None)


class SafeContact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a seeker can be reached without harm: by whom, when, with which words, and what never."""

    how: str = ""
    when: str = ""
    words: str = ""
    never: str = ""
    language: str = "ko"


class Agreed(msgspec.Struct, frozen=True, kw_only=True):
    """A yes to being looked for, or to looking, as it was given: until when, how, noted by whom."""

    given_on: date
    until: date
    form: Form
    noted_by: UUID
    noted_at: datetime
    withdrawn_at: datetime | None = None

    def stands_on(self, day: date) -> bool:
        """Say whether it counts on a day: given by then, not run out and not taken back."""
        return self.given_on <= day <= self.until and self.withdrawn_at is None


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Of which case somebody is: its compartment, the household and the person in it."""

    cell: UUID
    household: UUID
    person: UUID


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody of us made sure who the seeker is, before the first search."""

    how: str
    by: UUID
    at: datetime


class Released(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What of a record may go to one named organisation, as the one it is about agreed to it.

    Attributes:
      receiver: the organisation; a yes to one says nothing of another.
      uses: for what: a sealed request, the search of both registers, or a file in PFIF.
      names: those that may go, of the one who is sought or in the register.
      seeker_names: those of the seeker that may go; none where they stay unnamed.
      parts: what else of the record may go.
    """

    receiver: str
    uses: tuple[Use, ...]
    names: tuple[Name, ...] = ()
    seeker_names: tuple[Name, ...] = ()
    parts: tuple[Part, ...] = ()
    agreed: Agreed

    def __post_init__(self) -> None:
        for what, said, known in (("use", self.uses, USES), ("part", self.parts, PARTS)):
            if not set(said) <= set(known):
                raise ValueError(f"no such {what} among {said}; each one of {known}")


def to_others(given: Iterable[Released], receiver: str) -> tuple[Released, ...]:
    """Leave out what may go to one organisation, however its name is written."""
    return tuple(one for one in given if not same(one.receiver, receiver))


class Copied(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """That a record is the copy of another organisation's: it stays theirs, and ends with theirs.

    `record_id` is the name by which the record is known at home; `until` the last day of the copy.
    """

    record_id: str
    source: str
    source_date: datetime
    entry_date: datetime
    until: date


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Word that the sought is alive or dead: from which source, heard when, noted by whom."""

    says: Literal["alive", "dead"]
    source: str
    heard_on: date
    by: UUID


class Request(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="request/1"):
    """Somebody (`seeker`) looks for somebody (`sought`).

    `relation` says what the sought is to the seeker: A seeks a son is `kind="child"`. `origin` is
    there where the seeker is in one of our cases; then their own worker speaks with them.
    """

    code: str
    seeker: Profile
    sought: Profile
    relation: KinKind
    opened_on: date
    story: str = ""
    last_news: str = ""
    contact: SafeContact = SafeContact()
    agreed: Agreed | None = None
    identity: Identity | None = None
    origin: Origin | None = None
    guardian: str = ""
    best_interests: str = ""
    reports: tuple[Report, ...] = ()
    released: tuple[Released, ...] = ()
    copied: Copied | None = None
    state: RequestState = "open"
    why_closed: WhyClosed | None = None
    closed_on: date | None = None

    def __post_init__(self) -> None:
        if self.relation not in KINDS:
            raise ValueError(f"no such kind of tie: {self.relation!r}; one of {KINDS}")
        if self.state not in REQUEST_STATES:
            raise ValueError(f"no such state: {self.state!r}; one of {REQUEST_STATES}")

    def may_search_on(self, day: date) -> bool:
        """Say whether anything may be searched for it: open, agreed to, and the seeker known."""
        agreed = self.agreed is not None and self.agreed.stands_on(day)
        ended = self.copied is not None and day > self.copied.until
        return self.state == "open" and agreed and self.identity is not None and not ended


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="entry/1"):
    """Somebody of our cases who agreed to be found, as their own worker put them in.

    `until` is the last day of that consent, `agreed_at` when it was noted; None: they were taken
    out since, and put in again by it. `stands_since` is when it was noted or when they were put in,
    whichever was later. Of a child `guardian` says who answered for them.
    """

    origin: Origin
    profile: Profile
    until: date
    agreed_at: datetime | None = None
    stands_since: datetime | None = None
    is_child: bool = False
    guardian: str = ""
    released: tuple[Released, ...] = ()


class Reason(msgspec.Struct, frozen=True):
    """One kind of evidence that two records are of one person, in bits; below 0 it is against."""

    kind: str
    bits: float
    says: str = ""


class Act(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One step of a match: who did it, when, where it led, and what was said."""

    at: datetime
    by: UUID
    name: str
    to: MatchState
    says: str = ""


class Asking(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far one side of a match was asked: by whose key, how often, and what was heard last.

    `nth` counts the questions, `turn` the answers to the last one: an older paper put back says
    nothing any more. `key` is the signing key of the compartment that was asked.
    """

    nth: int = 0
    turn: int = 0
    asked_on: date | None = None
    key: bytes = b""
    watch: UUID | None = None


class Word(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A message of one side to the other; it waits until the contact is open."""

    side: Literal["sought", "seeker"]
    text: str
    said_at: datetime
    passed_at: datetime | None = None


class Match(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="match/1"):
    """Two records that may be of one person, and every act on them since.

    Either `entry` names who is in the register, or `other` a request whose seeker is the one
    looked for. `thread` is the random id under which the sought's worker hears of it, who learns
    nothing of the seeker by it. It is in contact only while both sides' yes stands in it.
    `sought_since` is when the sought agreed to be found under this entry: an older yes counts no
    more. `papers` are the ids of the questions that went to workers: they go with the request.
    `taken_back` says which side ended it, and only a consent of theirs noted after `taken_back_at`
    makes it a candidate again; None: an officer did, or it is not ended. Where the sought left the
    register, `taken_back_at` is when they had agreed to stand there.
    """

    request: UUID
    entry: UUID | None = None
    other: UUID | None = None
    sought_at: Origin | None = None
    thread: UUID
    bits: float
    verdict: Verdict
    because: tuple[Reason, ...] = ()
    state: MatchState = "candidate"
    acts: tuple[Act, ...] = ()
    sought_yes: Agreed | None = None
    seeker_yes: Agreed | None = None
    sought_asked: Asking = Asking()
    seeker_asked: Asking = Asking()
    ask_on: date | None = None
    words: tuple[Word, ...] = ()
    sought_since: datetime | None = None
    papers: tuple[UUID, ...] = ()
    taken_back: Literal["sought", "seeker"] | None = None
    taken_back_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.state not in MATCH_STATES:
            raise ValueError(f"no such state: {self.state!r}; one of {MATCH_STATES}")
        if (self.entry is None) == (self.other is None):
            raise ValueError("a match is with somebody in the register or with another request")
        if self.state == "contact" and (self.sought_yes is None or self.seeker_yes is None):
            raise ValueError("there is no contact without the yes of both sides")
