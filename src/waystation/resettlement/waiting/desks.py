"""Reads of what one household needs before it flies: its papers, and what left of them."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.cases import parts
from waystation.cases import queries as cases
from waystation.cases.parts import Kept
from waystation.cases.queries import HouseholdView
from waystation.resettlement.stays import queries as stays
from waystation.resettlement.stays.queries import StayView
from waystation.resettlement.values import Pathway, Step
from waystation.resettlement.waiting import domain, queries
from waystation.resettlement.waiting.domain import HandOver, Paper, Papers
from waystation.vault.keyring import Keyring


class Listed(NamedTuple):
    """One paper of a check list with the words of the pathway for it, and whose it is."""

    paper: Paper
    step: Step
    number: int
    whose: str


class Desk(NamedTuple):
    """All that the page of one household's papers shows."""

    view: StayView
    people: HouseholdView
    pathway: Pathway
    listed: tuple[Listed, ...]
    papers: Kept[Papers] | None
    why_not: tuple[domain.WhyNot, ...]
    speak_by: date
    handed: list[Kept[HandOver]]
    flight: queries.FlightView | None


def desk(household_id: UUID, keyring: Keyring, today: date) -> Desk:
    """Read all that a household needs before it flies.

    Raises:
      Refused: there is no such household among the reader's, or it has no pathway yet.
    """
    view = stays.stay(household_id, keyring)
    people = cases.household(household_id, keyring, today)
    pathway = stays.pathway_of(view.stay, keyring)
    kept = papers(household_id, keyring)
    names = {
        one: f"{nth}. {person.name or '–'}"
        for nth, (one, person) in enumerate(
            zip(people.household.people, people.people, strict=True), start=1
        )
    }
    asked = {one.key: one for one in domain.asked_papers(pathway, view.stay)}
    listed = tuple(
        Listed(
            paper,
            asked[paper.key].step,
            asked[paper.key].number,
            names.get(paper.person, "–") if paper.person else "",
        )
        for paper in domain.check_list(pathway, view.stay, kept.value if kept else Papers())
    )
    return Desk(
        view,
        people,
        pathway,
        listed,
        kept,
        domain.why_not(view.stay, lone=queries.is_lone(people, view.stay)),
        domain.speak_by(view.stay),
        parts.listed(household_id, HandOver, keyring),
        queries.flight(view.stay.flight, keyring) if view.stay.flight else None,
    )


def papers(household_id: UUID, keyring: Keyring) -> Kept[Papers] | None:
    """Read a household's check list; None: nobody began one."""
    return next(iter(parts.listed(household_id, Papers, keyring)), None)


def handed_by(household_id: UUID, hand_over_id: UUID, keyring: Keyring) -> Kept[HandOver]:
    """Read what was handed over once for a household.

    Raises:
      Refused: there is no such record among the reader's, or it is another household's.
    """
    kept = parts.read(hand_over_id, HandOver, keyring)
    if kept.case != household_id:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    return kept
