"""Reading the cash in the field: who holds how much since when, and what became of it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

import msgspec
from django.db.models import QuerySet, Sum

from waystation.base.errors import Refused, Tampered
from waystation.ledger import chart
from waystation.ledger.currencies import worth
from waystation.ledger.domain import CURRENCY
from waystation.ledger.field import domain
from waystation.ledger.field.domain import Holder, Purse
from waystation.ledger.field.sheets import Sheet
from waystation.ledger.models import Advance, Budget, CashCount, Entry, Posting
from waystation.ledger.rates import rate_on
from waystation.vault import boxes
from waystation.vault.keyring import Keyring


class Out(msgspec.Struct, frozen=True):
    """Cash that is out with somebody, without whose it is: sums, days and its band of age.

    ``usd_cents`` is what it is worth in the book, at the rate of the day it was given.
    """

    id: UUID
    fund: str
    currency: str
    minor: int
    usd_cents: int
    given_on: date
    due_on: date
    days: int
    band: str

    @property
    def is_overdue(self) -> bool:
        """Say whether it should have been settled by now."""
        return self.days > (self.due_on - self.given_on).days


class Proven(msgspec.Struct, frozen=True):
    """How much of what was paid has one kind of proof, in cents and in thousandths of all."""

    level: int
    cents: int
    per_mille: int


class Held(msgspec.Struct, frozen=True):
    """An advance with its holder, opened for finance; no ``holder`` where the box is broken."""

    out: Out
    holder: Holder | None


class AdvanceView(msgspec.Struct, frozen=True):
    """One advance to work on: how it stands, by part, and what its fund may pay for.

    ``case_token`` is that of a rescue, if it is out of one's fund.
    """

    id: UUID
    purse: Purse
    given_on: date
    due_on: date
    closed_on: date | None
    holder: Holder
    parts: dict[str, int]
    is_over: bool
    case_token: bytes | None
    pays_for: tuple[str, ...]

    @property
    def minor(self) -> int:
        """What is still in the hand, in whole minor units."""
        return sum(self.parts.values())


def ageing(on: date) -> list[Out]:
    """List all cash that is out, the oldest first. No key is needed: it names nobody.

    Cost: goes by what is out, not by the length of the book.
    """
    sums = _sums(_of(Advance.objects.filter(closed_on__isnull=True)))
    worths = _carried(sums)
    rows = Advance.objects.filter(pk__in=sums).select_related("fund").order_by("given_on", "pk")
    return [
        _out(row, minor, worths.get(row.pk, 0), on)
        for row in rows
        if (minor := sum(sums[row.pk].values()))
    ]


def held(keyring: Keyring, on: date) -> list[Held]:
    """List all cash that is out with who holds it, the oldest first.

    Cost: about a millisecond an advance, for opening its box.
    """
    keyring.cell("finance")
    outs = ageing(on)
    rows = Advance.objects.in_bulk([out.id for out in outs])
    return [Held(out, holder_if_whole(rows[out.id], keyring)) for out in outs]


def out_with(name: str, keyring: Keyring, on: date) -> list[Out]:
    """List what is out with the holder of that name."""
    return [
        one.out
        for one in held(keyring, on)
        if one.holder and domain.same_name(one.holder.name, name)
    ]


def unproven_alone(advance_id: UUID) -> int:
    """Tell how many cents of an advance one hand alone booked without a receipt so far."""
    rows = Posting.objects.filter(
        entry__advance=advance_id,
        entry__posted=True,
        entry__kind="settlement",
        entry__evidence_level__gt=domain.RECEIPT,
        entry__approved_by__isnull=True,
        account__type="expense",
        currency=CURRENCY,
    )
    return rows.aggregate(s=Sum("minor"))["s"] or 0


def given_alone(person: UUID, on: date) -> int:
    """Tell how many cents somebody gave as advances that day with nobody else's hand on them."""
    rows = Posting.objects.filter(
        entry__posted=True,
        entry__kind="advance",
        entry__made_by=person,
        entry__approved_by__isnull=True,
        entry__booked_on=on,
        account__code=chart.BANK,
        currency=CURRENCY,
    )
    return -(rows.aggregate(s=Sum("minor"))["s"] or 0)


def advance(advance_id: UUID, keyring: Keyring) -> AdvanceView | None:
    """Open one advance; None if there is no such.

    Raises:
      Refused: the keyring does not hold the finance compartment.
      Tampered: its box is another's.
    """
    row = Advance.objects.select_related("fund").filter(pk=advance_id).first()
    if row is None:
        return None
    sums = _sums(Posting.objects.filter(entry__advance=advance_id))
    budget = Budget.objects.filter(fund=row.fund).first()
    holder = opened(row, keyring)
    return AdvanceView(
        id=row.pk,
        purse=Purse(row.fund.code, domain.account_of(holder.kind), row.currency),
        given_on=row.given_on,
        due_on=row.due_on,
        closed_on=row.closed_on,
        holder=holder,
        parts={part: minor for part, minor in sums.get(row.pk, {}).items() if minor},
        is_over=budget is not None and budget.closed_on is not None,
        case_token=bytes(budget.case_token) if budget else None,
        pays_for=domain.pays_for(row.fund.code, restricted=row.fund.restricted),
    )


def left_over(advance_id: UUID) -> dict[str, int]:
    """Tell what changing money cost so far: dollars on the exchange account, by part."""
    rows = Posting.objects.filter(
        entry__advance=advance_id,
        entry__posted=True,
        account__code=chart.EXCHANGE,
        currency=CURRENCY,
    )
    sums = rows.values_list("budget_line").annotate(s=Sum("minor")).order_by("budget_line")
    return {part: cents for part, cents in sums if cents}


def cents_of(minor: int, currency: str, on: date) -> int:
    """Say what cash is worth in dollars' cents, by the rate recorded for the day.

    Raises:
      Refused: no rate is recorded.
    """
    if currency == CURRENCY:
        return minor
    rate = rate_on(base=currency, quote=CURRENCY, on=on)
    return worth(minor, rate.rate, base=currency, quote=CURRENCY)


def proven(*, since: date | None = None) -> list[Proven]:
    """Tell how well what was paid out of advances is proven, best first; no key is needed.

    The aim is 95 in 100 by a receipt, the payee's or a second person's word, and less than one
    written off.
    """
    rows = _of(Advance.objects.all()).filter(
        entry__posted=True, entry__kind="settlement", account__type="expense", currency=CURRENCY
    )
    undone = Entry.objects.filter(reverses__isnull=False, posted=True).values("reverses")
    rows = rows.exclude(entry__in=undone)
    if since:
        rows = rows.filter(entry__booked_on__gte=since)
    sums = dict(rows.values_list("entry__evidence_level").annotate(s=Sum("minor")))
    whole = sum(sums.values())
    return [
        Proven(level, sums.get(level, 0), round(1000 * sums.get(level, 0) / whole) if whole else 0)
        for level in domain.LEVELS
    ]


def opened(row: Advance, keyring: Keyring) -> Holder:
    """Open an advance's box.

    Raises:
      Refused: the keyring does not hold the finance compartment.
      Tampered: the box is another's, or no advance's.
    """
    box = boxes.open_for_cell(row.cell, bytes(row.box), about=row.pk, keyring=keyring)
    try:
        return msgspec.msgpack.decode(box, type=Holder)
    except msgspec.MsgspecError:
        raise Tampered("an advance opens to something that is none") from None


def holder_if_whole(row: Advance, keyring: Keyring) -> Holder | None:
    """Open an advance's box, or give None where it is not the one that was sealed."""
    try:
        return opened(row, keyring)
    except (Tampered, Refused):
        return None


def sheet(row: CashCount, keyring: Keyring) -> Sheet:
    """Open a sheet of counted cash.

    Raises:
      Refused: the keyring does not hold the finance compartment.
      Tampered: the box is another's, or no sheet's.
    """
    box = boxes.open_for_cell(row.cell, bytes(row.box), about=row.pk, keyring=keyring)
    try:
        return msgspec.msgpack.decode(box, type=Sheet)
    except msgspec.MsgspecError:
        raise Tampered("a sheet opens to something that is none") from None


def is_booked(entry_id: UUID) -> bool:
    """Say whether an entry is in the book; what waits for a second hand under its id is not."""
    return Entry.objects.filter(pk=entry_id, posted=True).exists()


def entries_of(advance_id: UUID) -> list[UUID]:
    """Name the posted entries of an advance in their order."""
    rows = Posting.objects.filter(entry__advance=advance_id, entry__posted=True)
    numbered = rows.values_list("entry__number", "entry").distinct().order_by("entry__number")
    return [entry for _number, entry in numbered]


def _of(advances: QuerySet[Advance]) -> QuerySet[Posting]:
    """Find the lines of some advances from these on: a join would walk through the whole book."""
    return Posting.objects.filter(entry__in=Entry.objects.filter(advance__in=advances.values("pk")))


def _sums(rows: QuerySet[Posting]) -> dict[UUID, dict[str, int]]:
    """Add up what is in hands, by advance and part."""
    found: dict[UUID, dict[str, int]] = defaultdict(dict)
    in_hand = rows.filter(
        entry__advance__isnull=False,
        entry__posted=True,
        account__code__startswith=chart.ADVANCE_ACCOUNTS,
    )
    summed = in_hand.values_list("entry__advance", "budget_line").annotate(s=Sum("minor"))
    for advance_id, part, minor in summed.order_by("entry__advance", "budget_line"):
        found[advance_id][part] = minor
    return found


def _carried(sums: Iterable[UUID]) -> dict[UUID, int]:
    """Tell at what the book carries each foreign advance, in dollars' cents."""
    rows = Posting.objects.filter(
        entry__advance__in=list(sums),
        entry__posted=True,
        account__code=chart.EXCHANGE,
        currency=CURRENCY,
    )
    return dict(rows.values_list("entry__advance").annotate(s=Sum("minor")))


def _out(row: Advance, minor: int, carried: int, on: date) -> Out:
    days = (on - row.given_on).days
    return Out(
        id=row.pk,
        fund=row.fund.code,
        currency=row.currency,
        minor=minor,
        usd_cents=minor if row.currency == CURRENCY else carried,
        given_on=row.given_on,
        due_on=row.due_on,
        days=days,
        band=domain.band_of(days),
    )
