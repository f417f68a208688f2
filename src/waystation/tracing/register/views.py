"""A case worker's page of a household's family search: who may be found, and who looks for whom."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.cases.consent import queries as consents
from waystation.cases.consent.services import require
from waystation.cases.views import REFUSED
from waystation.tracing.register import queries, seeking, services
from waystation.tracing.register.domain import profile_of
from waystation.tracing.register.forms import EnterForms, LookForForms, ToOthersForm
from waystation.vault.door import SignedRequest, opens_to


@opens_to("case worker", "field manager")
@require_GET
def family_search(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Show who of a household may be found, and for whom they look."""
    keyring, today = request.who.keyring, clock.now().date()
    view, rows = queries.page(household_id, keyring, today)
    shown = {"view": view, "household_id": household_id, "rows": rows}
    return render(request, "tracing/register/family_search.html", shown)


@opens_to("case worker", "field manager")
@require_http_methods(["GET", "POST"])
def enter(request: SignedRequest, household_id: UUID, person_id: UUID) -> HttpResponse:
    """Put somebody who agreed into the register, or change what goes along of them."""
    keyring, now = request.who.keyring, clock.now()
    member = consents.member_of(household_id, person_id, keyring, now.date())
    require(
        household_id=household_id,
        person_id=person_id,
        purpose="tracing",
        keyring=keyring,
        now=now,
    )
    kept = queries.registered(household_id, keyring).get(person_id)
    data = request.POST if request.method == "POST" else None
    forms = EnterForms(data, was=kept.value if kept else None)
    if data is not None and forms.is_valid():
        with forms.shares.keeping_refusals():
            services.enter(
                household_id=household_id,
                person_id=person_id,
                **forms.said(),
                keyring=keyring,
                now=now,
            )
            return redirect("family-search", household_id)
    shown = {
        "household_id": household_id,
        "member": member,
        "view": member.household,
        "forms": forms,
        "form": forms.shares,
        "kept": kept,
    }
    status = REFUSED if data is not None else 200
    return render(request, "tracing/register/enter.html", shown, status=status)


@opens_to("case worker", "field manager")
@require_POST
def take_out(request: SignedRequest, household_id: UUID, person_id: UUID) -> HttpResponse:
    """Take somebody out of the register at once."""
    keyring, now = request.who.keyring, clock.now()
    consents.member_of(household_id, person_id, keyring, now.date())
    services.withdraw(household_id=household_id, person_id=person_id, keyring=keyring, now=now)
    return redirect("family-search", household_id)


@opens_to("case worker", "field manager")
@require_http_methods(["GET", "POST"])
def release(request: SignedRequest, household_id: UUID, person_id: UUID) -> HttpResponse:
    """Note with which organisation somebody agreed to be compared, and show what is noted."""
    keyring, now = request.who.keyring, clock.now()
    member = consents.member_of(household_id, person_id, keyring, now.date())
    value = queries.standing(household_id, person_id, keyring).value
    names = profile_of(member.person, value.told, value.shares).names
    form = ToOthersForm(request.POST or None, names=names, today=now.date(), until=value.until)
    if request.method == "POST" and form.is_valid():
        with form.keeping_refusals():
            services.release(
                household_id=household_id,
                person_id=person_id,
                given=form.released(by=keyring.user_id, now=now),
                keyring=keyring,
                now=now,
            )
            return redirect("family-search-release", household_id, person_id)
    shown = {
        "household_id": household_id,
        "member": member,
        "view": member.household,
        "value": value,
        "names": names,
        "is_child": member.on(now.date()).is_child,
        "form": form,
        "today": now.date(),
    }
    status = REFUSED if request.method == "POST" else 200
    return render(request, "tracing/register/release.html", shown, status=status)


@opens_to("case worker", "field manager")
@require_POST
def unrelease(request: SignedRequest, household_id: UUID, person_id: UUID) -> HttpResponse:
    """Take back that somebody is compared with an organisation's register."""
    services.unrelease(
        household_id=household_id,
        person_id=person_id,
        receiver=request.POST.get("receiver", ""),
        keyring=request.who.keyring,
        now=clock.now(),
    )
    return redirect("family-search-release", household_id, person_id)


@opens_to("case worker", "field manager")
@require_http_methods(["GET", "POST"])
def look_for(request: SignedRequest, household_id: UUID, person_id: UUID) -> HttpResponse:
    """Write down whom somebody looks for, and send it to the tracing desk."""
    keyring, now = request.who.keyring, clock.now()
    member = consents.member_of(household_id, person_id, keyring, now.date())
    require(
        household_id=household_id,
        person_id=person_id,
        purpose="tracing",
        keyring=keyring,
        now=now,
    )
    data = request.POST if request.method == "POST" else None
    forms = LookForForms(data, is_child=member.on(now.date()).is_child)
    if data is not None and forms.is_valid():
        with forms.about.keeping_refusals():
            seeking.send(
                household_id=household_id,
                person_id=person_id,
                draft=forms.draft(),
                keyring=keyring,
                now=now,
            )
            return redirect("family-search", household_id)
    shown = {
        "household_id": household_id,
        "member": member,
        "view": member.household,
        "forms": forms,
        "form": forms.about,
    }
    status = REFUSED if data is not None else 200
    return render(request, "tracing/register/look_for.html", shown, status=status)
