"""The reports on screen, on paper and as files."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.ledger.reports import months, queries, writing
from waystation.ledger.reports.catalogue import CATALOGUE, Offer
from waystation.ledger.reports.forms import MonthsForm
from waystation.ledger.reports.tables import Asked, Report
from waystation.vault.door import SignedRequest, opens_to

FINANCE = "finance officer"
# A page shows so many rows of a table; the files have all of them.
ROWS_MAX = 200


@opens_to(FINANCE)
@require_GET
def reports(request: SignedRequest) -> HttpResponse:
    """List the reports, each with the question it answers."""
    page = {"offers": CATALOGUE.items(), "is_empty": queries.first_month() is None}
    return render(request, "ledger/reports.html", page)


@opens_to(FINANCE)
@require_GET
def report(request: SignedRequest, report: str) -> HttpResponse:
    """Show one report with its pictures, for the months asked for."""
    offer, form = _offered(report), MonthsForm(request.GET)
    if form.is_valid():
        asked = form.asked(clock.now().date())
    else:
        asked = _usual()
    found = offer.make(asked)
    page = {
        "offer": offer,
        "report": found,
        "form": form,
        "since": months.written(asked.since),
        "until": months.written(asked.until),
        "by": asked.by,
        "query": f"since={asked.since}&until={asked.until}&by={asked.by}",
        "rows_max": ROWS_MAX,
    }
    return render(request, "ledger/report.html", page, status=422 if form.errors else 200)


@opens_to(FINANCE)
@require_GET
def report_csv(request: SignedRequest, report: str) -> HttpResponse:
    """Give a report as CSV."""
    found = _made(request, report)
    response = HttpResponse(writing.as_csv(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.key}.csv"'
    return response


@opens_to(FINANCE)
@require_GET
def report_xlsx(request: SignedRequest, report: str) -> HttpResponse:
    """Give a report as a workbook with a sheet for each table."""
    found = _made(request, report)
    made = writing.as_xlsx(found, on=clock.now().date())
    response = HttpResponse(made, content_type=writing.XLSX)
    response["Content-Disposition"] = f'attachment; filename="{found.key}.xlsx"'
    return response


def _made(request: SignedRequest, key: str) -> Report:
    offer, form = _offered(key), MonthsForm(request.GET)
    if not form.is_valid():
        raise Refused(
            _("The months are not understood."), hint=_("Write them like 2026-01 and 2026-03.")
        )
    return offer.make(form.asked(clock.now().date()))


def _offered(key: str) -> Offer:
    if key not in CATALOGUE:
        raise Http404
    return CATALOGUE[key]


def _usual() -> Asked:
    """Give the months shown where those asked for are not understood."""
    until = months.month_of(clock.now().date())
    return Asked(until // 100 * 100 + 1, until)
