"""Draws how somebody fares over time: one measure as a line, and several as steps. Pure.

Both print in black on white, and say nothing that the table beside them does not.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from waystation.base.stripshapes import clean, width_px

# The letters stay apart from this width on; the drawing itself stretches with its room.
LEAST_PX = 320
TOP_PX, HEIGHT_PX, FOOT_PX = 30, 190, 34
# The axis, and between which two the marks lie, in percent of the room.
AXIS_P, LEFT_P, RIGHT_P = 10.0, 16.0, 86.0
POINT_PX = 5
ROW_PX, HEAD_PX, NAME_P, BARS = 40, 44, 40.0, 4
BAR_PX, GAP_PX = 7, 2


class Mark(NamedTuple):
    """One value on its place in time, from 0 to 1; `says` tells it in words.

    `at_least` draws it hollow: some answers were left out, so it may be more.
    """

    at: float
    value: int
    when: str
    says: str
    at_least: bool = False


class Line(NamedTuple):
    """A level across the drawing, with its number or its name."""

    value: int
    words: str


def over_time(
    marks: Sequence[Mark],
    *,
    title: str,
    top: int,
    numbers: Sequence[int],
    bands: Sequence[Line] = (),
    caption: str = "",
) -> str:
    """Draw values from 0 to `top` over time.

    Args:
      numbers: where the axis has a line and a number.
      bands: names written above where each begins.
      caption: what the marks are told by, such as months.

    Raises:
      ValueError: there is nothing to draw, or a value lies outside the axis.
    """
    if not marks or any(not 0 <= mark.value <= top for mark in marks):
        raise ValueError(f"give one or more values from 0 to {top}")
    bottom = TOP_PX + HEIGHT_PX
    body = [f'<text class="caption end" x="100%" y="14">{clean(caption)}</text>']
    body += [_axis(number, top) for number in numbers]
    ends = [*(band.value for band in bands[1:]), top + 1]
    body += [_band(band, end, marks, top) for band, end in zip(bands, ends, strict=False)]
    body += _whens(marks, bottom)
    body += [_between(one, other, top) for one, other in pairwise(marks)]
    body += [_mark(mark, top) for mark in marks]
    return (
        f'<svg class="chart time" width="100%" height="{bottom + FOOT_PX}" role="img" '
        f'aria-label="{clean(title)}">{"".join(body)}</svg>'
    )


def steps(
    rows: Sequence[tuple[str, Mapping[int, int]]],
    *,
    columns: Sequence[int],
    title: str,
    caption: str,
) -> str:
    """Draw levels from 1 to 4 as rising bars: a row for each thing asked, a column for each check.

    Raises:
      ValueError: there is no row or no column.
    """
    if not rows or not columns:
        raise ValueError("give one row and one column or more")
    wide = (100 - NAME_P) / len(columns)
    body = [f'<text class="caption end" x="100%" y="14">{clean(caption)}</text>']
    for number, column in enumerate(columns):
        x = NAME_P + wide * (number + 0.5)
        body.append(f'<text class="middle" x="{x:.2f}%" y="34">{column}</text>')
    for nth, (name, levels) in enumerate(rows):
        y = HEAD_PX + ROW_PX * nth
        line = f'<line class="grid" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
        body.append(f'{line}<text class="name" x="0" y="{y + 26}">{clean(name)}</text>')
        for number, column in enumerate(columns):
            x = NAME_P + wide * (number + 0.5)
            if column in levels:
                body.append(_bars(x, y, levels[column]))
    return (
        f'<svg class="chart levels" width="100%" height="{HEAD_PX + ROW_PX * len(rows)}" '
        f'role="img" aria-label="{clean(title)}">{"".join(body)}</svg>'
    )


def _x(at: float) -> float:
    return LEFT_P + (RIGHT_P - LEFT_P) * at


def _y(value: int, top: int) -> float:
    return TOP_PX + HEIGHT_PX * (1 - value / top)


def _axis(number: int, top: int) -> str:
    y, kind = _y(number, top), "grid" if number else "axis"
    return (
        f'<line class="{kind}" x1="{AXIS_P}%" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text class="end" x="{AXIS_P - 2}%" y="{y + 5:.1f}">{number}</text>'
    )


def _band(band: Line, end: int, marks: Sequence[Mark], top: int) -> str:
    """Write a band's name on the left, or on the right if the first mark lies in it."""
    spot = f'x="{AXIS_P + 1}%"'
    if band.value <= marks[0].value < end and not band.value <= marks[-1].value < end:
        spot = 'x="100%" text-anchor="end"'
    return f'<text class="band" {spot} y="{_y(band.value, top) - 4:.1f}">{clean(band.words)}</text>'


def _whens(marks: Sequence[Mark], bottom: int) -> list[str]:
    """Write under each mark when it was, where there is room for it."""
    found, free = [], -1.0
    for mark in marks:
        middle, half = _x(mark.at) / 100 * LEAST_PX, width_px(mark.when) / 2
        if middle - half >= free:
            x = f"{_x(mark.at):.2f}%"
            found.append(
                f'<text class="middle" x="{x}" y="{bottom + 24}">{clean(mark.when)}</text>'
            )
            free = middle + half + 6
    return found


def _between(one: Mark, other: Mark, top: int) -> str:
    return (
        f'<line class="way" x1="{_x(one.at):.2f}%" x2="{_x(other.at):.2f}%" '
        f'y1="{_y(one.value, top):.1f}" y2="{_y(other.value, top):.1f}"/>'
    )


def _mark(mark: Mark, top: int) -> str:
    kind = "point" if mark.at_least else "point full"
    x, y = f"{_x(mark.at):.2f}%", f"{_y(mark.value, top):.1f}"
    said = f"<title>{clean(mark.says)}</title>"
    return f'<circle class="{kind}" cx="{x}" cy="{y}" r="{POINT_PX}">{said}</circle>'


def _bars(x: float, y: int, level: int) -> str:
    """Draw four bars, each higher than the one before, as many of them full as the level says."""
    left = -(BARS * BAR_PX + (BARS - 1) * GAP_PX) / 2
    drawn = []
    for nth in range(BARS):
        tall = 8 + 6 * nth
        kind = "full" if nth < level else "none"
        across = left + nth * (BAR_PX + GAP_PX)
        size = f'width="{BAR_PX}" height="{tall}"'
        drawn.append(f'<rect class="{kind}" x="{across:g}" y="{33 - tall}" {size}/>')
    return f'<svg x="{x:.2f}%" y="{y}" overflow="visible">{"".join(drawn)}</svg>'
