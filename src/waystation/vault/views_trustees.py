"""Trustees: their key, requests for a door, and each person's word about their own."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.access import ROLES
from waystation.base.errors import Refused
from waystation.vault import escrow, register, trustees
from waystation.vault.door import SignedRequest, opens_to
from waystation.vault.founding import OFFICER


@opens_to(OFFICER)
@require_http_methods(["GET", "POST"])
def page(request: SignedRequest) -> HttpResponse:
    """Show the trustees' key and what is asked of them; install a key."""
    if request.method == "POST":
        text = request.POST.get("key", "")
        try:
            trustees.install(text, by=request.who, now=clock.real_now())
        except Refused as error:
            return _page(request, error)
        return redirect("trustees")
    return _page(request)


@opens_to(OFFICER)
@require_POST
def ask(request: SignedRequest) -> HttpResponse:
    """Ask the trustees for somebody's door."""
    now = clock.real_now()
    try:
        whose = _uuid(request.POST.get("whose", ""))
        trustees.ask(whose, why=request.POST.get("why", ""), by=request.who, now=now)
    except Refused as error:
        return _page(request, error)
    return redirect("trustees")


@opens_to(OFFICER)
@require_GET
def paper(request: SignedRequest, user_id: UUID) -> HttpResponse:
    """Give the request that is carried to the trustees' machine; it holds sealed bytes only."""
    text = trustees.paper(user_id, by=request.who, now=clock.real_now())
    response = HttpResponse(text, content_type="text/plain; charset=ascii")
    response["Content-Disposition"] = 'attachment; filename="waystation-request.txt"'
    return response


@opens_to(OFFICER)
@require_POST
def answer(request: SignedRequest) -> HttpResponse:
    """Open a door with the trustees' answer, and show this once what the person is given."""
    try:
        opened = trustees.take_answer(
            request.POST.get("answer", ""),
            language=get_language() or "en",
            by=request.who,
            now=clock.real_now(),
        )
    except Refused as error:
        return _page(request, error)
    return render(request, "vault/trustees_opened.html", {"opened": opened})


@opens_to(*ROLES)
@require_http_methods(["GET", "POST"])
def own(request: SignedRequest) -> HttpResponse:
    """Let a person give their door to the trustees, take it back, or object to a request."""
    who, objected = request.who, False
    if request.method == "POST":
        asked = request.POST.get("do", "")
        if asked == "agree":
            trustees.agree(who.door)
        elif asked == "back":
            trustees.take_back(who.door)
        elif asked == "object":
            trustees.object_to(who.user_id, who.alias, now=clock.real_now())
        objected = asked == "object"
    shown = {"mark": _mark(), "agreed": trustees.has_agreed(who.door), "objected": objected}
    return render(request, "vault/keys_escrow.html", shown)


def _page(request: SignedRequest, refused: Refused | None = None) -> HttpResponse:
    now = clock.real_now()
    known = [member for _row, member in register.members(request.who.keyring)]
    shown = {
        "refused": refused,
        "mark": _mark(),
        "why": request.POST.get("why", ""),
        "members": [member for member in known if member.key_digest],
        "requests": [
            {**one._asdict(), "is_open": one.is_due(now)}
            for one in trustees.requests(request.who, now=now)
        ],
    }
    status = 200 if refused is None else 409
    return render(request, "vault/trustees.html", shown, status=status)


def _mark() -> str:
    public = trustees.installed()
    return escrow.mark_of(public) if public else ""


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(_("Nobody was chosen."), hint=_("Choose whose door is meant.")) from None
