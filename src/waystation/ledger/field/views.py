"""Advances on screen: what is out with whom, giving one, and what came of it."""

import csv
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.ledger import currencies
from waystation.ledger import queries as book
from waystation.ledger.approving.handlers import handler_of
from waystation.ledger.field import counts, domain, queries, services, sheets
from waystation.ledger.field.forms import BackForm, GiveForm, LoseForm, Once, SettleForm
from waystation.ledger.field.queries import AdvanceView
from waystation.ledger.field.services import Answer
from waystation.ledger.field.wording import SPENT_NAMES
from waystation.ledger.models import Rate
from waystation.vault.door import SignedRequest, Who, opens_to

FINANCE = "finance officer"
FORTNIGHT = timedelta(days=14)
CSV_HEAD = ("advance", "fund", "currency", "out", "usd", "given", "due", "days", "band")


@opens_to(FINANCE)
@require_GET
def advances(request: SignedRequest) -> HttpResponse:
    """List the cash that is out, by age, with who holds it."""
    who, on = request.who, clock.now().date()
    held = queries.held(who.keyring, on)
    counted = counts.last_counts(who.keyring)
    rows = [(one, sheets.is_due(counted.get(one.out.id), one.out.given_on, on)) for one in held]
    page = {
        "rows": rows,
        "bands": _bands([one.out for one in held]),
        "proven": queries.proven(),
        "n_overdue": sum(one.out.is_overdue for one in held),
        "said": request.GET.get("said", ""),
    }
    return render(request, "ledger/field_advances.html", page)


def _bands(outs: list[queries.Out]) -> list[tuple[str, int, int]]:
    """Add up what is out by age: name, how many, worth in dollars' cents."""
    names = [*(name for _most, name in domain.BANDS), domain.OLDEST]
    return [
        (name, sum(o.band == name for o in outs), sum(o.usd_cents for o in outs if o.band == name))
        for name in names
    ]


@opens_to(FINANCE)
@require_GET
def advances_csv(request: SignedRequest) -> HttpResponse:
    """Give the cash that is out as a table for a spreadsheet; it names nobody."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="advances.csv"'
    table = csv.writer(response)
    table.writerow(CSV_HEAD)
    for number, out in enumerate(queries.ageing(clock.now().date()), start=1):
        table.writerow(
            (
                number,
                out.fund,
                out.currency,
                currencies.plain(out.minor, out.currency),
                currencies.plain(out.usd_cents, "USD"),
                out.given_on.isoformat(),
                out.due_on.isoformat(),
                out.days,
                out.band,
            )
        )
    return response


@opens_to(FINANCE)
@require_http_methods(["GET", "POST"])
def give(request: SignedRequest) -> HttpResponse:
    """Give an advance: fill in, look at it once more, book or ask for a second hand."""
    who, now = request.who, clock.now()
    form = _give_form(request)
    if request.method == "GET" or not form.is_valid() or "change" in request.POST:
        return _give_page(request, form)
    act = form.give(who.alias)
    try:
        # A repeat is told so, not that the money is gone.
        if not queries.is_booked(form.entry):
            will_wait = services.must_wait(act, who.role, who.keyring, now.date())
            if "confirm" not in request.POST:
                return _last_look(request, form, "advance", act, will_wait=will_wait)
        answer = services.give(
            entry_id=form.entry, give=act, role=who.role, keyring=who.keyring, now=now
        )
    except Refused as no:
        form.add_error(None, f"{no.says} {no.hint}")
        return _give_page(request, form)
    return _done(answer, form.entry, act.advance_id)


def _give_form(request: SignedRequest) -> GiveForm:
    on = clock.now().date()
    open_ones = [fund for fund in book.fund_balances() if fund.state != "closed"]
    said: dict[str, Any] = {
        "funds": [fund.code for fund in open_ones],
        "rescues": {fund.code for fund in open_ones if fund.state},
        "money": _money(),
    }
    if request.method == "POST":
        return GiveForm(request.POST, **said)
    first = {"entry_id": new_id(), "advance_id": new_id(), "due_on": on + FORTNIGHT}
    return GiveForm(initial=first | {"fund": "RESCUE-GENERAL"}, **said)


def _money() -> list[str]:
    """List the currencies cash can be given in: the book's own, and those with a rate."""
    pairs = Rate.objects.values_list("base", "quote").distinct()
    return ["USD", *sorted({currency for pair in pairs for currency in pair} - {"USD"})]


def _give_page(request: SignedRequest, form: GiveForm) -> HttpResponse:
    names = {
        one.holder.name
        for one in queries.held(request.who.keyring, clock.now().date())
        if one.holder
    }
    page = {"form": form, "names": sorted(names), "in_rescue": form["fund"].value() in form.rescues}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "ledger/field_give.html", page, status=status)


def _last_look(
    request: SignedRequest, form: Once, kind: str, act: Any, *, will_wait: bool
) -> HttpResponse:
    page = {
        "form": form,
        "facts": handler_of(kind).tell(act),
        "will_wait": will_wait,
        "kind": kind,
    }
    return render(request, "ledger/field_look.html", page)


def _done(answer: Answer, entry_id: UUID, advance_id: UUID) -> HttpResponse:
    """Go on to what was booked; what waits, also when it was asked for before, to the queue."""
    if answer == "waits" or not queries.is_booked(entry_id):
        return redirect("money-approvals")
    return redirect(reverse("money-advance", args=[advance_id]) + "?said=booked")


@opens_to(FINANCE)
@require_GET
def advance(request: SignedRequest, advance_id: UUID) -> HttpResponse:
    """Show one advance: who holds how much of it, and all that was booked of it."""
    who = request.who
    view = _found(advance_id, who)
    entries = [book.journal_entry(entry, who.keyring) for entry in queries.entries_of(view.id)]
    on = clock.now().date()
    page = {
        "view": view,
        "entries": [entry for entry in reversed(entries) if entry],
        "is_overdue": bool(view.minor) and view.due_on < on,
        "days": (on - view.given_on).days,
        "was_booked": request.GET.get("said") == "booked",
    }
    return render(request, "ledger/field_advance.html", page)


@opens_to(FINANCE)
@require_http_methods(["GET", "POST"])
def settle(request: SignedRequest, advance_id: UUID) -> HttpResponse:
    """Settle an advance: what was spent on what, and what proves it."""
    who, now = request.who, clock.now()
    view = _found(advance_id, who)
    form = SettleForm(request.POST or None, view=view, initial={"entry_id": new_id()})
    if request.method == "GET" or not form.is_valid() or "change" in request.POST:
        return _of_advance(request, "ledger/field_settle.html", form, view)
    act = form.settle()
    try:
        if not queries.is_booked(form.entry):
            will_wait = services.settling_waits(act, view, who.role, who.keyring, now.date())
            if "confirm" not in request.POST:
                return _last_look(request, form, "settlement", act, will_wait=will_wait)
        answer = services.settle(
            entry_id=form.entry, settle=act, role=who.role, keyring=who.keyring, now=now
        )
    except Refused as no:
        form.add_error(None, f"{no.says} {no.hint}")
        return _of_advance(request, "ledger/field_settle.html", form, view)
    return _done(answer, form.entry, view.id)


@opens_to(FINANCE)
@require_http_methods(["GET", "POST"])
def back(request: SignedRequest, advance_id: UUID) -> HttpResponse:
    """Book cash that came back unspent."""

    def book_it(form: BackForm, who: Who) -> Answer:
        return services.bring_back(
            entry_id=form.entry,
            advance_id=advance_id,
            minor=form.cleaned_data["amount"],
            cents=form.cleaned_data["brought"],
            keyring=who.keyring,
            now=clock.now(),
        )

    return _out_of(request, advance_id, BackForm, "ledger/field_back.html", book_it)


@opens_to(FINANCE)
@require_http_methods(["GET", "POST"])
def lost(request: SignedRequest, advance_id: UUID) -> HttpResponse:
    """Ask for a loss to be booked; another hand does it."""

    def ask_for_it(form: LoseForm, who: Who) -> Answer:
        return services.lose(
            entry_id=form.entry,
            lose=form.lose(),
            why=form.cleaned_data["why"],
            role=who.role,
            keyring=who.keyring,
            now=clock.now(),
        )

    return _out_of(request, advance_id, LoseForm, "ledger/field_lost.html", ask_for_it)


def _out_of(
    request: SignedRequest,
    advance_id: UUID,
    shape: type[Any],
    template: str,
    act: Callable[[Any, Who], Answer],
) -> HttpResponse:
    """Show a form about an advance and do what it asks."""
    view = _found(advance_id, request.who)
    form = shape(request.POST or None, view=view, initial={"entry_id": new_id()})
    if request.method == "POST" and form.is_valid():
        try:
            return _done(act(form, request.who), form.entry, view.id)
        except Refused as no:
            form.add_error(None, f"{no.says} {no.hint}")
    return _of_advance(request, template, form, view)


def _of_advance(
    request: SignedRequest, template: str, form: Any, view: AdvanceView
) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    page = {"form": form, "view": view, "booked": _booked(view)}
    return render(request, template, page, status=status)


def _booked(view: AdvanceView) -> list[tuple[str, int]]:
    """List what was booked on the advance's rescue so far, by category, in cents."""
    rescue = book.rescue(view.purse.fund) if view.case_token else None
    parts = rescue.categories if rescue else ()
    return [(str(SPENT_NAMES[x.category]), x.spent_cents) for x in parts if x.spent_cents]


def _found(advance_id: UUID, who: Who) -> AdvanceView:
    view = queries.advance(advance_id, who.keyring)
    if view is None:
        raise Http404
    return view
