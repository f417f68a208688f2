"""The pages of the register of sources."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST
from msgspec.structs import asdict, replace

from waystation.base import clock
from waystation.cases.contact import queries, services
from waystation.cases.contact.forms import SourceForm
from waystation.cases.views import CASEWORK, REFUSED
from waystation.vault.door import SignedRequest, opens_to


@opens_to(*CASEWORK)
@require_GET
def register(request: SignedRequest) -> HttpResponse:
    """List the sources with what their outcomes let one expect."""
    shown = {"sources": queries.register(request.who.keyring)}
    return render(request, "cases/contact/sources.html", shown)


@opens_to(*CASEWORK)
def new(request: SignedRequest) -> HttpResponse:
    """Put somebody in the register."""
    keyring, now = request.who.keyring, clock.now()
    form = SourceForm(request.POST or None, known=queries.known_sources(keyring))
    if form.is_valid():
        with form.keeping_refusals():
            source = form.source(now.date())
            source_id = services.add_source(source=source, keyring=keyring, now=now)
            return redirect("tip-source", source_id)
    status = REFUSED if form.is_bound else 200
    return render(request, "cases/contact/source_new.html", {"form": form}, status=status)


@opens_to(*CASEWORK)
def source(request: SignedRequest, source_id: UUID) -> HttpResponse:
    """Show a source with their tips, and write anew who they are."""
    keyring, now = request.who.keyring, clock.now()
    view = queries.source(source_id, keyring, now)
    others = queries.known_sources(keyring)
    del others[source_id]
    form = SourceForm(request.POST or None, known=others, initial=asdict(view.source))
    if form.is_valid():
        with form.keeping_refusals():
            said = request.POST.get("seen", "")
            services.change_source(
                source_id=source_id,
                change=partial(replace, **form.cleaned_data),
                seen=int(said) if said.isascii() and said.isdecimal() and len(said) < 9 else 0,
                keyring=keyring,
                now=now,
            )
            return redirect("tip-source", source_id)
    shown = {"view": view, "form": form}
    status = REFUSED if form.is_bound else 200
    return render(request, "cases/contact/source.html", shown, status=status)


@opens_to(*CASEWORK)
@require_POST
def forget(request: SignedRequest, source_id: UUID) -> HttpResponse:
    """Take a source out of the register with everything known of them."""
    services.forget_source(source_id=source_id, keyring=request.who.keyring, now=clock.now())
    return redirect("tip-sources")
