"""Receipts issued, void and issued anew. A paper is never changed, and no number is left out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.giving import rows
from waystation.giving.donors import queries as donors
from waystation.giving.letters import attaching
from waystation.giving.letters import services as letters
from waystation.giving.letters.domain import Attached, Value
from waystation.giving.models import DonorRow, GiftRow, ReceiptGift, ReceiptRow
from waystation.giving.receipts import domain, queries, sheets
from waystation.giving.receipts.domain import Line, Paper, Reason, Told
from waystation.ledger.reports.writing import inert
from waystation.vault import audit, boxes, enclosed
from waystation.vault.keyring import Keyring

# So many are looked at for one press, so that those who cannot get one hold up nobody.
LOOKED_AT = 200
ATTACHED = "receipt-attached"


class Goods(NamedTuple):
    """What a giver got in return for a gift, and what we estimate it was worth."""

    what: str
    cents: int


class Done(NamedTuple):
    """What came of one press: receipts issued, gifts that cannot have one yet, those left."""

    n_issued: int
    n_stuck: int
    n_left: int


class _Draft(NamedTuple):
    """A receipt before it has a number."""

    kind: Literal["gift", "year"]
    year: int
    donor: DonorRow
    gifts: Sequence[GiftRow]
    lines: tuple[Line, ...]
    replaces: ReceiptRow | None = None


def issue(gift_ids: Iterable[UUID], *, keyring: Keyring, now: datetime) -> list[ReceiptRow]:
    """Issue a receipt for each of some gifts, each in a transaction of its own.

    Raises:
      Refused: a gift is not there, waits for no receipt, or cannot have one as things are.
    """
    return [issue_one(gift_id, keyring=keyring, now=now) for gift_id in gift_ids]


@transaction.atomic
def issue_one(
    gift_id: UUID, *, keyring: Keyring, now: datetime, goods: Goods | None = None
) -> ReceiptRow:
    """Issue the receipt of one gift, with what its giver got in return if that was something.

    Raises:
      Refused: no such gift waits, or something that has to stand on it is not known.
    """
    row = _issue_gift(queries.gift(gift_id, keyring), goods, keyring, now)
    _audit("receipts issued", row, keyring, now)
    return row


def issue_waiting(*, keyring: Keyring, now: datetime) -> Done:
    """Issue receipts for the gifts that have waited longest, so many as one press is for.

    Raises:
      Refused: the organisation has not said what stands on its receipts.
    """
    queries.on_paper(now.date())
    n_issued, n_stuck = 0, 0
    for gift_id in queries.singles(keyring).values_list("pk", flat=True)[:LOOKED_AT]:
        if n_issued == domain.AT_ONCE:
            break
        try:
            issue_one(gift_id, keyring=keyring, now=now)
        except Refused:
            n_stuck += 1
        else:
            n_issued += 1
    return Done(n_issued, n_stuck, queries.singles(keyring).count())


@transaction.atomic
def issue_year(donor_row: UUID, year: int, *, keyring: Keyring, now: datetime) -> ReceiptRow:
    """Issue one receipt for everything a donor gave in a year that stands on no other.

    What stands on one is told with its number, and not added up.

    Raises:
      Refused: the year is not over, nothing of it waits, or something is not known.
    """
    if year >= now.year:
        raise Refused(
            _("The year %(year)s is not over.") % {"year": year},
            hint=_("Issue receipts of single gifts until then."),
        )
    row = donors.row_of(donor_row, keyring)
    gifts = list(_of_year(queries.without(keyring), row, year))
    if not gifts:
        raise Refused(
            _("No gift of %(year)s waits for a receipt.") % {"year": year},
            hint=_("Look at the receipts of this donor."),
        )
    lines = (*(queries.line(gift, keyring) for gift in gifts), *_told_before(row, year, keyring))
    ordered = tuple(sorted(lines, key=lambda line: line.on))
    issued = _put(_Draft("year", year, row, gifts, ordered), keyring, now)
    _audit("receipts issued", issued, keyring, now)
    return issued


def issue_years(year: int, *, keyring: Keyring, now: datetime) -> Done:
    """Issue the statements of a year, so many as one press is for."""
    queries.on_paper(now.date())
    n_issued, n_stuck = 0, 0
    for one in queries.statements(keyring, year):
        if n_issued == domain.AT_ONCE:
            break
        try:
            issue_year(one.donor_row, year, keyring=keyring, now=now)
        except Refused:
            n_stuck += 1
        else:
            n_issued += 1
    return Done(n_issued, n_stuck, len(queries.statements(keyring, year)))


@transaction.atomic
def void(receipt_id: UUID, why: str, *, keyring: Keyring, now: datetime) -> ReceiptRow:
    """Make a receipt void, with the reason; its number stays taken and its gifts wait again.

    Raises:
      Refused: there is none, it is void, or no reason is given.
      Overtaken: somebody was faster.
    """
    row, _paper = queries.receipt(receipt_id, keyring)
    _void(row, "void", why, keyring, now)
    _audit("receipt void", row, keyring, now)
    return row


@transaction.atomic
def reissue(receipt_id: UUID, why: str, *, keyring: Keyring, now: datetime) -> ReceiptRow:
    """Issue a receipt anew, with a new number, from what is known today; the old one is void.

    Raises:
      Refused: there is none, it is void, no reason is given, or nothing is left of its gifts.
      Overtaken: somebody was faster.
    """
    row, paper = queries.receipt(receipt_id, keyring)
    kept = ReceiptGift.objects.filter(receipt=row).values_list("gift", flat=True)
    _void(row, "reissued", why, keyring, now)
    gifts = list(queries.without(keyring).filter(pk__in=list(kept)))
    if not gifts:
        raise Refused(
            _("Nothing is left of the gifts on this receipt."), hint=_("Make it void instead.")
        )
    donor = donors.standing(row.donor)
    goods = {line.on: Goods(line.goods, line.goods_cents) for line in paper.lines if line.goods}
    lines = [_line(gift, goods.get(gift.paid_on or gift.begun_on), keyring) for gift in gifts]
    if row.kind == "year":
        lines += _told_before(donor, paper.year, keyring)
    ordered = tuple(sorted(lines, key=lambda line: line.on))
    draft = _Draft(paper.kind, paper.year, donor, gifts, ordered, row)
    issued = _put(draft, keyring, now)
    _audit("receipt reissued", issued, keyring, now)
    return issued


@transaction.atomic
def send(receipt_id: UUID, *, keyring: Keyring, now: datetime) -> None:
    """Put a letter with the paper attached into the outbox, where its donor asked for that.

    Raises:
      Refused: there is none, it is void, or the donor has no address of mail.
    """
    row, paper = queries.receipt(receipt_id, keyring)
    donor = donors.standing(row.donor)
    if row.state != "issued" or not donor.finder:
        raise Refused(
            _("This receipt cannot be sent by mail: it is void, or its donor has no address."),
            hint=_("Print it, and send it by post."),
        )
    letters.wait(donor, ATTACHED, {"id": str(row.pk), "number": paper.number}, now=now)


@transaction.atomic
def table(year: int, *, keyring: Keyring, now: datetime) -> list[list[str]]:
    """Lay out the receipts of a year for a spreadsheet, void ones too; each time is recorded."""
    rows_ = [["number", "issued on", "state", "void on", "donor", "country", "currency", "amount"]]
    for view in queries.every(keyring, year):
        row, to = view.row, view.paper.to if view.paper else None
        rows_.append([
            view.number,
            row.issued_on.isoformat(),
            row.state,
            row.void_on.isoformat() if row.void_on else "",
            inert(to.name) if to else "",
            inert(to.country) if to else "",
            row.currency,
            f"{row.cents // 100}.{row.cents % 100:02d}",
        ])  # fmt: skip
    says = {"n": str(len(rows_) - 1), "at": str(year)}
    audit.write("receipts exported", actor=keyring.user_id, says=says, now=now)
    return rows_


def _issue_gift(gift: GiftRow, goods: Goods | None, keyring: Keyring, now: datetime) -> ReceiptRow:
    assert gift.donor is not None  # `queries.without` picks no other
    on = gift.paid_on or gift.begun_on
    draft = _Draft("gift", on.year, gift.donor, [gift], (_line(gift, goods, keyring),))
    return _put(draft, keyring, now)


def _line(gift: GiftRow, goods: Goods | None, keyring: Keyring) -> Line:
    given = goods or Goods("", 0)
    return queries.line(gift, keyring, goods=given.what, goods_cents=given.cents)


def _put(draft: _Draft, keyring: Keyring, now: datetime) -> ReceiptRow:
    """Print a receipt under the next number and keep it, in the caller's transaction.

    Nobody else writes meanwhile, so the numbers have no gap; if anything fails, none was taken.
    """
    donor = donors.donor(draft.donor.pk, keyring)
    if not donor.name.strip() or donor.gone_on:
        raise Refused(
            _("A receipt needs its donor's name, and none is known."),
            hint=_("Write the name into the donor's record."),
        )
    if len({line.currency for line in draft.lines}) > 1:
        raise Refused(
            _("These gifts were given in several currencies."),
            hint=_("Issue a receipt for each gift."),
        )
    on = now.date()
    number = _next_number(on.year)
    row = ReceiptRow(
        id=new_id(),
        cell=draft.donor.cell,
        year=on.year,
        number=number,
        kind=draft.kind,
        donor=draft.donor,
        replaces=draft.replaces,
        cents=domain.total(draft.lines),
        currency=draft.lines[0].currency,
        issued_on=on,
    )
    before = draft.replaces
    paper = Paper(
        number=domain.shown(on.year, number),
        kind=draft.kind,
        year=draft.year,
        issued_on=on,
        to=Told(
            name=donor.name,
            address=donor.address,
            language=donor.language,
            country=donor.country.strip().upper(),
        ),
        of=queries.on_paper(on),
        lines=draft.lines,
        replaces=domain.shown(before.year, before.number) if before else "",
    )
    content = sheets.pdf(paper)
    put_in = enclosed.enclose(content, about=row.pk)
    row.digest, row.paper = domain.digest(content), put_in.sealed
    rows.put(row, msgspec.structs.replace(paper, key=put_in.key), donor=draft.donor)
    ReceiptGift.objects.bulk_create(
        ReceiptGift(receipt=row, gift=gift, cents=queries.net(gift)) for gift in draft.gifts
    )
    if draft.donor.finder:
        kind = "receipt" if draft.kind == "gift" else "year-statement"
        values: dict[str, Value] = {"number": paper.number, "year": draft.year}
        letters.wait(draft.donor, kind, values, now=now, once=f"receipt {row.pk}")
    return row


def _next_number(year: int) -> int:
    last = ReceiptRow.objects.filter(year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _void(row: ReceiptRow, state: str, why: str, keyring: Keyring, now: datetime) -> None:
    if row.state != "issued":
        raise Refused(_("This receipt is void already."), hint=_("Look at the one that stands."))
    if not why.strip():
        raise Refused(_("A receipt is void for a reason."), hint=_("Write it down in a few words."))
    said = msgspec.msgpack.encode(Reason(keyring.alias, why.strip()[: domain.WHY_MAX]))
    sealed = boxes.seal_to_cell(row.cell, said, about=row.pk)
    rows.move(row, state=state, void_on=now.date(), why=sealed)
    ReceiptGift.objects.filter(receipt=row).update(stands=False)


def _told_before(donor: DonorRow, year: int, keyring: Keyring) -> list[Line]:
    """Tell the gifts of a year that stand on receipts already, each with its number."""
    found = ReceiptGift.objects.filter(
        stands=True, gift__donor=donor, gift__paid_on__year=year
    ).select_related("gift", "receipt")
    return [
        msgspec.structs.replace(
            queries.line(one.gift, keyring),
            other_number=domain.shown(one.receipt.year, one.receipt.number),
        )
        for one in found
    ]


def _of_year(found: QuerySet[GiftRow], donor: DonorRow, year: int) -> QuerySet[GiftRow]:
    # What was perhaps given for something in return is asked about first, gift by gift.
    return found.filter(donor=donor, paid_on__year=year).exclude(kind="event")


def _audit(kind: str, row: ReceiptRow, keyring: Keyring, now: datetime) -> None:
    says = {"n": domain.shown(row.year, row.number), "id": str(row.pk)}
    audit.write(kind, actor=keyring.user_id, says=says, now=now)


def _paper_of_letter(values: Mapping[str, Value], keyring: Keyring) -> Attached:
    return Attached(*queries.pdf(UUID(str(values["id"])), keyring))


attaching.attach(ATTACHED, _paper_of_letter)
