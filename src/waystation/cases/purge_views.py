"""The pages on which cases are kept longer, asked to be destroyed, approved and destroyed."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.keptform import KeptForm
from waystation.cases import destroying, keeping, purging, retention
from waystation.cases.forms import ChosenForm, KeepForm, PurgeForm
from waystation.vault.door import SignedRequest, opens_to

CASEWORK = ("field manager", "case worker")
ANSWERING = (*CASEWORK, "approver", "security officer")
REFUSED = 422


@opens_to(*ANSWERING)
@require_GET
def purges(request: SignedRequest) -> HttpResponse:
    """List what is due, what waits for an answer, what may be carried out and what is done."""
    return _list_page(request)


@opens_to(*CASEWORK)
@require_POST
def ask_for_due(request: SignedRequest) -> HttpResponse:
    """Ask for the chosen cases to be destroyed, because their day has come."""
    keyring, now = request.who.keyring, clock.now()
    offered = [str(one.id) for one in retention.due(keyring, now)]
    form = ChosenForm(request.POST, offered=offered)
    if form.is_valid():
        with form.keeping_refusals():
            purging.ask_for_due(
                case_ids=form.cleaned_data["case"],
                asked_by=request.who.alias,
                keyring=keyring,
                now=now,
            )
            return redirect("purges")
    return _list_page(request, form)


@opens_to(*CASEWORK)
@require_GET
def case(request: SignedRequest, case_id: UUID) -> HttpResponse:
    """Show how long a case is kept, and offer to keep it longer or to have it destroyed."""
    return _case_page(request, case_id)


@opens_to(*CASEWORK)
@require_POST
def ask(request: SignedRequest, case_id: UUID) -> HttpResponse:
    """Ask for one case to be destroyed."""
    form = PurgeForm(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            purging.ask(
                case_id=case_id,
                **form.cleaned_data,
                asked_by=request.who.alias,
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return redirect("purges")
    return _case_page(request, case_id, ask=form)


@opens_to(*CASEWORK)
@require_POST
def keep(request: SignedRequest, case_id: UUID) -> HttpResponse:
    """Keep a case longer than the rule says."""
    form = KeepForm(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            retention.keep_longer(
                case_id=case_id,
                **form.cleaned_data,
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return redirect("purge-case", case_id)
    return _case_page(request, case_id, keep=form)


@opens_to(*ANSWERING)
@require_POST
def approve(request: SignedRequest, purge_id: UUID) -> HttpResponse:
    """Approve that a case is destroyed."""
    purging.approve(purge_id=purge_id, keyring=request.who.keyring, now=clock.now())
    return redirect("purges")


@opens_to(*ANSWERING)
@require_POST
def withdraw(request: SignedRequest, purge_id: UUID) -> HttpResponse:
    """Take a request back, or object to it."""
    purging.withdraw(purge_id=purge_id, keyring=request.who.keyring, now=clock.now())
    return redirect("purges")


@opens_to(*CASEWORK)
@require_POST
def carry_out(request: SignedRequest, purge_id: UUID) -> HttpResponse:
    """Destroy a case for good, and show the proof."""
    destroying.carry_out(purge_id=purge_id, keyring=request.who.keyring, now=clock.now())
    return redirect("purge-certificate", purge_id)


@opens_to(*ANSWERING)
@require_GET
def certificate(request: SignedRequest, purge_id: UUID) -> HttpResponse:
    """Show the proof that a case was destroyed, to be printed."""
    view = purging.destroyed(purge_id, request.who.keyring)
    shown = {"view": view, "copies": purging.copies_to_destroy(view.purge)}
    return render(request, "cases/purge_certificate.html", shown)


def _list_page(request: SignedRequest, form: ChosenForm | None = None) -> HttpResponse:
    keyring, now = request.who.keyring, clock.now()
    views = purging.purges(keyring)
    asked_for = {view.purge.subject for view in views if view.step != "done"}
    due = [one for one in retention.due(keyring, now) if one.id not in asked_for]
    shown = {
        "due": [one for one in due if one.is_due],
        "coming": [one for one in due if not one.is_due],
        "asked": [view for view in views if view.step == "asked"],
        "ready": [view for view in views if view.step in ("approved", "going")],
        "done": [view for view in views if view.step == "done"],
        "chosen": request.POST.getlist("case"),
        "form": form,
        "does_casework": request.who.role in CASEWORK,
    }
    return _page(request, "cases/purges.html", form, shown)


def _case_page(
    request: SignedRequest,
    case_id: UUID,
    *,
    ask: PurgeForm | None = None,
    keep: KeepForm | None = None,
) -> HttpResponse:
    now = clock.now()
    _row, value = retention.case_of(case_id, request.who.keyring)
    is_due = keeping.is_due(value, now.date())
    shown = {
        "case_id": case_id,
        "label": retention.label(value),
        "kind": retention.kind_of(value),
        "value": value,
        "due_on": keeping.due_on(value),
        "is_due": is_due,
        "ask": ask or PurgeForm(initial={"why": "due" if is_due else "asked"}),
        "keep": keep or KeepForm(),
    }
    return _page(request, "cases/purge_case.html", ask or keep, shown)


def _page(
    request: SignedRequest, template: str, form: KeptForm | None, shown: dict[str, object]
) -> HttpResponse:
    """Show a page; one that shows a form again says so in its status."""
    return render(request, template, shown, status=REFUSED if form is not None else 200)
