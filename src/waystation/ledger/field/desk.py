"""Count sheets, help for partners and agreed ranges on screen."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.ledger import chart
from waystation.ledger import queries as book
from waystation.ledger.approving.queries import limit_of
from waystation.ledger.field import counts, domain, emergency, queries, sheets, tariffs
from waystation.ledger.field.forms import CountForm, HelpForm, TariffForm
from waystation.vault.door import SignedRequest, opens_to

FINANCE = "finance officer"


@opens_to(FINANCE)
@require_GET
def count_sheets(request: SignedRequest) -> HttpResponse:
    """List what was counted, and whose cash is to be counted this week."""
    who, on = request.who, clock.now().date()
    counted = counts.counted(who.keyring)
    last = counts.last_counts(who.keyring)
    rows = [
        (one, last.get(one.out.id), sheets.is_due(last.get(one.out.id), one.out.given_on, on))
        for one in queries.held(who.keyring, on)
        if one.holder
    ]
    page = {"rows": rows, "counted": counted, "n_due": sum(is_due for _o, _l, is_due in rows)}
    return render(request, "ledger/field_counts.html", page)


@opens_to(FINANCE)
@require_GET
def blank_sheet(request: SignedRequest, advance_id: UUID) -> HttpResponse:
    """Show an empty sheet to print and fill in by hand, without a name or what to expect."""
    view = queries.advance(advance_id, request.who.keyring)
    if view is None:
        raise Http404
    pieces = sheets.pieces_of(view.purse.currency)
    page = {"pieces": pieces, "currency": view.purse.currency, "advance_id": view.id}
    return render(request, "ledger/field_blank.html", page)


@opens_to(FINANCE)
@require_http_methods(["GET", "POST"])
def new_count(request: SignedRequest, advance_id: UUID) -> HttpResponse:
    """Write down what was counted; another hand signs it."""
    who = request.who
    view = queries.advance(advance_id, who.keyring)
    if view is None:
        raise Http404
    form = CountForm(request.POST or None, view=view, initial={"entry_id": new_id()})
    if request.method == "POST" and form.is_valid():
        try:
            counts.count(
                count_id=form.entry,
                sheet=form.sheet(),
                role=who.role,
                keyring=who.keyring,
                now=clock.now(),
            )
            return redirect("money-count", count_id=form.entry)
        except Refused as no:
            form.add_error(None, f"{no.says} {no.hint}")
    status = 422 if form.errors else 200
    page = {"form": form, "view": view}
    return render(request, "ledger/field_count_new.html", page, status=status)


@opens_to(FINANCE)
@require_GET
def count(request: SignedRequest, count_id: UUID) -> HttpResponse:
    """Show one sheet as it was counted, to read or to print for both signatures."""
    found = counts.one(count_id, request.who.keyring)
    if found is None:
        raise Http404
    lines = [(worth, n, worth * n) for worth, n in found.sheet.pieces]
    return render(request, "ledger/field_count.html", {"found": found, "lines": lines})


@opens_to(FINANCE, "field manager")
@require_http_methods(["GET", "POST"])
def help_partner(request: SignedRequest) -> HttpResponse:
    """Pay a partner in need out of the emergency fund."""
    who = request.who
    form = HelpForm(request.POST or None, initial={"entry_id": new_id()})
    if request.method == "POST" and form.is_valid():
        try:
            answer = emergency.pay(
                entry_id=form.entry,
                given=form.help(),
                role=who.role,
                keyring=who.keyring,
                now=clock.now(),
            )
            said = answer if queries.is_booked(form.entry) else "waits"
            return redirect(reverse("money-emergency") + f"?said={said}")
        except Refused as no:
            form.add_error(None, f"{no.says} {no.hint}")
    page: dict[str, Any] = {
        "form": form,
        "answer": request.GET.get("said", ""),
        "free_cents": book.free_of(chart.PARTNER_EMERGENCY),
        "limit": limit_of(who.role),
        "is_finance": who.role == FINANCE,
        "entries": book.journal(fund=chart.PARTNER_EMERGENCY, kind=emergency.KIND),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "ledger/field_help.html", page, status=status)


@opens_to(FINANCE)
@require_http_methods(["GET", "POST"])
def ranges(request: SignedRequest) -> HttpResponse:
    """Show what is agreed for each kind of leg, and ask for another range."""
    who = request.who
    form = TariffForm(request.POST or None, initial={"entry_id": new_id()})
    if request.method == "POST" and form.is_valid():
        try:
            tariffs.agree(
                proposal_id=form.entry,
                tariff=form.tariff(),
                why=form.cleaned_data["why"],
                role=who.role,
                keyring=who.keyring,
                now=clock.now(),
            )
            return redirect("money-approvals")
        except Refused as no:
            form.add_error(None, f"{no.says} {no.hint}")
    agreed = tariffs.in_force(who.keyring)
    page = {"form": form, "rows": [(leg, agreed.get(leg)) for leg in domain.LEG_KINDS]}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "ledger/field_ranges.html", page, status=status)
