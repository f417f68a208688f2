"""The calendar of a household's days, for a program that keeps asking for it.

A program that reads calendars has no script and no fragment, so the secret stands in the address.
It opens the box in the request that brings it and is forgotten with it.
"""

from base64 import urlsafe_b64decode
from binascii import Error

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from waystation.base import clock
from waystation.base.access import open_to_everybody
from waystation.base.errors import Tampered
from waystation.resettlement.mine import queries
from waystation.vault import handed, limits

SECRET_LETTERS = 43


@open_to_everybody
@require_GET
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Give the calendar under a secret; 404 for one that ended, was changed or never was."""
    try:
        known = _secret(secret)
    except ValueError:
        raise Http404 from None
    limits.take("plan-calendar", limits.network_of(request))
    try:
        text = queries.calendar_of(known, clock.now().date())
    except Tampered:
        text = None
    if text is None:
        raise Http404
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


def _secret(text: str) -> bytes:
    if len(text) != SECRET_LETTERS or not text.isascii():
        raise ValueError("not a secret")
    try:
        secret = urlsafe_b64decode(text + "=")
    except Error as error:
        raise ValueError("not a secret") from error
    if len(secret) != handed.SECRET_BYTES:
        raise ValueError("not a secret")
    return secret
