"""The pages of one person's record, and of what a household's page says."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.base.keptform import KeptForm
from waystation.cases import queries as cases
from waystation.cases import recording
from waystation.cases.consent.services import require
from waystation.cases.person_forms import NewPersonForm
from waystation.cases.person_words import LANGUAGES
from waystation.cases.recording import Tie
from waystation.cases.records import copies, finding, queries, services
from waystation.cases.records.domain import Request, mark_of
from waystation.cases.records.forms import (
    PIECE_FORMS,
    AnswerForm,
    HomeForm,
    PhotoForm,
    RequestForm,
    TieForm,
)
from waystation.cases.records.queries import Record
from waystation.cases.records.wording import PIECES
from waystation.cases.views import CASEWORK, REFUSED
from waystation.network.queries import places
from waystation.vault.door import SignedRequest, opens_to


@opens_to(*CASEWORK)
@require_GET
def person(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Show a person's record."""
    return person_page(request, person_id)


@opens_to(*CASEWORK)
def edit(request: SignedRequest, person_id: UUID, piece: str) -> HttpResponse:
    """Change one piece of a record."""
    record, keyring = _record(request, person_id), request.who.keyring
    files = cases.household(record.household_id, keyring, record.today).files
    form = PIECE_FORMS[piece](request.POST or None, person=record.person, files=files)
    if request.method == "POST" and form.is_valid():
        with form.keeping_refusals():
            services.change_piece(
                person_id=person_id,
                fields=form.values(),
                seen=form.cleaned_data["seen"],
                why=form.cleaned_data["why"],
                keyring=keyring,
                now=clock.now(),
            )
            return redirect("person", person_id)
    shown = {"record": record, "form": form, "called": PIECES[piece], "languages": LANGUAGES}
    return _page(request, "cases/records/piece.html", form, shown)


@opens_to(*CASEWORK)
def add(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Put one more person into a household."""
    keyring, now = request.who.keyring, clock.now()
    view = cases.household(household_id, keyring, now.date())
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.keeping_refusals():
            person_id = recording.add_person(
                household_id=household_id, value=form.person(), keyring=keyring, now=now
            )
            return redirect("person", person_id)
    shown = {"view": view, "form": form, "languages": LANGUAGES}
    return _page(request, "cases/records/person_new.html", form, shown)


@opens_to(*CASEWORK)
def edit_household(request: SignedRequest, household_id: UUID) -> HttpResponse:
    """Change what a household's page says."""
    keyring, now = request.who.keyring, clock.now()
    view = cases.household(household_id, keyring, now.date())
    seen = mark_of(view.household, HomeForm.CHANGED)
    initial = HomeForm.said_in(view.household) | {"seen": seen}
    form = HomeForm(request.POST or None, places=places(keyring), initial=initial)
    if request.method == "POST" and form.is_valid():
        with form.keeping_refusals():
            services.change_household(
                household_id=household_id,
                fields=form.values(),
                seen=form.cleaned_data["seen"],
                why=form.cleaned_data["why"],
                keyring=keyring,
                now=now,
            )
            return redirect("household", household_id)
    return _page(request, "cases/records/home.html", form, {"view": view, "form": form})


@opens_to(*CASEWORK)
@require_POST
def tie(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Write down what somebody else is to this person."""
    record, keyring = _record(request, person_id), request.who.keyring
    form = TieForm(request.POST, auto_id="tie_%s", offered=_offered(request, record))
    if form.is_valid():
        said = form.cleaned_data
        with form.keeping_refusals():
            other = said["other"] or finding.by_number(said["elsewhere"], keyring)
            made = Tie(
                one=person_id,
                other=other,
                kind=said["kind"],
                informal=said["informal"],
                hard=said["hard"],
                evidence=said["evidence"],
            )
            recording.tie(tie=made, keyring=keyring, now=clock.now())
            return redirect("person", person_id)
    return person_page(request, person_id, tie_form=form)


@opens_to(*CASEWORK)
@require_POST
def untie(request: SignedRequest, person_id: UUID, other_id: UUID) -> HttpResponse:
    """Take back what two people were said to be to each other."""
    recording.untie(one=person_id, other=other_id, keyring=request.who.keyring, now=clock.now())
    return redirect("person", person_id)


@opens_to(*CASEWORK)
def photo(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Show somebody's photograph, or keep one, while they agree to it."""
    record, keyring, now = _record(request, person_id), request.who.keyring, clock.now()
    who = {"household_id": record.household_id, "person_id": person_id}
    if request.method != "POST":
        file, content = services.show_photo(**who, keyring=keyring, now=now)
        answer = HttpResponse(content, content_type=file.media_type)
        answer["Content-Disposition"] = f'inline; filename="{file.leaves_as}"'
        answer["X-Content-Type-Options"] = "nosniff"
        return answer
    form = PhotoForm(request.POST, request.FILES, auto_id="photo_%s")
    if form.is_valid():
        with form.keeping_refusals():
            content = form.cleaned_data["content"].read()
            services.keep_photo(**who, content=content, keyring=keyring, now=now)
            return redirect("person", person_id)
    return person_page(request, person_id, photo_form=form)


@opens_to(*CASEWORK)
@require_POST
def remove_photo(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Remove somebody's photograph for good."""
    services.remove_photo(person_id=person_id, keyring=request.who.keyring, now=clock.now())
    return redirect("person", person_id)


@opens_to(*CASEWORK)
@require_POST
def ask(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Write down what somebody asks about their record."""
    record, form = _record(request, person_id), RequestForm(request.POST, auto_id="ask_%s")
    if form.is_valid():
        with form.keeping_refusals():
            asked = Request(person=person_id, due_on=record.today, **form.cleaned_data)
            services.note_request(
                household_id=record.household_id,
                request=asked,
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return redirect("person", person_id)
    return person_page(request, person_id, request_form=form)


@opens_to(*CASEWORK)
@require_POST
def answer(request: SignedRequest, person_id: UUID, request_id: UUID) -> HttpResponse:
    """Note what came of a request."""
    queries.request(request_id, person_id, request.who.keyring)
    form = AnswerForm(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            services.answer_request(
                request_id=request_id,
                **form.cleaned_data,
                keyring=request.who.keyring,
                now=clock.now(),
            )
            return redirect("person", person_id)
    return person_page(request, person_id, answer_form=form)


@opens_to(*CASEWORK)
@require_POST
def copy(request: SignedRequest, person_id: UUID) -> HttpResponse:
    """Print a record for its person, in their language."""
    language = request.POST.get("language", "")
    if language not in copies.PRINTED_IN:
        raise Http404
    keyring, now = request.who.keyring, clock.now()
    record = _record(request, person_id)
    paper = copies.paper(record, language, keyring)
    services.note_copy(person_id=person_id, language=language, keyring=keyring, now=now)
    answer = HttpResponse(paper, content_type="application/pdf")
    # A neutral name, because a browser keeps its list of downloads longer than the visit.
    answer["Content-Disposition"] = 'attachment; filename="sheet.pdf"'
    return answer


def person_page(
    request: SignedRequest,
    person_id: UUID,
    *,
    tie_form: TieForm | None = None,
    photo_form: PhotoForm | None = None,
    request_form: RequestForm | None = None,
    answer_form: AnswerForm | None = None,
) -> HttpResponse:
    """Show a person's record, with a form again that was refused."""
    keyring, record = request.who.keyring, _record(request, person_id)
    home = record.household_id
    shown = {
        "record": record,
        "person": record.person,
        "requests": [
            (kept, AnswerForm(auto_id=f"answer{nth}_%s"))
            for nth, kept in enumerate(queries.requests(person_id, home, keyring))
        ],
        "entries": queries.about(person_id, home, keyring),
        "changes": queries.changes(person_id, record.person, home, keyring),
        "no_photo": _why_no_photo(request, record),
        "tie_form": tie_form or TieForm(auto_id="tie_%s", offered=_offered(request, record)),
        "photo_form": photo_form or PhotoForm(auto_id="photo_%s"),
        "request_form": request_form
        or RequestForm(auto_id="ask_%s", initial={"asked_on": record.today}),
        "answer_form": answer_form,
        "printed_in": copies.PRINTED_IN,
        "their_language": copies.language_of(record.person),
    }
    refused = tie_form or photo_form or request_form or answer_form
    return _page(request, "cases/records/person.html", refused, shown)


def _record(request: SignedRequest, person_id: UUID) -> Record:
    return queries.record(person_id, request.who.keyring, clock.now().date())


def _why_no_photo(request: SignedRequest, record: Record) -> Refused | None:
    """Say why no photograph may be kept or shown today; None if one may."""
    try:
        require(
            household_id=record.household_id,
            person_id=record.id,
            purpose="photo",
            keyring=request.who.keyring,
            now=clock.now(),
        )
    except Refused as why:
        return why
    return None


def _offered(request: SignedRequest, record: Record) -> list[tuple[UUID, str]]:
    """List the others of the household by number and name, for the choice of a tie."""
    return finding.others(record, request.who.keyring)


def _page(request: SignedRequest, template: str, form: Any, shown: dict[str, Any]) -> HttpResponse:
    """Show a page; one that shows a form again says so in its status."""
    bound = isinstance(form, KeptForm) and form.is_bound
    return render(request, template, shown, status=REFUSED if bound else 200)
