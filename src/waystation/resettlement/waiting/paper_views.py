"""The page of what one household needs before it flies."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.keptform import KeptForm
from waystation.resettlement.waiting import desks, preparing, sheets
from waystation.resettlement.waiting.desks import Desk
from waystation.resettlement.waiting.forms import (
    CompanyForm,
    HandOverForm,
    HoldForm,
    PapersForm,
    TalkForm,
)
from waystation.resettlement.waiting.views import CASEWORK, REFUSED
from waystation.vault.door import SignedRequest, opens_to


@opens_to(*CASEWORK)
@require_GET
def papers(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Show a household's papers, what keeps it from flying, who goes with it, what left."""
    return _page(request, _desk(request, household_id))


@opens_to(*CASEWORK)
@require_POST
def save(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Write down which papers are there."""
    desk = _desk(request, household_id)
    form = PapersForm(request.POST, desk=desk, language=_language())
    if form.is_valid():
        with form.keeping_refusals():
            preparing.save_papers(
                household_id=household_id,
                papers=form.papers(),
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return redirect("travel-papers", household_id)
    return _page(request, desk, papers=form)


@opens_to(*CASEWORK)
@require_POST
def hold(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Note what keeps a household from flying, or that nothing does any more."""
    return _noted(request, household_id, "hold", HoldForm, preparing.hold)


@opens_to(*CASEWORK)
@require_POST
def company(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Note who goes with a household."""
    return _noted(request, household_id, "company", CompanyForm, preparing.name_company)


@opens_to(*CASEWORK)
@require_POST
def talk(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Note that somebody spoke with a household that waits."""
    return _noted(request, household_id, "talk", TalkForm, preparing.note_talk)


@opens_to(*CASEWORK)
@require_POST
def hand_over(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Hand papers to officials, for people who agreed."""
    desk = _desk(request, household_id)
    form = HandOverForm(request.POST, prefix="give", desk=desk, language=_language())
    if form.is_valid():
        with form.keeping_refusals():
            said = {**form.cleaned_data, "keyring": request.who.keyring}
            preparing.hand_over(household_id=household_id, **said, now=clock.now())
            return redirect("travel-papers", household_id)
    return _page(request, desk, give=form)


@opens_to(*CASEWORK)
@require_GET
def sheet(request: SignedRequest, household_id: UUID, hand_over_id: UUID) -> HttpResponse:
    """Give the list of what was handed over as a PDF; it names nobody."""
    desk = _desk(request, household_id)
    kept = desks.handed_by(household_id, hand_over_id, request.who.keyring)
    return HttpResponse(
        sheets.handed(desk, kept, _language()),
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="hand-over.pdf"'},
    )


def _noted(
    request: SignedRequest,
    household_id: UUID,
    name: str,
    kind: type[KeptForm],
    verb: Callable[..., object],
) -> HttpResponse:
    """Write down what one form of the page says, or show the page again with what is wrong."""
    desk, form = _desk(request, household_id), kind(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            said = {**form.cleaned_data, "keyring": request.who.keyring}
            verb(household_id=household_id, **said, now=clock.now())
            return redirect("travel-papers", household_id)
    return _page(request, desk, **{name: form})


def _desk(request: SignedRequest, household_id: UUID) -> Desk:
    return desks.desk(household_id, request.who.keyring, clock.now().date())


def _page(request: SignedRequest, desk: Desk, **refused: KeptForm) -> HttpResponse:
    stay = desk.view.stay
    shown: dict[str, Any] = {
        "desk": desk,
        "today": clock.now().date(),
        "form": next(iter(refused.values()), None),
        "papers": PapersForm(desk=desk, language=_language()),
        "hold": HoldForm(initial={"why": stay.held}),
        "company": CompanyForm(
            initial={name: getattr(stay, name) for name in CompanyForm.base_fields}
        ),
        "talk": TalkForm(),
        "give": HandOverForm(prefix="give", desk=desk, language=_language()),
    }
    status = REFUSED if refused else 200
    return render(request, "resettlement/waiting/papers.html", shown | refused, status=status)


def _language() -> str:
    return get_language() or "en"
