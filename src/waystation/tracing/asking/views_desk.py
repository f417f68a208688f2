"""Pages of the tracing officer: every reviewed match, what both sides said, and the next step."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.keptform import KeptForm
from waystation.cases.paging import page_of
from waystation.tracing.asking import queries, services, sheets, wording
from waystation.tracing.asking.forms import (
    SEEKER_SAYS,
    DeskAnswerForm,
    EndForm,
    SidedMessageForm,
    TellForm,
    TellSeekerForm,
    WithdrawForm,
)
from waystation.tracing.asking.queries import Standing
from waystation.tracing.asking.services.stepping import Minor
from waystation.tracing.papers.domain import Side
from waystation.vault.door import SignedRequest, opens_to

LANGUAGES = ("en", "ko")
# What is over is not in the way of what is to be done.
DONE = ("over", "stopped")


@opens_to("tracing officer")
@require_GET
def asking(request: SignedRequest) -> HttpResponse:
    """List the matches by what is to be done about them."""
    keyring, today = request.who.keyring, clock.now().date()
    found = queries.matches(keyring, today)
    every = request.GET.get("show") == "all"
    rows = found if every else [view for view in found if view.next not in DONE]
    counts = [(step, sum(view.next == step for view in found)) for step in queries.ORDER]
    shown = {
        "page": page_of(rows, request.GET.get("page", "")),
        "counts": [(step, n) for step, n in counts if n],
        "n_all": len(found),
        "every": every,
        "n_unheard": queries.n_unheard(keyring),
    }
    return render(request, "tracing/asking/asking.html", shown)


@opens_to("tracing officer")
@require_POST
def hear(request: SignedRequest) -> HttpResponse:
    """Take in the answers that waited."""
    heard = services.hear(keyring=request.who.keyring, now=clock.now())
    if heard.spoiled:
        return render(request, "tracing/asking/spoiled.html", {"heard": heard})
    return redirect("asking")


@opens_to("tracing officer")
@require_GET
def pair(request: SignedRequest, pair_id: UUID) -> HttpResponse:
    """Show how far the consents of one match are, and the next step."""
    return _page(request, pair_id)


@opens_to("tracing officer")
@require_GET
def sheet(request: SignedRequest, pair_id: UUID, language: str) -> HttpResponse:
    """Print what to ask in person, in a language; it names nobody."""
    view = queries.standing(pair_id, request.who.keyring, clock.now().date())
    side: Side = "sought" if view.match.state in ("reviewed", "asked", "later", "no") else "seeker"
    spoken = language if language in LANGUAGES else "en"
    response = HttpResponse(sheets.sheet(side, spoken), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="question.pdf"'
    return response


@opens_to("tracing officer")
@require_POST
def ask(request: SignedRequest, pair_id: UUID) -> HttpResponse:
    """Have the person looked for asked."""
    form = TellForm(request.POST, prefix="ask")
    return _done(request, pair_id, form, services.ask, "ask")


@opens_to("tracing officer")
@require_POST
def ask_seeker(request: SignedRequest, pair_id: UUID) -> HttpResponse:
    """Have the seeker asked once more."""
    form = TellSeekerForm(request.POST, prefix="seeker")
    return _done(request, pair_id, form, services.ask_seeker, "seeker")


@opens_to("tracing officer")
@require_POST
def note_sought(request: SignedRequest, pair_id: UUID) -> HttpResponse:
    """Write down what the person looked for said, where the office asks in person."""
    keyring, now = request.who.keyring, clock.now()
    view = queries.standing(pair_id, keyring, now.date())
    form = DeskAnswerForm(request.POST, prefix="note", is_child=view.is_child)
    if form.is_valid():
        typed = form.cleaned_data
        with form.keeping_refusals():
            noted = services.note_sought(
                match_id=pair_id,
                said=typed["said"],
                agreed=form.agreed(keyring.user_id, now, now.date()),
                ask_on=typed["ask_on"],
                minor=Minor(
                    view.is_child, typed.get("guardian", ""), typed.get("best_interests", False)
                ),
                words=typed["words"],
                keyring=keyring,
                now=now,
            )
            return redirect("match" if noted.state == "candidate" else "asking-pair", pair_id)
    return _page(request, pair_id, note=form)


@opens_to("tracing officer")
@require_POST
def note_seeker(request: SignedRequest, pair_id: UUID) -> HttpResponse:
    """Write down what the seeker said, where the office speaks with them itself."""
    keyring, now = request.who.keyring, clock.now()
    form = DeskAnswerForm(request.POST, prefix="noted", codes=SEEKER_SAYS)
    if form.is_valid():
        with form.keeping_refusals():
            services.note_seeker(
                match_id=pair_id,
                said=form.cleaned_data["said"],
                agreed=form.agreed(keyring.user_id, now, now.date()),
                words=form.cleaned_data["words"],
                keyring=keyring,
                now=now,
            )
            return redirect("asking-pair", pair_id)
    return _page(request, pair_id, noted=form)


@opens_to("tracing officer")
@require_POST
def message(request: SignedRequest, pair_id: UUID) -> HttpResponse:
    """Take a message of the side with which the office speaks itself."""
    form = SidedMessageForm(request.POST, prefix="message")
    return _done(request, pair_id, form, services.pass_message, "message")


@opens_to("tracing officer")
@require_POST
def withdraw(request: SignedRequest, pair_id: UUID) -> HttpResponse:
    """Take one side's yes back."""
    form = WithdrawForm(request.POST, prefix="withdraw")
    return _done(request, pair_id, form, services.withdraw, "withdraw")


@opens_to("tracing officer")
@require_POST
def end(request: SignedRequest, pair_id: UUID) -> HttpResponse:
    """End a match."""
    return _done(request, pair_id, EndForm(request.POST, prefix="end"), services.end, "end")


def _done(
    request: SignedRequest, pair_id: UUID, form: KeptForm, act: Any, name: str
) -> HttpResponse:
    """Do what a form asks for, or show it again with what stands in its way."""
    queries.find(pair_id, request.who.keyring)
    if form.is_valid():
        with form.keeping_refusals():
            act(
                match_id=pair_id,
                **form.cleaned_data,
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return redirect("asking-pair", pair_id)
    return _page(request, pair_id, **{name: form})


def _page(request: SignedRequest, pair_id: UUID, **bound: KeptForm) -> HttpResponse:
    today = clock.now().date()
    view = queries.standing(pair_id, request.who.keyring, today)
    forms = _forms(view) | bound
    over = view.next in ("over", "stopped")
    in_person = view.origin is None and not view.match.sought_asked.key
    seeker_in_person = view.request.origin is None
    was_asked = view.match.seeker_asked.asked_on is not None
    # Whoever the office asked once can say no to it at any time, and otherwise.
    was_asked_once = view.match.sought_asked.nth > 0
    shown = {
        "view": view,
        "match": view.match,
        "bound": list(bound.values()),
        "in_person": in_person,
        "seeker_in_person": seeker_in_person,
        "may_ask": view.next in ("ask", "ask again", "lapsed"),
        "may_ask_seeker": view.next == "ask the seeker",
        "may_note": in_person and was_asked_once,
        "may_note_seeker": seeker_in_person and was_asked and not over,
        "may_write": view.match.state in ("seeker asked", "contact") and not over,
        "shown": queries.shown(view.match.request, request.who.keyring, today),
        "may_say": wording.MAY_SAY["sought"],
        "languages": LANGUAGES,
        **forms,
    }
    wrong = any(form.is_bound for form in forms.values())
    return render(request, "tracing/asking/pair.html", shown, status=422 if wrong else 200)


def _forms(view: Standing) -> dict[str, KeptForm]:
    return {
        "ask": TellForm(prefix="ask"),
        "seeker": TellSeekerForm(prefix="seeker"),
        "note": DeskAnswerForm(prefix="note", is_child=view.is_child),
        "noted": DeskAnswerForm(prefix="noted", codes=SEEKER_SAYS),
        "message": SidedMessageForm(prefix="message"),
        "withdraw": WithdrawForm(prefix="withdraw"),
        "end": EndForm(prefix="end"),
    }
