"""Gifts that repeat: begun, an instalment come or failed, paused, changed, stopped; all keyless.

An instalment counts for what the gift was begun for until that ends, and for the core after it.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.base.money import dollars
from waystation.giving import rows, stamps
from waystation.giving.domain import (
    CENTS_MAX,
    CENTS_MIN,
    INTERVALS,
    coarse,
    first_from,
    next_after,
)
from waystation.giving.donors.services import welcome
from waystation.giving.gifts import book, domain
from waystation.giving.gifts.aims import Aim, aim_at
from waystation.giving.gifts.domain import Asked, GiftSaid, RecurringSaid
from waystation.giving.gifts.receiving import check, cover, paid, thank
from waystation.giving.letters import services as letters
from waystation.giving.models import GiftRow, RecurringRow
from waystation.giving.reference import new_reference

# What is over; an instalment that comes all the same is taken, and changes no state.
OVER = ("stopped", "ended")
UNTIL_ON_MAX_DAYS = 366


@transaction.atomic
def begin_recurring(asked: Asked, *, now: datetime) -> RecurringRow:
    """Write down a gift that somebody wants to give again and again; nothing came yet.

    Raises:
      Refused: as `begin`; nobody to give it, for whoever repeats a gift must be able to stop it.
    """
    check(asked)
    if asked.every not in INTERVALS:
        raise Refused(_("Say how often."), hint=_("Choose one from the list."))
    if asked.who is None or not asked.who.email:
        raise Refused(
            _("A gift that repeats needs an address of mail."),
            hint=_("With it you can change or stop the gift alone, at any time."),
        )
    aim = aim_at(asked, now.date())
    row_id, cents = asked.id or new_id(), asked.cents + cover(asked)
    known = RecurringRow.objects.filter(pk=row_id).first()
    if known is not None:
        if (known.fund, known.campaign_id, known.every) != (aim.fund, aim.campaign, asked.every):
            raise Refused(_("This gift was begun already, otherwise."), hint=_("Begin anew."))
        return known
    donor = welcome(asked.who, now=now)
    is_bank = asked.way == "bank"
    row = RecurringRow(
        id=row_id,
        donor=donor,
        cents=cents,
        every=asked.every,
        counts_until=aim.counts_until,
        provider="bank" if is_bank else asked.provider,
        reference=new_reference() if is_bank else None,
        started_on=now.date(),
        is_to_show=asked.shown_as != "anonymous",
        **aim.columns(),
    )
    said = RecurringSaid(
        shown_as=asked.shown_as,
        name=asked.who.name,
        language=asked.language,
        message=asked.message.strip(),
        honour=asked.honour,
    )
    return rows.put(row, said, donor=donor)


@transaction.atomic
def instalment_paid(
    recurring_id: UUID,
    *,
    cents: int,
    fee_cents: int,
    ref: str,
    on: date,
    now: datetime,
    into: str | None = None,
    hands: book.Hands = book.NOBODY,
) -> GiftRow:
    """Take in an instalment: a gift of its own, which makes a failing gift active again."""
    row = found(recurring_id)
    gift_id = book.own_id(recurring_id, ref)
    came: dict[str, Any] = {"cents": cents, "fee_cents": fee_cents, "ref": ref, "on": on}
    came |= {"now": now, "into": into, "hands": hands}
    if GiftRow.objects.filter(pk=gift_id).exists():
        return paid(gift_id, **came)
    last = GiftRow.objects.filter(recurring=row).order_by("-paid_on", "-begun_on").first()
    aim = Aim.of_instalment(row, on)
    gift = GiftRow(
        id=gift_id,
        donor=row.donor,
        kind="instalment",
        way="bank" if row.provider == "bank" else "hosted",
        cents=cents,
        recurring=row,
        provider=row.provider,
        begun_on=coarse(on),
        # As somebody decided for an earlier one; the first waits for that.
        shown_name=last.shown_name if last else "",
        is_to_show=(last or row).is_to_show,
        **aim.columns(),
    )
    rows.put(gift, GiftSaid(shown_as=""), donor=row.donor)
    gift = paid(gift_id, **came)
    _go_on(row, on, now)
    if last is None:
        thank(gift, now)
    return gift


@transaction.atomic
def instalment_failed(recurring_id: UUID, *, ref: str, now: datetime) -> RecurringRow:
    """Take in that an instalment failed: its giver hears of it now and on some later days.

    Word of one that was paid meanwhile, or of a failure that is known, changes nothing.
    """
    row = found(recurring_id)
    was_paid = GiftRow.objects.filter(ref_digest=book.digest_of(ref)).exists()
    if was_paid or row.state not in ("begun", "active"):
        return row
    row = rows.move(row, state="failing", failing_since=now.date(), failed_n=1, told_n=0)
    tell_failing(row, now)
    return row


@transaction.atomic
def stop(recurring_id: UUID, *, now: datetime, by: str = "giver") -> RecurringRow:
    """Stop a gift that repeats; `by` is the giver, or the provider where it has simply ended."""
    row = found(recurring_id)
    if row.state in OVER:
        return row
    state = "stopped" if by == "giver" else "ended"
    row = rows.move(row, state=state, next_on=None, failing_since=None, paused_until=None)
    _tell(row, "stopped", now)
    return row


@transaction.atomic
def pause(recurring_id: UUID, *, until: date | None = None, now: datetime) -> RecurringRow:
    """Let a gift rest until a day, or until its giver resumes it.

    Raises:
      Refused: it is over, or the day is past or more than a year away.
    """
    row = check_pause(recurring_id, until=until, now=now)
    if (row.state, row.paused_until) == ("paused", until):
        return row
    row = rows.move(row, state="paused", paused_until=until, failing_since=None, failed_n=0)
    _tell(row, "paused", now)
    return row


@transaction.atomic
def resume(recurring_id: UUID, *, now: datetime) -> RecurringRow:
    """Let a gift that rested, failed or lapsed go on."""
    row = going(recurring_id)
    if row.state in ("active", "begun"):
        return row
    on = now.date()
    next_on = row.next_on
    if next_on is None or next_on < on:
        next_on = first_from(on, row.every, anchor=row.started_on)
    row = rows.move(
        row, state="active", paused_until=None, failing_since=None, failed_n=0, next_on=next_on
    )
    _tell(row, "resumed", now)
    return row


@transaction.atomic
def change_amount(recurring_id: UUID, *, cents: int, now: datetime) -> RecurringRow:
    """Give another sum from the next instalment on.

    Raises:
      Refused: it is over, or too little or too much.
    """
    row = check_amount(recurring_id, cents=cents)
    if row.cents == cents:
        return row
    row = rows.move(row, cents=cents)
    _tell(row, "changed", now)
    return row


def check_pause(recurring_id: UUID, *, until: date | None, now: datetime) -> RecurringRow:
    """Refuse a rest that cannot be, before the provider is asked for it.

    Raises:
      Refused: as `pause`.
    """
    row = going(recurring_id)
    if until is not None and not 0 < (until - now.date()).days <= UNTIL_ON_MAX_DAYS:
        raise Refused(
            _("A gift rests at most until a year from now."), hint=_("Choose a day within a year.")
        )
    return row


def check_amount(recurring_id: UUID, *, cents: int) -> RecurringRow:
    """Refuse a sum that cannot be, before the provider is asked for it.

    Raises:
      Refused: as `change_amount`.
    """
    row = going(recurring_id)
    if not CENTS_MIN <= cents <= CENTS_MAX:
        raise Refused(
            _("A gift is between %(least)s and %(most)s.")
            % {"least": dollars(CENTS_MIN), "most": dollars(CENTS_MAX)},
            hint=_("Write another sum; for more, write to us."),
        )
    return row


def tell_failing(row: RecurringRow, now: datetime) -> bool:
    """Let a letter wait for whoever's gift fails, once for each of the days; says if one does."""
    if row.state not in ("failing", "lapsed") or row.failed_n <= row.told_n:
        return False
    if row.state == "lapsed":
        letters.wait(row.donor, "lapsed", {}, now=now)
    else:
        letters.wait(row.donor, "failed", {"n": row.failed_n}, now=now)
    rows.move(row, told_n=row.failed_n)
    return True


@transaction.atomic
def tell_all_failing(*, now: datetime) -> int:
    """Let letters wait for all whose gift failed and who have not heard of it; says how many."""
    waiting = RecurringRow.objects.filter(state__in=("failing", "lapsed")).select_related("donor")
    return sum(tell_failing(row, now) for row in waiting)


def found(recurring_id: UUID) -> RecurringRow:
    """Find a gift that repeats.

    Raises:
      Refused: there is none.
    """
    row = RecurringRow.objects.filter(pk=recurring_id).select_related("donor").first()
    if row is None:
        raise Refused(_("There is no such gift."), hint=_("Pick it from the list of gifts."))
    return row


def going(recurring_id: UUID) -> RecurringRow:
    """Find a gift that repeats and is not over.

    Raises:
      Refused: there is none, or it was stopped.
    """
    row = found(recurring_id)
    if row.state in OVER:
        raise Refused(_("This gift has been stopped."), hint=_("Begin a new one instead."))
    return row


def _go_on(row: RecurringRow, on: date, now: datetime) -> None:
    """Note that an instalment came: the next one is due, and nothing fails any more."""
    if row.state in OVER:
        return
    next_on = next_after(on, row.every, anchor=row.started_on)
    # Word of an older one comes late at times.
    next_on = max(next_on, row.next_on or next_on)
    state = "paused" if row.state == "paused" else "active"
    row = rows.move(row, state=state, next_on=next_on, failed_n=0, told_n=0, failing_since=None)
    stamps.touch()
    if row.campaign and domain.is_last_counting(row.counts_until, on, next_on):
        until = row.counts_until.isoformat() if row.counts_until else ""
        once = f"campaign ends {row.pk}"
        letters.wait(row.donor, "campaign-ends", {"until": until}, now=now, once=once)


def _tell(row: RecurringRow, kind: str, now: datetime) -> None:
    letters.wait(row.donor, kind, {}, now=now)
