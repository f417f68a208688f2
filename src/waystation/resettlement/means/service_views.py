"""The map of services: its list, its drawing, its cards, and each service's own page."""

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base import papers as paper
from waystation.network import queries as network
from waystation.resettlement.means import domain, queries, sheets
from waystation.resettlement.means import services as doing
from waystation.resettlement.means.plot import Plot, Spot, plot
from waystation.resettlement.means.queries import ServiceView, spot
from waystation.resettlement.means.service_forms import ServiceForm, degrees
from waystation.resettlement.means.views import REFUSED, ROLES, handed
from waystation.resettlement.means.wording import SERVICE_KINDS
from waystation.vault.door import SignedRequest, opens_to
from waystation.vault.keyring import Keyring


@opens_to(*ROLES)
@require_GET
def services(request: SignedRequest) -> HttpResponse:
    """Show the services on file, of one kind or all, as a list and as a drawing."""
    keyring, kind = request.who.keyring, _kind(request)
    found = queries.services(keyring, clock.now().date(), kind=kind)
    standing = [view for view in found if not view.service.is_shut]
    shown = {
        "views": standing,
        "shut": [view for view in found if view.service.is_shut],
        "kind": kind,
        "kinds": SERVICE_KINDS.items(),
        "n_stale": sum(view.is_stale for view in standing),
        "plot": _plot(standing, keyring),
    }
    return render(request, "resettlement/means/services.html", shown)


@opens_to(*ROLES)
@require_GET
def cards(request: SignedRequest, language: str) -> HttpResponse:
    """Print cards of what was checked in the last six months, of one kind or all."""
    if language not in sheets.LANGUAGES:
        raise Http404
    found = queries.services(request.who.keyring, clock.now().date(), kind=_kind(request))
    fresh = [view for view in found if not view.service.is_shut and not view.is_stale]
    sheet = sheets.cards(fresh, language)
    return handed(paper.pdf(sheets.CARDS, sheet, language), "cards.pdf")


@opens_to(*ROLES)
def new(request: SignedRequest) -> HttpResponse:
    """Put a service on the map."""
    keyring, now = request.who.keyring, clock.now()
    start = {"checked_on": now.date()}
    form = ServiceForm(request.POST or None, initial=start, places=network.places(keyring))
    if form.is_valid():
        with form.keeping_refusals():
            doing.note_service(service=form.value(), keyring=keyring, now=now)
            return redirect("services")
    return _page(request, form, None)


@opens_to(*ROLES)
def service(request: SignedRequest, service_id: UUID) -> HttpResponse:
    """Show one service, and write it anew."""
    keyring, now = request.who.keyring, clock.now()
    view = queries.service(service_id, keyring, now.date())
    form = ServiceForm(request.POST or None, initial=_written(view), places=network.places(keyring))
    if form.is_valid():
        with form.keeping_refusals():
            doing.change_service(
                service_id=service_id,
                service=form.value(is_shut=view.service.is_shut),
                seen=form.cleaned_data["seen"] or 0,
                keyring=keyring,
                now=now,
            )
            return redirect("services")
    return _page(request, form, view)


@opens_to(*ROLES)
@require_POST
def checked(request: SignedRequest, service_id: UUID) -> HttpResponse:
    """Note that somebody made sure today that all is still so."""
    doing.check_service(service_id=service_id, keyring=request.who.keyring, now=clock.now())
    return redirect("services")


@opens_to(*ROLES)
@require_POST
def shut(request: SignedRequest, service_id: UUID) -> HttpResponse:
    """Take a service off the map and the cards."""
    return _shut(request, service_id, is_shut=True)


@opens_to(*ROLES)
@require_POST
def put_back(request: SignedRequest, service_id: UUID) -> HttpResponse:
    """Put a service back on the map."""
    return _shut(request, service_id, is_shut=False)


def _shut(request: SignedRequest, service_id: UUID, *, is_shut: bool) -> HttpResponse:
    doing.shut_service(
        service_id=service_id, is_shut=is_shut, keyring=request.who.keyring, now=clock.now()
    )
    return redirect("services")


def _kind(request: SignedRequest) -> str:
    kind = request.GET.get("kind", "")
    return kind if kind in domain.SERVICE_KINDS else ""


def _plot(views: Sequence[ServiceView], keyring: Keyring) -> Plot | None:
    """Draw what stands on the list, under the numbers it has there."""
    places = {one.slug: one for one in network.places(keyring)}
    spots = []
    for number, view in enumerate(views, start=1):
        there = spot(view.service, places)
        if there is not None and there.lat is not None and there.lon is not None:
            spots.append(Spot(number, there.lat, there.lon, view.place_name))
    return plot(spots)


def _written(view: ServiceView) -> dict[str, object]:
    """Give what is known of a service, as its form would have it typed."""
    one = view.service
    said = {name: getattr(one, name) for name in one.__struct_fields__}
    return said | {
        "seen": view.revision,
        "north": degrees(one.north),
        "east": degrees(one.east),
        "languages": ", ".join(one.languages),
    }


def _page(request: SignedRequest, form: ServiceForm, view: ServiceView | None) -> HttpResponse:
    status = REFUSED if form.is_bound else 200
    shown = {"form": form, "view": view}
    return render(request, "resettlement/means/service.html", shown, status=status)
