"""A drill approved, and with the second approval carried out."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.relay.drill import services
from waystation.vault.door import SignedRequest, opens_to


@opens_to("approver")
@require_POST
def approve(request: SignedRequest, drill_id: UUID) -> HttpResponse:
    """Lay one's hand on a drill; the second hand carries it out."""
    who = request.who
    services.approve(drill_id=drill_id, by=who.alias, keyring=who.keyring, now=clock.now())
    return redirect("drill", drill_id)


@opens_to("field manager")
@require_POST
def lead_on(request: SignedRequest, drill_id: UUID) -> HttpResponse:
    """Lead the groups on that waited for the end of a stage."""
    n = services.lead_on(drill_id=drill_id, keyring=request.who.keyring, now=clock.now())
    if not n:
        raise Refused(
            _("Nobody waits at the end of a stage yet."),
            hint=_("Wait for the guide's word that the people were left there, or ask for it."),
        )
    return redirect("drill", drill_id)
