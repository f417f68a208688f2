"""The pages of wellbeing: questionnaires over time, a crisis, and the card for a bad hour."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST
from msgspec.structs import replace

from waystation.base import clock, papers
from waystation.cases.consent import queries as people
from waystation.cases.consent.views import paper
from waystation.cases.views import CASEWORK, REFUSED
from waystation.resettlement.following import queries, services, showing
from waystation.resettlement.following.card import CARD, words_of_card
from waystation.resettlement.following.domain import Crisis
from waystation.resettlement.following.forms import CrisisForm, CrisisPlanForm
from waystation.resettlement.following.queries import Lives
from waystation.vault.door import SignedRequest, opens_to


@opens_to(*CASEWORK)
@require_GET
def wellbeing(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Show what people answered to questionnaires, over time."""
    today = clock.now().date()
    found = queries.wellbeing(household_id, request.who.keyring, today)
    shown = {
        "found": found,
        "household_id": household_id,
        "people": [(who, showing.screened(who)) for who in found.people],
        "too_early": found.from_on is not None and today < found.from_on,
    }
    return render(request, "resettlement/following/wellbeing.html", shown)


@opens_to(*CASEWORK)
@require_POST
def offered(request: SignedRequest, household_id: UUID, person_id: UUID) -> HttpResponse:
    """Note that support was offered to somebody."""
    services.note_offered(
        household_id=household_id,
        person_id=person_id,
        keyring=request.who.keyring,
        now=clock.now(),
    )
    return redirect("following", household_id)


@opens_to(*CASEWORK)
def crisis(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Call everybody who holds a case, after a look at what that does; take what rings."""
    keyring, now = request.who.keyring, clock.now()
    found = queries.page(household_id, keyring, now.date())
    offers = [(str(who.id), who.person.name or "–") for who in found.people]
    start = {"person": request.GET.get("person", "")}
    form = CrisisForm(request.POST or None, people=offers, initial=start)
    if form.is_valid():
        said = form.cleaned_data
        with form.keeping_refusals():
            services.call_for(
                household_id=household_id,
                person_id=said["person"],
                words=said["words"],
                keyring=keyring,
                now=now,
            )
            return redirect("following-crisis", household_id)
    shown: dict[str, Any] = {
        "found": found,
        "household_id": household_id,
        "form": form,
        "names": {who.id: who.person for who in found.people},
        "plans": [who for who in found.people if who.plan],
        "past": [kept for kept in reversed(found.crises) if not kept.value.is_open],
    }
    status = REFUSED if form.is_bound else 200
    return render(request, "resettlement/following/crisis.html", shown, status=status)


@opens_to(*CASEWORK)
@require_POST
def take(request: SignedRequest, household_id: UUID, crisis_id: UUID) -> HttpResponse:
    """Take a crisis, so that nobody else is called."""
    keyring = request.who.keyring
    queries.of_household(household_id, crisis_id, Crisis, keyring)
    services.take(crisis_id=crisis_id, keyring=keyring, now=clock.now())
    return redirect("following-crisis", household_id)


@opens_to(*CASEWORK)
def plan(request: SignedRequest, household_id: UUID, person_id: UUID) -> HttpResponse:
    """Write down what somebody wants done in a bad hour, in their own words."""
    keyring, now = request.who.keyring, clock.now()
    who = _lives(household_id, person_id, request)
    kept = who.plan.value if who.plan else None
    names = ("signs", "helps", "calls", "never", "language")
    start = {name: getattr(kept, name) for name in names} if kept else {}
    form = CrisisPlanForm(request.POST or None, initial=start)
    ends = kept is not None and request.POST.get("act") == "end"
    if ends or form.is_valid():
        with form.keeping_refusals():
            said = replace(kept, ended_on=now.date()) if ends and kept else form.plan(person_id)
            services.keep_plan(household_id=household_id, plan=said, keyring=keyring, now=now)
            return redirect("following", household_id)
    shown = {
        "who_is": who,
        "view": queries.page(household_id, keyring, now.date()).view,
        "household_id": household_id,
        "form": form,
    }
    status = REFUSED if form.is_bound else 200
    return render(request, "resettlement/following/crisis_plan.html", shown, status=status)


@opens_to(*CASEWORK)
@require_GET
def card(request: SignedRequest, household_id: UUID, person_id: UUID) -> HttpResponse:
    """Print the card for a bad hour: their own words, between headings in two languages."""
    who = _lives(household_id, person_id, request)
    if who.plan is None:
        return redirect("following-plan", household_id, person_id)
    return paper(papers.pdf(CARD, words_of_card(who.plan.value), "en"), "card.pdf")


def _lives(household_id: UUID, person_id: UUID, request: SignedRequest) -> Lives:
    """Find one of a household; somebody else's is refused like nobody's."""
    keyring, today = request.who.keyring, clock.now().date()
    people.member_of(household_id, person_id, keyring, today)
    found = queries.page(household_id, keyring, today)
    return next(who for who in found.people if who.id == person_id)
