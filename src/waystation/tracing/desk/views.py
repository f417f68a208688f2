"""The tracing desk: what needs a tracing officer now, and the families that searches tell of."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.tracing.asking import services as asking
from waystation.tracing.desk import queries
from waystation.tracing.desk.drawing import BOX_HEIGHT, BOX_WIDTH, draw
from waystation.tracing.links import services as links
from waystation.tracing.matching import queries as matching
from waystation.tracing.matching import services as looking
from waystation.tracing.requests import services as requests
from waystation.vault.door import SignedRequest, opens_to

TRACING = "tracing officer"


@opens_to(TRACING)
@require_GET
def desk(request: SignedRequest) -> HttpResponse:
    """Show what waits at the tracing desk, and when it looked last."""
    keyring, today = request.who.keyring, clock.now().date()
    shown = {
        "desk": queries.desk(keyring, today),
        "looked_at": matching.last_look(keyring),
        "today": today,
    }
    return render(request, "tracing/desk/desk.html", shown)


@opens_to(TRACING)
@require_POST
def look(request: SignedRequest) -> HttpResponse:
    """Take in what came, compare whoever is sought with whoever agreed to be found, write links.

    Asked for by the page itself it answers with nothing but whether there is something new.
    """
    keyring, now = request.who.keyring, clock.now()
    n_sent = requests.hear(keyring=keyring, now=now)
    heard = asking.hear(keyring=keyring, now=now)
    by_itself = "X-Asks-By-Itself" in request.headers
    looked = looking.look(keyring=keyring, now=now, if_changed=by_itself)
    links.tend(keyring=keyring, now=now)
    if not by_itself:
        return redirect("tracing")
    response = HttpResponse(status=204)
    if looked.n_new or looked.n_changed or n_sent or heard.taken or heard.gone:
        response["HX-Refresh"] = "true"
    return response


@opens_to(TRACING)
@require_GET
def families(request: SignedRequest) -> HttpResponse:
    """List the families that searches tell of, the largest first."""
    found, codes = queries.every_family(request.who.keyring, clock.now().date())
    shown = {"families": [(one, codes[one.id]) for one in found]}
    return render(request, "tracing/desk/families.html", shown)


@opens_to(TRACING)
@require_GET
def family(request: SignedRequest, family_id: UUID) -> HttpResponse:
    """Draw one family: who belongs to whom, and nobody's place."""
    found, codes = queries.family_of(family_id, request.who.keyring, clock.now().date())
    shown = {
        "family": found,
        "code": codes[found.id],
        "requests": [(key, codes[key]) for key in found.requests],
        "drawn": draw(found),
        "width": BOX_WIDTH,
        "height": BOX_HEIGHT,
    }
    return render(request, "tracing/desk/family.html", shown)
