"""Who is where when, how full each house is by night, and who leads on which day. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from waystation.dispatch.domain import OPEN_STATES, StageOfPassage
from waystation.network.domain import (
    ALWAYS_OPEN,
    VETTED,
    House,
    Partner,
    open_days,
    standing_on,
)
from waystation.routing.domain import CHANGE_MAX_MIN

# The board shows so many days back and so many ahead.
BACK_DAYS, SPAN_DAYS = 30, 61
ON_THE_BOARD = (*OPEN_STATES, "proposed", "arrived")
CHANGE_MAX = timedelta(minutes=CHANGE_MAX_MIN)
DAY, NOON = timedelta(days=1), timedelta(hours=12)
LED, SET_OUT = "handed over", "met"
HALTED, CLOSED = "halted", "closed"


class Way(NamedTuple):
    """A passage as far as the board goes.

    `since`: from when its group stood where it starts, if another passage brought it there.
    """

    id: UUID
    label: str
    people: int
    state: str
    stages: tuple[StageOfPassage, ...]
    since: datetime | None = None


class Ride(NamedTuple):
    """A stage as it went, or as it is to go where nobody reported yet."""

    way: Way
    stage: StageOfPassage
    leaves: datetime
    comes: datetime


class Stay(NamedTuple):
    """A group waits at a place between two stages, longer than a change takes."""

    way: Way
    place: str
    comes: datetime
    leaves: datetime


class Night(NamedTuple):
    """A night of a house, noon to noon: the most people there at once, and whose they are."""

    people: int
    ways: tuple[Way, ...]


class Span(NamedTuple):
    """So many days from the first on; a night is numbered by the day on whose noon it begins."""

    first: date
    n_days: int = SPAN_DAYS

    @property
    def last(self) -> date:
        """Give the last day."""
        return self.first + (self.n_days - 1) * DAY

    @property
    def ends(self) -> datetime:
        """Give the moment at which the last day ends."""
        return midnight(self.first) + self.n_days * DAY

    @property
    def noon(self) -> datetime:
        """Give the moment at which the first night begins."""
        return midnight(self.first) + NOON

    def night_of(self, at: datetime) -> int:
        """Number the night in which a moment lies; it may be outside of the span."""
        return (at - self.noon) // DAY

    def day_of(self, at: datetime) -> int:
        """Number the day in which a moment lies; it may be outside of the span."""
        return (at.date() - self.first).days


def midnight(day: date) -> datetime:
    """Give the moment at which a day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def around(now: datetime) -> Span:
    """Give the days that the board shows unless others are asked for: thirty back, thirty ahead."""
    return Span(now.date() - BACK_DAYS * DAY)


def rides(way: Way) -> tuple[Ride, ...]:
    """List the stages that a group travelled or is to travel, with what was reported of them.

    Of a passage stood down only what was led to its end counts; a stage stood down never does.
    """
    return tuple(
        Ride(way, stage, *_times(stage))
        for stage in way.stages
        if stage.state == LED or (way.state in ON_THE_BOARD and stage.state != "stood down")
    )


def _times(stage: StageOfPassage) -> tuple[datetime, datetime]:
    """Say when a stage begins and ends: as reported, else as planned from what was reported."""
    said = {report.what: report.at for report in stage.reports}
    leaves = said.get(SET_OUT, stage.depart)
    comes = said.get(LED, leaves + (stage.arrive - stage.depart))
    return leaves, max(leaves, comes)


def stays(way: Way, now: datetime) -> tuple[Stay, ...]:
    """List where and how long a group waits on its way; who has not left yet is still there."""
    gone = rides(way)
    found = [(way.since, gone[0])] if way.since and gone else []
    found += [(before.comes, after) for before, after in pairwise(gone)]
    listed = []
    for comes, after in found:
        leaves = after.leaves
        if way.state in OPEN_STATES and after.stage.state not in (SET_OUT, LED):
            leaves = max(leaves, now) if comes <= now else leaves
        if leaves - comes > CHANGE_MAX:
            listed.append(Stay(way, after.stage.from_place, comes, leaves))
    return tuple(listed)


def nights(found: Iterable[Stay], span: Span) -> dict[str, dict[int, Night]]:
    """Say of each place how many people are there at once in each night; empty ones are absent.

    Somebody who stays from morning to evening is there in two nights, before and after noon.
    """
    there: dict[str, dict[int, list[Stay]]] = {}
    for stay in found:
        # Who leaves at noon sharp is not there in the night that begins.
        last = span.night_of(stay.leaves - timedelta(microseconds=1))
        for nth in range(max(0, span.night_of(stay.comes)), min(span.n_days - 1, last) + 1):
            there.setdefault(stay.place, {}).setdefault(nth, []).append(stay)
    return {
        place: {nth: _night(listed, span.noon + nth * DAY) for nth, listed in by_night.items()}
        for place, by_night in there.items()
    }


def _night(listed: Sequence[Stay], begins: datetime) -> Night:
    return Night(
        most_at_once(listed, begins), tuple({stay.way.id: stay.way for stay in listed}.values())
    )


def most_at_once(listed: Sequence[Stay], begins: datetime) -> int:
    """Count the most people who are there at one moment of the day that begins so."""
    if len(listed) == 1:
        return listed[0].way.people
    # Who leaves makes room for who comes at the same moment: leaving sorts first.
    steps = [(max(stay.comes, begins), 1, stay.way.people) for stay in listed]
    steps += [(stay.leaves, 0, -stay.way.people) for stay in listed if stay.leaves < begins + DAY]
    here = most = 0
    for _at, _which, people in sorted(steps):
        here += people
        most = max(most, here)
    return most


def led_days(found: Iterable[Ride], span: Span) -> dict[str, dict[int, tuple[Ride, ...]]]:
    """Say of each guide by id which stages they lead on which day; days without one are absent."""
    led: dict[str, dict[int, list[Ride]]] = {}
    for ride in found:
        for nth in range(
            max(0, span.day_of(ride.leaves)), min(span.n_days - 1, span.day_of(ride.comes)) + 1
        ):
            led.setdefault(ride.stage.guide, {}).setdefault(nth, []).append(ride)
    return {
        guide: {
            nth: tuple(sorted(listed, key=lambda ride: ride.leaves))
            for nth, listed in by_day.items()
        }
        for guide, by_day in led.items()
    }


def shut_days(record: House | Partner, span: Span, *, is_halted: bool = False) -> dict[int, str]:
    """Say on which days nobody is to be sent to a house or partner, and in what standing it is.

    The word is "halted", "closed", or a standing other than vetted.
    """
    if is_halted:
        return dict.fromkeys(range(span.n_days), HALTED)
    if record.standing == VETTED and not record.rests and record.calendar == ALWAYS_OPEN:
        return {}
    is_open = open_days(record.calendar, span.first, span.n_days)
    found = {}
    for nth in range(span.n_days):
        standing = standing_on(record, span.first + nth * DAY)
        if standing != VETTED:
            found[nth] = standing
        elif not is_open[nth]:
            found[nth] = CLOSED
    return found


def free_guides(
    shut: Iterable[Mapping[int, str]], led: Iterable[Mapping[int, object]], n: int, span: Span
) -> list[int]:
    """Count by day the guides who are free: of so many, those neither shut nor leading somebody.

    Args:
      shut, led: the days of each guide who has any, one mapping a guide and in the same order.
    """
    free = [n] * span.n_days
    for one, other in zip(shut, led, strict=True):
        for nth in {*one, *other}:
            free[nth] -= 1
    return free
