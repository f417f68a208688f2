"""Passages on screen: proposing, approving, watching them move, arriving."""

from typing import NamedTuple
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.dispatch import forms, losing, paying, queries, services, sheets, telling, ways
from waystation.dispatch.costing import RATES, forecast
from waystation.dispatch.domain import DOUBTED, came_of, stands_at
from waystation.dispatch.drawing import draw
from waystation.dispatch.outcomes import CAME
from waystation.dispatch.queries import KeptPassage
from waystation.dispatch.trouble import Ground
from waystation.ledger import chart
from waystation.ledger import queries as figures
from waystation.ledger.budgets import queries as budgets
from waystation.ledger.budgets.domain import budget
from waystation.ledger.budgets.figures import per_person
from waystation.network import queries as network
from waystation.network.domain import Place
from waystation.vault.door import SignedRequest, opens_to

READERS = ("field manager", "approver")
LANGUAGES = ("en", "ko")


class Row(NamedTuple):
    """One line of the list: a passage, what stands in its way, and where its group stands."""

    kept: KeptPassage
    in_the_way: list[str]
    here: Place


class MoneyLine(NamedTuple):
    """One category of a passage's money: what is allowed, what its way will cost, and each one."""

    category: str
    budget_cents: int
    forecast_cents: int
    per_person_cents: int


class Live(NamedTuple):
    """A passage, what it stands on, and what the live part of its page shows."""

    kept: KeptPassage
    ground: Ground
    shown: dict[str, object]


@opens_to(*READERS)
@require_GET
def passages(request: SignedRequest) -> HttpResponse:
    """List the passages, those under way first, with what stands in their way."""
    keyring = request.who.keyring
    # Read first: what happens while the rest is read shows at the next question.
    news, found = queries.news(keyring), queries.passages(keyring)
    ground = queries.ground(keyring, (k.stage for kept in found for k in kept.stages))
    rows = [_row(kept, ground) for kept in found]
    context = {"rows": rows, "news": news, "may_lead": request.who.role == "field manager"}
    return render(request, "dispatch/passages.html", context)


@opens_to(*READERS)
@require_GET
def passage(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Show one passage: where it stands, its stages, its money, and what may be done now."""
    live = _live(request, passage_id)
    kept = live.kept
    money = _money(kept)
    forecast_cents = sum(line.forecast_cents for line in money)
    context = live.shown | {
        "first": kept.stages[0].stage,
        "last": kept.stages[-1].stage,
        "money": money,
        "budget_cents": sum(line.budget_cents for line in money),
        "forecast_cents": forecast_cents,
        "person_cents": per_person(forecast_cents, kept.passage.people),
        "beyond_cents": paying.beyond([k.stage for k in kept.stages], kept.passage),
        "may_approve": request.who.role == "approver"
        and kept.passage.state == "proposed"
        and not kept.mine,
        "all_handed": all(k.stage.state == "handed over" for k in kept.stages),
        "languages": LANGUAGES,
        "to_judge": [k for k in kept.stages if came_of(k.stage) == DOUBTED],
        "came": CAME,
        "may_lose": losing.choices(kept, live.ground),
    }
    return render(request, "dispatch/passage.html", context)


@opens_to(*READERS)
@require_GET
def moving(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Give the live part of a passage's page alone."""
    return render(request, "dispatch/moving.html", _live(request, passage_id).shown)


@opens_to("field manager")
@require_POST
def propose(request: SignedRequest, plan_id: UUID) -> HttpResponse:
    """Propose the chosen route of a plan.

    A plan for the rest of a passage under way first shows what carrying it on means, and does it
    once that is confirmed.
    """
    keyring, asked = request.who.keyring, forms.Proposed.of(request.POST)
    before = queries.carried_on_by(plan_id, keyring)
    if before is None:
        passage_id = services.propose(
            plan_id=plan_id,
            route_no=asked.route_no,
            needs=asked.needs,
            template=asked.template,
            keyring=keyring,
            now=clock.now(),
        )
        return redirect("passage", passage_id=passage_id)
    if asked.instead_of != str(before.id):
        return _confirm(request, plan_id, asked, before)
    passage_id = services.carry_on(
        passage_id=before.id,
        plan_id=plan_id,
        route_no=asked.route_no,
        needs=asked.needs,
        came=asked.came,
        keyring=keyring,
        now=clock.now(),
    )
    return redirect("passage", passage_id=passage_id)


@opens_to("field manager")
@require_POST
def replan(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Plan the rest of a passage anew and show the plan; nobody moves because of it."""
    keyring = request.who.keyring
    plan_id = services.replan(
        passage_id=passage_id,
        lost=losing.read(request.POST.getlist("lost")),
        from_end=request.POST.get("from") == "end",
        keyring=keyring,
        now=clock.now(),
    )
    return redirect("plan", plan_id=plan_id)


@opens_to("field manager")
@require_POST
def judge(request: SignedRequest, stage_id: UUID) -> HttpResponse:
    """Say how a stage that had a problem really went."""
    keyring = request.who.keyring
    services.judge(
        stage_id=stage_id, came=request.POST.get("came", ""), keyring=keyring, now=clock.now()
    )
    return redirect("passage", passage_id=queries.passage_of(stage_id, keyring))


@opens_to("approver")
@require_POST
def approve(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Lay one's hand on a passage."""
    services.approve(passage_id=passage_id, keyring=request.who.keyring, now=clock.now())
    return redirect("passage", passage_id=passage_id)


@opens_to("field manager")
@require_POST
def withdraw(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Take a proposal back."""
    services.withdraw(passage_id=passage_id, keyring=request.who.keyring, now=clock.now())
    return redirect("passage", passage_id=passage_id)


@opens_to("field manager")
@require_POST
def stand_down(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Call an approved passage off."""
    services.stand_down(
        passage_id=passage_id,
        reason=request.POST.get("reason", "")[:300],
        came=request.POST.get("came", ""),
        keyring=request.who.keyring,
        now=clock.now(),
    )
    return redirect("passage", passage_id=passage_id)


@opens_to("field manager")
@require_POST
def pay_again(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Try again to pay what could not be paid."""
    keyring, now = request.who.keyring, clock.now()
    for kept in queries.passage(passage_id, keyring).unpaid:
        if not services.pay_again(stage_id=kept.id, keyring=keyring, now=now):
            raise Refused(
                _("There is still too little money for stage %(n)d.") % {"n": kept.stage.number},
                hint=_("Ask finance for money in the general fund, then press “Pay again”."),
            )
    return redirect("passage", passage_id=passage_id)


@opens_to("field manager")
@require_GET
def debrief(request: SignedRequest, passage_id: UUID, language: str) -> HttpResponse:
    """Print the debrief sheet of a passage that has arrived."""
    if language not in LANGUAGES:
        raise Refused(_("There is no sheet in that language."), hint=_("English or Korean."))
    keyring = request.who.keyring
    kept = queries.passage(passage_id, keyring)
    names = {place.slug: place.name for place in network.places(keyring)}
    pdf = sheets.debrief(kept, names, language)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="sheet.pdf"'
    return response


def _live(request: SignedRequest, passage_id: UUID) -> Live:
    """Open a passage and what it stands on, for the live part of its page."""
    keyring = request.who.keyring
    # Read first: what happens while the rest is read shows at the next question.
    news = queries.news(keyring)
    kept = queries.passage(passage_id, keyring)
    stages = [k.stage for k in kept.stages]
    ground = queries.ground(keyring, stages)
    found = queries.troubled(kept, ground)
    shown = {
        "kept": kept,
        "strip": draw(kept, ground, found),
        "in_the_way": telling.sentences(found, ground),
        "here": ground.places[stands_at(stages)],
        "under_way": next((stage for stage in stages if stage.state == "met"), None),
        "may_lead": request.who.role == "field manager",
        "news": news,
    }
    return Live(kept, ground, shown)


def _confirm(
    request: SignedRequest, plan_id: UUID, asked: forms.Proposed, before: KeptPassage
) -> HttpResponse:
    """Show what carrying a passage on by another way means, before it is done.

    Raises:
      Refused: it cannot be done; nobody has to press a button to be told.
    """
    keyring = request.who.keyring
    _stages, funding = ways.way_on(
        passage_id=before.id,
        plan_id=plan_id,
        route_no=asked.route_no,
        needs=asked.needs,
        keyring=keyring,
        now=clock.now(),
    )
    stages = [k.stage for k in before.stages]
    ground = queries.ground(keyring, stages)
    context = {
        "before": before,
        "asked": asked,
        "plan_id": plan_id,
        "here": ground.places[stands_at(stages)],
        "done": [stage for stage in stages if stage.state == "handed over"],
        "ending": [stage for stage in stages if stage.state != "handed over"],
        "told": [stage for stage in stages if stage.state in ("ordered", "accepted", "met")],
        "under_way": next((stage for stage in stages if stage.state == "met"), None),
        "left_cents": sum(figures.parts_left(before.passage.fund).values()),
        "funding": funding,
        "free_cents": figures.free_of(chart.GENERAL),
        "came": CAME,
    }
    return render(request, "dispatch/carry_on.html", context)


def _row(kept: KeptPassage, ground: Ground) -> Row:
    found = queries.troubled(kept, ground)
    here = ground.places[stands_at([k.stage for k in kept.stages])]
    return Row(kept, telling.sentences(found, ground), here)


def _money(kept: KeptPassage) -> list[MoneyLine]:
    """Set the forecast of each category beside the budget: the fund's, or the template's today."""
    passage = kept.passage
    rescue = budgets.money_of(passage.fund) if passage.fund else None
    if rescue is None:
        template = paying.template_on(passage.template, clock.now())
        allowed = budget(template, passage.people)
    else:
        allowed = {part.category: part.planned_cents for part in rescue.parts}
    cost = forecast([k.stage for k in kept.stages], RATES[passage.template])
    return [
        MoneyLine(
            category,
            cents,
            cost.get(category, 0),
            per_person(cost.get(category, 0), passage.people),
        )
        for category, cents in allowed.items()
    ]
