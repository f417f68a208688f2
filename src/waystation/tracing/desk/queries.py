"""Reads of the desk: what needs a tracing officer now, and the families that searches tell of."""

from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from waystation.tracing.asking import queries as asking
from waystation.tracing.asking.domain import Next
from waystation.tracing.asking.queries import Standing
from waystation.tracing.desk.families import Family, families
from waystation.tracing.matching import queries as matching
from waystation.tracing.papers import queries as papers
from waystation.tracing.register import queries as register
from waystation.tracing.requests import domain as requesting
from waystation.tracing.requests import queries as requests
from waystation.tracing.requests.domain import Lack, RequestView
from waystation.tracing.reunion import queries as reunion
from waystation.tracing.reunion.queries import ReunionView, Unbegun
from waystation.tracing.values import Agreed, Match
from waystation.vault.keyring import Keyring

# What an officer can do about a match today; with the others somebody is waited for.
TO_DO: tuple[Next, ...] = ("ask", "ask again", "ask the seeker", "tell of life", "lapsed")
SOON = timedelta(days=30)


class RunsOut(NamedTuple):
    """A yes that runs out soon: of which request, until when, and if it is one to contact."""

    request_id: UUID
    code: str
    until: date
    of_contact: bool


class Needs(NamedTuple):
    """A request that may not be searched, and what stands in the way."""

    id: UUID
    code: str
    lacks: tuple[Lack, ...]


class Desk(NamedTuple):
    """What needs a tracing officer now, each with its own list."""

    n_open: int
    n_registered: int
    candidates: list[tuple[UUID, Match, str]]
    n_unheard: int
    n_sent: int
    n_spoiled: int
    next_steps: list[Standing]
    runs_out: list[RunsOut]
    needs: list[Needs]
    reunions: list[ReunionView]
    unbegun: list[Unbegun]

    @property
    def n_reunions(self) -> int:
        """Count the reunions about which something is to be done, those not begun among them."""
        return len(self.reunions) + len(self.unbegun)

    @property
    def n_now(self) -> int:
        """Count what waits for somebody."""
        listed = len(self.candidates) + len(self.next_steps) + len(self.runs_out) + len(self.needs)
        return listed + self.n_reunions + self.n_unheard + self.n_sent


def desk(keyring: Keyring, today: date) -> Desk:
    """Gather what needs a tracing officer now.

    Cost: it opens every request, match and reunion, and whom a match names in the register.

    Raises:
      Refused: the reader holds no tracing compartment.
    """
    views = requests.requests(keyring)
    codes = {view.id: view.request.code for view in views}
    standing = asking.matches(keyring, today)
    followed = reunion.reunions(keyring, today, standing)
    return Desk(
        n_open=sum(view.request.state == "open" for view in views),
        n_registered=register.n_entries(keyring, today),
        candidates=[
            (view.id, view.match, codes[view.match.request])
            for view in matching.matches(keyring)
            if view.match.state == "candidate" and view.match.request in codes
        ],
        n_unheard=asking.n_unheard(keyring),
        n_sent=requests.n_sent(keyring),
        n_spoiled=papers.spoiled(keyring),
        next_steps=[one for one in standing if one.next in TO_DO],
        runs_out=_running_out(views, standing, today),
        needs=_needing(views, today),
        reunions=[one for one in followed if one.must_end or (one.due and not one.reunion.ended)],
        unbegun=reunion.unbegun(keyring, today, followed, standing),
    )


def every_family(keyring: Keyring, today: date) -> tuple[list[Family], dict[UUID, str]]:
    """Put together the families of all requests; with them the code of each request."""
    asked = {view.id: view.request for view in requests.requests(keyring)}
    entries = {view.id: view.entry for view in register.entries(keyring, today)}
    found = {view.id: view.match for view in matching.matches(keyring)}
    codes = {key: request.code for key, request in asked.items()}
    return families(asked, entries, found, today), codes


def family_of(request_id: UUID, keyring: Keyring, today: date) -> tuple[Family, dict[UUID, str]]:
    """Give the family in which a request stands, and the codes of its requests.

    Raises:
      Refused: there is no such request in the reader's compartment.
    """
    requests.find(request_id, keyring)
    found, codes = every_family(keyring, today)
    family = next(one for one in found if request_id in one.requests)
    return family, {key: codes[key] for key in family.requests}


def _running_out(views: list[RequestView], standing: list[Standing], today: date) -> list[RunsOut]:
    """List what was agreed and runs out within a month, what runs out first at the top."""
    found = [
        RunsOut(view.id, view.request.code, agreed.until, False)
        for view in views
        if view.request.state == "open" and (agreed := view.request.agreed) and _ends(agreed, today)
    ]
    for one in standing:
        if one.next == "open":
            both = [yes for yes in (one.match.sought_yes, one.match.seeker_yes) if yes]
            first = min(both, key=lambda yes: yes.until, default=None)
            if first and _ends(first, today):
                found.append(RunsOut(one.match.request, one.request.code, first.until, True))
    return sorted(found, key=lambda one: one.until)


def _ends(agreed: Agreed, today: date) -> bool:
    return agreed.stands_on(today) and agreed.until <= today + SOON


def _needing(views: list[RequestView], today: date) -> list[Needs]:
    """List the open requests that are not searched, with what stands in the way."""
    found = [
        Needs(view.id, view.request.code, tuple(requesting.lacks(view.request, today)))
        for view in views
        if view.request.state == "open"
    ]
    return [one for one in found if one.lacks]
