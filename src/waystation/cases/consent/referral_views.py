"""The pages on which a referral is prepared, looked at by a second person, and leaves."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from waystation.base import clock
from waystation.cases.consent import queries, referring
from waystation.cases.consent.domain import Referral
from waystation.cases.consent.forms import ReferralForm
from waystation.cases.views import CASEWORK, REFUSED
from waystation.vault.door import SignedRequest, opens_to


@opens_to(*CASEWORK)
def new(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Prepare a referral to an organisation the person agreed to."""
    keyring, now = request.who.keyring, clock.now()
    view = queries.page(person_id, keyring, now.date())
    receivers = queries.receivers(view, now.date())
    form = ReferralForm(request.POST or None, receivers=receivers)
    if form.is_valid():
        with form.keeping_refusals():
            referring.prepare(
                household_id=view.member.household.id,
                referral=form.referral(person_id),
                keyring=keyring,
                now=now,
            )
            return redirect("consent", person_id)
    shown = {"view": view, "form": form, "receivers": receivers}
    status = REFUSED if form.is_bound else 200
    return render(request, "cases/consent/refer.html", shown, status=status)


@opens_to(*CASEWORK)
@require_POST
def confirm(request: SignedRequest, person_id: UUID, referral_id: UUID) -> HttpResponse:
    """Agree as the second person that a referral may leave."""
    keyring, now = request.who.keyring, clock.now()
    kept = queries.about(person_id, referral_id, Referral, keyring, now.date())
    referring.confirm(part_id=kept.id, keyring=keyring, now=now)
    return redirect("consent", person_id)


@opens_to(*CASEWORK)
@require_POST
def packet(request: SignedRequest, person_id: UUID, referral_id: UUID) -> HttpResponse:
    """Hand out the sealed file that leaves."""
    keyring, now = request.who.keyring, clock.now()
    kept = queries.about(person_id, referral_id, Referral, keyring, now.date())
    sealed = referring.packet(
        household_id=kept.case,
        person_id=person_id,
        receiver=kept.value.receiver,
        part_id=kept.id,
        keyring=keyring,
        now=now,
    )
    answer = HttpResponse(sealed, content_type="application/octet-stream")
    answer["Content-Disposition"] = 'attachment; filename="packet.pdf.age"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@opens_to(*CASEWORK)
@require_POST
def recalled(request: SignedRequest, person_id: UUID, referral_id: UUID) -> HttpResponse:
    """Note that an organisation was told to destroy what it got."""
    keyring, now = request.who.keyring, clock.now()
    kept = queries.about(person_id, referral_id, Referral, keyring, now.date())
    referring.note_recalled(part_id=kept.id, keyring=keyring, now=now)
    return redirect("consent", person_id)
