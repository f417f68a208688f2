"""The pages of people."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.keptform import KeptForm
from waystation.cases import concern, domain, queries, searching, services
from waystation.cases.contact import queries as contact
from waystation.cases.forms import (
    NAME_MAX,
    FileForm,
    HouseholdForm,
    WordsForm,
)
from waystation.cases.paging import page_of
from waystation.cases.person_forms import PeopleForms
from waystation.network.queries import places
from waystation.vault.door import Who, opens_to

CASEWORK = ("field manager", "case worker")
REFUSED = 422
# So many of each kind stand on the board; the rest on a page of its own.
ON_BOARD = 6


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
@require_GET
def people_shown(request: HttpRequest, show: concern.Show) -> HttpResponse:
    """List all cases that are due, that worry, that are the reader's own, or whatever there is."""
    keyring, today = _who(request).keyring, clock.now().date()
    known = queries.lines(keyring, today)
    lists: dict[concern.Show, Callable[[], list[queries.Line]]] = {
        "due": lambda: concern.due(known, today),
        "worries": lambda: [one.line for one in concern.worrying(known, today)],
        "mine": lambda: concern.mine(known, keyring.user_id),
        "all": lambda: known,
    }
    page = page_of(lists[show](), request.GET.get("page", ""))
    rows = [concern.Worried(line, concern.worries(line, today)) for line in page.rows]
    shown = {"page": page, "rows": rows, "show": show, "today": today}
    return render(request, "cases/people_shown.html", shown)


@opens_to(*CASEWORK)
@require_POST
def find_people(request: HttpRequest) -> HttpResponse:
    """Find households, those that arrived as well; what was looked for stands in no address."""
    keyring, today = _who(request).keyring, clock.now().date()
    said = request.POST.get("said", "")[:NAME_MAX]
    page = page_of(searching.find_households(said, keyring, today), "")
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


def _people_page(request: HttpRequest) -> HttpResponse:
    keyring, today = _who(request).keyring, clock.now().date()
    known = queries.lines(keyring, today)
    due, worrying = concern.due(known, today), concern.worrying(known, today)
    waiting = [line for line in known if line.waits]
    arrived = [line for line in known if line.stands == "arrived"]
    page = page_of(waiting, request.GET.get("page", ""))
    shown = {
        "page": page,
        "due": due[:ON_BOARD],
        "n_due": len(due),
        "worrying": worrying[:ON_BOARD],
        "n_worrying": len(worrying),
        "today": today,
        "waiting": queries.with_people(page.rows, keyring),
        "n_waiting": sum(line.size for line in waiting),
        "n_arrived": len(arrived),
        "n_people_arrived": sum(line.size for line in arrived),
        "groups": queries.groups(keyring, today, still_open=True),
        "may_leave": domain.MAY_LEAVE,
        "n_shut": queries.n_shut(keyring),
    }
    return render(request, "cases/people.html", shown)


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
        "people": list(zip(view.household.people, view.people, strict=True)),
        "contact": contact.sheet(view, _who(request).keyring, clock.now()),
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
