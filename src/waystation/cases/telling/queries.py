"""Reads of what may be told: keyless ones by mark, and with keys the page of a person."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.cases import parts
from waystation.cases.consent import domain as consenting
from waystation.cases.consent import queries as consent
from waystation.cases.consent.queries import Member
from waystation.cases.models import TellingMark
from waystation.cases.parts import Kept
from waystation.cases.telling import domain
from waystation.cases.telling.domain import Asking, Scope, Seen, Telling
from waystation.vault.keyring import Keyring

# Why somebody did not agree to be told of at all; these outlast every asking again.
NO = ("refused", "withdrawn", "child said no")


class Mark(NamedTuple):
    """What is known of a consent outside the case."""

    id: UUID
    cell: UUID
    code: str
    uses: tuple[str, ...]
    channels: tuple[str, ...]
    forms: tuple[str, ...]
    regions: tuple[str, ...]
    until: date


class Shown(NamedTuple):
    """A consent as the page of a person shows it."""

    id: UUID
    telling: Telling
    name: str
    code: str
    stands: bool
    has_words: bool
    until: date
    seen: list[Kept[Seen]]


class Page(NamedTuple):
    """All that the page of a person shows; they may be asked from `from_on` on."""

    member: Member
    shown: list[Shown]
    from_on: date | None


def standing(on: date) -> QuerySet[TellingMark]:
    """Give the marks of all consents that hold on a day. Needs no key."""
    return TellingMark.objects.filter(withdrawn_on=None, until__gte=on)


def taken_back(consents: Iterable[UUID]) -> set[UUID]:
    """Pick those of some consents that were taken back. Needs no key."""
    rows = TellingMark.objects.filter(pk__in=set(consents), withdrawn_on__isnull=False)
    return set(rows.values_list("pk", flat=True))


def may_tell(consents: Iterable[UUID], need: Scope, on: date) -> bool:
    """Say whether every one of some consents holds on a day and covers what a piece needs.

    Needs no key, and tells no more than this.
    """
    asked = set(consents)
    found = [_mark(row) for row in standing(on).filter(pk__in=asked)]
    return len(found) == len(asked) and all(
        domain.covers(
            need, uses=one.uses, channels=one.channels, forms=one.forms, regions=one.regions
        )
        for one in found
    )


def marks(on: date) -> list[Mark]:
    """List the consents that hold on a day, by what they are called among those who write."""
    return [_mark(row) for row in standing(on).order_by("code")]


def marks_of(ids: Iterable[UUID]) -> dict[UUID, Mark]:
    """Give what is known of some consents, whether or not they hold."""
    return {row.id: _mark(row) for row in TellingMark.objects.filter(pk__in=set(ids))}


def in_cells(cells: Iterable[UUID]) -> list[UUID]:
    """Give the consents that lie in some compartments."""
    return list(TellingMark.objects.filter(cell__in=cells).values_list("pk", flat=True))


def by_codes(codes: Iterable[str], on: date) -> list[Mark]:
    """Find consents that hold by what they are called.

    Raises:
      Refused: one of them does not hold, or never was; it says which.
    """
    found = {one.code: one for one in marks(on)}
    missing = [code for code in codes if code not in found]
    if missing:
        raise Refused(
            _("No consent that holds today is called %(code)s.") % {"code": missing[0]},
            hint=_("Pick it from the list of those that hold."),
        )
    return [found[code] for code in codes]


def page(person_id: UUID, keyring: Keyring, on: date) -> Page:
    """Read all that the page of a person shows, the newest first.

    Raises:
      Refused: there is no such person among the reader's.
    """
    member = consent.member(person_id, keyring, on)
    kept = of_person(member.household.id, person_id, keyring)
    seen = [
        one
        for one in parts.listed(member.household.id, Seen, keyring)
        if one.value.person == person_id
    ]
    known = {row.id: row for row in TellingMark.objects.filter(pk__in=[k.value.mark for k in kept])}
    shown = [
        _shown(
            one, known.get(one.value.mark), [s for s in seen if s.value.mark == one.value.mark], on
        )
        for one in reversed(kept)
    ]
    arrived = member.household.household.arrived_on
    return Page(member, shown, domain.may_ask_from(arrived) if arrived else None)


def of_person(household_id: UUID, person_id: UUID, keyring: Keyring) -> list[Kept[Telling]]:
    """List what one person answered, the oldest first."""
    return [
        one for one in parts.listed(household_id, Telling, keyring) if one.value.person == person_id
    ]


def about(person_id: UUID, telling_id: UUID, keyring: Keyring, on: date) -> Kept[Telling]:
    """Read one answer of a person.

    Raises:
      Refused: there is no such person among the reader's, or no such answer of theirs.
    """
    member = consent.member(person_id, keyring, on)
    kept = parts.read(telling_id, Telling, keyring)
    if kept.case != member.household.id or kept.value.person != person_id:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return kept


def asking(member: Member, *, asker: UUID, role: str, keyring: Keyring, on: date) -> Asking:
    """Read in which circumstances somebody would be asked."""
    who = member.on(on)
    answers = consent.answers(member.household.id, keyring)
    answer = consenting.permits(answers, who, "story", "", on)
    household = member.household.household
    return Asking(
        arrived_on=household.arrived_on,
        worker=household.worker,
        asker=asker,
        role=role,
        languages=tuple(member.person.languages),
        is_child=who.is_child,
        said_no=isinstance(answer, consenting.Refusal) and answer.why in NO,
    )


def _shown(kept: Kept[Telling], row: TellingMark | None, seen: list[Kept[Seen]], on: date) -> Shown:
    """Say how an answer stands; words on paper can have ended it without the case knowing."""
    stands = row is not None and row.withdrawn_on is None and row.until >= on
    return Shown(
        id=kept.id,
        telling=kept.value,
        name=kept.name,
        code=row.code if row else "",
        stands=stands and kept.value.withdrawn_at is None,
        has_words=row is not None and row.words_digest is not None,
        until=row.until if row else kept.value.valid_until,
        seen=seen,
    )


def _mark(row: TellingMark) -> Mark:
    uses, channels, forms, regions = (
        tuple(column.split(",")) for column in (row.uses, row.channels, row.forms, row.regions)
    )
    return Mark(row.id, row.cell, row.code, uses, channels, forms, regions, row.until)
