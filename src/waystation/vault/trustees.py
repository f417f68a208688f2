"""The trustees' key in the organisation: installed, agreed to by each person, asked for, answered.

Who asks and when stands in the audit chain. A day has to pass between the request and the answer,
in which the person is told and may object; that delay is a rule of this program, while the three
shares are a rule of arithmetic.
"""

import hashlib
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused, Tampered
from waystation.vault import (
    audit,
    boxes,
    carried,
    cells,
    escrow,
    grants,
    passphrases,
    recovery,
    register,
    safety,
    seal,
    staff,
)
from waystation.vault.door import Who
from waystation.vault.doors import Profile
from waystation.vault.models import Organisation, User
from waystation.vault.staff import Door

DELAY = timedelta(hours=24)
GOOD_FOR = timedelta(days=14)
SIGNATURE_BYTES = 64
ASKED, OBJECTED, OPENED = "escrow requested", "escrow objected", "escrow opened"
WORD = "escrow"
WHY_MAX = 300


class Request(NamedTuple):
    """A request to the trustees: for whom, why, since when, and from when it may be answered."""

    user_id: UUID
    alias: str
    why: str
    at: datetime
    due: datetime

    def is_due(self, now: datetime) -> bool:
        """Say whether the day has passed."""
        return now >= self.due


class Opened(NamedTuple):
    """What a person is given to come in again: a passphrase for one time, a new recovery code."""

    alias: str
    passphrase: str
    code: str

    def __repr__(self) -> str:
        return "<Opened>"


def stands() -> bool:
    """Say whether the organisation has trustees."""
    return installed() != b""


def installed() -> bytes:
    """Give the trustees' public key; empty if there is none. Whoever seals to it asks `_known`."""
    row = Organisation.objects.first()
    return bytes(row.escrow_public)[:-SIGNATURE_BYTES] if row and row.escrow_public else b""


@transaction.atomic
def install(text: str, *, by: Who, now: datetime) -> str:
    """Install the trustees' key, signed by security, and give its mark.

    Whoever had agreed to an earlier one is asked anew.

    Raises:
      Refused: the asker lacks the security compartment, or the text is no escrow key.
    """
    public = carried.read_key(text)
    signature = safety.sign(escrow.LABEL + public, by.keyring)
    Organisation.objects.update(escrow_public=public + signature)
    mark = escrow.mark_of(public)
    audit.write("escrow installed", actor=by.user_id, says={"of": mark}, now=now)
    return mark


def has_agreed(door: Door) -> bool:
    """Say whether a person's seeds are sealed to the trustees' present key."""
    return stands() and staff.profile_of(door).escrow == _digest(installed())


@transaction.atomic
def agree(door: Door) -> None:
    """Seal a person's seeds to the trustees, with that person's word.

    Behind a duress passphrase it is only noted there, and what the true door gave stays.

    Raises:
      Refused: there are no trustees.
      Tampered: the key on file is not one that security signed.
    """
    profile = staff.profile_of(door)
    public = _known(profile)
    if not profile.is_duress:
        box = seal.seal_to(public, door.seeds, kind=seal.ESCROW, about=door.user_id.bytes)
        User.objects.filter(pk=door.user_id).update(escrow=box)
    staff.amend(door, escrow=_digest(public))


@transaction.atomic
def take_back(door: Door) -> None:
    """Take a person's seeds back from the trustees: filler stands in their place."""
    if not staff.profile_of(door).is_duress:
        filler = boxes.filler(seal.ESCROW, len(door.seeds))
        User.objects.filter(pk=door.user_id).update(escrow=filler)
    staff.amend(door, escrow=b"")


@transaction.atomic
def ask(user_id: UUID, *, why: str, by: Who, now: datetime) -> None:
    """Ask the trustees for the door of somebody who lost every other way in; they are told.

    Raises:
      Refused: no reason, no trustees, no such colleague, or they were asked already.
    """
    _row, member = register.member(user_id, by.keyring)
    if not why.strip():
        raise Refused(_("No reason was given."), hint=_("Say why; it is kept in the audit."))
    if not stands():
        raise _no_trustees()
    if any(one.user_id == user_id for one in requests(by, now=now)):
        raise Refused(
            _("The trustees have been asked for this door already."),
            hint=_("Go on with the request that stands."),
        )
    says = {"id": str(user_id), "to": member.alias, "why": why.strip()[:WHY_MAX]}
    audit.write(ASKED, actor=by.user_id, says=says, now=now)
    grants.tell(user_id, WORD, by=by, now=now)


@transaction.atomic
def object_to(user_id: UUID, alias: str, *, now: datetime) -> None:
    """Say, as the person whose door was asked for, that it is not to be opened."""
    audit.write(OBJECTED, actor=user_id, says={"id": str(user_id), "to": alias}, now=now)


def requests(by: Who, *, now: datetime) -> list[Request]:
    """List the requests that stand: neither objected to, nor answered, nor too old.

    A ring without the security compartment is told of none.
    """
    found: dict[str, Request | None] = {}
    for told in audit.entries(by.keyring, kinds=(ASKED, OBJECTED, OPENED)):
        says = told.says
        # Newest first: what came last of a person is how it stands.
        if told.at is None or says.get("id") in found:
            continue
        stands_still = told.kind == ASKED and now - told.at < GOOD_FOR
        found[says["id"]] = _request(says, told.at) if stands_still else None
    return [one for one in found.values() if one is not None]


def paper(user_id: UUID, *, by: Who, now: datetime) -> str:
    """Write the request that is carried to the trustees' machine.

    Raises:
      Refused: nobody asked, or the day has not passed.
    """
    _due(user_id, by, now)
    security = by.keyring.cell("security")
    cells.vouch(security, by.keyring)
    user = User.objects.get(pk=user_id)
    asked = carried.Asked(user_id, bytes(user.escrow), cells.box_public(security))
    return carried.write_request(asked, installed())


def take_answer(text: str, *, language: str, by: Who, now: datetime) -> Opened:
    """Open a person's door with the trustees' answer, under a passphrase for one time.

    Raises:
      Refused: nobody asked, the day has not passed, or the answer is for somebody else's eyes.
    """
    user_id, box = carried.read_answer(text)
    request = _due(user_id, by, now)
    seeds = _from_trustees(user_id, box, by)
    door = staff.door_of(user_id, seeds)
    passphrase = passphrases.suggest(language)
    code = recovery.reset(door, passphrase, now=now, language=language)
    staff.amend(staff.door_of(user_id, seeds), temporary=True)
    says = {"id": str(user_id), "to": request.alias}
    audit.write(OPENED, actor=by.user_id, says=says, now=now)
    return Opened(request.alias, passphrase, code)


def _from_trustees(user_id: UUID, box: bytes, by: Who) -> bytes:
    """Open an answer with the security compartment's keys, those of a few days ago included."""
    private = cells.private_keys(by.keyring.cell("security"), by.keyring)
    try:
        return boxes.open_first(private.box_seeds, box, kind=seal.ESCROW, about=user_id.bytes)
    except Tampered:
        raise Refused(
            _("This answer is for another organisation, or was changed on the way."),
            hint=_("Carry the whole file over again."),
        ) from None


def _known(profile: Profile) -> bytes:
    """Give the trustees' key, if security signed it with the key that was pinned at joining."""
    public = installed()
    if not public:
        raise _no_trustees()
    signature = bytes(Organisation.objects.get().escrow_public)[-SIGNATURE_BYTES:]
    if not safety.said(escrow.LABEL + public, signature, profile):
        raise Tampered("the trustees' key is not signed by security")
    return public


def _due(user_id: UUID, by: Who, now: datetime) -> Request:
    asked = next((one for one in requests(by, now=now) if one.user_id == user_id), None)
    if asked is None:
        raise Refused(
            _("No request to the trustees stands for this person."),
            hint=_("They may have objected, or it is too old; ask again, with a reason."),
        )
    if not asked.is_due(now):
        raise Refused(
            _("A day has to pass before the trustees may answer."),
            hint=_("The person was told and may still object."),
        )
    return asked


def _request(says: dict[str, str], at: datetime) -> Request:
    return Request(UUID(says["id"]), says.get("to", ""), says.get("why", ""), at, at + DELAY)


def _digest(public: bytes) -> bytes:
    return hashlib.sha256(escrow.LABEL + public).digest()


def _no_trustees() -> Refused:
    return Refused(
        _("This organisation has no trustees."),
        hint=_("The security officer installs their key on the page of trustees."),
    )
