"""The pages of courses, workshops and events."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.base.keptform import KeptForm
from waystation.cases.views import CASEWORK, REFUSED
from waystation.resettlement.programmes import seats
from waystation.resettlement.programmes.course_forms import (
    CameForm,
    CardsForm,
    CodeForm,
    CopyForm,
    CourseForm,
    DaysForm,
    EnrolFields,
    SeatForm,
)
from waystation.resettlement.programmes.forms import WhyForm
from waystation.resettlement.programmes.queries import courses as queries
from waystation.resettlement.programmes.queries.courses import CoursePage
from waystation.resettlement.programmes.services import courses as services
from waystation.vault.door import SignedRequest, opens_to

HERE = "resettlement/programmes"
FIELDS = (
    "title", "kind", "topic", "language", "interpreter", "place", "teacher", "seats", "childcare",
    "refund",
)  # fmt: skip


@opens_to(*CASEWORK)
@require_GET
def board(request: SignedRequest) -> HttpResponse:
    """Show the courses, workshops and events, the next first."""
    today = clock.now().date()
    lines = queries.listed(request.who.keyring, today)
    shown = {
        "coming": [line for line in lines if not line.course.is_over_on(today)],
        "past": [line for line in lines if line.course.is_over_on(today)],
        "n_to_tell": sum(line.n_to_tell for line in lines),
    }
    return render(request, f"{HERE}/courses.html", shown)


@opens_to(*CASEWORK)
@require_http_methods(["GET", "POST"])
def make(request: SignedRequest) -> HttpResponse:
    """Make a course, a workshop or an event."""
    form = CourseForm(request.POST or None)
    if form.is_valid():
        with form.keeping_refusals():
            made = services.make(course=form.course(), keyring=request.who.keyring, now=clock.now())
            return redirect("course", made)
    return render(request, f"{HERE}/course_new.html", {"form": form}, status=_status(form))


@opens_to(*CASEWORK)
@require_GET
def page(request: SignedRequest, course_id: UUID) -> HttpResponse:
    """Show one course: its days, who comes, who waits, and who has to be told."""
    return _page(request, course_id)


@opens_to(*CASEWORK)
@require_http_methods(["GET", "POST"])
def change(request: SignedRequest, course_id: UUID) -> HttpResponse:
    """Write anew what a course is and where."""
    keyring, now = request.who.keyring, clock.now()
    found = queries.page(course_id, keyring, now.date())
    said = {name: getattr(found.line.course, name) for name in FIELDS}
    form = CourseForm(request.POST or None, initial=said)
    if form.is_valid():
        with form.keeping_refusals():
            services.change(course_id=course_id, course=form.course(), keyring=keyring, now=now)
            return redirect("course", course_id)
    shown = {"form": form, "found": found}
    return render(request, f"{HERE}/course_new.html", shown, status=_status(form))


@opens_to(*CASEWORK)
@require_POST
def copy(request: SignedRequest, course_id: UUID) -> HttpResponse:
    """Copy a course for the next term."""
    keyring, now = request.who.keyring, clock.now()
    queries.page(course_id, keyring, now.date())
    form = CopyForm(request.POST, prefix="copy")
    if form.is_valid():
        with form.keeping_refusals():
            made = services.copy(course_id=course_id, **form.cleaned_data, keyring=keyring, now=now)
            return redirect("course", made)
    return _page(request, course_id, copy=form)


@opens_to(*CASEWORK)
@require_POST
def add_days(request: SignedRequest, course_id: UUID) -> HttpResponse:
    """Add days to a course."""
    keyring, now = request.who.keyring, clock.now()
    queries.page(course_id, keyring, now.date())
    form = DaysForm(request.POST, prefix="days")
    if form.is_valid():
        with form.keeping_refusals():
            services.add_sessions(
                course_id=course_id, sessions=form.sessions(), keyring=keyring, now=now
            )
            return redirect("course", course_id)
    return _page(request, course_id, days=form)


@opens_to(*CASEWORK)
@require_POST
def enrol(request: SignedRequest, course_id: UUID) -> HttpResponse:
    """Find a household by its code, then note who of it comes."""
    keyring, now = request.who.keyring, clock.now()
    queries.page(course_id, keyring, now.date())
    code = CodeForm(request.POST)
    if not code.is_valid():
        return _page(request, course_id, code=code)
    with code.keeping_refusals():
        said = code.cleaned_data["code"]
        household_id, people = queries.enrollable(course_id, said, keyring)
        names = [(one, person.name or "–") for one, person in people]
        chosen = request.POST if "chosen" in request.POST else None
        form = EnrolFields(chosen, prefix="enrol", people=names)
        if form.is_valid():
            with form.keeping_refusals():
                services.enrol(
                    course_id=course_id,
                    household_id=household_id,
                    people=form.cleaned_data["people"],
                    bring=form.bring(),
                    keyring=keyring,
                    now=now,
                )
                return redirect("course", course_id)
        found = queries.page(course_id, keyring, now.date())
        shown = {"found": found, "form": form, "code": said}
        return render(request, f"{HERE}/course_enrol.html", shown, status=_status(form))
    return _page(request, course_id, code=code)


@opens_to(*CASEWORK)
@require_POST
def leave(request: SignedRequest, course_id: UUID) -> HttpResponse:
    """Note that somebody does not come any more."""
    return _act(request, course_id, SeatForm(request.POST), _leave)


@opens_to(*CASEWORK)
@require_POST
def told(request: SignedRequest, course_id: UUID) -> HttpResponse:
    """Note that somebody was told."""
    return _act(request, course_id, SeatForm(request.POST), _told)


@opens_to(*CASEWORK)
@require_POST
def cards(request: SignedRequest, course_id: UUID) -> HttpResponse:
    """Count anonymous cards that came in."""
    keyring, now = request.who.keyring, clock.now()
    queries.page(course_id, keyring, now.date())
    form = CardsForm(request.POST, prefix="cards")
    if form.is_valid():
        with form.keeping_refusals():
            services.count_cards(
                course_id=course_id,
                cards=form.cards(),
                n=form.cleaned_data["n"],
                keyring=keyring,
                now=now,
            )
            return redirect("course", course_id)
    return _page(request, course_id, cards=form)


@opens_to(*CASEWORK)
@require_POST
def anew(request: SignedRequest, course_id: UUID) -> HttpResponse:
    """Forget the cards that were counted, to count them again."""
    services.count_anew(course_id=course_id, keyring=request.who.keyring, now=clock.now())
    return redirect("course", course_id)


@opens_to(*CASEWORK)
@require_POST
def cancel(request: SignedRequest, course_id: UUID, number: int) -> HttpResponse:
    """Cancel a session, and see who has to be told."""
    keyring, now = request.who.keyring, clock.now()
    queries.page(course_id, keyring, now.date())
    form = WhyForm(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            services.cancel(
                course_id=course_id,
                number=number,
                **form.cleaned_data,
                keyring=keyring,
                now=now,
            )
            return redirect("course", course_id)
    return _page(request, course_id, why=form)


@opens_to(*CASEWORK)
@require_POST
def attend(request: SignedRequest, course_id: UUID, number: int) -> HttpResponse:
    """Note who was there on a day."""
    keyring, now = request.who.keyring, clock.now()
    found = queries.page(course_id, keyring, now.date())
    numbers = [seat.nr for seat in found.line.course.enrolled]
    form = CameForm(request.POST, numbers=numbers)
    if form.is_valid():
        with form.keeping_refusals():
            services.attend(
                course_id=course_id,
                number=number,
                **form.cleaned_data,
                keyring=keyring,
                now=now,
            )
            return redirect("course", course_id)
    return _page(request, course_id, came=form)


@opens_to(*CASEWORK)
@require_GET
def roster(request: SignedRequest, course_id: UUID) -> HttpResponse:
    """Show a list to be printed, to be ticked by hand: codes and initials, no names."""
    found = queries.page(course_id, request.who.keyring, clock.now().date())
    shown = {"found": found, "course": found.line.course, "empty": range(3)}
    return render(request, f"{HERE}/roster.html", shown)


def _leave(course_id: UUID, said: dict[str, Any], **who: Any) -> None:
    services.leave(course_id=course_id, nr=said["nr"], **who)


def _told(course_id: UUID, said: dict[str, Any], **who: Any) -> None:
    number = seats.NO_SESSION if said["number"] is None else said["number"]
    services.note_told(course_id=course_id, nr=said["nr"], number=number, **who)


def _act(
    request: SignedRequest, course_id: UUID, form: SeatForm, act: Callable[..., None]
) -> HttpResponse:
    keyring, now = request.who.keyring, clock.now()
    queries.page(course_id, keyring, now.date())
    if form.is_valid():
        with form.keeping_refusals():
            act(course_id, form.cleaned_data, keyring=keyring, now=now)
            return redirect("course", course_id)
    return _page(request, course_id, seat=form)


def _page(request: SignedRequest, course_id: UUID, **forms: KeptForm) -> HttpResponse:
    today = clock.now().date()
    found = queries.page(course_id, request.who.keyring, today)
    shown: dict[str, Any] = {
        "found": found,
        "course": found.line.course,
        "today": today,
        "days": DaysForm(prefix="days"),
        "copy": CopyForm(prefix="copy"),
        "code": CodeForm(),
        "cards": CardsForm(prefix="cards"),
        "answers": _answers(found),
        "refused": next((form for form in forms.values() if _says_no(form)), None),
    }
    return render(request, f"{HERE}/course.html", shown | forms, status=REFUSED if forms else 200)


def _says_no(form: KeptForm) -> bool:
    """Say whether a form was refused; what is wrong in one without fields to show is said above."""
    if not form.refused and isinstance(form, SeatForm | CameForm | WhyForm):
        form.refused = Refused(
            next(str(error) for errors in form.errors.values() for error in errors)
        )
    return form.refused is not None


def _answers(found: CoursePage) -> list[tuple[str, list[tuple[str, int]]]]:
    """Give the counted cards by question; nothing while there are few enough to be told apart."""
    course = found.line.course
    if course.n_cards < seats.CARDS_SHOWN_FROM:
        return []
    return [
        (question, [(a, course.cards.get(seats.card_key(question, a), 0)) for a in seats.ANSWERS])
        for question in seats.QUESTIONS
    ]


def _status(form: KeptForm) -> int:
    return REFUSED if form.refused or (form.is_bound and not form.is_valid()) else 200
