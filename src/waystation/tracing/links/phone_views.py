"""The public page on which a seeker reads how their search stands, and what it asks us for.

The page is the same for everybody. The secret of a link stays behind the # of its address, which
no browser sends; what is asked is a digest, and what is answered is a box of one size.
"""

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.access import open_to_everybody
from waystation.tracing.links import queries
from waystation.vault import fetching

# The page's own script makes no element from text, so it needs no policy for that.
PAGE_CSP = {"trusted-types": ["'none'"]}


@open_to_everybody
@csp_replace(PAGE_CSP)
@require_GET
def page(request: HttpRequest, language: str = "") -> HttpResponse:
    """Show the page on which a seeker reads; it sets no cookie and says nothing of anybody."""
    spoken = language or get_language() or "en"
    with override(spoken):
        day = clock.now().date().isoformat()
        asked = {"fetch": reverse("seeker-fetch"), "sort": "search", "day": day}
        said = {"asked": asked, "called": _("My search")}
        shown = render(request, "tracing/links/phone.html", said)
    shown["Content-Language"] = spoken
    return shown


@open_to_everybody
@csrf_exempt
@require_POST
def fetch(request: HttpRequest) -> HttpResponse:
    """Hand out the box under a digest: as many bytes for one that is unknown or ended."""
    today = clock.now().date()
    return fetching.box_for(
        request, limit="search-open", box_of=lambda digest: queries.box_of(digest, today)
    )
