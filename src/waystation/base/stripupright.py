"""The upright strip map: top to bottom, for phones and narrow columns."""

from __future__ import annotations

from collections.abc import Sequence

from waystation.base.stripline import (
    Line,
    Segment,
    clock,
    days,
    interval,
    percent,
    places,
    span,
    where,
    word,
)
from waystation.base.stripplain import CROSS, HEAD, halos
from waystation.base.stripshapes import (
    HALF_MARK_PX,
    MARKS,
    MOON,
    ROW_PX,
    clean,
    glyph,
    lines_of_text,
    wrap,
)

LINE_X, TEXT_X, INFO_X, TIME_X = 80, 108, 134, 62
NAME_PX, INFO_PX = 182, 156
TOP_PX, PAD_PX, STRETCH = 6, 18, 1.3
Stops = Sequence[tuple[float, float]]


def body(line: Line) -> tuple[list[str], int]:
    """Draw the parts of the upright strip map, back to front, and give its height."""
    names = [wrap(station.name, NAME_PX, 3) for station in line.stations]
    infos = [_info(line, number) for number in range(len(line.segments))]
    written = days(line)
    marks = [_least(line, n, names[n], written[n]) for n in range(len(names))]
    ways = [float(len(info) * ROW_PX + PAD_PX) for info in infos]
    total = (sum(marks) + sum(ways)) * STRETCH
    stops = places(line, marks, ways, total, TOP_PX)
    ends = [
        (a, b) if line.depart[n] > line.arrive[n] else (a + 9, a + 9)
        for n, (a, b) in enumerate(stops)
    ]
    parts = _night(line, ends)
    for number, segment in enumerate(line.segments):
        parts += _way(line, segment, number, ends)
        parts.append(
            _written(line, segment, infos[number], (stops[number][1], stops[number + 1][0]))
        )
    for number in range(len(names)):
        parts.append(_mark(line, number, ends[number]))
        parts += _named(line, number, stops[number], names[number], written[number])
    return parts, round(stops[-1][1]) + 8


def _least(line: Line, number: int, names: Sequence[str], written: tuple[str, str]) -> float:
    stays = line.depart[number] > line.arrive[number]
    beside = 1 + bool(written[0]) + (1 + bool(written[1]) if stays else 0)
    return float(max(len(names) + stays, beside) * ROW_PX)


def _info(line: Line, number: int) -> list[tuple[str, str]]:
    """Give (class, text) for the lines beside a segment."""
    segment, says = line.segments[number], line.says
    first = word(says, segment.mode)
    if line.told[number] and line.told[number + 1]:
        first += f", {span(line.arrive[number + 1] - line.depart[number], says)}"
    found = [("time", text) for text in wrap(first, INFO_PX, 2)]
    if segment.risk_p is not None:
        between = f" ({interval(segment)})" if interval(segment) else ""
        found += [
            ("time", text)
            for text in wrap(f"{says['risk']} {percent(segment.risk_p)}{between}", INFO_PX)
        ]
    if segment.state == "halted":
        why = (
            f"{word(says, 'halted')}: {segment.reason}" if segment.reason else word(says, "halted")
        )
        found += [("reason", text) for text in wrap(why, INFO_PX, 5)]
    return found


def _put(x: str, y: float, inner: str) -> str:
    return f'<svg x="{x}" y="{y:.1f}" overflow="visible">{inner}</svg>'


def _stroke(top: float, bottom: float, name: str, px: float | None = None) -> str:
    thick = "" if px is None else f' stroke-width="{px:g}"'
    return (
        f'<line class="{name}" x1="{LINE_X}" x2="{LINE_X}" '
        f'y1="{top:.1f}" y2="{bottom:.1f}"{thick}/>'
    )


def _night(line: Line, ends: Stops) -> list[str]:
    parts = []
    for dusk, dawn in line.night:
        top, bottom = where(line, ends, dusk), where(line, ends, dawn)
        if bottom - top < 1:
            continue
        parts.append(
            f'<rect class="night" x="0" y="{top:.1f}" width="100%" '
            f'height="{bottom - top:.1f}" rx="4">'
            f"<title>{clean(line.says['night'])}</title></rect>"
        )
        if bottom - top > 30:
            parts.append(_put("100%", top, f'<g transform="translate(-22 8)">{MOON}</g>'))
    return parts


def _way(line: Line, segment: Segment, number: int, ends: Stops) -> list[str]:
    top, bottom = ends[number][1], ends[number + 1][0]
    parts = [_stroke(top, bottom, f"halo{far}", px) for far, px in halos(segment)]
    if segment.state in ("travelled", "halted"):
        parts.append(_stroke(top, bottom, f"way {segment.state}"))
        if segment.state == "halted":
            parts.append(
                _put(str(LINE_X), (top + bottom) / 2, f'<g transform="rotate(90)">{CROSS}</g>')
            )
        return parts
    start = top
    if segment.state == "under_way":
        start = (top + bottom) / 2 if line.now is None else where(line, ends, line.now)
        start = min(max(start, top), bottom)
        parts.append(_stroke(top, start, "way travelled"))
    parts += [_stroke(start, bottom, name) for name in ("way to_come", "bore")]
    if segment.state == "under_way":
        parts.append(
            _put(str(LINE_X), start, f"<g><title>{clean(line.says['now'])}</title>{HEAD}</g>")
        )
    return parts


def _written(
    line: Line, segment: Segment, info: Sequence[tuple[str, str]], room: tuple[float, float]
) -> str:
    top = (room[0] + room[1] - len(info) * ROW_PX) / 2
    parts = [_put(str(TEXT_X + 10), top + 9, glyph(segment.mode, word(line.says, segment.mode)))]
    for number, (name, text) in enumerate(info):
        parts.append(lines_of_text([text], name, str(INFO_X), top + 14 + number * ROW_PX))
    return "".join(parts)


def _mark(line: Line, number: int, end: tuple[float, float]) -> str:
    station, (top, bottom) = line.stations[number], end
    reached = number == 0 or line.segments[number - 1].state == "travelled"
    title = f"<title>{clean(station.name)}, {clean(word(line.says, station.kind))}</title>"
    group = f'<g class="stop{" reached" if reached else ""}">{title}'
    bars = f'<g transform="rotate(90)">{MARKS["border"]}</g>'
    if bottom == top:
        shape = bars if station.kind == "border" else MARKS.get(station.kind, MARKS["house"])
        return f"{group}{_put(str(LINE_X), top, shape)}</g>"
    if station.kind == "border":
        both = "".join(_put(str(LINE_X), y, bars) for y in (top, bottom))
        return f"{group}{_stroke(top, bottom, 'stay')}{both}</g>"
    corner = HALF_MARK_PX if station.kind == "meeting" else 1
    return (
        f'{group}<rect class="st" x="{LINE_X - HALF_MARK_PX}" y="{top:.1f}" '
        f'width="{2 * HALF_MARK_PX}" height="{bottom - top:.1f}" rx="{corner}"/></g>'
    )


def _named(
    line: Line,
    number: int,
    stop: tuple[float, float],
    names: Sequence[str],
    written: tuple[str, str],
) -> list[str]:
    (top, bottom), (comes, leaves) = stop, written
    arrive, depart = line.arrive[number], line.depart[number]
    parts = [lines_of_text(names, "name", str(TEXT_X), top + 14)]
    stays = depart > arrive
    if stays:
        stay = line.says["stays"].format(time=span(depart - arrive, line.says))
        parts.append(lines_of_text([stay], "time", str(TEXT_X), top + 14 + len(names) * ROW_PX))
    if not line.told[number]:
        return parts
    parts.append(lines_of_text([clock(line, arrive), comes], "time at", str(TIME_X), top + 14))
    if stays:
        late = [leaves, clock(line, depart)] if leaves else [clock(line, depart)]
        parts.append(
            lines_of_text(late, "time at", str(TIME_X), bottom - 4 - (len(late) - 1) * ROW_PX)
        )
    return parts
