"""Promising money before it is spent: reserve, then spend by an entry, void, or let lapse.

A promise counts against its fund from the first moment, so that two plans never count on the same
dollar. It is resolved once and for good; what was not spent of it is free again at once. An entry
spends promises by naming them in ``Draft.resolves``.
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.ledger import domain, queries
from waystation.ledger.booking import Outcome
from waystation.ledger.currencies import shown
from waystation.ledger.expiring import expire as expire
from waystation.ledger.models import Budget, Fund, Reservation
from waystation.vault.staff import pepper


class Wanted(msgspec.Struct, frozen=True):
    """A promise somebody asks for, under an id the caller made and keeps."""

    reservation_id: UUID
    fund: str
    cents: int
    budget_line: str = ""
    expires_on: date | None = None
    currency: str = domain.CURRENCY


def reserve(
    *,
    reservation_id: UUID,
    fund: str,
    cents: int,
    on: date,
    budget_line: str = "",
    expires_on: date | None = None,
    currency: str = domain.CURRENCY,
) -> Outcome:
    """Set money of a fund aside for something to come; "exists" if this very promise was made.

    ``expires_on`` is the last day on which the promise holds; None: until it is resolved.

    Raises:
      Refused: too little is free; the rescue is over; the id was used for another promise.
      ValueError: not a positive whole number of minor units.
    """
    wanted = Wanted(reservation_id, fund, cents, budget_line, expires_on, currency)
    return reserve_many([wanted], on=on)[0]


@transaction.atomic
def reserve_many(wanted: Sequence[Wanted], *, on: date) -> list[Outcome]:
    """Make several promises, all of them or none; see `reserve`."""
    known = Reservation.objects.in_bulk([one.reservation_id for one in wanted])
    macs = {pk: bytes(row.body_mac) for pk, row in known.items()}
    funds = _funds(wanted)
    free = {key: queries.free_of(*key) for key in {(one.fund, one.currency) for one in wanted}}
    outcomes: list[Outcome] = []
    rows = []
    for one in wanted:
        mac = _mac(one)
        if one.reservation_id in macs:
            _check_same(macs[one.reservation_id], mac)
            outcomes.append("exists")
            continue
        _check(one, funds[one.fund], free)
        macs[one.reservation_id] = mac
        free[one.fund, one.currency] -= one.cents
        rows.append(_row(one, funds[one.fund], on, mac))
        outcomes.append("made")
    Reservation.objects.bulk_create(rows)
    return outcomes


def void(reservation_id: UUID) -> Outcome:
    """Take a promise back; "exists" if it was taken back or has lapsed already.

    Raises:
      Refused: there is no such promise, or it was spent.
    """
    if void_many([reservation_id]):
        return "made"
    states = Reservation.objects.filter(pk=reservation_id).values_list("state", flat=True)
    state = states.first()
    if state is None or state == "posted":
        raise Refused(
            _("There is no such promise of money, or it has been spent."),
            hint=_("What was spent is undone by reversing its entry."),
        )
    return "exists"


@transaction.atomic
def void_many(reservations: Iterable[UUID]) -> int:
    """Take back those of some promises that are still open, and say how many they were."""
    still_open = Reservation.objects.filter(pk__in=list(reservations), state="open")
    return still_open.update(state="voided", posted_minor=0, entry=None)


def _funds(wanted: Sequence[Wanted]) -> dict[str, Fund]:
    funds = {row.code: row for row in Fund.objects.filter(code__in={x.fund for x in wanted})}
    for one in wanted:
        if one.fund not in funds:
            raise Refused(
                _("The book has no account or fund %(code)s.") % {"code": one.fund},
                hint=_("Choose one from the chart; nobody who was helped ever has an account."),
            )
    return funds


def _check(wanted: Wanted, fund: Fund, free: Mapping[tuple[str, str], int]) -> None:
    if type(wanted.cents) is not int or not 0 < wanted.cents <= domain.CENTS_MAX:
        raise ValueError(f"{wanted.cents!r} is not a positive whole number of cents")
    if Budget.objects.filter(fund=fund, closed_on__isnull=False).exists() and (
        wanted.budget_line != "resettlement"
    ):
        raise Refused(
            _("The rescue of fund %(fund)s is over.") % {"fund": fund.code},
            hint=_("Only its resettlement share can still be paid; book the rest elsewhere."),
        )
    missing = wanted.cents - free[wanted.fund, wanted.currency]
    if fund.restricted and missing > 0:
        raise Refused(
            _("Fund %(fund)s has %(sum)s too little that is not promised yet.")
            % {"fund": fund.code, "sum": shown(missing, wanted.currency)},
            hint=_("Take back a promise that is no longer needed, or book what came in first."),
        )


def _check_same(known: bytes, asked: bytes) -> None:
    if not hmac.compare_digest(known, asked):
        raise Refused(
            _("A promise with this id is in the book already, and it says something else."),
            hint=_("Take that one back and make a new one under a new id."),
        )


def _mac(wanted: Wanted) -> bytes:
    told = [
        wanted.fund,
        wanted.currency,
        wanted.budget_line,
        wanted.cents,
        str(wanted.expires_on or ""),
    ]
    return hmac.digest(pepper(), b"ws1/promise" + msgspec.json.encode(told), "sha256")


def _row(wanted: Wanted, fund: Fund, on: date, mac: bytes) -> Reservation:
    return Reservation(
        id=wanted.reservation_id,
        fund=fund,
        currency=wanted.currency,
        budget_line=wanted.budget_line,
        reserved_minor=wanted.cents,
        made_on=on,
        expires_on=wanted.expires_on,
        body_mac=mac,
    )
