"""Keeps an open plan true: what happened since, asked every second, and which plans are touched."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from waystation.base.errors import Refused
from waystation.hazards import queries as hazards
from waystation.network import queries as network
from waystation.routing import queries, showing, wording
from waystation.vault.door import SignedRequest, opens_to
from waystation.vault.keyring import Keyring


@opens_to("field manager", "approver")
@require_GET
def news(request: SignedRequest, plan_id: UUID) -> HttpResponse:
    """Answer an open plan page: nothing while nothing changed, else what touches its routes.

    Cost: 5 to 6 ms of CPU while nothing changed, half of it finding out who asks.
    """
    seen = queries.stamp()
    if request.GET.get("seen", "") == seen:
        return HttpResponse(status=204)
    keyring = request.who.keyring
    kept = queries.plan(plan_id, keyring)
    touched = queries.touches(kept.plan, keyring)
    names = showing.land(keyring).names if touched else None
    told = [(wording.touch(t, names), wording.choices(t.routes), t) for t in touched if names]
    context = {
        "kept": kept,
        "seen": seen,
        "news": told,
        "may_ask": request.who.role == "field manager",
    }
    return render(request, "routing/news.html", context)


@opens_to("field manager", "approver")
@require_GET
def touched(request: SignedRequest, change_id: UUID) -> HttpResponse:
    """List the plans, and which of their routes, that a change of the network or a halt touches."""
    keyring = request.who.keyring
    altered, why = _altered(change_id, keyring)
    names = showing.land(keyring).names
    rows = [
        (found.kept.id, found.kept.plan, wording.choices(found.routes), names)
        for found in queries.relying_on(altered, keyring)
    ]
    context = {
        "rows": rows,
        "what": [names.of(kind, slug) for kind, slug in sorted(altered)][:20],
        "n_more": max(0, len(altered) - 20),
        "why": why,
    }
    return render(request, "routing/touched.html", context)


def _altered(change_id: UUID, keyring: Keyring) -> tuple[set[tuple[str, str]], str]:
    """Find what an id stands for: a change of the network, else a halt."""
    try:
        change = network.change(change_id, keyring)
        return {(one.kind, one.slug) for one in change.altered}, change.why
    except Refused:
        pass
    try:
        halt = hazards.halt(change_id, keyring).halt
    except Refused:
        raise Refused(
            _("There is no such change and no such halt."),
            hint=_("Begin again from the list of changes."),
        ) from None
    return {(halt.what, halt.slug)}, halt.why
