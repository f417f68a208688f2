"""Plans a way across the networks of several teams that do not open them to each other.

Each team sums its network up as promises between gates: places that both sides know. Figures and
hours are coarse on purpose: `kernel.cells.even_promises` says what they give away and waste.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import msgspec
import numpy as np
from numpy.typing import NDArray

from waystation.base.errors import Refused
from waystation.base.words import say as _
from waystation.kernel import cells
from waystation.kernel.planner import Net, Query
from waystation.kernel.retime import Waits, plan_by_house
from waystation.network.domain import Place, crow_km
from waystation.routing.answers import Way, route
from waystation.routing.arrays import Asked, in_arrays
from waystation.routing.domain import Question, Route, Stage, to_chance
from waystation.routing.joint import Coarseness, JointRoute, Summary, Transit
from waystation.routing.knowing import Known
from waystation.routing.limits import DAY_MIN
from waystation.routing.refusing import NoRoute, midnight

INT32 = NDArray[np.int32]
# What anybody would guess of a way between two gates: a walk by night with a day to spare, a risk
# and a fare by the kilometre. Promises are multiples of it, so it must be the same for all teams.
GUESS_FIXED = (720, 200, 500)
GUESS_PER_KM = (21, 10, 5)  # minutes; 1e-5 nepers; cents for each person
# Nobody may lean on a promise that takes longer than this: calendars are only checked so far.
SPILL_DAYS = 14


def summarise(
    known: Known,
    gates: Sequence[str],
    question: Question,
    *,
    cell: str,
    days: int = 7,
    coarseness: Coarseness | None = None,
) -> Summary:
    """Sum up a network as promises between gates, for a group like the one in the question.

    The question gives the number of people, children, what they cannot do, and the first day; its
    start, destination, limits and group are left out. A leg that is closed on any day of the
    promise (and a fortnight after) is not used.

    Raises:
      Refused: an unknown gate, one where this group cannot stay, fewer than two, or a question
        with rules about legs in a row: nobody can keep those across a gate.

    Cost: 0.25 s for four gates of the historical network; a summary is a file of 4 kB.
    """
    coarse = coarseness or Coarseness()
    _refuse_rules(question)
    _refuse_gates(known, gates)
    terms = _terms(question, gates)
    asked = _standing(in_arrays(known, terms), days)
    at = _ints([asked.index[slug] for slug in gates])
    for slug, place in zip(gates, at.tolist(), strict=True):
        if asked.waits.max_min[place] < DAY_MIN:
            raise Refused(
                _("A group of %(n)d cannot wait at “%(gate)s”.")
                % {"n": question.people, "gate": slug},
                hint=_("Take as gates only places with a house that has beds for all."),
            )
    base = guess([_place(known, slug) for slug in gates], question.people)
    scale = cells.Scale(coarse.block_min, coarse.first_percent, coarse.ratio_percent)
    made = cells.even_promises(asked.net, asked.query, at, scale, base, asked.waits)
    too_long = made.figures[..., 0] > SPILL_DAYS * DAY_MIN
    figures = np.where(too_long[..., None], cells.NONE, made.figures)
    return Summary(
        cell=cell,
        gates=tuple(gates),
        terms=terms,
        first_on=terms.start_at.date(),
        last_on=terms.start_at.date() + timedelta(days=days - 1),
        leave_min=tuple(made.leave_min.tolist()),
        rows=figures.shape[3],
        figures=tuple(figures.ravel().tolist()),
    )


def guess(gates: Sequence[Place], people: int) -> INT32:
    """Work out what anybody would guess between gates: (g, g, 3) minutes, risk, cents.

    Gates without coordinates count as no distance apart.
    """
    km = np.array([[crow_km(a, b) or 0.0 for b in gates] for a in gates])
    per_km = np.array(GUESS_PER_KM) * (1, 1, people)
    fixed = np.array(GUESS_FIXED) * (1, 1, people)
    return np.ceil(fixed + km[:, :, None] * per_km).astype(np.int32)


def join(known: Known, summaries: Sequence[Summary], question: Question) -> list[JointRoute]:
    """Plan over one's own network and what other teams have promised, best routes by arrival.

    A joint route can be kept within its figures as long as each team keeps its promises; `keep` is
    how a team looks up what it has promised. Its stays at gates count from the promised minute.
    Gates that are not in one's own network are added to it.

    Raises:
      NoRoute: nothing fits.
      Refused: a summary made for fewer people, or rules about legs in a row.
    """
    _refuse_rules(question)
    for summary in summaries:
        _refuse_unlike(summary, question)
    asked = in_arrays(_with_gates(known, summaries), question)
    joint = _joint(asked, summaries)
    query, waits = _at_gates(asked, joint.net, summaries)
    front = plan_by_house(joint.net, query, waits, limits=asked.limits)
    if not len(front.costs):
        raise NoRoute(
            _("No way leads there, even with what other teams have promised."),
            hint=_("Ask another team for a summary, or loosen the limits."),
        )
    return [
        _route(front.legs[first:end], front.departs[first:end], costs, joint, asked, summaries)
        for (first, end), costs in zip(
            pairwise(front.leg_ptr.tolist()), front.costs.tolist(), strict=True
        )
    ]


def keep(known: Known, summary: Summary, transit: Transit) -> Route:
    """Plan in one's own network, sealed from the others, the transit that one has promised.

    Raises:
      NoRoute: the network has changed since, and the promise can no longer be kept.
    """
    days = (summary.last_on - summary.first_on).days + 1
    terms = msgspec.structs.replace(
        summary.terms, start=transit.from_gate, targets=(transit.to_gate,)
    )
    asked = _standing(in_arrays(known, terms), days)
    shift = timedelta(days=(transit.leave_at.date() - summary.first_on).days)
    leave_at = transit.leave_at - shift
    leave_min = int((leave_at - midnight(terms)).total_seconds()) // 60
    pair = _ints([asked.index[transit.from_gate], asked.index[transit.to_gate]])
    front, _minute = cells.way_through(asked.net, asked.query, pair, leave_min, asked.waits)
    promised = np.array(summary.figures).reshape(-1, 3)[transit.promise]
    figures = cells.in_minutes((front, leave_min)).astype(np.int64)
    early = np.maximum(promised[0] - figures[:, 0], 0)
    figures[:, 1] += -(-early * int(asked.waits.risk_per_day[pair[1]]) // DAY_MIN)
    fits = np.flatnonzero((figures <= promised).all(axis=1))
    if not fits.size:
        raise NoRoute(
            _("What was promised from “%(one)s” to “%(other)s” can no longer be kept.")
            % {"one": transit.from_gate, "other": transit.to_gate},
            hint=_("Tell the other team at once, and send a new summary."),
        )
    safest = int(fits[np.lexsort((figures[fits, 0], figures[fits, 1]))[0]])
    here = slice(int(front.leg_ptr[safest]), int(front.leg_ptr[safest + 1]))
    way = Way(
        front.legs[here],
        front.departs[here],
        tuple(front.costs[safest].tolist()),
        np.zeros(here.stop - here.start, np.int32),
    )
    from_then = msgspec.structs.replace(terms, start_at=leave_at)
    return _shifted(route(way, msgspec.structs.replace(asked, question=from_then)), shift)


def _terms(question: Question, gates: Sequence[str]) -> Question:
    """Keep of a question what the group is like, and nothing of who or where to."""
    return msgspec.structs.replace(
        question,
        start=gates[0],
        targets=tuple(gates[1:]),
        start_at=midnight(question),
        max_cost_cents=None,
        max_risk_p=None,
        latest_at=None,
        max_nights=None,
        group=None,
        group_label="",
        avoid=type(question.avoid)(),
    )


def _standing(asked: Asked, days: int) -> Asked:
    """Leave out the rides that are closed on some day of a promise; the rest go every day."""
    net, span = asked.net, days + SPILL_DAYS
    closed = np.zeros(net.calendar.size, np.bool_)
    dated = net.calendar >= 0
    if net.open_days.shape[1] < span:
        closed[dated] = True
    else:
        closed[dated] = ~net.open_days[net.calendar[dated], :span].all(axis=1)
    return msgspec.structs.replace(
        asked,
        net=net._replace(calendar=np.full_like(net.calendar, -1)),
        query=asked.query._replace(alive_leg=asked.query.alive_leg & ~closed),
    )


def _with_gates(known: Known, summaries: Sequence[Summary]) -> Known:
    slugs = {place.slug for place in known.places}
    missing = dict.fromkeys(g for summary in summaries for g in summary.gates if g not in slugs)
    more = tuple(Place(slug=slug, name=slug) for slug in missing)
    return msgspec.structs.replace(known, places=known.places + more)


def _joint(asked: Asked, summaries: Sequence[Summary]) -> cells.Joint:
    zero = midnight(asked.question).date()
    made, days = [], []
    for summary in summaries:
        g = len(summary.gates)
        shape = (g, g, len(summary.leave_min), summary.rows, 3)
        gates = _ints([asked.index[slug] for slug in summary.gates])
        figures = _ints(summary.figures).reshape(shape)
        made.append(cells.Promises(gates, _ints(summary.leave_min), figures))
        days.append(((summary.first_on - zero).days, (summary.last_on - zero).days))
    return cells.joined(asked.net, made, days)


def _at_gates(asked: Asked, net: Net, summaries: Sequence[Summary]) -> tuple[Query, Waits]:
    """Let a group wait at any gate: its team has said that it is a house."""
    most = asked.waits.max_min.copy()
    gates = [asked.index[slug] for summary in summaries for slug in summary.gates]
    most[gates] = np.maximum(most[gates], DAY_MIN)
    alive = np.ones(net.src.size, np.bool_)
    alive[: asked.query.alive_leg.size] = asked.query.alive_leg
    query = asked.query._replace(max_wait_min=most, alive_leg=alive)
    return query, asked.waits._replace(max_min=most)


def _route(
    rides: INT32,
    departs: INT32,
    costs: Sequence[int],
    joint: cells.Joint,
    asked: Asked,
    summaries: Sequence[Summary],
) -> JointRoute:
    zero, here, parts = midnight(asked.question), asked.question.start_at, []
    for ride, depart_min in zip(rides.tolist(), departs.tolist(), strict=True):
        depart = zero + timedelta(minutes=depart_min)
        part = _part(ride, depart, here, joint, asked, summaries)
        parts.append(part)
        here = part.arrive if isinstance(part, Stage) else part.arrive_by
    return JointRoute(
        arrive_by=zero + timedelta(minutes=costs[0]),
        risk_p=to_chance(costs[1]),
        cost_cents=costs[2],
        parts=tuple(parts),
    )


def _part(
    ride: int,
    depart: datetime,
    here: datetime,
    joint: cells.Joint,
    asked: Asked,
    summaries: Sequence[Summary],
) -> Stage | Transit:
    net, cell = joint.net, int(joint.source[ride])
    if cell < 0:
        alone = Way(_ints([ride]), _ints([_minutes(depart, asked)]), (0, 0, 0), _ints([0]))
        return _one_stage(alone, here, asked)
    slugs = [place.slug for place in asked.known.places]
    wait_min = int((depart - here).total_seconds()) // 60
    src, dst = int(net.src[ride]), int(net.dst[ride])
    wait_risk = int(asked.waits.risk_per_day[src]) * wait_min / DAY_MIN
    return Transit(
        cell=summaries[cell].cell,
        from_gate=slugs[src],
        to_gate=slugs[dst],
        leave_at=depart,
        arrive_by=depart + timedelta(minutes=int(net.duration_min[ride])),
        wait_min=wait_min,
        risk_p=to_chance(int(net.sums[ride, 0]) + wait_risk),
        cost_cents=int(net.sums[ride, 1]),
        promise=int(joint.number[ride]),
    )


def _one_stage(way: Way, here: datetime, asked: Asked) -> Stage:
    """Turn one ride into a stage, for a group that stands ready at a minute of its own."""
    net, ride = asked.net, int(way.rides[0])
    found = route(way, asked).stages[0]
    wait_min = int((found.depart - here).total_seconds()) // 60
    wait_risk = int(asked.waits.risk_per_day[net.src[ride]]) * wait_min / DAY_MIN
    return msgspec.structs.replace(
        found,
        wait_min=wait_min,
        risk_p=to_chance(int(net.sums[ride, 0]) + wait_risk),
        wait_risk_p=to_chance(wait_risk),
    )


def _minutes(moment: datetime, asked: Asked) -> int:
    return int((moment - midnight(asked.question)).total_seconds()) // 60


def _shifted(found: Route, shift: timedelta) -> Route:
    stages = tuple(
        msgspec.structs.replace(s, depart=s.depart + shift, arrive=s.arrive + shift)
        for s in found.stages
    )
    return msgspec.structs.replace(
        found, depart=found.depart + shift, arrive=found.arrive + shift, stages=stages
    )


def _place(known: Known, slug: str) -> Place:
    return next(place for place in known.places if place.slug == slug)


def _ints(values: Sequence[int]) -> INT32:
    return np.asarray(values, dtype=np.int32)


def _refuse_gates(known: Known, gates: Sequence[str]) -> None:
    slugs = {place.slug for place in known.places}
    for slug in gates:
        if slug not in slugs:
            raise Refused(
                _("There is no place “%(place)s”.") % {"place": slug},
                hint=_("Name as gates only places that both teams know."),
            )
    if len(set(gates)) < 2 or len(set(gates)) != len(gates):
        raise Refused(
            _("A summary needs two gates or more, each once."), hint=_("Name another place.")
        )


def _refuse_rules(question: Question) -> None:
    if question.max_run or question.guide_differs or question.min_rest_min:
        raise Refused(
            _("Rules about legs in a row cannot be kept across the gates of other teams."),
            hint=_("Leave out the rules about modes, guides and rest."),
        )


def _refuse_unlike(summary: Summary, question: Question) -> None:
    terms = summary.terms
    if question.people > terms.people or (question.children and not terms.children):
        raise Refused(
            _("The summary of “%(cell)s” was made for %(n)d people, %(few)d of them children.")
            % {"cell": summary.cell, "n": terms.people, "few": terms.children},
            hint=_("Ask the other team for one for a group like yours."),
        )
    if _is_stricter(question, terms):
        raise Refused(
            _("The summary of “%(cell)s” does not keep all your limits.") % {"cell": summary.cell},
            hint=_("Ask the other team for one with your limits of walking, water, climb, lands."),
        )


def _is_stricter(question: Question, terms: Question) -> bool:
    """Say whether a question forbids what a summary with these terms may do within."""
    unable = (
        question.cannot_walk and not terms.cannot_walk,
        question.cannot_cross_water and not terms.cannot_cross_water,
        bool(set(question.no_sleep) - set(terms.no_sleep)),
        bool(set(question.not_at_all) - set(terms.not_at_all)),
    )
    limits = (
        (question.max_walk_min, terms.max_walk_min),
        (question.max_climb_m, terms.max_climb_m),
    )
    return any(unable) or any(
        own is not None and (theirs is None or theirs > own) for own, theirs in limits
    )
