"""The capacity board on screen: houses by night, guides by day, groups along the hours."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from waystation.base import clock
from waystation.dispatch import queries as passages
from waystation.dispatch.board import asked, boards, drawing, queries, tables, wording
from waystation.dispatch.board.boards import Known
from waystation.dispatch.board.clashes import OF_GUIDES, Clash
from waystation.vault.door import SignedRequest, opens_to

READERS = ("field manager", "approver")
# So many red lines leave the board in sight; more than the second figure nobody reads.
CLASHES_SHOWN, CLASHES_MAX = 3, 50


class Said(NamedTuple):
    """What cannot be, in words, what to do about it, the passages to open, and what to suppose.

    `supposes` is how the page of what-if copies is asked for one more bed, or without the guide.
    """

    says: str
    hint: str
    one: Clash
    supposes: str


class Page(NamedTuple):
    """What the three pages share: the moment, what is known, what is asked and what cannot be."""

    now: datetime
    known: Known
    asked: asked.Asked
    clashing: list[Clash]
    shown: dict[str, object]


@opens_to(*READERS)
@require_GET
def houses(request: SignedRequest) -> HttpResponse:
    """Show how full every house is by night."""
    page = _page(request, "houses")
    found = boards.houses(page.known, page.asked.span, page.now, everyone=page.asked.everyone)
    span = page.asked.span
    if page.asked.as_table:
        return _table(request, page, tables.houses(found, page.known, span))
    tonight = span.night_of(page.now)
    context = {
        "lanes": drawing.houses(found, page.known, span, tonight),
        "heads": drawing.heads(span, today=tonight if 0 <= tonight < span.n_days else None),
        "n_shown": len(found.lines),
        "n_all": found.n_all,
    }
    return render(request, "dispatch/board_houses.html", page.shown | context)


@opens_to(*READERS)
@require_GET
def guides(request: SignedRequest) -> HttpResponse:
    """Show whom every guide leads by day, who rests, and how many are free."""
    page = _page(request, "guides")
    span = page.asked.span
    found = boards.guides(page.known, span)
    if page.asked.as_table:
        return _table(request, page, tables.guides(found, page.known, span, page.clashing))
    today = span.day_of(page.now)
    context = {
        "lanes": drawing.guides(found, page.known, span, today, page.clashing),
        "heads": drawing.heads(span, today=today if 0 <= today < span.n_days else None),
        "n_shown": len(found.lines),
        "n_all": found.n_all,
    }
    return render(request, "dispatch/board_guides.html", page.shown | context)


@opens_to(*READERS)
@require_GET
def groups(request: SignedRequest) -> HttpResponse:
    """Show which group is where when."""
    page = _page(request, "groups")
    span = page.asked.span
    found = boards.groups(page.known, span, page.clashing, page.now)
    if page.asked.as_table:
        return _table(request, page, tables.groups(found, page.known, span))
    today = span.day_of(page.now)
    context = {
        "lanes": drawing.groups(found, page.known, span, page.now),
        "heads": drawing.hours_heads(span, today=today if 0 <= today < span.n_days else None),
        "n_shown": len(found),
    }
    return render(request, "dispatch/board_groups.html", page.shown | context)


def _page(request: SignedRequest, tab: str) -> Page:
    """Open what all three pages stand on."""
    keyring, now = request.who.keyring, clock.now()
    wanted = asked.read(request.GET, now.date())
    # Read first: what happens while the rest is read shows at the next question.
    news, known = passages.news(keyring), queries.known(keyring)
    clashing = boards.all_clashes(known, now)
    said = [
        Said(wording.sentence(one, known), wording.hint(one), one, _supposes(one, known))
        for one in clashing
    ]
    shown: dict[str, object] = {
        "tab": tab,
        "asked": wanted,
        "at": now,
        "news": news,
        "clashes": said[:CLASHES_SHOWN],
        "more_clashes": said[CLASHES_SHOWN:CLASHES_MAX],
        "n_clashes": len(said),
        "may_lead": request.who.role == "field manager",
    }
    return Page(now, known, wanted, clashing, shown)


def _supposes(one: Clash, known: Known) -> str:
    house, partner = known.ids.get(("house", one.slug)), known.ids.get(("partner", one.slug))
    if one.kind in OF_GUIDES:
        return f"guide={partner}" if partner else ""
    return f"bed={house}" if house else ""


def _table(request: SignedRequest, page: Page, found: Sequence[object]) -> HttpResponse:
    return render(request, "dispatch/board_table.html", page.shown | {"rows": found})
