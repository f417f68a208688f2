"""Planning: asking a question, reading the answer, choosing a route, asking again."""

from uuid import UUID

import msgspec
from csp.decorators import csp_update
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.cases import queries as cases
from waystation.cases.grouping.domain import NO_BOAT, NO_FOOT, limits_of
from waystation.ledger.budgets import queries as budgets
from waystation.ledger.budgets.wording import template_name
from waystation.network import queries as network
from waystation.network.domain import MODES, Place, codes_of
from waystation.routing import asked_words, drawing, forms, queries, services, showing, wording
from waystation.routing.domain import Lost
from waystation.vault.door import SignedRequest, opens_to
from waystation.vault.keyring import Keyring

# The map draws its tiles in the browser and hands them over as blobs.
MAP_CSP = {"img-src": "blob:"}


@opens_to("field manager", "approver")
@require_GET
def plans(request: SignedRequest) -> HttpResponse:
    """List the plans made so far."""
    keyring = request.who.keyring
    names = {place.slug: place.name for place in network.places(keyring)}
    rows = [
        (kept.id, kept.plan, names.get(kept.plan.question.start, ""), showing.ends(kept, names))
        for kept in queries.plans(keyring)
    ]
    return render(request, "routing/plans.html", {"rows": rows})


@opens_to("field manager")
@require_http_methods(["GET", "POST"])
def new(request: SignedRequest) -> HttpResponse:
    """Show the form of a question; a group's page fills it in, and so does a plan to ask again."""
    keyring = request.who.keyring
    asked = forms.Asked(start_at=clock.now().strftime("%Y-%m-%dT%H:%M"))
    if again := request.POST.get("again", ""):
        asked = forms.Asked.again(queries.plan(forms.plan_id(again), keyring).plan.question)
    group = asked.group or request.POST.get("group", "")
    if group:
        asked = _for_group(forms.group_id(group), keyring, asked)
    return _form(request, asked, again=again)


@opens_to("field manager")
@require_POST
def ask(request: SignedRequest) -> HttpResponse:
    """Ask the planner; a refusal shows the form again with everything that was typed."""
    keyring, asked = request.who.keyring, forms.Asked.of(request.POST)
    again = request.POST.get("again", "")
    if asked.group:
        # Who travels, and from where, is the group's to say and not the form's.
        asked = _for_group(forms.group_id(asked.group), keyring, asked)
    try:
        question = forms.question(asked, network.places(keyring))
        after = forms.plan_id(again) if again else None
        plan_id = services.make_plan(
            question=question, after=after, keyring=keyring, now=clock.now()
        )
    except Refused as refused:
        return _form(request, asked, refused, again=again)
    return redirect("plan", plan_id=plan_id)


@opens_to("field manager")
@require_POST
def again(request: SignedRequest, plan_id: UUID) -> HttpResponse:
    """Ask a plan's question again: within tighter limits, or without what is given as lost."""
    keyring, asked = request.who.keyring, forms.Asked.of(request.POST)
    question = queries.plan(plan_id, keyring).plan.question
    try:
        anew = forms.limited(question, asked)
        made = services.make_plan(question=anew, after=plan_id, keyring=keyring, now=clock.now())
    except Refused as refused:
        filled = forms.Asked.again(question)
        typed = {"max_cost": asked.max_cost, "max_risk": asked.max_risk}
        filled = msgspec.structs.replace(filled, **{k: v for k, v in typed.items() if v})
        return _form(request, filled, refused, again=str(plan_id))
    return redirect("plan", plan_id=made)


@opens_to("field manager")
@require_POST
def replan(request: SignedRequest, plan_id: UUID) -> HttpResponse:
    """Plan anew on the network as it is now, from now if the start has passed."""
    keyring = request.who.keyring
    made = services.replan(plan_id=plan_id, lost=Lost(), keyring=keyring, now=clock.now())
    return redirect("plan", plan_id=made)


@csp_update(MAP_CSP)
@opens_to("field manager", "approver")
@require_GET
def plan(request: SignedRequest, plan_id: UUID) -> HttpResponse:
    """Show a plan: the choices, the chosen route stage by stage, and why."""
    keyring = request.who.keyring
    kept = queries.plan(plan_id, keyring)
    chosen = _chosen(request, len(kept.plan.routes))
    land = showing.land(keyring)
    route = kept.plan.routes[chosen]
    touched = queries.touches(kept.plan, keyring)
    may_ask = request.who.role == "field manager"
    falls = kept.plan.fallbacks[chosen : chosen + 1]
    today = clock.now().date()
    context = {
        "kept": kept,
        "plan": kept.plan,
        "route": route,
        "chosen": chosen,
        "choices": showing.choices(kept.plan, land.names),
        "figures": showing.figures(kept.plan),
        "proof": wording.proof(kept.plan),
        "asked": asked_words.asked(kept.plan.question, land.names),
        "n_front": kept.plan.n_front or len(kept.plan.front),
        "start": land.places.get(kept.plan.question.start),
        "end": land.places[route.stages[-1].to_place] if route.stages else None,
        "stages": showing.stages(kept.plan, chosen, land),
        "chart": showing.chart(kept.plan, chosen, plan_id),
        "lacks_fallbacks": bool(falls and route.stages and not falls[0]),
        "strip": showing.strip(kept.plan, chosen, land) if route.stages else "",
        "map": showing.on_map(kept.plan, chosen, land),
        "legs": sorted((land.names.leg(slug), slug) for slug in land.names.legs),
        "news": [(wording.touch(t, land.names), wording.choices(t.routes), t) for t in touched],
        "seen": queries.stamp(),
        "before": queries.before(kept, keyring),
        "may_ask": may_ask,
        "may_propose": may_ask and bool(route.stages),
        "today": today,
        "templates": [(one.key, template_name(one)) for one in budgets.in_force(today)],
    }
    return render(request, "routing/plan.html", context)


def _form(
    request: SignedRequest, asked: forms.Asked, refused: Refused | None = None, *, again: str = ""
) -> HttpResponse:
    keyring = request.who.keyring
    found = network.places(keyring)
    names = {place.slug: place.name for place in found}
    land = showing.land(keyring) if asked.avoid_legs or asked.avoid_partners else None
    context = {
        "asked": asked,
        "again": again,
        "places": found,
        "ends": [place for place in found if place.kind == "destination"],
        "lands": _lands(found, keyring),
        "modes": sorted((drawing.words().get(mode, mode), mode) for mode in MODES),
        "avoid_places": [(slug, names.get(slug, slug)) for slug in asked.avoid_places],
        "avoid_legs": [(s, land.names.leg(s)) for s in asked.avoid_legs] if land else [],
        "avoid_partners": [(s, land.names.of("partner", s)) for s in asked.avoid_partners]
        if land
        else [],
        "refused": refused,
    }
    return render(request, "routing/new.html", context, status=409 if refused else 200)


def _lands(places: list[Place], keyring: Keyring) -> list[tuple[str, str]]:
    """List the jurisdictions in which places of the network lie, by code and name."""
    named = {one.code: one.name for one in network.jurisdictions(keyring)}
    codes = sorted({code for place in places for code in codes_of(place)})
    return [(code, f"{named[code]} ({code})" if code in named else code) for code in codes]


def _for_group(group_id: UUID, keyring: Keyring, asked: forms.Asked) -> forms.Asked:
    today = clock.now().date()
    group = cases.group_detail(group_id, keyring, today)
    limits = limits_of(group.people, today)
    return msgspec.structs.replace(
        asked,
        start=group.group.place,
        people=str(group.size),
        children=str(group.n_children),
        group=str(group_id),
        group_label=group.group.label,
        cannot_walk="on" if NO_FOOT in limits else asked.cannot_walk,
        cannot_cross_water="on" if NO_BOAT in limits else asked.cannot_cross_water,
    )


def _chosen(request: SignedRequest, n_routes: int) -> int:
    text = request.GET.get("route", "0")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    return number if number < n_routes else 0
