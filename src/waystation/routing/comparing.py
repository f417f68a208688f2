"""Pages that answer "which?", "why not?" and "what is different now?" about a plan."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from waystation.base.errors import Refused
from waystation.routing import asked_words, changes, queries, showing, trading, whynot, wording
from waystation.routing.domain import Plan, Route, nights_until
from waystation.vault.door import SignedRequest, opens_to

SIDE_BY_SIDE_MAX = 3


@opens_to("field manager", "approver")
@require_GET
def compare(request: SignedRequest, plan_id: UUID) -> HttpResponse:
    """Set two or three routes side by side: one scale of time, figures, what differs."""
    keyring = request.who.keyring
    kept = queries.plan(plan_id, keyring)
    numbers = _chosen(request, kept.plan)
    land = showing.land(keyring)
    first = kept.plan.routes[numbers[0]]
    context = {
        "kept": kept,
        "plan": kept.plan,
        "proof": wording.proof(kept.plan),
        "numbers": numbers,
        "all": range(len(kept.plan.routes)),
        "chart": showing.lanes(kept.plan, numbers, land),
        "columns": [_column(kept.plan, number, land) for number in numbers],
        "differences": [
            (number, wording.traded(trading.trade(kept.plan.routes[number], first), numbers[0],
                                    land.names))
            for number in numbers[1:]
        ],
        "most": SIDE_BY_SIDE_MAX,
    }  # fmt: skip
    return render(request, "routing/compare.html", context)


@opens_to("field manager", "approver")
@require_POST
def why_not(request: SignedRequest, plan_id: UUID) -> HttpResponse:
    """Say why no shown route takes a leg; the leg comes in the body, never in the address."""
    keyring = request.who.keyring
    kept = queries.plan(plan_id, keyring)
    land = showing.land(keyring)
    slug = request.POST.get("leg", "")
    leg = land.names.legs.get(slug)
    if leg is None:
        raise Refused(_("There is no such leg."), hint=_("Pick one from the list."))
    context: dict[str, object] = {"kept": kept, "name": land.names.leg(slug), "slug": slug}
    taken = [n for n, route in enumerate(kept.plan.routes) if _takes(route, slug)]
    known = queries.known(keyring)
    if taken:
        context["taken"] = wording.choices(tuple(taken))
    elif slug not in {one.slug for one in known.legs}:
        context["not_in_force"] = leg.standing
    else:
        answer = whynot.why_not(known, kept.plan.question, slug, list(kept.plan.routes))
        context |= _answer(answer, kept.plan, land)
    return render(request, "routing/why.html", context)


@opens_to("field manager", "approver")
@require_GET
def changed(request: SignedRequest, plan_id: UUID) -> HttpResponse:
    """Say what is different from the plan made before it for the same people."""
    keyring = request.who.keyring
    kept = queries.plan(plan_id, keyring)
    earlier = queries.before(kept, keyring)
    if earlier is None:
        raise Refused(
            _("No plan was made before this one for the same people."),
            hint=_("Plan again from this page; the new plan is compared with this one."),
        )
    land = showing.land(keyring)
    found = changes.between(earlier.plan, kept.plan, queries.known(keyring))
    was_asked = asked_words.asked(earlier.plan.question, land.names)
    is_asked = asked_words.asked(kept.plan.question, land.names)
    context = {
        "kept": kept,
        "earlier": earlier,
        "proof": wording.proof(kept.plan),
        "dropped": [says for says in was_asked if says not in is_asked],
        "added": [says for says in is_asked if says not in was_asked],
        "gone": [_line(route, land) for route in found.gone],
        "new": [_line(route, land) for route in found.new],
        "same": [(_line(now, land), _moved(was, now)) for was, now in found.same],
        "risks": [(land.names.leg(_leg(slug)), was, now) for slug, was, now in found.risks],
        "touches": [wording.touch(t, land.names) for t in found.touches],
    }
    return render(request, "routing/changed.html", context)


def _chosen(request: SignedRequest, plan: Plan) -> list[int]:
    """Read which routes to set side by side; without a good choice the first three."""
    routes = [n for n, route in enumerate(plan.routes) if route.stages]
    if not routes:
        raise Refused(_("They are there already."), hint=_("There is nothing to compare."))
    asked = [int(t) for t in request.GET.getlist("route") if t.isascii() and t.isdigit()]
    wanted = sorted({n for n in asked if n in routes})[:SIDE_BY_SIDE_MAX]
    return wanted or routes[:SIDE_BY_SIDE_MAX]


def _column(plan: Plan, number: int, land: showing.Land) -> dict[str, object]:
    route = plan.routes[number]
    walks = [s for s in route.stages if s.mode == "foot"]
    walk_min = max((_length(s.depart, s.arrive) for s in walks), default=0)
    stays = [land.names.place(s.from_place) for s in route.stages[1:] if s.wait_min >= 480]
    start = land.places[route.stages[0].from_place]
    falls = plan.fallbacks[number : number + 1]
    worst = max(route.stages, key=lambda s: s.risk_p)
    return {
        "number": number,
        "route": route,
        "under_way": wording.lasting(sum(_length(s.depart, s.arrive) for s in route.stages)),
        "waits": wording.lasting(sum(s.wait_min for s in route.stages[1:])),
        "nights": nights_until(route.arrive, plan.question.start_at, start),
        "walk": wording.lasting(walk_min) if walks else _("none"),
        "stays": ", ".join(stays) or _("none"),
        "worst": f"{land.names.leg(worst.leg)}, {wording.percent(worst.risk_p)}",
        "dead_ends": sum(one.dead_end for one in falls[0]) if falls and falls[0] else "–",
    }


def _answer(answer: whynot.WhyNot, plan: Plan, land: showing.Land) -> dict[str, object]:
    """Put the planner's reasons into words."""
    shut = [
        (land.names.leg(slug), [wording.bar(found, land.names) for found in reasons])
        for slug, reasons in answer.bars
        if reasons
    ]
    context: dict[str, object] = {"shut": shut, "answer": answer}
    context["shut_both_ways"] = all(reasons for _slug, reasons in answer.bars)
    if answer.best is not None:
        number, _share = whynot.beaten_by(answer.best, list(plan.routes))
        context["best"] = answer.best
        context["by"] = number
        context["beaten_unseen"] = _is_beaten(answer.best, plan)
        against = plan.routes[number if number is not None else 0]
        difference = trading.trade(answer.best, against)
        context["difference"] = wording.traded(difference, number or 0, land.names)
        context["way"] = _line(answer.best, land)["way"]
    return context


def _is_beaten(one: Route, plan: Plan) -> bool:
    """Say whether any best route, shown or not, is better than this one in every respect."""
    own = (one.arrive, one.risk_p, one.cost_cents)
    return any(
        figures != own and at <= own[0] and risk_p <= own[1] and cents <= own[2]
        for figures in plan.front
        for at, risk_p, cents in (figures,)
    )


def _line(route: Route, land: showing.Land) -> dict[str, object]:
    stops = [land.names.place(stage.to_place) for stage in route.stages]
    return {"route": route, "way": " → ".join(stops)}


def _moved(was: Route, now: Route) -> str:
    """Say how the figures of a route that stayed have moved."""
    later = _length(was.arrive, now.arrive)
    parts = []
    if later:
        says = _("%(time)s later") if later > 0 else _("%(time)s sooner")
        parts.append(says % {"time": wording.lasting(later)})
    if wording.percent(was.risk_p) != wording.percent(now.risk_p):
        pair = {"a": wording.percent(now.risk_p), "b": wording.percent(was.risk_p)}
        parts.append(_("risk %(a)s instead of %(b)s") % pair)
    if was.cost_cents != now.cost_cents:
        parts.append(f"{(now.cost_cents - was.cost_cents) / 100:+.2f} $")
    return ", ".join(parts) or _("as before")


def _takes(route: Route, slug: str) -> bool:
    return any(stage.leg in (slug, f"{slug}~back") for stage in route.stages)


def _leg(slug: str) -> str:
    return slug.removesuffix("~dark")


def _length(begin: datetime, end: datetime) -> int:
    return int((end - begin).total_seconds()) // 60
