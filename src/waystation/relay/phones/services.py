"""From an invitation to a phone that both have compared."""

import secrets
from base64 import b32encode
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base import events, pings
from waystation.base.errors import Refused
from waystation.base.moments import bucket
from waystation.relay.models import InvitationRow, OneTimeKeyRow, PhoneRow
from waystation.relay.phones import domain, queries
from waystation.relay.phones.domain import Invited, Phone
from waystation.relay.phones.queries import Invitee, KeptPhone
from waystation.vault import audit, boxes, cells, words
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, open_row, swap

TOKEN_BYTES = 32


class Invitation(NamedTuple):
    """What lets one phone in, shown once: a link's secret part, or twelve words to be said."""

    guide: str
    fragment: str
    words: str
    expires_at: datetime


class Joined(NamedTuple):
    """What a phone needs once it has joined: its mailbox and the office's public keys."""

    mailbox: UUID
    token: bytes
    cell_box_public: bytes
    cell_sign_public: bytes


@transaction.atomic
def invite(*, invitee: Invitee, keyring: Keyring, now: datetime) -> Invitation:
    """Invite a partner to join with a phone; an earlier invitation that nobody used dies.

    Args:
      now: the real time, as for sessions: nobody may gain by moving a demo's clock.

    Raises:
      Refused: the partner has a phone already, or the passages are not the keyring's.
      Tampered: the compartment's keys on file are not its own.
    """
    known = queries.phone_of(invitee.slug, keyring)
    if known and known.row.state == "active":
        raise Refused(
            _("%(guide)s has a phone already.") % {"guide": invitee.name},
            hint=_("If it is lost, say so first; then invite again."),
        )
    if known:
        pings.forget(known.row.id)
        known.row.delete()
    secret, cell = secrets.token_bytes(domain.SECRET_BYTES), keyring.cell("passages")
    # The link carries the digest of a key on file: it must be the compartment's own.
    cells.vouch(cell, keyring)
    phone = Phone(partner=invitee.slug, label=invitee.name)
    phone_row = add(PhoneRow(cell=cell), phone, keyring, on=now.date())
    link = InvitationRow(
        cell=cell,
        phone=phone_row,
        secret_digest=domain.ticket_digest(domain.ticket(secret)),
        expires_at=bucket(now + domain.INVITATION_LIVES),
    )
    link.secret_box = boxes.seal_to_cell(cell, secret, about=link.id)
    add(link, Invited(partner=invitee.slug), keyring, on=now.date())
    audit.write("phone invited", actor=keyring.user_id, says={"id": phone_row.id.hex[:8]}, now=now)
    fragment = f"{_letters(secret)}.{_letters(boxes.sign_key_digest(cell))}"
    language = "ko" if invitee.tongue == "ko" else "en"
    return Invitation(invitee.name, fragment, words.text_of(secret, language), link.expires_at)


@transaction.atomic
def join(
    *,
    ticket: bytes,
    mailbox_public: bytes,
    sign_public: bytes,
    one_time: list[tuple[bytes, bytes]],
    now: datetime,
) -> Joined:
    """Let a phone in by an invitation that is neither used nor ended. Needs no key of ours.

    Args:
      ticket: what stands for the invitation's secret.
      one_time: public keys for one order each, with the phone's own signature over them.
      now: the real time.

    Raises:
      Refused: the invitation is unknown, used or ended (it does not say which), or a key does not
        carry the phone's signature; then the invitation stays good.
    """
    no = Refused(
        _("This invitation is not good any more."), hint=_("Ask the office for another one.")
    )
    if not all(boxes.is_own_key(sign_public, public, mark) for public, mark in one_time):
        raise Refused(_("These keys do not belong together."), hint=_("Open the link again."))
    digest = domain.ticket_digest(ticket)
    good = InvitationRow.objects.filter(secret_digest=digest, used=False, expires_at__gt=now)
    link = good.first()
    if link is None:
        raise no
    if good.update(used=True) != 1:
        raise no
    token = secrets.token_bytes(TOKEN_BYTES)
    invited = PhoneRow.objects.filter(pk=link.phone_id, state="invited")
    if not invited.update(
        state="active",
        token_digest=domain.token_digest(token),
        sign_public=sign_public,
        mailbox_public=mailbox_public,
    ):
        raise no
    OneTimeKeyRow.objects.bulk_create(
        OneTimeKeyRow(phone_id=link.phone_id, public=public, signature=mark)
        for public, mark in one_time
    )
    events.record("phone.joined", subject=link.phone_id, cell=link.cell, on=now.date())
    box, sign = cells.box_public(link.cell), cells.sign_public(link.cell)
    return Joined(link.phone_id, token, box, sign)


@transaction.atomic
def confirm(*, phone_id: UUID, numbers: str, keyring: Keyring, now: datetime) -> None:
    """Take a phone for its partner's, after both read the same four words aloud.

    Args:
      numbers: the four numbers of the words that were on the screen when they were compared.

    Raises:
      Refused: no such phone, it has not joined or is confirmed already, or its words are others.
    """
    known = known_phone(phone_id, keyring)
    shown = domain.spaced(queries.numbers_of(known, keyring))
    if not shown or known.phone.confirmed_at:
        raise Refused(
            _("This phone has no words to compare."), hint=_("Look at where it stands now.")
        )
    if numbers != shown:
        raise Refused(
            _("The words are not those of this phone."),
            hint=_("If the guide reads other words, refuse the phone and invite again."),
        )
    pinned = domain.pin(bytes(known.row.sign_public), bytes(known.row.mailbox_public))
    phone = msgspec.structs.replace(known.phone, confirmed_at=now, pinned=pinned)
    swap(known.row, phone, keyring, on=now.date())
    # The words were compared; what they were made from is not needed any more.
    known.row.invitations.all().delete()
    audit.write("phone compared", actor=keyring.user_id, says={"id": known.row.id.hex[:8]}, now=now)


def _letters(secret: bytes) -> str:
    return b32encode(secret).decode().rstrip("=")


def known_phone(phone_id: UUID, keyring: Keyring) -> KeptPhone:
    """Find a phone that is not given up.

    Raises:
      Refused: there is none of that id among the keyring's.
    """
    row = PhoneRow.objects.filter(pk=phone_id, cell__in=keyring.cells_of("passages"))
    found = row.exclude(state="revoked").first()
    if found is None:
        raise Refused(_("There is no such phone."), hint=_("Look at the list of phones again."))
    return KeptPhone(found, open_row(found, Phone, keyring))
