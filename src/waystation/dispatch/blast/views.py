"""What each loss gives up, on screen: the heat list, one partner, one place, one account, caps."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from waystation.base import clock
from waystation.dispatch.blast import forms, queries, services
from waystation.vault.door import SignedRequest, opens_to

READERS = ("field manager", "approver")
SECURITY = "security officer"


@opens_to(*READERS)
@require_GET
def exposure(request: SignedRequest) -> HttpResponse:
    """List every loss by the people it gives up, the worst first."""
    keyring, now = request.who.keyring, clock.now()
    steps = forms.steps_of(request.GET, usual=1)
    context = {
        "page": queries.heat_page(keyring, now, steps=steps),
        "steps": steps,
        "choices": forms.STEPS,
        "caps": queries.caps(keyring),
        "at": now,
        "may_cap": request.who.role == "field manager",
    }
    return render(request, "dispatch/blast/exposure.html", context)


@opens_to(*READERS)
@require_GET
def guide(request: SignedRequest, partner_id: UUID) -> HttpResponse:
    """Say what falls if one partner is lost now."""
    keyring, now, steps = request.who.keyring, clock.now(), forms.steps_of(request.GET, 0)
    found = queries.lost_guide(partner_id, keyring, now, steps=steps)
    return _lost(request, found, steps)


@opens_to(*READERS)
@require_GET
def place(request: SignedRequest, record_id: UUID) -> HttpResponse:
    """Say what falls if one place is lost now, with those who live there."""
    keyring, now, steps = request.who.keyring, clock.now(), forms.steps_of(request.GET, 0)
    found = queries.lost_place(record_id, keyring, now, steps=steps)
    return _lost(request, found, steps)


@opens_to(*READERS)
@require_GET
def passage(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Say of each stage to come how many its guide and its first place give up: part of a page."""
    keyring, now = request.who.keyring, clock.now()
    context = {
        "falls": queries.of_passage(passage_id, keyring, now),
        "caps": queries.caps(keyring),
    }
    return render(request, "dispatch/blast/passage_part.html", context)


@opens_to(SECURITY)
@require_GET
def staff(request: SignedRequest, user_id: UUID) -> HttpResponse:
    """Say how many passages fall with a colleague's account; opens none of them."""
    found = queries.account(user_id, request.who.keyring)
    return render(request, "dispatch/blast/staff.html", {"found": found})


@opens_to("field manager", SECURITY)
@require_http_methods(["GET", "POST"])
def caps(request: SignedRequest) -> HttpResponse:
    """Show and set how many people one loss may give up at most."""
    keyring = request.who.keyring
    if request.method == "POST":
        services.set_caps(caps=forms.caps_of(request.POST), keyring=keyring, now=clock.now())
        return redirect("exposure-caps")
    context = {"caps": queries.caps(keyring), "may_read": request.who.role in READERS}
    return render(request, "dispatch/blast/caps.html", context)


def _lost(request: SignedRequest, found: queries.Lost, steps: int) -> HttpResponse:
    context = {
        "found": found,
        "steps": steps,
        "choices": forms.STEPS,
        "at": clock.now(),
        "may_lead": request.who.role == "field manager",
    }
    return render(request, "dispatch/blast/lost.html", context)
