"""Gathers what the pages of a plan show: choices, figures, stages, fallbacks, drawings."""

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.base import choices_chart, stripmap, timelanes
from waystation.base.money import dollars
from waystation.hazards.domain import both_ways
from waystation.network import queries as network
from waystation.network.domain import House, Place
from waystation.routing import drawing, trading, wording
from waystation.routing.domain import Fallback, Fallbacks, Plan, Route, facts_for
from waystation.routing.queries import KeptPlan
from waystation.vault.keyring import Keyring


class Land(NamedTuple):
    """The network as the pages need it: by slug, with a namer."""

    places: dict[str, Place]
    houses: dict[str, House]
    names: wording.Names


def land(keyring: Keyring) -> Land:
    """Open the places, houses, legs and partners whose names a page says."""
    places = {place.slug: place for place in network.places(keyring)}
    houses = {house.place: house for house in network.houses(keyring)}
    legs = {leg.slug: leg for leg in network.legs(keyring)}

    def partners() -> dict[str, str]:
        return {partner.slug: partner.name for partner in network.partners(keyring)}

    return Land(places, houses, wording.Names(places, legs, partners))


def choices(plan: Plan, names: wording.Names) -> list[dict[str, object]]:
    """Give each shown route with what it is best in and what it trades."""
    if not plan.routes[0].stages:
        return [{"number": 0, "route": plan.routes[0], "title": "", "traded": "", "figure": 0}]
    middle, trades = trading.trades_of(plan)
    found = []
    for number, (route, trade) in enumerate(zip(plan.routes, trades, strict=True)):
        own = number == middle
        found.append(
            {
                "number": number,
                "route": route,
                "title": wording.title(trade.best),
                "traded": "" if own else wording.traded(trade, middle, names),
                "figure": figure_of(plan, route),
            }
        )
    return found


def figures(plan: Plan) -> list[dict[str, object]]:
    """Give the figures of every best route, as the table and its sliders need them."""
    shown = {figure_of(plan, route): number for number, route in enumerate(plan.routes)}
    return [
        {
            "number": nth,
            "arrive": at,
            "risk_p": risk_p,
            "cost_cents": cents,
            "choice": shown.get(nth),
            # Rounded up, so that a limit set to a route's own figure keeps that route.
            "percent": f"{ceil(risk_p * 100_000) / 1_000:.3f}",
            "dollars": f"{cents / 100:.2f}",
            "minute": int(at.timestamp()) // 60,
        }
        for nth, (at, risk_p, cents) in enumerate(plan.front)
    ]


def figure_of(plan: Plan, route: Route) -> int:
    """Give the number of a shown route among the figures of all."""
    own = (route.arrive, route.risk_p, route.cost_cents)
    return plan.front.index(own) if own in plan.front else -1


def stages(plan: Plan, number: int, land: Land) -> list[dict[str, object]]:
    """Give the stages of a route, each with its reasons and its fallbacks."""
    route = plan.routes[number]
    has = number < len(plan.fallbacks)
    falls: Sequence[Fallbacks] = plan.fallbacks[number] if has else ()
    return [
        {
            "number": nth,
            "stage": stage,
            "leg": both_ways(stage.leg),
            "start": land.places[stage.from_place],
            "end": land.places[stage.to_place],
            "facts": facts_for(plan, stage),
            "fallbacks": [_told(one, land.names) for one in falls[nth - 1].ways] if falls else [],
            "dead_end": bool(falls) and falls[nth - 1].dead_end,
            "n_guides": falls[nth - 1].n_guides if falls else 0,
        }
        for nth, stage in enumerate(route.stages, start=1)
    ]


def chart(plan: Plan, chosen: int, plan_id: UUID) -> str:
    """Draw arrival against risk: the choices as points that lead on, all other routes as dots."""
    page = reverse("plan", args=[plan_id])
    points = [
        choices_chart.Choice(
            href=f"{page}?route={number}",
            arrives_at=route.arrive,
            risk_p=route.risk_p,
            cost_cents=route.cost_cents,
            cost=dollars(route.cost_cents),
            is_chosen=number == chosen,
            name=str(number + 1),
            figure=figure_of(plan, route),
        )
        for number, route in enumerate(plan.routes)
    ]
    shown = {point.figure for point in points}
    others = [
        choices_chart.Dot(at, risk_p, nth)
        for nth, (at, risk_p, _cents) in enumerate(plan.front)
        if nth not in shown
    ]
    return choices_chart.draw(points, others=others, labels=_chart_words())


def strip(plan: Plan, number: int, land: Land) -> str:
    """Draw one route as a line of stations."""
    route = plan.routes[number]
    segments = []
    for stage in route.stages:
        risk = facts_for(plan, stage).risk
        segments.append(drawing.segment(stage, "to_come", risk.low_p, risk.high_p))
    return stripmap.draw_both(
        drawing.stations(route.stages, land.places, land.houses, plan.question.people),
        segments,
        night=drawing.nights(route.depart, route.arrive, land.places[route.stages[0].from_place]),
        title=plan.question.group_label,
        labels=drawing.words(),
    )


def lanes(plan: Plan, numbers: Sequence[int], land: Land) -> str:
    """Draw two or three routes to one scale in time."""
    routes = [plan.routes[number] for number in numbers]
    begin, end = min(r.depart for r in routes), max(r.arrive for r in routes)
    first = land.places[routes[0].stages[0].from_place]
    return timelanes.draw_both(
        [
            timelanes.Lane(
                _("Choice %(n)d") % {"n": number + 1},
                [
                    timelanes.Leg(s.depart, s.arrive, s.mode, land.names.place(s.to_place))
                    for s in route.stages
                ],
            )
            for number, route in zip(numbers, routes, strict=True)
        ],
        night=drawing.nights(begin, end, first),
        labels=drawing.words(),
    )


def on_map(plan: Plan, number: int, land: Land) -> dict[str, object]:
    """Give a route as the map draws it, over the faint legs that it does not take."""
    way = drawing.on_map(plan.routes[number].stages, land.places)
    taken = {both_ways(stage.leg) for stage in plan.routes[number].stages}
    others = []
    for slug, leg in land.names.legs.items():
        start, end = land.places.get(leg.from_place), land.places.get(leg.to_place)
        if slug in taken or not start or not end or start.lat is None or end.lat is None:
            continue
        spots = {"from": [start.lon, start.lat], "to": [end.lon, end.lat]}
        others.append({**spots, "mode": leg.mode, "name": land.names.leg(slug)})
    own = way["legs"]
    return {**way, "legs": [*others, *own]} if isinstance(own, list) else way


def ends(kept: KeptPlan, names: dict[str, str]) -> str:
    """Name where a plan leads."""
    if len(kept.plan.question.targets) > 1:
        return _("any destination")
    return names.get(kept.plan.question.targets[0], "")


def _told(found: Fallback, names: wording.Names) -> dict[str, object]:
    """Say one fallback in words."""
    lost = _("If the guide is lost") if found.lost == "guide" else _("If the house ahead is lost")
    via = ", ".join(names.place(slug) for slug in found.via[:4])
    if found.way == "none" and not found.to_place:
        says = _("no way on and none back: the group is stuck here.")
    elif found.way == "none":
        says = _("no way on; back to %(place)s by %(at)s UTC, risk %(risk)s, %(sum)s.")
    elif found.way == "retreat":
        says = _("back to %(place)s and on from there; there %(late)s, risk %(risk)s, %(sum)s.")
    else:
        says = _("on by %(via)s; there %(late)s, risk %(risk)s, %(sum)s.")
    late = _("%(time)s later") if found.later_min >= 0 else _("%(time)s sooner")
    values = {
        "place": names.place(found.to_place),
        "via": via or names.place(found.to_place),
        "at": f"{found.arrive:%Y-%m-%d %H:%M}" if found.arrive else "",
        "late": late % {"time": wording.lasting(found.later_min)}
        if found.later_min
        else _("at the same time"),
        "risk": wording.percent(found.risk_p),
        "sum": dollars(found.cost_cents),
    }
    return {"lost": lost, "says": says % values, "is_none": found.way == "none"}


def _chart_words() -> dict[str, str]:
    days = {day: drawing.words()[day] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    return days | {
        "title": _("Choices: arrival against risk"),
        "x": _("Arrival (UTC)"),
        "y": _("Risk of being caught"),
        "point": _("Arrives {arrives}, risk {risk}, costs {cost}"),
        "chosen": _("chosen"),
    }
