"""Weighs every possible loss at one moment, the worst first; nothing of it is ever stored. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.dispatch.blast.arrays import Laid, Tells, lay
from waystation.dispatch.domain import StageOfPassage
from waystation.dispatch.knowing import MEMORY, Way
from waystation.kernel.blast import Fallen, Seeds, each_guide, fall, pairs, secrecy

# The chance that somebody who was named is found and tells in turn, for the expected figure.
TELLS_ON = 0.5
# Hours before the departure at which orders open, set side by side; None: everything is known.
LEADS_H = (24, 48, 168, None)
# The worst ten are shown; of the rest, no more than anybody reads.
WORST_SHOWN, SHOWN_MAX = 10, 200


class Warm(NamedTuple):
    """One loss: whom it gives up at once, with what follows, and how many others it names.

    `people` are those given up at once, `in_the_end` with everybody who is named and tells on,
    `expected` those weighed by the chance of that.
    """

    slug: str
    name: str
    people: int
    in_the_end: int
    expected: float
    groups: int
    partners: int
    places: int


class Style(NamedTuple):
    """What one lost guide gives up if orders open so early and guides meet, or do not."""

    lead_h: int | None
    apart: bool
    mean: float
    worst: int


class Heat(NamedTuple):
    """Every loss at one moment: partners, places and phones, each the worst first."""

    guides: tuple[Warm, ...]
    places: tuple[Warm, ...]
    phones: tuple[Warm, ...]
    under_way: int
    secrecy: float

    @property
    def worst(self) -> int:
        """Count the people whom the worst single arrest gives up."""
        return self.guides[0].people if self.guides else 0

    @property
    def mean(self) -> float:
        """Count the people whom one arrest gives up, on average."""
        given_up = [one.people for one in self.guides]
        return sum(given_up) / len(given_up) if given_up else 0.0


def measure(
    ways: Iterable[Way],
    homes: Sequence[tuple[str, str]],
    at: datetime,
    *,
    steps: int = 1,
) -> Heat:
    """Weigh the loss of every partner who can tell, every place on a way, every phone with orders.

    Args:
      homes: the place at which each partner lives.
      steps: how often those who are named tell in turn, for what follows in the end.
    """
    laid = lay(ways, at)
    fallen, guides = of_guides(laid, steps=steps)
    return Heat(
        guides=guides,
        places=of_places(laid, homes, steps=steps),
        phones=_phones(laid, at, steps),
        under_way=laid.under_way,
        secrecy=secrecy(_first_step(fallen), laid.under_way),
    )


def of_guides(laid: Laid, *, steps: int) -> tuple[Fallen, tuple[Warm, ...]]:
    """Weigh the loss of every partner who can tell of something."""
    tellers = np.unique(laid.listed.of.told_to).astype(np.int64)
    fallen = fall(laid.listed, each_guide(tellers), 0, steps=steps)
    return fallen, _listed(fallen, [(laid.guides[one], laid.names[one]) for one in tellers])


def styles(ways: Iterable[Way], at: datetime) -> tuple[Style, ...]:
    """Set side by side what one lost guide gives up, by how early orders open and who meets.

    Every stage under way or planned is taken to be told so, whatever is settled for it.
    """
    under_way = [way for way in ways if way.is_open]
    found = []
    for lead_h in LEADS_H:
        for apart in (True, False):
            laid = lay(under_way, at, tells=_opens(lead_h, at), apart=apart)
            n = len(laid.guides)
            people = fall(laid.listed, each_guide(np.arange(n)), 0).people[:, 0]
            mean = float(people.mean()) if n else 0.0
            found.append(Style(lead_h, apart, mean, int(people.max(initial=0))))
    return tuple(found)


def _opens(lead_h: int | None, at: datetime) -> Tells:
    def tells(_way: Way, stage: StageOfPassage, guide: str) -> bool:
        early = lead_h is None or stage.depart - timedelta(hours=lead_h) <= at
        return early and guide == stage.guide

    return tells


def of_places(laid: Laid, homes: Sequence[tuple[str, str]], *, steps: int) -> tuple[Warm, ...]:
    """Weigh every place: whoever still comes there, and what those who live there can tell."""
    spots = {slug: nth for nth, slug in enumerate(laid.places)}
    numbers = {slug: nth for nth, slug in enumerate(laid.guides)}
    at_home = [
        (spots[place], numbers[guide])
        for guide, place in homes
        if place in spots and guide in numbers
    ]
    cases = np.arange(len(spots))
    lives = np.array(at_home, np.int64).reshape(-1, 2).T
    seeds = Seeds(len(spots), lives, pairs(cases, cases), _nothing())
    return _listed(fall(laid.listed, seeds, 0, steps=steps), [(slug, slug) for slug in spots])


def _phones(laid: Laid, at: datetime, steps: int) -> tuple[Warm, ...]:
    """Weigh every phone by the stages whose orders lie readable on it."""
    read = sorted(
        {
            (told.to, told.name, laid.stages[nth, told.number])
            for nth, way in enumerate(laid.ways)
            for stage in way.stages
            for told in way.disclosed
            if told.number == stage.number and told.is_on_phone(at) and at - stage.arrive <= MEMORY
        }
    )
    owners = list(dict.fromkeys((guide, name) for guide, name, _row in read))
    cases = np.array([owners.index((guide, name)) for guide, name, _row in read], np.int64)
    rows = np.array([row for _guide, _name, row in read], np.int64)
    seeds = Seeds(len(owners), _nothing(), _nothing(), pairs(cases, rows))
    return _listed(fall(laid.listed, seeds, 0, steps=steps), owners)


def _listed(fallen: Fallen, of: Sequence[tuple[str, str]]) -> tuple[Warm, ...]:
    """Name each case, and put the one first that gives up most."""
    expected, all_people = fallen.expected(TELLS_ON), fallen.people.sum(axis=1)
    found = [
        Warm(
            *of[nth],
            people=int(fallen.people[nth, 0]),
            in_the_end=int(all_people[nth]),
            expected=float(expected[nth]),
            groups=int(fallen.groups[nth, 0]),
            partners=int(fallen.guides[nth, 0]),
            places=int(fallen.places[nth, 0]),
        )
        for nth in range(len(of))
    ]
    return tuple(sorted(found, key=lambda one: (-one.people, -one.in_the_end, one.name)))


def _first_step(fallen: Fallen) -> Fallen:
    return fallen._replace(people=fallen.people[:, :1])


def _nothing() -> NDArray[np.int64]:
    return np.empty((2, 0), np.int64)
