"""The outbox: what waits, one button that sends it, and what became of each letter."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock, mailing
from waystation.giving.letters import domain, queries, services
from waystation.vault.door import SignedRequest, opens_to

FUNDRAISER, FINANCE = "fundraiser", "finance officer"


@opens_to(FUNDRAISER, FINANCE)
@require_GET
def outbox(request: SignedRequest) -> HttpResponse:
    """Show the letters that wait, those that did not go, and the newest that did."""
    keyring = request.who.keyring
    found = queries.letters(keyring)
    told = {name: _count(request, name) for name in ("sent", "failed")}
    shown = {
        "waiting": [view for view in found if view.row.state == "waiting"],
        "troubled": [
            view for view in found if view.row.state not in ("waiting", "sent", "dropped")
        ],
        "done": [view for view in found if view.row.state in ("sent", "dropped")],
        "at_once": domain.AT_ONCE,
        "is_set_up": mailing.is_set_up(),
        "told": told,
        "is_away": request.GET.get("away") == "1",
    }
    return render(request, "giving/letters/outbox.html", shown)


@opens_to(FUNDRAISER, FINANCE)
@require_POST
def send(request: SignedRequest) -> HttpResponse:
    """Send what waits, some at a time."""
    done = services.send_waiting(keyring=request.who.keyring, now=clock.now())
    away = "" if done.is_reached else "&away=1"
    told = f"?sent={done.n_sent}&failed={done.n_failed}{away}"
    return redirect(reverse("giving-letters") + told)


@opens_to(FUNDRAISER, FINANCE)
@require_POST
def settle(request: SignedRequest, letter_id: UUID) -> HttpResponse:
    """Let a letter go again, drop it, or note that it came back."""
    act = request.POST.get("act", "")
    services.settle(letter_id=letter_id, act=act, keyring=request.who.keyring)
    return redirect("giving-letters")


def _count(request: SignedRequest, name: str) -> int | None:
    """Read a count that the press before put into the address, for one sentence on this page."""
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) <= 3 else None
