"""The page of what a person agreed to, and the papers that go with it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock, papers
from waystation.base.keptform import KeptForm
from waystation.cases.consent import queries, services, sheets
from waystation.cases.consent.domain import Consent, Vital
from waystation.cases.consent.forms import ConsentForm, FreePassageForm, HowForm, VitalForm
from waystation.cases.consent.queries import Member
from waystation.cases.person_words import LANGUAGES
from waystation.cases.views import CASEWORK, REFUSED
from waystation.vault.door import SignedRequest, opens_to

PRINTED = ("en", "ko")


@opens_to(*CASEWORK)
@require_GET
def household(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Show what everybody of a household agreed to."""
    today = clock.now().date()
    view, rows = queries.household_page(household_id, request.who.keyring, today)
    return render(request, "cases/consent/household.html", {"view": view, "rows": rows})


@opens_to(*CASEWORK)
@require_GET
def page(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Show what a person agreed to and what not."""
    return consent_page(request, person_id)


@opens_to(*CASEWORK)
@require_POST
def note(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Write down what a person answered."""
    keyring, now = request.who.keyring, clock.now()
    who = queries.member(person_id, keyring, now.date())
    form = _consent_form(who, request)
    if form.is_valid():
        with form.keeping_refusals():
            services.note_answer(
                household_id=who.household.id,
                consent=form.consent(person_id, now),
                keyring=keyring,
                now=now,
            )
            return redirect("consent", person_id)
    return consent_page(request, person_id, ask=form)


@opens_to(*CASEWORK)
@require_POST
def withdraw(request: SignedRequest, person_id: UUID, consent_id: UUID) -> HttpResponse:
    """Take one consent back."""
    keyring, now = request.who.keyring, clock.now()
    kept = queries.about(person_id, consent_id, Consent, keyring, now.date())
    form = HowForm(request.POST)
    if form.is_valid():
        services.withdraw(part_id=kept.id, **form.cleaned_data, keyring=keyring, now=now)
        return redirect("consent", person_id)
    return consent_page(request, person_id, back=form)


@opens_to(*CASEWORK)
@require_POST
def withdraw_all(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Take everything back that a person agreed to."""
    form = HowForm(request.POST)
    if form.is_valid():
        services.withdraw_all(
            person_id=person_id, **form.cleaned_data, keyring=request.who.keyring, now=clock.now()
        )
        return redirect("consent", person_id)
    return consent_page(request, person_id, back=form)


@opens_to(*CASEWORK)
@require_GET
def form(request: SignedRequest, person_id: UUID, language: str) -> HttpResponse:
    """Print the form on which somebody answers."""
    who = queries.member(person_id, request.who.keyring, clock.now().date())
    sheet = sheets.form(who.household.household.code, _printed(language))
    return paper(papers.pdf(sheets.FORM, sheet, language), "form.pdf")


@opens_to(*CASEWORK)
@require_POST
def vital(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Write down that a life hangs on something."""
    keyring, now = request.who.keyring, clock.now()
    who = queries.member(person_id, keyring, now.date())
    form = VitalForm(request.POST, prefix="vital")
    if form.is_valid():
        with form.keeping_refusals():
            services.claim_vital(
                household_id=who.household.id,
                vital=form.vital(person_id, now.date()),
                keyring=keyring,
                now=now,
            )
            return redirect("consent", person_id)
    return consent_page(request, person_id, without=form)


@opens_to(*CASEWORK)
@require_POST
def confirm_vital(request: SignedRequest, person_id: UUID, vital_id: UUID) -> HttpResponse:
    """Say as the second person that a life hangs on it."""
    keyring, now = request.who.keyring, clock.now()
    kept = queries.about(person_id, vital_id, Vital, keyring, now.date())
    services.confirm_vital(part_id=kept.id, keyring=keyring, now=now)
    return redirect("consent", person_id)


@opens_to(*CASEWORK)
@require_GET
def free_passage(request: SignedRequest, person_id: UUID, language: str) -> HttpResponse:
    """Print the statement that nothing is owed."""
    who = queries.member(person_id, request.who.keyring, clock.now().date())
    sheet = sheets.free_passage(who.household.household.code, _printed(language))
    return paper(papers.pdf(sheets.FREE_PASSAGE, sheet, language), "statement.pdf")


@opens_to(*CASEWORK)
@require_POST
def sign_free(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Note that the statement was read and signed."""
    keyring, now = request.who.keyring, clock.now()
    who = queries.member(person_id, keyring, now.date())
    form = FreePassageForm(request.POST, prefix="free")
    if form.is_valid():
        with form.keeping_refusals():
            services.sign_free_passage(
                household_id=who.household.id,
                paper=form.paper(person_id),
                keyring=keyring,
                now=now,
            )
            return redirect("consent", person_id)
    return consent_page(request, person_id, free=form)


def paper(content: bytes, name: str) -> HttpResponse:
    """Hand a paper out under a name that tells nothing."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def consent_page(request: SignedRequest, person_id: UUID, **forms: KeptForm) -> HttpResponse:
    """Show the page of a person's consents, with a form again that was refused."""
    today = clock.now().date()
    view = queries.page(person_id, request.who.keyring, today)
    shown: dict[str, Any] = {
        "view": view,
        "today": today,
        "is_child": view.member.on(today).is_child,
        "printed": PRINTED,
        "receivers": queries.receivers(view, today),
        "ask": _consent_form(view.member),
        "back": HowForm(),
        "without": VitalForm(prefix="vital"),
        "free": FreePassageForm(
            prefix="free", initial={"language": _language(view.member), "signed_on": today}
        ),
    }
    status = REFUSED if forms else 200
    return render(request, "cases/consent/page.html", shown | forms, status=status)


def _consent_form(who: Member, request: SignedRequest | None = None) -> ConsentForm:
    """Make the form of an answer, with the adults who can answer for a child."""
    today = clock.now().date()
    adults = [(adult, person.name or "–") for adult, person in who.adults(today)]
    initial = {
        "given_on": today,
        "valid_until": today + timedelta(days=180),
        "language": _language(who),
    }
    return ConsentForm(
        request.POST if request else None,
        prefix="ask",
        adults=adults,
        is_child=who.on(today).is_child,
        initial=initial,
    )


def _language(who: Member) -> str:
    """Give the language a person speaks best, or the reader's where nobody knows."""
    spoken = next(iter(who.person.languages), get_language() or "en")
    return spoken if spoken in LANGUAGES else "other"


def _printed(language: str) -> str:
    if language not in PRINTED:
        raise Http404
    return language
