"""The pages on which candidates are compared, and on which the register is searched by itself."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.cases.paging import page_of
from waystation.tracing.matching import domain, queries, services, wording
from waystation.tracing.matching.forms import OutsideForm, TurnForm
from waystation.tracing.matching.queries import Beside
from waystation.tracing.wording import ACTS
from waystation.vault.door import SignedRequest, opens_to

ROLE = "tracing officer"
REFUSED = 422
# What can be listed: what waits, what was reviewed or is further, what was set aside.
LISTS = {
    "open": ("candidate",),
    "reviewed": tuple(state for state in wording.STATES if state not in ("candidate", "set aside")),
    "aside": ("set aside",),
}


@opens_to(ROLE)
@require_GET
def matches(request: SignedRequest) -> HttpResponse:
    """List the candidates that wait to be compared, the likeliest first."""
    keyring, now = request.who.keyring, clock.now()
    chosen = request.GET.get("list", "open")
    states = LISTS.get(chosen, LISTS["open"])
    everything = queries.all_beside(keyring, now.date())
    page = page_of(
        [one for one in everything if one.view.match.state in states], request.GET.get("page", "")
    )
    shown = {
        "page": page,
        "chosen": chosen if chosen in LISTS else "open",
        "counts": {
            name: sum(one.view.match.state in of for one in everything)
            for name, of in LISTS.items()
        },
        "rows": [(one, wording.because(one.view.match.because)[:3]) for one in page.rows],
        "looked_at": queries.last_look(keyring),
        "n_refused": len(queries.refused_requests(keyring)),
        "limit": domain.CHANGES_MAX,
        "days": domain.WINDOW.days,
    }
    return render(request, "tracing/matching/matches.html", shown)


@opens_to(ROLE)
@require_GET
def match(request: SignedRequest, found_id: UUID) -> HttpResponse:
    """Show the two records of a candidate side by side, and what speaks for one person."""
    return _match_page(request, found_id, TurnForm())


@opens_to(ROLE)
@require_POST
def review(request: SignedRequest, found_id: UUID) -> HttpResponse:
    """Note that both records are of one person, as far as anybody can tell from here."""
    return _turned(request, found_id, "review")


@opens_to(ROLE)
@require_POST
def set_aside(request: SignedRequest, found_id: UUID) -> HttpResponse:
    """Note that the records are of two people."""
    return _turned(request, found_id, "set aside")


@opens_to(ROLE)
@require_POST
def undo(request: SignedRequest, found_id: UUID) -> HttpResponse:
    """Take back what was said of a candidate, or that an officer ended it."""
    return _turned(request, found_id, "undo")


@opens_to(ROLE)
@require_http_methods(["GET", "POST"])
def outside(request: SignedRequest) -> HttpResponse:
    """Ask for a search of the register without a request, and see what such searches found."""
    form = OutsideForm(request.POST or None)
    if form.is_valid():
        with form.keeping_refusals():
            services.ask_outside(
                terms=form.profile(),
                why=form.cleaned_data["why"],
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return redirect("outside-searches")
    return _outside_page(request, form)


@opens_to(ROLE)
@require_POST
def run_outside(request: SignedRequest, outside_id: UUID) -> HttpResponse:
    """Run a search another officer asked for."""
    services.run_outside(search_id=outside_id, keyring=request.who.keyring, now=clock.now())
    return redirect("outside-searches")


@opens_to(ROLE)
@require_POST
def drop_outside(request: SignedRequest, outside_id: UUID) -> HttpResponse:
    """Take a search back, or refuse it as the second officer."""
    services.drop_outside(search_id=outside_id, keyring=request.who.keyring, now=clock.now())
    return redirect("outside-searches")


def _turned(request: SignedRequest, found_id: UUID, turn: domain.Turn) -> HttpResponse:
    form = TurnForm(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            services.turn(
                match_id=found_id,
                turn=turn,
                says=form.cleaned_data["says"],
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return redirect("match", found_id)
    return _match_page(request, found_id, form)


def _match_page(request: SignedRequest, found_id: UUID, form: TurnForm) -> HttpResponse:
    keyring, today = request.who.keyring, clock.now().date()
    pair = queries.beside(found_id, keyring, today)
    shown = {
        "pair": pair,
        "match": pair.view.match,
        "form": form,
        "rows": _rows(pair),
        "because": wording.because(pair.view.match.because),
        "said_no": domain.said_no(pair.view.match),
        "acts": [(act, ACTS.get(act.says, act.says)) for act in pair.view.match.acts],
        "is_child": pair.found is not None and pair.found.birth.is_child_on(today) is True,
    }
    status = REFUSED if form.is_bound else 200
    return render(request, "tracing/matching/match.html", shown, status=status)


def _rows(pair: Beside) -> list[Any]:
    return wording.compared(pair.sought, pair.found) if pair.found is not None else []


def _outside_page(request: SignedRequest, form: OutsideForm) -> HttpResponse:
    keyring, today = request.who.keyring, clock.now().date()
    shown = {
        "form": form,
        "searches": queries.outside(keyring, today),
        "most": domain.OUTSIDE_MAX,
        "days": domain.OUTSIDE_WINDOW.days,
    }
    status = REFUSED if form.is_bound else 200
    return render(request, "tracing/matching/outside.html", shown, status=status)
