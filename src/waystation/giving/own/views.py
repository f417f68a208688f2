"""The office's pages for blotting donors out, with two people."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.giving.donors import queries as donors
from waystation.giving.own import blotting
from waystation.giving.own.forms import WhyForm
from waystation.vault.door import SignedRequest, opens_to

FUNDRAISER, FINANCE = "fundraiser", "finance officer"


@opens_to(FUNDRAISER, FINANCE)
@require_GET
def blots(request: SignedRequest) -> HttpResponse:
    """List the wishes to blot a donor out."""
    found = donors.blots(request.who.keyring)
    shown = {
        "waiting": [
            (view, view.row.asked_by == request.who.user_id)
            for view in found
            if view.row.state == "asked"
        ],
        "decided": [view for view in found if view.row.state != "asked"],
    }
    return render(request, "giving/donors/blots.html", shown)


@opens_to(FUNDRAISER, FINANCE)
@require_http_methods(["GET", "POST"])
def ask(request: SignedRequest, donor_id: UUID) -> HttpResponse:
    """Say what would go and what stays, and ask that a donor be blotted out."""
    keyring = request.who.keyring
    known, form = donors.donor(donor_id, keyring), WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.keeping_refusals():
            why = form.cleaned_data["why"]
            blotting.ask(row_id=donor_id, why=why, keyring=keyring, now=clock.now())
        if form.refused is None:
            return redirect("giving-blots")
    shown = {"donor": known, "donor_id": donor_id, "form": form}
    status = 422 if form.errors or form.refused else 200
    return render(request, "giving/donors/blot.html", shown, status=status)


@opens_to(FUNDRAISER, FINANCE)
@require_POST
def decide(request: SignedRequest, blot_id: UUID) -> HttpResponse:
    """Do it as the second person, or refuse it."""
    act = "do" if request.POST.get("act") == "do" else "refuse"
    blotting.decide(blot_id=blot_id, act=act, keyring=request.who.keyring, now=clock.now())
    return redirect("giving-blots")
