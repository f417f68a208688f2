"""The pages of the six steps: a case's work, its papers, its time line, and supervision."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.keptform import KeptForm
from waystation.cases import parts, tasks
from waystation.cases.domain import STEPS
from waystation.cases.steps import approvals, handing, queries, services, supervision
from waystation.cases.steps.domain import Closure, Plan, Referral, Transfer
from waystation.cases.steps.forms import AnswerForm, DoneForm, ReferralAnswerForm, StepForm
from waystation.cases.steps.sheets import SHEETS
from waystation.cases.tasks import Task
from waystation.cases.views import CASEWORK, REFUSED
from waystation.vault.door import SignedRequest, opens_to

SUPERVISOR = "field manager"


@opens_to(*CASEWORK)
@require_GET
def case(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Show how the work on a case stands, and what its step still needs."""
    return _case_page(request, household_id)


@opens_to(*CASEWORK)
def write(request: SignedRequest, household_id: UUID, sheet: str) -> HttpResponse:
    """Write one of the papers of a case."""
    keyring, now = request.who.keyring, clock.now()
    paper = SHEETS[sheet]
    view = queries.case(household_id, keyring, now.date())
    start = paper.start(view, now.date())
    form = paper.form(request.POST or None, initial=start, **paper.offers(view, keyring))
    if form.is_valid():
        with form.keeping_refusals():
            paper.save(household_id, form, keyring, now)
            return redirect("case-work", household_id)
    shown = {"form": form, "view": view.view, "title": paper.title, "why": paper.why}
    status = REFUSED if form.is_bound else 200
    return render(request, "cases/steps/write.html", shown, status=status)


@opens_to(*CASEWORK)
@require_POST
def step(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Take a case to another step."""
    form = StepForm(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            services.take_step(
                household_id=household_id,
                **form.cleaned_data,
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return redirect("case-work", household_id)
    return _case_page(request, household_id, form)


@opens_to(*CASEWORK)
@require_POST
def charge(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Look after a case from now on."""
    services.take_charge(household_id=household_id, keyring=request.who.keyring, now=clock.now())
    return redirect("case-work", household_id)


@opens_to(SUPERVISOR)
@require_POST
def plan_answer(request: SignedRequest, case_plan_id: UUID) -> HttpResponse:
    """Approve or send back a colleague's case plan."""
    return _answer(request, case_plan_id, Plan)


@opens_to(SUPERVISOR)
@require_POST
def closure_answer(request: SignedRequest, closure_id: UUID) -> HttpResponse:
    """Approve or send back a colleague's closure."""
    return _answer(request, closure_id, Closure)


@opens_to(*CASEWORK)
@require_POST
def task_done(request: SignedRequest, task_id: UUID) -> HttpResponse:
    """Note that a task is done."""

    def save(form: KeptForm) -> None:
        said = {"came": form.cleaned_data["came"], "keyring": request.who.keyring}
        tasks.finish_task(part_id=task_id, **said, now=clock.now())

    return _change(request, _case_of(request, task_id, Task), DoneForm(request.POST), save)


@opens_to(*CASEWORK)
@require_POST
def referral_answer(request: SignedRequest, asked_id: UUID) -> HttpResponse:
    """Note what another organisation said or did."""

    def save(form: KeptForm) -> None:
        said = {**form.cleaned_data, "keyring": request.who.keyring}
        handing.answer_referral(part_id=asked_id, **said, now=clock.now())

    form = ReferralAnswerForm(request.POST)
    return _change(request, _case_of(request, asked_id, Referral), form, save)


@opens_to(*CASEWORK)
@require_POST
def transfer_answer(request: SignedRequest, offer_id: UUID) -> HttpResponse:
    """Decline a case that is offered, or take the offer back."""

    def save(form: KeptForm) -> None:
        said = {"answer": form.cleaned_data["answer"], "keyring": request.who.keyring}
        handing.decline_transfer(part_id=offer_id, **said, now=clock.now())

    return _change(request, _case_of(request, offer_id, Transfer), AnswerForm(request.POST), save)


@opens_to(SUPERVISOR)
@require_POST
def transfer_accept(request: SignedRequest, offer_id: UUID) -> HttpResponse:
    """Accept a case for another compartment."""

    def save(_form: KeptForm) -> None:
        handing.accept_transfer(part_id=offer_id, by=request.who, now=clock.now())

    return _change(request, _case_of(request, offer_id, Transfer), AnswerForm(request.POST), save)


@opens_to(*CASEWORK)
@require_GET
def timeline(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Show everything that was written in a case, the latest first."""
    keyring, today = request.who.keyring, clock.now().date()
    view = queries.case(household_id, keyring, today).view
    shown = {"view": view, "entries": queries.timeline(household_id, keyring)}
    return render(request, "cases/steps/timeline.html", shown)


@opens_to(SUPERVISOR)
@require_GET
def supervise(request: SignedRequest) -> HttpResponse:
    """Show a supervisor what waits for them, and where help is wanted first."""
    found = supervision.queue(request.who.keyring, clock.now())
    return render(request, "cases/steps/supervision.html", {"queue": found})


def _answer(request: SignedRequest, part_id: UUID, kind: type[Any]) -> HttpResponse:
    act = approvals.approve if request.POST.get("act") == "approve" else approvals.send_back

    def save(form: KeptForm) -> None:
        said = {"answer": form.cleaned_data["answer"], "keyring": request.who.keyring}
        act(part_id=part_id, kind=kind, **said, now=clock.now())

    return _change(request, _case_of(request, part_id, kind), AnswerForm(request.POST), save)


def _case_of(request: SignedRequest, part_id: UUID, kind: type[Any]) -> UUID:
    """Name the case a part belongs to; one that is not there or not the reader's is refused."""
    return parts.read(part_id, kind, request.who.keyring).case


def _change(
    request: SignedRequest, household_id: UUID, form: KeptForm, save: Callable[[KeptForm], None]
) -> HttpResponse:
    """Do what a form asks for and go back to the case; a refusal is shown there."""
    if form.is_valid():
        with form.keeping_refusals():
            save(form)
            return redirect("case-work", household_id)
    return _case_page(request, household_id, form)


def _case_page(
    request: SignedRequest, household_id: UUID, form: KeptForm | None = None
) -> HttpResponse:
    who, today = request.who, clock.now().date()
    view = queries.case(household_id, who.keyring, today)
    shown = {
        "case": view,
        "view": view.view,
        "form": form,
        "steps": STEPS,
        "answers": ("accepted", "declined", "done"),
        "today": today,
        "supervises": who.role == SUPERVISOR,
        "me": who.user_id,
        "can_move": len(who.keyring.cells_of("cases")) > 1,
    }
    return render(request, "cases/steps/case.html", shown, status=REFUSED if form else 200)
