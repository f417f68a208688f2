"""Orders are sealed ahead, changed, called back, and destroyed; each item to one key of a phone."""

import logging
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base import events, pings
from waystation.base.errors import Refused, Tampered
from waystation.base.moments import quarter_of
from waystation.dispatch import queries as dispatch
from waystation.dispatch.blast import services as blast
from waystation.dispatch.checking import refuse_troubled
from waystation.dispatch.domain import StageOfPassage
from waystation.dispatch.knowing import readable_at
from waystation.dispatch.queries import KeptPassage
from waystation.dispatch.services import note
from waystation.dispatch.starting.services import refuse_early
from waystation.relay.models import OneTimeKeyRow, OrderRow, PhoneRow
from waystation.relay.orders import domain, queries
from waystation.relay.orders.domain import Order
from waystation.relay.orders.queries import KeptOrder
from waystation.relay.phones.services import known_phone
from waystation.relay.turn.services import put_item, replace_item
from waystation.relay.watching import services as watching
from waystation.vault import audit
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, swap

log = logging.getLogger("waystation.alarm")
TEXT_MAX_BYTES = 300


@transaction.atomic
def send_order(*, stage_id: UUID, keyring: Keyring, now: datetime) -> UUID:
    """Seal a stage's order to its guide's phone, to be read from the stage's own hour on.

    It lies here sealed until then; handing it out needs no key of ours. A stage under way may be
    ordered again if the phone that had its order was lost.

    Raises:
      Refused: the passage is not approved, the stage is ordered already, something on it is halted
        or not in force, its guide has no confirmed phone, or the order is too long for a phone.
    """
    row = dispatch.stage_row(stage_id, keyring)
    kept = dispatch.passage(row.passage_id, keyring)
    stage = next(one.stage for one in kept.stages if one.id == stage_id)
    _refuse_unready(kept, stage, queries.order_of(stage_id, keyring) is not None)
    refuse_troubled([stage], dispatch.ground(keyring, [stage]))
    if stage.state != "planned":
        refuse_early(stage_id, keyring, now)  # what is planned still is asked by `note`
    known = queries.phone_for(stage, keyring)
    _end_lost(stage_id, keyring, now)
    order = Order(
        stage=stage_id,
        passage=kept.id,
        release_at=max(readable_at(stage), quarter_of(now)),
        expires_at=domain.ends_at(stage),
        told=_told(stage, kept),
    )
    order_row = add(OrderRow(cell=row.cell, phone=known.row), order, keyring, on=now.date())
    sealed = _armed(KeptOrder(order_row, order), stage, kept, keyring, now)
    body = _body("order", queries.facts_of(stage, kept, keyring), sealed.order, stage)
    _item(sealed, body, order.release_at, keyring, now)
    if stage.state == "planned":
        at = domain.ordered_at(stage, now)
        note(stage_id=stage_id, what="ordered", words="", at=at, keyring=keyring, now=now)
    _disclose(stage_id, "order", order.release_at, keyring, now)
    events.record("stage.ordered", subject=stage_id, cell=row.cell, on=now.date())
    _enter("order sealed", kept, stage, keyring, now)
    return order_row.id


def send_all(*, passage_id: UUID, keyring: Keyring, now: datetime) -> list[tuple[int, Refused]]:
    """Seal every order of a passage that can be sealed; name the stages that were refused, and why.

    Raises:
      Refused: there is no such passage among the reader's.
    """
    refused = []
    for one in dispatch.passage(passage_id, keyring).stages:
        if one.stage.state != "planned":
            continue
        try:
            send_order(stage_id=one.id, keyring=keyring, now=now)
        except Refused as error:
            refused.append((one.stage.number, error))
    return refused


@transaction.atomic
def amend(*, stage_id: UUID, keyring: Keyring, now: datetime) -> bool:
    """Tell a guide what changed on a stage since its order was sealed; says whether anything had.

    What nobody could have read yet is written anew; else the change follows the order.

    Raises:
      Refused: the passage is over, the phone is given up, or the text is too long for a phone.
    """
    kept_order = queries.order_of(stage_id, keyring)
    if kept_order is None:
        return False
    kept = dispatch.passage(kept_order.order.passage, keyring)
    stage = next(one.stage for one in kept.stages if one.id == stage_id)
    was = kept_order.order
    is_unread = domain.is_unread(was, now)
    release_at = max(readable_at(stage), quarter_of(now)) if is_unread else was.release_at
    told = _told(stage, kept)
    if (told, release_at) == (was.told, was.release_at):
        return False
    order = msgspec.structs.replace(
        was, told=told, release_at=release_at, expires_at=domain.ends_at(stage)
    )
    changed = _armed(KeptOrder(kept_order.row, order), stage, kept, keyring, now, anew=True)
    facts = queries.facts_of(stage, kept, keyring)
    items = kept_order.row.items.order_by("number")
    items.update(ends_at=order.expires_at)
    if is_unread:
        items.update(release_at=release_at)
        body = _body("order", facts, changed.order, stage)
        replace_item(items[0], body, nth=1, keyring=keyring)
        blast.end(stage_id=stage_id, unread=True, keyring=keyring, now=now)
        _disclose(stage_id, "order", release_at, keyring, now)
    else:
        body = _body("amend", facts, changed.order, stage)
        _item(changed, body, max(now, was.release_at), keyring, now)
        _disclose(stage_id, "change", max(now, was.release_at), keyring, now)
    _enter("order changed", kept, stage, keyring, now)
    return True


@transaction.atomic
def tell(*, order_id: UUID, what: str, text: str, keyring: Keyring, now: datetime) -> None:
    """Send a guide a few words about the stage ("words"), or word to come for the people ("go").

    Raises:
      Refused: nothing said, too long, or the order is over.
    """
    said = domain.flat(text)
    if not said or len(said.encode()) > TEXT_MAX_BYTES:
        raise Refused(
            _("Write between 1 and %(n)d letters, fewer in Korean.") % {"n": TEXT_MAX_BYTES},
            hint=_("What is longer, say in two."),
        )
    if what not in ("words", "go"):
        raise ValueError(f"{what!r} is no kind of word")
    kept = queries.live_order(order_id, keyring)
    body = {"is": what, "text": said}
    _item(kept, body, max(now, kept.order.release_at), keyring, now)
    _disclose(kept.order.stage, "words", max(now, kept.order.release_at), keyring, now)


def call_back(
    *, passage_id: UUID, why: str, but: UUID | None = None, keyring: Keyring, now: datetime
) -> int:
    """Tell every guide of a passage that their stage is called off; says how many orders stood.

    Orders that nobody could have read are destroyed at once. A phone that does not answer within
    ten minutes rings the office; so does one that cannot be told, and it holds up no other.

    Args:
      but: a stage under way, whose guide goes on.
    """
    mine = [k for k in queries.live_orders(keyring) if k.order.passage == passage_id]
    standing = [k for k in mine if k.order.state == "sent" and k.order.stage != but]
    for kept in standing:
        try:
            take_back(kept, why=why, keyring=keyring, now=now)
        except (Refused, Tampered):
            log.error("a phone cannot be called back")
            _call_by_voice(kept, keyring, now)
    return len(standing)


@transaction.atomic
def take_back(kept: KeptOrder, *, why: str, keyring: Keyring, now: datetime) -> None:
    """Take one order back: what its phone did not fetch yet says so in its place.

    Args:
      why: one of domain.WHYS.
    """
    row, order = kept
    passage = dispatch.passage(order.passage, keyring)
    stage = next(one.stage for one in passage.stages if one.id == order.stage)
    _enter("order taken back", passage, stage, keyring, now)
    if domain.is_unread(order, now):
        destroy(kept, "stood down", keyring, now)
        return
    body = {"is": "stand_down", "why": why if why in domain.WHYS else "other"}
    for nth, item in enumerate(row.items.order_by("number"), start=1):
        if not item.got:
            replace_item(item, body, nth=nth, keyring=keyring)
    ends_at = max(order.expires_at, now + domain.ORDER_LIVES_ON)
    row.items.update(ends_at=ends_at)
    at = max(now, order.release_at)
    put_item(order=row, body=body, release_at=at, ends_at=ends_at, keyring=keyring, now=now)
    _called(kept, ends_at, stage, passage, keyring, now)


def hold_back(*, keyring: Keyring, now: datetime) -> int:
    """Take back what nobody could have read yet and must not be sent any more; says how many.

    That is every order with something halted or not in force on its stage. Its stage keeps its
    guide, and is ordered again by a person once the halt is lifted or the way is another.
    """
    unread = [
        kept
        for kept in queries.live_orders(keyring)
        if kept.order.state == "sent" and domain.is_unread(kept.order, now)
    ]
    held = [kept for kept in unread if queries.is_troubled(kept.order, keyring)]
    for kept in held:
        take_back(kept, why="other", keyring=keyring, now=now)
    return len(held)


@transaction.atomic
def _call_by_voice(kept: KeptOrder, keyring: Keyring, now: datetime) -> None:
    """Call an order back whose phone cannot be told: the alarm says whom to call instead."""
    of = dispatch.passage(kept.order.passage, keyring)
    stage = next(one.stage for one in of.stages if one.id == kept.order.stage)
    _called(kept, kept.order.expires_at, stage, of, keyring, now)


def _called(
    kept: KeptOrder,
    ends_at: datetime,
    stage: StageOfPassage,
    of: KeptPassage,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Note that an order is called back, and ring unless its guide answers."""
    row, order = kept
    row.talk.all().delete()
    called = msgspec.structs.replace(order, state="called back", expires_at=ends_at)
    swap(row, called, keyring, on=now.date())
    code = of.passage.code
    watching.arm_for_recall(order=row, stage=stage, code=code, keyring=keyring, now=now)


@transaction.atomic
def revoke(*, phone_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Give up a phone that is lost or not its partner's: its mail and its keys go at once.

    Word it sent before still counts, and its watches stay and ring. The stages it had orders for
    may be ordered again. Nobody is called by its ways any more, for mail or for nothing.

    Raises:
      Refused: no such phone among those of the keyring.
    """
    known = known_phone(phone_id, keyring)
    pings.forget(known.row.id)
    for kept in queries.live_orders(keyring):
        if kept.row.phone_id == known.row.id:
            destroy(kept, "lost", keyring, now)
    if known.row.state == "invited":
        known.row.delete()
        return
    known.row.keys.all().delete()
    known.row.invitations.all().delete()
    events.record("phone.lost", subject=known.row.id, cell=known.row.cell, on=now.date())
    audit.write("phone lost", actor=keyring.user_id, says={"id": known.row.id.hex[:8]}, now=now)
    PhoneRow.objects.filter(pk=known.row.pk).update(state="revoked", token_digest=b"")


def destroy(kept: KeptOrder, state: str, keyring: Keyring, now: datetime) -> None:
    """Destroy an order: its items, its keys and what was said about it; its watches fall silent.

    Those of a lost phone do not: nobody knows what became of its guide. What could be read on it
    lies there still, in whosever hands.
    """
    row, order = kept
    OneTimeKeyRow.objects.filter(phone=row.phone_id, mailrow__order=row).delete()
    row.items.all().delete()
    row.talk.all().delete()
    ended = msgspec.structs.replace(order, state=state, seeds=(b"", b""))
    swap(row, ended, keyring, on=now.date())
    blast.end(stage_id=order.stage, unread=state == "lost", keyring=keyring, now=now)
    if state != "lost":
        ran_out = state == "ended"
        watching.end_for_order(order_id=row.id, keyring=keyring, now=now, unanswered=ran_out)


def _disclose(
    stage_id: UUID, what: str, readable_at: datetime, keyring: Keyring, now: datetime
) -> None:
    """Write down that a guide's phone is told of a stage, in the transaction that tells it."""
    blast.disclose(
        stage_id=stage_id,
        what=what,
        by_phone=True,
        readable_at=readable_at,
        keyring=keyring,
        now=now,
    )


def _end_lost(stage_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Silence the watches of a lost phone's order: the stage gets another phone now."""
    for kept in queries.orders(keyring):
        if kept.order.stage == stage_id and kept.order.state == "lost":
            watching.end_for_order(order_id=kept.row.id, keyring=keyring, now=now)


def _armed(
    kept: KeptOrder,
    stage: StageOfPassage,
    of: KeptPassage,
    keyring: Keyring,
    now: datetime,
    *,
    anew: bool = False,
) -> KeptOrder:
    """Arm the watches of an order, or move a changed one's; keep what its phone will show."""
    arm = watching.rearm_for_order if anew else watching.arm_for_order
    armed = arm(
        order=kept.row,
        stage_id=kept.order.stage,
        stage=stage,
        code=of.passage.code,
        taken=domain.is_taken(stage, [one.stage for one in of.stages]),
        release_at=kept.order.release_at,
        keyring=keyring,
        now=now,
    )
    return _kept_with(kept, armed, keyring, now)


def _kept_with(
    kept: KeptOrder, armed: watching.Armed, keyring: Keyring, now: datetime
) -> KeptOrder:
    order = msgspec.structs.replace(
        kept.order, seeds=armed.seeds, dues=armed.dues, gap_h=armed.gap_h
    )
    swap(kept.row, order, keyring, on=now.date())
    return KeptOrder(kept.row, order)


def _item(
    kept: KeptOrder,
    body: Mapping[str, object],
    release_at: datetime,
    keyring: Keyring,
    now: datetime,
) -> None:
    put_item(
        order=kept.row,
        body=body,
        release_at=release_at,
        ends_at=kept.order.expires_at,
        keyring=keyring,
        now=now,
    )


def _body(
    what: str, facts: dict[str, object], order: Order, stage: StageOfPassage
) -> dict[str, object]:
    return {"is": what, **facts, **domain.chains(order, stage.depart)}


def _told(stage: StageOfPassage, kept: KeptPassage) -> bytes:
    stages = [one.stage for one in kept.stages]
    return domain.told_of(stage, taken=domain.is_taken(stage, stages))


def _enter(
    kind: str, kept: KeptPassage, stage: StageOfPassage, keyring: Keyring, now: datetime
) -> None:
    """Enter in the audit chain what was done with an order; of whom is never said."""
    says = {"of": kept.passage.code, "n": str(stage.number)}
    audit.write(kind, actor=keyring.user_id, says=says, now=now)


def _refuse_unready(kept: KeptPassage, stage: StageOfPassage, has_order: bool) -> None:
    if queries.may_send(kept.passage, stage, has_order):
        return
    if kept.passage.state == "proposed":
        raise Refused(
            _("Nobody is sent before the passage is approved."),
            hint=_("Two people who did not plan it have to approve it first."),
        )
    raise Refused(
        _("Stage %(n)d cannot be ordered now.") % {"n": stage.number},
        hint=_("It is ordered or over already; look at where it stands."),
    )
