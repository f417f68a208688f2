"""My keys: passphrase, way back, second passphrase and API tokens of whoever is signed in.

The pages are the same behind either door, and none of them says whether there is another.
"""

from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from waystation.base import clock
from waystation.base.access import ROLES
from waystation.base.errors import Later, Refused
from waystation.vault import audit, door, invitations, locks, passphrases, recovery, staff, tokens
from waystation.vault.door import SignedRequest, opens_to

DRILL_EVERY = timedelta(days=recovery.DRILL_EVERY_DAYS)


def _page(
    request: HttpRequest, name: str, refused: Refused | None = None, **shown: object
) -> HttpResponse:
    """Show a page, and above it what was refused, if anything was."""
    status = 200
    if refused is not None:
        status = refused.status if isinstance(refused, Later) else 409
    response = render(request, f"vault/{name}.html", {"refused": refused} | shown, status=status)
    if isinstance(refused, Later):
        response["Retry-After"] = str(refused.wait_s)
    return response


def _done(what: str) -> HttpResponse:
    return redirect(f"{reverse('keys')}?{urlencode({'done': what})}")


def _done_says(what: str) -> str:
    return {
        "passphrase": _("Your passphrase was changed. Every other visit and every token ended."),
        "code": _("Your new recovery code counts from now on. Destroy the old paper."),
        "drill": _("These are the right words. Put the paper back."),
        "second": _("Your second passphrase was set."),
        "none": _("There is no second passphrase now."),
    }.get(what, "")


@opens_to(*ROLES)
@require_GET
def keys(request: SignedRequest) -> HttpResponse:
    """Show what opens one's door and what is due."""
    profile, today = request.who.profile, clock.real_now().date()
    drilled_on = profile.drilled_on
    return _page(
        request,
        "keys",
        done=_done_says(request.GET.get("done", "")),
        profile=profile,
        is_drill_due=drilled_on is None or drilled_on + DRILL_EVERY <= today,
        number=invitations.number_of(request.who.user_id),
        n_tokens=len(tokens.alive(profile, clock.real_now())),
    )


@opens_to(*ROLES)
@require_http_methods(["GET", "POST"])
def passphrase(request: SignedRequest) -> HttpResponse:
    """Change one's passphrase; whoever else was inside by the old one is out."""
    refused = None
    if request.method == "POST":
        new = request.POST.get("new", "")
        try:
            passphrases.check(new, again=request.POST.get("again", ""))
            locks.change_passphrase(
                request.who.door,
                passphrase=request.POST.get("passphrase", ""),
                new=new,
                now=clock.now(),
            )
        except Refused as error:
            refused = error
        else:
            response = _done("passphrase")
            door.carry(response, door.anew(request.who.door, now=clock.real_now()))
            return response
    return _page(request, "key_passphrase", refused, drawn=passphrases.suggest(get_language()))


@opens_to(*ROLES)
@require_http_methods(["GET", "POST"])
def code(request: SignedRequest) -> HttpResponse:
    """Make a new recovery code: draw it, show it once, ask two of its words back, then keep it."""
    step = request.POST.get("step", "") if request.method == "POST" else ""
    try:
        if step == "draw":
            words, sealed = recovery.offer(request.who.door, get_language())
            return _page(request, "key_code_words", code=words, sealed=sealed)
        if step == "ask":
            sealed = request.POST.get("sealed", "")
            recovery.offered(request.who.door, sealed)
            return _page(request, "key_code_ask", sealed=sealed, asked=recovery.ask_back())
        if step == "keep":
            return _keep_code(request)
    except Refused as error:
        return _page(request, "key_code", error)
    return _page(request, "key_code")


def _keep_code(request: SignedRequest) -> HttpResponse:
    sealed = request.POST.get("sealed", "")
    words = recovery.offered(request.who.door, sealed)
    asked = [int(nth) for nth in request.POST.getlist("nth")[:2] if nth.isdecimal()]
    told = request.POST.getlist("word")[:2]
    if len(asked) != 2 or not recovery.is_told_back(words, tuple(asked), tuple(told)):
        wrong = Refused(
            _("These are not the words with these numbers."),
            hint=_("Look at your paper; the old code still counts."),
        )
        return _page(request, "key_code_ask", wrong, sealed=sealed, asked=recovery.ask_back())
    recovery.keep(request.who.door, words)
    audit.write("keys changed", actor=request.who.user_id, says={}, now=clock.now())
    return _done("code")


@opens_to(*ROLES)
@require_http_methods(["GET", "POST"])
def drill(request: SignedRequest) -> HttpResponse:
    """Try out the code on paper; nothing changes but the day it was last tried."""
    refused = None
    if request.method == "POST":
        try:
            recovery.drill(request.who.door, request.POST.get("words", ""), now=clock.real_now())
        except Refused as error:
            refused = error
        else:
            return _done("drill")
    return _page(request, "key_drill", refused, every_days=recovery.DRILL_EVERY_DAYS)


@opens_to(*ROLES)
@require_http_methods(["GET", "POST"])
def second(request: SignedRequest) -> HttpResponse:
    """Set, change or remove the passphrase for the day somebody forces one to sign in."""
    refused = None
    if request.method == "POST":
        try:
            return _change_second(request)
        except Refused as error:
            refused = error
    return _page(
        request,
        "key_second",
        refused,
        drawn=passphrases.suggest(get_language()),
        shown_as=locks.SHOWN_AS.get(request.who.role, ""),
    )


def _change_second(request: SignedRequest) -> HttpResponse:
    own, now = request.POST.get("passphrase", ""), clock.now()
    if request.POST.get("do") == "remove":
        locks.remove_duress(request.who.door, passphrase=own, now=now)
        return _done("none")
    new = request.POST.get("new", "")
    passphrases.check(new, again=request.POST.get("again", ""))
    locks.set_duress(request.who.door, passphrase=own, duress=new, now=now)
    return _done("second")


@opens_to(*ROLES)
@require_http_methods(["GET", "POST"])
def api_tokens(request: SignedRequest) -> HttpResponse:
    """Make tokens for programs that read, list them and end them."""
    refused, made = None, ""
    if request.method == "POST":
        try:
            made = _change_tokens(request)
        except Refused as error:
            refused = error
        else:
            if not made:
                return redirect("key-tokens")
    now, profile = clock.real_now(), staff.profile_of(request.who.door)
    held = sorted({purpose for purpose in tokens.READABLE if request.who.keyring.cells_of(purpose)})
    listed = [
        (note, note.id.hex(), tokens.purposes_of(note)) for note in tokens.alive(profile, now)
    ]
    return _page(
        request,
        "key_tokens",
        refused,
        made=made,
        tokens=listed,
        purposes=held,
        days_max=tokens.DAYS_MAX,
        most=tokens.TOKENS_MAX,
    )


def _change_tokens(request: SignedRequest) -> str:
    """Make or end a token; gives the text of a new one."""
    now, mine = clock.real_now(), request.who.door
    if ended := request.POST.get("end", ""):
        tokens.revoke(mine, _bytes_of(ended))
        return ""
    days = request.POST.get("days", "")
    return tokens.make(
        mine,
        name=request.POST.get("name", "").strip(),
        purposes=tuple(request.POST.getlist("purpose")),
        days=int(days) if days.isdecimal() and len(days) < 4 else 0,
        now=now,
    )


def _bytes_of(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
