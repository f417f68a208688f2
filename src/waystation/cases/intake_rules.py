"""What a stranger may send, what it costs, and how it becomes a tip. Pure: no keys, no clock."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal, NamedTuple
from uuid import UUID

import msgspec
from msgspec.structs import replace

from waystation.cases.domain import (
    CHANGES_MAX,
    TIP_OPEN,
    Addition,
    Answer,
    Danger,
    Receipt,
    Tip,
    Urgency,
    changed,
    moves_of,
)

# One-time keys that lie ready, for as long as they may; then a key for everybody serves.
KEYS_READY = 20
KEY_DAYS = 7
# A key older than this is offered to nobody: no holder has been at work for a month.
KEY_DAYS_MAX = 30
# What came and was never opened, and answers nobody fetched, go after so many days.
BOX_DAYS = 90
UNREAD_MAX = 1_000

WORK_BITS = 18
CHALLENGE_AGE = timedelta(hours=6)
WORDS_MAX = 4_000
REACH_MAX = 300
ANSWER_MAX = 1_000
ANSWERS_MAX = 5
ADDITIONS_MAX = 20
# What a sealed row holds, and what one change in a tip's history takes at most.
ROW_BYTES = 65_532
CHANGE_BYTES = 1_000
URGENCY_OF: dict[Danger, Urgency] = {"yes": "immediate", "unknown": "high", "no": "medium"}

_Words = Annotated[str, msgspec.Meta(min_length=1, max_length=WORDS_MAX)]
_Reach = Annotated[str, msgspec.Meta(max_length=REACH_MAX)]
_Digest = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a stranger's browser sealed. `reply` is the digest of the key to answer to.

    `mark` comes from the twelve words and stands only inside sealed messages: whoever can write
    it once more has the words.
    """

    v: Literal[1]
    text: _Words
    danger: Danger
    reach: _Reach
    at: datetime
    reply: _Digest
    mark: _Digest

    def __repr__(self) -> str:
        return "<Message>"


class Offer(NamedTuple):
    """A key that a browser may seal one message to, and whose it is."""

    id: bytes
    public: bytes
    signature: bytes
    signer: bytes
    day: date


def read_message(body: bytes) -> Message:
    """Read what was sealed.

    Raises:
      ValueError: it is not of that shape; nothing of it stands in the text of the error.
    """
    try:
        return msgspec.json.decode(body, type=Message)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise ValueError("not a message of that shape") from None


def write_answers(answers: tuple[Answer, ...], *, is_readable: bool = True) -> bytes:
    """Write what a stranger reads when they come back: all answers, each with its day.

    No answer yet means that their message was read; `is_readable` False that it could not be.
    """
    told = [{"day": one.at.date().isoformat(), "text": one.text} for one in answers]
    return msgspec.json.encode({"v": 1, "readable": is_readable, "answers": told})


def tip_of(message: Message, box: UUID, *, came_on: date, now: datetime) -> Tip:
    """Make a tip of a message. Its sender's clock counts only within the day on which it came."""
    return Tip(
        heard_at=_said_at(message, came_on, now),
        place="",
        words=message.text,
        danger_now=message.danger,
        urgency=URGENCY_OF[message.danger],
        reach=message.reach,
        receipt=Receipt(box=box, reply_digest=message.reply, mark=message.mark),
        channel="form",
    )


def added_to(
    tip: Tip, message: Message, *, by: UUID, reason: str, came_on: date, now: datetime
) -> Tip | None:
    """Add to a tip what its source wrote later; None if it holds as much as it can.

    Danger makes it urgent, and a tip that was closed is looked at again. Each of these changes
    stands in its history, like one made by the colleague who took the message in.
    """
    fields: dict[str, Any] = {}
    if message.danger == "yes":
        fields |= {"danger_now": "yes", "urgency": URGENCY_OF["yes"]}
    if tip.state not in TIP_OPEN and "checking" in moves_of(tip):
        fields |= {"state": "checking", "ended": None}
    if len(tip.history) + len(fields) > CHANGES_MAX or len(tip.additions) >= ADDITIONS_MAX:
        return None
    addition = Addition(at=_said_at(message, came_on, now), text=message.text)
    new = changed(tip, by=by, at=now, reason=reason, **fields)
    reach = message.reach or tip.reach
    new = replace(new, additions=(*tip.additions, addition), reach=reach)
    return new if has_room(new) else None


def has_room(tip: Tip) -> bool:
    """Say whether a tip fits into its row, with all the changes that may still be made to it."""
    to_come = CHANGE_BYTES * (CHANGES_MAX - len(tip.history))
    return len(msgspec.msgpack.encode(tip)) + to_come <= ROW_BYTES


def challenge(key: bytes, drawn: bytes, at: datetime) -> str:
    """Write a riddle of which the server needs to remember nothing: when, what, and its mark."""
    plain = f"{int(at.timestamp())}.{_text(drawn)}"
    return f"{plain}.{_text(_mark(key, plain))}"


def is_answered(key: bytes, riddle: str, message_id: bytes, nonce: bytes, now: datetime) -> bool:
    """Say whether somebody worked for this one message on a riddle of ours, not long ago."""
    plain, _dot, mark = riddle.rpartition(".")
    asked_at, _dot, _drawn = plain.partition(".")
    if not hmac.compare_digest(_text(_mark(key, plain)).encode(), mark.encode()):
        return False
    age_s = now.timestamp() - int(asked_at)
    return 0 <= age_s <= CHALLENGE_AGE.total_seconds() and is_work(riddle, message_id, nonce)


def is_work(riddle: str, message_id: bytes, nonce: bytes) -> bool:
    """Say whether the digest of riddle, message and nonce begins with WORK_BITS zeros.

    It is bound to the message's id, so that work done for one message serves no other.
    """
    asked = hashlib.sha256(b"ws1/work" + riddle.encode() + message_id).digest()
    found = int.from_bytes(hashlib.sha256(asked + nonce).digest(), "big")
    return len(nonce) == 8 and found >> (256 - WORK_BITS) == 0


def _said_at(message: Message, came_on: date, now: datetime) -> datetime:
    earliest = datetime.combine(came_on, time(0), UTC)
    at = message.at if message.at.tzinfo else message.at.replace(tzinfo=UTC)
    # Brought to UTC last: in the first or last hours of all time it would have no date there.
    return min(max(at, earliest), now).astimezone(UTC)


def _mark(key: bytes, plain: str) -> bytes:
    return hmac.digest(key, b"ws1/riddle" + plain.encode(), "sha256")[:16]


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")
