"""A face as a few dozen numbers, and its drawing in quiet ink. Pure; no photograph is in it.

It is a means to speak about somebody: neither a likeness nor evidence. Every number lies between
0 and 1, and 0.5 is the middle of what people look like.
"""

from typing import Any, NamedTuple

from waystation.tracing.portraits import features, outer, years
from waystation.tracing.portraits.shape import HEIGHT, PLACES, WIDTH, Face, Mark, measure

__all__ = [
    "HEIGHT", "INNER", "NAMES", "OLDEST", "OUTER", "PLACES", "SCALES", "WIDTH", "YOUNGEST",
    "Drawing", "Face", "Layer", "Mark", "draw", "from_bytes", "to_bytes", "with_years", "years_of",
]  # fmt: skip

NAMES: tuple[str, ...] = Face._fields
# What is bred: the inner face, by which people whom one knew well are known.
INNER: tuple[str, ...] = NAMES[:20]
SCALES: tuple[str, ...] = ("age", "weight")
OUTER: tuple[str, ...] = NAMES[22:]
# The ages that can be drawn, in years.
YOUNGEST, OLDEST = 4, 90


class Layer(NamedTuple):
    """One path of the drawing: what it is painted with, and whether it is of the outer face."""

    ink: str
    d: str
    is_outer: bool = False


class Drawing(NamedTuple):
    """A drawn face: its paths in the order in which they are painted, and what it says of itself.

    Below the face is room for the words that say what it is not.
    """

    layers: tuple[Layer, ...]
    box: str = f"0 0 {WIDTH} {HEIGHT + 40}"
    foot: int = HEIGHT + 29


def draw(face: Face, marks: tuple[Mark, ...] = (), *, is_whole: bool = True) -> Drawing:
    """Draw a face with the marks somebody told of.

    The same numbers give the same lines, whoever draws them.

    Args:
      is_whole: with hair, ears and beard; without, the outer face is a mere shape, so that the
        eye goes to the inner one.
    """
    shape = measure(face)
    behind, before = (outer.behind, outer.before) if is_whole else (outer.neck, outer.faint)
    layers = [
        *(Layer(ink, d, is_outer=True) for ink, d in behind(shape)),
        *(Layer(ink, d) for ink, d in features.head(shape)),
        *(Layer(ink, d) for ink, d in features.eyes(shape)),
        *(Layer(ink, d) for ink, d in features.brows(shape)),
        *(Layer(ink, d) for ink, d in features.nose(shape)),
        *(Layer(ink, d) for ink, d in features.mouth(shape)),
        *(Layer(ink, d) for ink, d in years.lines(shape)),
        *(Layer(ink, d) for ink, d in features.marks(shape, marks)),
        *(Layer(ink, d, is_outer=True) for ink, d in before(shape)),
    ]
    drawn = tuple(layer for layer in layers if layer.d)
    # Without hair and shoulders the face fills the sheet.
    return Drawing(drawn) if is_whole else Drawing(drawn, "55 45 290 420", 459)


def to_bytes(face: Face) -> bytes:
    """Write a face as one byte a number, as it is kept."""
    return bytes(round(min(max(value, 0.0), 1.0) * 255) for value in face)


def from_bytes(kept: bytes) -> Face:
    """Read a face that was kept.

    Raises:
      ValueError: it has another number of numbers.
    """
    if len(kept) != len(NAMES):
        raise ValueError(f"a face is {len(NAMES)} bytes, not {len(kept)}")
    return Face(*(value / 255 for value in kept))


def years_of(face: Face) -> int:
    """Say how old a face is drawn."""
    return round(YOUNGEST + (OLDEST - YOUNGEST) * face.age)


def with_years(face: Face, age: int) -> Face:
    """Give the same face at another age."""
    share = (min(max(age, YOUNGEST), OLDEST) - YOUNGEST) / (OLDEST - YOUNGEST)
    changed: dict[str, Any] = {"age": share}
    return face._replace(**changed)
