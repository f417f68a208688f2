"""Asks the planner: a question in, every best route, the few worth showing, and why, out."""

import msgspec

from waystation.base.errors import Refused
from waystation.base.words import say as _
from waystation.kernel.planner import INF, Loosen, why_empty
from waystation.routing.along import Given, only
from waystation.routing.answers import Way, facts_of, picked, route, used_by
from waystation.routing.arrays import Asked, in_arrays
from waystation.routing.domain import Plan, Question, Route, thinned
from waystation.routing.fallbacks import fallbacks_of
from waystation.routing.fitting import fitted
from waystation.routing.knowing import Known
from waystation.routing.loosening import shut_by
from waystation.routing.refusing import (
    RISK,
    NoRoute,
    midnight,
    no_route,
    refuse_impossible,
    too_tight,
)
from waystation.routing.searching import Searched, grounds, search

__all__ = ["Given", "Known", "NoRoute", "ask", "with_fallbacks"]

FREE = Given()

# Partial routes held at once before the search stops and the proof begins: a tenth of a second's
# work. Ten times as many finish at 300 places, but take twice as long for thousands of routes.
LABELS_MAX = 100_000


def ask(
    known: Known,
    question: Question,
    *,
    max_labels: int = LABELS_MAX,
    proving: bool = True,
    eps: float = 0.0,
    fallbacks: bool = False,
) -> tuple[Plan, list[Route]]:
    """Answer a question with every best route; the plan keeps the few worth showing.

    Where the search does not finish within its labels, routes are found another way, with a proof
    of how much better an unseen one could be; without `proving` the search's own are given. With
    `eps` routes are left out that another one equals on every count but for that share; with
    `fallbacks` the plan says of every stage shown what is left if it fails.

    Raises:
      NoRoute: nothing fits; the hint says what to change.
      Refused: an unknown place, an impossible number or limit, or the search had to stop early.

    Cost: 35 ms of CPU for the historical network, 50 ms if the risk of waiting is weighed too; nine
    tenths of it are the hours and the evidence of every leg. Relay nets of 300 places: 0.3 s for
    search and proof.
    """
    plan, ways, routes, asked = _answered(known, question, max_labels, proving, eps)
    if fallbacks:
        plan = msgspec.structs.replace(plan, fallbacks=fallbacks_of(ways, asked))
    return plan, routes


def with_fallbacks(
    known: Known, question: Question, *, max_labels: int = LABELS_MAX, given: Given = FREE
) -> Plan:
    """Answer a question as `ask` does, and say of every stage shown what is left if it fails.

    With legs `given` the answer keeps to them; fallbacks may lead anywhere.
    """
    plan, ways, _routes, asked = _answered(known, question, max_labels, True, 0.0, given)
    return fitted(msgspec.structs.replace(plan, fallbacks=fallbacks_of(ways, asked)))


def _answered(
    known: Known,
    question: Question,
    max_labels: int,
    proving: bool,
    eps: float,
    given: Given = FREE,
) -> tuple[Plan, list[Way], list[Route], Asked]:
    refuse_impossible((place.slug for place in known.places), question)
    asked = in_arrays(known, question)
    searched = only(asked, given)
    try:
        found = search(searched, max_labels=max_labels, proving=proving, eps=eps)
    except ValueError as error:
        raise Refused(
            _("The figures of this network cannot be added up: %(error)s.") % {"error": error},
            hint=_("Look for a leg that lasts, costs or endangers far more than any other."),
        ) from None
    ways = found.ways
    if not ways:
        raise _none(found, searched, max_labels)
    routes = [route(way, asked) for way in ways]
    few = picked(ways, asked)
    shown = [routes[nth] for nth in few]
    figures = [(r.arrive, r.risk_p, r.cost_cents) for r in routes]
    answer = Plan(
        question=question,
        routes=tuple(shown),
        front=thinned(figures, {figures[nth] for nth in few}),
        facts=facts_of(shown, [ways[nth] for nth in few], asked),
        finished=found.finished,
        made_on=midnight(question).date(),
        n_front=len(routes),
        proven_gap=found.gap,
        used=used_by(shown, asked),
    )
    return answer, [ways[nth] for nth in few], routes, asked


def _none(found: Searched, asked: Asked, max_labels: int) -> Refused:
    """Say why there is nothing to show."""
    if not found.any_seen and not found.finished:
        return Refused(
            _("The search had to stop before it found a route; there may be one."),
            hint=_("Name one destination, or give limits of cost and risk."),
        )
    if not found.any_seen:
        # Waiting as in the least safe place: a limit that is enough there is enough anywhere.
        ground, _limits = list(grounds(asked))[-1]
        why = why_empty(ground.net, ground.query, limits=asked.limits, max_labels=max_labels)
        return no_route(why, asked.question, asked.start, lambda: shut_by(asked))
    opened = (asked.limits[0], INF, asked.limits[2])
    anyhow = search(
        msgspec.structs.replace(asked, limits=opened), max_labels=max_labels, proving=True, eps=0.0
    )
    if anyhow.ways:
        needs = min(way.costs[1] for way in anyhow.ways)
        return too_tight(Loosen(RISK, needs), asked.question, asked.start)
    return NoRoute(
        _("Every way there needs a stay longer than a house on the way allows."),
        hint=_("Allow a later arrival, or ask the house for more nights."),
    )
