"""The phone's page and its three questions; the office's panel of phones."""

import json
from base64 import b64encode
from pathlib import Path
from uuid import UUID

import segno
from csp.decorators import csp_replace
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.access import open_to_everybody
from waystation.base.errors import Forbidden, Overtaken, Refused
from waystation.dispatch import queries as dispatch
from waystation.relay import forms, queries, services
from waystation.relay.domain import stamp
from waystation.vault.door import SignedRequest, opens_to

BUILT = "waystation/"
PHONE_CSP = {"trusted-types": ["waystation"]}
QR_SCALE = 5


@open_to_everybody
@csp_replace(PHONE_CSP)
@require_GET
def phone_page(request: HttpRequest) -> HttpResponse:
    """Show the page a guide's phone lives on. It looks like notes, and says nothing by itself."""
    now = stamp(clock.now()) if clock.is_standing() else ""
    return render(request, "relay/phone.html", {"now_stamp": now})


@open_to_everybody
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """Serve the script that keeps the phone's page usable offline, its list of files in front."""
    shell = json.loads(_built("precache.json"))
    files = {static(BUILT + name): digest for name, digest in shell["files"].items()}
    first = "self.SHELL = " + json.dumps({"version": shell["version"], "files": files}) + ";\n"
    response = HttpResponse(first + _built("sw.js"), content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = reverse("phone")
    response["Cache-Control"] = "no-cache"
    return response


@open_to_everybody
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """Say what the page is called on a phone's screen, and with which picture."""
    told = json.loads(_built("notes.webmanifest"))
    icons = [icon | {"src": static(BUILT + icon["src"])} for icon in told["icons"]]
    answer = JsonResponse(told | {"icons": icons}, content_type="application/manifest+json")
    answer["Cache-Control"] = "no-cache"
    return answer


@open_to_everybody
@csrf_exempt
@require_POST
def join(request: HttpRequest) -> HttpResponse:
    """Let a phone join by its invitation."""
    try:
        asked = forms.read_join(_body(request, forms.JOIN_MAX))
    except ValueError:
        return _malformed()
    try:
        joined = services.join(**asked._asdict(), now=clock.real_now())
    except Refused as refused:
        return JsonResponse({"says": refused.says, "hint": refused.hint}, status=403)
    return JsonResponse(
        {
            "mailbox": str(joined.mailbox),
            "token": _base64(joined.token),
            "cell_box_public": _base64(joined.cell_box_public),
            "cell_sign_public": _base64(joined.cell_sign_public),
        }
    )


@open_to_everybody
@csrf_exempt
@require_POST
def mail(request: HttpRequest) -> HttpResponse:
    """Hand out mail: three boxes of one size to whoever asks, and the organisation's time."""
    try:
        asked = forms.read_mail(_body(request, forms.MAIL_MAX))
    except ValueError:
        return _malformed()
    found = queries.mail(asked.mailbox, asked.token)
    items = [{"id": str(item.id), "box": _base64(item.box)} for item in found]
    return JsonResponse({"items": items, "now": stamp(clock.now())})


@open_to_everybody
@csrf_exempt
@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """Take in a sealed report. A stranger's is answered as if it had been kept.

    Only a phone with too many unread is told to try later; it then keeps its report.
    """
    try:
        asked = forms.read_report(_body(request, forms.REPORT_MAX))
    except ValueError:
        return _malformed()
    if not services.take_in(**asked._asdict(), now=clock.now()):
        return JsonResponse({"says": "later"}, status=503)
    return JsonResponse({"ok": True})


@opens_to("field manager", "approver")
@require_http_methods(["GET", "POST"])
def phones(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Show each stage's guide with their phone, and do what its buttons say."""
    who = request.who
    may_act, refused = who.role == "field manager", None
    if request.method == "POST":
        if not may_act:
            raise Forbidden(
                _("Only the field manager sends orders."), hint=_("Ask the field manager.")
            )
        try:
            _act(request)
        except Refused as error:
            refused = error
        except Overtaken:
            refused = Refused(_("Somebody else was faster."), hint=_("Look again, then decide."))
        if refused is None and not request.headers.get("HX-Request"):
            return redirect("passage", passage_id)
    lines = queries.panel(passage_id, who.keyring, real_now=clock.real_now())
    shown = {"lines": lines, "passage_id": passage_id, "may_act": may_act, "refused": refused}
    response = render(request, "relay/panel.html", shown)
    if request.method == "POST" and refused is None:
        response["HX-Trigger"] = "moved"
    return response


@opens_to("field manager")
@require_POST
def invite(request: SignedRequest, stage_id: UUID) -> HttpResponse:
    """Make a link for a guide's phone and show it, this once."""
    who = request.who
    made = services.invite(stage_id=stage_id, keyring=who.keyring, now=clock.real_now())
    link = request.build_absolute_uri(reverse("phone")) + "#" + made.fragment
    picture = segno.make(link, error="m", micro=False).svg_inline(scale=QR_SCALE, light="#fff")
    shown = {
        "made": made,
        "link": link,
        # Drawn here from our own letters; nothing in it comes from outside.
        "qr": mark_safe(picture),  # noqa: S308
        "passage_id": queries.passage_of(stage_id, who.keyring),
    }
    response = render(request, "relay/invite.html", shown)
    response["Cache-Control"] = "no-store"
    return response


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


def _act(request: SignedRequest) -> None:
    """Do what a button of the panel says.

    Raises:
      Refused: the button's phone or stage is not there, or the service refuses.
    """
    keyring, now = request.who.keyring, clock.now()
    act, subject = request.POST.get("act", ""), _id(request.POST.get("subject", ""))
    if act == "confirm":
        digits = request.POST.get("digits", "")
        services.confirm(phone_id=subject, digits=digits, keyring=keyring, now=now)
    elif act == "revoke":
        services.revoke(phone_id=subject, keyring=keyring, now=now)
    elif act == "send":
        services.send_order(stage_id=subject, keyring=keyring, now=now)
    else:
        raise Refused(_("There is no such button."), hint=_("Load the page again."))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(_("There is no such phone."), hint=_("Load the page again.")) from None


def _body(request: HttpRequest, longest: int) -> bytes:
    """Read a request's body unless it says itself that it is too long."""
    if int(request.headers.get("Content-Length") or 0) > longest:
        raise ValueError(f"longer than {longest} bytes")
    return request.body


def _malformed() -> HttpResponse:
    return JsonResponse({"says": "malformed"}, status=400)


def _base64(value: bytes) -> str:
    return b64encode(value).decode()


def _built(name: str) -> str:
    """Read one of the phone's built files."""
    path = finders.find(BUILT + name)
    if path is None:
        raise Http404(name)
    return Path(path).read_text(encoding="utf-8")
