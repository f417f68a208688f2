"""The page of how a household is reached: its plans, the tries, what is lent to it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.keptform import KeptForm
from waystation.cases import queries as cases
from waystation.cases.contact import lending, plans, queries
from waystation.cases.contact.domain import ContactPlan
from waystation.cases.contact.plan_forms import LendForm, PlanForm, TryForm
from waystation.cases.contact.wording import clock_of
from waystation.cases.queries import HouseholdView
from waystation.cases.views import CASEWORK, REFUSED
from waystation.vault.door import SignedRequest, opens_to


@opens_to(*CASEWORK)
@require_GET
def contact(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Show how a household is reached, and when somebody last tried."""
    return _contact_page(request, household_id)


@opens_to(*CASEWORK)
@require_POST
def agree(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Write down how somebody can be reached without harm."""
    keyring, now = request.who.keyring, clock.now()
    view = cases.household(household_id, keyring, now.date())
    form = PlanForm(request.POST, people=_people(view))
    if form.is_valid():
        with form.keeping_refusals():
            plans.agree(household_id=household_id, plan=form.plan(), keyring=keyring, now=now)
            return redirect("household-reach", household_id)
    return _contact_page(request, household_id, plan_form=form)


@opens_to(*CASEWORK)
@require_POST
def note_try(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Write down a try to reach them."""
    keyring, now = request.who.keyring, clock.now()
    view = cases.household(household_id, keyring, now.date())
    form = TryForm(request.POST, people=_people(view))
    if form.is_valid():
        with form.keeping_refusals():
            tried = form.tried(now)
            plans.note_try(household_id=household_id, tried=tried, keyring=keyring, now=now)
            return redirect("household-reach", household_id)
    return _contact_page(request, household_id, try_form=form)


@opens_to(*CASEWORK)
@require_POST
def lend(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Lend them a phone or a card."""
    keyring, now = request.who.keyring, clock.now()
    view = cases.household(household_id, keyring, now.date())
    ready = queries.ready_devices(view.cell, keyring, now.date())
    form = LendForm(request.POST, ready=ready, people=_people(view))
    if form.is_valid():
        with form.keeping_refusals():
            lending.hand_out(
                device_id=form.cleaned_data["device"],
                household_id=household_id,
                person_id=form.cleaned_data["person"],
                due_back=form.cleaned_data["due_back"],
                keyring=keyring,
                now=now,
            )
            return redirect("household-reach", household_id)
    return _contact_page(request, household_id, lend_form=form)


def _contact_page(request: SignedRequest, household_id: UUID, **again: KeptForm) -> HttpResponse:
    keyring, now = request.who.keyring, clock.now()
    view = cases.household(household_id, keyring, now.date())
    sheet = queries.sheet(view, keyring, now)
    people = _people(view)
    ready = queries.ready_devices(view.cell, keyring, now.date())
    asked = request.GET.get("of", "")
    known = next((one.plan for one in sheet.plans if str(one.kept.id) == asked), None)
    first = known or (sheet.plans[0].plan if sheet.plans else None)
    way = {"way": first.way, "person": first.person} if first else {}
    shown: dict[str, Any] = {
        "view": view,
        "contact": sheet,
        "plan_form": PlanForm(people=people, initial=_typed(known)),
        "try_form": TryForm(people=people, initial=way),
        "lend_form": LendForm(ready=ready, people=people),
        "n_ready": len(ready),
        "is_changing": known is not None,
    }
    status = REFUSED if any(form.is_bound for form in again.values()) else 200
    return render(request, "cases/contact/contact.html", shown | again, status=status)


def _people(view: HouseholdView) -> list[tuple[UUID, str]]:
    ids_and_people = zip(view.household.people, view.people, strict=False)
    return [(id_, person.name or "–") for id_, person in ids_and_people]


def _typed(plan: ContactPlan | None) -> dict[str, Any]:
    """Give a plan as its form shows it."""
    if plan is None:
        return {}
    typed = {name: getattr(plan, name) for name in plan.__struct_fields__}
    if plan.first_min is not None and plan.last_min is not None:
        typed |= {"first": clock_of(plan.first_min), "last": clock_of(plan.last_min)}
    return typed
