"""The public page on which a newcomer's phone opens their own plan, and what it asks us for.

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
from waystation.resettlement.mine import queries
from waystation.vault import fetching

# The page's own script makes no element from text, so it needs no policy for that.
MINE_CSP = {"trusted-types": ["'none'"]}


@open_to_everybody
@csp_replace(MINE_CSP)
@require_GET
def page(request: HttpRequest, language: str = "") -> HttpResponse:
    """Show the page on which a plan is read; it sets no cookie and says nothing of anybody."""
    spoken = language or get_language() or "en"
    with override(spoken):
        asked = {"fetch": reverse("mine-fetch"), "sort": "plan"}
        said = {"asked": asked, "called": _("My plan")}
        shown = render(request, "resettlement/mine/phone.html", said)
    shown["Content-Language"] = spoken
    return shown


@open_to_everybody
@csrf_exempt
@require_POST
def fetch(request: HttpRequest) -> HttpResponse:
    """Hand out the box under a digest: as many bytes for one that is unknown or ended."""
    today = clock.now().date()
    return fetching.box_for(
        request, limit="plan-open", box_of=lambda digest: queries.box_of(digest, today)
    )
