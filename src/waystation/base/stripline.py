"""What a strip map shows: stations, segments, their times, and the words for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

Moment = datetime | int  # an aware datetime, or whole minutes from any one midnight
Span = tuple[Moment, Moment]

MAX_STATIONS = 40
UNKNOWN_MIN = 60  # a segment without times is drawn as long as this

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ENGLISH: Mapping[str, str] = {
    **{weekday: weekday.title() for weekday in WEEKDAYS},
    **{mode: mode for mode in ("wagon", "carriage", "car", "train", "bus", "boat", "steamboat",
                               "schooner", "ferry", "ship")},
    "foot": "on foot", "rail": "train", "canal": "canal boat",
    "travelled": "travelled", "under_way": "under way", "to_come": "to come", "halted": "halted",
    "house": "house", "meeting": "meeting point", "border": "border",
    "start": "start", "destination": "destination",
    "hours": "{h} h {m:02}", "minutes": "{m} min", "risk": "risk", "night": "night",
    "now": "now", "stays": "stays {time}",
    "summary": "{n} stations from {first} to {last}.",
    "part": "{a} to {b}: {mode}, {state}{more}.",
    "to": "{low} to {high}",
}  # fmt: skip


@dataclass(frozen=True)
class Station:
    """A place where people stop: `kind` is house, meeting, border, start or destination."""

    name: str
    kind: str = "house"
    at: Moment | None = None
    waits_min: int = 0


@dataclass(frozen=True)
class Segment:
    """The way between two stations: `state` is travelled, under_way, to_come or halted."""

    mode: str
    state: str = "to_come"
    risk_p: float | None = None
    risk_low_p: float | None = None
    risk_high_p: float | None = None
    depart: Moment | None = None
    arrive: Moment | None = None
    reason: str = ""


@dataclass(frozen=True)
class Line:
    """A passage with its times worked out, in minutes from the moment `zero`."""

    stations: Sequence[Station]
    segments: Sequence[Segment]
    arrive: list[float]
    depart: list[float]
    night: list[tuple[float, float]]
    now: float | None
    zero: datetime | None
    told: list[bool]  # is the time of this station known, or only guessed for the drawing?
    says: Mapping[str, str]


def work_out(
    stations: Sequence[Station],
    segments: Sequence[Segment],
    night: Sequence[Span],
    now: Moment | None,
    says: Mapping[str, str],
) -> Line:
    """Work out when every station is reached and left; a time never runs backwards."""
    if not 2 <= len(stations) <= MAX_STATIONS or len(segments) != len(stations) - 1:
        raise ValueError(
            f"{len(stations)} stations and {len(segments)} segments: give 2 to {MAX_STATIONS} "
            "stations and one segment fewer"
        )
    times = [s.at for s in stations] + [t for g in segments for t in (g.depart, g.arrive)]
    zero = next((t for t in times if isinstance(t, datetime)), None)

    def minutes(moment: Moment | None) -> float | None:
        if isinstance(moment, datetime) and zero is not None:
            return (moment - zero) / timedelta(minutes=1)
        return None if moment is None or isinstance(moment, datetime) else float(moment)

    first = minutes(stations[0].at)
    if first is None:
        first = minutes(segments[0].depart) or 0.0
    arrive, depart = [first], []
    told = [stations[0].at is not None or segments[0].depart is not None]
    for number, segment in enumerate(segments):
        leaves = minutes(segment.depart)
        known = arrive[-1] + stations[number].waits_min
        depart.append(max(arrive[-1], known if leaves is None else leaves))
        comes = minutes(segment.arrive)
        if comes is None:
            comes = minutes(stations[number + 1].at)
        told.append(comes is not None)
        arrive.append(max(depart[-1], depart[-1] + UNKNOWN_MIN if comes is None else comes))
    depart.append(arrive[-1] + stations[-1].waits_min)
    spans = [(minutes(dusk), minutes(dawn)) for dusk, dawn in night]
    dark = [(dusk, dawn) for dusk, dawn in spans if dusk is not None and dawn is not None]
    return Line(stations, segments, arrive, depart, dark, minutes(now), zero, told, says)


def _shares(minutes: Sequence[float], least: Sequence[float], total: float) -> list[float]:
    """Share `total` out by time, but give nobody less than their least."""
    fixed: set[int] = set()
    while True:
        free = [i for i in range(len(minutes)) if i not in fixed and minutes[i] > 0]
        rest = total - sum(least[i] for i in range(len(least)) if i not in free)
        scale = max(0.0, rest) / sum(minutes[i] for i in free) if free else 0.0
        small = {i for i in free if minutes[i] * scale < least[i]}
        if not small:
            return [minutes[i] * scale if i in free else least[i] for i in range(len(minutes))]
        fixed |= small


def places(
    line: Line, marks: Sequence[float], ways: Sequence[float], total: float, start: float
) -> list[tuple[float, float]]:
    """Give where each station begins and ends along the drawing, in pixels.

    Args:
      marks: least length of every station.
      ways: least length of every segment.
      total: length to share out; more is taken if the least lengths need it.
    """
    minutes, least = [], []
    for number, mark in enumerate(marks):
        minutes.append(line.depart[number] - line.arrive[number])
        least.append(mark)
        if number < len(ways):
            minutes.append(line.arrive[number + 1] - line.depart[number])
            least.append(ways[number])
    found, at = [], start
    for number, size in enumerate(_shares(minutes, least, total)):
        if number % 2 == 0:
            found.append((at, at + size))
        at += size
    return found


def where(line: Line, stops: Sequence[tuple[float, float]], minute: float) -> float:
    """Give the place of a minute: even between the known times, held at both ends."""
    known = [
        pair
        for number, (first, last) in enumerate(stops)
        for pair in ((line.arrive[number], first), (line.depart[number], last))
    ]
    if minute <= known[0][0]:
        return known[0][1]
    for (t0, x0), (t1, x1) in pairwise(known):
        if minute <= t1 and t1 > t0:
            return x0 + (x1 - x0) * (minute - t0) / (t1 - t0)
    return known[-1][1]


def percent(risk_p: float) -> str:
    """Write a probability as a person reads it: "2.1 %", "<0.1 %"; nothing is ever called zero."""
    if risk_p < 0.0005:
        return "<0.1 %"
    return f"{risk_p * 100:.0f} %" if risk_p >= 0.0995 else f"{risk_p * 100:.1f} %"


def interval(segment: Segment) -> str:
    """Write the interval of a segment's risk, "0.9–4.0", or nothing if there is none."""
    if segment.risk_low_p is None or segment.risk_high_p is None:
        return ""
    return f"{percent(segment.risk_low_p)[:-2]}–{percent(segment.risk_high_p)[:-2]}"


def span(minutes: float, says: Mapping[str, str]) -> str:
    """Write a length of time: "2 h 05", "40 min"."""
    hours, rest = divmod(round(minutes), 60)
    return says["hours"].format(h=hours, m=rest) if hours else says["minutes"].format(m=rest)


def clock(line: Line, minute: float) -> str:
    """Write the time of day of a minute, in the zone of the times given."""
    if line.zero is None:
        return f"{int(minute) // 60 % 24:02}:{int(minute) % 60:02}"
    return f"{line.zero + timedelta(minutes=minute):%H:%M}"


def day(line: Line, minute: float) -> str:
    """Write the weekday and day of the month of a minute; times without a date count days."""
    if line.zero is None:
        return f"+{int(minute) // 1440}" if minute >= 1440 else ""
    on = line.zero + timedelta(minutes=minute)
    return f"{line.says[WEEKDAYS[on.weekday()]]} {on.day}"


def days(line: Line) -> list[tuple[str, str]]:
    """Give for each station the days to print before arrival and departure, empty if unchanged."""
    last, found = "", []
    for arrive, depart in zip(line.arrive, line.depart, strict=True):
        comes, leaves = day(line, arrive), day(line, depart)
        found.append((comes if comes != last else "", leaves if leaves != comes else ""))
        last = leaves
    return found


def sentence(line: Line, title: str) -> str:
    """Say the whole drawing in words, for those who hear it."""
    says, stations = line.says, line.stations
    said = [title + ":"] if title else []
    said.append(
        says["summary"].format(n=len(stations), first=stations[0].name, last=stations[-1].name)
    )
    for segment, (a, b) in zip(line.segments, pairwise(stations), strict=True):
        said.append(
            says["part"].format(
                a=a.name,
                b=b.name,
                mode=word(says, segment.mode),
                state=word(says, segment.state),
                more=_more(segment, says),
            )
        )
    return " ".join(said)


def word(says: Mapping[str, str], key: str) -> str:
    """Give the word for a mode, kind or state; an unknown one stands for itself."""
    return says.get(key, key.replace("_", " "))


def _more(segment: Segment, says: Mapping[str, str]) -> str:
    more = f", {says['risk']} {percent(segment.risk_p)}" if segment.risk_p is not None else ""
    if more and interval(segment):
        low, high = interval(segment).split("–")
        more += f" ({says['to'].format(low=low, high=high)})"
    return more + (f", {segment.reason.rstrip('.')}" if segment.reason else "")
