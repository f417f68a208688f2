"""What the years write into a face, in strokes of a pen. Pure."""

from collections.abc import Iterator

from waystation.tracing.portraits.ink import Point, hair, stroke
from waystation.tracing.portraits.shape import AXIS, Shape, off

Path = tuple[str, str]


def lines(shape: Shape) -> Iterator[Path]:
    """Draw the lines of age; a child and a young face have none."""
    old = shape.old
    if old > 0.05:
        yield "soft", _from_nose(shape, 0.2 + old)
    if old > 0.12:
        yield "soft", _under_eyes(shape, old)
    if old > 0.28:
        yield "soft", _beside_eyes(shape, old)
        yield "soft", _forehead(shape, old)
    if old > 0.5:
        yield "soft", _beside_mouth(shape, old)
    if shape.face.weight > 0.68:
        yield "soft", _second_chin(shape)


def _both(shape: Shape, line: list[Point], width: float) -> str:
    return "".join(stroke(one, width, begin=0.1, end=0.1, n=8) for one in shape.both(line))


def _from_nose(shape: Shape, old: float) -> str:
    """Draw the folds between the nose and the corners of the mouth."""
    wide = shape.half * (0.203 + 0.032 * off(shape.face.nose_width))
    reach = 0.28 + 0.6 * min(old, 1.0)
    x0, y0 = AXIS + wide + 5, shape.nose_y - 6
    x1, y1 = AXIS + shape.half * 0.50, shape.mouth_y + 6
    middle = (x0 + (x1 - x0) * 0.62, y0 + (y1 - y0) * 0.45)
    line = [(x0, y0), middle, (x1, y1)]
    cut = [(x0 + (x - x0) * reach, y0 + (y - y0) * reach) for x, y in line]
    return _both(shape, cut, 0.7 + 1.2 * min(old, 1.0))


def _under_eyes(shape: Shape, old: float) -> str:
    x, y, half = AXIS + shape.eye_x, shape.eye_y, shape.eye_half
    bag = [(x - half * 0.95, y + 9), (x - half * 0.2, y + 15 + 3 * old), (x + half * 0.7, y + 13)]
    return _both(shape, bag, 0.5 + 1.1 * old)


def _beside_eyes(shape: Shape, old: float) -> str:
    x, y = AXIS + shape.eye_x + shape.eye_half * 1.16, shape.eye_y
    parts = []
    for i, turn in enumerate((-7.0, 0.0, 7.0)):
        long = (7 + 9 * old) * (1 - 0.12 * i)
        end = (x + long, y + turn * (0.6 + 0.8 * old) + 2)
        bend = (x + long * 0.5, y + turn * 0.35 + 2)
        start, thick = (x, y + turn * 0.25 + 1), 0.4 + 0.5 * old
        parts.append(hair(start, bend, end, thick))
        parts.append(hair(_over(start), _over(bend), _over(end), thick))
    return "".join(parts)


def _over(point: Point) -> Point:
    return 2 * AXIS - point[0], point[1]


def _forehead(shape: Shape, old: float) -> str:
    parts = []
    for i in range(3):
        y = shape.brow_y - 19 - 12 * i
        wide = shape.half * (0.48 - 0.05 * i) * (0.55 + 0.5 * old)
        line = [
            (AXIS - wide, y + 2),
            (AXIS - wide * 0.3, y - 1.5),
            (AXIS + wide * 0.4, y + 0.6),
            (AXIS + wide, y + 2),
        ]
        parts.append(stroke(line, (0.35 + 1.0 * old) * (1 - 0.15 * i), begin=0.05, end=0.05, n=9))
    for side in (-1, 1):
        x = AXIS + side * 5
        parts.append(
            hair(
                (x, shape.brow_y + 8),
                (x + side * 0.5, shape.brow_y),
                (x - side, shape.brow_y - 8),
                0.3 + 0.5 * old,
            )
        )
    return "".join(parts)


def _beside_mouth(shape: Shape, old: float) -> str:
    x, y = AXIS + shape.half * 0.43, shape.mouth_y + 5
    fall = [(x, y), (x + 3, y + 10), (x + 2, y + 14 + 9 * old)]
    cheek = [(AXIS + shape.half * 0.78, shape.nose_y - 6),
             (AXIS + shape.half * 0.70, shape.nose_y + 16),
             (AXIS + shape.half * 0.66, shape.nose_y + 30)]  # fmt: skip
    return _both(shape, fall, 0.6 + 0.8 * old) + _both(shape, cheek, 0.9 * old)


def _second_chin(shape: Shape) -> str:
    much = (shape.face.weight - 0.68) / 0.32
    wide, y = shape.half * (0.42 + 0.16 * much), shape.chin_y
    line = [(AXIS - wide, y - 2), (AXIS - wide * 0.5, y + 10 + 4 * much), (AXIS, y + 13 + 5 * much),
            (AXIS + wide * 0.5, y + 10 + 4 * much), (AXIS + wide, y - 2)]  # fmt: skip
    return stroke(line, 1.0 + 0.8 * much, begin=0.05, end=0.05, n=11)
