"""What a guide is told, what a guide may say, whose phone it is. Pure: no keys, no clock."""

import hashlib
import hmac
from collections.abc import Collection
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import msgspec

from waystation.dispatch.domain import NOTES, Report, StageOfPassage
from waystation.network.domain import Place

INVITATION_LIVES = timedelta(hours=48)
# A guide who is late still needs the order; a day after its end nobody does.
ORDER_LIVES_ON = timedelta(days=1)
SECRET_BYTES = 16
MAIL_ITEMS = 3
ONE_TIME_KEYS = 4
ORDER_BODY_MAX = 956
# More than that from one phone must wait on the phone until the office has read some.
WAITING_REPORTS_MAX = 200

CHAIN = ("planned", "ordered", "accepted", "met", "handed over")
# What only a guide who has the people can say.
WITH_PEOPLE = ("met", "handed over")
# A word as a phone writes it, and as a stage takes it.
VERBS = {
    "accepted": "accepted",
    "met": "met",
    "handed_over": "handed over",
    "handed over": "handed over",
    "pick_up": "pick-up",
} | {note: note for note in NOTES}
# A stage may be ordered again in these states, if the phone that had the order is gone.
UNDER_WAY = ("ordered", "accepted", "met")

SENTENCES = {
    "en": {
        "call": "the office",
        "carry": "Food and water for {people}. Nothing in writing.",
        "dark": " No light.",
        "if_it_fails": (
            "If nobody comes within an hour, go home and press Problem. "
            "If anything looks wrong, walk on."
        ),
        "times": "{start} – {end}, by the sun",
    },
    "ko": {
        "call": "사무실",
        "carry": "{people}명이 먹을 음식과 물. 글로 적은 것은 지니지 마세요.",
        "dark": " 불빛 금지.",
        "if_it_fails": (
            "한 시간이 지나도 아무도 없으면 돌아가 ‘문제 있음’을 누르세요. "
            "낌새가 이상하면 그냥 지나가세요."
        ),
        "times": "{start} – {end}, 현지 태양시",
    },
}
_DAYS = {"en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "ko": tuple("월화수목금토일")}
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class Invited(msgspec.Struct, frozen=True, kw_only=True, tag="invited/1"):
    """For which stage's guide a link was made."""

    stage: UUID
    partner: str


class Phone(msgspec.Struct, frozen=True, kw_only=True, tag="phone/1"):
    """Whose phone it is, and the keys whose number was compared aloud.

    `pinned` digests those keys: if the columns are changed afterwards, the phone is no longer it.
    """

    partner: str
    label: str
    confirmed_at: datetime | None = None
    pinned: bytes = b""


class Order(msgspec.Struct, frozen=True, kw_only=True, tag="order/1"):
    """Which stage an order is for and which of the phone's keys it is sealed to."""

    stage: UUID
    passage: UUID
    key: UUID
    expires_at: datetime
    state: str = "sent"


class Word(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a guide reported, as the phone wrote it."""

    order: UUID
    verb: str
    at: datetime
    words: str = ""

    def __post_init__(self) -> None:
        if self.verb not in VERBS:
            raise ValueError("no verb a guide may use")
        if self.at.tzinfo is None:
            raise ValueError("a time without its offset")


def order_body(
    stage: StageOfPassage, *, order: UUID, from_place: Place, to_place: Place, tongue: str
) -> dict[str, object]:
    """Say everything a guide has to know for one stage, and nothing else.

    Neither the passage nor another stage is at hand here, so no name, age, group, farther place
    or other guide can slip in.
    """
    language = tongue if tongue in SENTENCES else "en"
    say = SENTENCES[language]
    start = sun_time(stage.depart, from_place, language)
    end = sun_time(stage.arrive, to_place, language)
    carry = say["carry"].format(people=stage.people) + (say["dark"] if stage.night else "")
    return {
        "v": 1,
        "order": str(order),
        "from": spoken(from_place),
        "to": spoken(to_place),
        "window": [sun_stamp(stage.depart, from_place), sun_stamp(stage.arrive, to_place)],
        "people": stage.people,
        "needs": flat(stage.needs),
        "question": stage.meet.ask,
        "answer": stage.meet.answer,
        "asked": stage.hand.ask,
        "reply": stage.hand.answer,
        "carry": carry,
        "if_it_fails": say["if_it_fails"],
        "call": say["call"],
        "language": language,
        "last": stage.last,
        "local_times": say["times"].format(start=start, end=end),
        "expires": sun_stamp(ends_at(stage), to_place),
    }


def written(body: dict[str, object]) -> bytes:
    """Write an order's body as the bytes that are signed and sealed."""
    return msgspec.json.encode(body)


def ends_at(stage: StageOfPassage) -> datetime:
    """Say when an order for a stage is of no use to anybody any more."""
    return stage.arrive + ORDER_LIVES_ON


def flat(text: str) -> str:
    """Bring free words on one line and without marks that a message writes longer than they are.

    So what fits its limit where it was typed also fits the box of an order.
    """
    spaced = "".join(" " if letter < " " else letter for letter in text)
    return " ".join(spaced.split()).replace('"', "'").replace("\\", "/")


def spoken(place: Place) -> str:
    """Name a place as a guide would: with its region, since there is more than one Salem."""
    told = not place.region or f"{place.region})" in place.name
    return place.name if told else f"{place.name}, {place.region}"


def stamp(at: datetime) -> str:
    """Write a moment in UTC to the second, for a program to read."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def sun_of(place: Place) -> timezone:
    """Give the mean solar time of a place, to the minute; UTC where nobody knows its longitude."""
    return timezone(timedelta(minutes=round((place.lon or 0.0) * 4)))


def sun_stamp(at: datetime, place: Place) -> str:
    """Write a moment with the offset of a place's mean solar time, for a program to show there."""
    return at.astimezone(sun_of(place)).isoformat(timespec="seconds")


def sun_time(at: datetime, place: Place, language: str) -> str:
    """Write a moment in the mean solar time of a place, for a guide to read."""
    sun = at.astimezone(sun_of(place))
    day = _DAYS[language][sun.weekday()]
    if language == "ko":
        return f"{sun.month}월 {sun.day}일({day}) {sun:%H:%M}"
    return f"{day} {sun.day} {_MONTHS[sun.month - 1]} {sun:%H:%M}"


def word(plain: bytes) -> Word:
    """Read a guide's word.

    Raises:
      ValueError: it is no JSON of that shape, or a verb that no guide may use.
    """
    try:
        said = msgspec.json.decode(plain, type=Word)
        return msgspec.structs.replace(said, verb=VERBS[said.verb])
    except msgspec.MsgspecError as error:
        raise ValueError("not a report") from error


def fits(state: str, verb: str, *, reached: bool = True) -> str:
    """Say whether a word moves a stage "now", is "past" already, or came "early".

    Args:
      state: also "stood down"; word of such a stage waits, so that somebody sees it and calls.
      reached: the guide before handed the people over, or there is none; until then nobody can
        have met them, or the guide before is late with that word.
    """
    if state not in CHAIN:
        return "early"
    if verb in NOTES:
        return "now"
    steps = CHAIN.index(verb) - CHAIN.index(state)
    if steps <= 0:
        return "past"
    return "now" if steps == 1 and (reached or verb not in WITH_PEOPLE) else "early"


def meanings(said: Word, *, last: bool) -> tuple[str, ...]:
    """Say what a word reports: the last guide's words at the hand-over also say where they wait."""
    if said.verb == "handed over" and last and said.words:
        return ("handed over", "pick-up")
    return (said.verb,)


def is_known(said: Word, reports: Collection[Report]) -> bool:
    """Say whether this very word stands on the stage already."""
    return any((r.what, r.at, r.words) == (said.verb, said.at, said.words) for r in reports)


def heard_at(said: Word, reports: Collection[Report], now: datetime) -> datetime:
    """Say when a word was spoken: by the phone's clock, unless that runs ahead of ours.

    Two words of one kind at one moment are told apart by a microsecond, so that neither is lost.
    """
    at = min(said.at.astimezone(UTC), now)
    taken = {report.at for report in reports if report.what == said.verb}
    while at in taken:
        at += timedelta(microseconds=1)
    return at


def token_digest(token: bytes) -> bytes:
    """Digest of the token by which a phone asks for its mail."""
    return hashlib.sha256(b"ws1/poll" + token).digest()


def secret_digest(secret: bytes) -> bytes:
    """Digest of an invitation's secret, by which the invitation is found."""
    return hashlib.sha256(secret).digest()


def is_same(left: bytes, right: bytes) -> bool:
    """Compare two digests in constant time."""
    return hmac.compare_digest(left, right)


def pin(sign_public: bytes, mailbox_public: bytes) -> bytes:
    """Digest a phone's two lasting keys."""
    return hashlib.sha256(b"ws1/pin" + sign_public + mailbox_public).digest()


def comparison_number(
    secret: bytes,
    *,
    mailbox_public: bytes,
    sign_public: bytes,
    cell_sign_public: bytes,
    cell_box_public: bytes,
) -> str:
    """Give the six digits that office and guide read to each other; other keys, other digits.

    Twenty bits of the digest over the invitation's secret and the four keys: keys exchanged on the
    way show, unless somebody inside the connection tries about a million until the digits agree.
    """
    keys = mailbox_public + sign_public + cell_sign_public + cell_box_public
    digest = hashlib.sha256(secret + keys).digest()
    return f"{(int.from_bytes(digest[:4], 'big') >> 12) % 1_000_000:06d}"


def by_fours(letters: str) -> str:
    """Group letters by four, to be read aloud."""
    return " ".join(letters[i : i + 4] for i in range(0, len(letters), 4))
