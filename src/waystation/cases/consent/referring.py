"""Referral: the parts of a record somebody agreed to, sealed to one organisation's own key."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base import papers
from waystation.base.errors import Refused
from waystation.cases import parts
from waystation.cases.consent import domain, queries, second, sheets
from waystation.cases.consent.domain import Permission, Referral
from waystation.cases.consent.queries import Member
from waystation.cases.consent.services import needs_consent, refused, require
from waystation.vault import audit, boxes
from waystation.vault.keyring import Keyring

AGE_PREFIX = "age1"


@transaction.atomic
def prepare(*, household_id: UUID, referral: Referral, keyring: Keyring, now: datetime) -> UUID:
    """Prepare a referral; it leaves only after a second person looked at it.

    Raises:
      Refused: the person did not agree to it, or not to all of it; no reason; no such key.
    """
    permission = require(
        household_id=household_id,
        person_id=referral.person,
        purpose="referral",
        receiver=referral.receiver,
        keyring=keyring,
        now=now,
    )
    _must_cover(permission, referral)
    _sealed(referral.recipient, b"")
    if not referral.why.strip():
        raise Refused(
            _("It is not said what the referral is for."),
            hint=_("Write what help this person is to get there."),
        )
    still_here = replace(referral, left_at=None, digest=b"", basis="")
    return second.ask(still_here, household_id=household_id, urgent=False, keyring=keyring, now=now)


@transaction.atomic
def confirm(*, part_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Agree as the second person that a referral may leave.

    Raises:
      Refused: it is one's own, it has been confirmed, or there is no such record.
    """
    second.give(part_id, Referral, keyring, now)


@transaction.atomic
@needs_consent("referral")
def packet(
    *,
    household_id: UUID,
    person_id: UUID,
    permission: Permission,
    part_id: UUID,
    keyring: Keyring,
    now: datetime,
) -> bytes:
    """Make the sealed file that leaves: a PDF that only the receiver's age key opens.

    Raises:
      Refused: no second person looked at it, the consent does not cover it (any more), or there is
        no such record.
    """
    kept = parts.read(part_id, Referral, keyring)
    was = kept.value
    if was.person != person_id or not domain.same(was.receiver, permission.receiver):
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    if was.second is None:
        raise Refused(
            _("Nobody else has looked at this referral yet."),
            hint=_("Another colleague who holds this compartment has to give the second word."),
        )
    _must_cover(permission, was)
    who = queries.member_of(household_id, person_id, keyring, now.date())
    told = _family(who, was, keyring, now) if "family" in was.scope else []
    sheet = sheets.referral(who, replace(was, basis=permission.basis), told, now.date())
    sealed = _sealed(was.recipient, papers.pdf(sheets.REFERRAL, sheet, was.language))
    digest = hashlib.sha256(sealed).digest()
    value = replace(was, basis=permission.basis, left_at=now, digest=digest, recalled_on=None)
    parts.change(part_id=part_id, was=was, value=value, keyring=keyring, now=now)
    says = {"of": who.household.household.code, "to": was.receiver, "why": permission.basis}
    audit.write("referred", actor=keyring.user_id, says=says | {"id": str(part_id)}, now=now)
    return sealed


@transaction.atomic
def note_recalled(*, part_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Note that an organisation was told to destroy what it got.

    Raises:
      Refused: nothing left, it was called back already, or there is no such record.
    """
    kept = parts.read(part_id, Referral, keyring)
    if kept.value.left_at is None or kept.value.recalled_on is not None:
        raise Refused(
            _("There is nothing here to call back."), hint=_("Look at how it stands now.")
        )
    value = replace(kept.value, recalled_on=now.date())
    parts.change(part_id=part_id, was=kept.value, value=value, keyring=keyring, now=now)


def _must_cover(permission: Permission, referral: Referral) -> None:
    if not referral.scope or not set(referral.scope) <= set(permission.scope):
        raise refused("outside scope")


def _sealed(recipient: str, body: bytes) -> bytes:
    try:
        return boxes.seal_for_carrying([recipient.strip()], body)
    except ValueError:
        raise Refused(
            _("This is no age key of a receiver."),
            hint=_("Ask the organisation for its key; it begins with %(start)s.")
            % {"start": AGE_PREFIX},
        ) from None


def _family(who: Member, referral: Referral, keyring: Keyring, now: datetime) -> list[UUID]:
    """List the others of the household who agreed themselves to be named to this receiver."""
    answers, today = queries.answers(who.household.id, keyring), now.date()
    told = []
    for other in who.household.household.people:
        one = queries.member_of(who.household.id, other, keyring, today)
        found = domain.permits(answers, one.on(today), "referral", referral.receiver, today)
        if other != who.id and isinstance(found, Permission) and "names" in found.scope:
            told.append(other)
    return told
