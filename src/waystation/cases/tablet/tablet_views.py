"""The tablet's own page and the three things it asks; no session, no cookie, no key of ours."""

import json
from base64 import b64encode
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
from waystation.base.errors import Refused
from waystation.cases.models import TabletRow
from waystation.cases.tablet import forms, queries
from waystation.cases.tablet.services import carrying, enrolling

BUILT = "waystation/"
TABLET_CSP = {"trusted-types": ["waystation"]}


@open_to_everybody
@csp_replace(TABLET_CSP)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Show the page a worker's tablet lives on; it says nothing by itself."""
    now = clock.now().strftime("%Y-%m-%dT%H:%M:%SZ") if clock.is_standing() else ""
    return render(request, "cases/tablet/tablet.html", {"now_stamp": now})


@open_to_everybody
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """Serve the script that keeps the tablet's page, and no other, usable offline."""
    built = json.loads(_built("tablet-precache.json"))
    shell = {
        "version": built["version"],
        "files": {static(BUILT + name): digest for name, digest in built["files"].items()},
        "page": reverse("tablet-page"),
        "prefix": "tablet-",
    }
    first = "self.SHELL = " + json.dumps(shell) + ";\n"
    response = HttpResponse(first + _built("sw.js"), content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = reverse("tablet-page")
    response["Cache-Control"] = "no-cache"
    return response


@open_to_everybody
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """Say what the page is called on a tablet's screen, and with which picture."""
    told = json.loads(_built("tablet.webmanifest"))
    icons = [icon | {"src": static(BUILT + icon["src"])} for icon in told["icons"]]
    answer = JsonResponse(told | {"icons": icons}, content_type="application/manifest+json")
    answer["Cache-Control"] = "no-cache"
    return answer


@open_to_everybody
@csrf_exempt
@require_POST
def join(request: HttpRequest) -> HttpResponse:
    """Let a tablet join by its invitation."""
    try:
        asked = forms.read_join(_body(request, forms.JOIN_MAX))
    except ValueError:
        return _malformed()
    try:
        joined = enrolling.join(**asked._asdict(), real_now=clock.real_now())
    except Refused as refused:
        return JsonResponse({"says": refused.says, "hint": refused.hint}, status=403)
    return JsonResponse(
        {
            "tablet": str(joined.tablet),
            "cell_box_public": _base64(joined.cell_box_public),
            "cell_sign_public": _base64(joined.cell_sign_public),
        }
    )


@open_to_everybody
@csrf_exempt
@require_POST
def fetch(request: HttpRequest) -> HttpResponse:
    """Hand a tablet what was sealed to it: each packet as its number, its length and its box."""
    try:
        asked = forms.read_ask(_body(request, forms.FETCH_MAX), forms.FETCH_MAX)
        since = forms.read(asked.said, forms.Since, forms.FETCH_MAX).since
    except ValueError:
        return _malformed()
    row = carrying.ask(name="fetch", **asked._asdict())
    if row is None or row.state != "active":
        return _nobody(row)
    found = carrying.fetch(row=row, since=since)
    framed = b"".join(
        seq.to_bytes(8, "big") + len(box).to_bytes(4, "big") + box for seq, box in found
    )
    return HttpResponse(framed, content_type="application/octet-stream")


@open_to_everybody
@csrf_exempt
@require_POST
def word(request: HttpRequest) -> HttpResponse:
    """Keep a tablet's sealed word; one with too many unread is told to try later."""
    try:
        asked = forms.read_ask(_body(request, forms.WORD_MAX), forms.WORD_MAX)
        said = forms.read(asked.said, forms.Entry, forms.WORD_MAX)
        box = said.sealed()
    except ValueError:
        return _malformed()
    row = carrying.ask(name="word", **asked._asdict())
    if row is None or row.state != "active":
        return _nobody(row)
    if not carrying.hear(row=row, entry=said.entry, box=box, now=clock.now()):
        return JsonResponse({"says": "later"}, status=503)
    return JsonResponse({"ok": True})


def _nobody(row: TabletRow | None) -> HttpResponse:
    """Tell a tablet that was given up to erase itself, and anybody else nothing."""
    if row is None:
        return JsonResponse({"says": "no"}, status=403)
    return JsonResponse({"gone": _base64(queries.gone_note(row))}, status=410)


def _body(request: HttpRequest, longest: int) -> bytes:
    """Read a request's body unless it says itself that it is too long."""
    if int(request.headers.get("Content-Length") or 0) > longest:
        raise ValueError(f"longer than {longest} bytes")
    return request.body


def _malformed() -> HttpResponse:
    return JsonResponse({"says": "malformed"}, status=400)


def _base64(value: bytes) -> str:
    return b64encode(value).decode()


def _built(name: str) -> str:
    """Read one of the tablet's built files."""
    path = finders.find(BUILT + name)
    if path is None:
        raise Http404(name)
    return Path(path).read_text(encoding="utf-8")
