"""The pages on which the office makes paper cards, and types what was heard."""

from typing import NamedTuple
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_GET, require_POST

from waystation.base import clock
from waystation.relay.cards import heard, queries, services, sheets
from waystation.relay.cards.domain import Card, Line
from waystation.relay.cards.forms import HeardForm
from waystation.relay.cards.queries import Place
from waystation.relay.cards.texts import NAMES, PRINTED, UNREVIEWED
from waystation.relay.cards.wording import LANGUAGES, MEANINGS
from waystation.vault.door import SignedRequest, opens_to

WHO = "field manager"


class Row(NamedTuple):
    """A stage in the list: its card and the last word that was said from it."""

    place: Place
    last: Line | None
    what: Promise | None


@opens_to(WHO)
@require_GET
def cards(request: SignedRequest) -> HttpResponse:
    """List the stages under way with their cards, and ask what was heard."""
    places = queries.places(request.who.keyring)
    noted = request.GET.get("noted") == "1"
    return _list(request, places, HeardForm(places=places), noted=noted)


@opens_to(WHO)
@require_POST
def hear(request: SignedRequest) -> HttpResponse:
    """Take down what was heard; whatever counts is answered by one and the same line."""
    keyring, now = request.who.keyring, clock.now()
    places = queries.places(keyring)
    form = HeardForm(request.POST, places=places)
    unknown = False
    if form.is_valid():
        with form.keeping_refusals():
            counts = heard.hear(
                typed=form.cleaned_data["said"],
                stage_id=form.stage_id(),
                at=form.at(now),
                keyring=keyring,
                now=now,
            )
            if counts:
                return redirect(f"{reverse('cards')}?noted=1")
            unknown, places = True, queries.places(keyring)
    return _list(request, places, form, unknown=unknown)


@opens_to(WHO)
@require_POST
def tidy(request: SignedRequest) -> HttpResponse:
    """Take what waits for its turn, and the words off the cards that have served."""
    heard.try_all(keyring=request.who.keyring, now=clock.now())
    services.end_served(keyring=request.who.keyring, now=clock.now())
    return HttpResponse(status=204)


@opens_to(WHO)
@require_GET
def card(request: SignedRequest, stage_id: UUID) -> HttpResponse:
    """Show a stage's card: what of it was said, and what may be done with it."""
    keyring = request.who.keyring
    place = queries.place(stage_id, keyring)
    tongue = queries.language_of(place.stage.guide, keyring)
    shown = {
        "place": place,
        "card": place.kept.card if place.kept else None,
        "said": _said(place.kept.card) if place.kept else [],
        "waiting": [MEANINGS[what] for what in place.waiting],
        "languages": [(code, NAMES[code], LANGUAGES[code], code in PRINTED) for code in NAMES],
        "tongue": LANGUAGES[tongue],
        "unreviewed": [LANGUAGES[code] for code in UNREVIEWED],
        "unprinted": [LANGUAGES[code] for code in NAMES if code not in PRINTED],
        "may_have": queries.may_have_card(place, keyring),
        "may_tell": place.stage.state == "planned",
        "too_early": clock.now() < place.window.opens_at,
    }
    return render(request, "relay/card.html", shown)


@opens_to(WHO)
@require_POST
def change(request: SignedRequest, stage_id: UUID) -> HttpResponse:
    """Do what a button of a card's page says."""
    acts = {
        "make": services.make,
        "give": services.give,
        "tell": services.tell,
        "give up": services.give_up,
        "again": heard.try_again,
    }
    act = acts.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    act(stage_id=stage_id, keyring=request.who.keyring, now=clock.now())
    return redirect("card", stage_id)


@opens_to(WHO)
@require_GET
def sheet(request: SignedRequest, stage_id: UUID, language: str) -> HttpResponse:
    """Show a card as a page, for the reader's own computer to print with its own letters."""
    place = queries.place(stage_id, request.who.keyring)
    kept = _printable(place, language)
    shown = sheets.sheet(kept, place.stage, language, taken=place.taken)
    said_in = "ko" if language == "ko" else "en"
    context = {"sheet": shown, "tongue": language, "said_in": said_in}
    return render(request, "relay/card_sheet.html", context)


@opens_to(WHO)
@require_GET
def pdf(request: SignedRequest, stage_id: UUID, language: str, paper: str) -> HttpResponse:
    """Print a card, in a language and on a paper."""
    place = queries.place(stage_id, request.who.keyring)
    kept = _printable(place, language)
    if language not in PRINTED or paper not in sheets.PAPERS:
        raise Http404
    body = sheets.pdf(kept, place.stage, language, taken=place.taken, paper=paper)
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="sheet.pdf"'
    return response


def _printable(place: Place, language: str) -> Card:
    """Give the card of a stage that may still be printed.

    Raises:
      Refused: the stage has no card, or its guide has it already.
    """
    kept = services.printable(place)
    if language not in NAMES:
        raise Http404
    return kept


def _list(
    request: SignedRequest,
    places: list[Place],
    form: HeardForm,
    *,
    noted: bool = False,
    unknown: bool = False,
) -> HttpResponse:
    rows = [_row(place) for place in places]
    n_open = sum(place.kept is not None for place in places)
    shown = {"rows": rows, "n_open": n_open, "form": form, "noted": noted, "unknown": unknown}
    return render(request, "relay/cards.html", shown)


def _row(place: Place) -> Row:
    lines = place.kept.card.lines if place.kept else ()
    heard_lines = [line for line in lines if line.said_at]
    last = max(heard_lines, key=lambda line: line.said_at or place.stage.depart, default=None)
    return Row(place, last, MEANINGS[last.what] if last else None)


def _said(card: Card) -> list[tuple[Promise, list[Line]]]:
    """List what was said, in the order of the card; what is called alike stands in one line."""
    found: dict[str, list[Line]] = {}
    for line in card.lines:
        if line.said_at:
            found.setdefault(str(MEANINGS[line.what]), []).append(line)
    return [(MEANINGS[lines[0].what], lines) for lines in found.values()]
