"""The screens of threats, and of a way drawn by lot."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.keptform import KeptForm
from waystation.dispatch.mixing import queries, services
from waystation.dispatch.mixing.domain import Belief, chance_caught
from waystation.dispatch.mixing.forms import BeliefForm, RemoveForm, ThreatForm, means_of
from waystation.dispatch.mixing.lots import Lot
from waystation.network import queries as network
from waystation.routing import queries as routing
from waystation.vault.door import SignedRequest, opens_to
from waystation.vault.keyring import Keyring

READERS = ("field manager", "security officer", "approver")
REFUSED = 422


@opens_to(*READERS)
@require_GET
def threats(request: SignedRequest) -> HttpResponse:
    """List the threats declared on corridors, those that stand first."""
    found = queries.threats(request.who.keyring)
    shown = {"rows": found, "n_standing": sum(kept.threat.stands for kept in found)}
    return _page(request, "dispatch/mixing_threats.html", shown)


@opens_to("security officer")
@require_http_methods(["GET", "POST"])
def new(request: SignedRequest) -> HttpResponse:
    """Declare a threat on a corridor."""
    keyring, now = request.who.keyring, clock.now()
    form = ThreatForm(
        request.POST or None,
        modes=_modes(keyring),
        places=network.places(keyring),
        lands=network.jurisdictions(keyring),
    )
    if form.is_valid():
        with form.keeping_refusals():
            threat_id = services.declare(
                from_land=form.cleaned_data["from_land"],
                to_land=form.cleaned_data["to_land"],
                belief=form.belief(request.who.alias, now),
                keyring=keyring,
                now=now,
            )
            return redirect("threat", threat_id)
    return _page(request, "dispatch/mixing_new.html", {"form": form}, form)


@opens_to(*READERS)
@require_http_methods(["GET", "POST"])
def threat(request: SignedRequest, threat_id: UUID) -> HttpResponse:
    """Show one threat with its history; its officer writes down here what is believed now."""
    keyring, now = request.who.keyring, clock.now()
    kept = queries.threat(threat_id, keyring)
    may = request.who.role == "security officer" and kept.threat.stands
    typed = request.POST if may and request.method == "POST" else None
    belief, modes = kept.threat.belief, _modes(keyring)
    form = BeliefForm(typed, modes=modes, initial=BeliefForm.typed(belief))
    if form.is_valid():
        with form.keeping_refusals():
            said = form.belief(request.who.alias, now)
            services.believe(threat_id=threat_id, belief=said, keyring=keyring, now=now)
            return redirect("threat", threat_id)
    shown = {
        "kept": kept,
        "chances": _chances(belief, modes),
        "may": may,
        "form": form,
        "removing": RemoveForm(auto_id="remove_%s"),
    }
    return _page(request, "dispatch/mixing_threat.html", shown, form)


@opens_to("security officer")
@require_POST
def remove(request: SignedRequest, threat_id: UUID) -> HttpResponse:
    """Remove a threat; its history stays."""
    services.remove(
        threat_id=threat_id,
        why=request.POST.get("reason", "")[:300],
        by=request.who.alias,
        keyring=request.who.keyring,
        now=clock.now(),
    )
    return redirect("threat", threat_id)


@opens_to("field manager", "approver")
@require_GET
def lot(request: SignedRequest, plan_id: UUID) -> HttpResponse:
    """Show the ways of a plan's corridor with the chance of each, and what drawing is worth."""
    keyring = request.who.keyring
    plan = routing.plan(plan_id, keyring).plan
    known = routing.known(keyring)
    found = queries.asked_lot(plan.question, known, keyring)
    names = {place.slug: place.name for place in known.places}
    made = found.lot if found else None
    shown = {
        "plan_id": plan_id,
        "plan": plan,
        "start": names.get(plan.question.start, ""),
        "found": found,
        "lot": made,
        "rows": _rows(made, names) if made else [],
        "n_drawn": queries.n_drawn(plan.question, plan_id, keyring),
        "may_draw": request.who.role == "field manager" and made is not None,
    }
    return _page(request, "dispatch/mixing_lot.html", shown)


@opens_to("field manager")
@require_POST
def draw(request: SignedRequest, plan_id: UUID) -> HttpResponse:
    """Draw a way for a plan's question, and show the plan of that way."""
    drawn = services.draw_plan(
        plan_id=plan_id,
        method=request.POST.get("method", services.MIX),
        keyring=request.who.keyring,
        now=clock.now(),
    )
    return redirect("plan", plan_id=drawn)


def _rows(lot: Lot, names: dict[str, str]) -> list[dict[str, object]]:
    """Give each way of a lot by the places it leads over."""
    return [
        {
            "number": number,
            "chance": chance,
            "percent": round(100 * chance),
            "via": [names.get(stage.to_place, "") for stage in way.route.stages],
            "route": way.route,
            "is_safest": way.legs == lot.safest.legs,
        }
        for number, (way, chance) in enumerate(zip(lot.ways, lot.chances, strict=True), start=1)
    ]


def _chances(belief: Belief, modes: set[str]) -> list[tuple[str, float]]:
    """Give each means of travel with the chance that a watch on it catches a group."""
    return [(label, chance_caught(belief, same[0])) for label, same in means_of(modes)]


def _modes(keyring: Keyring) -> set[str]:
    """Name the means by which any leg on file is travelled."""
    return {leg.mode for leg in network.legs(keyring)}


def _page(
    request: SignedRequest, template: str, shown: dict[str, Any], form: KeptForm | None = None
) -> HttpResponse:
    refused = form is not None and form.is_bound and (form.refused or not form.is_valid())
    may_declare = request.who.role == "security officer"
    context = shown | {"may_declare": may_declare, "tab": "threats"}
    return render(request, template, context, status=REFUSED if refused else 200)
