"""The room of telling, and the pages on which figures are proposed, released and taken back."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.impact.figures import queries, reading, services, wording
from waystation.impact.figures.drawing import drawn
from waystation.impact.figures.forms import (
    DecisionForm,
    RetractForm,
    SheetForm,
    TableForm,
    WishForm,
)
from waystation.impact.guard import noise
from waystation.vault.door import SignedRequest, Who, opens_to

CASE, SECURITY, APPROVER, GIVING = (
    "case worker",
    "security officer",
    "approver",
    "fundraiser",
)
READERS = (CASE, SECURITY, APPROVER, GIVING)
REFUSED = 422


@opens_to(*READERS)
@require_GET
def impact(request: SignedRequest) -> HttpResponse:
    """Show what stands in public, and lead each role to what is theirs."""
    language = get_language() or "en"
    found = queries.published(language)
    page = {
        "figures": [(one, drawn(one)) for one in found],
        "n_waiting": queries.n_waiting() if request.who.role == APPROVER else 0,
        "broken": queries.first_broken(),
    }
    return render(request, "impact/figures/overview.html", page)


@opens_to(*READERS)
@require_GET
def history(request: SignedRequest) -> HttpResponse:
    """List every release there ever was, and what tables spent of privacy."""
    page = {
        "releases": queries.releases(get_language() or "en"),
        "broken": queries.first_broken(),
        "spent": [(row, wording.NAMES[row.figure]) for row in queries.noise_ledger()],
        "year_all": noise.MILLI_EPSILON_YEAR,
        "year_left": noise.left(queries.spent(clock.now().year)),
    }
    return render(request, "impact/figures/history.html", page)


@opens_to(APPROVER)
@require_GET
def proposals(request: SignedRequest) -> HttpResponse:
    """List what was proposed, what waits first."""
    found = [
        (one, wording.NAMES[one.proposal.figure], wording.STATE_WORDS[one.state])
        for one in queries.proposals(request.who.keyring)
    ]
    return render(request, "impact/figures/proposals.html", {"proposals": found})


@opens_to(APPROVER)
@require_http_methods(["GET", "POST"])
def propose(request: SignedRequest) -> HttpResponse:
    """Count anew, show what a figure would be and what the guard says, and propose it."""
    who, now = request.who, clock.now()
    asked = request.POST if request.method == "POST" else (request.GET or None)
    form = WishForm(asked)
    made, refusals = None, []
    if form.is_valid():
        with form.keeping_refusals():
            if request.method == "POST":
                services.count(keyring=who.keyring, now=now)
                found = services.propose(form.wish(), keyring=who.keyring, now=now)
                return redirect("impact-proposal", found)
            made = services.look(form.wish(), keyring=who.keyring, now=now)
            refusals = [wording.refusal_words(one) for one in made.refusals]
    page = {
        "form": form,
        "made": made,
        "refusals": refusals,
        "day": wording.day_words(made.counted_to) if made else "",
        "n_new": services.n_uncounted(keyring=who.keyring),
    }
    failed = bool(form.errors or form.refused) and request.method == "POST"
    return render(request, "impact/figures/propose.html", page, status=REFUSED if failed else 200)


@opens_to(APPROVER)
@require_http_methods(["GET", "POST"])
def proposal(request: SignedRequest, figure_id: UUID) -> HttpResponse:
    """Show a proposal in full; approve it, refuse it or take it back."""
    who, form = request.who, DecisionForm(request.POST or None)
    found = queries.proposal(figure_id, who.keyring)
    if request.method == "POST":
        with form.keeping_refusals():
            _decide(figure_id, form, who)
            return redirect("impact-proposals")
        found = queries.proposal(figure_id, who.keyring)
    page = {
        "kept": found,
        "form": form,
        "name": wording.NAMES[found.proposal.figure],
        "definition": wording.DEFINITIONS[found.proposal.figure],
        "state": wording.STATE_WORDS[found.state],
        "day": wording.day_words(found.proposal.counted_to),
        "way_words": wording.WAY_WORDS,
    }
    status = REFUSED if form.refused else 200
    return render(request, "impact/figures/proposal.html", page, status=status)


def _decide(figure_id: UUID, form: DecisionForm, who: Who) -> None:
    if not form.is_valid():
        raise Refused(_("This form is not understood."), hint=_("Load the page again."))
    act, keyring, now = form.cleaned_data["act"], who.keyring, clock.now()
    if act == "approve":
        services.approve(proposal_id=figure_id, role=who.role, keyring=keyring, now=now)
    elif act == "refuse":
        why = form.cleaned_data["why"]
        services.refuse(proposal_id=figure_id, why=why, keyring=keyring, now=now)
    else:
        services.withdraw(proposal_id=figure_id, keyring=keyring, now=now)


@opens_to(APPROVER, SECURITY)
@require_http_methods(["GET", "POST"])
def retract(request: SignedRequest) -> HttpResponse:
    """Take a figure back from the public, with a reason; one hand is enough."""
    who = request.who
    form = RetractForm(request.POST or None, standing=list(queries.standing()))
    if form.is_valid():
        with form.keeping_refusals():
            services.retract(
                figure=form.cleaned_data["figure"],
                reason=form.cleaned_data["reason"],
                actor=who.user_id,
                role=who.role,
                now=clock.now(),
            )
            return redirect("impact-history")
    return _form_page(request, "impact/figures/retract.html", form)


@opens_to(APPROVER)
@require_http_methods(["GET", "POST"])
def earlier(request: SignedRequest) -> HttpResponse:
    """Take in journeys from before this system was kept."""
    who, now = request.who, clock.now()
    form = SheetForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with form.keeping_refusals():
            content = form.cleaned_data["content"]
            found = reading.read_earlier(content, today=now.date())
            services.take_earlier(earlier=found, content=content, keyring=who.keyring, now=now)
            return redirect("impact-propose")
    return _form_page(request, "impact/figures/earlier.html", form)


@opens_to(APPROVER)
@require_http_methods(["GET", "POST"])
def table(request: SignedRequest) -> HttpResponse:
    """Propose a table that was counted by hand, with noise."""
    who, now = request.who, clock.now()
    form = TableForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with form.keeping_refusals():
            made = services.propose_table(
                figure=form.cleaned_data["figure"],
                lines=reading.read_table(form.cleaned_data["content"]),
                milli_epsilon=form.cleaned_data["milli_epsilon"],
                keyring=who.keyring,
                now=now,
            )
            return redirect("impact-proposal", made)
    left = noise.left(queries.spent(now.year))
    more = {"left": left, "year_all": noise.MILLI_EPSILON_YEAR}
    return _form_page(request, "impact/figures/table.html", form, more)


def _form_page(
    request: SignedRequest, template: str, form: object, more: dict[str, int] | None = None
) -> HttpResponse:
    """Show a form; one that was sent and not taken is answered as such."""
    status = REFUSED if request.method == "POST" else 200
    return render(request, template, {"form": form, **(more or {})}, status=status)
