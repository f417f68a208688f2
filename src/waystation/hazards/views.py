"""The screens of danger: what is on file, and the rule by which it becomes risk."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from waystation.base import clock
from waystation.hazards import domain, queries
from waystation.network import queries as network
from waystation.vault.door import SignedRequest, opens_to


@opens_to("field manager", "security officer", "approver")
@require_GET
def dangers(request: SignedRequest) -> HttpResponse:
    """List word of danger up to today, newest first."""
    keyring, today = request.who.keyring, clock.now().date()
    names = {place.slug: place.name for place in network.places(keyring)}
    rows = [
        (hazard, names.get(hazard.place, ""), (today - hazard.on).days)
        for hazard in queries.hazards(keyring)
        if hazard.on <= today
    ]
    return render(request, "hazards/dangers.html", {"rows": rows, "tab": "dangers"})


@opens_to("field manager", "security officer", "approver")
@require_GET
def rule(request: SignedRequest) -> HttpResponse:
    """Show the rule that makes the risk of a leg, with the figures it uses today."""
    lands = ("slave state", "border state", "free state", "abroad")
    context = {
        "rates": domain.PER_HOUR.items(),
        "lands": lands,
        "near_km": domain.NEAR_KM,
        "half_life_days": domain.HALF_LIFE_DAYS,
        "strength": domain.STRENGTH,
        "law_factor": domain.LAW_FACTOR,
        "night_factor": domain.NIGHT_FACTOR,
        "old_word_percent": round(domain.OLD_WORD_FACTOR * 100),
        "water_max_h": int(domain.WATER_MAX_H),
        "weights": sorted(domain.WEIGHT.items(), key=lambda kv: (-kv[1], kv[0])),
        "tab": "rule",
    }
    return render(request, "hazards/rule.html", context)
