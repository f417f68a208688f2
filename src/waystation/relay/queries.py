"""Reads of phones and their mail: the office's with a keyring, the phone's own with its token."""

import logging
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from waystation.base.errors import Refused, Tampered
from waystation.base.ids import new_id
from waystation.dispatch import queries as dispatch
from waystation.dispatch.domain import OPEN_STATES, Passage, StageOfPassage
from waystation.network import queries as network
from waystation.relay import domain
from waystation.relay.domain import MAIL_ITEMS, UNDER_WAY, Order, Phone, Word
from waystation.relay.models import InvitationRow, OrderRow, PhoneRow, ReportRow
from waystation.vault import boxes, cells
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row

log = logging.getLogger("waystation.alarm")
# Stands in for the digest of a phone that is not there, so that looking costs the same.
NO_DIGEST = bytes(32)
HEARD_MAX = 200
# Reports that nobody has acted on yet.
WAITING = ("new", "early")


class KeptPhone(NamedTuple):
    """A phone and the row it is kept in."""

    row: PhoneRow
    phone: Phone


class KeptOrder(NamedTuple):
    """An order and the row it is kept in."""

    row: OrderRow
    order: Order


class Item(NamedTuple):
    """One piece of mail as a phone gets it: an order, or bytes that look like one."""

    id: UUID
    box: bytes


class Heard(NamedTuple):
    """A report as it came in, and what it says; None if it cannot be read or is forged."""

    row: ReportRow
    said: Word | None


class Line(NamedTuple):
    """What the office sees of one stage's guide: the phone, the order, and what can be done.

    `standing` is one of "none", "invited", "expired", "compare", "ready".
    """

    stage_id: UUID
    number: int
    guide: str
    state: str
    standing: str
    phone_id: UUID | None
    digits: str
    until: datetime | None
    keys_left: int
    order: str
    may_send: bool
    unreadable: int
    early: int


def phones(keyring: Keyring) -> list[KeptPhone]:
    """List the phones that are not revoked."""
    rows = PhoneRow.objects.filter(cell__in=keyring.cells_of("passages")).exclude(state="revoked")
    return [KeptPhone(row, open_row(row, Phone, keyring)) for row in rows]


def phone_of(partner: str, keyring: Keyring) -> KeptPhone | None:
    """Find a guide's phone, joined or only invited, if there is one."""
    return next((kept for kept in phones(keyring) if kept.phone.partner == partner), None)


def order_rows(keyring: Keyring) -> QuerySet[OrderRow]:
    """Find the rows of the keyring's orders, unopened."""
    return OrderRow.objects.filter(cell__in=keyring.cells_of("passages")).defer("box")


def live_rows(keyring: Keyring) -> QuerySet[OrderRow]:
    """Find the orders whose box is still there; a destroyed one needs no second look."""
    return order_rows(keyring).exclude(box=b"")


def orders(keyring: Keyring) -> list[KeptOrder]:
    """List the orders in a mailbox, or once in one; a changed one is left out and alarmed."""
    return _opened(order_rows(keyring), keyring)


def _opened(rows: QuerySet[OrderRow], keyring: Keyring) -> list[KeptOrder]:
    found = []
    for row in rows:
        try:
            found.append(KeptOrder(row, open_row(row, Order, keyring)))
        except Tampered:
            log.error("tampered")
    return found


def live_orders(keyring: Keyring) -> list[KeptOrder]:
    """List the orders that a phone still holds."""
    return [kept for kept in _opened(live_rows(keyring), keyring) if kept.order.state == "sent"]


def heard(keyring: Keyring) -> list[Heard]:
    """Open the reports that wait for a reader, in the order in which they were spoken.

    One that does not open, or that its phone did not sign, comes first and without words. Which of
    too many early ones are tried again is left to chance, so that none is kept out for ever.
    Cost: about 3 ms each; at most `HEARD_MAX` at a time.

    Raises:
      Tampered: the keys of the compartment are not its own; no report is judged by them.
    """
    held = keyring.cells_of("passages")
    for cell in held:
        cells.vouch(cell, keyring)
    rows = ReportRow.objects.filter(phone__cell__in=held).select_related("phone")
    new = list(rows.filter(state="new").order_by("day")[:HEARD_MAX])
    early = rows.filter(state="early").order_by("?")[: HEARD_MAX - len(new)]
    found = [Heard(row, _said(row, keyring)) for row in (*new, *early)]
    return sorted(found, key=lambda one: (one.said is not None, one.said.at if one.said else 0))


def _said(row: ReportRow, keyring: Keyring) -> Word | None:
    try:
        plain = boxes.open_report(
            row.phone.cell,
            bytes(row.box),
            mailbox=row.phone_id,
            phone_public=bytes(row.phone.sign_public),
            keyring=keyring,
        )
        return domain.word(plain)
    except (Tampered, ValueError):
        return None


def digits_of(kept: KeptPhone, keyring: Keyring) -> str:
    """Give the number to compare for a phone that joined; empty if there is nothing to compare.

    It is made from the keys on file at this moment, so the number vouches for just these.

    Raises:
      Tampered: the compartment's keys on file, which the phone was given, are not its own.
    """
    row = kept.row
    used = row.invitations.filter(used=True).first()
    if row.state != "active" or used is None:
        return ""
    cells.vouch(row.cell, keyring)
    return domain.comparison_number(
        boxes.open_for_cell(row.cell, bytes(used.secret_box), about=used.id, keyring=keyring),
        mailbox_public=bytes(row.mailbox_public),
        sign_public=bytes(row.sign_public),
        cell_sign_public=cells.sign_public(row.cell),
        cell_box_public=cells.box_public(row.cell),
    )


def is_confirmed(kept: KeptPhone) -> bool:
    """Say whether the office compared this phone's number.

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


def may_send(passage: Passage, stage: StageOfPassage, has_order: bool) -> bool:
    """Say whether a stage can be ordered: first, or again because its phone is gone."""
    if passage.state not in OPEN_STATES or has_order:
        return False
    return stage.state == "planned" or stage.state in UNDER_WAY


def phone_for(stage: StageOfPassage, live: list[KeptOrder], keyring: Keyring) -> KeptPhone:
    """Find the confirmed phone of a stage's guide, with room for another order.

    Raises:
      Refused: the guide has no confirmed phone, or it has as many open orders as it takes.
    """
    known = phone_of(stage.guide, keyring)
    if known is None or not is_confirmed(known):
        raise Refused(
            _("%(guide)s has no confirmed phone.") % {"guide": stage.guide_name},
            hint=_("Invite the phone, then compare the number with the guide."),
        )
    if sum(kept.row.phone_id == known.row.id for kept in live) >= MAIL_ITEMS:
        raise Refused(
            _("%(guide)s has as many open orders as a phone takes.") % {"guide": stage.guide_name},
            hint=_("Wait until one of them is done."),
        )
    return known


def order_text(stage: StageOfPassage, order: UUID, keyring: Keyring) -> bytes:
    """Write what a stage's guide is told, in the guide's language.

    Raises:
      Refused: a place of the stage is not on the map, or the text is too long for a phone.
    """
    places = {place.slug: place for place in network.places(keyring)}
    if stage.from_place not in places or stage.to_place not in places:
        raise Refused(
            _("A place of stage %(n)d is not on the map.") % {"n": stage.number},
            hint=_("Add it to the network first."),
        )
    tongues = {partner.slug: partner.tongue for partner in network.partners(keyring)}
    body = domain.order_body(
        stage,
        order=order,
        from_place=places[stage.from_place],
        to_place=places[stage.to_place],
        tongue=tongues.get(stage.guide, "en"),
    )
    text = domain.written(body)
    if len(text) > domain.ORDER_BODY_MAX:
        raise Refused(
            _("The order of stage %(n)d is %(over)d bytes too long for a phone.")
            % {"n": stage.number, "over": len(text) - domain.ORDER_BODY_MAX},
            hint=_("Write the needs or the names of its places shorter; nothing is cut off here."),
        )
    return text


def is_reached(passage_id: UUID, stage: StageOfPassage, keyring: Keyring) -> bool:
    """Say whether the people can be with a stage's guide: the one before has handed them over."""
    if stage.number == 1:
        return True
    stages = dispatch.passage(passage_id, keyring).stages
    before = [kept.stage for kept in stages if kept.stage.number == stage.number - 1]
    return all(one.state == "handed over" for one in before)


def panel(passage_id: UUID, keyring: Keyring, *, real_now: datetime) -> list[Line]:
    """List a passage's guides in order of their stages, with what each phone is waiting for.

    Raises:
      Refused: there is no such passage among the reader's.
    """
    kept = dispatch.passage(passage_id, keyring)
    by_guide = {known.phone.partner: known for known in phones(keyring)}
    ever = [known.order for known in orders(keyring)]
    by_stage = {order.stage for order in ever}
    sent = {order.stage for order in ever if order.state == "sent"}
    return [
        _line(
            item,
            by_guide.get(item.stage.guide),
            order="sent" if item.id in sent else "done" if item.id in by_stage else "",
            may_order=may_send(kept.passage, item.stage, item.id in sent),
            keyring=keyring,
            real_now=real_now,
        )
        for item in kept.stages
    ]


def mail(mailbox: UUID, token: bytes) -> list[Item]:
    """Give a phone its mail: always three boxes of one size, whoever asks with whatever token.

    Cost: the same two look-ups for a stranger as for a phone.
    """
    known = is_its_token(mailbox, token)
    rows = OrderRow.objects.filter(phone=mailbox).exclude(box=b"").order_by("day", "id")
    waiting = [Item(row.id, bytes(row.box)) for row in rows[:MAIL_ITEMS]]
    found = waiting if known else []
    return found + [Item(new_id(), boxes.order_filler()) for _n in range(MAIL_ITEMS - len(found))]


def is_its_token(mailbox: UUID, token: bytes) -> bool:
    """Say whether a token opens a mailbox that is in use."""
    row = PhoneRow.objects.filter(pk=mailbox, state="active").first()
    digest = bytes(row.token_digest) if row else NO_DIGEST
    return domain.is_same(domain.token_digest(token), digest)


def _line(
    item: dispatch.KeptStage,
    known: KeptPhone | None,
    *,
    order: str,
    may_order: bool,
    keyring: Keyring,
    real_now: datetime,
) -> Line:
    standing, until = _standing(known, real_now)
    row = known.row if known else None
    reports = ReportRow.objects.filter(phone=row) if row else ReportRow.objects.none()
    return Line(
        stage_id=item.id,
        number=item.stage.number,
        guide=item.stage.guide_name,
        state=item.stage.state,
        standing=standing,
        phone_id=row.id if row else None,
        digits=digits_of(known, keyring) if known and standing == "compare" else "",
        until=until,
        keys_left=row.keys.filter(used=False).count() if row else 0,
        order=order,
        may_send=may_order and standing == "ready",
        unreadable=reports.filter(state="unreadable").count(),
        early=reports.filter(state="early").count(),
    )


def _standing(known: KeptPhone | None, real_now: datetime) -> tuple[str, datetime | None]:
    if known is None:
        return "none", None
    if known.row.state == "active":
        return ("ready" if is_confirmed(known) else "compare"), None
    link = InvitationRow.objects.filter(phone=known.row, used=False).first()
    if link is None or link.expires_at <= real_now:
        return "expired", None
    return "invited", link.expires_at


def passage_of(stage_id: UUID, keyring: Keyring) -> UUID:
    """Name the passage that a stage belongs to."""
    return dispatch.stage_row(stage_id, keyring).passage_id
