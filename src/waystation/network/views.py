"""The network's screens: lists with filters, and the map."""

from collections.abc import Sequence
from typing import Any

from csp.decorators import csp_update
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from waystation.base import clock
from waystation.network import queries
from waystation.network.check import check
from waystation.network.desk import EXPORTERS, PROPOSERS, READERS
from waystation.network.domain import RETIRED, Place, law_of, standing_on
from waystation.network.points import as_point
from waystation.network.queries import Kept
from waystation.network.records import slug_of
from waystation.vault.door import SignedRequest, opens_to

# Which records a list shows: those of one standing, all but the retired, or simply all.
IN_USE, ALL = "in use", "all"
# The map draws its tiles in the browser and hands them over as blobs.
MAP_CSP = {"img-src": "blob:"}


@opens_to(*READERS)
@require_GET
def places(request: SignedRequest) -> HttpResponse:
    """List places with what they can shelter and under whose law they lie."""
    keyring = request.who.keyring
    houses = {kept.record.place: kept for kept in queries.kept("house", keyring)}
    lands = {land.code: land for land in queries.jurisdictions(keyring)}
    found = _asked_for(request, queries.kept("place", keyring))
    rows = [
        (kept, standing, houses.get(kept.record.slug), law_of(kept.record, lands))
        for kept, standing in sorted(found, key=lambda row: row[0].record.name)
    ]
    return render(request, "network/places.html", _context(request, "places", rows))


@opens_to(*READERS)
@require_GET
def legs(request: SignedRequest) -> HttpResponse:
    """List legs with means, time, fare and how many they carry."""
    keyring = request.who.keyring
    names = {place.slug: place.name for place in queries.places(keyring)}
    rows = [
        (
            kept,
            standing,
            names.get(kept.record.from_place, kept.record.from_place),
            names.get(kept.record.to_place, kept.record.to_place),
        )
        for kept, standing in _asked_for(request, queries.kept("leg", keyring))
    ]
    rows.sort(key=lambda row: (row[2], row[3], row[0].record.slug))
    return render(request, "network/legs.html", _context(request, "legs", rows))


@opens_to(*READERS)
@require_GET
def partners(request: SignedRequest) -> HttpResponse:
    """List the people who guide and shelter; only those asked for, never all at a glance."""
    keyring = request.who.keyring
    asked = request.GET.get("at", "")
    names = {place.slug: place.name for place in queries.places(keyring)}
    everybody = queries.kept("partner", keyring)
    there = [kept for kept in everybody if asked and kept.record.region == asked]
    rows = [
        (kept, standing, names.get(kept.record.place, "–"))
        for kept, standing in _asked_for(request, there)
    ]
    rows.sort(key=lambda row: (row[0].record.name, row[0].record.slug))
    regions = sorted({kept.record.region for kept in everybody})
    context = _context(request, "partners", rows) | {"asked": asked, "regions": regions}
    return render(request, "network/partners.html", context | {"n": len(everybody)})


@opens_to(*READERS)
@require_GET
def laws(request: SignedRequest) -> HttpResponse:
    """List the lands whose law is on file."""
    found = _asked_for(request, queries.kept("jurisdiction", request.who.keyring))
    rows = sorted(found, key=lambda row: row[0].record.code)
    return render(request, "network/laws.html", _context(request, "laws", rows))


@opens_to(*READERS)
@require_GET
def look(request: SignedRequest) -> HttpResponse:
    """List what is odd about the network today, the gravest first."""
    keyring = request.who.keyring
    found = check(queries.network(keyring), clock.now().date())
    # A house goes by the id of its place, and shows on the place's page.
    kinds = ("jurisdiction", "partner", "leg", "place")
    pages = {
        slug_of(kept.record): kept.id for kind in kinds for kept in queries.kept(kind, keyring)
    }
    rows = [(finding, pages.get(finding.about)) for finding in found]
    return render(request, "network/look.html", _context(request, "look", rows))


@csp_update(MAP_CSP)
@opens_to(*READERS)
@require_GET
def chart(request: SignedRequest) -> HttpResponse:
    """Show the network on the map; the same facts stand in the lists."""
    keyring = request.who.keyring
    used = queries.for_planning(keyring)
    found = {place.slug: place for place in used.places}
    legs = [
        {
            "from": _spot(found[leg.from_place]),
            "to": _spot(found[leg.to_place]),
            "mode": leg.mode,
            "state": "to_come",
            "route": False,
        }
        for leg in used.legs
        if found[leg.from_place].lat is not None and found[leg.to_place].lat is not None
    ]
    spots = [place for place in found.values() if place.lat is not None]
    data = {"places": [as_point(place) for place in spots], "legs": legs, "focus": _focus(spots)}
    return render(request, "network/map.html", {"map": data, "tab": "map"})


def _asked_for(request: SignedRequest, found: list[Kept]) -> list[tuple[Kept, str]]:
    """Pick the records of the standing that was asked for; all in use if none was."""
    asked, today = request.GET.get("standing", IN_USE), clock.now().date()
    standing = [(kept, standing_on(kept.record, today)) for kept in found]
    return [
        row
        for row in standing
        if asked == row[1] or asked == ALL or (asked == IN_USE and row[1] != RETIRED)
    ]


def _context(request: SignedRequest, tab: str, rows: Sequence[object]) -> dict[str, Any]:
    return {
        "rows": rows,
        "tab": tab,
        "standing": request.GET.get("standing", IN_USE),
        "may_propose": request.who.role in PROPOSERS,
        "may_export": request.who.role in EXPORTERS,
    }


def _focus(spots: list[Place]) -> list[list[float | None]]:
    """Pick the corners the map opens on: the middle nine tenths, so that one far port does not."""
    if not spots:
        return []
    lats, lons = sorted(p.lat or 0 for p in spots), sorted(p.lon or 0 for p in spots)
    low, high = len(spots) // 20, len(spots) - 1 - len(spots) // 20
    return [[lons[low], lats[low]], [lons[high], lats[high]]]


def _spot(place: Place) -> list[float | None]:
    return [place.lon, place.lat]
