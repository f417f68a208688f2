"""Plans for all on screen: who is to travel, how far the search is, what it found, what if."""

import csv
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.dispatch import running
from waystation.dispatch.paying import offered
from waystation.dispatch.together import forms, queries, services, showing
from waystation.dispatch.together.domain import Step
from waystation.dispatch.together.forms import Typed
from waystation.dispatch.together.laid import Laid
from waystation.dispatch.together.purse import template_of
from waystation.dispatch.together.queries import KeptJoint
from waystation.ledger import chart
from waystation.ledger.queries import free_of
from waystation.network import queries as network
from waystation.routing import queries as routing
from waystation.routing.knowing import Known
from waystation.vault.door import SignedRequest, opens_to
from waystation.vault.keyring import Keyring

READERS = ("field manager", "approver")
CSV_HEAD = (
    "group", "people", "start", "state", "stage", "from", "to", "means", "leaves", "arrives",
)  # fmt: skip


class Read(NamedTuple):
    """A finished plan with the network as it is now; `laid` is None where that has changed."""

    kept: KeptJoint
    known: Known
    laid: Laid | None
    rows: list[showing.Row]
    troubles: list[str]


@opens_to(*READERS)
@require_GET
def plans(request: SignedRequest) -> HttpResponse:
    """List the plans for all, newest first, copies beside what they are copies of."""
    keyring = request.who.keyring
    context = {
        "rows": queries.joints(keyring),
        "may_lead": request.who.role == "field manager",
    }
    return render(request, "dispatch/together/list.html", context)


@opens_to("field manager")
@require_GET
def new(request: SignedRequest) -> HttpResponse:
    """Show the form of a new plan: who waits, and which commitments could be given up."""
    keyring, now = request.who.keyring, clock.now()
    there = queries.offer(keyring, now)
    typed = Typed.at_first(now, [view.id for view in there.groups if view.id not in there.held])
    return _form(request, typed, there)


@opens_to("field manager")
@require_POST
def begin(request: SignedRequest) -> HttpResponse:
    """Begin to plan; a refusal shows the form again with everything that was typed."""
    keyring, typed = request.who.keyring, Typed.of(request.POST)
    try:
        asked = forms.asked(typed, network.places(keyring))
        joint_id = services.plan_all(asked=asked, keyring=keyring, now=clock.now())
    except Refused as refused:
        there = queries.offer(keyring, clock.now())
        return _form(request, typed, there, refused)
    return redirect("together-plan", joint_id=joint_id)


@opens_to("field manager")
@require_GET
def suppose(request: SignedRequest) -> HttpResponse:
    """Lead to the copy's form of the newest plan, for a house or guide that is asked about."""
    newest = queries.newest(request.who.keyring)
    if newest is None:
        return redirect("together-new")
    asked = {name: request.GET[name] for name in ("bed", "guide") if name in request.GET}
    page = reverse("together-plan", kwargs={"joint_id": newest.id})
    return redirect(f"{page}?{urlencode(asked)}#suppose" if asked else f"{page}#suppose")


@opens_to(*READERS)
@require_GET
def plan(request: SignedRequest, joint_id: UUID) -> HttpResponse:
    """Show one plan: how far it is, or what it found."""
    kept = queries.joint(joint_id, request.who.keyring)
    return _page(request, kept)


@opens_to(*READERS, stays=False)
@require_GET
def progress(request: SignedRequest, joint_id: UUID) -> HttpResponse:
    """Say how far a plan is; once it is over the page is asked for anew."""
    kept = queries.joint(joint_id, request.who.keyring)
    answer = render(request, "dispatch/together/_progress.html", _far(kept))
    if kept.state != "running":
        answer["HX-Refresh"] = "true"
    return answer


@opens_to("field manager")
@require_POST
def cancel(request: SignedRequest, joint_id: UUID) -> HttpResponse:
    """Stop a search."""
    services.cancel(joint_id=joint_id, keyring=request.who.keyring)
    return redirect("together-plan", joint_id=joint_id)


@opens_to("field manager")
@require_POST
def resume(request: SignedRequest, joint_id: UUID) -> HttpResponse:
    """Plan again for those of the plan who still wait."""
    services.resume(joint_id=joint_id, keyring=request.who.keyring, now=clock.now())
    return redirect("together-plan", joint_id=joint_id)


@opens_to("field manager")
@require_POST
def copy(request: SignedRequest, joint_id: UUID) -> HttpResponse:
    """Plan once more with something supposed to be otherwise."""
    keyring = request.who.keyring
    supposed = forms.suppose(request.POST, network.places(keyring), network.partners(keyring))
    made = services.copy(joint_id=joint_id, suppose=supposed, keyring=keyring, now=clock.now())
    return redirect("together-plan", joint_id=made)


@opens_to("field manager")
@require_POST
def propose(request: SignedRequest, joint_id: UUID) -> HttpResponse:
    """Propose the way of every group that travels; whom it failed for is named."""
    keyring = request.who.keyring
    done = services.propose_all(joint_id=joint_id, keyring=keyring, now=clock.now())
    return _page(request, queries.joint(joint_id, keyring), done)


@opens_to("approver")
@require_POST
def approve(request: SignedRequest, joint_id: UUID) -> HttpResponse:
    """Lay one's hand on every passage of a plan that waits for approval."""
    keyring, seen = request.who.keyring, request.POST.get("seen", "")
    done = services.approve_all(joint_id=joint_id, seen=seen, keyring=keyring, now=clock.now())
    return _page(request, queries.joint(joint_id, keyring), done)


@opens_to(*READERS)
@require_GET
def table(request: SignedRequest, joint_id: UUID) -> HttpResponse:
    """Give a plan as a table for a spreadsheet, one row a stage."""
    read = _read(queries.joint(joint_id, request.who.keyring), request.who.keyring)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="plan.csv"'
    response.write("\ufeff")
    written = csv.writer(response)
    written.writerow(CSV_HEAD)
    for row in read.rows:
        head = (_safe(row.one.label), row.one.people, _safe(row.start_name))
        if not row.stops:
            state = "stays" if row.stays else "no way: the network has changed"
            written.writerow((*head, state, "", "", "", "", "", ""))
        for nth, stop in enumerate(row.stops, start=1):
            ends = (_safe(stop.from_name), _safe(stop.to_name), stop.mode)
            moments = (stop.depart.isoformat(), stop.arrive.isoformat())
            written.writerow((*head, "travels", nth, *ends, *moments))
    return response


def _page(
    request: SignedRequest, kept: KeptJoint, done: services.Done | None = None
) -> HttpResponse:
    keyring = request.who.keyring
    may_lead = request.who.role == "field manager"
    context: dict[str, object] = {
        "kept": kept,
        "terms": kept.together.terms,
        "done": done,
        "may_lead": may_lead,
        "may_approve": request.who.role == "approver" and bool(queries.n_to_approve(kept, keyring)),
        "copies": [one for one in queries.joints(keyring) if one.together.after == kept.id],
        "is_stale": kept.state == "done" and queries.is_stale(kept),
    } | _far(kept)
    if kept.found is not None:
        context |= _result(request, _read(kept, keyring))
    return render(request, "dispatch/together/plan.html", context)


def _result(request: SignedRequest, read: Read) -> dict[str, object]:
    found = read.kept.found
    assert found is not None
    sizes, apart, warns = showing.sizes(read.kept)
    free_cents = free_of(chart.GENERAL)
    per_head = template_of(read.kept.together.terms).cents_a_person
    going = [row for row in read.rows if row.goes]
    return {
        "found": found,
        "rows": read.rows,
        "going": going,
        "staying": [row for row in read.rows if row.stays],
        "troubles": read.troubles,
        "is_checked": read.laid is not None and not read.kept.together.passages,
        "n_wrong": sum(1 for row in going if row.is_wrong),
        "chart": showing.drawn(read.rows, read.known),
        "n_drawn": min(len(going), showing.PICTURE_MAX),
        "compared": showing.compared(found),
        "sizes": sizes,
        "apart": apart,
        "warns": warns,
        "worth": showing.worth(found, read.laid, read.known) if read.laid else [],
        "set_aside_cents": per_head * sum(r.one.people for r in going if not r.one.carried),
        "free_cents": free_cents,
        "places": sorted(read.known.places, key=lambda place: place.name),
        "guides": _guides(read),
        "filled": _filled(request, read),
        "n_unproposed": sum(1 for row in going if row.passage is None),
    }


def _read(kept: KeptJoint, keyring: Keyring) -> Read:
    """Set a plan beside the network as it is now, and check it on the records."""
    known = routing.known(keyring)
    try:
        laid, _joint = queries.laid(kept.id, keyring)
    except Refused:
        return Read(kept, known, None, showing.rows(kept, _none(kept), known, {}), [])
    ways = showing.ways(laid, kept)
    terms = kept.together.terms
    broken = queries.troubles(kept, ways, keyring)
    says: dict[int, list[str]] = {}
    for one in broken if not kept.together.passages and not terms.suppose else ():
        says.setdefault(one.nth, []).append(one.says)
    return Read(kept, known, laid, showing.rows(kept, ways, known, says), says.pop(-1, []))


def _none(kept: KeptJoint) -> list[list[Step]]:
    return [[] for _one in kept.candidates]


def _far(kept: KeptJoint) -> dict[str, object]:
    run = running.progress(kept.id)
    done, of = (run.done, run.of) if run else (0, 1)
    return {
        "kept": kept,
        "waits": bool(run and run.waits),
        "percent_done": min(99, done * 100 // max(1, of)),
    }


def _form(
    request: SignedRequest, typed: Typed, there: queries.Offer, refused: Refused | None = None
) -> HttpResponse:
    keyring = request.who.keyring
    context = {
        "typed": typed,
        "offer": there,
        "ends": [place for place in network.places(keyring) if place.kind == "destination"],
        "refused": refused,
        "free_cents": free_of(chart.GENERAL),
        "seconds": (5, 10, 30, 60, 120),
        "templates": offered(clock.now()),
    }
    return render(request, "dispatch/together/new.html", context, status=409 if refused else 200)


def _guides(read: Read) -> list[tuple[str, str]]:
    """List the guides who could lead a stage of the plan, for whoever supposes one away."""
    if read.laid is None:
        return []
    field, laid = read.laid.field, read.laid
    starts = {stop.from_name for row in read.rows for stop in row.stops}
    by_name = {place.slug: place.name for place in read.known.places}
    used = {
        pool
        for pool, src in zip(field.pool.tolist(), field.src.tolist(), strict=True)
        if by_name.get(laid.places[src]) in starts
    }
    there = {slug for pool in used for slug in laid.pools.members[pool]}
    found = [(one.slug, f"{one.name}, {by_name.get(one.place, one.place)}")
             for one in read.known.partners if one.slug in there]  # fmt: skip
    return sorted(found, key=lambda pair: pair[1])


def _filled(request: SignedRequest, read: Read) -> dict[str, str]:
    """Fill the form of a copy in with the house or guide that another page came from."""
    filled = {}
    keyring = request.who.keyring
    if bed := request.GET.get("bed", ""):
        record = network.record(_id(bed), keyring).record
        filled["beds_at"] = getattr(record, "place", "") or getattr(record, "slug", "")
    if guide := request.GET.get("guide", ""):
        filled["away"] = getattr(network.record(_id(guide), keyring).record, "slug", "")
    names = {place.slug: place.name for place in read.known.places}
    filled["beds_at"] = names.get(filled.get("beds_at", ""), "")
    return filled


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(_("There is no such record."), hint=_("Pick it from the list.")) from None


def _safe(text: str) -> str:
    """Keep a spreadsheet from taking a name for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
