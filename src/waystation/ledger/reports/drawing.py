"""Draws the pictures of reports: bars on one scale, and the cost of a person as it went."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from waystation.base.money import dollars
from waystation.base.stripshapes import clean

ROW_PX, BAR_TOP_PX, BAR_PX = 50, 26, 14
TOP_PX, HEIGHT_PX, FOOT_PX = 40, 200, 34
LEFT_P, RIGHT_P = 16.0, 97.0
# So many names of months stand side by side on a phone without touching.
NAMES_MAX = 5
STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Bar:
    """One bar from one sum to another; ``kind`` chooses its look, ``frame`` an empty bar behind."""

    name: str
    written: str
    first: int
    last: int
    kind: str = "level"
    frame: int | None = None


@dataclass(frozen=True)
class Point:
    """The cost of a person in one span of months; None where nobody was brought out."""

    name: str
    direct: int | None
    all_in: int | None


def bars(rows: Sequence[Bar], title: str) -> str:
    """Draw bars under one another to one scale that has zero in it, each with its words above."""
    ends = [0, *(end for row in rows for end in (row.first, row.last, row.frame or 0))]
    low, high = min(ends), max(ends)
    span = max(1, high - low)
    body = []
    for number, row in enumerate(rows):
        top = ROW_PX * number
        body.append(f'<text class="caption" x="0" y="{top + 17}">{clean(row.name)}</text>')
        body.append(f'<text class="end" x="100%" y="{top + 17}">{clean(row.written)}</text>')
        if row.frame is not None:
            body.append(_rect("frame", (0, row.frame), (low, span), top))
        body.append(_rect(row.kind, (row.first, row.last), (low, span), top))
    zero = f"{float(Fraction(-low * 100, span)):.2f}%"
    height = ROW_PX * len(rows)
    axis = f'<line class="axis" x1="{zero}" x2="{zero}" y1="0" y2="{height}"/>' if low else ""
    return (
        f'<svg class="chart bars" width="100%" height="{height}" role="img" '
        f'aria-label="{clean(title)}">{axis}{"".join(body)}</svg>'
    )


def _rect(kind: str, ends: tuple[int, int], scale: tuple[int, int], top: int) -> str:
    (low, span), (a, b) = scale, sorted(ends)
    x, wide = (float(Fraction(n * 100, span)) for n in (a - low, b - a))
    # What is not nothing is seen.
    wide = max(wide, 0.4) if a != b else wide
    place = f'x="{min(x, 100 - wide):.2f}%" y="{top + BAR_TOP_PX}" width="{wide:.2f}%"'
    return f'<rect class="bar-{kind}" {place} height="{BAR_PX}"/>'


def trend(points: Sequence[Point], title: str, names: tuple[str, str]) -> str:
    """Draw what a person cost from one time to the next, both ways on one scale from zero.

    Args:
      names: what the two ways are called, direct first.
    """
    known = [c for p in points for c in (p.direct, p.all_in) if c is not None]
    step = _step(max(known, default=0))
    n_steps = max(1, -(-max(known, default=0) // step))
    most = step * n_steps
    body = [_grid(step * n, most) for n in range(n_steps + 1)]
    every = -(-len(points) // NAMES_MAX)
    last = len(points) - 1
    for number, point in enumerate(points):
        if (last - number) % every == 0:
            x = _x(number, len(points))
            y = TOP_PX + HEIGHT_PX + 24
            body.append(f'<text class="middle" x="{x:.2f}%" y="{y}">{clean(point.name)}</text>')
    for way, name in (("all-in", names[1]), ("direct", names[0])):
        costs = [p.direct if way == "direct" else p.all_in for p in points]
        body += _way(way, costs, most, [f"{p.name}, {name}" for p in points])
    body.append(_legend(names))
    return (
        f'<svg class="chart trend" width="100%" height="{TOP_PX + HEIGHT_PX + FOOT_PX}" '
        f'role="img" aria-label="{clean(title)}">{"".join(body)}</svg>'
    )


def _step(most: int) -> int:
    """Find a round sum that fits at most five times into the largest."""
    size = 100
    while True:
        for step in STEPS:
            if step * size * 5 >= most:
                return step * size
        size *= 10


def _x(number: int, n: int) -> float:
    return LEFT_P + (RIGHT_P - LEFT_P) * ((number + 0.5) / n)


def _y(cents: int, most: int) -> float:
    return TOP_PX + HEIGHT_PX - float(Fraction(cents * HEIGHT_PX, most))


def _grid(cents: int, most: int) -> str:
    y = f"{_y(cents, most):.1f}"
    kind = "grid" if cents else "axis"
    written = dollars(cents).removesuffix(".00")
    return (
        f'<line class="{kind}" x1="{LEFT_P}%" x2="100%" y1="{y}" y2="{y}"/>'
        f'<text class="end" x="{LEFT_P - 1.5}%" y="{float(y) + 5:.1f}">{clean(written)}</text>'
    )


def _way(way: str, costs: Sequence[int | None], most: int, names: Sequence[str]) -> list[str]:
    """Draw one way: lines between neighbours that both have a cost, and a mark on each."""
    lines, marks = [], []
    before: tuple[float, float] | None = None
    for number, cents in enumerate(costs):
        here = None if cents is None else (_x(number, len(costs)), _y(max(0, cents), most))
        if here and before:
            ends = f'x1="{before[0]:.2f}%" y1="{before[1]:.1f}" x2="{here[0]:.2f}%"'
            lines.append(f'<line class="line-{way}" {ends} y2="{here[1]:.1f}"/>')
        if here and cents is not None:
            told = clean(f"{names[number]}: {dollars(cents)}")
            marks.append(_mark(way, f"{here[0]:.2f}%", here[1], told))
        before = here
    return lines + marks


def _mark(way: str, x: str, y: float, told: str) -> str:
    if way == "direct":
        spot = f'cx="{x}" cy="{y:.1f}" r="5"'
        return f'<circle class="mark-direct" {spot}><title>{told}</title></circle>'
    return (
        f'<svg x="{x}" y="{y:.1f}" overflow="visible"><rect class="mark-all-in" x="-5" y="-5" '
        f'width="10" height="10"><title>{told}</title></rect></svg>'
    )


def _legend(names: tuple[str, str]) -> str:
    return (
        f'{_mark("direct", "8", 14, clean(names[0]))}<text x="20" y="19">{clean(names[0])}</text>'
        f"{_mark('all-in', '50%', 14, clean(names[1]))}"
        f'<svg x="50%" y="19" overflow="visible"><text x="12">{clean(names[1])}</text></svg>'
    )
