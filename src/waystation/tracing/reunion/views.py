"""The pages of reunions: what is promised to whom, and one reunion from its first words on."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.keptform import KeptForm
from waystation.cases.views import REFUSED
from waystation.tracing.asking import services as asking
from waystation.tracing.reunion import queries, services
from waystation.tracing.reunion.domain import WHOSE
from waystation.tracing.reunion.forms import (
    BeginForm,
    CallForm,
    EndForm,
    FollowUpForm,
    MessageForm,
    OutcomeForm,
    PlanForm,
    SideForm,
)
from waystation.tracing.reunion.queries import ReunionView
from waystation.vault.door import SignedRequest, opens_to

TRACING = "tracing officer"
Save = Callable[[Any, dict[str, Any]], None]


@opens_to(TRACING)
@require_GET
def reunions(request: SignedRequest) -> HttpResponse:
    """Show all reunions, what is to be done soonest first, and the contacts that have none yet."""
    keyring, today = request.who.keyring, clock.now().date()
    found = queries.reunions(keyring, today)
    unbegun = queries.unbegun(keyring, today, found)
    shown = {"views": found, "unbegun": unbegun, "today": today}
    return render(request, "tracing/reunion/list.html", shown)


@opens_to(TRACING)
@require_POST
def begin(request: SignedRequest) -> HttpResponse:
    """Begin a reunion on an open contact."""
    form = BeginForm(request.POST)
    if not form.is_valid():
        return redirect("reunions")
    reunion_id = services.begin(
        match_id=form.cleaned_data["match"], keyring=request.who.keyring, now=clock.now()
    )
    return redirect("reunion", reunion_id)


@opens_to(TRACING)
@require_GET
def reunion(request: SignedRequest, reunion_id: UUID) -> HttpResponse:
    """Show one reunion; of one whose contact is closed nothing but that."""
    return _page(request, reunion_id)


@opens_to(TRACING)
@require_POST
def decide(request: SignedRequest, reunion_id: UUID) -> HttpResponse:
    """Write down what one side decided for itself."""

    def save(form: SideForm, said: dict[str, Any]) -> None:
        services.decide(
            seen=form.cleaned_data["seen"], whose=form.decides_for, side=form.side(), **said
        )

    whose = "sought" if request.POST.get("whose") == "sought" else "seeker"
    return _change(request, reunion_id, SideForm(request.POST, auto_id=f"{whose}-%s"), save)


@opens_to(TRACING)
@require_POST
def message(request: SignedRequest, reunion_id: UUID) -> HttpResponse:
    """Pass a message from one side to the other."""

    def save(form: MessageForm, said: dict[str, Any]) -> None:
        match_id = queries.reunion(reunion_id, said["keyring"], said["now"].date()).reunion.match
        asking.pass_message(
            match_id=match_id,
            side=form.cleaned_data["whose"],
            text=form.cleaned_data["text"],
            keyring=said["keyring"],
            now=said["now"],
        )

    return _change(request, reunion_id, MessageForm(request.POST, auto_id="message-%s"), save)


@opens_to(TRACING)
@require_POST
def first_call(request: SignedRequest, reunion_id: UUID) -> HttpResponse:
    """Write down that the two spoke."""

    def save(form: CallForm, said: dict[str, Any]) -> None:
        services.note_first_call(**form.cleaned_data, **said)

    return _change(request, reunion_id, CallForm(request.POST, auto_id="call-%s"), save)


@opens_to(TRACING)
@require_POST
def plan(request: SignedRequest, reunion_id: UUID) -> HttpResponse:
    """Write down how they meet."""

    def save(form: PlanForm, said: dict[str, Any]) -> None:
        services.plan(seen=form.cleaned_data["seen"], plan=form.plan(), **said)

    return _change(request, reunion_id, PlanForm(request.POST, auto_id="plan-%s"), save)


@opens_to(TRACING)
@require_POST
def follow_up(request: SignedRequest, reunion_id: UUID) -> HttpResponse:
    """Write down that somebody asked how they are."""

    def save(form: FollowUpForm, said: dict[str, Any]) -> None:
        services.note_follow_up(**form.cleaned_data, **said)

    return _change(request, reunion_id, FollowUpForm(request.POST, auto_id="follow-%s"), save)


@opens_to(TRACING)
@require_POST
def outcome(request: SignedRequest, reunion_id: UUID) -> HttpResponse:
    """Write down what came of it."""

    def save(form: OutcomeForm, said: dict[str, Any]) -> None:
        services.note_outcome(seen=form.cleaned_data["seen"], outcome=form.outcome(), **said)

    return _change(request, reunion_id, OutcomeForm(request.POST, auto_id="outcome-%s"), save)


@opens_to(TRACING)
@require_POST
def end(request: SignedRequest, reunion_id: UUID) -> HttpResponse:
    """End a reunion with a reason."""

    def save(form: EndForm, said: dict[str, Any]) -> None:
        services.end(**form.cleaned_data, **said)

    return _change(request, reunion_id, EndForm(request.POST, auto_id="end-%s"), save)


@opens_to(TRACING)
@require_POST
def again(request: SignedRequest, reunion_id: UUID) -> HttpResponse:
    """Take up a reunion that was ended."""
    services.take_up_again(reunion_id=reunion_id, keyring=request.who.keyring, now=clock.now())
    return redirect("reunion", reunion_id)


def _change(request: SignedRequest, reunion_id: UUID, form: KeptForm, save: Save) -> HttpResponse:
    """Do what a form of the page asks for, or show the page with the form again."""
    keyring, now = request.who.keyring, clock.now()
    queries.find(reunion_id, keyring)
    if form.is_valid():
        with form.keeping_refusals():
            save(form, {"reunion_id": reunion_id, "keyring": keyring, "now": now})
            return redirect("reunion", reunion_id)
    return _page(request, reunion_id, form)


def _page(request: SignedRequest, reunion_id: UUID, form: KeptForm | None = None) -> HttpResponse:
    keyring, today = request.who.keyring, clock.now().date()
    view = queries.reunion(reunion_id, keyring, today)
    shown: dict[str, Any] = {"view": view, "today": today, "form": form}
    shown["end"] = form if isinstance(form, EndForm) else EndForm(auto_id="end-%s")
    if view.is_open:
        shown |= _forms(view, form)
        shown["messages"] = queries.messages(view, keyring)
    status = REFUSED if form is not None else 200
    return render(request, "tracing/reunion/page.html", shown, status=status)


def _forms(view: ReunionView, form: KeptForm | None) -> dict[str, Any]:
    """Give the forms of the page, each as it was typed if it is the one that was refused."""
    reunion, seen = view.reunion, {"seen": view.revision, "on": view.today}
    sides = []
    for whose in WHOSE:
        side = reunion.side(whose)
        is_typed = isinstance(form, SideForm) and form.decides_for == whose
        start = {name: getattr(side, name) for name in side.__struct_fields__} | seen
        start |= {"whose": whose, "decided_on": side.decided_on or view.today}
        new = SideForm(initial=start, auto_id=f"{whose}-%s")
        sides.append((whose, side, form if is_typed else new))
    following = view.next_due
    start = seen | ({"due": following.due} if following else {})
    plan_start = seen | {"prepared": list(reunion.plan.prepared), "says": reunion.plan.says}
    was = reunion.outcome
    outcome_start = seen | ({n: getattr(was, n) for n in was.__struct_fields__} if was else {})
    made: dict[str, KeptForm] = {
        "message": MessageForm(auto_id="message-%s"),
        "first_call": CallForm(initial=seen, auto_id="call-%s"),
        "plan": PlanForm(initial=plan_start, auto_id="plan-%s"),
        "follow_up": FollowUpForm(initial=start, auto_id="follow-%s"),
        "outcome": OutcomeForm(initial=outcome_start, auto_id="outcome-%s"),
    }
    kept = {
        name: form if form is not None and isinstance(form, type(one)) else one
        for name, one in made.items()
    }
    return kept | {"sides": sides}
