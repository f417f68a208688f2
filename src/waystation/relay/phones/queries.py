"""Reads of phones: the office's with a keyring, a phone's own with its token."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from waystation.base.errors import Refused, Tampered
from waystation.dispatch import queries as dispatch
from waystation.dispatch.domain import StageOfPassage
from waystation.network import queries as network
from waystation.network.domain import Partner
from waystation.network.models import PartnerRow
from waystation.relay.models import InvitationRow, PhoneRow
from waystation.relay.phones import domain
from waystation.relay.phones.domain import Phone
from waystation.vault import boxes, cells, words
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all, open_row

# Stands in for the digest of a phone that is not there, so that looking costs the same.
NO_DIGEST = bytes(32)
FOUND_MAX = 20


class KeptPhone(NamedTuple):
    """A phone and the row it is kept in."""

    row: PhoneRow
    phone: Phone


def phones(keyring: Keyring) -> list[KeptPhone]:
    """List the phones that are not revoked."""
    rows = PhoneRow.objects.filter(cell__in=keyring.cells_of("passages")).exclude(state="revoked")
    return [KeptPhone(row, open_row(row, Phone, keyring)) for row in rows]


def phone_of(partner: str, keyring: Keyring) -> KeptPhone | None:
    """Find a guide's phone, joined or only invited, if there is one."""
    return next((kept for kept in phones(keyring) if kept.phone.partner == partner), None)


def numbers_of(kept: KeptPhone, keyring: Keyring) -> tuple[int, ...]:
    """Give the four numbers to compare for a phone that joined; none if nothing is to compare.

    They are made from the keys on file at this moment, so they vouch for just these.

    Raises:
      Tampered: the compartment's keys on file, which the phone was given, are not its own.
    """
    row = kept.row
    used = row.invitations.filter(used=True).first()
    if row.state != "active" or used is None:
        return ()
    cells.vouch(row.cell, keyring)
    return domain.comparison(
        boxes.open_for_cell(row.cell, bytes(used.secret_box), about=used.id, keyring=keyring),
        mailbox_public=bytes(row.mailbox_public),
        sign_public=bytes(row.sign_public),
        cell_sign_public=cells.sign_public(row.cell),
        cell_box_public=cells.box_public(row.cell),
    )


def is_confirmed(kept: KeptPhone) -> bool:
    """Say whether the office compared this phone's words.

    Raises:
      Tampered: it did, and the keys on file are no longer the ones compared.
    """
    row = kept.row
    if row.state != "active" or kept.phone.confirmed_at is None:
        return False
    today = domain.pin(bytes(row.sign_public), bytes(row.mailbox_public))
    if not domain.is_same(today, kept.phone.pinned):
        raise Tampered("a phone's keys are not those that were compared")
    return True


def by_token(mailbox: UUID, token: bytes) -> PhoneRow | None:
    """Find the phone in use whose mailbox and token these are."""
    row = PhoneRow.objects.filter(pk=mailbox, state="active").first()
    digest = bytes(row.token_digest) if row else NO_DIGEST
    return row if domain.is_same(domain.token_digest(token), digest) else None


class Standing(NamedTuple):
    """How far a partner's phone is: "none", "invited", "expired", "compare" or "ready".

    `numbers` and `words` are the four to compare, `until` the end of an open invitation.
    """

    what: str
    until: datetime | None = None
    numbers: tuple[int, ...] = ()
    words: tuple[str, ...] = ()


def standing_of(known: KeptPhone | None, keyring: Keyring, real_now: datetime) -> Standing:
    """Say how far a partner's phone is."""
    if known is None:
        return Standing("none")
    if known.row.state == "active":
        if is_confirmed(known):
            return Standing("ready")
        numbers = numbers_of(known, keyring)
        return Standing("compare", None, numbers, words.of_numbers(numbers, get_language() or ""))
    link = InvitationRow.objects.filter(phone=known.row, used=False).first()
    if link is None or link.expires_at <= real_now:
        return Standing("expired")
    return Standing("invited", link.expires_at)


class Line(NamedTuple):
    """One partner's phone as the list of phones shows it."""

    id: UUID
    label: str
    standing: Standing
    keys_left: int
    seen_on: date | None


def listed(keyring: Keyring, *, real_now: datetime) -> list[Line]:
    """List the phones in use or invited, by the name of their partner."""
    found = [
        Line(
            kept.row.id,
            kept.phone.label,
            standing_of(kept, keyring, real_now),
            kept.row.keys.filter(used=False).count(),
            kept.row.seen_on,
        )
        for kept in phones(keyring)
    ]
    return sorted(found, key=lambda line: line.label)


class Invitee(NamedTuple):
    """A partner who may be given a phone, in which language it will speak, and where they live."""

    slug: str
    name: str
    tongue: str
    row: UUID | None = None
    place: str = ""


def guide_of(stage_id: UUID, keyring: Keyring) -> Invitee:
    """Find the guide of a stage.

    Raises:
      Refused: there is no such stage among the reader's.
    """
    stage = open_row(dispatch.stage_row(stage_id, keyring), StageOfPassage, keyring)
    tongues = {one.slug: one.tongue for one in network.partners(keyring)}
    return Invitee(stage.guide, stage.guide_name, tongues.get(stage.guide, "en"))


def partner_of(partner_id: UUID, keyring: Keyring) -> Invitee:
    """Find a partner by the record's id.

    Raises:
      Refused: there is no such partner among the reader's.
    """
    row = PartnerRow.objects.filter(pk=partner_id, cell__in=keyring.cells_of("network")).first()
    if row is None:
        raise Refused(_("There is no such partner."), hint=_("Look at the list of partners again."))
    partner = open_row(row, Partner, keyring)
    return Invitee(partner.slug, partner.name, partner.tongue, row.id)


def without_phone(asked: str, keyring: Keyring) -> list[Invitee]:
    """Find partners without a phone whose name holds what was typed; the first twenty by name."""
    wanted = asked.strip().casefold()
    if not wanted:
        return []
    has = {kept.phone.partner for kept in phones(keyring) if kept.row.state == "active"}
    rows = PartnerRow.objects.filter(cell__in=keyring.cells_of("network"))
    at = {place.slug: place.name for place in network.places(keyring)}
    found = [
        Invitee(partner.slug, partner.name, partner.tongue, row.id, at.get(partner.place, ""))
        for row, partner in open_all(rows, Partner, keyring)
        if wanted in partner.name.casefold() and partner.slug not in has
    ]
    return sorted(found, key=lambda one: one.name)[:FOUND_MAX]
