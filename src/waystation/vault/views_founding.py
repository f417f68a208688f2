"""How people come in for the first time: the founding, invitations, and a door of one's own."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from waystation.base import clock
from waystation.base.access import ROLES, open_to_everybody
from waystation.base.errors import Later, Refused
from waystation.vault import decoys, founding, invitations, limits, passphrases, register
from waystation.vault.crowd import kdf_slot
from waystation.vault.door import SignedRequest, opens_to
from waystation.vault.founding import Founded, Seat
from waystation.vault.invitations import Joined
from waystation.vault.upkeep import is_empty

OFFICER = founding.OFFICER


@open_to_everybody
@require_http_methods(["GET", "POST"])
def found(request: HttpRequest) -> HttpResponse:
    """Found the organisation from a browser, with the code that the terminal printed."""
    refused = None if is_empty() else founding.founded_already()
    if request.method == "POST" and refused is None:
        try:
            made = _found(request, clock.now())
        except Refused as error:
            refused = error
        else:
            return render(request, "vault/founded.html", {"code": made.code})
    return _door(request, "vault/found.html", refused, may_found=is_empty())


def _found(request: HttpRequest, now: datetime) -> Founded:
    """Check what was typed and found; the code is used up in the same transaction."""
    seat = _seat(request, request.POST.get("called", ""), OFFICER)
    around = decoys.spot(request.POST.get("around", "").strip() or _vienna())
    if not invitations.opened(request.POST.get("words", ""), now=now).founds:
        raise invitations.no_such_code()
    with kdf_slot():
        return founding.found(seat, now=now, around=around, language=_language())


@open_to_everybody
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Let whoever was invited make their own door."""
    refused = None
    if request.method == "POST":
        try:
            joined = _join(request, clock.real_now())
        except Refused as error:
            refused = error
        else:
            return render(request, "vault/joined.html", {"joined": joined, "code": joined.code})
    return _door(request, "vault/join.html", refused)


def _join(request: HttpRequest, now: datetime) -> Joined:
    seat = _seat(request, "", "")
    with kdf_slot():
        return invitations.join(
            request.POST.get("words", ""),
            name=seat.name,
            passphrase=seat.passphrase,
            language=_language(),
            now=now,
        )


def _seat(request: HttpRequest, alias: str, role: str) -> Seat:
    """Read name and passphrase, after the limit on how often codes are tried from one network.

    Raises:
      Slowed: too often.
      Refused: no name, or a passphrase that is no good.
    """
    limits.take("recover", limits.network_of(request))
    name, new = request.POST.get("name", "").strip(), request.POST.get("new", "")
    if not name:
        raise Refused(_("No name was given."), hint=_("Choose one to sign in with."))
    passphrases.check(new, again=request.POST.get("again", ""))
    return Seat(name, alias.strip() or name, role, new)


def _door(
    request: HttpRequest, template: str, refused: Refused | None, **shown: object
) -> HttpResponse:
    """Show a page outside the console with what was typed, secrets left out."""
    kept = {name: request.POST.get(name, "") for name in ("name", "called", "around")}
    drawn = passphrases.suggest(_language())
    status = 200 if refused is None else 409
    if isinstance(refused, Later):
        status = refused.status
    page = {"refused": refused, "kept": kept, "drawn": drawn, "vienna": _vienna()}
    response = render(request, template, page | shown, status=status)
    if isinstance(refused, Later):
        response["Retry-After"] = str(refused.wait_s)
    return response


@opens_to(OFFICER)
@require_http_methods(["GET", "POST"])
def invited(request: SignedRequest) -> HttpResponse:
    """List who was invited; invite somebody and show their code this once."""
    if request.method == "GET":
        return _invited(request)
    alias, role = request.POST.get("alias", ""), request.POST.get("role", "")
    if role not in ROLES:
        return _invited(request, Refused(_("No role was chosen."), hint=_("Choose one.")))
    now = clock.real_now()
    try:
        code = invitations.invite(
            alias=alias, role=role, language=_words_in(request), by=request.who, now=now
        )
    except Refused as error:
        return _invited(request, error)
    sheet = {
        "code": code,
        "code_lang": _words_in(request),
        "alias": alias,
        "role": role,
        "until": now + invitations.VALID,
    }
    return render(request, "vault/invitation.html", sheet)


@opens_to(OFFICER)
@require_POST
def withdraw(request: SignedRequest, row_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    invitations.withdraw(row_id, by=request.who, now=clock.real_now())
    return redirect("invitations")


@opens_to(OFFICER)
@require_POST
def compare(request: SignedRequest, row_id: UUID) -> HttpResponse:
    """Note that both read the same number; holders are then asked to give what the role needs."""
    if request.POST.get("same") != "yes":
        says = _("The two numbers were not said to be the same.")
        hint = _("Read them to each other by voice; if they differ, give nothing and find out why.")
        return _invited(request, Refused(says, hint=hint))
    missing = invitations.compare(row_id, by=request.who, now=clock.real_now())
    return _invited(request, known=True, missing=missing)


def _invited(
    request: SignedRequest, refused: Refused | None = None, **shown: object
) -> HttpResponse:
    waiting = invitations.waiting(request.who, now=clock.real_now())
    known = [member for _row, member in register.members(request.who.keyring)]
    officers = [member for member in known if member.role == OFFICER and member.key_digest]
    page = {
        "is_alone": len(officers) == 1,
        "refused": refused,
        "roles": ROLES,
        "alias": request.POST.get("alias", ""),
        "role": request.POST.get("role", ""),
        "come": [one for one in waiting if one.state == invitations.JOINED],
        "waiting": [one for one in waiting if one.state != invitations.JOINED],
    }
    status = 200 if refused is None else 409
    return render(request, "vault/invitations.html", page | shown, status=status)


def _language() -> str:
    return get_language() or "en"


def _words_in(request: HttpRequest) -> str:
    """Say in which language the invited person's words are drawn."""
    return "ko" if request.POST.get("words_in") == "ko" else "en"


def _vienna() -> str:
    return f"{decoys.VIENNA[0]}, {decoys.VIENNA[1]}"
