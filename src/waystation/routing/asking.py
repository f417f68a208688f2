"""From a network of values to the planner's arrays, and from its answer to routes.

The kernel sees no names: places become indices, chances whole numbers, days minutes since the
midnight (UTC) on which the plan's first day began.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import ceil

import msgspec
import numpy as np

from waystation.base.errors import Refused
from waystation.base.money import dollars
from waystation.base.words import say as _
from waystation.hazards.domain import Hazard, LegRisk
from waystation.kernel.planner import INF, Front, Limits, Loosen, Net, Query, plan, why_empty
from waystation.network.domain import House, Leg, Place, departures, directed, elapsed_min
from waystation.routing.domain import (
    CHANGE_MAX_MIN,
    CHILD_WALK_MAX_MIN,
    FRONT_MAX,
    LegFacts,
    Plan,
    Question,
    Route,
    Stage,
    shown,
    to_chance,
    to_nepers,
)
from waystation.routing.evidence import risks_of

DAY_MIN = 1_440
LONGEST_DAYS = 3_650
# Between these the sun's course is known well enough to tell dusk and dawn.
YEARS = (1700, 2300)


class NoRoute(Refused):
    """Nothing fits the question: not an error in it, but an answer."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the network on the day of asking."""

    places: tuple[Place, ...]
    houses: tuple[House, ...]
    legs: tuple[Leg, ...]
    hazards: tuple[Hazard, ...] = ()


class _Ways(msgspec.Struct, frozen=True):
    """The directed legs in the kernel's order, each with where it goes and what it costs."""

    legs: tuple[Leg, ...]
    risks: tuple[LegRisk, ...]
    net: Net
    index: dict[str, int]


def ask(
    known: Known, question: Question, *, max_labels: int = 4_000_000
) -> tuple[Plan, list[Route]]:
    """Answer a question with every best route; the plan keeps the few worth showing.

    Raises:
      NoRoute: nothing fits; the hint says what to change.
      Refused: an unknown place, an impossible number or limit, or the search had to stop early.

    Cost: about 26 ms for the historical network, two thirds of it weighing the evidence.
    """
    _refuse_impossible(known, question)
    ways = _ways(known, question)
    query = _query(known, question, ways)
    limits = _limits(question)
    try:
        front = plan(ways.net, query, limits=limits, max_labels=max_labels)
    except ValueError as error:
        raise Refused(
            f"The figures of this network cannot be added up: {error}.",
            hint="Look for a leg that lasts, costs or endangers far more than any other.",
        ) from None
    routes = _routes(front, ways, question)
    if not routes and not front.finished:
        raise Refused(
            "The search had to stop before it found a route; there may be one.",
            hint="Name one destination, or give limits of cost and risk.",
        )
    if not routes:
        raise _no_route(ways, query, limits, question)
    few = shown(routes)
    used = {stage.leg for route in few for stage in route.stages}
    facts = {
        leg.slug: LegFacts(
            risk=risk,
            cost_evidence=leg.cost_evidence,
            source=leg.source,
            km=leg.km,
            assumed=leg.assumed,
        )
        for leg, risk in zip(ways.legs, ways.risks, strict=True)
        if leg.slug in used
    }
    figures = tuple((r.arrive, r.risk_p, r.cost_cents) for r in routes[:FRONT_MAX])
    answer = Plan(
        question=question,
        routes=tuple(few),
        front=figures,
        facts=facts,
        finished=bool(front.finished),
        made_on=question.start_at.date(),
    )
    return answer, routes


def midnight(question: Question) -> datetime:
    """Give the moment from which the kernel counts minutes."""
    day = question.start_at.astimezone(UTC).date()
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def may_travel(leg: Leg, question: Question) -> bool:
    """Say whether a leg carries this group: all at once, and no long walk for children."""
    if leg.capacity < question.people:
        return False
    return not (question.children and leg.mode == "foot" and leg.duration_min > CHILD_WALK_MAX_MIN)


def wait_max_min(house: House | None, question: Question) -> int:
    """Say how long this group may stay: nights if the beds suffice, else a short change."""
    if house is None or house.beds < question.people or house.max_nights < 1:
        return CHANGE_MAX_MIN
    return house.max_nights * DAY_MIN


def _ways(known: Known, question: Question) -> _Ways:
    day = midnight(question).date()
    places = {place.slug: place for place in known.places}
    index = {place.slug: i for i, place in enumerate(known.places)}
    legs = tuple(way for leg in known.legs for way in directed(leg))
    risks = risks_of(legs, places, known.hazards, day)
    tables: dict[tuple[int, ...], int] = {}
    table_of = []
    for leg in legs:
        starts = tuple(departures(leg, places[leg.from_place], day))
        table_of.append(tables.setdefault(starts, len(tables)))
    lengths = [len(starts) for starts in tables]
    net = Net(
        n_places=len(known.places),
        src=_ints([index[leg.from_place] for leg in legs]),
        dst=_ints([index[leg.to_place] for leg in legs]),
        duration_min=_ints([elapsed_min(leg, places[leg.from_place], day) for leg in legs]),
        risk=_ints([to_nepers(risk.risk_p) for risk in risks]),
        cost=_ints([_fare_cents(leg, question) for leg in legs]),
        timetable=_ints(table_of),
        departures_ptr=_ints(np.concatenate(([0], np.cumsum(lengths)))),
        departures=_ints([minute for starts in tables for minute in starts]),
    )
    return _Ways(legs, tuple(risks), net, index)


def _fare_cents(leg: Leg, question: Question) -> int:
    """Give what a leg costs the whole group; a leg that cannot carry it costs nothing to add."""
    return min(leg.cost_cents * question.people, INF) if may_travel(leg, question) else 0


def _query(known: Known, question: Question, ways: _Ways) -> Query:
    houses = {house.place: house for house in known.houses}
    waits = [wait_max_min(houses.get(place.slug), question) for place in known.places]
    begin = question.start_at.astimezone(UTC) - midnight(question)
    return Query(
        start=ways.index[question.start],
        targets=_ints([ways.index[slug] for slug in question.targets]),
        start_min=-(-int(begin.total_seconds()) // 60),
        max_wait_min=_ints(waits),
        alive_place=np.ones(len(known.places), dtype=np.bool_),
        alive_leg=np.array([may_travel(leg, question) for leg in ways.legs], dtype=np.bool_),
    )


def _limits(question: Question) -> Limits:
    latest = INF
    if question.latest_at is not None:
        latest = int((question.latest_at - midnight(question)).total_seconds()) // 60
    risk = INF if question.max_risk_p is None else to_nepers(question.max_risk_p)
    cost = INF if question.max_cost_cents is None else min(question.max_cost_cents, INF)
    return Limits(latest_arrival_min=latest, worst_risk=risk, budget_cents=cost)


def _routes(front: Front, ways: _Ways, question: Question) -> list[Route]:
    return [_route(front, i, ways, question) for i in range(len(front.costs))]


def _route(front: Front, i: int, ways: _Ways, question: Question) -> Route:
    zero = midnight(question)
    stages = []
    ready_min = int(front.costs[i][0]) if front.leg_ptr[i] == front.leg_ptr[i + 1] else None
    here = question.start_at
    for k in range(front.leg_ptr[i], front.leg_ptr[i + 1]):
        number, depart_min = int(front.legs[k]), int(front.departs[k])
        leg = ways.legs[number]
        depart = zero + timedelta(minutes=depart_min)
        arrive = depart + timedelta(minutes=int(ways.net.duration_min[number]))
        stages.append(
            Stage(
                leg=leg.slug,
                from_place=leg.from_place,
                to_place=leg.to_place,
                mode=leg.mode,
                depart=depart,
                arrive=arrive,
                wait_min=int((depart - here).total_seconds()) // 60,
                risk_p=to_chance(int(ways.net.risk[number])),
                cost_cents=int(ways.net.cost[number]),
                night=leg.night_only,
            )
        )
        here = arrive
    depart = stages[0].depart if stages else zero + timedelta(minutes=ready_min or 0)
    return Route(
        depart=depart,
        arrive=stages[-1].arrive if stages else depart,
        risk_p=to_chance(int(front.costs[i][1])),
        cost_cents=int(front.costs[i][2]),
        stages=tuple(stages),
    )


def _ints(values: Sequence[int] | np.ndarray) -> np.ndarray:
    return np.asarray(values, dtype=np.int32)


def _refuse_impossible(known: Known, question: Question) -> None:
    _refuse_unknown(known, question)
    if not YEARS[0] <= question.start_at.year <= YEARS[1]:
        raise Refused(
            _("A start in the year %(year)d cannot be planned.") % {"year": question.start_at.year},
            hint=_("Give one between %(first)d and %(last)d.")
            % {"first": YEARS[0], "last": YEARS[1]},
        )
    if question.people < 1:
        raise Refused(
            _("%(n)d people cannot travel.") % {"n": question.people}, hint=_("Give 1 or more.")
        )
    if not 0 <= question.children <= question.people:
        raise Refused(
            _("%(n)d children among %(all)d people.")
            % {"n": question.children, "all": question.people},
            hint=_("Count the children among the people."),
        )
    _refuse_empty_limits(question)


def _refuse_unknown(known: Known, question: Question) -> None:
    slugs = {place.slug for place in known.places}
    for slug in (question.start, *question.targets):
        if slug not in slugs:
            raise Refused(
                _("There is no place “%(place)s”.") % {"place": slug},
                hint=_("Take an id from places.csv."),
            )
    if not question.targets:
        raise Refused(_("No destination is given."), hint=_("Name at least one place to go to."))


def _refuse_empty_limits(question: Question) -> None:
    if question.max_cost_cents is not None and question.max_cost_cents < 0:
        raise Refused(
            _("A limit of %(cents)d cents allows nothing.") % {"cents": question.max_cost_cents},
            hint=_("Give 0 or more cents for the whole group, or no limit."),
        )
    if question.max_risk_p is not None and not 0 <= question.max_risk_p < 1:
        raise Refused(
            _("A limit of %(chance)s is no chance.") % {"chance": question.max_risk_p},
            hint=_("Give 0 or more, below 1."),
        )
    if question.latest_at is None:
        return
    if question.latest_at <= question.start_at:
        raise Refused(_("The latest arrival lies before the start."), hint=_("Allow more time."))
    if (question.latest_at - question.start_at).days > LONGEST_DAYS:
        raise Refused(_("The latest arrival is too far ahead."), hint=_("Allow ten years at most."))


def _no_route(ways: _Ways, query: Query, limits: Limits, question: Question) -> NoRoute:
    """Say which limit to loosen, and to what, when nothing fits."""
    why = why_empty(ways.net, query, limits=limits)
    people = question.people
    if not why.reachable and why.joined:
        return NoRoute(
            _("Every way there needs a wait where %(n)d people cannot stay.") % {"n": people},
            hint=_("Ask for fewer people, or add a house with more beds on the way."),
        )
    if not why.reachable:
        return NoRoute(
            _("No chain of legs that carry %(n)d people leads there.") % {"n": people},
            hint=_("Choose another destination, a smaller group, or add a leg to the network."),
        )
    if why.loosen:
        return _too_tight(why.loosen[0], question)
    return NoRoute(
        _("No route keeps all the limits at once."),
        hint=_("Loosen two of them, or give only one."),
    )


def _too_tight(loosen: Loosen, question: Question) -> NoRoute:
    """Say of one limit how far it has to be loosened."""
    if loosen.limit == "budget_cents":
        return NoRoute(
            _("Nothing costs %(sum)s or less.") % {"sum": dollars(question.max_cost_cents or 0)},
            hint=_("Raise the cost limit to at least %(cents)d cents (%(sum)s) for the group.")
            % {"cents": loosen.needs, "sum": dollars(loosen.needs)},
        )
    if loosen.limit == "worst_risk":
        # Rounded up, or the limit advised would still be too low.
        least = ceil(to_chance(loosen.needs) * 10_000) / 100
        return NoRoute(
            _("Every way there is riskier than that."),
            hint=_("Raise the risk limit to %(percent)s or more.") % {"percent": f"{least:.2f} %"},
        )
    by = midnight(question) + timedelta(minutes=loosen.needs)
    return NoRoute(
        _("Nothing arrives that early."),
        hint=_("Allow arrival until %(by)s UTC or later.") % {"by": f"{by:%Y-%m-%d %H:%M}"},
    )
