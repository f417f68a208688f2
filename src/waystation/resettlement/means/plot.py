"""Draws services as a small map: spots in their true bearing, numbered as in the list beside it.

No tiles and no coast: nobody outside is asked for a picture of where newcomers go.
"""

from collections import defaultdict
from collections.abc import Sequence
from math import cos, radians
from typing import NamedTuple

# As wide as a phone shows it, so that its letters keep their size there.
WIDTH, MARGIN = 400, 40
HEIGHT_MIN, HEIGHT_MAX = 160, 360
# A degree from south to north, on a sphere of 6,371 km.
KM_A_DEGREE = 111.195
BARS_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
# What lies within so few kilometres of itself is drawn as if it were so wide.
SPAN_MIN_KM = 4
# How much room a letter, a line and a dot take, at the size of letters on a chart.
LETTER, LINE, DOT = 8, 17, 7


class Spot(NamedTuple):
    """Where something is, in degrees, with its number in the list and the name of its place."""

    number: int
    north: float
    east: float
    name: str


class Dot(NamedTuple):
    """A spot on the drawing and its words, which end at `text_x` where `is_left`."""

    x: int
    y: int
    text_x: int
    text_y: int
    words: str
    is_left: bool


class Plot(NamedTuple):
    """A drawing: its size, its dots, and a bar that says how far a stretch of it is."""

    width: int
    height: int
    dots: tuple[Dot, ...]
    bar_km: int
    bar_x: int
    bar_y: int
    bar_end: int
    bar_text_y: int


class Box(NamedTuple):
    """Room that is taken on the drawing."""

    left: int
    right: int
    top: int
    bottom: int

    def meets(self, other: "Box") -> bool:
        """Say whether two boxes overlap."""
        is_beside = self.right <= other.left or other.right <= self.left
        return not (is_beside or self.bottom <= other.top or other.bottom <= self.top)


def plot(spots: Sequence[Spot]) -> Plot | None:
    """Lay spots out on a drawing of one width; None: there is none to draw."""
    if not spots:
        return None
    norths, easts = [spot.north for spot in spots], [spot.east for spot in spots]
    narrow = cos(radians((min(norths) + max(norths)) / 2))
    wide_km = (max(easts) - min(easts)) * KM_A_DEGREE * narrow
    tall_km = (max(norths) - min(norths)) * KM_A_DEGREE
    room = WIDTH - 2 * MARGIN
    dots_a_km = min(
        room / max(wide_km, SPAN_MIN_KM), (HEIGHT_MAX - 2 * MARGIN) / max(tall_km, SPAN_MIN_KM)
    )
    height = max(HEIGHT_MIN, round(tall_km * dots_a_km) + 2 * MARGIN)
    middle = (min(norths) + max(norths)) / 2, (min(easts) + max(easts)) / 2
    there: dict[tuple[int, int], list[Spot]] = defaultdict(list)
    for spot in spots:
        x = WIDTH / 2 + (spot.east - middle[1]) * KM_A_DEGREE * narrow * dots_a_km
        y = height / 2 - (spot.north - middle[0]) * KM_A_DEGREE * dots_a_km
        there[round(x), round(y)].append(spot)
    dots = _dots(there)
    low = max([height, *(dot.text_y + LINE for dot in dots)])
    bar = max((km for km in BARS_KM if km * dots_a_km <= room / 3), default=BARS_KM[0])
    end = MARGIN // 2 + round(bar * dots_a_km)
    return Plot(WIDTH, low + 2 * LINE, dots, bar, MARGIN // 2, low + LINE, end, low + LINE - 6)


def _dots(there: dict[tuple[int, int], list[Spot]]) -> tuple[Dot, ...]:
    """Set the words of each dot beside it, from the top, lower where something stands already."""
    taken = [Box(x - DOT, x + DOT, y - DOT, y + DOT) for x, y in there]
    dots = []
    for (x, y), found in sorted(there.items(), key=lambda one: (one[0][1], one[0][0])):
        numbers = ", ".join(str(spot.number) for spot in found)
        words = " · ".join(filter(None, (numbers, found[0].name)))
        is_left = x > WIDTH // 2
        edge, wide, text_y = x - 12 if is_left else x + 12, LETTER * len(words), y + 5
        left = edge - wide if is_left else edge
        while any(_room(left, wide, text_y).meets(box) for box in taken):
            text_y += LINE
        taken.append(_room(left, wide, text_y))
        dots.append(Dot(x, y, edge, text_y, words, is_left))
    return tuple(dots)


def _room(left: int, wide: int, text_y: int) -> Box:
    return Box(left, left + wide, text_y - LINE + 5, text_y + 4)
