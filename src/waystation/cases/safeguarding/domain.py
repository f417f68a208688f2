"""Who looks after each child of a group, and when a child may go on without a parent. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from waystation.cases.person import CAREGIVERS, Person

# Whether a child has somebody who answers for them; a relative who does not is better than nobody.
Standing = Literal["cared for", "separated", "unaccompanied"]
# What somebody can be to a child without being their kin.
NO_KIN = ("friend", "other")
# How the first of a household stands to a child of whom no tie is on record, by what the child is.
OF_THE_FIRST = frozenset({
    "child", "children", "infant", "baby", "son", "sons", "daughter", "daughters", "stepson",
    "stepdaughter", "foster child", "아이", "자녀", "아들", "딸", "아기",
})  # fmt: skip
KIN_OF_THE_FIRST = frozenset({
    "brother", "brothers", "sister", "sisters", "nephew", "niece", "cousin", "grandson",
    "granddaughter", "grandchild", "오빠", "언니", "누나", "형", "동생", "남동생", "여동생", "조카",
    "사촌", "손자", "손녀",
})  # fmt: skip
REFERENCES_NEEDED = 2


class Traveller(msgspec.Struct, frozen=True):
    """Somebody of a group: their row, what is known of them, and the first of their household."""

    id: UUID
    person: Person
    first: UUID


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody said of a companion: who, how they know them, and when they were asked."""

    who: str
    knows: str
    says: str
    asked_on: date


class Companion(msgspec.Struct, frozen=True, kw_only=True, tag="companion/1"):
    """The guardian or companion named for a child.

    Attributes:
      person: the row of somebody who flees too; None: one of us or a partner, called `name`.
      childs_choice: whether the child chose them; `childs_words` is what the child said of them.
      ended_on: from when on they are it no more, and `ended_why`.
    """

    child: UUID
    person: UUID | None
    name: str
    relation: str
    childs_choice: bool
    childs_words: str
    references: tuple[Reference, ...] = ()
    ended_on: date | None = None
    ended_why: str = ""

    @property
    def stands(self) -> bool:
        """Say whether two others were asked about them, and they are the companion still."""
        asked = {_folded(reference.who) for reference in self.references} - {_folded(self.name)}
        return self.ended_on is None and len(asked) >= REFERENCES_NEEDED


class Clearance(msgspec.Struct, frozen=True):
    """A child that may travel without a parent: with whom, and until when that was decided.

    `companion` is the row of a person who has to be in the group; None: `name` is one of us.
    """

    child: UUID
    companion: UUID | None
    name: str
    until: date


def standing_of(child: UUID, people: Sequence[Traveller], day: date) -> Standing:
    """Say whether a child has a parent or guardian among these people, a relative, or nobody.

    A tie on record decides. Of a child without one, what they are to the first of their household.
    A caregiver in no paper counts as a relative; nobody under 18 answers for a child.
    """
    adults = {one.id for one in people if not one.person.is_child_on(day)} - {child}
    me = next(one for one in people if one.id == child)
    ties = [kin for kin in me.person.kin if kin.to in adults]
    if any(kin.kind in CAREGIVERS and not kin.informal for kin in ties):
        return "cared for"
    told = _folded(me.person.relation)
    if not me.person.kin and me.first in adults:
        if told in OF_THE_FIRST:
            return "cared for"
        if told in KIN_OF_THE_FIRST:
            return "separated"
    near = any(kin.kind not in NO_KIN for kin in ties)
    return "separated" if near else "unaccompanied"


def unaccompanied(people: Sequence[Traveller], day: date) -> list[tuple[UUID, Standing]]:
    """List the children of a group whom no parent or guardian in it looks after."""
    found = [
        (one.id, standing_of(one.id, people, day)) for one in people if one.person.is_child_on(day)
    ]
    return [(child, standing) for child, standing in found if standing != "cared for"]


def travellers(
    households: Iterable[tuple[Sequence[UUID], Sequence[Person]]],
) -> list[Traveller]:
    """Lay the people of some households out as one group; rows and people in the same order."""
    return [
        Traveller(row, person, rows[0])
        for rows, people in households
        for row, person in zip(rows, people, strict=True)
    ]


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
