"""The pages of everybody after arrival: a case worker's day, and one household's pathway."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.keptform import KeptForm
from waystation.cases import queries as casework
from waystation.cases.paging import page_of
from waystation.cases.views import CASEWORK, REFUSED
from waystation.network.queries import places
from waystation.resettlement.book.queries import open_pathways, tables
from waystation.resettlement.stays import handing, living, queries, services, showing
from waystation.resettlement.stays.board import SHOWS, board
from waystation.resettlement.stays.domain import mark_of
from waystation.resettlement.stays.forms import (
    BeginForm,
    DoneForm,
    EndForm,
    FactForm,
    HandOverForm,
    PeopleForm,
    StepForm,
    VersionForm,
)
from waystation.vault.door import SignedRequest, opens_to

# So many of each kind stand on the board; the rest on a page of its own.
ON_BOARD = 8
# So many stays are worked out anew in passing; the rest when the board is opened again.
AT_ONCE = 40


@opens_to(*CASEWORK)
@require_GET
def newcomers(request: SignedRequest) -> HttpResponse:
    """Show what is to be done today with everybody after arrival."""
    keyring, today = request.who.keyring, clock.now().date()
    book = tables(keyring)
    known = {(one.code, one.version): one for one in book.pathways}
    names = casework.place_names(keyring)
    households = casework.opened_households(keyring)
    stays = queries.stays(keyring, households)
    begun = {view.household_id for view in stays}
    begin = [
        line
        for line in casework.lines(keyring, today, names=names, households=households)
        if line.stands == "arrived" and line.id not in begun
    ]
    chosen = request.GET.get("pathway", "")
    kept = [view for view in stays if chosen in ("", view.stay.pathway)]
    marks = {key: mark_of(one, book) for key, one in known.items()}
    found = board(kept, begin, known, marks, today)
    shown: dict[str, Any] = {
        "board": found,
        "chosen": chosen,
        "pathways": [one for one in known.values() if one.code in {v.stay.pathway for v in stays}],
        "names": names,
        "on_board": ON_BOARD,
    }
    show = request.GET.get("show", "")
    if show not in SHOWS:
        return render(request, "resettlement/stays/board.html", shown)
    shown["show"], shown["page"] = show, page_of(getattr(found, show), request.GET.get("page", ""))
    return render(request, "resettlement/stays/shown.html", shown)


@opens_to(*CASEWORK)
@require_POST
def look_again(request: SignedRequest) -> HttpResponse:
    """Work out days anew: everybody's, or those that want it if the board asks by itself."""
    by_itself = "X-Asks-By-Itself" in request.headers
    at_most = AT_ONCE if by_itself else None
    services.look_again(keyring=request.who.keyring, now=clock.now(), at_most=at_most)
    return HttpResponse(status=204) if by_itself else redirect("newcomers")


@opens_to(*CASEWORK)
@require_GET
def stay(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Show where a household stands on its pathway, or let one that has none begin."""
    if queries.find_stay(household_id, request.who.keyring) is None:
        return redirect("stay-begin", household_id)
    return _page(request, household_id)


@opens_to(*CASEWORK)
def begin(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Choose the pathway that a household begins."""
    keyring, now = request.who.keyring, clock.now()
    view = casework.household(household_id, keyring, now.date())
    offered = open_pathways(keyring)
    form = BeginForm(
        request.POST or None,
        pathways=offered,
        places=places(keyring),
        initial={"on": view.household.arrived_on or now.date(), "place": view.household.place},
    )
    if form.is_valid():
        with form.keeping_refusals():
            services.begin(household_id=household_id, **form.cleaned_data, keyring=keyring, now=now)
            return redirect("stay-page", household_id)
    shown = {"form": form, "view": view, "pathways": offered}
    status = REFUSED if form.is_bound else 200
    return render(request, "resettlement/stays/begin.html", shown, status=status)


@opens_to(*CASEWORK)
@require_POST
def done(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Note that a step is done."""

    def save(form: DoneForm, said: dict[str, Any]) -> None:
        services.note_done(on=form.cleaned_data["on"], **form.which(), **said)

    return _change(request, household_id, DoneForm(request.POST), save)


@opens_to(*CASEWORK)
@require_POST
def undo(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Take back that a step is done."""

    def save(form: StepForm, said: dict[str, Any]) -> None:
        services.undo_done(**form.which(), **said)

    return _change(request, household_id, StepForm(request.POST), save)


@opens_to(*CASEWORK)
@require_POST
def fact(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Note a day from which steps count."""
    page = showing.page(household_id, request.who.keyring, clock.now().date())

    def save(form: FactForm, said: dict[str, Any]) -> None:
        services.note_fact(**form.cleaned_data, **said)

    return _change(
        request, household_id, FactForm(request.POST, auto_id="fact-%s", facts=_facts(page)), save
    )


@opens_to(*CASEWORK)
def people(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Say who belongs to a household, and on which grounds somebody may be due more."""
    keyring, now = request.who.keyring, clock.now()
    view = queries.stay(household_id, keyring)
    household = casework.household(household_id, keyring, now.date())
    form = PeopleForm(
        request.POST or None,
        people=showing.names_in(household),
        initial={
            name: value
            for member in view.stay.members
            for name, value in (
                (f"here-{member.person}", True),
                (f"grounds-{member.person}", list(member.grounds)),
            )
        },
    )
    if form.is_valid():
        with form.keeping_refusals():
            living.note_members(
                household_id=household_id,
                members=form.members(),
                why=form.cleaned_data["why"],
                keyring=keyring,
                now=now,
            )
            return redirect("stay-page", household_id)
    status = REFUSED if form.is_bound else 200
    shown = {"form": form, "view": household}
    return render(request, "resettlement/stays/people.html", shown, status=status)


@opens_to(*CASEWORK)
@require_POST
def version(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Take the newer version of a pathway."""

    def save(form: VersionForm, said: dict[str, Any]) -> None:
        services.take_version(**form.cleaned_data, **said)

    return _change(request, household_id, VersionForm(request.POST), save)


@opens_to(*CASEWORK)
def hand_over(request: SignedRequest, household_id: UUID, step: str) -> HttpResponse:
    """Note that a newcomer met the next worker, as the newcomer says."""
    keyring, now = request.who.keyring, clock.now()
    page = showing.page(household_id, keyring, now.date())
    people = [(str(one), name) for one, name in page.here]
    form = HandOverForm(request.POST or None, people=people, initial={"on": now.date()})
    if form.is_valid():
        with form.keeping_refusals():
            handing.hand_over(
                household_id=household_id, step=step, **form.cleaned_data, keyring=keyring, now=now
            )
            return redirect("stay-page", household_id)
    shown = {"form": form, "page": page, "step": handing.step_of(page.pathway, step)}
    status = REFUSED if form.is_bound else 200
    return render(request, "resettlement/stays/hand_over.html", shown, status=status)


@opens_to(*CASEWORK)
@require_POST
def end(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """End a pathway with a reason."""

    def save(form: EndForm, said: dict[str, Any]) -> None:
        services.end(**form.cleaned_data, **said)

    return _change(request, household_id, EndForm(request.POST, auto_id="end-%s"), save)


@opens_to(*CASEWORK)
@require_POST
def again(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Take up a pathway that was ended."""
    services.take_up_again(household_id=household_id, keyring=request.who.keyring, now=clock.now())
    return redirect("stay-page", household_id)


def _change(
    request: SignedRequest,
    household_id: UUID,
    form: KeptForm,
    save: Callable[[Any, dict[str, Any]], None],
) -> HttpResponse:
    """Do what a form of the page asks for, or show the page with the form again."""
    keyring, now = request.who.keyring, clock.now()
    if form.is_valid():
        with form.keeping_refusals():
            save(form, {"household_id": household_id, "keyring": keyring, "now": now})
            return redirect("stay-page", household_id)
    return _page(request, household_id, form)


def _page(request: SignedRequest, household_id: UUID, form: KeptForm | None = None) -> HttpResponse:
    today = clock.now().date()
    page = showing.page(household_id, request.who.keyring, today)
    shown = {
        "page": page,
        "view": page.view,
        "today": today,
        "form": form,
        "fact": form
        if isinstance(form, FactForm)
        else FactForm(auto_id="fact-%s", facts=_facts(page)),
        "end": form
        if isinstance(form, EndForm)
        else EndForm(auto_id="end-%s", initial={"on": today}),
    }
    status = REFUSED if form is not None else 200
    return render(request, "resettlement/stays/stay.html", shown, status=status)


def _facts(page: showing.Page) -> list[tuple[str, str]]:
    return [(fact.code, fact.name.told(get_language() or "en")) for fact, _on in page.facts]
