"""Which households may travel together, and why others may not. Pure: no Django, no keys."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Literal, get_args
from uuid import UUID

import msgspec

from waystation.cases.domain import MAY_LEAVE, Reason, Urgency
from waystation.cases.person import CAREGIVERS, Person
from waystation.cases.safeguarding.domain import Clearance, Traveller, unaccompanied

ApartWhy = Literal["conflict", "complaint", "separated", "asked", "other"]
APART_WHYS: tuple[ApartWhy, ...] = get_args(ApartWhy)
# What a need can rule out on the way; other limits of a person are for whoever meets them.
NO_FOOT, NO_BOAT, NO_NIGHT = LIMITS = ("no foot", "no boat", "no night")
WATER_MODES = frozenset(("boat", "ferry", "steamboat", "schooner", "ship", "canal"))
# Where the reader does not see the ways: what one wagon carries.
UNSEEN_WAY_CARRIES = 12
UNDO_MAX = 20

Arrangement = tuple[UUID, ...]


class Apart(msgspec.Struct, frozen=True, kw_only=True, tag="apart/1"):
    """Two households that must not travel together; the same bond is written in both cases.

    `ended_on` and `ended_why` say when and why they may again.
    """

    bond: UUID
    other: UUID
    code: str
    why: ApartWhy
    reason: str
    ended_on: date | None = None
    ended_why: str = ""

    def __post_init__(self) -> None:
        if self.why not in APART_WHYS:
            raise ValueError(f"no such ground: {self.why!r}; one of {APART_WHYS}")

    @property
    def holds(self) -> bool:
        """Say whether they are still to be kept apart."""
        return self.ended_on is None


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """One household as grouping looks at it: no name, no grade, no consent.

    Attributes:
      languages: every language that somebody in it speaks; none: nobody wrote it down.
      limits: what its needs rule out, of LIMITS.
      bound: the households it must travel with, as far as the reader sees them.
      torn: the codes of those it must travel with that the reader does not see.
      apart: the households it must not travel with.
      alone: for each child nobody in it may answer for, the households one of which has to come.
      n_stopping: open urgent tasks of protection.
    """

    id: UUID
    code: str
    place: str
    cell: UUID
    size: int
    urgency: Urgency = "medium"
    waited_days: int = 0
    stands: str = "waiting"
    languages: frozenset[str] = frozenset()
    limits: frozenset[str] = frozenset()
    bound: frozenset[UUID] = frozenset()
    torn: tuple[str, ...] = ()
    apart: frozenset[UUID] = frozenset()
    alone: tuple[frozenset[UUID], ...] = ()
    n_stopping: int = 0


def may_form(
    parties: Sequence[Party], codes: Mapping[UUID, str], *, carries: int = 0
) -> list[Reason]:
    """Give every reason why these households are no group; none means they may be one.

    Args:
      carries: how many the way out carries; 0: nobody knows.
    """
    if not parties:
        return [Reason("nobody")]
    first, size = parties[0], sum(party.size for party in parties)
    reasons = []
    for party in parties:
        if party.place != first.place:
            reasons.append(Reason("elsewhere", party.code, first.code))
        if party.cell != first.cell:
            reasons.append(Reason("apart", party.code, first.code))
        if party.stands not in MAY_LEAVE:
            reasons.append(Reason(party.stands, party.code))
    if carries and size > carries:
        reasons.append(Reason("over", str(size), str(carries)))
    return reasons + may_travel(parties, codes)


def may_travel(parties: Sequence[Party], codes: Mapping[UUID, str]) -> list[Reason]:
    """Give every reason why these households must not set out together; none means they may.

    Whoever belongs together is there, whoever is kept apart is not, every child has a parent or
    guardian beside it or the companion decided on, and nothing urgent about protection is open.

    Args:
      codes: what each household is called, for the words.

    Source: Inter-Agency Guiding Principles on Unaccompanied and Separated Children, 2004, on
    family unity and interim care.
    """
    together = {party.id for party in parties}
    reasons: list[Reason] = []
    for party in parties:
        missing = {codes.get(other, "") for other in party.bound - together} | set(party.torn)
        reasons += [
            Reason("split" if other else "torn", party.code, other) for other in sorted(missing)
        ]
        if not has_carers(party, together):
            reasons.append(Reason("child alone", party.code))
        if party.n_stopping:
            reasons.append(Reason("stopping", party.code))
    return reasons + kept_apart(parties)


def kept_apart(parties: Iterable[Party]) -> list[Reason]:
    """Name each two of these households that must not travel together."""
    return [
        Reason("kept apart", one.code, other.code)
        for one, other in combinations(parties, 2)
        if other.id in one.apart or one.id in other.apart
    ]


def has_carers(party: Party, together: Collection[UUID]) -> bool:
    """Say whether each of its children has somebody among these households who answers for it."""
    return all(carers.intersection(together) for carers in party.alone)


def bind_children(parties: Sequence[Party]) -> list[Party]:
    """Bind each household with a child nobody in it answers for to one where somebody does.

    The tie binds both: neither leaves without the other. Where several would do it is the first
    that the child's household is not kept apart from.
    """
    by_id = {party.id: party for party in parties}
    pairs: set[tuple[UUID, UUID]] = set()
    for party in parties:
        for carers in party.alone:
            near = [by_id[one] for one in sorted(carers - {party.id}, key=str) if one in by_id]
            willing = [other.id for other in near if not kept_apart((party, other))]
            if willing and party.id not in carers:
                pairs |= {(party.id, willing[0]), (willing[0], party.id)}
    return [
        msgspec.structs.replace(
            party, bound=party.bound | {other for one, other in pairs if one == party.id}
        )
        for party in parties
    ]


def alone(
    people: Sequence[Traveller],
    *,
    adults: Mapping[UUID, UUID],
    clearances: Mapping[UUID, Clearance],
    today: date,
) -> tuple[frozenset[UUID], ...]:
    """List the children of a household with no parent or guardian in it, by who would do.

    For each, the households one of which has to come along: where a parent or guardian is, or the
    companion who was decided on for them. A child who goes with one of us needs nobody else.

    Args:
      adults: the households of the people known to be grown.
    """
    by_id = {one.id: one.person for one in people}
    found = []
    for child, _standing in unaccompanied(people, today):
        clearance = clearances.get(child)
        carers = {kin.to for kin in by_id[child].kin if kin.kind in CAREGIVERS and not kin.informal}
        if clearance is not None and clearance.until >= today:
            if clearance.companion is None:
                continue
            carers.add(clearance.companion)
        found.append(frozenset(adults[one] for one in carers if one in adults))
    return tuple(found)


def hard_ties(people: Iterable[Person]) -> dict[UUID, UUID]:
    """Name the people from whom one of these must never be parted, and the case they were in."""
    return {kin.to: kin.case for person in people for kin in person.kin if kin.hard}


def limits_of(people: Iterable[Person], today: date) -> frozenset[str]:
    """Say what these people's needs rule out on a day."""
    return frozenset(
        limit
        for person in people
        for need in person.special
        if need.until is None or need.until >= today
        for limit in need.limits
        if limit in LIMITS
    )


def languages_of(people: Iterable[Person]) -> frozenset[str]:
    """Name every language that somebody of these speaks."""
    return frozenset(language for person in people for language in person.languages)


def shut_by(limits: Collection[str], mode: str, *, in_the_dark: bool) -> str:
    """Say which of these limits rules a stretch out; empty: none does."""
    if NO_FOOT in limits and mode == "foot":
        return NO_FOOT
    if NO_BOAT in limits and mode in WATER_MODES:
        return NO_BOAT
    return NO_NIGHT if NO_NIGHT in limits and in_the_dark else ""
