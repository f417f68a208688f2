"""What is agreed with another organisation, and the steps of a search with it. Pure: no keys."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple, get_args
from uuid import UUID

import msgspec

from waystation.cases.consent.domain import same
from waystation.cases.kin import KINDS, KinKind
from waystation.tracing.values import PARTS, Entry, Part, Profile, Released, Request, Use

Side = Literal["asks", "answers"]
Step = Literal["offer", "answer", "count", "counted", "list", "listed"]
Why = Literal[
    "not agreed", "ended", "out of date", "not for this", "too many runs", "too many requests",
]  # fmt: skip
Reply = Literal["nothing", "word"]

STEPS: tuple[Step, ...] = get_args(Step)
# Whose step it is: the side that asks makes the even ones.
MAKERS: tuple[Side, Side] = ("asks", "answers")
# Before these, two people of the side that makes them say yes.
NEEDS_TWO: tuple[Step, Step] = ("list", "listed")
HANDS = 2

# A window in which runs and requests are counted, and how long a run may take.
WINDOW = timedelta(days=30)
RUN_LASTS = timedelta(days=14)
LONGEST = timedelta(days=365)
KEYS_LEAST, KEYS_MOST = 100, 10_000
RUNS_MOST, REQUESTS_MOST = 12, 100
# The set that is asked against may be larger: it is one's own register.
SET_MOST = 120_000
# Both sets are filled up to a multiple, so that their sizes tell no number of people.
PAD_REQUEST, PAD_SET = 100, 1_000
SET_ROOM = SET_MOST + PAD_SET
HALF_BYTES = 32
NAME_MAX, WORDS_MAX = 120, 2_000


class Hand(msgspec.Struct, frozen=True):
    """Somebody of ours who did or agreed to something: who, under which name, when."""

    by: UUID
    name: str
    at: datetime


class Card(msgspec.Struct, frozen=True, kw_only=True, tag="waystation card/1"):
    """What one organisation hands another: its name and its two public keys."""

    name: str
    recipient: str
    signs: bytes


class Own(msgspec.Struct, frozen=True, kw_only=True, tag="own/1"):
    """Our own name and age key; the key that signs is the compartment's."""

    name: str
    recipient: str
    secret: str

    def __repr__(self) -> str:
        return "<Own>"


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """What two organisations agreed on: what for, until when, and how much of it.

    `keys_max` is the size of one run, `runs_max` and `requests_max` count in thirty days.
    """

    about: str
    uses: tuple[Use, ...]
    until: date
    keys_max: int
    runs_max: int
    requests_max: int

    def __post_init__(self) -> None:
        for what, value, least, most in (
            ("keys_max", self.keys_max, KEYS_LEAST, KEYS_MOST),
            ("runs_max", self.runs_max, 0, RUNS_MOST),
            ("requests_max", self.requests_max, 0, REQUESTS_MOST),
        ):
            if not least <= value <= most:
                raise ValueError(f"{what} lies between {least} and {most}, not at {value}")


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """That the code was read aloud and was the same on both ends, and how one knew the other."""

    hand: Hand
    how: str


class Partner(msgspec.Struct, frozen=True, kw_only=True, tag="partner/1"):
    """An organisation we may search with, once its keys are compared and two of us agreed."""

    card: Card
    added: Hand
    compared: Compared | None = None
    agreement: Agreement | None = None
    hands: tuple[Hand, ...] = ()
    ended: Hand | None = None
    why_ended: str = ""

    @property
    def is_agreed(self) -> bool:
        """Say whether the code was compared and two of us stand behind the agreement."""
        people = {hand.by for hand in self.hands}
        return self.compared is not None and self.agreement is not None and len(people) >= HANDS

    def why_not(self, use: Use, today: date) -> Why | None:
        """Say why nothing of this kind may pass between us today; None where it may."""
        if self.ended is not None:
            return "ended"
        if not self.is_agreed or self.agreement is None:
            return "not agreed"
        if today > self.agreement.until:
            return "out of date"
        return None if use in self.agreement.uses else "not for this"


class Went(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A step of a run: made or read in by whom; `left_at` where it was ours and left the house."""

    step: Step
    hand: Hand
    left_at: datetime | None = None


class Hit(msgspec.Struct, frozen=True):
    """A record of ours of which the other side holds keys too, by the kinds of those keys."""

    record: UUID
    kinds: tuple[str, ...]


class Run(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="run/1"):
    """A search of two registers, as one side knows it.

    Attributes:
      run: the id that both sides know it by.
      halves: what each side drew for the key of this run, the asking side's first.
      key: our half of the encryption; it leaves nobody's hands and ends with the run.
      n_keys: how many keys we put in, before filling up.
      request_digest: of the encrypted keys that were counted; no others are listed.
      parcels: rows that hold what is too long for this one, by what it is.
      hands: who of us agreed to the list.
    """

    partner: UUID
    side: Side
    run: UUID
    until: date
    keys_max: int
    halves: tuple[bytes, ...] = ()
    key: bytes = b""
    n_keys: int = 0
    request_digest: bytes = b""
    parcels: dict[str, tuple[UUID, ...]] = {}
    steps: tuple[Went, ...] = ()
    hands: tuple[Hand, ...] = ()
    count: int | None = None
    hits: tuple[Hit, ...] = ()
    ended: Hand | None = None

    def __repr__(self) -> str:
        return f"<Run of the side that {self.side}>"

    @property
    def next_step(self) -> Step | None:
        """Give the step that comes next; None after the last one."""
        done = len(self.steps)
        return STEPS[done] if done < len(STEPS) and self.ended is None else None

    @property
    def is_ours(self) -> bool:
        """Say whether the next step is ours to make."""
        return MAKERS[len(self.steps) % 2] == self.side

    @property
    def waits_to_leave(self) -> bool:
        """Say whether a file of ours lies ready that has not left the house."""
        last = self.steps[-1] if self.steps else None
        return last is not None and self.made_by_us(last.step) and last.left_at is None

    def made_by_us(self, step: Step) -> bool:
        """Say whether a step is one that our side makes."""
        return MAKERS[STEPS.index(step) % 2] == self.side

    def has_hands(self) -> bool:
        """Say whether two different people of ours agreed to the list."""
        return len({hand.by for hand in self.hands}) >= HANDS


class Sent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="sent/1"):
    """A request of ours to one organisation: what leaves of which request, and what came back.

    After `until`, the last day of the seeker's yes to it, nothing more comes back.
    """

    partner: UUID
    paper: UUID
    request: UUID
    made: Hand
    until: date | None = None
    left_at: datetime | None = None
    parcel: tuple[UUID, ...] = ()
    reply: Reply | None = None
    says: str = ""
    answered: Hand | None = None


class Received(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="received/1"):
    """A request another organisation sent us, and what a human of ours made of it."""

    partner: UUID
    paper: UUID
    asked: "Asked"
    came: Hand
    request: UUID | None = None
    reply: Reply | None = None
    says: str = ""
    answered: Hand | None = None
    left_at: datetime | None = None
    parcel: tuple[UUID, ...] = ()


class Parcel(msgspec.Struct, frozen=True, tag="piece/1"):
    """A part of something long; alone it says nothing."""

    content: bytes


class Asked(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="asked/1"):
    """What a request tells another organisation: only what the seeker released to it."""

    sought: Profile
    seeker: Profile
    relation: str
    until: date


class Told(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="told/1"):
    """The answer of a human: nothing that may be told, or a word."""

    reply: Reply
    says: str = ""


class Offered(msgspec.Struct, frozen=True, kw_only=True, tag="offer/1"):
    """A search is offered: so many keys at most, and the asking side's half of its key."""

    half: bytes
    keys_max: int
    about: str


class Answered(msgspec.Struct, frozen=True, kw_only=True, tag="answer/1"):
    """The offer is taken up: the other half, and at most so many keys."""

    half: bytes
    keys_max: int


class Counting(msgspec.Struct, frozen=True, kw_only=True, tag="count/1"):
    """The encrypted keys of the asking side; `proof` shows that the key of the run is the same."""

    proof: bytes
    request: bytes


class Counted(msgspec.Struct, frozen=True, kw_only=True, tag="counted/1"):
    """What the answering side's keys make of them, in an order that tells only how many meet."""

    proof: bytes
    setup: bytes
    response: bytes


class Listing(msgspec.Struct, frozen=True, kw_only=True, tag="list/1"):
    """Two people of the asking side want to know which ones: the same keys, and the count."""

    proof: bytes
    request: bytes
    count: int


class Listed(msgspec.Struct, frozen=True, kw_only=True, tag="listed/1"):
    """The same once more in the order of the request: now the asking side knows which ones."""

    proof: bytes
    response: bytes


Says = Asked | Told | Offered | Answered | Counting | Counted | Listing | Listed
BODIES: dict[Step, type] = {
    "offer": Offered, "answer": Answered, "count": Counting, "counted": Counted,
    "list": Listing, "listed": Listed,
}  # fmt: skip


class Letter(msgspec.Struct, frozen=True, kw_only=True, tag="letter/1"):
    """What a carried file says: from whom to whom, about which run or request, until when."""

    sender: bytes
    to: bytes
    about: UUID
    made_on: date
    until: date
    says: Says


class Size(NamedTuple):
    """How many passed between us in the last thirty days."""

    runs: int
    requests: int


def statement(letter: bytes) -> bytes:
    """Write what is signed of a letter."""
    return b"ws1/between" + hashlib.sha256(letter).digest()


def safety_code(one: Card, other: Card) -> bytes:
    """Give 16 bytes that both sides read to each other: alike only where all four keys are.

    Whose card is whose does not matter. Names are left out: each calls the other as it likes.
    """
    keys = sorted(card.recipient.encode() + b"\0" + card.signs for card in (one, other))
    return hashlib.sha256(b"ws1/between-code" + b"\0".join(keys)).digest()[:16]


def released(given: Iterable[Released], receiver: str, use: Use, today: date) -> Released | None:
    """Find what a record may tell one organisation for one use today; None where nothing."""
    for one in given:
        if use in one.uses and same(one.receiver, receiver) and one.agreed.stands_on(today):
            return one
    return None


def cut(profile: Profile, given: Released, *, is_seeker: bool = False) -> Profile:
    """Leave of a profile what was released: names by name, the rest by kind."""
    names = given.seeker_names if is_seeker else given.names
    kept = {part for part in PARTS if part in given.parts}
    return Profile(
        names=tuple(name for name in profile.names if name in names),
        **{field: getattr(profile, field) for part in kept for field in FIELDS[part]},
    )


# What of a profile goes with each part that somebody releases.
FIELDS: dict[Part, tuple[str, ...]] = {
    "birth": ("birth", "seen_age"),
    "sex": ("sex",),
    "home": ("homes",),
    "relatives": ("relatives",),
    "parting": ("parting",),
    "marks": ("marks",),
}


def asked_of(request: Request, given: Released) -> Asked:
    """Write what a request tells the organisation it is released to.

    Of the seeker only released names go, and nothing else: what is released of birth or home is
    about who is sought.
    """
    seeker = [name for name in request.seeker.names if name in given.seeker_names]
    return Asked(
        sought=cut(request.sought, given),
        seeker=Profile(names=tuple(seeker)),
        relation=request.relation,
        until=given.agreed.until,
    )


def relation_of(asked: Asked) -> KinKind:
    """Give what the sought is to the seeker; a word we do not know becomes "other"."""
    return next((kind for kind in KINDS if kind == asked.relation), "other")


def of_entry(entry: Entry, receiver: str, today: date) -> Profile | None:
    """Give what of somebody in the register may be compared with one organisation's; None: no."""
    given = released(entry.released, receiver, "keys", today)
    return cut(entry.profile, given) if given and today <= entry.until else None


def spent(days: Sequence[date], today: date) -> int:
    """Count what fell into the window that ends today."""
    return sum(today - WINDOW < day <= today for day in days)
