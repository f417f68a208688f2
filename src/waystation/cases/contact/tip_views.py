"""The pages of tips: the inbox, putting one on file, and a tip with what became of it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.keptform import KeptForm
from waystation.cases import domain, intake_queries
from waystation.cases import queries as cases
from waystation.cases import services as hearing
from waystation.cases.contact import queries, services
from waystation.cases.contact.forms import (
    CallForm,
    DecideForm,
    GradeForm,
    LinkForm,
    NameSourceForm,
    OutcomeForm,
    SaidForm,
    TipForm,
    WeighForm,
)
from waystation.cases.paging import page_of
from waystation.cases.views import CASEWORK, REFUSED
from waystation.network.queries import places
from waystation.vault.door import SignedRequest, opens_to


@opens_to(*CASEWORK)
@require_GET
def tips(request: SignedRequest) -> HttpResponse:
    """List the tips in the order in which they want checking."""
    keyring, now = request.who.keyring, clock.now()
    views = cases.tips(keyring, now)
    opened = [view for view in views if view.tip.is_open]
    late = [view for view in opened if view.clock and view.clock.is_late]
    page = page_of(views, request.GET.get("page", ""))
    shown: dict[str, object] = {"page": page, "n_open": len(opened), "n_late": len(late)}
    shown["alike"] = queries.have_likeness(page.rows, views)
    shown["came"] = intake_queries.unread(keyring)
    shown["tend"] = intake_queries.needs_tending(keyring, now)
    return render(request, "cases/tips.html", shown)


@opens_to(*CASEWORK)
def new_tip(request: SignedRequest) -> HttpResponse:
    """Put a tip on file that came from a partner or was told to one of us."""
    return _new(request, TipForm, "cases/tip_new.html")


@opens_to(*CASEWORK)
def call(request: SignedRequest) -> HttpResponse:
    """Write a tip down while somebody tells it on the telephone."""
    return _new(request, CallForm, "cases/tip_call.html")


@opens_to(*CASEWORK)
@require_GET
def tip(request: SignedRequest, tip_id: UUID) -> HttpResponse:
    """Show a tip, what it is worth and what became of it."""
    return _tip_page(request, tip_id)


@opens_to(*CASEWORK)
@require_POST
def grade_tip(request: SignedRequest, tip_id: UUID) -> HttpResponse:
    """Judge the source and what was said."""
    return _act(request, tip_id, "grade", GradeForm(request.POST), services.grade_tip)


@opens_to(*CASEWORK)
@require_POST
def decide_tip(request: SignedRequest, tip_id: UUID) -> HttpResponse:
    """Say what becomes of a tip."""
    moves = domain.moves_of(cases.tip(tip_id, request.who.keyring, clock.now()).tip)
    form = DecideForm(request.POST, moves=moves)
    return _act(request, tip_id, "decide", form, services.decide_tip)


@opens_to(*CASEWORK)
@require_POST
def weigh_tip(request: SignedRequest, tip_id: UUID) -> HttpResponse:
    """Say how urgent a tip is now."""
    return _act(request, tip_id, "weigh", WeighForm(request.POST), services.weigh_tip)


@opens_to(*CASEWORK)
@require_POST
def note_outcome(request: SignedRequest, tip_id: UUID) -> HttpResponse:
    """Say what a tip turned out to be."""
    return _act(request, tip_id, "outcome", OutcomeForm(request.POST), services.note_outcome)


@opens_to(*CASEWORK)
@require_POST
def name_source(request: SignedRequest, tip_id: UUID) -> HttpResponse:
    """Say which source of the register a tip comes from."""
    form = NameSourceForm(request.POST, known=queries.known_sources(request.who.keyring))
    if form.is_valid():
        with form.keeping_refusals():
            services.name_source(
                tip_id=tip_id,
                source_id=form.cleaned_data["source"],
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return redirect("tip", tip_id)
    return _tip_page(request, tip_id, named=form)


@opens_to(*CASEWORK)
@require_POST
def link_tips(request: SignedRequest, tip_id: UUID) -> HttpResponse:
    """Say whether another tip speaks of the same people."""
    form = LinkForm(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            services.link_tips(
                tip_id=tip_id,
                other_id=form.cleaned_data["other"],
                alike=form.cleaned_data["alike"],
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return redirect("tip", tip_id)
    return _tip_page(request, tip_id, link=form)


def _new(request: SignedRequest, kind: type[SaidForm], template: str) -> HttpResponse:
    who, now = request.who, clock.now()
    form = kind(
        request.POST or None,
        places=places(who.keyring),
        known=queries.known_sources(who.keyring),
        initial={"heard_at": now},
    )
    if form.is_valid():
        with form.keeping_refusals():
            heard = form.tip(who.alias)
            tip_id = hearing.hear_tip(tip=heard, keyring=who.keyring, now=now)
            return redirect("tip", tip_id)
    return _page(request, template, form, {"form": form})


def _act(
    request: SignedRequest, tip_id: UUID, name: str, form: KeptForm, service: Any
) -> HttpResponse:
    """Do what a form of the tip's page asks; refused, it is shown again with what was typed."""
    if form.is_valid():
        with form.keeping_refusals():
            service(
                tip_id=tip_id,
                **form.cleaned_data,
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return redirect("tip", tip_id)
    return _tip_page(request, tip_id, **{name: form})


def _tip_page(request: SignedRequest, tip_id: UUID, **again: KeptForm) -> HttpResponse:
    keyring, now = request.who.keyring, clock.now()
    view, views = cases.tip(tip_id, keyring, now), cases.tips(keyring, now)
    known = queries.known_sources(keyring)
    grades = {"source_grade": view.tip.source_grade, "word_grade": view.tip.word_grade}
    weight = {"danger_now": view.tip.danger_now, "urgency": view.tip.urgency}
    moves = domain.moves_of(view.tip)
    shown: dict[str, object] = {
        "view": view,
        "grade": GradeForm(initial=grades),
        "decide": DecideForm(moves=moves) if moves else None,
        "weigh": WeighForm(initial=weight),
        "outcome": OutcomeForm(initial={"outcome": view.tip.outcome}),
        "named": NameSourceForm(known=known, initial={"source": view.tip.source}),
        "n_sources": len(known),
        "link": None,
        "alike": queries.alike(view, views),
        "linked": queries.linked(view, views),
    }
    if view.tip.source in known:
        shown["source"] = queries.share_of(view.tip.source, known)
    return _page(request, "cases/tip.html", next(iter(again.values()), None), shown | again)


def _page(
    request: SignedRequest, template: str, form: KeptForm | None, shown: dict[str, Any]
) -> HttpResponse:
    status = REFUSED if form is not None and form.is_bound else 200
    return render(request, template, shown, status=status)
