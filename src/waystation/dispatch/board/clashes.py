"""What cannot be as it stands on the board: too many in a house, a guide in two places. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from waystation.dispatch.board.domain import (
    DAY,
    LED,
    SET_OUT,
    Night,
    Ride,
    Span,
    Stay,
    Way,
)
from waystation.network.domain import House

BEDS, SHUT, LONG, TWICE, AWAY = "beds", "shut", "long", "twice", "away"
OF_GUIDES = (TWICE, AWAY)
GONE = "gone"


class Clash(NamedTuple):
    """One thing that cannot be, at a house or with a guide, and the passages it is about.

    `kind` is "beds" (more people than beds), "shut" (nobody is to be sent to the house), "long"
    (more nights than it keeps people), "twice" (a guide leads two at once) or "away" (the guide
    leads nobody then). `why` is the standing of a house or guide. Days are the first and the last
    of it; of "beds" and "long" they are nights.
    """

    kind: str
    slug: str
    first: date
    last: date
    ways: tuple[Way, ...]
    people: int = 0
    most: int = 0
    why: str = ""

    @property
    def n_days(self) -> int:
        """Count its days."""
        return (self.last - self.first).days + 1


def too_full(
    by_place: Mapping[str, Mapping[int, Night]],
    houses: Mapping[str, House],
    span: Span,
    tonight: date,
) -> list[Clash]:
    """List the houses with more people than beds, tonight or later; nights in a row are one."""
    found = []
    for place, by_night in by_place.items():
        if place not in houses:
            continue
        beds = houses[place].beds
        over = [nth for nth, night in by_night.items() if night.people > beds]
        late = [nth for nth in over if span.first + nth * DAY >= tonight]
        for row in in_a_row(late):
            ways = {way.id: way for nth in row for way in by_night[nth].ways}
            found.append(
                Clash(
                    BEDS,
                    place,
                    span.first + row[0] * DAY,
                    span.first + row[-1] * DAY,
                    tuple(ways.values()),
                    people=max(by_night[nth].people for nth in row),
                    most=beds,
                )
            )
    return found


def badly_housed(
    stays: Iterable[Stay],
    houses: Mapping[str, House],
    shut: Mapping[str, Mapping[int, str]],
    span: Span,
    now: datetime,
) -> list[Clash]:
    """List the stays still to end in a house that is shut, is not on file, or keeps nobody so long.

    Args:
      shut: by place and numbered day, the standing of a house in which nobody is to be sent to it.
    """
    found = []
    for stay in stays:
        if stay.leaves <= now:
            continue
        house = houses.get(stay.place)
        days = range(span.day_of(stay.comes), span.day_of(stay.leaves) + 1)
        why = GONE if house is None else _first_of(shut.get(stay.place, {}), days)
        common = (stay.place, stay.comes.date(), stay.leaves.date(), (stay.way,))
        if why:
            found.append(Clash(SHUT, *common, why=why))
        elif house is not None and nights_of(stay) > house.max_nights:
            found.append(Clash(LONG, *common, people=nights_of(stay), most=house.max_nights))
    return found


def nights_of(stay: Stay) -> int:
    """Count the midnights that a group spends in a house."""
    return (stay.leaves.date() - stay.comes.date()).days


def badly_led(
    rides: Iterable[Ride], shut: Mapping[str, Mapping[int, str]], span: Span
) -> list[Clash]:
    """List the stages still to begin whose guide leads another then, or leads nobody that day.

    Args:
      shut: by guide and numbered day, the standing in which nobody is to be sent to them.
    """
    by_guide: dict[str, list[Ride]] = {}
    for ride in rides:
        if ride.stage.state != LED:
            by_guide.setdefault(ride.stage.guide, []).append(ride)
    found = []
    for guide, led in by_guide.items():
        for ride in led:
            why = shut.get(guide, {}).get(span.day_of(ride.leaves), "")
            if why and ride.stage.state != SET_OUT:
                day = ride.leaves.date()
                found.append(Clash(AWAY, guide, day, day, (ride.way,), why=why))
        found += _twice(guide, sorted(led, key=lambda ride: ride.leaves))
    return found


def _twice(guide: str, led: Sequence[Ride]) -> list[Clash]:
    """List where a guide's stages, in the order they begin, overlap with one that still lasts."""
    found, lasts = [], led[0]
    for ride in led[1:]:
        if ride.leaves < lasts.comes:
            until = min(lasts.comes, ride.comes)
            days = (ride.leaves.date(), until.date())
            found.append(Clash(TWICE, guide, *days, (lasts.way, ride.way)))
        lasts = max(lasts, ride, key=lambda one: one.comes)
    return found


def in_a_row(numbers: Iterable[int]) -> list[list[int]]:
    """Part numbers into runs without a gap."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _first_of(shut: Mapping[int, str], days: range) -> str:
    return next((shut[nth] for nth in days if nth in shut), "")
