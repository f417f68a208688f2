"""Reconciling on the screen: the bank's lines on one side, the book's entries on the other."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.ledger.bank import asking, making, queries, services
from waystation.ledger.bank.forms import AsideForm, MakeForm, MatchForm
from waystation.ledger.bank.queries import LineView
from waystation.ledger.bank.views import FINANCE, told
from waystation.vault.door import SignedRequest, opens_to


@opens_to(FINANCE)
@require_GET
def reconcile(request: SignedRequest) -> HttpResponse:
    """Lay the open lines of one account beside the entries they may stand for."""
    choices = queries.accounts_to_match()
    if not choices:
        return render(request, "ledger/reconcile.html", {"choices": []})
    wanted = (request.GET.get("account", ""), request.GET.get("currency", ""))
    keys = [(account, currency) for account, currency, _n in choices]
    busiest = max(choices, key=lambda one: one[2])
    account, currency = wanted if wanted in keys else busiest[:2]
    keyring = request.who.keyring
    sides = queries.sides(account, currency, keyring)
    page = {
        "choices": choices,
        "account": account,
        "currency": currency,
        "sides": sides,
        "matched": told(request, "matched"),
        "n_clear": sum(one.clear for one in sides.lines),
        "done": queries.done_lines(account, currency, keyring),
        "standing": next(
            (x for x in queries.standing() if (x.account, x.currency) == (account, currency)), None
        ),
    }
    return render(request, "ledger/reconcile.html", page)


@opens_to(FINANCE)
@require_POST
def together(request: SignedRequest) -> HttpResponse:
    """Match several lines with the entries proposed for them: all of them, or none."""
    pairs = {}
    for text in request.POST.getlist("pair"):
        ids = [_uuid(part) for part in text.split("+")]
        pairs[ids[0]] = ids[1:]
    if not pairs:
        raise Refused(_("No line is chosen."), hint=_("Tick the lines whose proposal is right."))
    n_lines = services.match_together(pairs)
    first = queries.one_line(next(iter(pairs)), request.who.keyring)
    return redirect(f"{_list_of(first)}&matched={n_lines}")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(
            _("This page's answer is not understood."), hint=_("Load the page again.")
        ) from None


@opens_to(FINANCE)
@require_GET
def line(request: SignedRequest, line_id: UUID) -> HttpResponse:
    """Show one line of the bank beside the entries around its day."""
    return _line_page(request, _opened(request, line_id))


@opens_to(FINANCE)
@require_POST
def match(request: SignedRequest, line_id: UUID) -> HttpResponse:
    """Say that a line is the chosen entries."""
    shown, form = _opened(request, line_id), MatchForm(request.POST)
    try:
        services.match(line_id, form.cleaned_data["entry"] if form.is_valid() else [])
    except Refused as no:
        return _line_page(request, shown, refused=no)
    return redirect(f"{_list_of(shown)}&matched=1")


@opens_to(FINANCE)
@require_POST
def make(request: SignedRequest, line_id: UUID) -> HttpResponse:
    """Book an entry for a line the book does not have, and match them; or ask for a second hand."""
    shown, form = _opened(request, line_id), MakeForm(request.POST)
    if not form.is_valid():
        return _line_page(request, shown, form=form)
    try:
        who = request.who
        made = asking.make_or_ask(
            line_id, form.wish, role=who.role, keyring=who.keyring, now=clock.now()
        )
    except Refused as no:
        form.add_error(None, f"{no.says} {no.hint}")
        return _line_page(request, shown, form=form)
    if made is None:
        return redirect("money-approvals")
    return redirect(f"{_list_of(shown)}&matched=1")


@opens_to(FINANCE)
@require_POST
def set_aside(request: SignedRequest, line_id: UUID) -> HttpResponse:
    """Put a line aside that needs no entry."""
    shown, form = _opened(request, line_id), AsideForm(request.POST)
    try:
        why = form.cleaned_data["why"] if form.is_valid() else ""
        services.set_aside(line_id, why=why, keyring=request.who.keyring)
    except Refused as no:
        return _line_page(request, shown, refused=no)
    return redirect(_list_of(shown))


@opens_to(FINANCE)
@require_POST
def undo(request: SignedRequest, line_id: UUID) -> HttpResponse:
    """Open a line again; entries stay in the book."""
    shown = _opened(request, line_id)
    services.undo(line_id, keyring=request.who.keyring, now=clock.now())
    return redirect("money-line", shown.id)


def _opened(request: SignedRequest, line_id: UUID) -> LineView:
    shown = queries.one_line(line_id, request.who.keyring)
    if shown is None:
        raise Http404
    return shown


def _line_page(
    request: SignedRequest,
    shown: LineView,
    *,
    form: MakeForm | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    keyring, is_open = request.who.keyring, shown.state == "new"
    text = shown.text.text if shown.text else ""
    paid_out_of = making.paid_out_of(shown) if is_open else ""
    usual = "gift" if shown.minor > 0 else "bank-fee"
    initial = {
        "kind": "transfer" if paid_out_of else usual,
        "other": paid_out_of,
        "payee": shown.text.payee if shown.text else "",
        "memo": text[:500],
    }
    page = {
        "line": shown,
        "entries": queries.near_entries(shown, keyring) if is_open else [],
        "matched": [] if is_open else queries.matched_entries(shown, keyring),
        "form": form or MakeForm(initial=initial),
        "refused": refused,
        "back": _list_of(shown),
    }
    status = 422 if refused or (form and form.errors) else 200
    return render(request, "ledger/reconcile_line.html", page, status=status)


def _list_of(shown: LineView | None) -> str:
    query = {"account": shown.account, "currency": shown.currency} if shown else {}
    return f"{reverse('money-reconcile')}?{urlencode(query)}"
