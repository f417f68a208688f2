"""The lying strip map: left to right, widths as parts of the room, letters of one size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from waystation.base.stripline import (
    Line,
    Segment,
    clock,
    days,
    interval,
    percent,
    places,
    where,
    word,
)
from waystation.base.stripshapes import (
    MARKS,
    MOON,
    ROW_PX,
    clean,
    fits,
    glyph,
    lines_of_text,
    width_px,
    wrap,
)

# With up to so many stations the labels stay apart from so many pixels on; the class tells the
# stylesheet below which width to show the upright drawing instead.
ROOMS = ((6, 560, "strip-few"), (9, 760, "strip-some"), (14, 980, "strip-many"))
MARGIN_PX, STAY_PX, SHORTEST_PX, GAP_PX, BELOW_PX = 56, 18, 62, 8, 10
LINE_Y, GLYPH_Y, RISK_Y, NAME_Y = 68, 20, 48, 100
LINE_PX, HALO_PX_PER_P, WIDEST_HALO_PX = 6, 400, 32
HEAD = '<circle class="pulse" r="8"/><circle class="head" r="8"/>'
CROSS = '<path class="cross" d="M-6-7 0 7M0-7 6 7"/>'
Ends = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class _Label:
    row: int
    names: list[str]
    times: list[str]


def room(n_stations: int) -> tuple[int, str]:
    """Give the least width in pixels at which so many labels stay apart, and its class."""
    for most, width, name in ROOMS:
        if n_stations <= most:
            return width, name
    return 72 * n_stations, "strip-endless"


def body(line: Line) -> tuple[list[str], int]:
    """Draw the parts of the lying strip map, back to front, and give its height."""
    n = len(line.stations)
    width = room(n)[0]
    inner = width - 2 * MARGIN_PX
    stays = zip(line.arrive, line.depart, strict=True)
    marks = [STAY_PX if leaves > comes else 0.0 for comes, leaves in stays]
    shortest = min(SHORTEST_PX, (inner - sum(marks)) / (n - 1))
    ends = places(line, marks, [shortest] * (n - 1), inner, MARGIN_PX)
    labels = _labels(line, [(a + b) / 2 for a, b in ends], width)
    label_parts, bottom = _lettering(labels, ends, width)
    reason_parts, height = _reasons(line, bottom, width)
    parts = _night(line, ends, width)
    for number, segment in enumerate(line.segments):
        parts += _way(line, segment, number, ends, width)
    for number in range(n):
        parts.append(_mark(line, number, ends[number], width))
    return parts + label_parts + reason_parts, height


def _at(px: float, width: float) -> str:
    return f"{px / width * 100:.2f}%"


def _put(px: float, y: float, inner: str, width: float) -> str:
    """Place a drawing of fixed size on a point that moves with the room."""
    return f'<svg x="{_at(px, width)}" y="{y:g}" overflow="visible">{inner}</svg>'


def _night(line: Line, ends: Ends, width: float) -> list[str]:
    parts = []
    for dusk, dawn in line.night:
        left, right = where(line, ends, dusk), where(line, ends, dawn)
        if right - left < 1:
            continue
        parts.append(
            f'<rect class="night" x="{_at(left, width)}" y="0" width="{_at(right - left, width)}" '
            f'height="{LINE_Y + 16}" rx="4"><title>{clean(line.says["night"])}</title></rect>'
        )
        free = _clear_of_glyphs(left + 14, right - 14, ends)
        if free is not None:
            parts.append(_put(free, 0, f'<g transform="translate(-7 6)">{MOON}</g>', width))
    return parts


def _clear_of_glyphs(left: float, right: float, ends: Ends) -> float | None:
    """Find a point for the moon that no glyph or number stands on."""
    middles = [(a[1] + b[0]) / 2 for a, b in pairwise(ends)]
    clear = [x for x in (left, right) if left <= right and all(abs(x - m) > 20 for m in middles)]
    return clear[0] if clear else None


def _way(line: Line, segment: Segment, number: int, ends: Ends, width: float) -> list[str]:
    left, right = ends[number][1], ends[number + 1][0]
    middle = (left + right) / 2
    name = word(line.says, segment.mode)
    parts = [_stroke(left, right, f"halo{far}", width, px) for far, px in halos(segment)]
    parts.append(_put(middle, GLYPH_Y, glyph(segment.mode, name), width))
    if segment.risk_p is not None:
        parts.append(_risk(segment, middle, right - left, width))
    if segment.state in ("travelled", "halted"):
        parts.append(_stroke(left, right, f"way {segment.state}", width))
        if segment.state == "halted":
            parts.append(_put(middle, LINE_Y, CROSS, width))
        return parts
    start = left
    if segment.state == "under_way":
        start = middle if line.now is None else where(line, ends, line.now)
        start = min(max(start, left), right)
        parts.append(_stroke(left, start, "way travelled", width))
    parts += [_stroke(start, right, name, width) for name in ("way to_come", "bore")]
    if segment.state == "under_way":
        title = f"<title>{clean(line.says['now'])}</title>"
        parts.append(_put(start, LINE_Y, f"<g>{title}{HEAD}</g>", width))
    return parts


def halos(segment: Segment) -> list[tuple[str, float]]:
    """Give the halos of a segment, widest first: 4 px for each percent of risk.

    Returns pairs of (class, width in pixels): " far" for the upper end of the interval.
    """
    found = []
    for far, risk_p in ((" far", segment.risk_high_p), ("", segment.risk_p)):
        if risk_p:
            found.append((far, round(min(WIDEST_HALO_PX, LINE_PX + 2 + HALO_PX_PER_P * risk_p), 1)))
    return found


def _stroke(left: float, right: float, name: str, width: float, px: float | None = None) -> str:
    thick = "" if px is None else f' stroke-width="{px:g}"'
    return (
        f'<line class="{name}" x1="{_at(left, width)}" x2="{_at(right, width)}" '
        f'y1="{LINE_Y}" y2="{LINE_Y}"{thick}/>'
    )


def _risk(segment: Segment, middle: float, px: float, width: float) -> str:
    number, between = percent(segment.risk_p or 0), interval(segment)
    more = f" ({between})" if between else ""
    if width_px(number + more) > px - GAP_PX:
        more = ""
    spread = f'<tspan class="range">{clean(more)}</tspan>' if more else ""
    return (
        f'<text class="risk" x="{_at(middle, width)}" y="{RISK_Y}">{clean(number)}{spread}</text>'
    )


def _mark(line: Line, number: int, end: tuple[float, float], width: float) -> str:
    station, (left, right) = line.stations[number], end
    reached = number == 0 or line.segments[number - 1].state == "travelled"
    title = f"<title>{clean(station.name)}, {clean(word(line.says, station.kind))}</title>"
    group = f'<g class="stop{" reached" if reached else ""}">{title}'
    if right == left:
        return _put(left, LINE_Y, f"{group}{MARKS.get(station.kind, MARKS['house'])}</g>", width)
    if station.kind == "border":
        bars = "".join(_put(x, LINE_Y, MARKS["border"], width) for x in (left, right))
        stay = _stroke(left, right, "stay", width)
        return f"{group}{stay}{bars}</g>"
    corner = 8 if station.kind == "meeting" else 1
    return (
        f'{group}<rect class="st" x="{_at(left, width)}" y="{LINE_Y - 8}" '
        f'width="{_at(right - left, width)}" height="16" rx="{corner}"/></g>'
    )


def _labels(line: Line, middles: Sequence[float], width: float) -> list[_Label]:
    """Choose one row of labels if they fit whole, else two rows in turn with longer ones cut."""
    times = _times(line)
    for rows in (1, 2):
        rooms = [_room_of(number, middles, width, rows) for number in range(len(middles))]
        whole = all(
            fits(station.name, px, 2) and all(width_px(text) <= px for text in texts)
            for station, texts, px in zip(line.stations, times, rooms, strict=True)
        )
        if whole or rows == 2:
            break
    return [
        _Label(number % rows, wrap(station.name, px), _joined(texts, px))
        for number, (station, texts, px) in enumerate(zip(line.stations, times, rooms, strict=True))
    ]


def _room_of(number: int, middles: Sequence[float], width: float, rows: int) -> float:
    """Give the width a label centred on its station may take without touching another."""
    here, last = middles[number], len(middles) - 1
    before = middles[number - rows] if number >= rows else -here
    after = middles[number + rows] if number + rows <= last else 2 * width - here
    px = min(here - before, after - here)
    if rows == 2 and number % 2 == 0:  # the next label's leader passes beside this one
        beside = [middles[i] for i in (number - 1, number + 1) if 0 <= i <= last]
        px = min([px, *(2 * abs(x - here) for x in beside)])
    return px - GAP_PX


def _times(line: Line) -> list[list[str]]:
    texts: list[list[str]] = []
    for number, (comes, leaves) in enumerate(days(line)):
        arrive, depart = line.arrive[number], line.depart[number]
        if not line.told[number]:
            texts.append([])
        elif depart - arrive < 1:
            texts.append([comes, clock(line, arrive)])
        else:
            texts.append([comes, clock(line, arrive) + "–", leaves, clock(line, depart)])
    return [[text for text in found if text] for found in texts]


def _joined(texts: Sequence[str], px: float) -> list[str]:
    """Set words and times on as few lines as the room allows, no space after a dash."""
    lines: list[str] = []
    for text in texts:
        joint = "" if lines and lines[-1].endswith("–") else " "
        if lines and width_px(lines[-1] + joint + text) <= px:
            lines[-1] += joint + text
        else:
            lines.append(text)
    return lines


def _lettering(labels: Sequence[_Label], ends: Ends, width: float) -> tuple[list[str], float]:
    deep = [
        max((len(a.names) + len(a.times) for a in labels if a.row == r), default=0) for r in (0, 1)
    ]
    tops = (NAME_Y, NAME_Y + deep[0] * ROW_PX + 8)
    parts = []
    for label, (left, right) in zip(labels, ends, strict=True):
        x, top = _at((left + right) / 2, width), tops[label.row]
        if label.row:
            parts.append(
                f'<line class="lead" x1="{x}" x2="{x}" y1="{LINE_Y + 14}" y2="{top - 14}"/>'
            )
        parts.append(lines_of_text(label.names, "name", x, top))
        parts.append(lines_of_text(label.times, "time", x, top + len(label.names) * ROW_PX))
    bottom = tops[1] + deep[1] * ROW_PX if deep[1] else NAME_Y + deep[0] * ROW_PX
    return parts, bottom - BELOW_PX


def _reasons(line: Line, bottom: float, width: float) -> tuple[list[str], int]:
    parts: list[str] = []
    for number, segment in enumerate(line.segments):
        if segment.state != "halted":
            continue
        a, b = line.stations[number].name, line.stations[number + 1].name
        why = (
            f"{word(line.says, 'halted')}: {segment.reason}"
            if segment.reason
            else word(line.says, "halted")
        )
        texts = wrap(f"✕ {a} – {b}, {why}", width - MARGIN_PX, most=4)
        parts.append(lines_of_text(texts, "reason", _at(MARGIN_PX - 8, width), bottom + 16))
        bottom += len(texts) * ROW_PX + 6
    return parts, round(bottom)
