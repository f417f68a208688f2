"""What security asks of a holder, and a case that goes to another compartment."""

from typing import NamedTuple
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.access import ROLES
from waystation.base.errors import Refused
from waystation.vault import cells, grants, moving, share
from waystation.vault.door import SignedRequest, Who, opens_to
from waystation.vault.letters import Ask, Word


class Shown(NamedTuple):
    """An ask as its page shows it: what is to be given, to whom, and how much that opens."""

    mark: str
    alias: str
    asked: Ask
    name: str
    purpose: str
    cases: int
    is_held: bool


class Told(NamedTuple):
    """A plain word from security."""

    mark: str
    says: str
    hint: str
    url: str = ""
    does: str = ""


@opens_to(*ROLES)
@require_GET
def asks(request: SignedRequest) -> HttpResponse:
    """List what security asks of this person, and what it tells them."""
    shown = {"asks": _asks(request.who), "words": _words(request.who)}
    return render(request, "vault/asks.html", shown)


@opens_to(*ROLES)
@require_POST
def give(request: SignedRequest) -> HttpResponse:
    """Give a compartment as asked."""
    grants.give(_mark(request), by=request.who, now=clock.now())
    return redirect("asks")


@opens_to(*ROLES)
@require_POST
def decline(request: SignedRequest) -> HttpResponse:
    """Say no to what security asks."""
    grants.decline(_mark(request), by=request.who, now=clock.now())
    return redirect("asks")


@opens_to(*ROLES)
@require_POST
def word_read(request: SignedRequest) -> HttpResponse:
    """Put a plain word from security away."""
    grants.put_away(_mark(request), by=request.who)
    return redirect("asks")


@opens_to("field manager", "case worker")
@require_http_methods(["GET", "POST"])
def move_case(request: SignedRequest, case: UUID) -> HttpResponse:
    """Take a case to another compartment that this person holds too."""
    keyring, refused = request.who.keyring, None
    here = cells.name_of(moving.cell_of(case, keyring), keyring)
    if request.method == "POST":
        try:
            to = _uuid(request.POST.get("to", ""))
            moving.move_case(case, to, by=request.who, now=clock.now())
            return redirect("people")
        except Refused as error:
            refused = error
    shown = {"here": here, "elsewhere": moving.elsewhere(case, keyring), "refused": refused}
    return render(request, "vault/move_case.html", shown, status=409 if refused else 200)


def _asks(who: Who) -> list[Shown]:
    counted = share.count(who.keyring.decoys).by_cell
    found = []
    for item in grants.asks_of(who):
        if isinstance(item.letter, Ask):
            cell = item.letter.cell
            is_held = who.keyring.holds(cell)
            name = cells.name_of(cell, who.keyring) if is_held else ""
            n = counted.get(cell, 0)
            found.append(
                Shown(
                    item.mark.hex(),
                    item.letter.alias,
                    item.letter,
                    name,
                    cells.purpose_of(cell),
                    n,
                    is_held,
                )
            )
    return found


def _words(who: Who) -> list[Told]:
    found = []
    for item in grants.asks_of(who):
        if isinstance(item.letter, Word):
            said = _said().get(item.letter.kind, (_("Security wants a word with you."), ""))
            found.append(Told(item.mark.hex(), *said))
    return found


def _said() -> dict[str, tuple[str, ...]]:
    return {
        "escrow": (
            _("The trustees were asked to open your door."),
            _("If you did not ask for it, object at once under “My keys”, and say so aloud."),
            "keys-escrow",
            _("Look, and object"),
        ),
    }


def _mark(request: SignedRequest) -> bytes:
    try:
        return bytes.fromhex(request.POST.get("mark", ""))
    except ValueError:
        return b""


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(_("Nothing was chosen."), hint=_("Choose from the list.")) from None
