"""Tablets join by a link, are compared by a number, and are given up."""

import secrets
from base64 import b32encode
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base import events
from waystation.base.errors import Refused, Tampered
from waystation.base.moments import bucket
from waystation.cases import tasks
from waystation.cases.models import TabletPacket, TabletRow
from waystation.cases.tablet import domain, queries
from waystation.cases.tablet.domain import Tablet
from waystation.vault import audit, boxes, cells, tablets
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, swap

LABEL_MAX = 40


class Invitation(NamedTuple):
    """A link's secret part, shown once, and until when it is good."""

    label: str
    fragment: str
    expires_at: datetime


class Joined(NamedTuple):
    """What a tablet needs once it has joined: its id and the compartment's public keys."""

    tablet: UUID
    cell_box_public: bytes
    cell_sign_public: bytes


@transaction.atomic
def invite(
    *, label: str, cell: UUID | None = None, keyring: Keyring, now: datetime, real_now: datetime
) -> Invitation:
    """Invite a tablet of one's own by a link that is good once.

    Args:
      cell: the case compartment whose cases it may carry; None: the worker's first.
      real_now: the machine's time, by which the link ends.

    Raises:
      Refused: it has no label, or the compartment is not the worker's.
      Tampered: the compartment's keys on file are not its own.
    """
    called = " ".join(label.split())[:LABEL_MAX]
    if not called:
        raise Refused(
            _("The tablet has no label."), hint=_("Write what stands on its back, without names.")
        )
    home = cell or keyring.cell("cases")
    if home not in keyring.cells_of("cases"):
        raise Refused(_("This compartment is not yours."), hint=_("Pick one from the list."))
    # The link carries the digest of a key on file: it must be the compartment's own.
    cells.vouch(home, keyring)
    secret = secrets.token_bytes(domain.SECRET_BYTES)
    row = TabletRow(
        cell=home,
        token_digest=domain.secret_digest(secret),
        expires_at=bucket(real_now + domain.INVITATION_LIVES),
    )
    tablet = Tablet(
        label=called,
        owner=keyring.user_id,
        owner_name=keyring.alias,
        invited_at=now,
        secret=secret,
    )
    add(row, tablet, keyring, on=now.date())
    fragment = f"{_letters(secret)}.{_letters(boxes.sign_key_digest(home))}"
    assert row.expires_at is not None
    return Invitation(called, fragment, row.expires_at)


@transaction.atomic
def join(*, secret: bytes, sign_public: bytes, box_public: bytes, real_now: datetime) -> Joined:
    """Let a tablet in by an invitation that is neither used nor ended. Needs no key of ours.

    Raises:
      Refused: the invitation is unknown, used or ended (it does not say which), or the keys are
        none; then the invitation stays good.
    """
    if not tablets.are_keys(sign_public, box_public):
        raise Refused(_("These keys cannot be used."), hint=_("Open the link again."))
    invited = TabletRow.objects.filter(
        token_digest=domain.secret_digest(secret), state="invited", expires_at__gt=real_now
    )
    row = invited.first()
    keys = {"sign_public": sign_public, "box_public": box_public}
    if row is None or not invited.update(state="active", token_digest=b"", expires_at=None, **keys):
        raise Refused(_("This invitation is not good any more."), hint=_("Ask for another one."))
    return Joined(row.id, cells.box_public(row.cell), cells.sign_public(row.cell))


@transaction.atomic
def confirm(*, tablet_id: UUID, digits: str, keyring: Keyring, now: datetime) -> None:
    """Take a tablet for one's own, after the number on both screens was compared.

    Raises:
      Refused: no such tablet, it has no number to compare, its number is another, or it was
        invited by somebody else.
    """
    known = queries.kept(tablet_id, keyring)
    if known.tablet.owner != keyring.user_id:
        raise Refused(
            _("Only whoever invited this tablet compares its number."),
            hint=_("Ask them to do it."),
        )
    shown = queries.digits_of(known, keyring)
    if not shown or digits != shown:
        raise Refused(
            _("The number is not the one of this tablet."),
            hint=_("If the tablet shows other digits, give it up here and invite it again."),
        )
    row, tablet = known
    pinned = domain.pin(bytes(row.sign_public), bytes(row.box_public))
    swap(row, replace(tablet, confirmed_at=now, pinned=pinned, secret=b""), keyring, on=now.date())


@transaction.atomic
def give_up(
    *, tablet_id: UUID, why: Literal["lost", "returned"], keyring: Keyring, now: datetime
) -> None:
    """Give up a tablet: it opens nothing here any more, and erases itself when it next asks.

    A lost one is a compromise: everybody who plans hears of it, and each case it carried gets a
    task. Words it sent before still count.

    Raises:
      Refused: there is no such tablet, or it was given up already.
    """
    known = queries.kept(tablet_id, keyring)
    row, tablet = known
    if row.state == "revoked":
        raise Refused(
            _("This tablet was given up already."), hint=_("Look at the list of tablets.")
        )
    if row.state == "invited":
        row.delete()
        return
    says = {"n": str(len(tablet.carries)), "with": tablet.label, "why": why}
    audit.write("tablet given up", actor=keyring.user_id, says=says, now=now)
    row.packets.all().delete()
    note = tablets.gone_note(row.id, cell=row.cell, keyring=keyring)
    TabletPacket.objects.create(tablet=row, seq=domain.GONE_SEQ, box=note)
    TabletRow.objects.filter(pk=row.pk).update(state="revoked", box_public=b"")
    given_up = replace(tablet, lost=why, secret=b"", carries=(), pinned=_pinned_without_box(known))
    swap(row, given_up, keyring, on=now.date())
    if why == "lost":
        _warn(row, tablet, keyring, now)


def _warn(row: TabletRow, tablet: Tablet, keyring: Keyring, now: datetime) -> None:
    """Let those who plan know, and open a task in each case that was on the tablet."""
    events.record("device.lost", subject=row.id, cell=row.cell, on=now.date())
    for case in queries.there(tablet.carries, row, keyring):
        tasks.open_task(
            household_id=case,
            what="tablet lost",
            due_on=now.date(),
            urgent=True,
            keyring=keyring,
            now=now,
        )


def _pinned_without_box(known: queries.KeptTablet) -> bytes:
    """Pin the signing key alone, by which words sent before are still known; none if exchanged."""
    try:
        return domain.pin(queries.pinned(known).sign_public, b"")
    except Tampered:
        return b""


def _letters(secret: bytes) -> str:
    return b32encode(secret).decode().rstrip("=")
