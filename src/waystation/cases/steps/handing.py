"""Help asked of other organisations, and cases given to another compartment."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import course, hands, parts
from waystation.cases.consent.domain import Permission
from waystation.cases.consent.services import needs_consent
from waystation.cases.parts import Kept
from waystation.cases.steps.domain import Referral, ReferralState, Transfer
from waystation.vault import moving
from waystation.vault.keyring import Keyring

if TYPE_CHECKING:
    from waystation.vault.door import Who


@needs_consent("referral")
def refer(
    *,
    household_id: UUID,
    person_id: UUID,
    permission: Permission,
    service: str,
    keyring: Keyring,
    now: datetime,
) -> UUID:
    """Write down that another organisation is asked to help one person, who agreed to that.

    Raises:
      Refused: they did not agree that this organisation is told, or there is no such person.
    """
    asked = Referral(
        organisation=permission.receiver,
        service=service.strip(),
        person=person_id,
        basis=permission.basis,
    )
    return parts.put(household_id=household_id, value=asked, keyring=keyring, now=now)


def answer_referral(
    *, part_id: UUID, state: ReferralState, came: str, keyring: Keyring, now: datetime
) -> None:
    """Note what the other organisation said or did.

    Raises:
      Refused: there is no such record, or somebody changed it meanwhile.
    """
    kept = parts.read(part_id, Referral, keyring)
    value = replace(kept.value, state=state, came=came.strip())
    parts.change(part_id=part_id, was=kept.value, value=value, keyring=keyring, now=now)


@transaction.atomic
def offer_transfer(
    *, household_id: UUID, transfer: Transfer, keyring: Keyring, now: datetime
) -> UUID:
    """Offer a case to another compartment; it stays where it is until it is accepted there.

    Raises:
      Refused: it is offered already, the compartment is its own, or there is no such household.
    """
    if any(kept.value.state == "offered" for kept in _offers(household_id, keyring)):
        raise Refused(
            _("This case is offered to another compartment already."),
            hint=_("Wait for the answer, or decline it first."),
        )
    if transfer.to == course.cell_of(household_id, keyring):
        raise Refused(_("The case lies in this compartment already."), hint=_("Pick another one."))
    part_id = parts.put(household_id=household_id, value=transfer, keyring=keyring, now=now)
    hands.lay(part_id, keyring)
    return part_id


@transaction.atomic
def accept_transfer(*, part_id: UUID, by: "Who", now: datetime) -> None:
    """Accept a case for another compartment: it goes there whole, with its alarms.

    Only somebody who holds both compartments can, and never who offered it. Whoever holds the first
    alone opens the case no more from here on.

    Raises:
      Refused: it is one's own offer, it was answered before, the ring lacks one of the
        compartments, or there is no such record.
    """
    kept = parts.read(part_id, Transfer, by.keyring)
    _must_be_anothers(kept, by.keyring)
    hands.lay(part_id, by.keyring)
    value = replace(kept.value, state="accepted")
    parts.change(part_id=part_id, was=kept.value, value=value, keyring=by.keyring, now=now)
    course.note(household_id=kept.case, worker=None, keyring=by.keyring, now=now)
    moving.move_case(kept.case, kept.value.to, by=by, now=now)


def decline_transfer(*, part_id: UUID, answer: str, keyring: Keyring, now: datetime) -> None:
    """Decline or take back the offer of a case; it stays where it is.

    Raises:
      Refused: it was answered before, or there is no such record.
    """
    kept = parts.read(part_id, Transfer, keyring)
    _must_be_open(kept)
    value = replace(kept.value, state="declined", answer=answer.strip())
    parts.change(part_id=part_id, was=kept.value, value=value, keyring=keyring, now=now)


def _offers(household_id: UUID, keyring: Keyring) -> list[Kept[Transfer]]:
    return parts.listed(household_id, Transfer, keyring)


def _must_be_anothers(kept: Kept[Transfer], keyring: Keyring) -> None:
    if kept.first_by == keyring.user_id:
        raise Refused(
            _("Nobody accepts a case that they offered themselves."),
            hint=_("A colleague who holds both compartments has to."),
        )
    _must_be_open(kept)


def _must_be_open(kept: Kept[Transfer]) -> None:
    if kept.value.state != "offered":
        raise Refused(
            _("This was answered before."), hint=_("Load the page again to see how it stands.")
        )
