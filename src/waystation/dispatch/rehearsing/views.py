"""Rehearsals on screen: what may go wrong, how far it is, what came of it."""

import csv
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.dispatch import running
from waystation.dispatch.rehearsing import queries, services, showing
from waystation.dispatch.rehearsing.forms import UNDER_WAY, RehearsalForm
from waystation.dispatch.rehearsing.queries import Came, KeptRehearsal
from waystation.dispatch.rehearsing.showing import Names
from waystation.dispatch.together import queries as together
from waystation.hazards.belief import STATED
from waystation.network import queries as network
from waystation.vault.door import SignedRequest, opens_to
from waystation.vault.keyring import Keyring

READERS = ("field manager", "approver")
LEADS = "field manager"
POINTS_SHOWN = 15


@opens_to(*READERS)
@require_GET
def rehearsals(request: SignedRequest) -> HttpResponse:
    """List the rehearsals, newest first."""
    context = {
        "rows": queries.rehearsals(request.who.keyring),
        "may_lead": request.who.role == LEADS,
    }
    return render(request, "dispatch/rehearsing/list.html", context)


@opens_to(LEADS)
def new(request: SignedRequest) -> HttpResponse:
    """Ask what is rehearsed and what may go wrong, and begin."""
    keyring = request.who.keyring
    sent = request.POST if request.method == "POST" else None
    chosen = request.GET.get("joint", UNDER_WAY)
    watches, catches = queries.threatened(keyring)
    believed = {"watches": watches, "catches": round(100 * catches)} if watches else {}
    form = RehearsalForm(
        sent,
        initial={"plan": chosen} | believed,
        plans=[
            (kept.id, _plan_words(kept))
            for kept in together.joints(keyring)
            if kept.state == "done" and kept.n_deferred < kept.n_groups
        ],
        has_cluster=bool(settings.CLUSTER_ADDRESS),
    )
    if form.is_valid():
        with form.keeping_refusals():
            begun = services.rehearse(asked=form.value(), keyring=keyring, now=clock.now())
            return redirect("rehearsal", rehearsal_id=begun)
    return render(request, "dispatch/rehearsing/new.html", {"form": form})


@opens_to(*READERS)
@require_GET
def rehearsal(request: SignedRequest, rehearsal_id: UUID) -> HttpResponse:
    """Show what came of a rehearsal, or how far it is."""
    keyring = request.who.keyring
    kept = queries.rehearsal(rehearsal_id, keyring)
    context = {
        "kept": kept,
        "held": kept.rehearsal,
        "may_lead": request.who.role == LEADS,
    } | _far(kept)
    if not kept.is_under_way:
        context |= _results(kept, queries.came(rehearsal_id, keyring), keyring)
    return render(request, "dispatch/rehearsing/rehearsal.html", context)


@opens_to(*READERS, stays=False)
@require_GET
def progress(request: SignedRequest, rehearsal_id: UUID) -> HttpResponse:
    """Say how far a rehearsal is; once it is over the page is asked for anew."""
    kept = queries.rehearsal(rehearsal_id, request.who.keyring)
    answer = render(request, "dispatch/rehearsing/_progress.html", {"kept": kept} | _far(kept))
    if not kept.is_under_way:
        answer["HX-Refresh"] = "true"
    return answer


@opens_to(LEADS)
@require_POST
def cancel(request: SignedRequest, rehearsal_id: UUID) -> HttpResponse:
    """Stop a rehearsal and keep what is done."""
    services.cancel(rehearsal_id=rehearsal_id, keyring=request.who.keyring)
    return redirect("rehearsal", rehearsal_id=rehearsal_id)


@opens_to(LEADS)
@require_POST
def resume(request: SignedRequest, rehearsal_id: UUID) -> HttpResponse:
    """Go on with a rehearsal that stopped."""
    services.resume(rehearsal_id=rehearsal_id, keyring=request.who.keyring)
    return redirect("rehearsal", rehearsal_id=rehearsal_id)


@opens_to(LEADS)
@require_POST
def forget(request: SignedRequest, rehearsal_id: UUID) -> HttpResponse:
    """Delete a rehearsal."""
    services.forget(rehearsal_id=rehearsal_id, keyring=request.who.keyring)
    return redirect("rehearsals")


@opens_to(*READERS)
@require_GET
def figures(request: SignedRequest, rehearsal_id: UUID) -> HttpResponse:
    """Give the figures of every replicate as a table for a spreadsheet."""
    keyring = request.who.keyring
    people = queries.rehearsal(rehearsal_id, keyring).rehearsal.people
    found = queries.came(rehearsal_id, keyring).figures
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rehearsal.csv"'
    response.write("\ufeff")
    written = csv.writer(response)
    written.writerow(
        ("replicate", "policy", "people", "arrived", "caught", "left behind", "hours late in all")
    )
    for policy, name in enumerate(showing.policy_names() if found else ()):
        columns = (found.safe[policy], found.caught[policy], found.late_h[policy])  # type: ignore[union-attr]
        for nth, (safe, caught, late) in enumerate(zip(*columns, strict=True)):
            written.writerow((nth, name, people, safe, caught, people - safe - caught, late))
    return response


def _far(kept: KeptRehearsal) -> dict[str, object]:
    run = running.progress(kept.id)
    return {
        "waits": run is not None and run.waits,
        "percent_done": 100 * kept.done // max(1, kept.of),
    }


def _results(kept: KeptRehearsal, came: Came, keyring: Keyring) -> dict[str, object]:
    if came.figures is None:
        return {}
    found, held = came.figures, kept.rehearsal
    names = _names(keyring)
    hangs = showing.weak(came.weakest, names) if came.weakest else []
    return {
        "figures": found,
        "replicates": len(found.safe[0]),
        "policies": showing.policy_names(),
        "compared": showing.compared(found, held.people),
        "fans": showing.fans(found, held),
        "days": showing.days(found, held),
        "where": showing.where(found, names),
        "hangs": hangs[:POINTS_SHOWN],
        "n_points": len(hangs),
        "single": [one for one in hangs if one.left],
        "groups": showing.groups(found, held),
        "covered": showing.covered(found),
        "stated": STATED,
    }


def _names(keyring: Keyring) -> Names:
    return Names(
        {place.slug: place for place in network.places(keyring)},
        {leg.slug: leg for leg in network.legs(keyring)},
        {partner.slug: partner for partner in network.partners(keyring)},
    )


def _plan_words(kept: together.KeptJoint) -> str:
    made = kept.together.made_at.strftime("%Y-%m-%d %H:%M")
    says = {"at": made, "groups": kept.n_groups, "people": kept.together.n_people}
    return _("Plan for all of %(at)s: groups %(groups)d, people %(people)d") % says
