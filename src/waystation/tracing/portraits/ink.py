"""Lines of a pen: strokes that swell and taper, written as outlines of SVG paths. Pure."""

import math
from collections.abc import Sequence

Point = tuple[float, float]
Line = Sequence[Point]

# Thinner than this no stroke gets, at its thickest point.
LEAST = 0.35


def at(line: Line, share: float) -> Point:
    """Give the point at a share of a smooth line through some points, from 0 to 1."""
    last = len(line) - 1
    where = min(max(share, 0.0), 1.0) * last
    i = min(int(where), last - 1)
    t = where - i
    # A cardinal spline: it goes through every point and never far beside them.
    before, one, two, after = (line[min(max(i + k, 0), last)] for k in (-1, 0, 1, 2))
    return tuple(  # type: ignore[return-value]
        0.5
        * (
            2 * q
            + (r - p) * t
            + (2 * p - 5 * q + 4 * r - s) * t * t
            + (3 * q - p - 3 * r + s) * t**3
        )
        for p, q, r, s in zip(before, one, two, after, strict=True)
    )


def along(line: Line, n: int, start: float = 0.0, end: float = 1.0) -> list[Point]:
    """Give `n` points of a smooth line, evenly by share."""
    return [at(line, start + (end - start) * i / (n - 1)) for i in range(n)]


def stroke(line: Line, width: float, *, begin: float = 0.15, end: float = 0.15, n: int = 9) -> str:
    """Draw a smooth line with a pen that presses in its middle.

    Args:
      width: at its thickest, in units of the drawing.
      begin: how thick it begins, as a share of that.
      end: how thick it ends.
    """
    points = along(line, n)
    left: list[Point] = []
    right: list[Point] = []
    for i, (x, y) in enumerate(points):
        ahead, behind = points[min(i + 1, n - 1)], points[max(i - 1, 0)]
        dx, dy = ahead[0] - behind[0], ahead[1] - behind[1]
        length = math.hypot(dx, dy) or 1.0
        t = i / (n - 1)
        rim = begin + (end - begin) * t
        half = max(width, LEAST) / 2 * (rim + (1 - rim) * math.sin(math.pi * t))
        left.append((x - dy / length * half, y + dx / length * half))
        right.append((x + dy / length * half, y - dx / length * half))
    return smooth([*left, *reversed(right)])


def hair(start: Point, bend: Point, end: Point, width: float) -> str:
    """Draw one short stroke that is thin at both ends."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy) or 1.0
    half = max(width, LEAST)
    ox, oy = -dy / length * half, dx / length * half
    mx, my = bend[0] - start[0], bend[1] - start[1]
    return (
        f"M{_pair(start)}q{_joined(mx + ox, my + oy, dx, dy)}"
        f"q{_joined(mx - dx - ox, my - dy - oy, -dx, -dy)}"
    )


def smooth(points: Line) -> str:
    """Draw a closed shape whose outline goes softly through some points."""
    n = len(points)
    parts = [f"M{_pair(points[0])}c"]
    for i in range(n):
        p, q, r, s = (points[(i + k) % n] for k in (-1, 0, 1, 2))
        one = (r[0] - p[0]) / 6, (r[1] - p[1]) / 6
        two = r[0] - q[0] - (s[0] - q[0]) / 6, r[1] - q[1] - (s[1] - q[1]) / 6
        parts.append(_joined(*one, *two, r[0] - q[0], r[1] - q[1]))
    return "".join(parts) + "z"


def sharp(points: Line) -> str:
    """Draw a closed shape with straight sides."""
    return "M" + "L".join(_pair(point) for point in points) + "Z"


def disc(x: float, y: float, radius: float) -> str:
    """Draw a filled circle."""
    r = _short(radius)
    return (
        f"M{_xy(x - radius, y)}a{r} {r} 0 1 0 {_short(2 * radius)} 0"
        f"a{r} {r} 0 1 0 {_short(-2 * radius)} 0Z"
    )


def mirrored(line: Line, axis: float) -> list[Point]:
    """Give the same line on the other side of the face."""
    return [(2 * axis - x, y) for x, y in line]


def _pair(point: Point) -> str:
    return _xy(point[0], point[1])


def _xy(x: float, y: float) -> str:
    return f"{_short(x)} {_short(y)}"


def _joined(*numbers: float) -> str:
    """Write numbers in a row; a sign parts two as well as a blank does."""
    return "".join(t if t.startswith("-") else f" {t}" for t in map(_short, numbers))


def _short(number: float) -> str:
    """Write a number with at most one decimal place."""
    text = f"{number:.1f}".removesuffix(".0")
    return {"-0": "0"}.get(
        text, text.replace("0.", ".", 1) if text.lstrip("-")[:2] == "0." else text
    )
