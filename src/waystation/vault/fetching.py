"""What the page of a link asks for: a digest goes in, a box of one size comes out.

No session, no cookie and no key has a part in it, so nothing here can tell who asks.
"""

from base64 import b64decode
from binascii import Error
from collections.abc import Callable

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse

from waystation.base.errors import Later
from waystation.vault import limits

DIGEST_BYTES = 32
ASKED_MAX = 256


def box_for(request: HttpRequest, *, limit: str, box_of: Callable[[bytes], bytes]) -> HttpResponse:
    """Hand out the box under the digest that is asked for.

    Args:
      limit: the rule of `limits` by which a network may ask.
      box_of: gives as many bytes for a digest that is unknown or ended.
    """
    try:
        digest = _digest(request)
    except ValueError:
        return JsonResponse({"says": "malformed"}, status=400)
    try:
        limits.take(limit, limits.network_of(request))
    except Later as later:
        wait = {"Retry-After": str(later.wait_s)}
        return JsonResponse({"says": "later"}, status=later.status, headers=wait)
    return HttpResponse(box_of(digest), content_type="application/octet-stream")


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
