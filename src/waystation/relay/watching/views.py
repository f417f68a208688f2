"""What rings and what phones replied: somebody takes it, and says how it ended."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock, rounds
from waystation.base.access import open_to_everybody
from waystation.dispatch import queries as dispatch
from waystation.relay.watching import forms, queries, services
from waystation.vault.door import SignedRequest, opens_to

MOVES = ("field manager", "approver")


@opens_to(*MOVES, "security officer")
@require_GET
def watches(request: SignedRequest) -> HttpResponse:
    """Show what rings, who is called beyond the office, and what phones replied."""
    keyring = request.who.keyring
    moves = bool(keyring.cells_of("passages"))
    # Read first: what happens while the rest is read shows at the next question.
    context = {"news": dispatch.news(keyring) if moves else "", "moves": moves}
    context |= {
        "rings": queries.rings(keyring),
        "replies": queries.replies(keyring, now=clock.now()),
        "beyond": queries.beyond(keyring),
        "outcomes": forms.OUTCOMES,
    }
    return render(request, "relay/watches.html", context)


@opens_to(*MOVES)
@require_POST
def take(request: SignedRequest, rung_id: UUID) -> HttpResponse:
    """Note that somebody has an alarm, so that nobody else is called."""
    services.take(watch_id=rung_id, keyring=request.who.keyring, now=clock.now())
    return redirect("watches")


@opens_to(*MOVES)
@require_POST
def resolve(request: SignedRequest, rung_id: UUID) -> HttpResponse:
    """Say how an alarm ended; from one that is lost the way goes on to the passage."""
    outcome = forms.outcome_of(request.POST)
    passage = services.resolve(
        watch_id=rung_id, outcome=outcome, keyring=request.who.keyring, now=clock.now()
    )
    if outcome == "lost" and passage:
        return redirect("passage", passage)
    return redirect("watches")


@opens_to(*MOVES, "security officer")
@require_POST
def read(request: SignedRequest, page_id: UUID) -> HttpResponse:
    """Put a reply away that was read."""
    services.put_away(page_id=page_id, keyring=request.who.keyring, now=clock.now())
    return redirect("watches")


@open_to_everybody
@require_GET
def worker_age(request: HttpRequest) -> HttpResponse:
    """Say whether the process that rings goes its rounds, for the one that watches it.

    It tells the age in seconds and nothing else: 200 while it is alive, 503 once it is not.
    """
    silent = rounds.silent_for(clock.real_now())
    age_s = None if silent is None else max(0, int(silent.total_seconds()))
    alive = silent is not None and silent < rounds.ALIVE
    answer = JsonResponse({"age_s": age_s}, status=200 if alive else 503)
    answer["Cache-Control"] = "no-store"
    return answer
