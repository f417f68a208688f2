"""The page of a household's support: goals, who stands beside them, courses."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.keptform import KeptForm
from waystation.cases import parts
from waystation.cases.views import CASEWORK, REFUSED
from waystation.resettlement.programmes import domain, queries, wording
from waystation.resettlement.programmes.course_forms import EnrolForm
from waystation.resettlement.programmes.domain import Goal
from waystation.resettlement.programmes.forms import (
    ContactForm,
    EndForm,
    GoalForm,
    JudgeForm,
    PairForm,
    PauseForm,
    WishFields,
    WishForm,
)
from waystation.resettlement.programmes.queries import SupportPage, SupportView
from waystation.resettlement.programmes.services import beside as services
from waystation.resettlement.programmes.services import courses
from waystation.vault.door import SignedRequest, opens_to

HERE = "resettlement/programmes"


@opens_to(*CASEWORK)
@require_GET
def page(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Show a household's goals, who stands beside its people, and its courses."""
    return _page(request, household_id)


@opens_to(*CASEWORK)
@require_POST
def goal(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Write down a goal in somebody's own words."""
    keyring, now = request.who.keyring, clock.now()
    view = queries.support_page(household_id, keyring, now.date())
    form = GoalForm(request.POST, prefix="goal", people=_names(view))
    if form.is_valid():
        with form.keeping_refusals():
            services.say_goal(household_id=household_id, goal=form.goal(), keyring=keyring, now=now)
            return redirect("support", household_id)
    return _page(request, household_id, goal=form)


@opens_to(*CASEWORK)
@require_http_methods(["GET", "POST"])
def change_goal(request: SignedRequest, goal_id: UUID) -> HttpResponse:
    """Write a goal anew, as the person now says it."""
    keyring, now = request.who.keyring, clock.now()
    kept = parts.read(goal_id, Goal, keyring)
    view = queries.support_page(kept.case, keyring, now.date())
    was = kept.value
    said = {name: getattr(was, name) for name in ("words", "kind", "person", "next_step", "by")}
    form = GoalForm(request.POST or None, people=_names(view), initial=said)
    if form.is_valid():
        with form.keeping_refusals():
            anew = form.goal(judged=was.judged, judged_on=was.judged_on)
            services.change_goal(goal_id=goal_id, was=was, goal=anew, keyring=keyring, now=now)
            return redirect("support", kept.case)
    shown = {"view": view, "form": form, "kept": kept}
    return render(request, f"{HERE}/goal.html", shown, status=_status(form))


@opens_to(*CASEWORK)
@require_POST
def judge(request: SignedRequest, goal_id: UUID) -> HttpResponse:
    """Note what the person says of a goal."""
    keyring = request.who.keyring
    case = parts.read(goal_id, Goal, keyring).case
    form = JudgeForm(request.POST)
    if form.is_valid():
        services.judge(goal_id=goal_id, **form.cleaned_data, keyring=keyring, now=clock.now())
        return redirect("support", case)
    return _page(request, case, judge=form)


@opens_to(*CASEWORK)
@require_POST
def wish(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Note that somebody wishes for a person beside them, and whom."""
    keyring, now = request.who.keyring, clock.now()
    view = queries.support_page(household_id, keyring, now.date())
    form = WishForm(request.POST, prefix="wish", people=_adults(view))
    if form.is_valid():
        with form.keeping_refusals():
            made = services.wish_for(
                household_id=household_id,
                person_id=form.cleaned_data["person"],
                wish=form.wish(),
                keyring=keyring,
                now=now,
            )
            return redirect("support-pair", made)
    return _page(request, household_id, wish=form)


@opens_to(*CASEWORK)
@require_POST
def enrol(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Note that people of a household come to a course."""
    keyring, now = request.who.keyring, clock.now()
    view = queries.support_page(household_id, keyring, now.date())
    form = _enrol_form(view, request)
    if form.is_valid():
        with form.keeping_refusals():
            courses.enrol(
                course_id=form.cleaned_data["course"],
                household_id=household_id,
                people=form.cleaned_data["people"],
                bring=form.bring(),
                keyring=keyring,
                now=now,
            )
            return redirect("support", household_id)
    return _page(request, household_id, enrol=form)


@opens_to(*CASEWORK)
@require_http_methods(["GET", "POST"])
def pairing(request: SignedRequest, support_id: UUID) -> HttpResponse:
    """Hold those who help against a wish and choose one: the page explains, a person chooses."""
    keyring, now = request.who.keyring, clock.now()
    view, found = queries.support(support_id, keyring, now.date())
    form = PairForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.keeping_refusals():
            services.pair(
                support_id=support_id,
                helper_id=form.cleaned_data["helper"],
                limits_read=form.cleaned_data["limits_read"],
                keyring=keyring,
                now=now,
            )
            return redirect("support", view.id)
    asked = found.kept.value.wish
    said = {"language": asked.language, "sex": asked.sex, "age": asked.age}
    shown = {
        "view": view,
        "found": found,
        "form": form,
        "wish": WishFields(initial=said),
        "candidates": queries.candidates(found.kept, keyring, now.date()),
        "limits": wording.LIMITS,
    }
    return render(request, f"{HERE}/pair.html", shown, status=_status(form))


@opens_to(*CASEWORK)
@require_POST
def change_wish(request: SignedRequest, support_id: UUID) -> HttpResponse:
    """Write anew whom a person wishes beside them."""
    keyring, now = request.who.keyring, clock.now()
    queries.support(support_id, keyring, now.date())
    form = WishFields(request.POST)
    if form.is_valid():
        services.change_wish(support_id=support_id, wish=form.wish(), keyring=keyring, now=now)
    return redirect("support-pair", support_id)


@opens_to(*CASEWORK)
@require_POST
def contact(request: SignedRequest, support_id: UUID) -> HttpResponse:
    """Note that two were in touch, or that it was tried."""
    return _on_support(request, support_id, "contact", ContactForm, services.note_contact)


@opens_to(*CASEWORK)
@require_POST
def rest(request: SignedRequest, support_id: UUID) -> HttpResponse:
    """Let support rest until a day."""
    return _on_support(request, support_id, "rest", PauseForm, services.pause)


@opens_to(*CASEWORK)
@require_POST
def go_on(request: SignedRequest, support_id: UUID) -> HttpResponse:
    """Go on after a rest, or take back that it ends."""
    return _on_support(request, support_id, "on", KeptForm, services.go_on)


@opens_to(*CASEWORK)
@require_POST
def say_end(request: SignedRequest, support_id: UUID) -> HttpResponse:
    """Say in advance on which day support ends."""
    return _on_support(request, support_id, "end", EndForm, services.say_end)


@opens_to(*CASEWORK)
@require_POST
def end(request: SignedRequest, support_id: UUID) -> HttpResponse:
    """Note that support ended, or that a wish was taken back."""
    return _on_support(request, support_id, "done", KeptForm, services.end)


def _on_support(
    request: SignedRequest,
    support_id: UUID,
    what: str,
    shape: type[KeptForm],
    act: Callable[..., None],
) -> HttpResponse:
    """Do something with one who stands beside somebody, and show the household's page again."""
    keyring, now = request.who.keyring, clock.now()
    view, _found = queries.support(support_id, keyring, now.date())
    form = shape(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            act(support_id=support_id, **form.cleaned_data, keyring=keyring, now=now)
            return redirect("support", view.id)
    return _page(request, view.id, about=support_id, **{what: form})


def _page(
    request: SignedRequest, household_id: UUID, about: UUID | None = None, **forms: KeptForm
) -> HttpResponse:
    today = clock.now().date()
    view = queries.support_page(household_id, request.who.keyring, today)
    names = dict(_names(view))
    typed = forms if about else {}
    shown: dict[str, Any] = {
        "page": view,
        "today": today,
        "first_end": domain.first_end("goals reached", today),
        "goals": [(kept, kept.value.person and names[kept.value.person]) for kept in view.goals],
        "coming": [(one, names.get(one.person)) for one in view.coming],
        "supports": [
            _card(one, today, typed if one.kept.id == about else {}) for one in view.supports
        ],
        "goal": GoalForm(prefix="goal", people=_names(view)),
        "wish": WishForm(prefix="wish", people=_adults(view)),
        "enrol": _enrol_form(view),
        "refused": next((form for form in forms.values() if form.refused), None),
        "limits": wording.LIMITS,
    }
    return render(request, f"{HERE}/support.html", shown | forms, status=REFUSED if forms else 200)


def _card(one: SupportView, today: date, typed: dict[str, KeptForm]) -> dict[str, Any]:
    """Give one who stands beside somebody with the forms of what can be done; ids differ."""
    ids = f"{one.kept.id}-%s"
    first = domain.first_end("goals reached", today)
    forms = {
        "contact": ContactForm(initial={"on": today}, auto_id=f"contact-{ids}"),
        "rest": PauseForm(auto_id=f"rest-{ids}"),
        "end": EndForm(initial={"ends_on": first}, auto_id=f"end-{ids}"),
    }
    return {"one": one, "said": one.kept.value, **forms, **typed}


def _names(view: SupportPage) -> list[tuple[UUID, str]]:
    return [(one, person.name or "–") for one, person in view.people]


def _adults(view: SupportPage) -> list[tuple[UUID, str]]:
    today = view.view.today
    return [
        (one, person.name or "–") for one, person in view.people if not person.is_child_on(today)
    ]


def _enrol_form(view: SupportPage, request: SignedRequest | None = None) -> EnrolForm:
    offered = [(line.id, line.course.title) for line in view.offered]
    data = request.POST if request else None
    return EnrolForm(data, prefix="enrol", people=_names(view), courses=offered)


def _status(form: KeptForm) -> int:
    return REFUSED if form.refused or (form.is_bound and not form.is_valid()) else 200
