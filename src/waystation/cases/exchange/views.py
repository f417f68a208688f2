"""The pages on which sheets of people are taken in."""

import csv
import io
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.cases.exchange import queries, services
from waystation.cases.exchange.domain import SHEET_DAYS, ranges, troubles
from waystation.cases.exchange.forms import PlanForm, UploadForm, initial
from waystation.cases.exchange.queries import SheetView
from waystation.cases.exchange.wording import TABLE_WORDS, headings
from waystation.cases.views import CASEWORK, REFUSED
from waystation.network.queries import places
from waystation.vault.door import SignedRequest, opens_to

FIRST_SHOWN = 10


@opens_to(*CASEWORK)
@require_http_methods(["GET", "POST"])
def sheets(request: SignedRequest) -> HttpResponse:
    """List the sheets that are being taken in, and take one more."""
    keyring = request.who.keyring
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with form.keeping_refusals():
            sheet_id = services.upload(
                people=form.content("people"),
                ties=form.content("ties"),
                keyring=keyring,
                now=clock.now(),
            )
            return redirect("sheet", sheet_id)
    shown = {"form": form, "sheets": queries.sheets(keyring), "days": SHEET_DAYS}
    status = REFUSED if request.method == "POST" else 200
    return render(request, "cases/exchange/sheets.html", shown, status=status)


@opens_to(*CASEWORK)
@require_GET
def empty(request: SignedRequest, table: Literal["people", "ties"]) -> HttpResponse:
    """Hand out an empty sheet: a row of headings in the reader's language."""
    written = io.StringIO(newline="")
    csv.writer(written).writerow(headings(table, (get_language() or "en")[:2]))
    # With this mark at its head a spreadsheet takes it for what it is.
    raw = ("\ufeff" + written.getvalue()).encode()
    answer = HttpResponse(raw, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{table}.csv"'
    return answer


@opens_to(*CASEWORK)
@require_GET
def sheet(request: SignedRequest, sheet_id: UUID) -> HttpResponse:
    """Show what the columns of a sheet say and what would come of it, or what came of it."""
    view = queries.sheet(sheet_id, request.who.keyring)
    if view.sheet.taken is not None:
        return render(request, "cases/exchange/taken.html", {"view": view, "days": SHEET_DAYS})
    return _sheet_page(request, view)


@opens_to(*CASEWORK)
@require_POST
def agree(request: SignedRequest, sheet_id: UUID) -> HttpResponse:
    """Say what the columns of a sheet are."""
    view = queries.sheet(sheet_id, request.who.keyring)
    form = _plan_form(request, view, request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            services.agree(sheet_id=sheet_id, plan=form.plan(), keyring=request.who.keyring)
            return redirect("sheet", sheet_id)
    return _sheet_page(request, view, form)


@opens_to(*CASEWORK)
@require_POST
def take_in(request: SignedRequest, sheet_id: UUID) -> HttpResponse:
    """Put everybody of a sheet on file."""
    keyring, now = request.who.keyring, clock.now()
    said = request.POST.get("seen", "")
    seen = int(said) if said.isascii() and said.isdecimal() and len(said) < 9 else 0
    try:
        services.take_in(sheet_id=sheet_id, seen=seen, keyring=keyring, now=now)
    except Refused as refused:
        return _sheet_page(request, queries.sheet(sheet_id, keyring), refused=refused)
    return redirect("sheet", sheet_id)


@opens_to(*CASEWORK)
@require_POST
def undo(request: SignedRequest, sheet_id: UUID) -> HttpResponse:
    """Take back what came of the last sheet."""
    services.undo(sheet_id=sheet_id, keyring=request.who.keyring, now=clock.now())
    return redirect("sheets")


@opens_to(*CASEWORK)
@require_POST
def drop(request: SignedRequest, sheet_id: UUID) -> HttpResponse:
    """Delete a sheet that is not to be taken in."""
    services.drop(sheet_id=sheet_id, keyring=request.who.keyring)
    return redirect("sheets")


def _plan_form(request: SignedRequest, view: SheetView, data: Any = None) -> PlanForm:
    keyring = request.who.keyring
    return PlanForm(
        data,
        sheets=queries.grids(view.sheet, keyring),
        places=places(keyring),
        compartments=queries.compartments(keyring),
        initial=initial(view.sheet.plan),
    )


def _sheet_page(
    request: SignedRequest,
    view: SheetView,
    form: PlanForm | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    keyring, now = request.who.keyring, clock.now()
    draft = queries.draft(view.sheet, keyring, now)
    first = [
        (one, [draft.people[at].person for at in one.people])
        for one in draft.households[:FIRST_SHOWN]
    ]
    shown = {
        "view": view,
        "form": form or _plan_form(request, view),
        "refused": refused or (form.refused if form else None),
        "counts": draft.counts(now.date()),
        "bad": [(TABLE_WORDS[one.table], one, ranges(one.rows)) for one in troubles(draft.bad)],
        "n_bad": len(draft.bad),
        "first": first,
        "today": now.date(),
    }
    status = REFUSED if refused or form else 200
    return render(request, "cases/exchange/sheet.html", shown, status=status)
