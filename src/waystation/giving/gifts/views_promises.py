"""Promises and offers to match: listed, written down, accepted, asked for, given up, ended."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.base.keptform import KeptForm
from waystation.giving.gifts import byhand, matching, pledges, queries, wording
from waystation.giving.gifts.domain import MatchSaid
from waystation.giving.gifts.forms import (
    AcceptForm,
    OfferForm,
    PartForm,
    PledgeForm,
    RevenueForm,
    WhyForm,
)
from waystation.giving.gifts.views_desk import ask
from waystation.vault import audit
from waystation.vault.door import SignedRequest, opens_to

FINANCE, FUNDRAISER = "finance officer", "fundraiser"
ASK = ["GET", "POST"]
DECISIONS = {"accept": True, "decline": False}


@opens_to(FUNDRAISER, FINANCE)
@require_GET
def promises(request: SignedRequest) -> HttpResponse:
    """List promises: those to accept first."""
    page = {
        "found": [
            (row, said, wording.PLEDGE_NAMES[row.kind], wording.PLEDGE_STATES[row.state])
            for row, said in queries.pledges(request.who.keyring)
        ],
    }
    return render(request, "giving/gifts/pledges.html", page)


@opens_to(FUNDRAISER, FINANCE)
@require_http_methods(ASK)
def new_promise(request: SignedRequest) -> HttpResponse:
    """Write down what somebody promises; finance accepts it."""
    form = PledgeForm(request.POST or None, initial={"entry_id": new_id(), "parts": 1})
    says = {
        "title": _("Write down a promise"),
        "what": _("It counts once finance has accepted it."),
        "back": reverse("giving-pledges"),
        "tab": "pledges",
        "do": _("Write it down"),
    }
    if form.is_valid():
        with form.keeping_refusals():
            giver = form.giver
            assert giver is not None
            row = pledges.promise(
                pledge_id=form.entry,
                who=giver,
                promised=form.promised,
                said=form.said,
                now=clock.now(),
            )
            return redirect("giving-pledge", row.pk)
    return ask(request, form, says)


@opens_to(FUNDRAISER, FINANCE)
@require_GET
def promise(request: SignedRequest, pledge_id: UUID) -> HttpResponse:
    """Show one promise with its parts."""
    return _promise(request, pledge_id)


@opens_to(FINANCE)
@require_POST
def decide_promise(request: SignedRequest, pledge_id: UUID) -> HttpResponse:
    """Accept a promise, decline it, or note that its condition is met."""
    queries.pledge(pledge_id, request.who.keyring)
    act, now = request.POST.get("act", ""), clock.now()
    if act == "meet":
        pledges.meet(pledge_id, now=now)
    elif act in DECISIONS:
        pledges.decide(pledge_id, accept=DECISIONS[act], now=now)
    else:
        raise Refused(_("Nothing was chosen."), hint=_("Choose from the page."))
    _note("promise decided", request, act)
    return redirect("giving-pledge", pledge_id)


@opens_to(FUNDRAISER, FINANCE)
@require_POST
def revenue(request: SignedRequest, pledge_id: UUID) -> HttpResponse:
    """Write down what a month's revenue was, so that our share is asked."""
    queries.pledge(pledge_id, request.who.keyring)
    form = RevenueForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        with form.keeping_refusals():
            pledges.tell_revenue(
                pledge_id, month=said["month"], revenue_cents=said["revenue"], now=clock.now()
            )
            return redirect("giving-pledge", pledge_id)
    return _promise(request, pledge_id, form)


@opens_to(FUNDRAISER, FINANCE)
@require_POST
def ask_for(request: SignedRequest, pledge_id: UUID, due: int) -> HttpResponse:
    """Let a letter ask for a part that is overdue."""
    pledges.ask(_due_of(request, pledge_id, due), now=clock.now())
    return redirect("giving-pledge", pledge_id)


@opens_to(FINANCE)
@require_http_methods(ASK)
def part(request: SignedRequest, pledge_id: UUID, due: int) -> HttpResponse:
    """Part what is due in two, because less came."""
    due_id = _due_of(request, pledge_id, due)
    form = PartForm(request.POST or None)
    says = _about_promise(pledge_id) | {
        "title": _("Less came"),
        "what": _("What came becomes a part of its own; the rest stays due on the same day."),
        "do": _("Part it"),
    }
    if form.is_valid():
        with form.keeping_refusals():
            pledges.part(due_id, cents=form.cleaned_data["amount"])
            return redirect("giving-pledge", pledge_id)
    return ask(request, form, says)


@opens_to(FINANCE)
@require_http_methods(ASK)
def give_up(request: SignedRequest, pledge_id: UUID) -> HttpResponse:
    """Give up what is left of a promise; where it stands in the book, two people do."""
    row, _said, _dues = queries.pledge(pledge_id, request.who.keyring)
    form = WhyForm(request.POST or None, initial={"entry_id": new_id()})
    cents = pledges.owed_cents(row)
    says = _about_promise(pledge_id) | {
        "title": _("Give up a promise"),
        "what": _("Nothing more is asked or expected of it."),
        "sum_cents": cents,
        "do": _("Ask for a second hand") if cents else _("Give it up"),
    }
    if form.is_valid():
        who = request.who
        with form.keeping_refusals():
            answer = byhand.give_up(
                proposal_id=form.entry,
                pledge_id=pledge_id,
                why=form.cleaned_data["why"],
                role=who.role,
                keyring=who.keyring,
                now=clock.now(),
            )
            waits = answer == "waits"
            return redirect("money-approvals") if waits else redirect("giving-pledge", pledge_id)
    return ask(request, form, says)


@opens_to(FUNDRAISER, FINANCE)
@require_GET
def offers(request: SignedRequest) -> HttpResponse:
    """List offers to match: those to accept first, and matches whose gift went back."""
    page = {
        "found": [
            (row, said, wording.MATCH_STATES[row.state])
            for row, said in queries.offers(request.who.keyring)
        ],
        "strays": queries.stray_matches(),
    }
    return render(request, "giving/gifts/matching.html", page)


@opens_to(FUNDRAISER, FINANCE)
@require_http_methods(ASK)
def new_offer(request: SignedRequest) -> HttpResponse:
    """Write down an offer to match; the fundraiser accepts it on the next page."""
    form = OfferForm(request.POST or None, initial={"entry_id": new_id(), "percent": 100})
    says = {
        "title": _("Write down an offer to match"),
        "what": _("It matches nothing before somebody accepts it."),
        "back": reverse("giving-matching"),
        "tab": "matching",
        "do": _("Write it down"),
    }
    if form.is_valid():
        with form.keeping_refusals():
            giver = form.giver
            assert giver is not None
            row = matching.offer(
                match_id=form.entry,
                who=giver,
                campaign=form.cleaned_data["campaign"],
                said=MatchSaid(giver.name),
                terms=form.terms,
                now=clock.now(),
            )
            return redirect("giving-offer", row.pk)
    return ask(request, form, says)


@opens_to(FUNDRAISER, FINANCE)
@require_GET
def offer(request: SignedRequest, match_id: UUID) -> HttpResponse:
    """Show one offer and what it added to gifts."""
    row, said, dues = queries.offer(match_id, request.who.keyring)
    page = {
        "row": row,
        "said": said,
        "dues": [(due, wording.STATE_NAMES[due.state]) for due in dues],
        "donor": queries.giver(row, request.who.keyring),
        "state": wording.MATCH_STATES[row.state],
        "form": AcceptForm(initial={"shown": said.name}),
        "left_cents": row.cap_cents - row.taken_cents,
        "is_fundraiser": request.who.role == FUNDRAISER,
    }
    return render(request, "giving/gifts/offer.html", page)


@opens_to(FUNDRAISER)
@require_POST
def decide_offer(request: SignedRequest, match_id: UUID) -> HttpResponse:
    """Accept an offer, from when on it matches gifts, or decline it."""
    queries.offer(match_id, request.who.keyring)
    form, act = AcceptForm(request.POST), request.POST.get("act", "")
    if act not in DECISIONS or not form.is_valid():
        raise Refused(_("Nothing was chosen."), hint=_("Choose from the page."))
    shown, accept = form.cleaned_data["shown"], DECISIONS[act]
    matching.decide(match_id, accept=accept, shown_name=shown, now=clock.now())
    _note("match decided", request, act)
    return redirect("giving-offer", match_id)


@opens_to(FUNDRAISER)
@require_http_methods(ASK)
def end_offer(request: SignedRequest, match_id: UUID) -> HttpResponse:
    """End an offer, after a second look; what it matched stays due."""
    queries.offer(match_id, request.who.keyring)
    form = KeptForm(request.POST or None)
    says = {
        "title": _("End an offer to match"),
        "what": _("It matches no further gift. What it matched so far stays due."),
        "back": reverse("giving-offer", args=[match_id]),
        "tab": "matching",
        "do": _("End it"),
    }
    if request.method == "POST":
        with form.keeping_refusals():
            matching.end(match_id)
            _note("match decided", request, "end")
            return redirect("giving-offer", match_id)
    return ask(request, form, says)


def _promise(
    request: SignedRequest, pledge_id: UUID, form: RevenueForm | None = None
) -> HttpResponse:
    row, said, dues = queries.pledge(pledge_id, request.who.keyring)
    on = clock.now().date()
    page: dict[str, Any] = {
        "row": row,
        "said": said,
        "dues": [(due, _can_ask(due, on)) for due in dues],
        "donor": queries.giver(row, request.who.keyring),
        "kind": wording.PLEDGE_NAMES[row.kind],
        "state": wording.PLEDGE_STATES[row.state],
        "percent": f"{row.basis_points // 100}.{row.basis_points % 100:02}",
        "form": form or RevenueForm(),
        "is_finance": request.who.role == FINANCE,
        "needs_condition": row.kind == "conditional" and row.entry is None,
    }
    return render(request, "giving/gifts/pledge.html", page, status=422 if form else 200)


def _can_ask(due: Any, on: Any) -> bool:
    is_open = due.gift is None or due.gift.entry is None
    return is_open and due.due_on < on and due.asked_n < pledges.ASKED_MAX


def _due_of(request: SignedRequest, pledge_id: UUID, due: int) -> int:
    """Find a part of a promise by its place in it, so that an address names no row of the table."""
    _row, _said, dues = queries.pledge(pledge_id, request.who.keyring)
    if not 0 < due <= len(dues):
        raise queries.no_such()
    return dues[due - 1].pk


def _about_promise(pledge_id: UUID) -> dict[str, Any]:
    return {"back": reverse("giving-pledge", args=[pledge_id]), "tab": "pledges"}


def _note(kind: str, request: SignedRequest, act: str) -> None:
    audit.write(kind, actor=request.who.user_id, says={"of": act}, now=clock.now())
