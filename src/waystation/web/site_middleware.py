"""The edge of the public site: strict headers, forms that came from our own pages, refusals."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from waystation.base import clock
from waystation.base.errors import Forbidden, Later, Overtaken, Refused, Tampered
from waystation.vault import limits
from waystation.web.headers import ALWAYS, HTTPS_ONLY_S

log = logging.getLogger("waystation.alarm")
Get = Callable[[HttpRequest], HttpResponse]

# The longest notice of a payment; a form needs far less.
BODY_MAX = 262_144
READING = ("GET", "HEAD", "OPTIONS")
STATIC = "/static/"
# A page that others may put into theirs; its view says so (giving.widget.framed).
IN_FRAMES = {"Cross-Origin-Resource-Policy": "cross-origin"}


class Headers:
    """Put the headers no page may lack on every response, static files and errors included."""

    def __init__(self, get_response: Get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response[name] = value
        if getattr(response, "framed", False):
            del response["X-Frame-Options"]
            for name, value in IN_FRAMES.items():
                response[name] = value
        if settings.SECURE:
            response["Strict-Transport-Security"] = f"max-age={HTTPS_ONLY_S}"
        if not request.path.startswith(STATIC) and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response


class Edge:
    """Let in forms of our own pages, not too many and not too long, and say no in words.

    There is no cookie that another site's form could ride on, and none to check one by. What the
    browser itself says of where a form comes from can be written by no page. What a program sends
    by itself (a provider's notice) is marked `csrf_exempt` and proves itself in its own way.
    """

    def __init__(self, get_response: Get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()) or int(length) > BODY_MAX:
            return malformed(request, RequestDataTooBig())
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Refuse a form from elsewhere, or one too many of a network."""
        if request.method in READING or getattr(view, "csrf_exempt", False):
            return None
        if not is_from_here(request):
            refused = Refused(
                _("This form did not come from a page of ours; nothing was taken."),
                hint=_("Open the page here, fill it in and send it again."),
            )
            return refusal(request, refused, status=403)
        try:
            limits.take("site-form", limits.network_of(request))
        except Later as error:
            return self.process_exception(request, error)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer the errors that have a meaning; anything else stays a bare 500."""
        if isinstance(error, RequestDataTooBig):
            return malformed(request, error)
        if isinstance(error, Later):
            response = refusal(request, error, status=error.status)
            response["Retry-After"] = str(error.wait_s)
            return response
        if isinstance(error, Refused):
            return refusal(request, error, status=403 if isinstance(error, Forbidden) else 409)
        if isinstance(error, Overtaken):
            again = Refused(
                _("Somebody changed this while you were looking at it."),
                hint=_("Read it again, then decide again."),
            )
            return refusal(request, again, status=409)
        if isinstance(error, Tampered):
            log.error("tampered")
            return broken(request)
        return None


def is_from_here(request: HttpRequest) -> bool:
    """Say whether the browser says that a form was sent by a page of this site."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None and site != "same-origin":
        return False
    if origin == "null":
        # What a browser writes where a page of ours asked it to send no referrer.
        return site == "same-origin"
    if origin is not None:
        return origin == own_origin(request)
    return site == "same-origin"


def own_origin(request: HttpRequest) -> str:
    """Give what every absolute address of this site begins with."""
    return settings.SITE_ORIGIN or f"{request.scheme}://{request.get_host()}"


def context(request: HttpRequest) -> dict[str, object]:
    """Give templates the site's address, the organisation's clock and the page's twin."""
    spoken = get_language() or "en"
    others = [code for code, _name in settings.LANGUAGES if code != spoken]
    # A page without a language in its address (a refusal of something without one) has no twin.
    in_language = request.path.startswith(f"/{spoken}/")
    rest = request.path[len(spoken) + 2 :] if in_language else ""
    return {
        "site_origin": own_origin(request),
        "now": clock.now(),
        "here": request.path,
        "twins": [(code, f"/{code}/{rest}") for code in others],
        "languages": [(code, f"/{code}/{rest}") for code, _name in settings.LANGUAGES],
    }


def refusal(request: HttpRequest, error: Refused, *, status: int) -> HttpResponse:
    """Show a refusal: what is wrong, with which value, and what to do; not what was asked for."""
    home = [(code, f"/{code}/") for code, _name in settings.LANGUAGES if code != get_language()]
    page = {"refused": error, "twins": home, "here": ""}
    return render(request, "site/refusal.html", page, status=status)


def malformed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that is no good in itself: too large, or for another host."""
    if isinstance(exception, RequestDataTooBig):
        refused = Refused(
            _("This is more than can be taken at once; nothing of it was kept."),
            hint=_("Go back, shorten what you wrote and send it again."),
        )
        return refusal(request, refused, status=413)
    # The name of the host is what is wrong: nothing that is built from it is shown.
    return HttpResponse(
        "This request cannot be understood; nothing was changed.\n",
        status=400,
        content_type="text/plain; charset=utf-8",
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page, without repeating the address."""
    refused = Refused(
        _("There is no such page."),
        hint=_("It may have ended, or been taken down. The links above lead on."),
    )
    return refusal(request, refused, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that something failed here, without saying what; asks neither database nor clock."""
    return HttpResponse(render_to_string("site/broken.html"), status=500)
