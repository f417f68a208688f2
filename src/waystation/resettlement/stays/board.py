"""A case worker's day with everybody after arrival: what is late, due, coming. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal, get_args

import msgspec

from waystation.cases.queries import Line
from waystation.resettlement.stays import domain
from waystation.resettlement.stays.queries import StayView
from waystation.resettlement.values import Ahead, Pathway, Step

Show = Literal["late", "due", "week", "follow", "begin", "flight", "open"]
SHOWS: tuple[Show, ...] = get_args(Show)
WEEK = timedelta(days=7)
MONTH = timedelta(days=30)
Pathways = Mapping[tuple[str, int], Pathway]
Marks = Mapping[tuple[str, int], str]


class Item(msgspec.Struct, frozen=True):
    """One step of one household that somebody should see.

    Attributes:
      n_people: of how many people it is, on the same days; 0: the household's.
    """

    view: StayView
    step: Step
    window: Ahead
    n_people: int
    today: date

    @property
    def days_left(self) -> int:
        """Count the days until its last safe day; below nought once that is past."""
        return ((self.window.closes or self.today) - self.today).days

    @property
    def days_late(self) -> int:
        """Count the days since its last safe day."""
        return -self.days_left


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody after arrival, sorted by what is to be done.

    Attributes:
      late: the last safe day is past.
      due: it can be done now, and its last safe day comes within a month.
      week: it opens within a week.
      follow: a check or a hand-over that is due or comes within a month.
      begin: households that arrived and have no pathway.
      flight: households that wait for a flight or are on one.
      open: it can be done now, and there is more time or no end.
      n_unknown: households on a pathway that the book no longer holds.
      n_stale: households whose days are to be worked out anew; see `domain.wants_looking`.
    """

    late: list[Item]
    due: list[Item]
    week: list[Item]
    follow: list[Item]
    begin: list[Line]
    flight: list[StayView]
    open: list[Item]
    n_households: int
    n_people: int
    n_ended: int
    n_unknown: int
    n_stale: int


def board(
    stays: Sequence[StayView],
    begin: Iterable[Line],
    pathways: Pathways,
    marks: Marks,
    today: date,
) -> Board:
    """Sort everybody after arrival by what is to be done; the most pressing of each kind first.

    Args:
      stays: of the households to be shown, ended ones too.
      begin: the households that arrived and have no stay.
      pathways: by code and version.
      marks: of the pathways with their rules today; see `domain.mark_of`.
    """
    kinds: dict[str, list[Item]] = {show: [] for show in SHOWS}
    going = [view for view in stays if view.stay.state != "ended"]
    for item in _items(going, pathways, today):
        kind = _kind(item, today)
        if kind:
            kinds[kind].append(item)
    for items in kinds.values():
        items.sort(key=lambda one: (one.window.closes or one.window.opens, one.view.stay.code))
    flight = [view for view in going if view.stay.state in ("waiting", "flying")]
    return Board(
        late=kinds["late"],
        due=kinds["due"],
        week=kinds["week"],
        follow=kinds["follow"],
        open=kinds["open"],
        begin=sorted(
            begin, key=lambda line: (line.household.arrived_on or today, line.household.code)
        ),
        flight=sorted(flight, key=lambda view: (view.stay.begun_on, view.stay.code)),
        n_households=len(going),
        n_people=sum(view.stay.size for view in going),
        n_ended=len(stays) - len(going),
        n_unknown=sum((view.stay.pathway, view.stay.version) not in pathways for view in going),
        n_stale=sum(
            domain.wants_looking(view.stay, marks[key], today)
            for view in going
            if (key := (view.stay.pathway, view.stay.version)) in marks
        ),
    )


def _items(going: Iterable[StayView], pathways: Pathways, today: date) -> Iterable[Item]:
    """Give the open windows of everybody; those of people with the same days are one."""
    for view in going:
        pathway = pathways.get((view.stay.pathway, view.stay.version))
        steps = {step.code: step for step in pathway.steps} if pathway else {}
        same: dict[tuple[object, ...], list[Ahead]] = defaultdict(list)
        for window in view.stay.ahead:
            if window.step in steps:
                key = (window.step, window.opens, window.closes, window.until, not window.person)
                same[key].append(window)
        for found in same.values():
            n_people = len(found) if found[0].person else 0
            yield Item(view, steps[found[0].step], found[0], n_people, today)


def _kind(item: Item, today: date) -> Show | None:
    """Say under which of them a step stands; None: it is of no concern yet."""
    window = item.window
    if domain.is_late(window, today):
        return "late"
    if item.step.kind in domain.FOLLOWED:
        return "follow" if window.opens <= today + MONTH else None
    if window.opens > today:
        return "week" if window.opens <= today + WEEK else None
    is_soon = window.closes is not None and window.closes <= today + MONTH
    return "due" if is_soon else "open"
