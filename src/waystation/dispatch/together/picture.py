"""Draws the ways of many groups over time: how far they still have to go, all on one picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from waystation.base.stripline import WEEKDAYS
from waystation.base.stripshapes import clean, shorten

HEIGHT_PX, TOP_PX, FOOT_PX = 460, 26, 40
LEFT_P, RIGHT_P = 16.0, 98.5
NAME_ROOM_PX = 96
NAMES_APART_PX = 22
DAYS_SHOWN = 9
TINTS = 6


@dataclass(frozen=True)
class Point:
    """Where a group is at a moment: how many km from where it is safe, and what the place is."""

    at: datetime
    km: float
    place: str


@dataclass(frozen=True)
class Line:
    """One group's way, by the number it has in the table; `href` leads there."""

    number: int
    name: str
    points: Sequence[Point]
    href: str
    is_held: bool = False


def draw(lines: Sequence[Line], *, says: Mapping[str, str]) -> str:
    """Draw each group as a line that falls towards safety; level where it waits.

    Args:
      lines: at least one, each with two points or more.
      says: weekdays in the reader's language, "title", "held" and "km".

    Raises:
      ValueError: there is nothing to draw.
    """
    drawn = [line for line in lines if len(line.points) > 1]
    if not drawn:
        raise ValueError("no way to draw")
    first = min(line.points[0].at for line in drawn)
    last = max(line.points[-1].at for line in drawn)
    most = max(point.km for line in drawn for point in line.points) or 1.0
    scale = _Scale(first, last, most)
    body = _days(scale, says) + _places(scale, drawn)
    body += [_way(scale, line, says) for line in drawn]
    body += _numbers(scale, drawn)
    return (
        f'<svg class="together" width="100%" height="{TOP_PX + HEIGHT_PX + FOOT_PX}" role="group" '
        f'aria-label="{clean(says["title"])}">{"".join(body)}</svg>'
    )


@dataclass(frozen=True)
class _Scale:
    first: datetime
    last: datetime
    most_km: float

    def x(self, at: datetime) -> float:
        part = (at - self.first) / max(self.last - self.first, timedelta(hours=1))
        return LEFT_P + (RIGHT_P - LEFT_P) * part

    def y(self, km: float) -> float:
        return TOP_PX + HEIGHT_PX * (1 - km / self.most_km)


def _days(scale: _Scale, says: Mapping[str, str]) -> list[str]:
    n_days = max(1, ceil((scale.last - scale.first) / timedelta(days=1)))
    step = ceil(n_days / DAYS_SHOWN)
    day = scale.first.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    bottom, parts = TOP_PX + HEIGHT_PX, []
    while day <= scale.last:
        x = f"{scale.x(day):.2f}%"
        parts.append(f'<line class="grid" x1="{x}" x2="{x}" y1="{TOP_PX}" y2="{bottom}"/>')
        name = f"{says[WEEKDAYS[day.weekday()]]} {day.day}"
        parts.append(f'<text class="middle" x="{x}" y="{bottom + 24}">{clean(name)}</text>')
        day += timedelta(days=step)
    return parts


def _places(scale: _Scale, lines: Sequence[Line]) -> list[str]:
    """Name the places that most groups pass, as far as their names do not cover one another."""
    used: dict[str, tuple[int, float]] = {}
    for line in lines:
        for place, km in {point.place: point.km for point in line.points}.items():
            used[place] = (used.get(place, (0, km))[0] + 1, km)
    taken: list[float] = []
    parts = [f'<g aria-hidden="true"><text class="caption" x="0" y="14">{clean("↓ km")}</text></g>']
    for place, (_n, km) in sorted(used.items(), key=lambda one: (-one[1][0], one[0])):
        y = scale.y(km)
        if all(abs(y - other) >= NAMES_APART_PX for other in taken):
            taken.append(y)
            name = clean(shorten(place, NAME_ROOM_PX))
            parts.append(
                f'<line class="grid" x1="{LEFT_P}%" x2="{RIGHT_P}%" y1="{y:.1f}" y2="{y:.1f}"/>'
            )
            parts.append(f'<text x="0" y="{y + 5:.1f}">{name}</text>')
    return parts


def _way(scale: _Scale, line: Line, says: Mapping[str, str]) -> str:
    parts = []
    for a, b in zip(line.points, line.points[1:], strict=False):
        kind = "wait" if a.km == b.km and a.place == b.place else "go"
        parts.append(
            f'<line class="{kind}" x1="{scale.x(a.at):.2f}%" y1="{scale.y(a.km):.1f}" '
            f'x2="{scale.x(b.at):.2f}%" y2="{scale.y(b.km):.1f}"/>'
        )
    name = clean(f"{line.number}. {line.name}" + (f" ({says['held']})" if line.is_held else ""))
    kind = "held" if line.is_held else f"tint-{line.number % TINTS}"
    return (
        f'<a href="{clean(line.href)}" aria-label="{name}"><g class="way {kind}">'
        f"<title>{name}</title>{''.join(parts)}</g></a>"
    )


def _numbers(scale: _Scale, lines: Sequence[Line]) -> list[str]:
    """Write each group's number where its line begins, moved along it while another one is near."""
    taken: list[tuple[float, float]] = []
    parts = []
    for line in lines:
        for point in line.points:
            x, y = scale.x(point.at), scale.y(point.km)
            if all(abs(x - u) > 2.4 or abs(y - v) > 16 for u, v in taken):
                break
        taken.append((x, y))
        parts.append(
            f'<svg x="{x:.2f}%" y="{y:.1f}" overflow="visible" aria-hidden="true">'
            f'<circle class="number" r="10"/><text class="middle" y="4">{line.number}</text></svg>'
        )
    return parts
