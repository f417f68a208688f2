"""How routes are written: for people, and as JSON for scripts."""

import json
import sys
from collections.abc import Sequence

from waystation.base.money import dollars
from waystation.routing.domain import Fallback, Fallbacks, Plan, Route


def as_json(route: Route) -> dict[str, object]:
    """Write a route as scripts read it."""
    return {
        "depart": route.depart.isoformat(),
        "arrive": route.arrive.isoformat(),
        "risk_p": route.risk_p,
        "cost_cents": route.cost_cents,
        "stages": [
            {
                "from": stage.from_place,
                "to": stage.to_place,
                "mode": stage.mode,
                "depart": stage.depart.isoformat(),
                "arrive": stage.arrive.isoformat(),
                "risk_p": stage.risk_p,
                "cost_cents": stage.cost_cents,
            }
            for stage in route.stages
        ],
    }


def answer_as_json(answer: Plan, routes: Sequence[Route]) -> dict[str, object]:
    """Write an answer as scripts read it.

    `fallbacks` names the routes they go with by their number in `routes`, counted from 0.
    """
    left = dict(zip(answer.routes, answer.fallbacks, strict=False))
    return {
        "routes": [as_json(route) for route in routes],
        "finished": answer.finished,
        "proven_gap": answer.proven_gap,
        "fallbacks": [
            {"route": number, "stages": [_stage_as_json(one) for one in left[route]]}
            for number, route in enumerate(routes)
            if route in left
        ],
    }


def write_json(value: dict[str, object]) -> None:
    """Write one JSON value on a line of its own."""
    sys.stdout.write(json.dumps(value) + "\n")


def write_routes(answer: Plan, routes: Sequence[Route]) -> None:
    """Write routes for people, with what is left where a stage of a chosen one fails."""
    left = dict(zip(answer.routes, answer.fallbacks, strict=False))
    for number, route in enumerate(routes, start=1):
        write_route(number, route, left.get(route, ()))


def write_route(number: int, route: Route, left: Sequence[Fallbacks] = ()) -> None:
    """Write one route for people, stage by stage."""
    sys.stdout.write(
        f"{number}. arrives {route.arrive:%Y-%m-%d %H:%M} UTC, risk {route.risk_p:.2%}, "
        f"{dollars(route.cost_cents)} for the group\n"
    )
    for nth, stage in enumerate(route.stages):
        sys.stdout.write(
            f"   {stage.depart:%m-%d %H:%M}-{stage.arrive:%H:%M}  {stage.mode:<9} "
            f"{stage.from_place} -> {stage.to_place}  {stage.risk_p:.2%}  "
            f"{dollars(stage.cost_cents)}\n"
        )
        if nth < len(left):
            sys.stdout.write(_stage_in_words(left[nth]))


def warn_unfinished(answer: Plan) -> None:
    """Say on the error stream that routes are missing, and how much better they can be."""
    if not answer.finished:
        sys.stderr.write("waystation: warning: the search stopped early; routes are missing\n")
    if answer.proven_gap:
        sys.stderr.write(
            "waystation: note: no route within your limits is more than "
            f"{answer.proven_gap:.1%} better on every count\n"
        )


def _stage_as_json(one: Fallbacks) -> dict[str, object]:
    return {
        "n_guides": one.n_guides,
        "dead_end": one.dead_end,
        "ways": [_way_as_json(way) for way in one.ways],
    }


def _way_as_json(way: Fallback) -> dict[str, object]:
    return {
        "lost": way.lost,
        "way": way.way,
        "to": way.to_place,
        "via": list(way.via),
        "arrive": way.arrive.isoformat() if way.arrive else None,
        "risk_p": way.risk_p,
        "cost_cents": way.cost_cents,
        "later_min": way.later_min,
        "dearer_cents": way.dearer_cents,
    }


def _stage_in_words(one: Fallbacks) -> str:
    """Say what a group can do if this stage fails it; nothing where both losses have a by-pass."""
    lines = []
    for way in one.ways:
        if way.way == "retreat":
            lines.append(f"if its {way.lost} is lost: back to {way.to_place}")
        if way.way == "none":
            lines.append(f"if its {way.lost} is lost: no other way")
    if one.dead_end:
        lines.append("dead end: one guide at most, and no other way out")
    return "".join(f"      {line}\n" for line in lines)
