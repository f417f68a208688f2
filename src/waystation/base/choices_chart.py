"""Draws the choices of a route: when they arrive, against the risk of being caught."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from waystation.base.stripline import ENGLISH as WORDS
from waystation.base.stripline import WEEKDAYS, percent
from waystation.base.stripshapes import clean, lines_of_text, width_px

MAX_POINTS = 60
MAX_DOTS = 400
DOT_PX = 4
# The letters stay apart from this width on; the drawing itself stretches with its room.
LEAST_PX = 330
TOP_PX, HEIGHT_PX, FOOT_PX = 44, 250, 62
LEFT_P, RIGHT_P = 15.0, 96.0  # percent of the room between the axes
SMALLEST_PX, LARGEST_PX, TOUCH_PX = 6, 14, 22
RISK_STEPS_P = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5)
TIME_STEPS_MIN = (60, 120, 180, 360, 720, 1440, 2880, 4320, 10080)

Box = tuple[float, float, float, float]  # left, top, right, bottom

ENGLISH: Mapping[str, str] = {
    **{weekday: WORDS[weekday] for weekday in WEEKDAYS},
    "title": "Choices: arrival against risk",
    "x": "Arrival",
    "y": "Risk of being caught",
    "point": "Arrives {arrives}, risk {risk}, costs {cost}",
    "chosen": "chosen",
}


@dataclass(frozen=True)
class Choice:
    """One route to choose from; `cost` is the amount as written, with its currency."""

    href: str
    arrives_at: datetime
    risk_p: float
    cost_cents: int
    cost: str
    is_chosen: bool = False
    risk_low_p: float | None = None
    risk_high_p: float | None = None
    name: str = ""
    figure: int | None = None


@dataclass(frozen=True)
class Dot:
    """One more route of the front, drawn small behind the choices; `figure` is its table row."""

    arrives_at: datetime
    risk_p: float
    figure: int


@dataclass(frozen=True)
class _Field:
    """The scales of one drawing: percent of the room across, pixels down."""

    first: datetime
    last: datetime
    most_p: float
    days: Mapping[str, str]

    def x(self, moment: datetime) -> float:
        part = (moment - self.first) / (self.last - self.first)
        return LEFT_P + (RIGHT_P - LEFT_P) * part

    def y(self, risk_p: float) -> float:
        return TOP_PX + HEIGHT_PX * (1 - risk_p / self.most_p)


def draw(
    points: Sequence[Choice],
    *,
    others: Sequence[Dot] = (),
    labels: Mapping[str, str] | None = None,
) -> str:
    """Draw the choices as points that lead to their choosing, the larger the dearer.

    The risk axis begins at zero, so that half as high is half the risk; bars show the interval.
    Times are in the zone of the first arrival.

    Args:
      points: 1 to MAX_POINTS choices, in any order.
      others: at most MAX_DOTS other best routes, for comparison; `data-figure` tells which.
      labels: words that replace those of ENGLISH, for other languages.

    Raises:
      ValueError: there is no choice to draw, or too many to tell apart.
    """
    if not 1 <= len(points) <= MAX_POINTS:
        raise ValueError(f"{len(points)} choices: give 1 to {MAX_POINTS}")
    if len(others) > MAX_DOTS:
        raise ValueError(f"{len(others)} other routes: give at most {MAX_DOTS}")
    says = {**ENGLISH, **(labels or {})}
    zone = points[0].arrives_at.tzinfo
    spots: list[Choice | Dot] = [*points, *others]
    moments = [spot.arrives_at.astimezone(zone) for spot in spots]
    times, step = _ticks(moments)
    highest = [max(p.risk_p, p.risk_high_p or 0) for p in points]
    risks = _risk_ticks(max([*highest, *(dot.risk_p for dot in others)]))
    field = _Field(times[0], times[-1], risks[-1], says)
    body = [_axes(field, times, step, risks, says)]
    body += [_dot(field, dot) for dot in others]
    body += [_spread(field, point) for point in points]
    places = _label_places(field, points, says)
    order = sorted(range(len(points)), key=lambda i: (points[i].is_chosen, points[i].arrives_at))
    largest = max(point.cost_cents for point in points) or 1
    body += [_point(field, points[i], places[i], largest, says) for i in order]
    return (
        f'<svg class="chart choices" width="100%" height="{TOP_PX + HEIGHT_PX + FOOT_PX}" '
        f'role="group" aria-label="{clean(says["title"])}">{"".join(body)}</svg>'
    )


def _ticks(moments: Sequence[datetime]) -> tuple[list[datetime], timedelta]:
    """Give round hours that enclose all moments, at most five of them."""
    first, last = min(moments), max(moments)
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    for minutes in TIME_STEPS_MIN:
        step = timedelta(minutes=minutes)
        # A tenth of a step before the first, so that no point stands on the axis.
        start = midnight + step * math.floor((first - midnight) / step - 0.1)
        count = max(1, math.ceil((last - start) / step))
        if count <= 4:
            break
    else:
        step = timedelta(days=math.ceil((last - midnight) / timedelta(days=4)))
        start, count = midnight, 4
    return [start + step * number for number in range(count + 1)], step


def _risk_ticks(most_p: float) -> list[float]:
    """Give round risks from zero to above the largest, at most six of them."""
    for step in RISK_STEPS_P:
        count = max(1, math.ceil(most_p / step - 1e-9))
        if count <= 5:
            return [step * number for number in range(count + 1)]
    return [0.0, 0.5, 1.0]


def _axes(
    field: _Field,
    times: Sequence[datetime],
    step: timedelta,
    risks: Sequence[float],
    says: Mapping[str, str],
) -> str:
    bottom = TOP_PX + HEIGHT_PX
    parts = [f'<text class="caption" x="0" y="16">{clean(says["y"])}</text>']
    for risk_p in risks:
        y = field.y(risk_p)
        kind, words = ("grid", percent(risk_p)) if risk_p else ("axis", "0")
        parts.append(_line(kind, (f"{LEFT_P}%", f"{RIGHT_P}%"), (y, y)))
        parts.append(f'<text class="end" x="{LEFT_P - 2}%" y="{y + 5:.1f}">{words}</text>')
    for moment, rows in zip(times, _tick_words(times, step, says), strict=True):
        x = f"{field.x(moment):.2f}%"
        parts.append(_line("axis", (x, x), (bottom, bottom + 6)))
        parts.append(lines_of_text(rows, "middle", x, bottom + 22, 17))
    foot = f'x="{RIGHT_P}%" y="{bottom + 58}"'
    parts.append(f'<text class="caption end" {foot}>{clean(says["x"])}</text>')
    return f'<g aria-hidden="true">{"".join(parts)}</g>'


def _tick_words(
    times: Sequence[datetime], step: timedelta, says: Mapping[str, str]
) -> list[list[str]]:
    found, last = [], ""
    for moment in times:
        day = f"{says[WEEKDAYS[moment.weekday()]]} {moment.day}"
        hour = [] if step >= timedelta(days=1) else [f"{moment:%H:%M}"]
        found.append([*hour, day if day != last else ""])
        last = day
    return found


def _line(name: str, across: tuple[str, str], down: tuple[float, float]) -> str:
    (x1, x2), (y1, y2) = across, down
    return f'<line class="{name}" x1="{x1}" x2="{x2}" y1="{y1:.1f}" y2="{y2:.1f}"/>'


def _dot(field: _Field, dot: Dot) -> str:
    x, y = f"{field.x(dot.arrives_at):.2f}%", f"{field.y(dot.risk_p):.1f}"
    return f'<circle class="other" data-figure="{dot.figure}" cx="{x}" cy="{y}" r="{DOT_PX}"/>'


def _spread(field: _Field, point: Choice) -> str:
    if point.risk_low_p is None or point.risk_high_p is None:
        return ""
    x = f"{field.x(point.arrives_at):.2f}%"
    return _line("spread", (x, x), (field.y(point.risk_high_p), field.y(point.risk_low_p)))


def _point(
    field: _Field,
    point: Choice,
    place: tuple[float, float, str],
    largest: int,
    says: Mapping[str, str],
) -> str:
    # The area, not the width, grows with the cost: so the eye compares what is meant.
    share = math.sqrt(max(point.cost_cents, 0) / largest)
    radius = SMALLEST_PX + (LARGEST_PX - SMALLEST_PX) * share
    name = _said(point, says)
    dx, dy, anchor = place
    ring = f'<circle class="ring" r="{radius + 5:.1f}"/>' if point.is_chosen else ""
    words = _written(point, says)
    inner = (
        f'<circle class="hit" r="{TOUCH_PX}"/>{ring}<circle class="point" r="{radius:.1f}"/>'
        f'<text class="cost {anchor}" x="{dx:g}" y="{dy:g}">{clean(words)}</text>'
    )
    state = ' class="chosen" aria-current="true"' if point.is_chosen else ""
    if point.figure is not None:
        state += f' data-figure="{point.figure}"'
    return (
        f'<svg x="{field.x(point.arrives_at):.2f}%" y="{field.y(point.risk_p):.1f}" '
        f'overflow="visible"><a href="{clean(point.href)}"{state} '
        f'aria-label="{clean(name)}"><title>{clean(name)}</title>'
        f"{inner}</a></svg>"
    )


def _said(point: Choice, says: Mapping[str, str]) -> str:
    at = point.arrives_at
    risk = percent(point.risk_p)
    if point.risk_low_p is not None and point.risk_high_p is not None:
        risk += f" ({percent(point.risk_low_p)[:-2]}–{percent(point.risk_high_p)[:-2]})"
    arrives = f"{says[WEEKDAYS[at.weekday()]]} {at.day}, {at:%H:%M}"
    said = says["point"].format(arrives=arrives, risk=risk, cost=point.cost)
    said = f"{point.name}: {said}" if point.name else said
    return f"{said} ({says['chosen']})" if point.is_chosen else said


def _label_places(
    field: _Field, points: Sequence[Choice], says: Mapping[str, str]
) -> list[tuple[float, float, str]]:
    """Set each cost beside, over or under its point, where it covers no other.

    Worked out for the narrowest room; in a wider one everything is only further apart.
    """
    spots = [(field.x(p.arrives_at) / 100 * LEAST_PX, field.y(p.risk_p)) for p in points]
    taken = [(x - 10, y - 10, x + 10, y + 10) for x, y in spots]
    found: list[tuple[float, float, str]] = [(0, 0, "")] * len(points)
    for number in sorted(range(len(points)), key=lambda i: not points[i].is_chosen):
        options = list(_options(spots[number], width_px(_written(points[number], says))))
        free = [
            option for option in options if _inside(option[3]) and not _covered(option[3], taken)
        ]
        # Where all are covered, the one that covers the least, and still inside the drawing.
        inside = [option for option in options if _inside(option[3])] or options
        best = min(inside, key=lambda option: sum(_covered(option[3], [spot]) for spot in taken))
        dx, dy, anchor, box = free[0] if free else best
        found[number] = (dx, dy, anchor)
        taken.append(box)
    return found


def _written(point: Choice, says: Mapping[str, str]) -> str:
    return f"{point.cost}, {says['chosen']}" if point.is_chosen else point.cost


def _options(spot: tuple[float, float], wide: float) -> Iterator[tuple[float, float, str, Box]]:
    x, y = spot
    yield 22, 5, "", (x + 18, y - 8, x + 22 + wide, y + 8)
    yield -22, 5, "end", (x - 22 - wide, y - 8, x - 18, y + 8)
    for dy in (-24, 34, -42, 52):
        yield 0, dy, "middle", (x - wide / 2, y + dy - 13, x + wide / 2, y + dy + 4)


def _inside(box: Box) -> bool:
    left, top, right, bottom = box
    return (
        left >= LEAST_PX * LEFT_P / 100
        and right <= LEAST_PX
        and top > TOP_PX
        and bottom < TOP_PX + HEIGHT_PX
    )


def _covered(box: Box, taken: Sequence[Box]) -> bool:
    left, top, right, bottom = box
    return any(left < r and right > x and top < b and bottom > y for x, y, r, b in taken)
