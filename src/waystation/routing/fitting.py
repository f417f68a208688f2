"""Brings a plan to the size a sealed row can hold, dropping what is missed least."""

from math import prod

import msgspec

from waystation.hazards.domain import Because, both_ways
from waystation.routing.domain import DARK, LegFacts, Plan

# A sealed body holds 65,532 bytes; what `services` adds to a plan takes less than the rest.
BYTES_MAX = 64_000
REASONS_MAX = (12, 8, 5, 3)
FRONTS_MAX = (200, 100)


def fitted(plan: Plan) -> Plan:
    """Shorten the reasons of each leg to the strongest, then the figures of routes not shown.

    What is left out of the reasons is multiplied into one, so that they still make up the risk.
    """
    for most in REASONS_MAX:
        if size_of(plan) <= BYTES_MAX:
            return plan
        facts = {slug: _shortened(one, most) for slug, one in plan.facts.items()}
        plan = msgspec.structs.replace(plan, facts=facts)
    shown = {(r.arrive, r.risk_p, r.cost_cents) for r in plan.routes}
    for most in FRONTS_MAX:
        if size_of(plan) <= BYTES_MAX:
            return plan
        step = max(1, len(plan.front) // most)
        kept = (f for nth, f in enumerate(plan.front) if nth % step == 0 or f in shown)
        plan = msgspec.structs.replace(plan, front=tuple(kept))
    while size_of(plan) > BYTES_MAX and len(plan.routes) > 1:
        routes, falls = plan.routes[:-1], plan.fallbacks[:-1]
        plan = _told_of(msgspec.structs.replace(plan, routes=routes, fallbacks=falls))
    return plan


def size_of(plan: Plan) -> int:
    """Give the bytes of a plan as it is kept."""
    return len(msgspec.msgpack.encode(plan))


def _told_of(plan: Plan) -> Plan:
    """Leave out the evidence and the rows of legs and places that no route is left to rely on."""
    stages = [stage for route in plan.routes for stage in route.stages]
    legs = {stage.leg for stage in stages}
    on_file = {both_ways(leg) for leg in legs}
    spots = {plan.question.start, *(stage.to_place for stage in stages)}
    used = msgspec.structs.replace(
        plan.used,
        places=tuple(place for place in plan.used.places if place.slug in spots),
        houses=tuple(house for house in plan.used.houses if house.place in spots),
        legs=tuple(leg for leg in plan.used.legs if leg.slug in on_file),
    )
    facts = {slug: one for slug, one in plan.facts.items() if slug.removesuffix(DARK) in legs}
    return msgspec.structs.replace(plan, facts=facts, used=used)


def _shortened(facts: LegFacts, most: int) -> LegFacts:
    because = facts.risk.because
    if len(because) <= most:
        return facts
    strength = {one: abs(one.factor - 1) for one in because if one.kind == "incident"}
    n_dropped = len(because) - most + 1
    weakest = set(sorted(strength, key=lambda one: strength[one])[:n_dropped])
    if not weakest:
        return facts
    rest = Because("more", "{value} weaker reasons together", str(len(weakest)),
                   prod(one.factor for one in because if one in weakest))  # fmt: skip
    kept = (*(one for one in because if one not in weakest), rest)
    return msgspec.structs.replace(facts, risk=msgspec.structs.replace(facts.risk, because=kept))
