"""Who of a case agreed to be found, and what of them goes along. Pure."""

from datetime import date, datetime
from typing import Literal, get_args
from uuid import UUID

import msgspec

from waystation.cases.person import KinKind, Person
from waystation.tracing.values import (
    NAMES_MAX,
    RELATIVES_MAX,
    Entry,
    Home,
    Origin,
    Part,
    Parting,
    Profile,
    Relative,
    Released,
    SafeContact,
    Use,
)

# What of somebody may go along, each chosen with them.
Share = Literal["names", "birth", "homes", "relatives", "parting", "marks", "languages"]
SHARES: tuple[Share, ...] = get_args(Share)
# The one way by which an entry meets another organisation's is the search of both registers, and
# these are what its keys join a name with.
ENTRY_USES: tuple[Use, ...] = ("keys",)
ENTRY_PARTS: tuple[Part, ...] = ("birth", "home", "relatives")
WhyNot = Literal["child", "no receiver", "nothing", "day to come", "past", "too long"]


class Told(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody told for tracing that their record does not hold."""

    homes: tuple[Home, ...] = ()
    relatives: tuple[Relative, ...] = ()
    parting: Parting = Parting()
    seen_age: int | None = None
    marks: tuple[str, ...] = ()


class Registered(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="registered/1"):
    """That somebody of the case was put into the register, and what goes along of them.

    `row` is the id under which they stand there; it is known here only. `left_at` is when they were
    taken out before: by a consent from before that they did not agree anew.
    """

    person: UUID
    row: UUID
    told: Told = Told()
    shares: tuple[Share, ...] = SHARES
    since: date
    until: date
    agreed_at: datetime | None = None
    left_at: datetime | None = None
    guardian: str = ""
    released: tuple[Released, ...] = ()
    ended_on: date | None = None
    why: str = ""


class Draft(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody of a case tells their worker of whom they look for.

    `told` is of themselves, besides what their record holds; `identity` says how their worker
    knows who they are.
    """

    told: Told = Told()
    sought: Profile
    relation: KinKind
    story: str = ""
    last_news: str = ""
    contact: SafeContact = SafeContact()
    identity: str = ""
    best_interests: str = ""


class LooksFor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="looks-for/1"):
    """That somebody of the case looks for somebody, as it was sent to the tracing desk.

    `told_until` is the last day of their yes as the desk was told it; None: that there is none.
    `told_at` is when that yes was noted.
    """

    person: UUID
    origin: Origin
    relation: KinKind
    sought: str = ""
    sent_on: date
    told_until: date | None = None
    told_at: datetime | None = None


class EntryView(msgspec.Struct, frozen=True):
    """An entry of the register as a tracing officer reads it."""

    id: UUID
    entry: Entry


def profile_of(
    person: Person, told: Told, shares: tuple[Share, ...], family: tuple[Relative, ...] = ()
) -> Profile:
    """Give of a person what was agreed to go along; a name on safe papers is one of their names.

    Args:
      family: those of their household who are kin to them, as the case knows it.
    """
    chosen = set(shares)
    return Profile(
        names=person.names[:NAMES_MAX] if "names" in chosen else (),
        sex=person.sex,
        birth=person.birth if "birth" in chosen else Profile().birth,
        homes=told.homes if "homes" in chosen else (),
        relatives=(*told.relatives, *family)[:RELATIVES_MAX] if "relatives" in chosen else (),
        parting=told.parting if "parting" in chosen else Parting(),
        seen_age=told.seen_age if "parting" in chosen else None,
        marks=told.marks if "marks" in chosen else (),
        languages=person.languages if "languages" in chosen else (),
    )


def why_not(given: Released, entry: Entry, today: date) -> WhyNot | None:
    """Say why somebody's yes to one organisation cannot be; None where it can."""
    agreed = given.agreed
    if entry.is_child:
        return "child"
    if not given.receiver.strip():
        return "no receiver"
    named = given.names and set(given.names) <= set(entry.profile.names)
    if not (named and given.uses and given.parts):
        return "nothing"
    if agreed.given_on > today:
        return "day to come"
    if agreed.until < today:
        return "past"
    return "too long" if agreed.until > entry.until else None
