"""Rescues' money on screen: what each may cost, what is promised, spent and left, and why."""

from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.errors import Refused, Tampered
from waystation.base.ids import new_id
from waystation.ledger import chart
from waystation.ledger import queries as book
from waystation.ledger.approving.queries import limit_of
from waystation.ledger.budgets import byhand, queries, services, templating, wording
from waystation.ledger.budgets.byhand import Cost
from waystation.ledger.budgets.domain import TEMPLATES, BudgetTemplate
from waystation.ledger.budgets.drawing import draw
from waystation.ledger.budgets.figures import RescueMoney, moved
from waystation.ledger.budgets.forms import PaymentForm, RollForm, VersionForm, WhyForm
from waystation.ledger.budgets.queries import Why
from waystation.ledger.budgets.templating import NewVersion
from waystation.ledger.chart import ALL_CATEGORIES, CATEGORIES
from waystation.ledger.wording import CATEGORY_NAMES
from waystation.vault.door import SignedRequest, opens_to
from waystation.vault.keyring import Keyring

FINANCE = "finance officer"


@opens_to(FINANCE, "field manager")
@require_GET
def rescues(request: SignedRequest) -> HttpResponse:
    """List every rescue's money, those under way first."""
    found = queries.rescues()
    page = {
        "open": [one for one in found if one.closed_on is None],
        "closed": [one for one in found if one.closed_on is not None],
        "free_cents": book.free_of(chart.GENERAL),
        "waiting_cents": book.free_of(chart.CONTINGENCY_NEXT),
        "explained": queries.explained(),
        "is_finance": request.who.role == FINANCE,
    }
    return render(request, "ledger/budgets_rescues.html", page)


@opens_to(FINANCE, "field manager")
@require_GET
def fund(request: SignedRequest, code: str) -> HttpResponse:
    """Show one fund: its balance, a rescue's bars and why they stand so, and its entries."""
    return _fund(request, code)


def _fund(request: SignedRequest, code: str, says: str = "") -> HttpResponse:
    found = next((fund for fund in book.fund_balances() if fund.code == code), None)
    if found is None:
        raise Http404
    is_finance = request.who.role == FINANCE
    page: dict[str, Any] = {
        "fund": found,
        "free_cents": book.free_of(code),
        "entries": book.journal(fund=code),
        "is_finance": is_finance,
        "says": says,
    }
    money = queries.money_of(code)
    if money is not None:
        page |= _rescue(money, request.who.keyring if is_finance else None)
    return render(request, "ledger/fund.html", page, status=422 if says else 200)


def _rescue(money: RescueMoney, keyring: Keyring | None) -> dict[str, Any]:
    """Gather what a rescue's own part of the page shows; the words only with finance's keys."""
    why, is_whole = None, True
    if keyring is not None:
        try:
            why = queries.why_of(money.fund, keyring)
        except Tampered:
            is_whole = False
    template = queries.template(money.template, money.opened_on)
    names = {key: str(name) for key, name in CATEGORY_NAMES.items()}
    return {
        "rescue": money,
        "chart": draw(money.parts, names, wording.bar_words()),
        "moved": moved(money) if money.closed_on else [],
        "template_name": wording.TEMPLATE_NAMES.get(money.template, money.template),
        "template_note": wording.TEMPLATE_NOTES.get(money.template, ""),
        "is_assumed": template.assumed,
        "why": why,
        "why_is_whole": is_whole,
        "waiting_cents": book.free_of(chart.CONTINGENCY_NEXT),
        "new_id": new_id(),
        "categories": [(key, CATEGORY_NAMES[key]) for key in ALL_CATEGORIES],
    }


@opens_to(FINANCE)
@require_http_methods(["GET", "POST"])
def pay(request: SignedRequest, code: str) -> HttpResponse:
    """Pay a cost that no stage pays: fill in, look at it once more, book it or ask for a second."""
    money = queries.money_of(code)
    if money is None:
        raise Http404
    form = PaymentForm(initial={"entry_id": new_id()})
    is_last_look = False
    if request.method == "POST":
        form = PaymentForm(request.POST)
        if form.is_valid() and "confirm" in request.POST:
            try:
                return _paid(request, code, form)
            except Refused as no:
                form.add_error(None, f"{no.says} {no.hint}")
        is_last_look = form.is_valid() and "change" not in request.POST
    alone_cents = limit_of(request.who.role).alone_cents
    page = {
        "form": form,
        "rescue": money,
        "on": clock.now().date(),
        "is_last_look": is_last_look,
        "alone_cents": alone_cents,
        "asks_two": is_last_look and _asks_two(request, form),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "ledger/budgets_pay.html", page, status=status)


def _asks_two(request: SignedRequest, form: PaymentForm) -> bool:
    who, today = request.who, clock.now().date()
    return byhand.needs_two(form.cleaned_data["amount"], who.role, who.keyring, today)


def _paid(request: SignedRequest, code: str, form: PaymentForm) -> HttpResponse:
    given = form.cleaned_data
    cost = Cost(code, {given["category"]: given["amount"]}, given["memo"], given["payee"])
    outcome = byhand.pay_cost(
        entry_id=form.entry,
        cost=cost,
        role=request.who.role,
        keyring=request.who.keyring,
        now=clock.now(),
    )
    if outcome == "asked":
        return redirect("money-approvals")
    return redirect("money-fund", code=code)


def _told(form: Form) -> str:
    """Say in one line what a form got wrong."""
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


@opens_to(FINANCE)
@require_POST
def roll(request: SignedRequest, code: str) -> HttpResponse:
    """Give contingency that waits to this rescue."""
    form = RollForm(request.POST)
    if not form.is_valid():
        return _fund(request, code, _told(form))
    services.roll_in(
        entry_id=form.cleaned_data["entry_id"],
        fund=code,
        cents=form.cleaned_data["amount"],
        on=clock.now().date(),
    )
    return redirect("money-fund", code=code)


@opens_to(FINANCE)
@require_POST
def why(request: SignedRequest, code: str) -> HttpResponse:
    """Write down why a rescue cost other than foreseen."""
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _fund(request, code, _told(form))
    given = Why(form.cleaned_data["words"], form.cleaned_data["price"])
    services.explain(fund=code, why=given, keyring=request.who.keyring)
    return redirect("money-fund", code=code)


@opens_to(FINANCE, "field manager")
@require_GET
def budgets(request: SignedRequest) -> HttpResponse:
    """List what a rescue may cost for each person, by budget and category."""
    today = clock.now().date()
    standing = [queries.template(key, today) for key in TEMPLATES]
    used = [key for key in ALL_CATEGORIES if any(key in one.per_person for one in standing)]
    page = {
        "columns": [(one, wording.TEMPLATE_NAMES[one.key]) for one in standing],
        "notes": [
            (wording.TEMPLATE_NAMES[one.key], wording.TEMPLATE_NOTES[one.key])
            for one in standing
            if not one.version
        ],
        "rows": [
            (
                key,
                [(one.per_person.get(key, 0), wording.TEMPLATE_NAMES[one.key]) for one in standing],
            )
            for key in used
        ],
        "versions": [(one, wording.TEMPLATE_NAMES[one.key]) for one in queries.versions()],
        "is_finance": request.who.role == FINANCE,
        "today": today,
    }
    return render(request, "ledger/budgets.html", page)


@opens_to(FINANCE)
@require_http_methods(["GET", "POST"])
def budget(request: SignedRequest, template: str) -> HttpResponse:
    """Ask for a new version of a budget; somebody else has to agree before it is in force."""
    if template not in TEMPLATES:
        raise Http404
    today = clock.now().date()
    standing = queries.template(template, today)
    form = VersionForm(initial=_filled(standing) | {"proposal_id": new_id(), "valid_from": today})
    if request.method == "POST":
        form = VersionForm(request.POST)
        if form.is_valid():
            try:
                return _proposed(request, template, form)
            except Refused as no:
                form.add_error(None, f"{no.says} {no.hint}")
    page = {
        "form": form,
        "standing": standing,
        "name": wording.TEMPLATE_NAMES[template],
        "note": "" if standing.version else wording.TEMPLATE_NOTES[template],
        "sums": [(form[name], name in CATEGORIES) for name in ALL_CATEGORIES],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "ledger/budgets_version.html", page, status=status)


def _filled(template: BudgetTemplate) -> dict[str, Any]:
    """Write a template's sums as a person types them."""
    return {key: f"{cents // 100}.{cents % 100:02d}" for key, cents in template.per_person.items()}


def _proposed(request: SignedRequest, key: str, form: VersionForm) -> HttpResponse:
    given = form.cleaned_data
    templating.propose(
        proposal_id=given["proposal_id"],
        new=NewVersion(key, form.per_person, given["valid_from"], given["valid_to"]),
        why=given["why"],
        role=request.who.role,
        keyring=request.who.keyring,
        now=clock.now(),
    )
    return redirect("money-approvals")
