"""The control room: one figure for everything that dispatch watches, and the way into each."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from waystation.base import clock
from waystation.cases import queries as cases
from waystation.dispatch import queries as dispatch
from waystation.dispatch.blast import queries as blast
from waystation.dispatch.board import boards
from waystation.dispatch.board import queries as board
from waystation.dispatch.care import queries as care
from waystation.dispatch.domain import OPEN_STATES
from waystation.dispatch.drill import queries as drills
from waystation.dispatch.missed import missed
from waystation.dispatch.queries import KeptPassage
from waystation.dispatch.together import queries as together
from waystation.vault.door import SignedRequest, Who, opens_to

READERS = ("field manager", "approver")
QUIET, AMBER, RED = "", "amber", "red"


class Tile(NamedTuple):
    """One figure: its name, what it is or what to do about it, how bad it is, and its page."""

    value: str
    name: str
    says: str
    url: str
    tone: str = QUIET


@opens_to(*READERS)
@require_GET
def room(request: SignedRequest) -> HttpResponse:
    """Show what dispatch watches, what may be wrong first, and lead to each of its pages."""
    now, keyring = clock.now(), request.who.keyring
    # Read first: what happens while the rest is read shows at the next question.
    news = dispatch.news(keyring)
    passages = dispatch.passages(keyring)
    tiles = [
        *_troubled(request.who, passages, now),
        *_given_up(request.who, passages, now),
        *_under_way(passages),
        *_waiting(request.who, now),
        *_together(request.who),
    ]
    context = {"tiles": tiles, "rooms_here": _ways_in(), "news": news, "at": now}
    return render(request, "web/control.html", context)


def _waiting(who: Who, now: datetime) -> list[Tile]:
    """Count the groups that could be planned, and who waits for a group."""
    if not who.keyring.cells_of("cases"):
        return []
    formed = cases.groups(who.keyring, now.date(), still_open=True)
    ready = [view for view in formed if view.group.state == "ready"]
    n_people = sum(view.size for view in ready)
    lines = cases.waiting_lines(who.keyring, now.date())
    says = ngettext("%(n)d person in them", "%(n)d people in them", n_people) % {"n": n_people}
    hint = _("Put them into groups.") if lines else _("Everybody is in a group.")
    return [
        Tile(str(len(ready)), _("Groups waiting"), says, reverse("people")),
        Tile(str(len(lines)), _("Households without a group"), hint, reverse("group-build")),
    ]


def _under_way(passages: Sequence[KeptPassage]) -> list[Tile]:
    """Count who is on the way, and what waits for the second pair of eyes."""
    moving = [kept for kept in passages if kept.passage.state in OPEN_STATES]
    asked = [kept for kept in passages if kept.passage.state == "proposed"]
    n_people = sum(kept.passage.people for kept in moving)
    says = ngettext("%(n)d person", "%(n)d people", n_people) % {"n": n_people}
    url = reverse("passages")
    return [
        Tile(str(len(moving)), _("Passages under way"), says, url),
        Tile(str(len(asked)), _("To be approved"), _("Two people have to agree."), url),
    ]


def _troubled(who: Who, passages: Sequence[KeptPassage], now: datetime) -> list[Tile]:
    """Count the words that are overdue, the ways that are shut, and what is booked twice."""
    current = [kept for kept in passages if kept.passage.state in (*OPEN_STATES, "proposed")]
    silent = [
        one.stage
        for kept in current
        if kept.passage.state in OPEN_STATES
        for one in kept.stages
        if missed(one.stage, now)
    ]
    ground = dispatch.ground(who.keyring, (k.stage for kept in current for k in kept.stages))
    shut = [kept for kept in current if dispatch.troubled(kept, ground)]
    known = board.known(who.keyring, found=passages)
    clashes = boards.all_clashes(known, now)
    return [
        _bad(len(silent), _("Words overdue"), _("Call whoever should have said it."), "missed"),
        _bad(len(shut), _("Ways that are shut"), _("Plan them anew."), "passages"),
        _bad(len(clashes), _("Clashes"), _("Too many in a house, or a guide twice."), "capacity"),
    ]


def _together(who: Who) -> list[Tile]:
    """Say whom the newest plan for all leaves behind, and what is being worked out."""
    newest = together.newest(who.keyring)
    found = []
    if newest is not None:
        says = _("of %(n)d in the newest plan for all") % {"n": newest.n_groups}
        url = reverse("together-plan", args=[newest.id])
        tone = AMBER if newest.n_deferred else QUIET
        found.append(Tile(str(newest.n_deferred), _("Groups deferred"), says, url, tone))
    return [*found, _worked_out(who)]


def _worked_out(who: Who) -> Tile:
    runs = board.runs(who.keyring)
    here = [one.run for one in runs if one.run is not None]
    if not runs:
        says = _("Nothing is being worked out.")
    elif len(here) < len(runs):
        says = _("Some stopped with the server; resume them.")
    else:
        says = ", ".join(f"{100 * run.done // max(1, run.of)} %" for run in here)
    tone = AMBER if len(here) < len(runs) else QUIET
    return Tile(str(len(runs)), _("Runs"), says, reverse("together"), tone)


def _given_up(who: Who, passages: Sequence[KeptPassage], now: datetime) -> list[Tile]:
    """Say whom the worst arrest would give up, which losses wait for an answer, who is tired."""
    worst = blast.worst(who.keyring, now, found=passages)
    says = _("people, if %(who)s were lost now") % {"who": worst.name} if worst else _("none")
    n = worst.people if worst else 0
    tired = care.n_rest_due(passages, who.keyring, now)
    rest = _("Give them days of rest.") if tired else _("none")
    open_drills = drills.n_open(who.keyring)
    return [
        Tile(str(n), _("Worst exposure"), says, reverse("exposure")),
        _bad(open_drills, _("Drills open"), _("Two people have to agree."), "drills"),
        Tile(str(tired), _("Rest is due"), rest, reverse("care"), AMBER if tired else QUIET),
    ]


def _bad(n: int, name: str, says: str, page: str) -> Tile:
    return Tile(str(n), name, says if n else _("none"), reverse(page), RED if n else QUIET)


def _ways_in() -> list[tuple[str, str]]:
    """List the pages of dispatch, by what they are for."""
    pages = (
        ("together", _("Plan all together")),
        ("capacity", _("Capacity")),
        ("threats", _("Threats")),
        ("rehearsals", _("Rehearsals")),
        ("exposure", _("Exposure")),
        ("drills", _("Drills")),
        ("care", _("Partner care")),
    )
    return [(reverse(page), name) for page, name in pages]
