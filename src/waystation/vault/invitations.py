"""Invitations: a colleague makes their own door with a code, and a voice vouches for its key.

The security officer draws the code and hands it over outside the system. Whoever types it makes a
door that opens nothing yet; only after both have read the same number aloud are the holders of
compartments asked to give. Nobody ever knows another person's passphrase.
"""

import hashlib
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.access import ROLES
from waystation.base.errors import Refused, Tampered
from waystation.base.ids import new_id
from waystation.base.moments import bucket
from waystation.vault import (
    audit,
    cells,
    grants,
    mail,
    passphrases,
    register,
    safety,
    seal,
    staff,
    words,
)
from waystation.vault.domain import Slot, pad, unpad
from waystation.vault.door import Who
from waystation.vault.founding import first_code, founded_already
from waystation.vault.models import Invitation, RegisterRow, User
from waystation.vault.register import Member
from waystation.vault.upkeep import is_empty

VALID = timedelta(days=7)
FOUNDING_VALID = timedelta(hours=1)
BODY_BUCKET = 1_024
ALIAS_MAX = 40
OPEN, ENDED, JOINED = "open", "ended", "joined"


class Invited(msgspec.Struct, frozen=True, tag="invited/1"):
    """What a code opens: who is meant, and what their door begins with.

    Whoever founds the organisation has neither mailbox nor decoys yet.
    """

    alias: str
    role: str
    user_id: UUID | None = None
    mailbox: UUID | None = None
    safety: bytes = b""
    decoys: tuple[Slot, ...] = ()

    @property
    def founds(self) -> bool:
        """Say whether this code founds the organisation."""
        return self.user_id is None


class Waiting(NamedTuple):
    """An invitation as the security officer sees it; `number` is there once they joined."""

    row: RegisterRow
    member: Member
    state: str
    until: datetime | None
    number: str


class Joined(NamedTuple):
    """A door just made: whose, the recovery code shown once, and the number to read aloud."""

    user_id: UUID
    alias: str
    code: str
    number: str

    def __repr__(self) -> str:
        return "<Joined>"


@transaction.atomic
def invite(*, alias: str, role: str, language: str, by: Who, now: datetime) -> str:
    """Invite a colleague and give the code of twelve words that makes their door; shown once.

    Behind a duress passphrase nobody is invited: the code opens nothing.

    Raises:
      Refused: no name to call them by, one that is taken, or the asker lacks the security
        compartment.
    """
    if role not in ROLES:
        raise ValueError(f"no such role: {role!r}; the closed list is base.access.ROLES")
    known = [member for _row, member in register.members(by.keyring)]
    alias = _free_alias(alias, known)
    if by.profile.is_duress:
        return words.draw(language)
    user_id, mailbox = new_id(), mail.draw({member.mailbox for member in known})
    invited = Invited(
        alias=alias,
        role=role,
        user_id=user_id,
        mailbox=mailbox,
        safety=safety.pin(),
        decoys=by.keyring.decoys,
    )
    code, row_id = _keep(invited, until=now + VALID, language=language)
    member = Member(
        user_id=user_id,
        alias=alias,
        role=role,
        mailbox=mailbox,
        key_digest=b"",
        invitation=row_id,
    )
    register.enter(member, keyring=by.keyring, now=now)
    audit.write("invited", actor=by.user_id, says={"to": alias, "of": role}, now=now)
    return code


def draw_founding_code(*, language: str, now: datetime) -> str:
    """Draw the code with which the organisation is founded from a browser, within an hour.

    Codes drawn before are worth nothing from now on.

    Raises:
      Refused: there is an organisation here already.
    """
    if not is_empty():
        raise founded_already()
    Invitation.objects.all().delete()
    code, _row_id = _keep(Invited("", ""), until=now + FOUNDING_VALID, language=language)
    return code


def opened(code: str, *, now: datetime) -> Invited:
    """Open an invitation with its code, without using it up.

    Raises:
      Refused: no such code, or it was used, withdrawn or is too old; it does not say which.
    """
    entropy = words.entropy_of(code)
    row = Invitation.objects.filter(pk=_id_of(entropy), expires_at__gt=now).first()
    if row is None:
        raise no_such_code()
    try:
        body = unpad(seal.unwrap(_key_of(entropy), bytes(row.body), bound=_bound(row.pk)))
        return msgspec.msgpack.decode(body, type=Invited)
    except (ValueError, msgspec.MsgspecError):
        raise Tampered("an invitation holds none") from None


@transaction.atomic
def use_up(code: str) -> None:
    """Use a code up, in the transaction of what it was good for.

    Raises:
      Refused: somebody else was faster.
    """
    if Invitation.objects.filter(pk=_id_of(words.entropy_of(code))).delete()[0] != 1:
        raise no_such_code()


def join(code: str, *, name: str, passphrase: str, language: str, now: datetime) -> Joined:
    """Make the door of somebody who was invited; it opens no compartment of real work yet.

    Raises:
      Refused: the code opens nothing, the passphrase is no good, or somebody signs in with that
        name already.
    """
    passphrases.check(passphrase)
    _to_join(code, now)
    # Paid before the transaction: everybody else's writing waits for that.
    paid = staff.stretch(staff.digest_of(passphrase))
    return _let_in(code, name, paid, language=language, now=now)


def _to_join(code: str, now: datetime) -> Invited:
    invited = opened(code, now=now)
    if invited.founds:
        raise no_such_code()
    return invited


@transaction.atomic
def _let_in(code: str, name: str, paid: staff.Stretched, *, language: str, now: datetime) -> Joined:
    """Use the code up and make the door; all of it or nothing."""
    invited = _to_join(code, now)
    use_up(code)
    user_id = staff.admit(
        name=name,
        alias=invited.alias,
        role=invited.role,
        passphrase=paid,
        slots=list(invited.decoys),
        mailbox=invited.mailbox,
        safety=invited.safety,
        user_id=invited.user_id,
    )
    audit.write("joined", actor=user_id, says={"to": invited.alias}, now=now)
    recovery_code = first_code(user_id, paid, language=language)
    return Joined(user_id, invited.alias, recovery_code, number_of(user_id))


def waiting(by: Who, *, now: datetime) -> list[Waiting]:
    """List who was invited and holds nothing yet: still to come, come, or too late.

    A ring without the security compartment is told of nobody.
    """
    known = register.members(by.keyring)
    return [_state_of(row, member, now) for row, member in known if not member.key_digest]


@transaction.atomic
def withdraw(row_id: UUID, *, by: Who, now: datetime) -> None:
    """Take back an invitation that nobody used; its code opens nothing any more.

    Raises:
      Refused: there is none, or they have joined already.
    """
    asked = _invited(row_id, by, now)
    if asked.state == JOINED:
        raise Refused(
            _("They have joined already."),
            hint=_("If it was not them, press “It was not them…” on the page of invitations."),
        )
    Invitation.objects.filter(pk=asked.member.invitation).delete()
    register.strike(asked.row)
    says = {"to": asked.member.alias}
    audit.write("invitation withdrawn", actor=by.user_id, says=says, now=now)


@transaction.atomic
def compare(row_id: UUID, *, by: Who, now: datetime) -> list[str]:
    """Note that both sides read the same number aloud; the holders are then asked to give.

    Returns what of the role's compartments nobody could be asked for, and why.

    Raises:
      Refused: they have not joined yet.
    """
    asked = _invited(row_id, by, now)
    if asked.state != JOINED:
        raise Refused(
            _("They have not joined yet."), hint=_("Wait until they have typed their code.")
        )
    row, member = asked.row, asked.member
    reader = cells.reader_of(member.user_id, member.mailbox)
    known = msgspec.structs.replace(member, key_digest=reader.key_digest, invitation="")
    register.change(row, known, keyring=by.keyring, now=now)
    audit.write("key compared", actor=by.user_id, says={"to": member.alias}, now=now)
    return grants.ask_for_role(member.user_id, by=by, now=now)


def number_of(user_id: UUID) -> str:
    """Give the number that stands for a person's keys: thirty digits, the same on both screens."""
    user = User.objects.get(pk=user_id)
    keys = bytes(user.box_public) + bytes(user.sign_public)
    digits = int.from_bytes(hashlib.sha256(b"ws1/number" + keys).digest(), "big") % 10**30
    text = f"{digits:030}"
    return " ".join(text[at : at + 5] for at in range(0, 30, 5))


def _invited(row_id: UUID, by: Who, now: datetime) -> Waiting:
    asked = next((one for one in waiting(by, now=now) if one.row.id == row_id), None)
    if asked is None:
        raise Refused(
            _("There is no such invitation."), hint=_("Load the page of invitations again.")
        )
    return asked


def _state_of(line: RegisterRow, member: Member, now: datetime) -> Waiting:
    if User.objects.filter(pk=member.user_id).exists():
        return Waiting(line, member, JOINED, None, number_of(member.user_id))
    row = Invitation.objects.filter(pk=member.invitation, expires_at__gt=now).first()
    until = row.expires_at if row else None
    return Waiting(line, member, OPEN if row else ENDED, until, "")


def _keep(invited: Invited, *, until: datetime, language: str) -> tuple[str, str]:
    """Seal an invitation under a code drawn for it; gives the code and the row's id."""
    code = words.draw(language)
    entropy = words.entropy_of(code)
    row_id, body = _id_of(entropy), pad(msgspec.msgpack.encode(invited), BODY_BUCKET)
    Invitation.objects.create(
        id=row_id,
        expires_at=bucket(until),
        body=seal.wrap(_key_of(entropy), body, bound=_bound(row_id)),
    )
    return code, row_id


def _id_of(entropy: bytes) -> str:
    return hashlib.sha256(b"ws1/invitation-id" + entropy).hexdigest()


def _key_of(entropy: bytes) -> bytes:
    return seal.derive(entropy, b"ws1/invitation")


def _bound(row_id: str) -> bytes:
    return b"ws1/invitation" + row_id.encode()


def _free_alias(alias: str, known: list[Member]) -> str:
    """Clean what a colleague is to be called, and make sure that nobody else is."""
    clean = " ".join(alias.split())[:ALIAS_MAX]
    if not clean:
        raise Refused(
            _("Nothing to call them by was given."), hint=_("Give a name or an alias used here.")
        )
    if clean.casefold() in {member.alias.casefold() for member in known}:
        raise Refused(
            _("Somebody here is called %(alias)s already.") % {"alias": clean},
            hint=_("Choose another name."),
        )
    return clean


def no_such_code() -> Refused:
    """Refuse a code without saying what is wrong with it."""
    return Refused(
        _("This code opens nothing here."),
        hint=_("It may be too old, used or withdrawn; ask who gave it to you for another."),
    )
