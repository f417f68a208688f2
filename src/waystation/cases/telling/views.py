"""The page of what somebody allows to be told of them in public."""

import base64
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.keptform import KeptForm
from waystation.cases.consent import queries as consent
from waystation.cases.consent.forms import HowForm
from waystation.cases.telling import queries, services
from waystation.cases.telling.forms import TellingForm
from waystation.cases.telling.queries import Page
from waystation.cases.telling.wording import ALOUD
from waystation.cases.views import CASEWORK, REFUSED
from waystation.vault import words
from waystation.vault.door import SignedRequest, opens_to


@opens_to(*CASEWORK)
@require_GET
def page(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Show what a person allows to be told of them."""
    return _page(request, person_id)


@opens_to(*CASEWORK)
@require_POST
def note(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Write down what a person allows to be told of them."""
    who, now = request.who, clock.now()
    view = queries.page(person_id, who.keyring, now.date())
    form = _form(view, request)
    if form.is_valid():
        with form.keeping_refusals():
            services.note(
                household_id=view.member.household.id,
                telling=form.telling(person_id, person_id),
                role=who.role,
                keyring=who.keyring,
                now=now,
            )
            return redirect("telling", person_id)
    return _page(request, person_id, ask=form)


@opens_to(*CASEWORK)
@require_POST
def renew(request: SignedRequest, person_id: UUID, telling_id: UUID) -> HttpResponse:
    """Write down that a person was asked again."""
    who, now = request.who, clock.now()
    kept = queries.about(person_id, telling_id, who.keyring, now.date())
    form = _form(queries.page(person_id, who.keyring, now.date()), request)
    if form.is_valid():
        with form.keeping_refusals():
            services.renew(
                telling_id=kept.id,
                telling=form.telling(person_id, kept.value.mark),
                role=who.role,
                keyring=who.keyring,
                now=now,
            )
            return redirect("telling", person_id)
    return _page(request, person_id, ask=form)


@opens_to(*CASEWORK)
@require_POST
def withdraw(request: SignedRequest, person_id: UUID, telling_id: UUID) -> HttpResponse:
    """Take one back: whatever stands on it is gone before this answers."""
    keyring, now = request.who.keyring, clock.now()
    kept = queries.about(person_id, telling_id, keyring, now.date())
    form = HowForm(request.POST)
    if form.is_valid():
        services.withdraw(telling_id=kept.id, **form.cleaned_data, keyring=keyring, now=now)
        return redirect("telling", person_id)
    return _page(request, person_id, back=form)


@opens_to(*CASEWORK)
@require_POST
def withdraw_all(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Take everything back that is told of a person."""
    keyring, now = request.who.keyring, clock.now()
    member = consent.member(person_id, keyring, now.date())
    form = HowForm(request.POST)
    if form.is_valid():
        services.withdraw_all(
            household_id=member.household.id,
            person_id=person_id,
            **form.cleaned_data,
            keyring=keyring,
            now=now,
        )
        return redirect("telling", person_id)
    return _page(request, person_id, back=form)


@opens_to(*CASEWORK)
@require_POST
def draw(request: SignedRequest, person_id: UUID, telling_id: UUID) -> HttpResponse:
    """Draw the words that the person keeps; they are shown once."""
    keyring = request.who.keyring
    kept = queries.about(person_id, telling_id, keyring, clock.now().date())
    language = "ko" if kept.value.language == "ko" else "en"
    drawn = services.draw_words(telling_id=kept.id, language=language, keyring=keyring)
    token = base64.urlsafe_b64encode(words.entropy_of(drawn)).rstrip(b"=").decode()
    shown = {
        "view": queries.page(person_id, keyring, clock.now().date()),
        "words": drawn.split(),
        "address": f"{settings.SITE_ORIGIN}/{language}/withdraw/",
        "link": f"{settings.SITE_ORIGIN}/{language}/withdraw/{token}/",
    }
    return render(request, "cases/telling/words.html", shown)


def _page(request: SignedRequest, person_id: UUID, **forms: KeptForm) -> HttpResponse:
    today = clock.now().date()
    view = queries.page(person_id, request.who.keyring, today)
    worker = view.member.household.household.worker
    shown: dict[str, Any] = {
        "view": view,
        "today": today,
        "is_child": view.member.on(today).is_child,
        "too_early": view.from_on is None or today < view.from_on,
        "is_mine": worker == request.who.user_id,
        "nobody": worker is None,
        "aloud": ALOUD,
        "ask": _form(view),
        "back": HowForm(),
    }
    return render(
        request, "cases/telling/page.html", shown | forms, status=REFUSED if forms else 200
    )


def _form(view: Page, request: SignedRequest | None = None) -> TellingForm:
    today = clock.now().date()
    adults = [(adult, person.name or "–") for adult, person in view.member.adults(today)]
    return TellingForm(
        request.POST if request else None,
        prefix="ask",
        languages=view.member.person.languages,
        adults=adults,
        is_child=view.member.on(today).is_child,
        initial={"given_on": today, "valid_until": today + timedelta(days=365)},
    )
