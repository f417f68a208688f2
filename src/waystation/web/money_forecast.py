"""How many of those who wait the free money brings out at today's cost, and how long it lasts.

The book knows no person and the cases know no money, so the two meet here, above both.
"""

from datetime import date
from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from waystation.base import clock
from waystation.cases import queries as cases
from waystation.ledger.budgets import queries as budgets
from waystation.ledger.chart import CONTINGENCY_NEXT, GENERAL, UNRESTRICTED
from waystation.ledger.reports import costing, drawing, months, writing
from waystation.ledger.reports import queries as reports
from waystation.ledger.reports.costing import CostPeriod
from waystation.ledger.reports.drawing import Bar
from waystation.ledger.reports.rescues import span_name
from waystation.ledger.reports.tables import COUNT, MONEY, Column, Report, Row, Table
from waystation.vault.door import SignedRequest, Who, opens_to
from waystation.vault.keyring import Keyring

FINANCE, FIELD = "finance officer", "field manager"
LASTS_MONTHS = 6


class Reach(NamedTuple):
    """How far the money reaches at one cost of a person, without and with what is unrestricted."""

    name: str
    person_cents: int
    n_people: int
    n_people_with_all: int


class Lasting(NamedTuple):
    """For how long some money lasts, in tenths of a month; None where nothing was spent."""

    name: str
    cents: int
    a_month_cents: int
    tenths: int | None

    @property
    def months(self) -> str:
        """Write the months with one digit behind the point."""
        return f"{self.tenths // 10}.{self.tenths % 10}" if self.tenths is not None else "–"


class Known(NamedTuple):
    """What the page and its files are made of; ``n_waiting`` is None where keys open no case."""

    free: dict[str, int]
    n_waiting: int | None
    told: CostPeriod | None
    reaches: list[Reach]
    lasting: list[Lasting]


@opens_to(FINANCE, FIELD)
@require_GET
def forecast(request: SignedRequest) -> HttpResponse:
    """Show how many people the free money brings out, beside how many wait where keys tell it."""
    known = _known(request.who)
    free = known.free
    page = {
        "free": free[GENERAL] + free[CONTINGENCY_NEXT],
        "rescues": free[GENERAL],
        "contingency": free[CONTINGENCY_NEXT],
        "unrestricted": free[UNRESTRICTED],
        "n_waiting": known.n_waiting,
        "told": known.told,
        "span": span_name(known.told) if known.told else "",
        "reaches": known.reaches,
        "picture": _picture(known.reaches, known.n_waiting),
        "lasting": known.lasting,
        "lasts_months": LASTS_MONTHS,
    }
    return render(request, "web/money_forecast.html", page)


@opens_to(FINANCE, FIELD)
@require_GET
def forecast_csv(request: SignedRequest) -> HttpResponse:
    """Give the forecast as CSV."""
    made = writing.as_csv(_report(_known(request.who)))
    response = HttpResponse(made, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="forecast.csv"'
    return response


@opens_to(FINANCE, FIELD)
@require_GET
def forecast_xlsx(request: SignedRequest) -> HttpResponse:
    """Give the forecast as a workbook."""
    made = writing.as_xlsx(_report(_known(request.who)), on=clock.now().date())
    response = HttpResponse(made, content_type=writing.XLSX)
    response["Content-Disposition"] = 'attachment; filename="forecast.xlsx"'
    return response


def _known(who: Who) -> Known:
    today = clock.now().date()
    free = reports.free_for_rescues()
    told = reports.cost_of_today(today)
    lasting = _lasting(free, today) if who.role == FINANCE else []
    waiting = _waiting(who.keyring, today)
    return Known(free, waiting, told, _reaches(free, told, today), lasting)


def _report(known: Known) -> Report:
    """Lay the forecast out as the tables of a file."""
    columns = (
        Column(_("At which cost")),
        Column(_("A person"), MONEY),
        Column(_("People"), COUNT),
        Column(_("With unrestricted money"), COUNT),
        Column(_("People who wait"), COUNT),
    )
    reach = Table(
        "reach",
        _("How many people it brings out"),
        columns,
        tuple(Row((*one, known.n_waiting)) for one in known.reaches),
    )
    heads = (Column(_("Which money")), Column(_("Free"), MONEY), Column(_("Spent a month"), MONEY))
    lasting = Table(
        "lasting",
        _("How long it lasts"),
        (*heads, Column(_("Months"))),
        tuple(Row((x.name, x.cents, x.a_month_cents, x.months)) for x in known.lasting),
    )
    tables = (reach, lasting) if known.lasting else (reach,)
    return Report("forecast", _("Cash forecast"), "", tables)


def _waiting(keyring: Keyring, today: date) -> int | None:
    """Count the people who wait; None where the keys open no case."""
    if not keyring.cells_of("cases"):
        return None
    return sum(line.size for line in cases.waiting_lines(keyring, today))


def _reaches(free: dict[str, int], told: CostPeriod | None, today: date) -> list[Reach]:
    """Work out the reach at today's cost both ways, and at every budget a rescue can open with."""
    prices = []
    if told:
        prices = [
            (_("Direct cost of late"), told.per_person("direct")),
            (_("All-in cost of late"), told.per_person("all-in")),
        ]
    prices += [
        (_("Budget %(name)s") % {"name": one.key}, sum(one.per_person.values()))
        for one in budgets.in_force(today)
    ]
    own = free[GENERAL] + free[CONTINGENCY_NEXT]
    found = []
    for name, cents in prices:
        alone = costing.forecast(name, cents, own)
        every = costing.forecast(name, cents, own + max(0, free[UNRESTRICTED]))
        if alone and every:
            found.append(Reach(name, alone.person_cents, alone.n_people, every.n_people))
    return found


def _picture(reaches: list[Reach], n_waiting: int | None) -> str:
    """Draw how many each cost brings out, before a frame of all who wait."""
    if not reaches:
        return ""
    bars = []
    for one in reaches:
        written = str(one.n_people)
        if n_waiting is not None:
            written = _("%(n)d of %(all)d") % {"n": one.n_people, "all": n_waiting}
        bars.append(Bar(one.name, written, 0, one.n_people, "spent", n_waiting))
    return drawing.bars(bars, _("People whom the free money brings out"))


def _lasting(free: dict[str, int], today: date) -> list[Lasting]:
    """Say how long the money lasts if as much is spent as in the last whole months."""
    until = months.moved(months.month_of(today), -1)
    every, around = reports.spent_lately(until, LASTS_MONTHS)
    whole, loose = sum(free.values()), free[UNRESTRICTED]
    return [
        Lasting(
            name, cents, spent // LASTS_MONTHS, costing.lasts_tenths(cents, spent, LASTS_MONTHS)
        )
        for name, cents, spent in (
            (_("All free money, for everything that was spent"), whole, every),
            (_("Unrestricted money, for what stands around the programme"), loose, around),
        )
    ]
