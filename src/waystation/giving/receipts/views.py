"""Receipts before finance: what waits, what was issued, one paper, years, who we say we are."""

import csv
import io
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.giving import organisation
from waystation.giving.models import OrganisationRow
from waystation.giving.receipts import domain, queries, services
from waystation.giving.receipts.forms import GoodsForm, OrganisationForm, WhyForm
from waystation.giving.receipts.services import Done
from waystation.giving.receipts.wording import COUNTRIES, NAMED, STATES
from waystation.vault.door import SignedRequest, opens_to

FINANCE = "finance officer"
REFUSED = 422
COUNT_DIGITS = 6


@opens_to(FINANCE)
@require_GET
def receipts(request: SignedRequest) -> HttpResponse:
    """Show what waits, what no longer agrees, and the receipts of a year."""
    keyring = request.who.keyring
    year = _number(request.GET.get("year", ""))
    state = request.GET.get("state", "")
    shown = {
        "waits": queries.waits(keyring),
        "single": queries.waiting(queries.singles(keyring), keyring),
        "event": queries.waiting(queries.without(keyring).filter(kind="event"), keyring),
        "years_waiting": queries.years_waiting(keyring),
        "apart": queries.apart(keyring),
        "gaps": queries.gaps(),
        "receipts": queries.receipts(keyring, year=year, state=state if state in STATES else ""),
        "years": queries.years(keyring),
        "year": year,
        "state": state,
        "states": STATES,
        "at_once": domain.AT_ONCE,
        "most": queries.PAGE_MAX,
        "has_organisation": organisation.at(clock.now().date()) is not None,
        "done": {name: _number(request.GET.get(name, "")) for name in ("issued", "stuck", "left")},
    }
    return render(request, "giving/receipts/receipts.html", shown)


@opens_to(FINANCE)
@require_POST
def issue(request: SignedRequest) -> HttpResponse:
    """Issue those that have waited longest; the page says how many are left."""
    done = services.issue_waiting(keyring=request.who.keyring, now=clock.now())
    return redirect(_after("receipts", done))


@opens_to(FINANCE)
@require_http_methods(["GET", "POST"])
def gift(request: SignedRequest, gift_id: UUID) -> HttpResponse:
    """Issue the receipt of one gift, with what its giver got in return."""
    keyring = request.who.keyring
    standing = queries.standing(gift_id, keyring)
    if standing is not None:
        return redirect("receipt", standing.pk)
    found = queries.waiting(queries.without(keyring).filter(pk=gift_id), keyring)
    if not found:
        # It never came, went back whole, or nobody is known to have given it.
        return redirect("receipts")
    form = GoodsForm(request.POST) if request.method == "POST" else GoodsForm()
    if form.is_valid():
        with form.keeping_refusals():
            issued = services.issue_one(gift_id, keyring=keyring, now=clock.now(), goods=form.goods)
            return redirect("receipt", issued.pk)
    shown = {"form": form, "waiting": found[0]}
    return _page(request, "giving/receipts/gift.html", form, shown)


@opens_to(FINANCE)
@require_GET
def receipt(request: SignedRequest, receipt_id: UUID) -> HttpResponse:
    """Show one receipt: what was printed, what became of it, and what can be done."""
    return _receipt(request, receipt_id, None)


@opens_to(FINANCE)
@require_GET
def paper(request: SignedRequest, receipt_id: UUID) -> HttpResponse:
    """Give the PDF that was issued."""
    name, content = queries.pdf(receipt_id, request.who.keyring)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@opens_to(FINANCE)
@require_POST
def void(request: SignedRequest, receipt_id: UUID) -> HttpResponse:
    """Make a receipt void, or issue it anew."""
    queries.receipt(receipt_id, request.who.keyring)
    form = WhyForm(request.POST)
    if form.is_valid():
        act = services.reissue if request.POST.get("act") == "reissue" else services.void
        with form.keeping_refusals():
            row = act(
                receipt_id,
                form.cleaned_data["why"],
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return redirect("receipt", row.pk)
    return _receipt(request, receipt_id, form)


@opens_to(FINANCE)
@require_POST
def send(request: SignedRequest, receipt_id: UUID) -> HttpResponse:
    """Put a letter with the paper into the outbox."""
    services.send(receipt_id, keyring=request.who.keyring, now=clock.now())
    return redirect(f"{reverse('receipt', args=[receipt_id])}?put=1")


@opens_to(FINANCE)
@require_http_methods(["GET", "POST"])
def years(request: SignedRequest) -> HttpResponse:
    """Show whose gifts of a year stand on no receipt, and issue their statements in steps."""
    keyring, now = request.who.keyring, clock.now()
    told = request.POST if request.method == "POST" else request.GET
    year = _number(told.get("year", "")) or now.year - 1
    if request.method == "POST":
        done = services.issue_years(year, keyring=keyring, now=now)
        return redirect(_after("receipts-years", done, year=year))
    shown = {
        "year": year,
        "years": queries.years_waiting(keyring),
        "is_over": year < now.year,
        "statements": queries.statements(keyring, year),
        "at_once": domain.AT_ONCE,
        "most": queries.PAGE_MAX,
        "done": {name: _number(request.GET.get(name, "")) for name in ("issued", "stuck", "left")},
    }
    return render(request, "giving/receipts/years.html", shown)


@opens_to(FINANCE)
@require_POST
def export(request: SignedRequest) -> HttpResponse:
    """Give the list of a year's receipts as a table for a spreadsheet; each time is recorded."""
    year = _number(request.POST.get("year", ""))
    if year is None:
        raise Refused(_("No year was chosen."), hint=_("Choose one from the list."))
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerows(services.table(year, keyring=request.who.keyring, now=clock.now()))
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="receipts-{year}.csv"'
    return response


@opens_to(FINANCE)
@require_http_methods(["GET", "POST"])
def about(request: SignedRequest) -> HttpResponse:
    """Say what stands on the papers from today on; what countries ask of them stands beside it."""
    now = clock.now()
    current = organisation.at(now.date())
    if request.method == "POST":
        form = OrganisationForm(request.POST)
    else:
        form = OrganisationForm(initial=OrganisationForm.initial_of(current))
    if form.is_valid():
        with form.keeping_refusals():
            row = OrganisationRow(since=now.date(), **form.cleaned_data)
            organisation.keep(row, keyring=request.who.keyring, now=now)
            return redirect(f"{reverse('receipts-about')}?kept=1")
    rules = [
        (COUNTRIES.get(code, code), rule, [NAMED[name] for name in rule.must_name])
        for code, one in domain.countries().items()
        for rule in one.rule
    ]
    shown = {"form": form, "current": current, "rules": rules, "kept": "kept" in request.GET}
    return _page(request, "giving/receipts/about.html", form, shown)


def _receipt(request: SignedRequest, receipt_id: UUID, form: WhyForm | None) -> HttpResponse:
    keyring = request.who.keyring
    row, paper_ = queries.receipt(receipt_id, keyring)
    shown = {
        "row": row,
        "number": domain.shown(row.year, row.number),
        "paper": paper_,
        "missing": [NAMED[n] for n in domain.missing(paper_.to, paper_.of, paper_.lines)],
        "is_official": domain.is_official(paper_.to, paper_.of, paper_.lines),
        "country": COUNTRIES.get(paper_.to.country, paper_.to.country),
        "agrees": queries.agrees(row),
        "reason": queries.reason(row, keyring),
        "after": queries.after(row),
        "has_address": bool(row.donor.finder),
        "put": "put" in request.GET,
        "form": form or WhyForm(),
    }
    return _page(request, "giving/receipts/receipt.html", form, shown)


def _after(name: str, done: Done, **more: int) -> str:
    told = {"issued": done.n_issued, "stuck": done.n_stuck, "left": done.n_left} | more
    return f"{reverse(name)}?" + "&".join(f"{key}={n}" for key, n in told.items())


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= COUNT_DIGITS else None


def _page(request: SignedRequest, template: str, form: Any, shown: dict[str, Any]) -> HttpResponse:
    """Show a page; one that shows a form again says so in its status."""
    status = REFUSED if form is not None and form.is_bound else 200
    return render(request, template, shown, status=status)
