"""The edge of every request: strict headers out, and one place that answers a refusal."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.base.errors import Forbidden, Overtaken, Refused, Tampered
from waystation.vault.door import SignedOut

log = logging.getLogger("waystation.alarm")
Get = Callable[[HttpRequest], HttpResponse]


class Headers:
    """Put the headers no page may lack on every response, static files and errors included."""

    def __init__(self, get_response: Get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["X-Frame-Options"] = "DENY"
        response["X-Robots-Tag"] = "noindex, nofollow"
        if not request.path.startswith("/static/") and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response


class Edge:
    """Turn what the services refuse into pages that say what to do next."""

    def __init__(self, get_response: Get) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer the errors that have a meaning; anything else stays a bare 500."""
        if isinstance(error, SignedOut):
            return self._to_the_door(request)
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
