"""From an invitation to word back: phones join, orders go out sealed, reports come in sealed."""

import logging
import secrets
from base64 import b32encode
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base import events
from waystation.base.errors import Overtaken, Refused, Tampered
from waystation.base.watches import bucket
from waystation.dispatch import queries as dispatch
from waystation.dispatch.checking import refuse_troubled
from waystation.dispatch.domain import StageOfPassage
from waystation.dispatch.services import note
from waystation.relay import domain, queries
from waystation.relay.domain import Invited, Order, Phone, Word
from waystation.relay.models import InvitationRow, OneTimeKeyRow, OrderRow, PhoneRow, ReportRow
from waystation.relay.queries import Heard, KeptOrder, KeptPhone
from waystation.vault import boxes, cells
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, open_row, swap

TOKEN_BYTES = 32
log = logging.getLogger("waystation.alarm")


class Invitation(NamedTuple):
    """A link's secret part, shown once, and the same letters to be read aloud."""

    guide: str
    fragment: str
    secret_letters: str
    key_letters: str
    expires_at: datetime


class Joined(NamedTuple):
    """What a phone needs once it has joined: its mailbox and the office's public keys."""

    mailbox: UUID
    token: bytes
    cell_box_public: bytes
    cell_sign_public: bytes


class Collected(NamedTuple):
    """What became of the reports that were read."""

    taken: int
    early: int
    unreadable: int


@transaction.atomic
def invite(*, stage_id: UUID, keyring: Keyring, now: datetime) -> Invitation:
    """Invite a stage's guide to join with a phone; an earlier link that nobody used dies.

    Args:
      now: the real time, as for sessions: nobody may gain by moving a demo's clock.

    Raises:
      Refused: no such stage, or its guide has a phone already.
      Tampered: the compartment's keys on file are not its own.
    """
    stage_row = dispatch.stage_row(stage_id, keyring)
    stage = open_row(stage_row, StageOfPassage, keyring)
    known = queries.phone_of(stage.guide, keyring)
    if known and known.row.state == "active":
        raise Refused(
            _("%(guide)s has a phone already.") % {"guide": stage.guide_name},
            hint=_("If it is lost, say so first; then invite again."),
        )
    if known:
        known.row.delete()
    secret, cell = secrets.token_bytes(domain.SECRET_BYTES), stage_row.cell
    # The link carries the digest of a key on file: it must be the compartment's own.
    cells.vouch(cell, keyring)
    phone = Phone(partner=stage.guide, label=stage.guide_name)
    phone_row = add(PhoneRow(cell=cell), phone, keyring, on=now.date())
    link = InvitationRow(
        cell=cell,
        phone=phone_row,
        secret_digest=domain.secret_digest(secret),
        expires_at=bucket(now + domain.INVITATION_LIVES),
    )
    add(link, Invited(stage=stage_id, partner=stage.guide), keyring, on=now.date())
    letters, key = _letters(secret), _letters(boxes.sign_key_digest(cell))
    return Invitation(
        stage.guide_name,
        f"{letters}.{key}",
        domain.by_fours(letters),
        domain.by_fours(key),
        link.expires_at,
    )


@transaction.atomic
def join(
    *,
    secret: bytes,
    mailbox_public: bytes,
    sign_public: bytes,
    one_time: list[tuple[bytes, bytes]],
    now: datetime,
) -> Joined:
    """Let a phone in by an invitation that is neither used nor ended. Needs no key of ours.

    Args:
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
    digest = domain.secret_digest(secret)
    good = InvitationRow.objects.filter(secret_digest=digest, used=False, expires_at__gt=now)
    link = good.first()
    if link is None:
        raise no
    sealed = boxes.seal_to_cell(link.cell, secret, about=link.id)
    if good.update(used=True, secret_box=sealed) != 1:
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
    box, sign = cells.box_public(link.cell), cells.sign_public(link.cell)
    return Joined(link.phone_id, token, box, sign)


@transaction.atomic
def confirm(*, phone_id: UUID, digits: str, keyring: Keyring, now: datetime) -> None:
    """Take a phone for its guide's, after both read the same number aloud.

    Args:
      digits: the number that was on the screen when it was compared.

    Raises:
      Refused: no such phone, it has not joined or is confirmed already, or its number is another.
    """
    known = _known_phone(phone_id, keyring)
    shown = queries.digits_of(known, keyring)
    if not shown or known.phone.confirmed_at:
        raise Refused(
            _("This phone has no number to compare."), hint=_("Look at where it stands now.")
        )
    if digits != shown:
        raise Refused(
            _("The number is not the one of this phone."),
            hint=_("If the guide reads other digits, refuse the phone and invite again."),
        )
    pinned = domain.pin(bytes(known.row.sign_public), bytes(known.row.mailbox_public))
    phone = msgspec.structs.replace(known.phone, confirmed_at=now, pinned=pinned)
    swap(known.row, phone, keyring, on=now.date())
    # The number was compared; what it was made from is not needed any more.
    known.row.invitations.all().delete()


@transaction.atomic
def send_order(*, stage_id: UUID, keyring: Keyring, now: datetime) -> UUID:
    """Seal a stage's order to its guide's phone: to a key that serves this one order only.

    A stage under way may be ordered again if the phone that had its order was lost.

    Raises:
      Refused: the passage is not approved, the stage is ordered already, something on it is halted
        or not in force, its guide has no confirmed phone or no key left on it, or the order is too
        long for a phone.
    """
    row = dispatch.stage_row(stage_id, keyring)
    stage = open_row(row, StageOfPassage, keyring)
    live = queries.live_orders(keyring)
    _refuse_unready(row.passage_id, stage, any(o.order.stage == stage_id for o in live), keyring)
    refuse_troubled([stage], dispatch.ground(keyring, [stage]))
    known = queries.phone_for(stage, live, keyring)
    key = _take_key(known)
    order_row = OrderRow(cell=row.cell, phone=known.row)
    body = queries.order_text(stage, order_row.id, keyring)
    try:
        order_row.box = boxes.seal_order(bytes(key.public), body, cell=row.cell, keyring=keyring)
    except ValueError:
        raise _bad_keys() from None
    order = Order(
        stage=stage_id, passage=row.passage_id, key=key.id, expires_at=domain.ends_at(stage)
    )
    add(order_row, order, keyring, on=now.date())
    if stage.state == "planned":
        note(stage_id=stage_id, what="ordered", words="", at=now, keyring=keyring, now=now)
    events.record("stage.ordered", subject=stage_id, cell=row.cell, on=now.date())
    return order_row.id


@transaction.atomic
def revoke(*, phone_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Give up a phone that is lost or not the guide's: its mail and its keys go at once.

    Word it sent before still counts. The stages it had orders for may be ordered again.

    Raises:
      Refused: no such phone among those of the keyring.
    """
    known = _known_phone(phone_id, keyring)
    for kept in queries.live_orders(keyring):
        if kept.row.phone_id == known.row.id:
            _destroy(kept, "lost", keyring, now)
    known.row.keys.all().delete()
    known.row.invitations.all().delete()
    if known.row.state == "invited":
        known.row.delete()
        return
    PhoneRow.objects.filter(pk=phone_id).update(state="revoked", token_digest=b"")


@transaction.atomic
def take_in(*, mailbox: UUID, token: bytes, entry: UUID, box: bytes, now: datetime) -> bool:
    """Keep a phone's sealed report until somebody with keys reads it. Needs no key of ours.

    The same entry again changes nothing. A stranger's is dropped, and nobody is told.

    Returns False if too many of this phone's wait unread: the phone must keep it and try later.
    """
    if not queries.is_its_token(mailbox, token):
        return True
    sent = ReportRow.objects.filter(phone=mailbox)
    if sent.filter(entry=entry).exists():
        return True
    if sent.filter(state__in=queries.WAITING).count() >= domain.WAITING_REPORTS_MAX:
        return False
    ReportRow.objects.create(phone_id=mailbox, entry=entry, box=box, day=now.date())
    return True


def collect(*, keyring: Keyring, now: datetime) -> Collected:
    """Read what the phones sent and move the stages on; one bad report never holds up another.

    A finished stage's order is destroyed, and so is one whose time is over or whose stage was
    called off. A word that comes before its turn waits and is tried again; one that is forged or
    cannot be read, or whose order was edited, is kept aside for a person to see.

    Raises:
      Tampered: the keys of the compartment are not its own; every report stays as it was.
    """
    counts = {"taken": 0, "early": 0, "unreadable": 0}
    for one in queries.heard(keyring):
        state = _take(one, keyring, now)
        if state != one.row.state:
            counts[state] += 1
    _forget_ended(keyring, now)
    return Collected(**counts)


def _take(one: Heard, keyring: Keyring, now: datetime) -> str:
    """Act on one report, unless another reader was faster, and return what it is now."""
    was = one.row.state
    mine = ReportRow.objects.filter(pk=one.row.pk)
    try:
        with transaction.atomic():
            # Claimed before anything is read, so that two readers never do one thing twice.
            if not mine.filter(state=was).update(state="taken"):
                return was
            state = _act_on(one.row, one.said, keyring, now)
            # What was taken stands on its stage, so its box goes.
            mine.update(state=state, box=b"" if state == "taken" else bytes(one.row.box))
            return state
    except (Refused, Overtaken):
        state = "early"
    except Tampered:
        log.error("tampered")
        state = "unreadable"
    mine.filter(state=was).update(state=state)
    return state


def _act_on(row: ReportRow, said: Word | None, keyring: Keyring, now: datetime) -> str:
    """Do what a report says and return what becomes of it."""
    mine = OrderRow.objects.filter(pk=said.order, phone=row.phone_id).first() if said else None
    if said is None or mine is None:
        return "unreadable"
    order = open_row(mine, Order, keyring)
    stage = open_row(dispatch.stage_row(order.stage, keyring), StageOfPassage, keyring)
    apart = said.verb in domain.WITH_PEOPLE
    reached = not apart or queries.is_reached(order.passage, stage, keyring)
    when = domain.fits(stage.state, said.verb, reached=reached)
    if when == "early":
        return "early"
    if when == "now" and not domain.is_known(said, stage.reports):
        at, told = domain.heard_at(said, stage.reports, now), said.words
        for what in domain.meanings(said, last=stage.last):
            note(stage_id=order.stage, what=what, words=told, at=at, keyring=keyring, now=now)
    if said.verb == "handed over" and order.state == "sent":
        _destroy(KeptOrder(mine, order), "done", keyring, now)
    return "taken"


def _forget_ended(keyring: Keyring, now: datetime) -> None:
    """Destroy the orders whose time or stage is over; an edited row holds up no other."""
    for row in queries.live_rows(keyring):
        try:
            kept = KeptOrder(row, open_row(row, Order, keyring))
            if kept.order.state == "sent" and _is_over(kept.order, keyring, now):
                with transaction.atomic():
                    _destroy(kept, "ended", keyring, now)
        except Tampered:
            log.error("tampered")
        except (Refused, Overtaken):
            # Its stage is gone, or another reader did the same at this moment.
            continue


def _is_over(order: Order, keyring: Keyring, now: datetime) -> bool:
    """Say whether nobody needs an order any more: its day is past, or its stage was called off."""
    if order.expires_at <= now:
        return True
    stage = open_row(dispatch.stage_row(order.stage, keyring), StageOfPassage, keyring)
    return stage.state == "stood down"


def _destroy(kept: KeptOrder, state: str, keyring: Keyring, now: datetime) -> None:
    OrderRow.objects.filter(pk=kept.row.pk).update(box=b"")
    OneTimeKeyRow.objects.filter(pk=kept.order.key).delete()
    swap(kept.row, msgspec.structs.replace(kept.order, state=state), keyring, on=now.date())


def _letters(secret: bytes) -> str:
    return b32encode(secret).decode().rstrip("=")


def _known_phone(phone_id: UUID, keyring: Keyring) -> KeptPhone:
    row = PhoneRow.objects.filter(pk=phone_id, cell__in=keyring.cells_of("passages"))
    found = row.exclude(state="revoked").first()
    if found is None:
        raise Refused(_("There is no such phone."), hint=_("Look at the list of phones again."))
    return KeptPhone(found, open_row(found, Phone, keyring))


def _refuse_unready(
    passage_id: UUID, stage: StageOfPassage, has_order: bool, keyring: Keyring
) -> None:
    passage = dispatch.passage(passage_id, keyring).passage
    if queries.may_send(passage, stage, has_order):
        return
    if passage.state == "proposed":
        raise Refused(
            _("Nobody is sent before the passage is approved."),
            hint=_("Two people who did not plan it have to approve it first."),
        )
    raise Refused(
        _("Stage %(n)d cannot be ordered now.") % {"n": stage.number},
        hint=_("It is ordered or over already; look at where it stands."),
    )


def _take_key(known: KeptPhone) -> OneTimeKeyRow:
    """Take a key no order was sealed to yet; it must carry the signature of the compared phone."""
    for key in known.row.keys.filter(used=False).order_by("id"):
        if not boxes.is_own_key(
            bytes(known.row.sign_public), bytes(key.public), bytes(key.signature)
        ):
            raise _bad_keys()
        if OneTimeKeyRow.objects.filter(pk=key.pk, used=False).update(used=True) == 1:
            return key
    raise Refused(
        _("The phone of %(guide)s has no key left for an order.") % {"guide": known.phone.label},
        hint=_("Give the phone up and invite it again; that brings new keys."),
    )


def _bad_keys() -> Refused:
    return Refused(
        _("The keys of this phone cannot be used."), hint=_("Give the phone up and invite again.")
    )
