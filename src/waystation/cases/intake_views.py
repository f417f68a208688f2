"""The public page on which strangers write to us, its questions, and the holders' side of it."""

import hashlib
import os
from base64 import b64encode, urlsafe_b64encode
from uuid import UUID

import segno
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.access import open_to_everybody
from waystation.base.errors import Forbidden, Later, Refused
from waystation.cases import intake, intake_forms, intake_queries, intake_rules, queries
from waystation.cases.intake_queries import Line
from waystation.cases.intake_rules import Offer
from waystation.vault import limits
from waystation.vault.door import SignedRequest, Who, opens_to

CASEWORK = ("field manager", "case worker")
REFUSED = 422
QR_SCALE = 4
# The page's own script makes no element from text, so it needs no policy for that.
TELL_CSP = {"trusted-types": ["'none'"]}


@open_to_everybody
@csp_replace(TELL_CSP)
@require_GET
def tell(request: HttpRequest, language: str = "") -> HttpResponse:
    """Show the page on which strangers write to us; it sets no cookie and says nothing of us."""
    now = clock.now()
    offer = intake_queries.offer(now)
    line = {
        "signer": b64encode(_digest(offer)).decode(),
        "bits": intake_rules.WORK_BITS,
        "now": now.isoformat() if clock.is_standing() else "",
        "ask": reverse("tell-ask"),
        "send": reverse("tell-send"),
        "look": reverse("tell-look"),
    }
    spoken = language or get_language()
    with override(spoken):
        page = render(request, "cases/tell.html", {"is_open": offer is not None, "line": line})
    page["Content-Language"] = spoken
    return page


@open_to_everybody
@csrf_exempt
@require_POST
def tell_ask(request: HttpRequest) -> HttpResponse:
    """Say which key to seal one message to, and which riddle to work on; nothing is set aside."""
    return _offered(200)


@open_to_everybody
@csrf_exempt
@require_POST
def tell_send(request: HttpRequest) -> HttpResponse:
    """Keep a sealed message.

    409 means: seal it again to the key in this answer; 403: work again, on the riddle in it.
    """
    now, real_now = clock.now(), clock.real_now()
    try:
        sent = intake_forms.read_send(_body(request, intake_forms.SEND_MAX))
    except ValueError:
        return JsonResponse({"says": "malformed"}, status=400)
    if not intake_rules.is_answered(_riddle_key(), sent.riddle, sent.id, sent.nonce, real_now):
        return _offered(403)
    try:
        # Sent twice, or to a key that somebody else used meanwhile: nothing new, so not counted.
        if intake_queries.is_offered(sent.key):
            limits.take("tip", limits.network_of(request))
            limits.take("tip-all", "")
        return JsonResponse({"ok": True}) if intake.send(sent=sent, now=now) else _offered(409)
    except Later as later:
        wait = {"Retry-After": str(later.wait_s)}
        return JsonResponse({"says": "later"}, status=later.status, headers=wait)
    except Refused:
        return JsonResponse({"says": "malformed"}, status=400)


@open_to_everybody
@csrf_exempt
@require_POST
def tell_look(request: HttpRequest) -> HttpResponse:
    """Hand out the answers under a receipt: the same number of bytes under any."""
    try:
        asked = intake_forms.read_look(_body(request, intake_forms.LOOK_MAX))
    except ValueError:
        return JsonResponse({"says": "malformed"}, status=400)
    found = intake_queries.look(asked)
    return JsonResponse(
        {
            "known": int(found.is_known),
            "answers": _base64(found.answers),
            "signer": _base64(found.signer),
        }
    )


@opens_to(*CASEWORK)
@require_POST
def take_in(request: SignedRequest) -> HttpResponse:
    """Open what came by the public page and put it on file."""
    taken = intake.take_in(keyring=request.who.keyring, now=clock.now())
    if taken.n_unreadable:
        return render(request, "cases/intake_taken.html", {"taken": taken})
    return redirect("tips")


@opens_to(*CASEWORK)
@require_POST
def tend(request: SignedRequest) -> HttpResponse:
    """Lay keys ready in passing; a page asks for it by itself."""
    intake.tend(keyring=request.who.keyring, now=clock.now())
    return HttpResponse(status=204)


@opens_to(*CASEWORK)
@require_http_methods(["GET", "POST"])
def line(request: SignedRequest) -> HttpResponse:
    """Show how the public page stands, and open or close it."""
    who, refused = request.who, None
    if request.method == "POST":
        if who.role != "field manager":
            raise Forbidden(
                _("Only the field manager opens and closes the public page."),
                hint=_("Ask the field manager."),
            )
        try:
            _open_or_close(who, request.POST.get("act", ""))
            return redirect("tip-line")
        except Refused as error:
            refused = error
    found = _line(who)
    link = request.build_absolute_uri(reverse("tell"))
    if found.signer:
        link += "#" + urlsafe_b64encode(hashlib.sha256(found.signer).digest()).decode().rstrip("=")
    picture = segno.make(link, error="m", micro=False).svg_inline(scale=QR_SCALE, light="#fff")
    shown = {
        "line": found,
        "link": link,
        # Drawn here from our own letters; nothing in it comes from outside.
        "qr": mark_safe(picture),  # noqa: S308
        "may_act": who.role == "field manager",
        "refused": refused,
        "rules": intake_rules,
    }
    return render(request, "cases/intake_line.html", shown, status=REFUSED if refused else 200)


@opens_to(*CASEWORK)
@require_http_methods(["GET", "POST"])
def answer(request: SignedRequest, tip_id: UUID) -> HttpResponse:
    """Write an answer to whoever holds a tip's receipt."""
    keyring, now = request.who.keyring, clock.now()
    text, refused = request.POST.get("text", ""), None
    if request.method == "POST":
        try:
            intake.answer(tip_id=tip_id, text=text, keyring=keyring, now=now)
            return redirect("tip", tip_id)
        except Refused as error:
            refused = error
    view = queries.tip(tip_id, keyring, now)
    shown = {
        "view": view,
        "is_there": intake.box_of(view.tip) is not None,
        "text": text,
        "refused": refused,
        "rules": intake_rules,
    }
    return render(request, "cases/intake_answer.html", shown, status=REFUSED if refused else 200)


def _line(who: Who) -> Line:
    """Say how the page stands; behind a duress door it is in other hands whenever it is open.

    A closed one shows as closed there too: whoever looks on can open the public page and compare.
    """
    found = intake_queries.line(who.keyring, clock.now())
    is_theirs = found.stands == "mine" and not who.profile.is_duress
    return found if is_theirs or found.stands == "closed" else Line("elsewhere")


def _open_or_close(who: Who, act: str) -> None:
    keyring, now = who.keyring, clock.now()
    stands = _line(who).stands
    if act == "close" and stands == "mine":
        intake.close_line(keyring=keyring, now=now)
    elif act == "open" and stands == "closed" and who.profile.is_duress:
        # No stranger's word is led into the decoy world.
        raise Refused(_("The public page cannot be opened just now."), hint=_("Try again later."))
    elif act == "open" and stands == "closed":
        intake.open_line(cell=keyring.cell("cases"), keyring=keyring, now=now)
    else:
        raise Refused(_("There is no such button."), hint=_("Load the page again."))


def _offered(status: int) -> HttpResponse:
    """Give a key to seal one message to and a riddle to work on; 503 if nobody takes messages."""
    offer = intake_queries.offer(clock.now())
    if offer is None:
        return JsonResponse({"says": "closed"}, status=503)
    drawn = os.urandom(16)
    told = {
        "key": {
            "id": _base64(offer.id),
            "public": _base64(offer.public),
            "signature": _base64(offer.signature),
            "signer": _base64(offer.signer),
            "day": offer.day.isoformat(),
        },
        "riddle": intake_rules.challenge(_riddle_key(), drawn, clock.real_now()),
    }
    return JsonResponse(told, status=status)


def _body(request: HttpRequest, longest: int) -> bytes:
    """Read a request's body unless it says itself that it is too long."""
    if int(request.headers.get("Content-Length") or 0) > longest:
        raise ValueError(f"longer than {longest} bytes")
    return request.body


def _riddle_key() -> bytes:
    return hashlib.sha256(b"ws1/riddle-key" + settings.SECRET_KEY.encode()).digest()


def _digest(offer: Offer | None) -> bytes:
    return hashlib.sha256(offer.signer if offer else b"").digest()


def _base64(value: bytes) -> str:
    return b64encode(value).decode()
