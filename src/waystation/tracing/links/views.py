"""The officer's page of a seeker's links."""

from base64 import urlsafe_b64encode
from uuid import UUID

import segno
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.blocks import Language
from waystation.cases.views import REFUSED
from waystation.tracing.links import domain, queries, services, telling
from waystation.tracing.links.forms import LinkForm
from waystation.tracing.links.services import Made
from waystation.tracing.requests import queries as requests
from waystation.vault.door import SignedRequest, opens_to

QR_SCALE = 4


@opens_to("tracing officer")
@require_GET
def links(request: SignedRequest, search_id: UUID) -> HttpResponse:
    """Show the links of a request's seeker, and what they read there."""
    return _page(request, search_id)


@opens_to("tracing officer")
@require_POST
def make(request: SignedRequest, search_id: UUID) -> HttpResponse:
    """Make a link and show it, this once."""
    keyring, now = request.who.keyring, clock.now()
    requests.find(search_id, keyring)
    form = LinkForm(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            made = services.make(
                request_id=search_id, **form.cleaned_data, keyring=keyring, now=now
            )
            return _shown_once(request, search_id, made)
    return _page(request, search_id, form)


@opens_to("tracing officer")
@require_POST
def end(request: SignedRequest, search_id: UUID, seeker_link_id: UUID) -> HttpResponse:
    """End a link at once."""
    services.end(
        request_id=search_id,
        link_id=seeker_link_id,
        keyring=request.who.keyring,
        now=clock.now(),
    )
    return redirect("seeker-links", search_id)


@opens_to("tracing officer")
@require_POST
def tend(request: SignedRequest) -> HttpResponse:
    """Write all boxes anew if a round is due, in passing; a page asks for it by itself."""
    services.tend(keyring=request.who.keyring, now=clock.now())
    return HttpResponse(status=204)


def _page(request: SignedRequest, search_id: UUID, form: LinkForm | None = None) -> HttpResponse:
    keyring, today = request.who.keyring, clock.now().date()
    view = requests.request(search_id, keyring)
    language: Language = "ko" if view.request.contact.language == "ko" else "en"
    found = queries.links(search_id, keyring, today)
    lies = found[0].link.shown.on(today) if found else queries.nothing_yet().shown
    shown = {
        "view": view,
        "links": found,
        "may": domain.may_have_link(view.request, today),
        "form": form or LinkForm(initial={"language": language, "days": 90}),
        "document": telling.document(lies, (), language, today),
    }
    status = REFUSED if form is not None else 200
    return render(request, "tracing/links/links.html", shown, status=status)


def _shown_once(request: SignedRequest, search_id: UUID, made: Made) -> HttpResponse:
    secret = urlsafe_b64encode(made.secret).decode().rstrip("=")
    path = reverse(f"seeker-page-{made.link.language}") + "#" + secret
    link = request.build_absolute_uri(path)
    picture = segno.make(link, error="m", micro=False).svg_inline(scale=QR_SCALE, light="#fff")
    shown = {
        "search_id": search_id,
        "made": made,
        "link": link,
        "address": request.build_absolute_uri(reverse("seeker-page")),
        # Drawn here from our own letters; nothing in it comes from outside.
        "qr": mark_safe(picture),  # noqa: S308
    }
    response = render(request, "tracing/links/made.html", shown)
    response["Cache-Control"] = "no-store"
    return response
