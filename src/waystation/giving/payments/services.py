"""Opening a provider's page for a gift, and hearing what the provider says came of it."""

import secrets
import zlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import cast
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.giving import rows
from waystation.giving.gifts import services as gifts
from waystation.giving.models import (
    ForgedCount,
    GiftRow,
    HandleRow,
    NameRow,
    NoticeRow,
    RecurringRow,
)
from waystation.giving.payments import domain, payouts, providers, queries
from waystation.giving.payments.domain import Checkout, Heard, Part, State, Told
from waystation.giving.payments.handles import Handle
from waystation.giving.payments.providers import Forged, Provider, Unreachable
from waystation.ledger.models import ClosedMonth
from waystation.vault import audit
from waystation.vault.keyring import Keyring

REF_BYTES = 24


def open_checkout(
    row: GiftRow | RecurringRow,
    *,
    back: str,
    now: datetime,
    cancel: str = "",
    email: str = "",
    language: str = "en",
) -> str:
    """Open the provider's page on which somebody pays what they just began, and give its address.

    The provider is told a sum, an opaque id and, where the giver named one, an address of mail for
    its own receipt; no name, no campaign.

    Raises:
      Refused: no provider is set up, it does not answer, or this was paid before.
    """
    if row.state != "begun":
        raise Refused(
            _("This gift is not waiting to be paid."), hint=_("Begin another one; thank you.")
        )
    provider = providers.current()
    ref = secrets.token_urlsafe(REF_BYTES)
    own = {"gift": row} if isinstance(row, GiftRow) else {"recurring": row}
    # Before the page opens, so that no notice comes earlier than the name it speaks of.
    NameRow.objects.create(digest=domain.digest(provider.name, ref), **own)
    checkout = Checkout(
        ref=ref,
        cents=row.cents,
        currency=row.currency,
        every=row.every if isinstance(row, RecurringRow) else None,
        language=language,
        back=back,
        cancel=cancel or back,
        email=email,
    )
    return provider.start(checkout).url


def hear(provider_name: str, raw: bytes, headers: Mapping[str, str], *, now: datetime) -> State:
    """Take in a notice as it came over the wire; the same one again changes nothing.

    What it moves in the book is committed when this returns. A notice that came before what it
    speaks of is parked, and acted on when that comes. Needs no key.

    Raises:
      Refused: it is not the provider's own, too old, or too long.
    """
    if len(raw) > domain.NOTICE_BYTES_MAX:
        raise Refused(_("This notice is too long."), hint=_("No provider sends such a one."))
    provider = providers.named(provider_name)
    try:
        heard = provider.read(raw, headers, now=now)
    except Forged:
        _count_forged(provider_name, now.date())
        raise
    return _take_in(provider, heard, raw, now=now)


def hear_again(notice_id: UUID, *, keyring: Keyring, now: datetime) -> State:
    """Act once more on a notice that is parked, read anew from its box; finance asks for it.

    Raises:
      Refused: it is settled meanwhile, or what the book or the provider says against it.
    """
    row = _open_notice(notice_id)
    provider = providers.named(row.provider)
    heard = provider.read_again(queries.raw_of(row, keyring))
    parts = provider.parts(heard.ref) if heard.kind == domain.PAYOUT else ()
    with transaction.atomic():
        row = _open_notice(notice_id)
        told = domain.told(row.provider, heard)
        if not _act(row, told, parts, heard=heard, now=now):
            raise Refused(
                _("What this notice speaks of is still not here."),
                hint=_("If it concerns nothing of ours, set it aside."),
            )
        rows.move(row, state="done", why="")
        _rouse(told, now)
    return "done"


@transaction.atomic
def set_aside(notice_id: UUID, *, by: Keyring, now: datetime) -> None:
    """Say that a notice concerns nothing here, such as a shop's sale under the same account."""
    row = _open_notice(notice_id)
    rows.move(row, state="aside", why="")
    says = {"id": str(row.pk)}
    audit.write("payment notice set aside", actor=by.user_id, says=says, now=now)


def _known(provider: str, heard: Heard) -> State | None:
    seen = NoticeRow.objects.filter(digest=domain.digest(provider, heard.notice))
    return cast(State | None, seen.values_list("state", flat=True).first())


def _take_in(provider: Provider, heard: Heard, raw: bytes, *, now: datetime) -> State:
    parts: tuple[Part, ...] = ()
    trouble = ""
    if heard.kind == domain.PAYOUT and not _known(provider.name, heard):
        # The provider is asked before the transaction, which would otherwise wait for it.
        try:
            parts = provider.parts(heard.ref)
        except Refused as no:
            trouble = "provider" if isinstance(no, Unreachable) else "book"
    with transaction.atomic():
        known = _known(provider.name, heard)
        if known:
            return known
        told = domain.told(provider.name, heard)
        row = _noted(provider.name, heard, told, raw, now)
        if not trouble:
            trouble = _tried(row, told, parts, heard=heard, now=now)
        state: State = "parked" if trouble else "done"
        if heard.kind == domain.UNKNOWN:
            state = "unknown"
        if state != row.state:
            rows.move(row, state=state, why=trouble)
        if state == "done":
            _rouse(told, now)
    return state


def _noted(provider: str, heard: Heard, told: Told, raw: bytes, now: datetime) -> NoticeRow:
    """Write a notice down before anything is done, its own words sealed."""
    row = NoticeRow(
        digest=domain.digest(provider, heard.notice),
        provider=provider,
        kind=heard.kind,
        state="done",
        about=told.about,
        ref=told.ref,
        also=b"".join(told.also),
        unless=told.unless,
        cents=told.cents,
        fee_cents=told.fee_cents,
        happened_on=told.on,
        heard_on=now.date(),
    )
    try:
        return rows.put(row, zlib.compress(raw))
    except ValueError:
        raise Refused(
            _("This notice is too long."), hint=_("No provider sends such a one.")
        ) from None


def _tried(
    row: NoticeRow, told: Told, parts: tuple[Part, ...], *, heard: Heard | None, now: datetime
) -> str:
    """Act on a notice; say why it has to wait, or nothing if it is done."""
    try:
        with transaction.atomic():
            return "" if _act(row, told, parts, heard=heard, now=now) else "early"
    except Refused:
        return "book"


def _rouse(told: Told, now: datetime) -> None:
    """Act on what was parked until one of these names was learned, and on what that brings."""
    learned = list(told.also)
    while learned:
        waiting = NoticeRow.objects.filter(state="parked", why="early", about__in=learned)
        learned = []
        for row in waiting.order_by("happened_on", "pk"):
            kept = queries.told_by(row)
            trouble = _tried(row, kept, (), heard=None, now=now)
            if trouble == "early":
                continue
            rows.move(row, state="parked" if trouble else "done", why=trouble)
            if not trouble:
                learned += kept.also


def _act(
    row: NoticeRow, told: Told, parts: tuple[Part, ...], *, heard: Heard | None, now: datetime
) -> bool:
    """Do what a notice says; False if what it speaks of is not here yet."""
    if told.kind in (domain.NOTHING, domain.UNKNOWN):
        return True
    on = told.on
    if told.kind == domain.PAYOUT:
        payouts.record(row, parts, cents=told.cents, arrives_on=_open_day(on, now.date()))
        return True
    name = NameRow.objects.filter(digest=told.about).first()
    if name is None:
        return False
    gift_id = name.gift_id
    if name.recurring_id:
        gift_id = _recurring(name.recurring_id, told, heard=heard, on=on, now=now)
    elif gift_id:
        gift_id = _gift(row, gift_id, told, on=on, now=now)
    own = {"gift_id": gift_id} if gift_id else {"recurring_id": name.recurring_id}
    # A name that is known already stays whose it is.
    NameRow.objects.bulk_create(
        (NameRow(digest=digest, notice=row, **own) for digest in told.also), ignore_conflicts=True
    )
    return True


def _gift(row: NoticeRow, gift_id: UUID, told: Told, *, on: date, now: datetime) -> UUID:
    """Tell the gift what became of its payment; gives the gift whose payment it is.

    Whoever paid twice, on two pages opened for one gift, gave twice: finance can give one back.
    """
    ref = told.ref.hex()
    if told.kind == domain.PAID:
        take = gifts.again if gifts.came_otherwise(gift_id, ref=ref) else gifts.paid
        came = take(gift_id, cents=told.cents, fee_cents=told.fee_cents, ref=ref, on=on, now=now)
        return came.pk
    if told.kind == domain.PAYMENT_FAILED:
        gifts.failed(gift_id)
    elif told.kind == domain.REFUNDED:
        gifts.refunded(gift_id, total_refunded_cents=told.cents, ref=ref, now=now)
    elif told.kind == domain.DISPUTE_OPENED:
        fee_cents = told.fee_cents
        gifts.disputed(gift_id, cents=told.cents, fee_cents=fee_cents, ref=ref, on=on, now=now)
    elif told.kind == domain.DISPUTE_LOST:
        gifts.dispute_lost(gift_id, cents=told.cents, ref=ref, on=on, now=now)
    elif told.kind == domain.DISPUTE_WON:
        gifts.dispute_won(gift_id, cents=told.cents, ref=ref, on=on, now=now)
        if told.fee_cents:
            day = _open_day(on, now.date())
            payouts.fee_back(row, cents=told.fee_cents, on=day)
    return gift_id


def _recurring(
    recurring_id: UUID, told: Told, *, heard: Heard | None, on: date, now: datetime
) -> UUID | None:
    """Tell a recurring gift what became of it; gives the gift that an instalment made."""
    ref = told.ref.hex()
    if told.kind == domain.BEGUN and heard is not None:
        _keep_handle(recurring_id, heard.ref)
    elif told.kind == domain.INSTALMENT_PAID:
        paid = gifts.instalment_paid(
            recurring_id, cents=told.cents, fee_cents=told.fee_cents, ref=ref, on=on, now=now
        )
        return paid.pk
    elif told.kind == domain.INSTALMENT_FAILED:
        is_late = told.unless and NameRow.objects.filter(digest=told.unless).exists()
        if not is_late:
            gifts.instalment_failed(recurring_id, ref=ref, now=now)
    elif told.kind == domain.RECURRING_ENDED:
        gifts.stop(recurring_id, now=now, by="provider")
    return None


def _keep_handle(recurring_id: UUID, ref: str) -> None:
    """Seal by what the provider steers a recurring gift, for finance and for its giver."""
    if HandleRow.objects.filter(recurring=recurring_id).exists():
        return
    recurring = RecurringRow.objects.select_related("donor").get(pk=recurring_id)
    handle = HandleRow(recurring=recurring)
    rows.put(handle, Handle(ref), donor=recurring.donor)


def _open_day(day: date, today: date) -> date:
    """Give the day on which it is booked: its own, or today where that month is closed."""
    last = ClosedMonth.objects.order_by("-month").values_list("month", flat=True).first() or 0
    return day if day.year * 100 + day.month > last else today


def _open_notice(notice_id: UUID) -> NoticeRow:
    row = NoticeRow.objects.filter(pk=notice_id, state__in=("parked", "unknown")).first()
    if row is None:
        raise Refused(
            _("This notice is settled already."), hint=_("Load the page of payments again.")
        )
    return row


@transaction.atomic
def _count_forged(provider: str, on: date) -> None:
    """Count what nobody known sent; nothing else of it is kept."""
    counted = ForgedCount.objects.filter(provider=provider, on=on)
    if not counted.update(n=F("n") + 1):
        ForgedCount.objects.create(provider=provider, on=on, n=1)
