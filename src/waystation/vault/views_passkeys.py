"""The passkey step of a sign-in, and the page where passkeys are added and removed."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.access import ROLES, open_to_everybody
from waystation.base.errors import Later, Refused
from waystation.vault import door, doors, locks, passkeys
from waystation.vault.crowd import kdf_slot
from waystation.vault.door import SignedRequest, opens_to
from waystation.vault.doors import Passkey
from waystation.vault.passkeys import Site
from waystation.vault.staff import Door


@open_to_everybody
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the passkey after a right passphrase, and open the visit with it.

    A passkey that fails ends the attempt: the passphrase is asked for again.
    """
    cookie, now = request.COOKIES.get(settings.DOOR_COOKIE, ""), clock.real_now()
    knock = door.half_open(cookie, now=now)
    site, challenge = site_of(request), door.challenge(cookie)
    if request.method != "POST":
        asked = passkeys.to_ask(site, challenge, knock.lock.passkeys)
        return render(request, "vault/passkey_ask.html", {"asked": asked})
    try:
        answer = passkeys.read(request.POST.get("answer", ""))
        used, *others = passkeys.asserted(site, challenge, answer, knock.lock.passkeys)
        lock = doors.Lock(knock.lock.seeds, (used, *others))
        seeds = passkeys.seeds_of(knock.user_id, lock, used, passkeys.secret_of(answer))
        whole = door.finish(cookie, lock, seeds, now=now)
    except Later:
        raise
    except Refused as error:
        door.sign_out(cookie)
        response = render(request, "vault/passkey_ask.html", {"refused": error}, status=403)
        response.delete_cookie(settings.DOOR_COOKIE, samesite="Strict")
        return response
    response = redirect("board")
    door.carry(response, whole)
    return response


@opens_to(*ROLES)
@require_GET
def page(request: SignedRequest) -> HttpResponse:
    """Say what a passkey is for, and offer to add one."""
    return _page(request)


@opens_to(*ROLES)
@require_POST
def shown(request: SignedRequest) -> HttpResponse:
    """List the passkeys of whoever types their passphrase: only it opens the list."""
    try:
        found = _present(request.who.door, request.POST.get("passphrase", ""))
    except Later:
        raise
    except Refused as error:
        return _page(request, refused=error)
    return _page(request, found=found)


@opens_to(*ROLES)
@require_POST
def add(request: SignedRequest) -> HttpResponse:
    """Add a passkey that the browser has just made."""
    who, passphrase = request.who, request.POST.get("passphrase", "")
    name = request.POST.get("name", "").strip()
    try:
        if not name:
            raise Refused(
                _("A passkey needs a name."), hint=_("Name the device or key it lies in.")
            )
        answer = passkeys.read(request.POST.get("answer", ""))
        cookie = request.COOKIES[settings.DOOR_COOKIE]
        fresh = passkeys.registered(
            site_of(request), door.challenge(cookie), answer, name=name, on=clock.now().date()
        )
        found = _present(who.door, passphrase)
        if any(key.id == fresh.id for key in found):
            raise Refused(_("This passkey is there already."), hint=_("Add another one."))
        if secret := passkeys.secret_of(answer):
            sealed = doors.wrap_seeds(secret, who.user_id, who.door.seeds)
            fresh = doors.Passkey(
                fresh.id, fresh.public, fresh.name, fresh.counter, fresh.added_on, sealed
            )
        _keep(who.door, passphrase, (*found, fresh))
    except Later:
        raise
    except Refused as error:
        return _page(request, refused=error)
    return _page(request, found=(*found, fresh), done=_("The passkey was added."))


@opens_to(*ROLES)
@require_POST
def remove(request: SignedRequest) -> HttpResponse:
    """Remove a passkey; without any, the passphrase alone opens the door."""
    who, passphrase = request.who, request.POST.get("passphrase", "")
    try:
        found = _present(who.door, passphrase)
        left = tuple(key for key in found if key.id.hex() != request.POST.get("key", ""))
        if left == found:
            raise Refused(
                _("This passkey is not there any more."), hint=_("Look at the list again.")
            )
        _keep(who.door, passphrase, left)
    except Later:
        raise
    except Refused as error:
        return _page(request, refused=error)
    return _page(request, found=left, done=_("The passkey was removed."))


def site_of(request: HttpRequest) -> Site:
    """Say at which site a browser is, as a passkey sees it.

    Raises:
      Refused: by a bare number, which passkeys do not know as a site.
    """
    host, port = split_domain_port(request.get_host())
    if _is_number(host):
        raise Refused(
            _("Passkeys do not work where the address is a bare number."),
            hint=_("Open the console as http://localhost:%(port)s/ or by its name.")
            % {"port": port or "80"},
        )
    ours = settings.ORIGIN.rstrip("/")
    origin = ours if ours.endswith(f"//{request.get_host()}") else ""
    return Site(host, origin or f"{request.scheme}://{request.get_host()}")


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _present(who: Door, passphrase: str) -> tuple[Passkey, ...]:
    with kdf_slot():
        return locks.confirm(who, passphrase).lock.passkeys


def _keep(who: Door, passphrase: str, keys: tuple[Passkey, ...]) -> None:
    locks.change_passkeys(
        who,
        passphrase=passphrase,
        passkeys=keys,
        seeds_in_lock=not passkeys.adds_to(keys),
        now=clock.now(),
    )


def _page(
    request: SignedRequest,
    *,
    found: tuple[Passkey, ...] | None = None,
    refused: Refused | None = None,
    done: str = "",
) -> HttpResponse:
    shown: dict[str, object] = {
        "found": found,
        "refused": refused,
        "done": done,
        "adds": passkeys.adds_to(found or ()),
    }
    try:
        challenge = door.challenge(request.COOKIES[settings.DOOR_COOKIE])
        shown["asked"] = passkeys.to_register(site_of(request), challenge)
    except Refused as error:
        shown["nowhere"] = error
    return render(request, "vault/passkeys.html", shown, status=409 if refused else 200)
