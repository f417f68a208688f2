"""Pages of a case worker: what they are to ask their people about a search, and what came back."""

from typing import NamedTuple
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.base import clock
from waystation.cases import parts
from waystation.cases.consent import queries as consents
from waystation.cases.consent.queries import Member
from waystation.cases.parts import Kept
from waystation.tracing.asking import queries, services, sheets, wording
from waystation.tracing.asking.forms import SEEKER_SAYS, SOUGHT_SAYS, AnswerForm, MessageForm
from waystation.tracing.asking.queries import Asked, ToAsk
from waystation.vault.door import SignedRequest, opens_to
from waystation.vault.keyring import Keyring

CASEWORK = ("case worker", "field manager")
LANGUAGES = ("en", "ko")
SAID_SHOWN = 30


class Row(NamedTuple):
    """A question or a word, with whom it is for; `member` is None where the case went elsewhere."""

    item: object
    member: Member | None


@opens_to(*CASEWORK)
@require_GET
def questions(request: SignedRequest) -> HttpResponse:
    """List what is to be asked and told, what opened or closed, and what was answered lately."""
    keyring = request.who.keyring
    board = queries.questions(keyring)
    lately = queries.answered(keyring)[:SAID_SHOWN]
    shown = {
        "to_ask": [_row(one, one.paper.value, keyring) for one in board.to_ask],
        "words": [_row(paper, paper.value, keyring) for paper in board.words],
        "opened": [_row(paper, paper.value, keyring) for paper in board.opened],
        "over": [_row(paper, paper.value, keyring) for paper in board.over],
        "answered": [Row(one, _member(one.case, one.value.person, keyring)) for one in lately],
        "n": len(board),
    }
    return render(request, "tracing/asking/questions.html", shown)


@opens_to(*CASEWORK)
@require_http_methods(["GET", "POST"])
def question(request: SignedRequest, question_id: UUID) -> HttpResponse:
    """Show what to ask somebody and what must not be said, and write down what they answer."""
    keyring = request.who.keyring
    one = queries.question(question_id, keyring)
    codes = SOUGHT_SAYS if one.side == "sought" else SEEKER_SAYS
    form = AnswerForm(request.POST if request.method == "POST" else None, codes=codes)
    if request.method == "POST" and form.is_valid():
        with form.keeping_refusals():
            made = services.answer(
                paper_id=question_id, reply=form.reply(), keyring=keyring, now=clock.now()
            )
            return redirect("question-said", made)
    return render(
        request,
        "tracing/asking/question.html",
        {
            "one": one,
            "asked": one.paper.value,
            "member": _member(one.paper.value.household, one.paper.value.person, keyring),
            "form": form,
            "may_say": wording.MAY_SAY[one.side],
            "must_not": wording.MUST_NOT,
            "languages": LANGUAGES,
        },
        status=_status(form),
    )


@opens_to(*CASEWORK)
@require_GET
def sheet(request: SignedRequest, question_id: UUID, language: str) -> HttpResponse:
    """Print what to ask, in a language; it names nobody."""
    one = queries.question(question_id, request.who.keyring)
    return _pdf(sheets.sheet(one.side, _spoken(language)))


@opens_to(*CASEWORK)
@require_POST
def hand_on(request: SignedRequest, message_id: UUID) -> HttpResponse:
    """Note that a message was given to whom it is for."""
    services.hand_on(paper_id=message_id, keyring=request.who.keyring, now=clock.now())
    return redirect("questions")


@opens_to(*CASEWORK)
@require_POST
def put_by(request: SignedRequest, news_id: UUID) -> HttpResponse:
    """Note that word of an open or a closed contact was read."""
    services.put_by(paper_id=news_id, keyring=request.who.keyring, now=clock.now())
    return redirect("questions")


@opens_to(*CASEWORK)
@require_http_methods(["GET", "POST"])
def said(request: SignedRequest, answer_id: UUID) -> HttpResponse:
    """Show what somebody answered, and write down that they say something else now."""
    keyring = request.who.keyring
    kept = parts.read(answer_id, Asked, keyring)
    form = _again(request, kept)
    if request.method == "POST" and form.is_valid():
        with form.keeping_refusals():
            services.answer_again(
                part_id=answer_id, reply=form.reply(), keyring=keyring, now=clock.now()
            )
            return redirect("question-said", answer_id)
    return _said_page(request, kept, form, MessageForm())


@opens_to(*CASEWORK)
@require_POST
def message(request: SignedRequest, answer_id: UUID) -> HttpResponse:
    """Send a message of theirs to their family."""
    keyring = request.who.keyring
    kept = parts.read(answer_id, Asked, keyring)
    form = MessageForm(request.POST)
    if form.is_valid():
        with form.keeping_refusals():
            services.give_message(
                part_id=answer_id,
                text=form.cleaned_data["text"],
                keyring=keyring,
                now=clock.now(),
            )
            return redirect("question-said", answer_id)
    return _said_page(request, kept, _again(None, kept), form)


def _again(request: SignedRequest | None, kept: Kept[Asked]) -> AnswerForm:
    codes = SOUGHT_SAYS[:4] if kept.value.side == "sought" else SEEKER_SAYS
    posted = request is not None and request.method == "POST"
    return AnswerForm(request.POST if request is not None and posted else None, codes=codes)


def _said_page(
    request: SignedRequest, kept: Kept[Asked], form: AnswerForm, message_form: MessageForm
) -> HttpResponse:
    keyring, today = request.who.keyring, clock.now().date()
    yes = kept.value.agreed
    shown = {
        "kept": kept,
        "member": _member(kept.case, kept.value.person, keyring),
        "form": form,
        "message_form": message_form,
        "words": queries.messages(kept, keyring),
        "may_write": kept.value.said == "yes" and yes is not None and yes.stands_on(today),
    }
    status = max(_status(form), _status(message_form))
    return render(request, "tracing/asking/said.html", shown, status=status)


def _row(item: ToAsk | object, value: object, keyring: Keyring) -> Row:
    household, person = getattr(value, "household", None), getattr(value, "person", None)
    known = isinstance(household, UUID) and isinstance(person, UUID)
    return Row(item, _member(household, person, keyring) if known else None)  # type: ignore[arg-type]


def _member(household_id: UUID, person_id: UUID, keyring: Keyring) -> Member | None:
    """Read whom it is about; None where their case lies in another compartment by now."""
    if not queries.is_mine(household_id, keyring):
        return None
    return consents.member_of(household_id, person_id, keyring, clock.now().date())


def _status(form: AnswerForm | MessageForm) -> int:
    return 422 if form.is_bound and (form.errors or form.refused) else 200


def _spoken(language: str) -> str:
    return language if language in LANGUAGES else "en"


def _pdf(made: bytes) -> HttpResponse:
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="question.pdf"'
    return response
