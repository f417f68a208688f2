"""The board: what needs a person now, who is moving, who waits, and what money is free."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from waystation.base import clock
from waystation.base.access import ROLES
from waystation.cases import intake_queries as intake
from waystation.cases import queries as cases
from waystation.cases.queries import HouseholdView, TipView
from waystation.dispatch import queries as dispatch
from waystation.dispatch import telling
from waystation.dispatch.domain import stands_at
from waystation.dispatch.drawing import draw
from waystation.dispatch.queries import KeptPassage
from waystation.dispatch.trouble import Ground, Trouble
from waystation.ledger import queries as ledger
from waystation.ledger.readings import FreeMoney
from waystation.vault.door import SignedRequest, Who, opens_to
from waystation.web import calls as others
from waystation.web.calls import Call
from waystation.web.money_calls import of_money
from waystation.web.tracing_calls import of_tracing

MOVING = ("approved", "moving")
WAITING_MAX = 30
TROUBLES_MAX = 3


class Board(NamedTuple):
    """What a person's keys let the board show."""

    calls: list[Call]
    moving: list[tuple[KeptPassage, str]]
    waiting: list[HouseholdView]
    n_waiting: int
    money: FreeMoney | None


@opens_to(*ROLES)
@require_GET
def board(request: SignedRequest) -> HttpResponse:
    """Show what needs this person now, and whatever else their keys open."""
    now = clock.now()
    can_collect = bool(request.who.keyring.cells_of("passages"))
    # Read first: what happens while the rest is read shows at the next question.
    news = dispatch.news(request.who.keyring) if can_collect else ""
    found = _look(request.who, now)
    tend = intake.needs_tending(request.who.keyring, now)
    context = {"board": found, "news": news, "can_collect": can_collect, "tend": tend}
    return render(request, "web/board.html", context | {"at": now})


def _look(who: Who, now: datetime) -> Board:
    keyring = who.keyring
    has_cases = bool(keyring.cells_of("cases"))
    names = cases.place_names(keyring) if has_cases else {}
    lines = cases.lines(keyring, now.date(), names=names) if has_cases else []
    tips = cases.tips(keyring, now, names=names) if has_cases else []
    waiting = [line for line in lines if line.waits]
    passages = dispatch.passages(keyring) if keyring.cells_of("passages") else []
    drawn, touched = [], []
    current = [kept for kept in passages if kept.passage.state in (*MOVING, "proposed")]
    if current:
        ground = dispatch.ground(keyring, (k.stage for kept in current for k in kept.stages))
        for kept in current:
            troubles = dispatch.troubled(kept, ground)
            touched += _troubled(who, kept, troubles, ground)
            if kept.passage.state in MOVING:
                drawn.append((kept, draw(kept, ground, troubles)))
    money = ledger.free_money() if who.role in ("field manager", "finance officer") else None
    calls = others.of_security(who, now) + others.of_worker(who, now)
    calls += others.of_watches(who, now) + touched + others.of_drills(who)
    calls += others.of_arrivals(who) + _from_passages(who, passages, now)
    calls += others.of_mail(who) + others.of_ways(who)
    calls += others.of_work(who) if has_cases else []
    calls += others.of_complaints(who, now) + others.of_devices(who) + of_money(who, now)
    calls += others.of_code_words(who, now) + others.of_talk(who)
    calls += others.of_tablets(who.keyring) + of_tracing(who, now)
    calls += _from_tips(tips) + others.of_cases(who, now, lines=lines, tips=tips)
    first = cases.with_people(waiting[:WAITING_MAX], keyring)
    return Board(calls, drawn, first, len(waiting), money)


def _troubled(who: Who, kept: KeptPassage, found: Sequence[Trouble], ground: Ground) -> list[Call]:
    """Say what stands in the way of a passage, in one call with a button to plan anew."""
    if not found:
        return []
    label = kept.passage.group_label or kept.passage.code
    why = " ".join(telling.sentences(found[:TROUBLES_MAX], ground))
    says = _("%(who)s: the way is not open. %(why)s") % {"who": label, "why": why}
    if kept.passage.state == "proposed":
        hint = _("Withdraw it and plan again: nobody can approve it as it is.")
        return [Call(says, hint, True, "passage", kept.id)]
    here = ground.places[stands_at([k.stage for k in kept.stages])].name
    hint = _("Nobody should be sent on before there is another way.")
    place = here if who.role == "field manager" else ""
    return [Call(says, hint, True, "passage", kept.id, place)]


def _from_passages(who: Who, passages: list[KeptPassage], now: datetime) -> list[Call]:
    calls = []
    for kept in passages:
        label = kept.passage.group_label or kept.passage.code
        if kept.passage.state == "proposed" and who.role == "approver" and not kept.mine:
            says = _("%(who)s waits for your approval.") % {"who": label}
            calls.append(Call(says, _("Two people have to agree."), False, "passage", kept.id))
        for stage in kept.overdue(now):
            says = _("%(who)s: stage %(n)d is overdue.") % {"who": label, "n": stage.number}
            hint = _("Call %(guide)s.") % {"guide": stage.guide_name}
            calls.append(Call(says, hint, True, "passage", kept.id))
        for stage in (k.stage for k in kept.unpaid):
            says = _("%(who)s: stage %(n)d is not paid.") % {"who": label, "n": stage.number}
            hint = _("Ask finance for money in the general fund, then press “Pay again”.")
            calls.append(Call(says, hint, False, "passage", kept.id))
    return calls


def _from_tips(tips: list[TipView]) -> list[Call]:
    late = [
        view
        for view in tips
        if view.clock is not None and not view.clock.made and view.clock.is_late
    ]
    if not late:
        return []
    says = ngettext(
        "%(n)d tip waits for a first contact beyond its target.",
        "%(n)d tips wait for a first contact beyond their target.",
        len(late),
    ) % {"n": len(late)}
    return [Call(says, _("Open the oldest first."), False, "tip", late[0].id)]
