"""Reading what rescues may cost, what they did cost, and why that differs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

import msgspec
from django.db.models import Sum

from waystation.base.errors import Tampered
from waystation.ledger import queries as book
from waystation.ledger.budgets.domain import TEMPLATES, BudgetTemplate, is_in_force
from waystation.ledger.budgets.figures import RescueMoney, rescue_money
from waystation.ledger.chart import CATEGORY_OF, GENERAL
from waystation.ledger.domain import CURRENCY
from waystation.ledger.models import Budget, Posting, Reservation, TemplateVersion, Variance
from waystation.ledger.readings import RescueFigures
from waystation.vault import boxes
from waystation.vault.keyring import Keyring

Cents = dict[str, int]


class Why(msgspec.Struct, frozen=True, tag="variance/1"):
    """Why a rescue cost other than foreseen: finance's words, and the price that moved it."""

    words: str
    price: str = ""


def template(key: str, on: date) -> BudgetTemplate:
    """Give a template as it stands on a day: the organisation's newest version, or the program's.

    Raises:
      ValueError: there is no such template.
    """
    if key not in TEMPLATES:
        raise ValueError(f"no such template: {key!r}; there are {sorted(TEMPLATES)}")
    return _standing(key, versions(key), on)


def in_force(on: date) -> list[BudgetTemplate]:
    """List the templates a rescue may be opened with on a day."""
    rows: dict[str, list[BudgetTemplate]] = defaultdict(list)
    for one in versions():
        rows[one.key].append(one)
    found = [_standing(key, rows[key], on) for key in TEMPLATES]
    return [one for one in found if is_in_force(one, on)]


def versions(key: str = "") -> list[BudgetTemplate]:
    """List the organisation's own versions of one template, or of all, the newest first."""
    rows = TemplateVersion.objects.order_by("key", "-version")
    return [
        BudgetTemplate(
            row.key,
            row.valid_from,
            row.valid_to,
            msgspec.json.decode(row.per_person, type=Cents),
            version=row.version,
        )
        for row in (rows.filter(key=key) if key else rows)
    ]


def _standing(key: str, own: Iterable[BudgetTemplate], on: date) -> BudgetTemplate:
    return next((one for one in own if is_in_force(one, on)), TEMPLATES[key])


def promised_of(reservations: Iterable[UUID]) -> list[tuple[UUID, str, int]]:
    """Give those of some promises that are still open: id, part of the budget, cents."""
    rows = Reservation.objects.filter(pk__in=list(reservations), state="open").order_by("pk")
    return list(rows.values_list("pk", "budget_line", "reserved_minor"))


def known_of(reservations: Iterable[UUID]) -> set[UUID]:
    """Say which of some promises were ever made."""
    rows = Reservation.objects.filter(pk__in=list(reservations))
    return set(rows.values_list("pk", flat=True))


def money_of(fund: str) -> RescueMoney | None:
    """Read a rescue's money part by part; None where the fund is no rescue's."""
    figures = book.rescue(fund)
    return _money([figures])[0] if figures else None


def rescues() -> list[RescueMoney]:
    """Read every rescue's money, the newest first."""
    return _money(book.rescues())


def _money(figures: list[RescueFigures]) -> list[RescueMoney]:
    codes = [one.fund for one in figures]
    rows = {
        row.fund.code: row
        for row in Budget.objects.select_related("fund").filter(fund__code__in=codes)
    }
    reserved = _reserved(codes)
    beyond = _beyond([bytes(row.case_token) for row in rows.values()])
    return [
        rescue_money(
            one,
            opened_on=rows[one.fund].fund.opened_on,
            reserved=reserved[one.fund],
            forecasts=forecasts_of(rows[one.fund]),
            beyond=beyond[bytes(rows[one.fund].case_token)],
        )
        for one in figures
    ]


def forecasts_of(budget: Budget) -> list[Cents]:
    """Give what the approved ways of a rescue were to cost, the first one first."""
    return msgspec.json.decode(budget.forecasts, type=list[Cents])


def _reserved(funds: list[str]) -> Mapping[str, Cents]:
    rows = Reservation.objects.filter(fund__code__in=funds, state="open", currency=CURRENCY)
    found: dict[str, Cents] = defaultdict(dict)
    for fund, part, cents in rows.values_list("fund__code", "budget_line").annotate(
        s=Sum("reserved_minor")
    ):
        found[fund][part] = cents
    return found


def _beyond(tokens: list[bytes]) -> Mapping[bytes, Cents]:
    rows = Posting.objects.filter(
        entry__posted=True,
        fund__code=GENERAL,
        case_token__in=tokens,
        account__code__in=list(CATEGORY_OF),
    )
    found: dict[bytes, Cents] = defaultdict(dict)
    for token, account, cents in rows.values_list("case_token", "account__code").annotate(
        s=Sum("minor")
    ):
        found[bytes(token)][CATEGORY_OF[account]] = cents
    return found


def why_of(fund: str, keyring: Keyring) -> Why | None:
    """Read why a rescue cost other than foreseen, if finance wrote it down.

    Raises:
      Refused: the keyring does not hold the finance compartment.
      Tampered: the row opens to something else.
    """
    row = Variance.objects.select_related("fund__budget").filter(fund__code=fund).first()
    if row is None:
        return None
    about = about_of(row.fund.budget)
    told = boxes.open_for_cell(row.cell, bytes(row.box), about=about, keyring=keyring)
    try:
        return msgspec.msgpack.decode(told, type=Why)
    except msgspec.MsgspecError:
        raise Tampered("a variance opens to something that is none") from None


def explained() -> set[str]:
    """List the funds whose difference finance has explained."""
    return set(Variance.objects.values_list("fund__code", flat=True))


def about_of(budget: Budget) -> UUID:
    """Name the row a variance is sealed about: its rescue's random token."""
    return UUID(bytes=bytes(budget.case_token))


def rescue_row(fund: str) -> Budget | None:
    """Find the row of a rescue; None where the fund is no rescue's."""
    return Budget.objects.select_related("fund").filter(fund__code=fund).first()
