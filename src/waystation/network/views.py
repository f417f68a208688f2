"""The network's screens: lists with filters, and the map."""

from csp.decorators import csp_update
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from waystation.network import queries
from waystation.network.domain import MODES, Place, jurisdiction
from waystation.network.points import as_point
from waystation.vault.door import SignedRequest, opens_to

READERS = ("field manager", "security officer", "approver")
# The map draws its tiles in the browser and hands them over as blobs.
MAP_CSP = {"img-src": "blob:"}


@opens_to(*READERS)
@require_GET
def places(request: SignedRequest) -> HttpResponse:
    """List places with what they can shelter and under whose law they lie."""
    keyring = request.who.keyring
    houses = {house.place: house for house in queries.houses(keyring)}
    rows = [
        (place, houses.get(place.slug), jurisdiction(place.region, place.country))
        for place in queries.places(keyring)
    ]
    return render(request, "network/places.html", {"rows": rows, "tab": "places"})


@opens_to(*READERS)
@require_GET
def legs(request: SignedRequest) -> HttpResponse:
    """List legs with means, time, fare and how many they carry."""
    keyring = request.who.keyring
    names = {place.slug: place for place in queries.places(keyring)}
    rows = [(leg, names[leg.from_place], names[leg.to_place]) for leg in queries.legs(keyring)]
    used = sorted({leg.mode for leg, _, _ in rows}, key=list(MODES).index)
    return render(request, "network/legs.html", {"rows": rows, "tab": "legs", "modes": used})


@opens_to(*READERS)
@require_GET
def partners(request: SignedRequest) -> HttpResponse:
    """List the people who guide and shelter; only those asked for, never all at a glance."""
    keyring = request.who.keyring
    asked = request.GET.get("at", "")
    names = {place.slug: place for place in queries.places(keyring)}
    everybody = queries.partners(keyring)
    found = [(p, names.get(p.place)) for p in everybody if asked and p.region == asked]
    regions = sorted({p.region for p in everybody})
    context = {"rows": found, "tab": "partners", "asked": asked, "regions": regions}
    return render(request, "network/partners.html", context | {"n": len(everybody)})


@csp_update(MAP_CSP)
@opens_to(*READERS)
@require_GET
def chart(request: SignedRequest) -> HttpResponse:
    """Show the network on the map; the same facts stand in the lists."""
    keyring = request.who.keyring
    found = {place.slug: place for place in queries.places(keyring)}
    legs = [
        {
            "from": _spot(found[leg.from_place]),
            "to": _spot(found[leg.to_place]),
            "mode": leg.mode,
            "state": "to_come",
            "route": False,
        }
        for leg in queries.legs(keyring)
        if found[leg.from_place].lat is not None and found[leg.to_place].lat is not None
    ]
    spots = [place for place in found.values() if place.lat is not None]
    data = {"places": [as_point(place) for place in spots], "legs": legs, "focus": _focus(spots)}
    return render(request, "network/map.html", {"map": data, "tab": "map"})


def _focus(spots: list[Place]) -> list[list[float | None]]:
    """Pick the corners the map opens on: the middle nine tenths, so that one far port does not."""
    if not spots:
        return []
    lats, lons = sorted(p.lat or 0 for p in spots), sorted(p.lon or 0 for p in spots)
    low, high = len(spots) // 20, len(spots) - 1 - len(spots) // 20
    return [[lons[low], lats[low]], [lons[high], lats[high]]]


def _spot(place: Place) -> list[float | None]:
    return [place.lon, place.lat]
