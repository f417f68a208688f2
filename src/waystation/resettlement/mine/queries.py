"""Reads of plans and their links. Whoever follows a link needs no key of ours, and gets a box."""

from collections.abc import Container
from datetime import date
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from waystation.base.errors import Refused, Tampered
from waystation.cases import parts
from waystation.cases import queries as cases
from waystation.cases.domain import Household
from waystation.cases.models import HouseholdRow
from waystation.cases.parts import Kept, Written
from waystation.resettlement.means import queries as means
from waystation.resettlement.mine import domain, telling
from waystation.resettlement.mine.domain import Beside, Day, Document, Language, Link, LinkView
from waystation.resettlement.mine.material import Goal, Helper, Lent, Material, person_label
from waystation.resettlement.models import LinkRow
from waystation.resettlement.programmes import queries as programmes
from waystation.resettlement.stays import queries as stays
from waystation.vault import handed
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row

NOT_WRITTEN = "the links of a household are not those written in it"


def material(household_id: UUID, keyring: Keyring, today: date) -> Material:
    """Gather what a household's plan is made of: nothing of whoever left it or lives apart.

    Raises:
      Refused: there is no such household among the reader's, or it has no pathway yet.
    """
    view = stays.stay(household_id, keyring)
    here: set[UUID | None] = {None, *(member.person for member in view.stay.members)}
    found = stays.reckoned(view, keyring, today)
    written = parts.opened(household_id, keyring)
    return Material(
        pathway=found.pathway,
        stay=view.stay,
        people=found.people,
        course=tuple(found.course),
        dues=tuple(found.dues),
        beside=tuple(kept.value for kept in beside(household_id, keyring, written=written)),
        helpers=_helpers(household_id, here, keyring, written),
        lent=_lent(household_id, here, keyring, written),
        goals=_goals(household_id, here, keyring, written),
        days=tuple(
            Day(one.on, "meets")
            for one in programmes.coming(household_id, keyring, today, written=written)
            if not one.waits and one.person in here
        ),
        today=today,
    )


def plan(household_id: UUID, language: Language, keyring: Keyring, today: date) -> Document:
    """Write a household's plan in a language, as its people read it.

    Raises:
      Refused: as `material`.
    """
    return telling.told(material(household_id, keyring, today), language)


def labels(household_id: UUID, found: Material, keyring: Keyring) -> list[tuple[str, str]]:
    """Say who of a household is meant by which words of its plan, for the worker alone."""
    people = cases.people_by_id(cases.find(HouseholdRow, household_id, keyring), keyring)
    return [
        (person_label(number, one), people[one.id].name or "–")
        for number, one in enumerate(found.people, 1)
    ]


def beside(
    household_id: UUID, keyring: Keyring, *, written: Written | None = None
) -> list[Kept[Beside]]:
    """List whom a household can call, those who are there no longer left out.

    Args:
      written: as for `parts.listed`.

    Raises:
      Refused: there is no such household among the reader's.
    """
    found = parts.listed(household_id, Beside, keyring, written=written)
    return [kept for kept in found if kept.value.ended_on is None]


def one_beside(household_id: UUID, beside_id: UUID, keyring: Keyring) -> Kept[Beside]:
    """Read one whom a household can call.

    Raises:
      Refused: there is no such record in this household's case.
    """
    kept = parts.read(beside_id, Beside, keyring)
    if kept.case != household_id or kept.value.ended_on is not None:
        raise _no_record()
    return kept


def links(household_id: UUID, keyring: Keyring, today: date) -> list[LinkView]:
    """List the links of a household, the latest first.

    Raises:
      Refused: there is no such household among the reader's.
      Tampered: one was put back after it ended, or leads elsewhere than when it was made.
    """
    found = [
        LinkView(
            id=row.id,
            link=link,
            written_on=row.day,
            is_good=domain.is_good(link.ends_on, today),
        )
        for row, link in opened_links(household_id, keyring)
    ]
    return sorted(found, key=lambda view: (view.link.made_on, view.id), reverse=True)


def opened_links(household_id: UUID, keyring: Keyring) -> list[tuple[LinkRow, Link]]:
    """Open the links of a household; see `links`."""
    case = cases.find(HouseholdRow, household_id, keyring)
    noted = open_row(case, Household, keyring).others
    rows = LinkRow.objects.filter(case=case.case, cell=case.cell)
    return [(row, _opened(row, noted.get(row.id), keyring)) for row in rows]


def opened_link(household_id: UUID, link_id: UUID, keyring: Keyring) -> tuple[LinkRow, Link]:
    """Open one link of a household.

    Raises:
      Refused: there is no such link of this household among the reader's.
      Tampered: as `links`.
    """
    row = cases.find(LinkRow, link_id, keyring)
    if row.case != household_id:
        raise _no_record()
    case = cases.find(HouseholdRow, household_id, keyring)
    return row, _opened(row, open_row(case, Household, keyring).others.get(row.id), keyring)


def box_of(digest: bytes, today: date) -> bytes:
    """Give the box under a digest; for one that is unknown or ended, one that opens for nobody.

    A filler is made in either case, so that the answer takes equally long. Needs no key.
    """
    filler = handed.filler("plan")
    row = LinkRow.objects.filter(digest=digest, ends_on__gte=today).first()
    # The box of a calendar would say by its size what it is.
    is_plan = row is not None and len(row.box) == len(filler)
    return bytes(row.box) if row is not None and is_plan else filler


def calendar_of(secret: bytes, today: date) -> str | None:
    """Open a calendar with the secret of its link; None if it ended or never was. Needs no key.

    What it says is in memory for this one answer and is kept nowhere.
    """
    digest = handed.digest_of(secret, "calendar")
    row = LinkRow.objects.filter(digest=digest, ends_on__gte=today).first()
    if row is None:
        return None
    return msgspec.json.decode(handed.read(secret, "calendar", bytes(row.box)), type=str)


def to_renew(keyring: Keyring, today: date) -> list[UUID]:
    """List the households whose boxes were written before today, the longest ago first."""
    rows = cases.held(LinkRow, keyring).filter(day__lt=today).order_by("day")
    return list(dict.fromkeys(rows.values_list("case", flat=True)))


def _opened(row: LinkRow, noted: int | None, keyring: Keyring) -> Link:
    link = open_row(row, Link, keyring)
    said = (link.digest, link.public, link.ends_on)
    if noted != row.revision or said != (bytes(row.digest), bytes(row.public), row.ends_on):
        raise Tampered(NOT_WRITTEN)
    return link


def _goals(
    household_id: UUID, here: Container[UUID | None], keyring: Keyring, written: Written
) -> tuple[Goal, ...]:
    return tuple(
        Goal(text=kept.value.words, next_step=kept.value.next_step, on=kept.value.by)
        for kept in programmes.goals(household_id, keyring, written=written)
        if kept.value.is_open and kept.value.person in here
    )


def _lent(
    household_id: UUID, here: Container[UUID | None], keyring: Keyring, written: Written
) -> tuple[Lent, ...]:
    return tuple(
        Lent(
            lender=kept.value.lender,
            minor=kept.value.amount,
            currency=kept.value.currency,
            first_payment_on=kept.value.first_payment_on,
            person=kept.value.person,
        )
        for kept in means.loans(household_id, keyring, written=written)
        if kept.value.person in here
    )


def _helpers(
    household_id: UUID, here: Container[UUID | None], keyring: Keyring, written: Written
) -> tuple[Helper, ...]:
    return tuple(
        Helper(alias=one.alias, person=one.person, languages=one.languages, next_on=one.next_on)
        for one in programmes.people_beside(household_id, keyring, written=written)
        if not one.is_paused and one.person in here
    )


def _no_record() -> Refused:
    return Refused(_("There is no such record."), hint=_("Pick it from your list."))
