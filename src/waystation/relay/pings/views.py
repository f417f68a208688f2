"""The pages on which colleagues say how they are called, and the office how a phone is."""

from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.access import ROLES, open_to_everybody
from waystation.base.errors import Refused
from waystation.relay.pings import domain, forms, queries, services, wording
from waystation.vault import pushkey
from waystation.vault.door import SignedRequest, opens_to

REFUSED = 409


@opens_to(*ROLES)
@require_GET
def mine(request: SignedRequest) -> HttpResponse:
    """Show how one is called, and whether it works."""
    return _mine(request)


@opens_to(*ROLES)
@require_POST
def add(request: SignedRequest) -> HttpResponse:
    """Add a way of one's own."""
    try:
        duty = forms.read_id(request.POST.get("duty", ""))
        typed = forms.read_own(request.POST)
        services.add(duty=duty or UUID(int=0), **typed._asdict(), who=request.who, now=clock.now())
    except Refused as refused:
        return _mine(request, refused)
    return _done("added")


@opens_to(*ROLES)
@require_POST
def change(request: SignedRequest) -> HttpResponse:
    """Try out, move up or take away one of one's own ways."""
    what, ping_id = request.POST.get("do", ""), forms.read_id(request.POST.get("way", ""))
    try:
        if what == "up":
            services.move_up(ping_id, who=request.who)
        elif what == "remove":
            services.remove(ping_id, who=request.who, now=clock.now())
        else:
            services.try_out(ping_id, who=request.who)
    except Refused as refused:
        return _mine(request, refused)
    return _done(what if what in ("up", "remove") else "try")


@opens_to("security officer")
@require_POST
def remove_for_somebody(request: SignedRequest) -> HttpResponse:
    """Take away a way of somebody who left."""
    try:
        ping_id = forms.read_id(request.POST.get("way", ""))
        services.remove_for_somebody(ping_id, who=request.who, now=clock.now())
    except Refused as refused:
        return _mine(request, refused)
    return _done("remove")


@open_to_everybody
@require_GET
def browsers_worker(request: HttpRequest) -> HttpResponse:
    """Serve the script that shows a call in a browser although no page of ours is open."""
    found = finders.find("waystation/called.js")
    if not isinstance(found, str):
        raise Http404
    script = Path(found).read_text("utf-8")
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@opens_to("field manager")
@require_http_methods(["GET", "POST"])
def of_phone(request: SignedRequest, phone_id: UUID) -> HttpResponse:
    """Show and change how a partner's phone is called when something lies in its mailbox."""
    refused, keyring = None, request.who.keyring
    queries.phone_row(phone_id, keyring)
    if request.method == "POST":
        try:
            _change_phone(request, phone_id)
        except Refused as error:
            refused = error
        else:
            return redirect("phone-ways", phone_id)
    shown = {
        "refused": refused,
        "ways": queries.of_phone(phone_id, keyring),
        "kinds": wording.kinds(),
        "phone_id": phone_id,
        "typed": request.POST,
    }
    status = REFUSED if refused else 200
    return render(request, "relay/pings/phone.html", shown, status=status)


def _change_phone(request: SignedRequest, phone_id: UUID) -> None:
    what, keyring = request.POST.get("do", ""), request.who.keyring
    if what == "add":
        way = forms.read_way(request.POST)
        services.add_for_phone(phone_id=phone_id, way=way, keyring=keyring)
        return
    services.change_for_phone(
        forms.read_id(request.POST.get("way", "")),
        phone_id=phone_id,
        is_removed=what == "remove",
        keyring=keyring,
    )


def _mine(request: SignedRequest, refused: Refused | None = None) -> HttpResponse:
    who = request.who
    duties = queries.duties(door=who.door, keyring=who.keyring)
    is_keeper = who.role == "security officer"
    offset = next((w.mine.offset_min for duty in duties for w in duty.ways), 0)
    shown = {
        "refused": refused,
        "done": _done_says(request.GET.get("done", "")),
        "duties": duties,
        "others": queries.of_others(door=who.door, keyring=who.keyring) if is_keeper else [],
        "kinds": wording.kinds(),
        "browser": wording.browser(),
        "push_key": pushkey.public(),
        "offsets": [(one, domain.offset_text(one)) for one in domain.OFFSETS_MIN],
        "offset": request.POST.get("offset", str(offset)),
        "typed": request.POST,
    }
    status = REFUSED if refused else 200
    return render(request, "relay/pings/mine.html", shown, status=status)


def _done(what: str) -> HttpResponse:
    return redirect(f"{reverse('pings')}?{urlencode({'done': what})}")


def _done_says(what: str) -> str:
    return {
        "added": _("Added. Set it up at the other end now; you are called within a minute."),
        "try": _("You are called within a minute. Look here again afterwards."),
        "up": _("The order was changed."),
        "remove": _("Taken away. Nobody is called by it any more."),
    }.get(what, "")
