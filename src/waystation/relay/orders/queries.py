"""Reads of orders and of what each guide's phone is waiting for."""

import logging
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from waystation.base.errors import Refused, Tampered
from waystation.dispatch import queries as dispatch
from waystation.dispatch.domain import OPEN_STATES, Passage, StageOfPassage
from waystation.dispatch.trouble import in_the_way, troubles
from waystation.network import queries as network
from waystation.network.domain import Partner
from waystation.network.models import PartnerRow
from waystation.relay.models import MailRow, OrderRow, ReportRow
from waystation.relay.orders import domain
from waystation.relay.orders.domain import LIVE, UNDER_WAY, Order
from waystation.relay.phones import queries as phones
from waystation.relay.phones.queries import KeptPhone, Standing, standing_of
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row

log = logging.getLogger("waystation.alarm")


class KeptOrder(NamedTuple):
    """An order and the row it is kept in."""

    row: OrderRow
    order: Order


class Where(NamedTuple):
    """Where an order is: "" (there is none), "sealed" (not to be read before `release_at`), "lies
    there" (its phone has not asked since), "on the phone", "called back", "done".

    `open_key`: a part of it is sealed to the phone's lasting key, as no other was left.
    """

    order: str = ""
    release_at: datetime | None = None
    open_key: bool = False


NOWHERE = Where()


class Line(NamedTuple):
    """What the office sees of one stage's guide: the phone, the order, and what can be done."""

    stage_id: UUID
    number: int
    guide: str
    state: str
    standing: Standing
    phone_id: UUID | None
    keys_left: int
    where: Where
    changed: bool
    declined: bool
    may_send: bool
    unreadable: int
    early: int


def order_rows(keyring: Keyring) -> QuerySet[OrderRow]:
    """Find the rows of the keyring's orders, unopened."""
    return OrderRow.objects.filter(cell__in=keyring.cells_of("passages"))


def live_rows(keyring: Keyring) -> QuerySet[OrderRow]:
    """Find the orders that are not destroyed: those with an item in a mailbox, or once in one."""
    return order_rows(keyring).filter(items__isnull=False).distinct()


def orders(keyring: Keyring) -> list[KeptOrder]:
    """List the orders there are or were; one that was changed is left out and alarmed."""
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
    """List the orders that a phone still holds or will get, those called back among them."""
    return [kept for kept in _opened(live_rows(keyring), keyring) if kept.order.state in LIVE]


def order_of(stage_id: UUID, keyring: Keyring) -> KeptOrder | None:
    """Find the order that stands for a stage, not called back; None if there is none."""
    found = [k for k in live_orders(keyring) if k.order.stage == stage_id]
    return next((k for k in found if k.order.state == "sent"), None)


def on_phone(phone_id: UUID, keyring: Keyring) -> list[str]:
    """Name the stages whose orders one phone holds or will get: the passage's code and a number."""
    found = []
    for kept in live_orders(keyring):
        if kept.row.phone_id == phone_id:
            of = dispatch.passage(kept.order.passage, keyring)
            number = next(one.stage.number for one in of.stages if one.id == kept.order.stage)
            found.append(f"{of.passage.code} / {number}")
    return found


def is_troubled(order: Order, keyring: Keyring) -> bool:
    """Say whether something on an order's stage is halted or not in force now."""
    of = dispatch.passage(order.passage, keyring)
    mine = [one.stage for one in of.stages if one.id == order.stage]
    return bool(in_the_way(troubles(mine, dispatch.ground(keyring, mine))))


def live_order(order_id: UUID, keyring: Keyring) -> KeptOrder:
    """Open an order that stands.

    Raises:
      Refused: there is none of that id, or it is over.
      Tampered: it was changed.
    """
    row = live_rows(keyring).filter(pk=order_id).first()
    order = open_row(row, Order, keyring) if row else None
    if row is None or order is None or order.state != "sent":
        raise Refused(_("This order is over."), hint=_("Look at where the stage stands now."))
    return KeptOrder(row, order)


def may_send(passage: Passage, stage: StageOfPassage, has_order: bool) -> bool:
    """Say whether a stage can be ordered: first, or again because its phone is gone."""
    if passage.state not in OPEN_STATES or has_order:
        return False
    return stage.state == "planned" or stage.state in UNDER_WAY


def phone_for(stage: StageOfPassage, keyring: Keyring) -> KeptPhone:
    """Find the confirmed phone of a stage's guide.

    Raises:
      Refused: the guide has none.
    """
    known = phones.phone_of(stage.guide, keyring)
    if known is None or not phones.is_confirmed(known):
        raise Refused(
            _("%(guide)s has no confirmed phone.") % {"guide": stage.guide_name},
            hint=_("Invite the phone, then compare the words with the guide."),
        )
    return known


def facts_of(
    stage: StageOfPassage, kept: dispatch.KeptPassage, keyring: Keyring
) -> dict[str, object]:
    """Say what a stage's guide is told, in the guide's language.

    Raises:
      Refused: a place of the stage is not on the map.
    """
    places = {place.slug: place for place in network.places(keyring)}
    if stage.from_place not in places or stage.to_place not in places:
        raise Refused(
            _("A place of stage %(n)d is not on the map.") % {"n": stage.number},
            hint=_("Add it to the network first."),
        )
    stages = {one.stage.number: one.stage for one in kept.stages}
    near = [stages.get(stage.number + step) for step in (0, -1, 1)]
    own, before, after = _tongues(near, keyring)
    return domain.facts(
        stage,
        from_place=places[stage.from_place],
        to_place=places[stage.to_place],
        tongues=(own, before, after),
        taken=domain.is_taken(stage, list(stages.values())),
    )


def _tongues(stages: list[StageOfPassage | None], keyring: Keyring) -> list[str]:
    """Give the language of each stage's guide; English where there is no stage or no record."""
    rows = {one.guide_row for one in stages if one is not None and one.guide_row}
    if all(one is None or one.guide_row for one in stages):
        held = PartnerRow.objects.filter(pk__in=rows, cell__in=keyring.cells_of("network"))
        partners = [open_row(row, Partner, keyring) for row in held]
    else:
        partners = network.partners(keyring)
    spoken = {partner.slug: partner.tongue for partner in partners}
    return [spoken.get(one.guide, "en") if one else "en" for one in stages]


def panel(passage_id: UUID, keyring: Keyring, *, real_now: datetime, now: datetime) -> list[Line]:
    """List a passage's guides in order of their stages, with what each phone is waiting for.

    Raises:
      Refused: there is no such passage among the reader's.
    """
    kept = dispatch.passage(passage_id, keyring)
    by_guide = {known.phone.partner: known for known in phones.phones(keyring)}
    of_stage: dict[UUID, KeptOrder] = {}
    for one in orders(keyring):
        there = of_stage.get(one.order.stage)
        if there is None or there.order.state != "sent":
            of_stage[one.order.stage] = one
    stages = [item.stage for item in kept.stages]
    lines = []
    for item in kept.stages:
        mine = of_stage.get(item.id)
        stands = mine is not None and mine.order.state == "sent"
        told = domain.told_of(item.stage, taken=domain.is_taken(item.stage, stages))
        line = _line(item, by_guide.get(item.stage.guide), keyring, real_now)
        lines.append(
            line._replace(
                may_send=line.standing.what == "ready"
                and may_send(kept.passage, item.stage, stands),
                changed=stands and mine is not None and mine.order.told != told,
                where=_where(mine, now) if mine else NOWHERE,
            )
        )
    return lines


def _line(
    item: dispatch.KeptStage, known: KeptPhone | None, keyring: Keyring, real_now: datetime
) -> Line:
    """Say what is known of a stage's guide without looking at the order."""
    row = known.row if known else None
    reports = ReportRow.objects.filter(phone=row) if row else ReportRow.objects.none()
    stage = item.stage
    return Line(
        stage_id=item.id,
        number=stage.number,
        guide=stage.guide_name,
        state=stage.state,
        standing=standing_of(known, keyring, real_now),
        phone_id=row.id if row else None,
        keys_left=row.keys.filter(used=False).count() if row else 0,
        where=NOWHERE,
        changed=False,
        declined=stage.state == "planned" and any(r.what == "declined" for r in stage.reports),
        may_send=False,
        unreadable=reports.filter(state="unreadable").count(),
        early=reports.filter(state="early").count(),
    )


def _where(kept: KeptOrder, now: datetime) -> Where:
    """Say where an order is: here, in the mailbox, on the phone."""
    if kept.order.state != "sent":
        return Where("called back" if kept.order.state == "called back" else "done")
    items = list(MailRow.objects.filter(order=kept.row))
    waits = "sealed" if kept.order.release_at > now else "lies there"
    return Where(
        "on the phone" if all(item.got for item in items) else waits,
        kept.order.release_at,
        any(item.key_id is None for item in items),
    )
