"""Reads of consent: whom it is about, what they answered, and what left on the ground of it."""

from datetime import date, datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.cases import hands, parts, queries
from waystation.cases.consent import domain
from waystation.cases.consent.domain import (
    Consent,
    FreePassage,
    Permission,
    Purpose,
    Referral,
    Refusal,
    Subject,
    Vital,
)
from waystation.cases.models import PersonRow
from waystation.cases.parts import Kept
from waystation.cases.person import Person
from waystation.cases.queries import HouseholdView
from waystation.vault.keyring import Keyring

About = TypeVar("About", Consent, Vital, Referral)


class Member(NamedTuple):
    """A person, and the household they belong to."""

    id: UUID
    person: Person
    household: HouseholdView

    def on(self, day: date) -> Subject:
        """Give what the rules of consent ask of a person."""
        return Subject(self.id, self.person.is_child_on(day))

    def adults(self, day: date) -> list[tuple[UUID, Person]]:
        """List the others of the household who can answer for a child."""
        people = zip(self.household.household.people, self.household.people, strict=True)
        return [
            (other, person)
            for other, person in people
            if other != self.id and not person.is_child_on(day)
        ]


class Asked(NamedTuple):
    """An answer as a page shows it: with who wrote it, and whether it stands today."""

    id: UUID
    consent: Consent
    name: str
    n_changes: int
    stands: Permission | Refusal | None


class Waiting(NamedTuple):
    """Something that takes two people: how far it is, and whether the reader can be the second."""

    id: UUID
    value: Vital | Referral
    name: str
    is_mine: bool
    to_recall: bool = False


class Standing(NamedTuple):
    """How one of a household stands: what they agree to today, and what was signed."""

    id: UUID
    person: Person
    is_child: bool
    agreed: list[Permission]
    n_asked: int
    signed: bool


class Page(NamedTuple):
    """All that the page of a person's consents shows; `aloud` says which purposes were asked."""

    member: Member
    asked: list[Asked]
    vital: list[Waiting]
    referrals: list[Waiting]
    free: list[Kept[FreePassage]]
    aloud: list[tuple[Purpose, bool]]


def member(person_id: UUID, keyring: Keyring, on: date) -> Member:
    """Find a person and their household.

    Raises:
      Refused: there is no such person among the reader's.
    """
    row = queries.find(PersonRow, person_id, keyring)
    view = queries.household(row.household_id, keyring, on)
    people = dict(zip(view.household.people, view.people, strict=True))
    if person_id not in people:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return Member(person_id, people[person_id], view)


def member_of(household_id: UUID, person_id: UUID, keyring: Keyring, on: date) -> Member:
    """Find a person of a household.

    Raises:
      Refused: there is no such household among the reader's, or nobody of that id in it.
    """
    found = member(person_id, keyring, on)
    if found.household.id != household_id:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return found


def about(
    person_id: UUID, part_id: UUID, kind: type[About], keyring: Keyring, on: date
) -> Kept[About]:
    """Read one thing that was written about a person.

    Raises:
      Refused: there is no such person among the reader's, or nothing of that kind about them.
    """
    one = member(person_id, keyring, on)
    kept = parts.read(part_id, kind, keyring)
    if kept.case != one.household.id or kept.value.person != person_id:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return kept


def answers(household_id: UUID, keyring: Keyring) -> list[Consent]:
    """List every answer on file in a household's case, of anybody in it."""
    return [kept.value for kept in parts.listed(household_id, Consent, keyring)]


def grounds(household_id: UUID, keyring: Keyring, after: datetime | None = None) -> list[Vital]:
    """List the grounds without consent in a household's case that were claimed after a moment."""
    found = parts.listed(household_id, Vital, keyring)
    return [kept.value for kept in found if after is None or kept.first_at > after]


def page(person_id: UUID, keyring: Keyring, on: date) -> Page:
    """Read all that the page of a person's consents shows, the newest first.

    Raises:
      Refused: there is no such person among the reader's.
    """
    one = member(person_id, keyring, on)
    case = one.household.id
    kept = parts.listed(case, Consent, keyring)
    mine = [answer for answer in kept if answer.value.person == person_id]
    mine.sort(key=lambda answer: answer.value.said_at, reverse=True)
    return Page(
        member=one,
        asked=_asked(mine, one, on),
        vital=_waiting(case, person_id, Vital, keyring),
        referrals=_left(case, one, [answer.value for answer in kept], keyring, on),
        free=[
            paper
            for paper in parts.listed(case, FreePassage, keyring)
            if paper.value.person == person_id
        ],
        aloud=[
            (purpose, any(answer.value.purpose == purpose for answer in mine))
            for purpose in domain.PURPOSES
        ],
    )


def household_page(
    household_id: UUID, keyring: Keyring, on: date
) -> tuple[HouseholdView, list[Standing]]:
    """Read how everybody of a household stands.

    Raises:
      Refused: there is no such household among the reader's.
    """
    view = queries.household(household_id, keyring, on)
    given = answers(household_id, keyring)
    signed = {kept.value.person for kept in parts.listed(household_id, FreePassage, keyring)}
    rows = []
    for one, person in zip(view.household.people, view.people, strict=True):
        who = Subject(one, person.is_child_on(on))
        asked = {(c.purpose, domain.plain(c.receiver)): c for c in given if c.person == one}
        found = [domain.permits(given, who, c.purpose, c.receiver, on) for c in asked.values()]
        agreed = [answer for answer in found if isinstance(answer, Permission)]
        rows.append(Standing(one, person, who.is_child, agreed, len(asked), one in signed))
    return view, rows


def receivers(view: Page, on: date) -> list[str]:
    """List the organisations a referral may go to: by consent, or because a life hangs on it."""
    claimed = [one.value for one in view.vital if isinstance(one.value, Vital)]
    found = [
        *(one.stands for one in view.asked),
        *(domain.vital(claimed, one.person, "referral", one.receiver, on) for one in claimed),
    ]
    standing = [one for one in found if isinstance(one, Permission) and one.purpose == "referral"]
    return list({domain.plain(one.receiver): one.receiver for one in reversed(standing)}.values())


def _asked(kept: list[Kept[Consent]], one: Member, on: date) -> list[Asked]:
    """Say of each answer how it stands; only the last of a purpose and receiver decides."""
    values, decided, shown = [answer.value for answer in kept], [], []
    for answer in kept:
        value = answer.value
        key = (value.purpose, domain.plain(value.receiver))
        stands = None
        if key not in decided:
            stands = domain.permits(values, one.on(on), value.purpose, value.receiver, on)
            decided.append(key)
        shown.append(Asked(answer.id, value, answer.name, len(answer.before), stands))
    return shown


def _waiting(
    household_id: UUID, person_id: UUID, kind: type[Vital] | type[Referral], keyring: Keyring
) -> list[Waiting]:
    found: list[Kept[msgspec.Struct]] = parts.listed(household_id, kind, keyring)
    shown = []
    for kept in reversed(found):
        value = kept.value
        if isinstance(value, Vital | Referral) and value.person == person_id:
            writer = kept.before[0].name if kept.before else kept.name
            shown.append(Waiting(kept.id, value, writer, hands.is_mine(kept.id, keyring)))
    return shown


def _left(
    household_id: UUID, one: Member, consents: list[Consent], keyring: Keyring, on: date
) -> list[Waiting]:
    """List referrals, and mark what is to be called back."""
    shown = _waiting(household_id, one.id, Referral, keyring)
    sent = [row.value for row in shown if isinstance(row.value, Referral)]
    back = domain.to_recall(sent, consents, one.on(on), on)
    return [row._replace(to_recall=row.value in back) for row in shown]
