"""The boards as tables: the same figures, a line for every night, day or stage."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from waystation.dispatch.board import wording
from waystation.dispatch.board.boards import GroupLine, Guides, Houses, Known
from waystation.dispatch.board.clashes import Clash
from waystation.dispatch.board.domain import DAY, Ride, Span, Way
from waystation.dispatch.domain import StageOfPassage


class NightLine(NamedTuple):
    """A house in one night."""

    on: date
    name: str
    people: int
    beds: int
    standing: str
    ways: tuple[Way, ...]
    is_red: bool


class DayLine(NamedTuple):
    """A guide on one day."""

    on: date
    name: str
    place: str
    rides: tuple[Ride, ...]
    standing: str
    is_red: bool


class StageLine(NamedTuple):
    """A stage of a group's way."""

    way: Way
    stage: StageOfPassage
    leaves: datetime
    comes: datetime
    from_name: str
    to_name: str
    is_red: bool


def houses(board: Houses, known: Known, span: Span) -> list[NightLine]:
    """Write the houses by night; one that is empty and open has no line, unless all are wanted."""
    found = []
    for line in board.lines:
        name = known.name_of(line.slug)
        listed = {*line.by_night, *line.shut} or {0}
        for nth in sorted(listed):
            night, shut = line.by_night.get(nth), line.shut.get(nth, "")
            people = night.people if night else 0
            found.append(
                NightLine(
                    span.first + nth * DAY,
                    name,
                    people,
                    line.beds,
                    wording.standing(shut) if shut else "",
                    night.ways if night else (),
                    people > line.beds or bool(people and shut),
                )
            )
    return sorted(found, key=lambda one: (one.on, one.name))


def guides(board: Guides, known: Known, span: Span, clashing: Iterable[Clash]) -> list[DayLine]:
    """Write the guides by day; a day on which one is simply free has no line."""
    red = red_days(clashing)
    found = []
    for line in board.lines:
        for nth in sorted({*line.led, *line.shut}):
            on, shut = span.first + nth * DAY, line.shut.get(nth, "")
            found.append(
                DayLine(
                    on,
                    line.name,
                    known.name_of(line.place) if line.place else "",
                    line.led.get(nth, ()),
                    wording.standing(shut) if shut else "",
                    (line.slug, on) in red,
                )
            )
    return sorted(found, key=lambda one: (one.on, one.name))


def groups(lines: Iterable[GroupLine], known: Known, span: Span) -> list[StageLine]:
    """Write the ways stage by stage, as far as they lie in the span."""
    return [
        StageLine(
            line.way,
            ride.stage,
            ride.leaves,
            ride.comes,
            known.name_of(ride.stage.from_place),
            known.name_of(ride.stage.to_place),
            bool(line.clashes),
        )
        for line in lines
        for ride in line.rides
        if ride.comes.date() >= span.first and ride.leaves.date() <= span.last
    ]


def red_days(clashing: Iterable[Clash]) -> set[tuple[str, date]]:
    """Name every guide or house and day of some clashes."""
    return {(one.slug, one.first + n * DAY) for one in clashing for n in range(one.n_days)}
