"""Drills on screen: what is lost, who is touched, old and new ways side by side, what is to do."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.dispatch.drill import choosing, forms, queries, services, wording
from waystation.dispatch.drill.domain import PREPARED, STAFF, Loss
from waystation.vault.door import SignedRequest, opens_to

READERS = ("field manager", "approver")


@opens_to(*READERS)
@require_GET
def drills(request: SignedRequest) -> HttpResponse:
    """List the drills and exercises, the newest first."""
    found = queries.drills(request.who.keyring)
    context = {
        "rows": [(kept, wording.name_of(kept.drill.loss)) for kept in found],
        "may_lead": request.who.role == "field manager",
    }
    return render(request, "dispatch/drill/drills.html", context)


@opens_to("field manager")
@require_http_methods(["GET", "POST"])
def new(request: SignedRequest) -> HttpResponse:
    """Choose what is lost; sent, everything is worked out and shown, and nobody is told yet."""
    who, now = request.who, clock.now()
    if request.method == "POST":
        asked = forms.Asked.of(request.POST, now)
        name = queries.named(asked.what, asked.key, who.keyring)
        if asked.what == STAFF and asked.called and name:
            name = f"{asked.called} ({name})"
        drill_id = services.prepare(
            loss=Loss(what=asked.what, key=asked.key, name=name, since=asked.since),
            exercise=asked.exercise,
            family_cents=asked.family_cents,
            by=who.alias,
            keyring=who.keyring,
            now=now,
        )
        return redirect("drill", drill_id)
    on = queries.ground(who.keyring)
    context = {
        "kinds": choosing.kinds(on.ways, on.known, queries.accounts(who.keyring)),
        # A name in an address would stay in the browser's history: records go by their ids.
        "chosen": queries.choice_of(request.GET.get("record", ""), who.keyring),
        "now": now,
    }
    return render(request, "dispatch/drill/new.html", context)


@opens_to(*READERS)
@require_GET
def drill(request: SignedRequest, drill_id: UUID) -> HttpResponse:
    """Show a drill on one screen: who has no safe plan, old and new ways, messages, tasks."""
    who = request.who
    kept = queries.drill(drill_id, who.keyring)
    found = kept.drill
    cards = [wording.card_of(fate) for fate in found.fates]
    waits = found.state == PREPARED
    is_stale = waits and queries.mark(found.loss, who.keyring, clock.now()) != found.mark
    lines = [wording.line_of(number, task) for number, task in enumerate(found.tasks)]
    context = {
        "kept": kept,
        "drill": found,
        "lost": wording.name_of(found.loss),
        "cards": cards,
        "stuck": [card for card in cards if card.fate.is_stuck],
        "people": sum(card.fate.people for card in cards),
        "waiting": [card for card in cards if card.fate.waits],
        "lines": lines,
        "is_stale": is_stale,
        "may_lead": who.role == "field manager",
        "may_approve": waits and who.role == "approver" and not kept.mine and not is_stale,
        "is_open": waits,
    }
    return render(request, "dispatch/drill/drill.html", context)


@opens_to("field manager")
@require_POST
def again(request: SignedRequest, drill_id: UUID) -> HttpResponse:
    """Work a drill out anew on what stands now."""
    who = request.who
    services.again(drill_id=drill_id, by=who.alias, keyring=who.keyring, now=clock.now())
    return redirect("drill", drill_id)


@opens_to("field manager")
@require_POST
def withdraw(request: SignedRequest, drill_id: UUID) -> HttpResponse:
    """Withdraw a drill that was not carried out."""
    services.withdraw(drill_id=drill_id, keyring=request.who.keyring, now=clock.now())
    return redirect("drill", drill_id)


@opens_to("field manager")
@require_POST
def tick(request: SignedRequest, drill_id: UUID, number: int) -> HttpResponse:
    """Note that one of a drill's tasks is done."""
    services.tick(drill_id=drill_id, number=number, keyring=request.who.keyring, now=clock.now())
    return redirect("drill", drill_id)
