"""Planning: asking a question, reading the answer, choosing a route."""

from uuid import UUID

import msgspec
from csp.decorators import csp_update
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from waystation.base import choices_chart, clock, stripmap
from waystation.base.errors import Refused
from waystation.base.money import dollars
from waystation.cases import queries as cases
from waystation.network import queries as network
from waystation.network.domain import House, Place
from waystation.routing import drawing, forms, queries, services
from waystation.routing.domain import Plan, Route
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
        (kept.id, kept.plan, names.get(kept.plan.question.start, ""), _ends(kept.plan, names))
        for kept in queries.plans(keyring)
    ]
    return render(request, "routing/plans.html", {"rows": rows})


@opens_to("field manager")
@require_http_methods(["GET", "POST"])
def new(request: SignedRequest) -> HttpResponse:
    """Show the form of a question; a group's page fills it in by posting the group's id."""
    asked = forms.Asked(start_at=clock.now().strftime("%Y-%m-%dT%H:%M"))
    group = request.POST.get("group", "")
    if group:
        asked = _for_group(forms.group_id(group), request.who.keyring, asked)
    return _form(request, asked)


@opens_to("field manager")
@require_http_methods(["POST"])
def ask(request: SignedRequest) -> HttpResponse:
    """Ask the planner; a refusal shows the form again with everything that was typed."""
    keyring, asked = request.who.keyring, forms.Asked.of(request.POST)
    if asked.group:
        # Who travels, and from where, is the group's to say and not the form's.
        asked = _for_group(forms.group_id(asked.group), keyring, asked)
    try:
        question = forms.question(asked, network.places(keyring))
        plan_id = services.make_plan(question=question, keyring=keyring, now=clock.now())
    except Refused as refused:
        return _form(request, asked, refused)
    return redirect("plan", plan_id=plan_id)


@csp_update(MAP_CSP)
@opens_to("field manager", "approver")
@require_GET
def plan(request: SignedRequest, plan_id: UUID) -> HttpResponse:
    """Show a plan: the choices, the chosen route stage by stage, and why."""
    keyring = request.who.keyring
    kept = queries.plan(plan_id, keyring)
    chosen = _chosen(request, len(kept.plan.routes))
    places = {place.slug: place for place in network.places(keyring)}
    houses = {house.place: house for house in network.houses(keyring)}
    route = kept.plan.routes[chosen]
    context = {
        "kept": kept,
        "plan": kept.plan,
        "route": route,
        "chosen": chosen,
        "choices": list(enumerate(kept.plan.routes)),
        "start": places[kept.plan.question.start],
        "end": places[route.stages[-1].to_place] if route.stages else None,
        "stages": _stages(kept.plan, route, places),
        "chart": _chart(kept.plan, chosen, plan_id),
        "strip": _strip(kept.plan, route, places, houses) if route.stages else "",
        "map": drawing.on_map(route.stages, places),
        "may_propose": request.who.role == "field manager" and bool(route.stages),
        "today": clock.now().date(),
    }
    return render(request, "routing/plan.html", context)


def _form(
    request: SignedRequest, asked: forms.Asked, refused: Refused | None = None
) -> HttpResponse:
    found = network.places(request.who.keyring)
    ends = [place for place in found if place.kind == "destination"]
    context = {"asked": asked, "places": found, "ends": ends, "refused": refused}
    return render(request, "routing/new.html", context, status=409 if refused else 200)


def _for_group(group_id: UUID, keyring: Keyring, asked: forms.Asked) -> forms.Asked:
    group = cases.group_detail(group_id, keyring, clock.now().date())
    return msgspec.structs.replace(
        asked,
        start=group.group.place,
        people=str(group.size),
        children=str(group.n_children),
        group=str(group_id),
        group_label=group.group.label,
    )


def _chosen(request: SignedRequest, n_routes: int) -> int:
    text = request.GET.get("route", "0")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    return number if number < n_routes else 0


def _ends(plan: Plan, names: dict[str, str]) -> str:
    if len(plan.question.targets) > 1:
        return _("any destination")
    return names.get(plan.question.targets[0], "")


def _stages(plan: Plan, route: Route, places: dict[str, Place]) -> list[dict[str, object]]:
    return [
        {
            "number": number,
            "stage": stage,
            "start": places[stage.from_place],
            "end": places[stage.to_place],
            "facts": plan.facts[stage.leg],
        }
        for number, stage in enumerate(route.stages, start=1)
    ]


def _chart(plan: Plan, chosen: int, plan_id: UUID) -> str:
    page = reverse("plan", args=[plan_id])
    choices = [
        choices_chart.Choice(
            href=f"{page}?route={number}",
            arrives_at=route.arrive,
            risk_p=route.risk_p,
            cost_cents=route.cost_cents,
            cost=dollars(route.cost_cents),
            is_chosen=number == chosen,
            name=str(number + 1),
        )
        for number, route in enumerate(plan.routes)
    ]
    return choices_chart.draw(choices, labels=_chart_words())


def _chart_words() -> dict[str, str]:
    days = {day: drawing.words()[day] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    return days | {
        "title": _("Choices: arrival against risk"),
        "x": _("Arrival (UTC)"),
        "y": _("Risk of being caught"),
        "point": _("Arrives {arrives}, risk {risk}, costs {cost}"),
        "chosen": _("chosen"),
    }


def _strip(plan: Plan, route: Route, places: dict[str, Place], houses: dict[str, House]) -> str:
    segments = []
    for stage in route.stages:
        risk = plan.facts[stage.leg].risk
        segments.append(drawing.segment(stage, "to_come", risk.low_p, risk.high_p))
    return stripmap.draw_both(
        drawing.stations(route.stages, places, houses, plan.question.people),
        segments,
        night=drawing.nights(route.depart, route.arrive, places[route.stages[0].from_place]),
        title=plan.question.group_label,
        labels=drawing.words(),
    )
