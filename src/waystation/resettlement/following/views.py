"""The pages of following: checks, what people tell at them, and how they are reached."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.keptform import KeptForm
from waystation.cases.consent import queries as people
from waystation.cases.contact import plans
from waystation.cases.views import CASEWORK, REFUSED
from waystation.resettlement.following import queries, services, showing
from waystation.resettlement.following.domain import TOPICS, FollowUp
from waystation.resettlement.following.forms import CheckTryForm, FollowUpForm, PutOffForm
from waystation.resettlement.following.queries import Page
from waystation.resettlement.wording import STEP_STATES
from waystation.vault.door import SignedRequest, opens_to


@opens_to(*CASEWORK)
@require_GET
def following(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Show how a household fares, and which check is next."""
    return _page(request, household_id)


@opens_to(*CASEWORK)
def ask(request: SignedRequest, household_id: UUID, person_id: UUID) -> HttpResponse:
    """Write down what somebody tells at a check."""
    keyring, now = request.who.keyring, clock.now()
    people.member_of(household_id, person_id, keyring, now.date())
    found = queries.page(household_id, keyring, now.date())
    who = next(one for one in found.people if one.id == person_id)
    language = get_language() or "en"
    offered = [
        (check.view.step.code, check.view.step.title.told(language))
        for check in found.checks
        if check.may_ask and check.view.person in (None, person_id)
    ]
    chosen = request.GET.get("check", "")
    told = next((kept.value for kept in who.told if kept.value.step == chosen), None)
    start = {"step": chosen, "on": now.date(), "finishes": len(found.people) == 1}
    start |= _answers(told) if told else {}
    form = FollowUpForm(request.POST or None, initial=start, checks=offered)
    if form.is_valid():
        with form.keeping_refusals():
            services.keep_follow_up(
                household_id=household_id,
                told=form.told(person_id),
                finishes=form.cleaned_data["finishes"],
                keyring=keyring,
                now=now,
            )
            return redirect("following", household_id)
    shown = {"found": found, "who_is": who, "form": form, "none": not offered}
    status = REFUSED if form.is_bound else 200
    return render(request, "resettlement/following/ask.html", shown, status=status)


@opens_to(*CASEWORK)
@require_POST
def note_try(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Write down that somebody tried to reach them."""
    now, form = clock.now(), CheckTryForm(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            plans.note_try(
                household_id=household_id,
                tried=form.tried(now),
                keyring=request.who.keyring,
                now=now,
            )
            return redirect("following", household_id)
    return _page(request, household_id, form)


@opens_to(*CASEWORK)
@require_POST
def put_off(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Set a later day for a check at which nobody could be reached."""
    form = PutOffForm(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            services.put_off(
                household_id=household_id,
                **form.cleaned_data,
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return redirect("following", household_id)
    return _page(request, household_id, form)


def _page(request: SignedRequest, household_id: UUID, form: KeptForm | None = None) -> HttpResponse:
    today = clock.now().date()
    found = queries.page(household_id, request.who.keyring, today)
    checks = _checks(found)
    shown: dict[str, Any] = {
        "found": found,
        "household_id": household_id,
        "checks": [one for one in checks if one["view"].state != "done"],
        "past": [one for one in checks if one["view"].state == "done"],
        "fares": [showing.fares(who) for who in found.people],
        "form": form,
        "try_form": CheckTryForm(auto_id="try_%s"),
        "put_off_form": PutOffForm(auto_id="later_%s"),
        "names": {one.id: one.person for one in found.people},
        "today": today,
    }
    status = REFUSED if form is not None else 200
    return render(request, "resettlement/following/following.html", shown, status=status)


def _checks(found: Page) -> list[dict[str, Any]]:
    """Give each check with the words of its state, and who is left to be asked at it."""
    language = get_language() or "en"
    return [
        {
            "check": check,
            "view": check.view,
            "title": check.view.step.title.told(language),
            "state": STEP_STATES[check.view.state],
            "waits": check.view.state in ("open", "late"),
            "people": [
                (who, who.id in check.asked)
                for who in found.people
                if check.view.person in (None, who.id)
            ],
        }
        for check in found.checks
    ]


def _answers(told: FollowUp) -> dict[str, Any]:
    """Give what was kept before, as the form shows it, so that it is corrected and not lost."""
    said = {topic: str(told.level(topic) or "") for topic in TOPICS}
    rung = "" if told.ladder is None else str(told.ladder)
    kept = {name: getattr(told, name) for name in ("on", "reached", "wishes", "words", "alone")}
    return said | kept | {"ladder": rung}
