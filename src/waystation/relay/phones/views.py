"""A phone's request to join; the office's invitation of one."""

from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from waystation.base import clock
from waystation.base.access import open_to_everybody
from waystation.base.errors import Refused
from waystation.dispatch import queries as dispatch
from waystation.relay.phones import forms, queries, services
from waystation.relay.wire import base64_of, body_of, malformed
from waystation.vault.door import SignedRequest, opens_to

QR_SCALE = 5


@open_to_everybody
@csrf_exempt
@require_POST
def join(request: HttpRequest) -> HttpResponse:
    """Let a phone join by its invitation."""
    try:
        asked = forms.read_join(body_of(request, forms.JOIN_MAX))
    except ValueError:
        return malformed()
    try:
        joined = services.join(**asked._asdict(), now=clock.real_now())
    except Refused as refused:
        return JsonResponse({"says": refused.says, "hint": refused.hint}, status=403)
    return JsonResponse(
        {
            "mailbox": str(joined.mailbox),
            "token": base64_of(joined.token),
            "cell_box_public": base64_of(joined.cell_box_public),
            "cell_sign_public": base64_of(joined.cell_sign_public),
        }
    )


@opens_to("field manager")
@require_POST
def invite(request: SignedRequest, stage_id: UUID) -> HttpResponse:
    """Make an invitation for a guide's phone and show it, this once."""
    keyring = request.who.keyring
    passage_id = dispatch.stage_row(stage_id, keyring).passage_id
    back = reverse("passage", args=[passage_id])
    return _invited(request, queries.guide_of(stage_id, keyring), back)


@opens_to("field manager")
@require_POST
def invite_partner(request: SignedRequest, partner_id: UUID) -> HttpResponse:
    """Make an invitation for the phone of any partner and show it, this once."""
    invitee = queries.partner_of(partner_id, request.who.keyring)
    return _invited(request, invitee, reverse("all-phones"))


def _invited(request: SignedRequest, invitee: queries.Invitee, back: str) -> HttpResponse:
    """Show an invitation: as a code to scan, as a link, and as twelve words to be said."""
    now = clock.real_now()
    made = services.invite(invitee=invitee, keyring=request.who.keyring, now=now)
    page = request.build_absolute_uri(reverse("phone"))
    link = f"{page}#{made.fragment}"
    picture = segno.make(link, error="m", micro=False).svg_inline(scale=QR_SCALE, light="#fff")
    shown = {
        "made": made,
        "link": link,
        "page": page,
        "words": made.words.split(),
        # Drawn here from our own letters; nothing in it comes from outside.
        "qr": mark_safe(picture),  # noqa: S308
        "back": back,
    }
    response = render(request, "relay/invite.html", shown)
    response["Cache-Control"] = "no-store"
    return response
