"""The phone's page and what it asks."""

import json
from pathlib import Path

from csp.decorators import csp_replace
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.access import open_to_everybody
from waystation.relay.turn import domain, services
from waystation.relay.turn.domain import stamp
from waystation.relay.wire import body_of, malformed

BUILT = "waystation/"
# The PIN's slow hash is a small program of its own, which a page must be allowed to load.
PHONE_CSP = {
    "trusted-types": ["waystation"],
    "script-src": ["'self'", "'wasm-unsafe-eval'"],
}
# What the page may pass for.
FACES = ("notes", "converter", "timer")


@open_to_everybody
@csp_replace(PHONE_CSP)
@require_GET
def phone_page(request: HttpRequest) -> HttpResponse:
    """Show the page a guide's phone lives on. It looks like notes, and says nothing by itself."""
    now = stamp(clock.now()) if clock.is_standing() else ""
    shown = {face: static(f"{BUILT}{face}.svg") for face in FACES}
    return render(request, "relay/phone.html", {"now_stamp": now, "faces": shown})


@open_to_everybody
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """Serve the script that keeps the phone's page usable offline, its list of files in front."""
    shell = json.loads(_built("precache.json"))
    files = {static(BUILT + name): digest for name, digest in shell["files"].items()}
    first = "self.SHELL = " + json.dumps({"version": shell["version"], "files": files}) + ";\n"
    response = HttpResponse(first + _built("sw.js"), content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = reverse("phone")
    response["Cache-Control"] = "no-cache"
    return response


@open_to_everybody
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """Say what the page is called on a phone's screen, and with which picture."""
    asked = request.GET.get("as", "")
    told = json.loads(_built(f"{asked if asked in FACES else FACES[0]}.webmanifest"))
    icons = [icon | {"src": static(BUILT + icon["src"])} for icon in told["icons"]]
    answer = JsonResponse(told | {"icons": icons}, content_type="application/manifest+json")
    answer["Cache-Control"] = "no-cache"
    return answer


@open_to_everybody
@csrf_exempt
@require_POST
def turn(request: HttpRequest) -> HttpResponse:
    """Answer a phone's turn: one size in, one size out, the same to a stranger as to a phone."""
    try:
        asked = domain.read(body_of(request, domain.ASKED_BYTES))
    except ValueError:
        return malformed()
    answer = services.turn(asked, now=clock.now())
    return HttpResponse(domain.write_answer(answer), content_type="application/octet-stream")


def _built(name: str) -> str:
    """Read one of the phone's built files."""
    path = finders.find(BUILT + name)
    if path is None:
        raise Http404(name)
    return Path(path).read_text(encoding="utf-8")
