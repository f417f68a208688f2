"""What a guide is told for one stage, and nothing else. Pure."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from uuid import UUID

import msgspec

from waystation.dispatch.domain import StageOfPassage, Words
from waystation.network.domain import Place
from waystation.relay.orders.words_in import language_of, said_in

# A guide who is late still needs the order; a day after its end nobody does.
ORDER_LIVES_ON = timedelta(days=1)
# A phone may fetch its order while we are still changing it.
JUST_NOW = timedelta(minutes=1)
# A stage may be ordered again in these states, if the phone that had the order is gone.
UNDER_WAY = ("ordered", "accepted", "met")
# An order in these states may still lie on a phone.
LIVE = ("sent", "called back")
# Why a guide is called back: the phone has a sentence for each.
WHYS = ("stood down", "lost", "other")


class Order(msgspec.Struct, frozen=True, kw_only=True, tag="order/2"):
    """Which stage an order is for, from when it may be read, and what its phone was told.

    `told` digests the stage's facts, so that a change of them shows. `seeds` are those of the two
    chains, all is well and duress, `dues` what word is awaited until when.
    """

    stage: UUID
    passage: UUID
    release_at: datetime
    expires_at: datetime
    told: bytes
    seeds: tuple[bytes, bytes] = (b"", b"")
    dues: tuple[tuple[str, datetime], ...] = ()
    gap_h: int = 0
    state: str = "sent"


def facts(
    stage: StageOfPassage,
    *,
    from_place: Place,
    to_place: Place,
    tongues: tuple[str, str, str],
    taken: bool,
) -> dict[str, object]:
    """Say everything a guide has to know for one stage, and nothing else.

    Neither the passage nor another stage is at hand here, so no name, age, group, farther place
    or other guide can slip in.

    Args:
      tongues: of the guide, of who hands over to them, of who takes over from them.
      taken: the guide before leaves the people and nobody meets.
    """
    own = language_of(tongues[0])
    return {
        "from": spoken(from_place),
        "to": spoken(to_place),
        "window": [sun_stamp(stage.depart, from_place), sun_stamp(stage.arrive, to_place)],
        "people": stage.people,
        "needs": flat(stage.needs),
        **_pair(stage.meet, ("ask", "answer"), own, language_of(tongues[1])),
        **_pair(stage.hand, ("asked", "reply"), own, language_of(tongues[2])),
        "meet": "apart" if taken else "meet",
        "hand": "apart" if stage.apart and not stage.last else "meet",
        **{name: True for name in ("night", "last") if getattr(stage, name)},
        "expires": sun_stamp(ends_at(stage), to_place),
        "lang": own,
    }


def _pair(pair: Words, names: tuple[str, str], own: str, other: str) -> dict[str, object]:
    """Give a pair of words in the guide's language, and in the other side's where it differs."""
    said = dict(zip(names, (said_in(pair.ask, own), said_in(pair.answer, own)), strict=True))
    if other != own:
        said[names[0] + "_too"] = said_in(pair.ask, other)
        said[names[1] + "_too"] = said_in(pair.answer, other)
    return dict(said)


def chains(order: Order, depart: datetime) -> dict[str, object]:
    """Say what a phone needs to show that all is well, or that it is not.

    Args:
      depart: when the stage begins; what is awaited is told in minutes after it.
    """
    minutes = [(at - depart) // timedelta(minutes=1) for _verb, at in order.dues]
    verbs = [verb for verb, _at in order.dues]
    return {
        "seeds": [urlsafe_b64encode(seed).decode().rstrip("=") for seed in order.seeds],
        "dues": list(zip(verbs, minutes, strict=True)),
        **({"gap_h": order.gap_h} if order.gap_h else {}),
    }


def told_of(stage: StageOfPassage, *, taken: bool) -> bytes:
    """Digest what an order of this stage says, so that a later change of the stage shows."""
    parts = (
        *(stage.from_place, stage.to_place, stage.depart, stage.arrive, stage.people, stage.needs),
        *(stage.meet, stage.hand, stage.night, stage.last, stage.apart, taken),
    )
    return hashlib.sha256(msgspec.msgpack.encode(parts)).digest()[:16]


def is_taken(stage: StageOfPassage, stages: Sequence[StageOfPassage]) -> bool:
    """Say whether a guide comes for people whom the guide before left, so that nobody meets."""
    return any(one.apart for one in stages if one.number == stage.number - 1)


def ordered_at(stage: StageOfPassage, now: datetime) -> datetime:
    """Say when a stage is ordered: a microsecond later where it was ordered at this very moment.

    Where it was declined meanwhile, the same word again would count as known.
    """
    before = {report.at for report in stage.reports if report.what == "ordered"}
    while now in before:
        now += timedelta(microseconds=1)
    return now


def is_unread(order: Order, now: datetime) -> bool:
    """Say whether nobody can have read an order; not of one that is let go at this very moment."""
    return order.release_at > now + JUST_NOW


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


def sun_of(place: Place) -> timezone:
    """Give the mean solar time of a place, to the minute; UTC where nobody knows its longitude."""
    return timezone(timedelta(minutes=round((place.lon or 0.0) * 4)))


def sun_stamp(at: datetime, place: Place) -> str:
    """Write a moment with the offset of a place's mean solar time, for a program to show there."""
    return at.astimezone(sun_of(place)).isoformat(timespec="minutes")
