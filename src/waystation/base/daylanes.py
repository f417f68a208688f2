"""Draws rows along days, each row a drawing of its own: cells by the day, or bars by the hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from waystation.base.stripshapes import clean, glyph, shorten, width_px

# A day is so wide; a bar needs more room than a figure.
CELL_PX, HOURS_PX = 44, 144
ROW_PX, BARS_PX, AXIS_PX = 40, 60, 62
GAP_PX = 3
BAR_PX, NAME_PX, LINE_PX = 22, 50, 20
GLYPH_LEAST_PX, NAME_LEAST_PX, BORE_LEAST_PX = 26, 34, 6
DAYS_MAX = 120
NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Cell:
    """One day of a row: few letters, the filled share of it, its kind, and all in a sentence.

    The style sheet knows the kinds "used", "over" and "shut"; the letters say it too.
    """

    nth: int
    text: str
    kind: str
    says: str
    share: float = 0.0
    href: str = ""


@dataclass(frozen=True)
class Bar:
    """One span of a row: its kind, and what it ends at or stays in.

    `kind` is "stay" or a state of a strip map's segment; `mode` is one of the axis's `means`;
    `clash` marks what cannot be.
    """

    begins: datetime
    ends: datetime
    kind: str
    name: str
    says: str
    mode: str = ""
    clash: bool = False


@dataclass(frozen=True)
class Head:
    """What stands over one day: weekday, day, and the month where one begins."""

    weekday: str
    day: str
    month: str = ""


def axis(
    heads: Sequence[Head],
    *,
    today: int | None = None,
    day_px: int = CELL_PX,
    means: Mapping[str, str] = NONE,
) -> str:
    """Draw the days over all rows; the one of today carries the address `#today`.

    Args:
      means: the means of travel that bars below show, by their names: each sign is drawn once here.

    Raises:
      ValueError: there are too many days for one drawing.
    """
    n_days = _days(len(heads))
    signs = "".join(
        f'<g id="means-{clean(mode)}">{glyph(mode, name)}</g>' for mode, name in means.items()
    )
    parts = [f"<defs>{signs}</defs>" if signs else "", _today(today, AXIS_PX, day_px)]
    for nth, head in enumerate(heads):
        x = nth * day_px + day_px // 2
        if head.month:
            parts.append(
                f'<text class="month" x="{nth * day_px + 4}" y="16">{clean(head.month)}</text>'
            )
        mark = ' id="today"' if nth == today else ""
        parts.append(
            f'<g{mark}><text x="{x}" y="36">{clean(head.weekday)}</text>'
            f'<text class="date" x="{x}" y="55">{clean(head.day)}</text></g>'
        )
    return _svg("axis", n_days * day_px, AXIS_PX, "".join(parts), ' aria-hidden="true"')


def cells(found: Sequence[Cell], n_days: int, *, name: str, today: int | None = None) -> str:
    """Draw one row of figures by the day; days without a cell stay empty.

    Raises:
      ValueError: a cell lies outside of the days, or there are too many of them.
    """
    for cell in found:
        if not 0 <= cell.nth < _days(n_days):
            raise ValueError(f"day {cell.nth} of {n_days}")
    parts = [_today(today, ROW_PX, CELL_PX), *(_cell(cell) for cell in found)]
    label = f' role="group" aria-label="{clean(name)}"'
    return _svg("days", n_days * CELL_PX, ROW_PX, "".join(parts), label)


def bars(found: Sequence[Bar], first: datetime, n_days: int, *, name: str, now: datetime) -> str:
    """Draw one row of bars by the hour, from a first midnight on; what lies outside is cut off.

    Raises:
      ValueError: there are too many days for one drawing.
    """
    last = first + timedelta(days=_days(n_days))
    shown = [bar for bar in found if bar.ends > first and bar.begins < last]
    parts, free_px = [], 0.0
    if first <= now < last:
        x = f"{_x(now, first):.1f}"
        parts.append(f'<line class="now" x1="{x}" x2="{x}" y1="0" y2="{BARS_PX}"/>')
    for bar in shown:
        drawn, free_px = _bar(bar, first, n_days, free_px)
        parts.append(drawn)
    label = f' role="img" aria-label="{clean(name)}"'
    return _svg("hours", n_days * HOURS_PX, BARS_PX, "".join(parts), label)


def _svg(kind: str, width: int, height: int, body: str, more: str) -> str:
    size = f'width="{width}" height="{height}"'
    return f'<svg class="daylane {kind}" {size}{more}>{body}</svg>'


def _today(today: int | None, height: int, day_px: int) -> str:
    if today is None:
        return ""
    return f'<rect class="today" x="{today * day_px}" y="0" width="{day_px}" height="{height}"/>'


def _cell(cell: Cell) -> str:
    x, y = cell.nth * CELL_PX + GAP_PX, GAP_PX
    wide, high = CELL_PX - 2 * GAP_PX, ROW_PX - 2 * GAP_PX
    part = round(high * min(1.0, max(0.0, cell.share)))
    filled = (
        f'<rect class="part" x="{x}" y="{y + high - part}" width="{wide}" height="{part}"/>'
        if part
        else ""
    )
    inner = (
        f"<title>{clean(cell.says)}</title>"
        f'<rect class="frame" x="{x}" y="{y}" width="{wide}" height="{high}"/>{filled}'
        f'<text x="{x + wide // 2}" y="{ROW_PX // 2 + 5}">{clean(cell.text)}</text>'
    )
    if not cell.href:
        return f'<g class="{cell.kind}">{inner}</g>'
    # By keyboard the table is the way in: nobody wants to pass a thousand cells.
    return f'<a class="{cell.kind}" tabindex="-1" href="{clean(cell.href)}">{inner}</a>'


def _bar(bar: Bar, first: datetime, n_days: int, free_px: float) -> tuple[str, float]:
    """Draw one bar, its means if there is room, and a name that touches no other."""
    left, right = max(0.0, _x(bar.begins, first)), min(n_days * HOURS_PX, _x(bar.ends, first))
    kind = f"{bar.kind} clash" if bar.clash else bar.kind
    parts = [f'<line class="bar" x1="{left:.1f}" x2="{right:.1f}" y1="{BAR_PX}" y2="{BAR_PX}"/>']
    if bar.kind == "to_come" and right - left > BORE_LEAST_PX:
        ends = f'x1="{left + 2:.1f}" x2="{right - 2:.1f}"'
        parts.append(f'<line class="bore" {ends} y1="{BAR_PX}" y2="{BAR_PX}"/>')
    if bar.mode and right - left >= GLYPH_LEAST_PX:
        x = f"{(left + right) / 2:.1f}"
        parts.append(f'<use href="#means-{clean(bar.mode)}" x="{x}" y="{BAR_PX}"/>')
    text, free_px = _name(bar, left, right, free_px)
    return f'<g class="{kind}">{"".join(parts)}{text}<title>{clean(bar.says)}</title></g>', free_px


def _name(bar: Bar, left: float, right: float, free_px: float) -> tuple[str, float]:
    begin = max(left, free_px)
    room = right - begin
    if bar.kind != "stay" or room < NAME_LEAST_PX:
        return "", free_px
    words = shorten(bar.name, room)
    return f'<text x="{begin:.1f}" y="{NAME_PX}">{clean(words)}</text>', begin + width_px(words) + 8


def _x(at: datetime, first: datetime) -> float:
    return (at - first) / timedelta(days=1) * HOURS_PX


def _days(n_days: int) -> int:
    if not 1 <= n_days <= DAYS_MAX:
        raise ValueError(f"{n_days} days: give 1 to {DAYS_MAX}")
    return n_days
