"""The public page on which a newcomer's phone opens their own plan, and what it asks us for.

The page is the same for everybody. The secret of a link stays behind the # of its address, which
no browser sends; what is asked is a digest, and what is answered is a box of one size.
"""

from base64 import b64decode
from binascii import Error

import msgspec
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.access import open_to_everybody
from waystation.base.errors import Later
from waystation.resettlement.mine import queries
from waystation.vault import limits

# The page's own script makes no element from text, so it needs no policy for that.
MINE_CSP = {"trusted-types": ["'none'"]}
DIGEST_BYTES = 32
ASKED_MAX = 256


@open_to_everybody
@csp_replace(MINE_CSP)
@require_GET
def page(request: HttpRequest, language: str = "") -> HttpResponse:
    """Show the page on which a plan is read; it sets no cookie and says nothing of anybody."""
    spoken = language or get_language() or "en"
    with override(spoken):
        asked = {"fetch": reverse("mine-fetch")}
        shown = render(request, "resettlement/mine/phone.html", {"asked": asked})
    shown["Content-Language"] = spoken
    return shown


@open_to_everybody
@csrf_exempt
@require_POST
def fetch(request: HttpRequest) -> HttpResponse:
    """Hand out the box under a digest: as many bytes for one that is unknown or ended."""
    try:
        digest = _digest(request)
    except ValueError:
        return JsonResponse({"says": "malformed"}, status=400)
    try:
        limits.take("plan-open", limits.network_of(request))
    except Later as later:
        wait = {"Retry-After": str(later.wait_s)}
        return JsonResponse({"says": "later"}, status=later.status, headers=wait)
    box = queries.box_of(digest, clock.now().date())
    return HttpResponse(box, content_type="application/octet-stream")


def _digest(request: HttpRequest) -> bytes:
    """Read the digest that is asked for.

    Raises:
      ValueError: it is none.
    """
    if int(request.headers.get("Content-Length") or 0) > ASKED_MAX:
        raise ValueError(f"longer than {ASKED_MAX} bytes")
    try:
        asked = msgspec.json.decode(request.body, type=dict[str, str])
        digest = b64decode(asked["digest"], validate=True)
    except (msgspec.MsgspecError, KeyError, Error) as error:
        raise ValueError("not a question for a box") from error
    if len(digest) != DIGEST_BYTES:
        raise ValueError(f"a digest has {DIGEST_BYTES} bytes, not {len(digest)}")
    return digest
