"""The edge of every request: strict headers out, and one place that answers a refusal."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.base.errors import Forbidden, Later, Overtaken, Refused, Tampered
from waystation.vault.door import BEARER, SignedOut
from waystation.web.headers import ALWAYS, HTTPS_ONLY_S

log = logging.getLogger("waystation.alarm")
Get = Callable[[HttpRequest], HttpResponse]

# A file of 8 MiB and the form around it; more is not read.
BODY_MAX = 9 * 1_024 * 1_024
# The console is nobody's to find.
CONSOLE_ALWAYS = ALWAYS | {"X-Robots-Tag": "noindex, nofollow"}
# A guide may tell roughly where people wait; the browser asks them first.
PHONE_PAGE = "/p/"
WHERE_IT_IS = ALWAYS["Permissions-Policy"].replace("geolocation=()", "geolocation=(self)")
# The library that swaps parts of a page needs a policy that reads markup; no other page has one.
CONSOLE_CSP = {"trusted-types": ["default", "reading"]}


class Headers:
    """Put the headers no page may lack on every response, static files and errors included."""

    def __init__(self, get_response: Get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in CONSOLE_ALWAYS.items():
            response[name] = value
        if request.path == PHONE_PAGE:
            response["Permissions-Policy"] = WHERE_IT_IS
        if settings.SECURE:
            response["Strict-Transport-Security"] = f"max-age={HTTPS_ONLY_S}"
        if not request.path.startswith("/static/") and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        if hasattr(request, "who") and not hasattr(response, "_csp_replace"):
            response._csp_replace = CONSOLE_CSP  # type: ignore[attr-defined]
        return response


class FormCheck(CsrfViewMiddleware):
    """Django's check of a form's token, for browsers that were told to send no referrer.

    They send a form with the origin "null". That alone proves nothing, so what the browser says
    itself about where the request comes from must be "same-origin"; no page can write that.
    """

    def _origin_verified(self, request: HttpRequest) -> bool:
        if request.META["HTTP_ORIGIN"] == "null":
            return request.headers.get("Sec-Fetch-Site") == "same-origin"
        return bool(super()._origin_verified(request))  # type: ignore[misc]


class Edge:
    """Turn what the services refuse into pages that say what to do next."""

    def __init__(self, get_response: Get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > BODY_MAX:
            return malformed(request, RequestDataTooBig())
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer the errors that have a meaning; anything else stays a bare 500."""
        if isinstance(error, SignedOut):
            return self._to_the_door(request)
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
            alarm = Refused(
                _("A record is not what was written here. Nothing of it is shown."),
                hint=_("Tell the security officer at once and change nothing more."),
            )
            return refusal(request, alarm, status=500)
        return None

    def _to_the_door(self, request: HttpRequest) -> HttpResponse:
        if request.headers.get("Authorization", "").startswith(BEARER):
            # A program is told in its own way; a page to sign in at is none of its business.
            response = HttpResponse("This token opens nothing.\n", status=401)
            response["Content-Type"], response["WWW-Authenticate"] = "text/plain", "Bearer"
            return response
        if request.headers.get("HX-Request"):
            response = HttpResponse(status=204)
            response["HX-Redirect"] = reverse("sign-in")
            return response
        return redirect("sign-in")


def refusal(request: HttpRequest, error: Refused, *, status: int) -> HttpResponse:
    """Show a refusal: what is wrong, with which value, and what to do."""
    bare = bool(request.headers.get("HX-Request"))
    template = "web/refusal_part.html" if bare else "web/refusal.html"
    # htmx swaps only answers it takes for good ones.
    return render(request, template, {"refused": error}, status=200 if bare else status)


def malformed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that is no good in itself: too large, or for another host."""
    if isinstance(exception, RequestDataTooBig):
        refused = Refused(
            _("This is more than can be taken at once; nothing of it was kept."),
            hint=_("Send less text, or a file of 8 MiB at most."),
        )
        return refusal(request, refused, status=413)
    refused = Refused(
        _("This request cannot be understood; nothing was changed."),
        hint=_("Go back to your board."),
    )
    return refusal(request, refused, status=400)
