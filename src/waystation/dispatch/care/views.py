"""Care for partners on screen: whose rest is due, one partner's page, and the laws by land."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.dispatch.care import queries, services
from waystation.dispatch.care.forms import WHY_MAX, LawForm, RestForm
from waystation.vault.door import SignedRequest, opens_to

READERS = ("field manager", "approver")


@opens_to(*READERS)
@require_GET
def care(request: SignedRequest) -> HttpResponse:
    """List the partners who lead or led, whose rest is due first."""
    rows = queries.rows(request.who.keyring, clock.now())
    context = {"rows": rows, "n_due": sum(row.due is not None for row in rows)}
    return render(request, "dispatch/care.html", context)


@opens_to(*READERS)
@require_GET
def partner(request: SignedRequest, partner_id: UUID) -> HttpResponse:
    """Show what one partner carried, what is asked of them, who could stand in, and the laws."""
    return _page(request, partner_id)


@opens_to(*READERS)
@require_POST
def rest(request: SignedRequest, partner_id: UUID) -> HttpResponse:
    """Let a partner rest for some days."""
    who, form = request.who, RestForm(request.POST)
    if not form.is_valid():
        return _page(request, partner_id, form)
    days = form.days(_("A rest after what they carried."))
    now = clock.now()
    services.let_rest(partner_id=partner_id, days=days, by=who.alias, keyring=who.keyring, now=now)
    return redirect("care-of", partner_id=partner_id)


@opens_to(*READERS)
@require_POST
def stop(request: SignedRequest, partner_id: UUID) -> HttpResponse:
    """Note that a partner stops for their safety."""
    who, why = request.who, request.POST.get("why", "")[:WHY_MAX]
    services.stop(
        partner_id=partner_id, why=why, by=who.alias, keyring=who.keyring, now=clock.now()
    )
    return redirect("care-of", partner_id=partner_id)


@opens_to(*READERS)
@require_POST
def go_on(request: SignedRequest, partner_id: UUID) -> HttpResponse:
    """Note that a partner who stopped goes on."""
    who, why = request.who, request.POST.get("why", "")[:WHY_MAX]
    services.go_on(
        partner_id=partner_id, why=why, by=who.alias, keyring=who.keyring, now=clock.now()
    )
    return redirect("care-of", partner_id=partner_id)


@opens_to("field manager")
@require_POST
def hand_to(request: SignedRequest, stage_id: UUID, partner_id: UUID) -> HttpResponse:
    """Hand a stage to a back-up."""
    keyring = request.who.keyring
    services.hand_to(stage_id=stage_id, partner_id=partner_id, keyring=keyring, now=clock.now())
    return redirect("passage", passage_id=queries.passage_of(stage_id, keyring))


@opens_to(*READERS)
@require_http_methods(["GET", "POST"])
def laws(request: SignedRequest) -> HttpResponse:
    """List laws by land with the day from which each holds; put a new one on file."""
    who, now = request.who, clock.now()
    form = LawForm(request.POST or None, lands=queries.lands(who.keyring))
    if request.method == "POST" and form.is_valid():
        land, on, says = form.asked()
        try:
            services.note_law(
                land=land, on=on, says=says, by=who.alias, keyring=who.keyring, now=now
            )
            return redirect("care-laws")
        except Refused as refused:
            form.add_error(None, f"{refused.says} {refused.hint}")
    context = {"form": form, "lands": queries.known_laws(who.keyring, now)}
    status = 422 if form.errors else 200
    return render(request, "dispatch/care_laws.html", context, status=status)


def _page(request: SignedRequest, partner_id: UUID, form: RestForm | None = None) -> HttpResponse:
    page = queries.page(partner_id, request.who.keyring, clock.now())
    days = {"first": page.offered.first, "last": page.offered.last}
    context = {
        "page": page,
        "rest_form": form or RestForm(initial=days),
        "may_lead": request.who.role == "field manager",
        "why_max": WHY_MAX,
    }
    return render(request, "dispatch/care_of.html", context, status=422 if form else 200)
