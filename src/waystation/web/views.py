"""The door, the demo's clock, the language switch and the pages for when something is wrong."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import check_for_language, get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.access import ROLES, open_to_everybody
from waystation.base.errors import Later, Refused
from waystation.base.moments import EXAMPLE, read_moment
from waystation.vault import door, limits, passphrases, recovery, staff
from waystation.vault.door import opens_to
from waystation.vault.upkeep import is_ready
from waystation.web.middleware import refusal

CLOCK_STEPS = {"quarter": timedelta(minutes=15), "hour": timedelta(hours=1)}
CLOCK_STEPS |= {"watch": timedelta(hours=6), "day": timedelta(days=1)}
# Far from the ends of the calendar, where adding a day fails on every page.
CLOCK_YEARS = (1700, 2300)


@open_to_everybody
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the console is ready: the database is there and migrated."""
    is_ready()
    return HttpResponse("ready\n", content_type="text/plain")


@open_to_everybody
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Open the door with a name and a passphrase; whoever was inside in this browser leaves."""
    if request.method == "GET":
        return render(request, "web/sign_in.html")
    network, name = limits.network_of(request), request.POST.get("name", "")
    known_as = _known_as(network, name)
    try:
        limits.take("sign-in-all", network)
        limits.take("sign-in", known_as)
        passphrase = request.POST.get("passphrase", "")
        cookie, is_half = door.begin(name, passphrase, now=clock.real_now())
    except Refused as error:
        return _at_the_door(request, "web/sign_in.html", error)
    limits.give_back("sign-in", known_as)
    door.sign_out(request.COOKIES.get(settings.DOOR_COOKIE, ""))
    response: HttpResponse = redirect("passkey-ask" if is_half else "board")
    door.carry(response, cookie)
    return response


@open_to_everybody
@require_http_methods(["GET", "POST"])
def recover(request: HttpRequest) -> HttpResponse:
    """Let whoever lost passphrase or passkey back in with the twelve words on their paper."""
    language = get_language()
    refused, code = None, ""
    if request.method == "POST":
        network, name = limits.network_of(request), request.POST.get("name", "")
        try:
            limits.take("recover", _known_as(network, name))
            code = _recovered(request, name, language)
        except Refused as error:
            refused = error
    if code:
        return render(request, "web/recovered.html", {"code": code})
    drawn = passphrases.suggest(language)
    return _at_the_door(request, "web/recover.html", refused, drawn=drawn)


def _known_as(network: str, name: str) -> str:
    """Count tries by network and name, however the name is written."""
    return f"{network} {staff.name_mac(name).hex()}"


def _recovered(request: HttpRequest, name: str, language: str) -> str:
    """Put a new passphrase on the door and give the new code."""
    new = request.POST.get("new", "")
    passphrases.check(new, again=request.POST.get("again", ""))
    found = recovery.find_door(name, request.POST.get("words", ""))
    return recovery.reset(found, new, now=clock.now(), language=language)


def _at_the_door(
    request: HttpRequest, template: str, refused: Refused | None, **shown: object
) -> HttpResponse:
    """Show a page outside the console; too many at once are told when to come back."""
    status = 200 if refused is None else 403
    if isinstance(refused, Later):
        status = refused.status
    response = render(request, template, {"refused": refused} | shown, status=status)
    if isinstance(refused, Later):
        response["Retry-After"] = str(refused.wait_s)
    return response


@opens_to(*ROLES)
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Say that somebody is still at work here: asking is enough."""
    return HttpResponse(status=204)


@open_to_everybody
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Close the session at once and leave no page in the browser; what was typed stays, sealed."""
    return _out(request, '"cache"')


@open_to_everybody
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the session for today: the browser forgets who was here."""
    return _out(request, '"cache", "cookies"')


@open_to_everybody
@require_POST
def wipe(request: HttpRequest) -> HttpResponse:
    """Close the session and have the browser erase all it keeps of this console."""
    return _out(request, '"cache", "cookies", "storage"')


def _out(request: HttpRequest, forget: str) -> HttpResponse:
    door.sign_out(request.COOKIES.get(settings.DOOR_COOKIE, ""))
    response = redirect("sign-in")
    response.delete_cookie(settings.DOOR_COOKIE, samesite="Strict")
    response["Clear-Site-Data"] = forget
    return response


@open_to_everybody
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch between English and Korean, staying on the page."""
    code = request.POST.get("code", "")
    response = redirect(_own_path(request.POST.get("back", "")))
    if check_for_language(code) and code in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, code, samesite="Strict", secure=settings.SECURE
        )
    return response


@opens_to(*ROLES)
@require_POST
def move_clock(request: HttpRequest) -> HttpResponse:
    """Move the demo's clock forward, or to a moment; an organisation at work has no such clock."""
    if not clock.is_standing():
        raise Refused(
            _("This organisation runs on real time."), hint=_("Only a demo's clock moves.")
        )
    step = CLOCK_STEPS.get(request.POST.get("step", ""))
    clock.stand_at(clock.now() + step if step else _moment(request.POST.get("to", "")))
    return redirect(_own_path(request.POST.get("back", "")))


@opens_to(*ROLES)
@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    """Say where map, coordinates and historical records come from, with their licences."""
    return render(request, "web/sources.html")


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form's token is missing or too old; nothing was changed."""
    refused = Refused(
        _("This form is too old or was opened elsewhere; nothing was changed."),
        hint=_("Go back, load the page again and send it once more."),
    )
    return refusal(request, refused, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page, without repeating the address."""
    refused = Refused(_("There is no such page."), hint=_("Go back to your board."))
    return refusal(request, refused, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that something failed here, without saying what."""
    return HttpResponse(
        "Something failed here. Nothing was half-written. Try again; if it fails again, "
        "tell the security officer the time.\n",
        status=500,
        content_type="text/plain; charset=utf-8",
    )


def _moment(text: str) -> datetime:
    at = read_moment(text)
    if at is None:
        raise Refused(
            _("“%(text)s” is not a date and time.") % {"text": text[:40]},
            hint=_("Write it like %(example)s.") % {"example": EXAMPLE},
        )
    if not CLOCK_YEARS[0] <= at.year <= CLOCK_YEARS[1]:
        raise Refused(
            _("The demo's clock does not go to the year %(year)s.") % {"year": at.year},
            hint=_("Write it like %(example)s.") % {"example": EXAMPLE},
        )
    return at


def _own_path(path: str) -> str:
    """Keep redirects on this site."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
