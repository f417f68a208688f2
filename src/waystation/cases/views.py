"""The pages of tips, people and groups."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.keptform import KeptForm
from waystation.cases import domain, intake_queries, queries, services
from waystation.cases.forms import (
    NAME_MAX,
    DecideForm,
    FileForm,
    GradeForm,
    GroupForm,
    HouseholdForm,
    PeopleForms,
    TipForm,
    WordsForm,
)
from waystation.cases.paging import page_of
from waystation.network.queries import places
from waystation.vault.door import Who, opens_to

CASEWORK = ("field manager", "case worker")
REFUSED = 422


@opens_to(*CASEWORK)
@require_GET
def tips(request: HttpRequest) -> HttpResponse:
    """List the tips in the order in which they want checking."""
    keyring, now = _who(request).keyring, clock.now()
    views = queries.tips(keyring, now)
    opened = [view for view in views if view.tip.is_open]
    late = [view for view in opened if view.clock and view.clock.is_late]
    page = page_of(views, request.GET.get("page", ""))
    shown: dict[str, object] = {"page": page, "n_open": len(opened), "n_late": len(late)}
    shown["came"] = intake_queries.unread(keyring)
    shown["tend"] = intake_queries.needs_tending(keyring, now)
    return render(request, "cases/tips.html", shown)


@opens_to(*CASEWORK)
def new_tip(request: HttpRequest) -> HttpResponse:
    """Put a tip on file."""
    keyring, now = _who(request).keyring, clock.now()
    form = TipForm(request.POST or None, places=places(keyring), initial={"heard_at": now})
    if form.is_valid():
        with form.keeping_refusals():
            tip_id = services.hear_tip(tip=form.tip(), keyring=keyring, now=now)
            return redirect("tip", tip_id)
    return _page(request, "cases/tip_new.html", form, {"form": form})


@opens_to(*CASEWORK)
@require_GET
def tip(request: HttpRequest, tip_id: UUID) -> HttpResponse:
    """Show a tip, what it is worth and what became of it."""
    return _tip_page(request, tip_id)


@opens_to(*CASEWORK)
@require_POST
def grade_tip(request: HttpRequest, tip_id: UUID) -> HttpResponse:
    """Judge the source and what was said."""
    form = GradeForm(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            services.grade_tip(
                tip_id=tip_id, **form.cleaned_data, keyring=_who(request).keyring, now=clock.now()
            )
            return redirect("tip", tip_id)
    return _tip_page(request, tip_id, grade=form)


@opens_to(*CASEWORK)
@require_POST
def decide_tip(request: HttpRequest, tip_id: UUID) -> HttpResponse:
    """Say what becomes of a tip."""
    keyring, now = _who(request).keyring, clock.now()
    moves = domain.moves_of(queries.tip(tip_id, keyring, now).tip)
    form = DecideForm(request.POST, moves=moves)
    if form.is_valid():
        with form.keeping_refusals():
            services.decide_tip(tip_id=tip_id, **form.cleaned_data, keyring=keyring, now=now)
            return redirect("tip", tip_id)
    return _tip_page(request, tip_id, decide=form)


@opens_to(*CASEWORK)
def new_household(request: HttpRequest, tip_id: UUID | None = None) -> HttpResponse:
    """Put a household on file that somebody is now in contact with, from a tip or without one."""
    keyring, now = _who(request).keyring, clock.now()
    initial: dict[str, object] = {"waiting_since": now.date()}
    if tip_id:
        heard = queries.tip(tip_id, keyring, now).tip
        initial = {
            "place": heard.place,
            "urgency": heard.urgency,
            "waiting_since": heard.heard_at.date(),
        }
    form = HouseholdForm(request.POST or None, places=places(keyring), initial=initial)
    members = PeopleForms(request.POST or None, prefix="people")
    if all([form.is_valid(), members.is_valid()]):
        with form.keeping_refusals():
            household_id = services.contact_household(
                household=form.household(now),
                people=members.people(),
                tip_id=tip_id,
                keyring=keyring,
                now=now,
            )
            return redirect("household", household_id)
    shown = {"form": form, "members": members, "tip_id": tip_id}
    return _page(request, "cases/household_new.html", form, shown)


@opens_to(*CASEWORK)
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """List who waits, the open groups and who has arrived."""
    return _people_page(request)


@opens_to(*CASEWORK)
@require_POST
def find_people(request: HttpRequest) -> HttpResponse:
    """Find households, those that arrived as well; what was looked for stands in no address."""
    keyring, today = _who(request).keyring, clock.now().date()
    said = request.POST.get("said", "")[:NAME_MAX]
    page = page_of(queries.find_households(said, keyring, today), "")
    shown = {"page": page, "waiting": page.rows, "said": said, "may_leave": domain.MAY_LEAVE}
    return render(request, "cases/people_found.html", shown)


@opens_to(*CASEWORK)
@require_GET
def arrived(request: HttpRequest) -> HttpResponse:
    """List the households that have arrived."""
    keyring, today = _who(request).keyring, clock.now().date()
    there = [line for line in queries.lines(keyring, today) if line.stands == "arrived"]
    there.sort(key=lambda line: line.household.arrived_on or today, reverse=True)
    page = page_of(there, request.GET.get("page", ""))
    shown = {"page": page, "n_people": sum(line.size for line in there)}
    return render(request, "cases/arrived.html", shown)


@opens_to(*CASEWORK)
@require_POST
def new_group(request: HttpRequest) -> HttpResponse:
    """Form a group of the households chosen in the list."""
    keyring, now = _who(request).keyring, clock.now()
    waiting = [line.id for line in queries.waiting_lines(keyring, now.date())]
    form = GroupForm(request.POST, waiting=waiting)
    if form.is_valid():
        with form.keeping_refusals():
            group_id = services.form_group(
                household_ids=form.cleaned_data["household"], keyring=keyring, now=now
            )
            return redirect("group", group_id)
    return _people_page(request, form)


@opens_to(*CASEWORK)
@require_GET
def household(request: HttpRequest, household_id: UUID) -> HttpResponse:
    """Show a household with its people."""
    return household_page(request, household_id)


@opens_to(*CASEWORK)
@require_POST
def note_contact(request: HttpRequest, household_id: UUID) -> HttpResponse:
    """Note the first contact with a household that was only heard of."""
    keyring, now = _who(request).keyring, clock.now()
    form = WordsForm(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            services.note_contact(
                household_id=household_id, contact=form.contact(now), keyring=keyring, now=now
            )
            return redirect("household", household_id)
    return household_page(request, household_id, form)


@opens_to(*CASEWORK)
@require_GET
def group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Show a group with everybody in it."""
    view = queries.group_detail(group_id, _who(request).keyring, clock.now().date())
    return render(request, "cases/group.html", {"view": view})


@opens_to(*CASEWORK)
@require_POST
def dissolve_group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Undo a group; its households wait again."""
    services.dissolve_group(group_id=group_id, keyring=_who(request).keyring, now=clock.now())
    return redirect("people")


def _tip_page(
    request: HttpRequest,
    tip_id: UUID,
    grade: GradeForm | None = None,
    decide: DecideForm | None = None,
) -> HttpResponse:
    view = queries.tip(tip_id, _who(request).keyring, clock.now())
    grades = {"source_grade": view.tip.source_grade, "word_grade": view.tip.word_grade}
    moves = domain.moves_of(view.tip)
    shown = {
        "view": view,
        "grade": grade or GradeForm(initial=grades),
        "decide": decide or (DecideForm(moves=moves) if moves else None),
    }
    return _page(request, "cases/tip.html", grade or decide, shown)


def _people_page(request: HttpRequest, form: GroupForm | None = None) -> HttpResponse:
    keyring, today = _who(request).keyring, clock.now().date()
    known = queries.lines(keyring, today)
    waiting = [line for line in known if line.stands in domain.WAITING]
    arrived = [line for line in known if line.stands == "arrived"]
    chosen = set(request.POST.getlist("household"))
    # Those chosen come first, so that a refused choice is seen whole.
    page = page_of(
        sorted(waiting, key=lambda line: str(line.id) not in chosen), request.GET.get("page", "")
    )
    shown = {
        "page": page,
        "waiting": queries.with_people(page.rows, keyring),
        "n_waiting": sum(line.size for line in waiting),
        "n_arrived": len(arrived),
        "n_people_arrived": sum(line.size for line in arrived),
        "groups": queries.groups(keyring, today, still_open=True),
        "may_leave": domain.MAY_LEAVE,
        "form": form,
        "chosen": chosen,
        "n_shut": queries.n_shut(keyring),
    }
    return _page(request, "cases/people.html", form, shown)


def household_page(
    request: HttpRequest,
    household_id: UUID,
    form: WordsForm | None = None,
    file_form: FileForm | None = None,
) -> HttpResponse:
    """Show a household, with a form again that was refused."""
    view = queries.household(household_id, _who(request).keyring, clock.now().date())
    shown = {
        "view": view,
        "form": form or WordsForm(),
        "file_form": file_form or FileForm(),
        "can_move": view.stands not in ("grouped", "moving")
        and len(_who(request).keyring.cells_of("cases")) > 1,
    }
    return _page(request, "cases/household.html", form or file_form, shown)


def _page(
    request: HttpRequest, template: str, form: KeptForm | None, shown: dict[str, Any]
) -> HttpResponse:
    """Show a page; one that shows a form again says so in its status."""
    status = REFUSED if form is not None and form.is_bound else 200
    return render(request, template, shown, status=status)


def _who(request: HttpRequest) -> Who:
    return request.who  # type: ignore[attr-defined, no-any-return]
