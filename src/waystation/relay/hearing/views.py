"""The office asks whether anything came."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from waystation.base import clock
from waystation.dispatch import queries as dispatch
from waystation.relay.hearing import services
from waystation.vault.door import SignedRequest, opens_to


@opens_to("field manager", "approver")
@require_POST
def collect(request: SignedRequest) -> HttpResponse:
    """Read what the phones sent; tells the page to look again if anything came.

    A page also says which news it has seen, and is told as soon as a halt or a change of the
    network makes them old.
    """
    who = request.who
    came = services.collect(keyring=who.keyring, now=clock.now())
    response = HttpResponse(status=204)
    seen = request.POST.get("seen", "")
    if any(came) or (seen and seen != dispatch.news(who.keyring)):
        response["HX-Trigger"] = "moved"
    return response
