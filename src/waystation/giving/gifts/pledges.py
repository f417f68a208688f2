"""Promises to give: written down, accepted, asked for twice at most, kept part by part, given up.

A promise for good is money to come from the day it is accepted; one on a condition from the day
that is met; a share of revenues month by month, as the revenue is told.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.base.money import dollars
from waystation.giving import rows, stamps
from waystation.giving.domain import CENTS_MAX, CENTS_MIN, PLEDGE_KINDS, coarse, later
from waystation.giving.donors.domain import Donor
from waystation.giving.donors.services import welcome
from waystation.giving.gifts import book, domain
from waystation.giving.gifts.aims import Aim
from waystation.giving.gifts.domain import GiftSaid, PledgeSaid
from waystation.giving.letters import services as letters
from waystation.giving.models import GiftRow, PledgeDue, PledgeRow
from waystation.giving.reference import new_reference
from waystation.giving.totals import UNPAID
from waystation.ledger import chart

ASKED_MAX = 2
# A share of a month's revenue is due so long after the month.
SHARE_DUE = timedelta(days=20)


class Promised(NamedTuple):
    """What somebody promises: its kind, what it is for, and its parts or its share of revenues."""

    kind: str
    aim: Aim
    parts: tuple[tuple[date, int], ...] = ()
    basis_points: int = 0


@transaction.atomic
def promise(
    *, pledge_id: UUID, who: Donor, promised: Promised, said: PledgeSaid, now: datetime
) -> PledgeRow:
    """Write down a promise; it counts for nothing until finance accepts it.

    Raises:
      Refused: no parts and no share, or sums that nobody gives.
    """
    known = PledgeRow.objects.filter(pk=pledge_id).first()
    if known is not None:
        return known
    _check(promised)
    aim = promised.aim
    donor = welcome(who, now=now)
    row = PledgeRow(
        id=pledge_id,
        donor=donor,
        kind=promised.kind,
        cents=sum(cents for _day, cents in promised.parts),
        basis_points=promised.basis_points,
        fund=aim.fund,
        campaign_id=aim.campaign,
        promised_on=now.date(),
    )
    rows.put(row, said, donor=donor)
    PledgeDue.objects.bulk_create(
        PledgeDue(pledge=row, due_on=day, cents=cents) for day, cents in promised.parts
    )
    return row


@transaction.atomic
def decide(pledge_id: UUID, *, accept: bool, now: datetime) -> PledgeRow:
    """Accept a promise, which makes one for good money to come, or decline it."""
    row = found(pledge_id)
    if row.state != "asked":
        raise Refused(_("This promise was decided already."), hint=_("Look at the list once more."))
    stamps.touch()
    if not accept:
        return rows.move(row, state="refused")
    row = rows.move(row, state="open")
    return _book(row, now.date()) if row.kind == "promise" else row


@transaction.atomic
def meet(pledge_id: UUID, *, now: datetime) -> PledgeRow:
    """Note that a promise's condition is met: from now on it is money to come."""
    row = _open(pledge_id)
    if row.kind != "conditional" or row.entry is not None:
        raise Refused(_("This promise has no condition that is open."), hint=_("Nothing to do."))
    return _book(row, now.date())


@transaction.atomic
def tell_revenue(pledge_id: UUID, *, month: date, revenue_cents: int, now: datetime) -> PledgeDue:
    """Write down what somebody's revenue of a month was, and ask for our share of it.

    The revenue itself is not kept. The same month again is refused if the share is another.

    Raises:
      Refused: no share of revenues, a month that is not over, or a share of nothing.
    """
    row = _open(pledge_id)
    first = coarse(month)
    after = later(first, 1, anchor=first)
    if row.kind != "share" or after > now.date():
        raise Refused(
            _("A share is asked of revenues, of a month that is over."),
            hint=_("Choose an earlier month."),
        )
    cents = domain.share_of(revenue_cents, row.basis_points)
    if not 0 < cents <= CENTS_MAX:
        raise Refused(
            _("The share comes to %(sum)s.") % {"sum": dollars(cents)},
            hint=_("Correct the revenue."),
        )
    due_on = after + SHARE_DUE
    known = PledgeDue.objects.filter(pledge=row, due_on=due_on).first()
    if known is not None:
        if known.cents != cents:
            raise Refused(
                _("This month's share was told already: %(sum)s.") % {"sum": dollars(known.cents)},
                hint=_("Give up what was wrong, with a second hand."),
            )
        return known
    entry_id = book.own_id(row.pk, f"share {first}")
    book.awaited(entry_id, fund=row.fund, income=_income(row), cents=cents, on=now.date())
    due = PledgeDue.objects.create(pledge=row, due_on=due_on, cents=cents, entry=entry_id)
    gift_of(due)
    stamps.touch()
    return due


@transaction.atomic
def gift_of(due: PledgeDue) -> GiftRow:
    """Give the gift by which a part is kept, with the reference its transfer bears.

    Raises:
      Refused: the promise's condition is not met, so nothing is owed yet.
    """
    row = due.pledge
    if due.gift is not None:
        return due.gift
    if row.entry is None and due.entry is None:
        raise Refused(
            _("Nothing is due before the condition is met."), hint=_("Note first that it is.")
        )
    kind = "share" if row.kind == "share" else "pledge"
    gift = GiftRow(
        id=book.own_id(row.pk, f"due {due.pk}"),
        donor=row.donor,
        kind=kind,
        way="bank",
        cents=due.cents,
        fund=row.fund,
        campaign_id=row.campaign_id,
        pledge=row,
        reference=new_reference(),
        begun_on=coarse(due.due_on),
    )
    rows.put(gift, GiftSaid(), donor=row.donor)
    PledgeDue.objects.filter(pk=due.pk).update(gift=gift)
    due.gift = gift
    return gift


@transaction.atomic
def part(due_id: int, *, cents: int) -> PledgeDue:
    """Part what is due in two, so that what came can be paid; the rest stays due that day."""
    due = unpaid(due_id)
    if not 0 < cents < due.cents:
        raise Refused(
            _("%(sum)s are due; write less than that.") % {"sum": dollars(due.cents)},
            hint=_("To pay all of it, nothing has to be parted."),
        )
    rest = PledgeDue(pledge=due.pledge, due_on=due.due_on, cents=due.cents - cents, entry=due.entry)
    rest.save(force_insert=True)
    PledgeDue.objects.filter(pk=due.pk).update(cents=cents)
    due.cents = cents
    if due.gift is not None:
        rows.move(due.gift, cents=cents)
    return due


@transaction.atomic
def ask(due_id: int, *, now: datetime) -> PledgeDue:
    """Let a letter ask for a part that is overdue: twice at most, ever.

    Raises:
      Refused: it is not overdue, or was asked for twice.
    """
    due = unpaid(due_id)
    gift = gift_of(due)
    if due.due_on >= now.date():
        raise Refused(_("This is not overdue yet."), hint=_("Wait until its day is past."))
    same = PledgeDue.objects.filter(pk=due.pk, asked_n=due.asked_n, asked_n__lt=ASKED_MAX)
    if same.update(asked_n=F("asked_n") + 1) != 1:
        raise Refused(
            _("It was asked for twice, and is not asked for again."),
            hint=_("Give it up with a second hand, or leave it as it is."),
        )
    due.asked_n += 1
    values = {"due": due.due_on.isoformat(), "reference": gift.reference or ""}
    letters.wait(due.pledge.donor, "pledge-due", values, now=now)
    return due


@transaction.atomic
def give_up(pledge_id: UUID, *, entry_id: UUID, hands: book.Hands, now: datetime) -> PledgeRow:
    """Give up what is left of a promise; where it was money to come, two people do.

    Raises:
      Refused: it is not open, or one person alone would write money off.
    """
    row = _open(pledge_id)
    cents = owed_cents(row)
    if cents:
        book.awaited_no_more(
            entry_id, fund=row.fund, income=_income(row), cents=cents, on=now.date(), hands=hands
        )
    waiting = GiftRow.objects.filter(pledge=row, entry=None)
    waiting.update(state="lost", revision=F("revision") + 1)
    stamps.touch()
    return rows.move(row, state="given up")


def owed_cents(row: PledgeRow) -> int:
    """Say how much of a promise stands in the book as money to come."""
    dues = PledgeDue.objects.filter(UNPAID, pledge=row)
    if row.entry is None:
        dues = dues.exclude(entry=None)
    return dues.aggregate(s=Sum("cents"))["s"] or 0


def kept(gift: GiftRow) -> None:
    """Note that a part was kept; a promise without open parts is kept whole.

    Belongs to the transaction of the gift.
    """
    row = gift.pledge
    if row is None or row.kind == "share" or row.state != "open":
        return
    if not PledgeDue.objects.filter(UNPAID, pledge=row).exists():
        rows.move(row, state="kept")


def found(pledge_id: UUID) -> PledgeRow:
    """Find a promise.

    Raises:
      Refused: there is none.
    """
    row = PledgeRow.objects.filter(pk=pledge_id).select_related("donor").first()
    if row is None:
        raise Refused(_("There is no such promise."), hint=_("Pick it from the list."))
    return row


def unpaid(due_id: int) -> PledgeDue:
    """Find a part of an open promise that has not been kept.

    Raises:
      Refused: there is none.
    """
    rows_of = PledgeDue.objects.filter(UNPAID, pk=due_id, pledge__state="open")
    due = rows_of.select_related("pledge__donor", "gift").first()
    if due is None:
        raise Refused(_("This part is not due."), hint=_("Look at the promise once more."))
    return due


def _open(pledge_id: UUID) -> PledgeRow:
    row = found(pledge_id)
    if row.state != "open":
        raise Refused(_("This promise is not open."), hint=_("Look at the list once more."))
    return row


def _book(row: PledgeRow, on: date) -> PledgeRow:
    entry_id = book.own_id(row.pk, "promised")
    book.awaited(entry_id, fund=row.fund, income=_income(row), cents=row.cents, on=on)
    row = rows.move(row, entry=entry_id)
    for due in PledgeDue.objects.filter(pledge=row).select_related("pledge__donor"):
        due.pledge = row
        gift_of(due)
    return row


def _income(row: PledgeRow) -> str:
    return chart.SHARE_GIFTS if row.kind == "share" else chart.GIFTS


def _check(promised: Promised) -> None:
    if promised.kind not in PLEDGE_KINDS:
        raise ValueError(f"no such kind of promise: {promised.kind!r}")
    if promised.kind == "share":
        if not 0 < promised.basis_points <= domain.WHOLE or promised.parts:
            raise Refused(
                _("A share of revenues is between 0.01 and 100 percent."), hint=_("Correct it.")
            )
        return
    _check_parts(promised.parts)


def _check_parts(parts: Sequence[tuple[date, int]]) -> None:
    total = sum(cents for _day, cents in parts)
    is_small = any(cents <= 0 for _day, cents in parts)
    if not 0 < len(parts) <= domain.PARTS_MAX or is_small or not CENTS_MIN <= total <= CENTS_MAX:
        most: dict[str, Any] = {"n": domain.PARTS_MAX, "most": dollars(CENTS_MAX)}
        raise Refused(
            _("A promise has 1 to %(n)d parts and comes to at most %(most)s.") % most,
            hint=_("Correct its parts."),
        )
