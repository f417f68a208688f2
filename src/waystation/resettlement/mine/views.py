"""The console's page of a household's own plan: its words, its booklet, its people, its links."""

from base64 import urlsafe_b64encode
from typing import Any
from uuid import UUID

import segno
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.keptform import KeptForm
from waystation.cases import parts
from waystation.cases.views import REFUSED
from waystation.resettlement.mine import booklets, domain, queries, services, telling
from waystation.resettlement.mine.domain import LANGUAGES, Language, PlanGiven
from waystation.resettlement.mine.forms import BesideForm, DaysForm, GivenForm, LinkForm
from waystation.resettlement.mine.services import Made
from waystation.vault.door import SignedRequest, opens_to

QR_SCALE = 4


@opens_to("case worker", "field manager")
@require_GET
def plan(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Show a household's plan as its people read it, whom they can call, and its links."""
    return _page(request, household_id)


@opens_to("case worker", "field manager")
@require_GET
def booklet(request: SignedRequest, household_id: UUID, language: str) -> HttpResponse:
    """Print a household's plan as a booklet of A5."""
    if language not in LANGUAGES:
        raise Http404
    today = clock.now().date()
    spoken: Language = "ko" if language == "ko" else "en"
    document = queries.plan(household_id, spoken, request.who.keyring, today)
    response = HttpResponse(booklets.booklet(document), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="plan.pdf"'
    return response


@opens_to("case worker", "field manager")
@require_POST
def make_link(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Make a link and show it, this once."""
    form = LinkForm(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            made = services.make_link(
                household_id=household_id,
                **form.cleaned_data,
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return _shown_once(request, household_id, made)
    return _page(request, household_id, link_form=form)


@opens_to("case worker", "field manager")
@require_POST
def renew_link(request: SignedRequest, household_id: UUID, link_id: UUID) -> HttpResponse:
    """Let a link be good for longer."""
    keyring, now = request.who.keyring, clock.now()
    queries.opened_link(household_id, link_id, keyring)
    form = DaysForm(request.POST)
    if form.is_valid():
        services.renew_link(
            household_id=household_id,
            link_id=link_id,
            days=form.cleaned_data["days"],
            keyring=keyring,
            now=now,
        )
    return redirect("my-plan", household_id)


@opens_to("case worker", "field manager")
@require_POST
def end_link(request: SignedRequest, household_id: UUID, link_id: UUID) -> HttpResponse:
    """End a link at once."""
    services.end_link(
        household_id=household_id, link_id=link_id, keyring=request.who.keyring, now=clock.now()
    )
    return redirect("my-plan", household_id)


@opens_to("case worker", "field manager")
@require_POST
def add_beside(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Write down somebody whom the household can call."""
    form = BesideForm(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            services.add_beside(
                household_id=household_id,
                beside=form.beside(),
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return redirect("my-plan", household_id)
    return _page(request, household_id, beside_form=form)


@opens_to("case worker", "field manager")
@require_http_methods(["GET", "POST"])
def beside(request: SignedRequest, household_id: UUID, beside_id: UUID) -> HttpResponse:
    """Change what the plan says of somebody whom the household can call."""
    keyring, now = request.who.keyring, clock.now()
    kept = queries.one_beside(household_id, beside_id, keyring)
    form = BesideForm(request.POST if request.method == "POST" else None, was=kept.value)
    if form.is_valid():
        with form.keeping_refusals():
            services.change_beside(
                household_id=household_id,
                beside_id=beside_id,
                beside=form.beside(),
                keyring=keyring,
                now=now,
            )
            return redirect("my-plan", household_id)
    shown = {"household_id": household_id, "kept": kept, "form": form}
    status = REFUSED if form.is_bound else 200
    return render(request, "resettlement/mine/beside.html", shown, status=status)


@opens_to("case worker", "field manager")
@require_POST
def end_beside(request: SignedRequest, household_id: UUID, beside_id: UUID) -> HttpResponse:
    """Take somebody off the plan."""
    services.end_beside(
        household_id=household_id,
        beside_id=beside_id,
        keyring=request.who.keyring,
        now=clock.now(),
    )
    return redirect("my-plan", household_id)


@opens_to("case worker", "field manager")
@require_POST
def note_given(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Write down that the plan was given to its people and explained."""
    form = GivenForm(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            services.note_given(
                household_id=household_id,
                given=form.given(),
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return redirect("my-plan", household_id)
    return _page(request, household_id, given_form=form)


@opens_to("case worker", "field manager")
@require_POST
def tend(request: SignedRequest) -> HttpResponse:
    """Write boxes anew that are older than today, in passing; a page asks for it by itself."""
    services.tend(keyring=request.who.keyring, now=clock.now())
    return HttpResponse(status=204)


def _page(request: SignedRequest, household_id: UUID, **forms: KeptForm) -> HttpResponse:
    keyring, today = request.who.keyring, clock.now().date()
    language: Language = "ko" if request.GET.get("language") == "ko" else "en"
    found = queries.material(household_id, keyring, today)
    shown: dict[str, Any] = {
        "household_id": household_id,
        "code": found.stay.code,
        "document": telling.told(found, language),
        "labels": queries.labels(household_id, found, keyring),
        "beside": queries.beside(household_id, keyring),
        "links": queries.links(household_id, keyring, today),
        "given": parts.listed(household_id, PlanGiven, keyring),
        "lasts_days": domain.LASTS_DAYS,
        "link_form": LinkForm(),
        "beside_form": BesideForm(),
        "given_form": GivenForm(initial={"on": today}),
    }
    status = REFUSED if forms else 200
    return render(request, "resettlement/mine/plan.html", shown | forms, status=status)


def _shown_once(request: SignedRequest, household_id: UUID, made: Made) -> HttpResponse:
    secret = urlsafe_b64encode(made.secret).decode().rstrip("=")
    if made.link.sort == "calendar":
        path = reverse("plan-calendar", args=[secret])
    else:
        path = reverse(f"mine-{made.link.language}") + "#" + secret
    link = request.build_absolute_uri(path)
    picture = segno.make(link, error="m", micro=False).svg_inline(scale=QR_SCALE, light="#fff")
    shown = {
        "household_id": household_id,
        "made": made,
        "link": link,
        "address": request.build_absolute_uri(reverse("mine")),
        # Drawn here from our own letters; nothing in it comes from outside.
        "qr": mark_safe(picture),  # noqa: S308
    }
    response = render(request, "resettlement/mine/link.html", shown)
    response["Cache-Control"] = "no-store"
    return response
