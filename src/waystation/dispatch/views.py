"""Passages on screen: proposing, approving, watching them move, arriving."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.dispatch import queries, services, sheets
from waystation.dispatch.domain import RATES, forecast
from waystation.dispatch.drawing import strip
from waystation.dispatch.queries import KeptPassage
from waystation.ledger import domain as book
from waystation.network import queries as network
from waystation.vault.door import SignedRequest, opens_to

READERS = ("field manager", "approver")
LANGUAGES = ("en", "ko")


@opens_to(*READERS)
@require_GET
def passages(request: SignedRequest) -> HttpResponse:
    """List the passages, those under way first."""
    rows = queries.passages(request.who.keyring)
    return render(request, "dispatch/passages.html", {"rows": rows, "today": clock.now()})


@opens_to(*READERS)
@require_GET
def passage(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Show one passage: where it stands, its stages, its money, and what may be done now."""
    keyring = request.who.keyring
    kept = queries.passage(passage_id, keyring)
    money = _money(kept)
    context = {
        "kept": kept,
        "strip": strip(kept, keyring),
        "first": kept.stages[0].stage,
        "last": kept.stages[-1].stage,
        "places": {place.slug: place for place in network.places(keyring)},
        "money": money,
        "budget_cents": sum(budget for _category, budget, _cost in money),
        "forecast_cents": sum(cost for _category, _budget, cost in money),
        "may_approve": request.who.role == "approver"
        and kept.passage.state == "proposed"
        and not kept.mine,
        "may_lead": request.who.role == "field manager",
        "all_handed": all(k.stage.state == "handed over" for k in kept.stages),
        "languages": LANGUAGES,
    }
    return render(request, "dispatch/passage.html", context)


@opens_to(*READERS)
@require_GET
def moving(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Give the live part of a passage's page alone."""
    keyring = request.who.keyring
    kept = queries.passage(passage_id, keyring)
    return render(request, "dispatch/moving.html", {"kept": kept, "strip": strip(kept, keyring)})


@opens_to("field manager")
@require_POST
def propose(request: SignedRequest, plan_id: UUID) -> HttpResponse:
    """Propose the chosen route of a plan."""
    number = request.POST.get("route", "")
    if not (number.isascii() and number.isdigit() and len(number) < 4):
        raise Refused(_("No route was chosen."), hint=_("Go back to the plan and choose one."))
    passage_id = services.propose(
        plan_id=plan_id,
        route_no=int(number),
        needs=request.POST.get("needs", "").strip()[:120],
        template=request.POST.get("template", ""),
        keyring=request.who.keyring,
        now=clock.now(),
    )
    return redirect("passage", passage_id=passage_id)


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
@require_POST
def arrive(request: SignedRequest, passage_id: UUID) -> HttpResponse:
    """Record that everybody arrived."""
    services.arrive(passage_id=passage_id, keyring=request.who.keyring, now=clock.now())
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


def _money(kept: KeptPassage) -> list[tuple[str, int, int]]:
    """Set the forecast of each category beside the budget."""
    template = kept.passage.template
    allowed = book.budget(book.TEMPLATES[template], kept.passage.people)
    cost = forecast([k.stage for k in kept.stages], RATES[template])
    return [(category, allowed[category], cost.get(category, 0)) for category in book.CATEGORIES]
