"""Turns routes into what the strip map, the chart and the map draw."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from django.utils.translation import gettext as _

from waystation.base.stripmap import Segment, Station
from waystation.network.domain import House, Place, night_at
from waystation.network.points import as_point
from waystation.network.wording import MODE_NAMES

NIGHTS_MAX = 60


class Drawable(Protocol):
    """What a stage must tell to be drawn; a plan's stages and a passage's both do."""

    @property
    def from_place(self) -> str: ...
    @property
    def to_place(self) -> str: ...
    @property
    def mode(self) -> str: ...
    @property
    def depart(self) -> datetime: ...
    @property
    def arrive(self) -> datetime: ...
    @property
    def wait_min(self) -> int: ...
    @property
    def risk_p(self) -> float: ...


def stations(
    stages: Sequence[Drawable], places: dict[str, Place], houses: dict[str, House], people: int
) -> list[Station]:
    """Give the stations of a way: where it starts, every change, where it ends."""
    first = stages[0]
    found = [Station(name=places[first.from_place].name, kind="start", at=first.depart)]
    for stage, after in zip(stages, [*stages[1:], None], strict=True):
        place = places[stage.to_place]
        house = houses.get(stage.to_place)
        kind = "house" if house is not None and house.beds >= people else "meeting"
        if place.country != places[stage.from_place].country:
            kind = "border"
        if after is None:
            kind = "destination"
        waits = after.wait_min if after else 0
        found.append(Station(name=place.name, kind=kind, at=stage.arrive, waits_min=waits))
    return found


def nights(begin: datetime, end: datetime, place: Place) -> list[tuple[datetime, datetime]]:
    """Give the spans of darkness at a place between two moments."""
    spans = []
    day = begin.date() - timedelta(days=1)
    for _count in range(NIGHTS_MAX):
        if day > end.date():
            break
        dusk, dawn = night_at(place, day)
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        dark_from = midnight + timedelta(minutes=dusk)
        dark_to = midnight + timedelta(minutes=dawn if dawn > dusk else dawn + 1_440)
        if dark_to > begin and dark_from < end:
            spans.append((max(dark_from, begin), min(dark_to, end)))
        day += timedelta(days=1)
    return spans


def segment(stage: Drawable, state: str, low_p: float, high_p: float, reason: str = "") -> Segment:
    """Give one stage as a segment of the strip map."""
    return Segment(
        mode=stage.mode,
        state=state,
        risk_p=stage.risk_p,
        risk_low_p=low_p,
        risk_high_p=high_p,
        depart=stage.depart,
        arrive=stage.arrive,
        reason=reason,
    )


def on_map(stages: Iterable[Drawable], places: dict[str, Place]) -> dict[str, object]:
    """Give a way as the map page draws it: its places and its legs, nothing else of the network."""
    ways: list[dict[str, object]] = []
    spots: dict[str, Place] = {}
    for stage in stages:
        start, end = places[stage.from_place], places[stage.to_place]
        spots |= {start.slug: start, end.slug: end}
        if start.lat is None or end.lat is None:
            continue
        ways.append(
            {
                "from": [start.lon, start.lat],
                "to": [end.lon, end.lat],
                "mode": stage.mode,
                "state": "to_come",
                "route": True,
                "risk_p": stage.risk_p,
            }
        )
    points = [as_point(place) for place in spots.values() if place.lat is not None]
    return {
        "places": points,
        "legs": ways,
        "focus": [[point["lon"], point["lat"]] for point in points],
    }


def words() -> dict[str, str]:
    """Give the strip map's words in the reader's language."""
    return {mode: str(name) for mode, name in MODE_NAMES.items()} | {
        "mon": _("Mon"),
        "tue": _("Tue"),
        "wed": _("Wed"),
        "thu": _("Thu"),
        "fri": _("Fri"),
        "sat": _("Sat"),
        "sun": _("Sun"),
        "travelled": _("travelled"),
        "under_way": _("under way"),
        "to_come": _("to come"),
        "halted": _("halted"),
        "house": _("house"),
        "meeting": _("meeting point"),
        "border": _("border"),
        "start": _("start"),
        "destination": _("destination"),
        "hours": _("{h} h {m:02}"),
        "minutes": _("{m} min"),
        "risk": _("risk"),
        "night": _("night"),
        "now": _("now"),
        "stays": _("stays {time}"),
        "summary": _("{n} stations from {first} to {last}."),
        "part": _("{a} to {b}: {mode}, {state}{more}."),
        "to": _("{low} to {high}"),
    }
