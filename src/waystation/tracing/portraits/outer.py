"""The outer face: hair, ears, neck, beard. It comes last, when the inner face stands. Pure."""

import math
from collections.abc import Iterator

from waystation.tracing.portraits.ink import Line, Point, along, at, hair, mirrored, smooth, stroke
from waystation.tracing.portraits.shape import AXIS, Shape, off

Path = tuple[str, str]
STRANDS = 52


def behind(shape: Shape) -> Iterator[Path]:
    """Draw what lies behind the face: long hair, the neck, the shoulders, the ears."""
    if _length(shape) > 0.12:
        yield from _hanging(shape)
    yield from neck(shape)
    if _length(shape) < 0.62:
        yield from _ears(shape)


def before(shape: Shape) -> Iterator[Path]:
    """Draw what lies before the face: the hair on the head, and a beard."""
    yield from _beard(shape)
    yield from _cap(shape)


def faint(shape: Shape) -> Iterator[Path]:
    """Draw the hair as a mere shape, the same about every face, so that it says nothing."""
    face = shape.face._replace(hairline=0.45, hair_mass=0.4, hair_length=0.3, fringe=0.0)
    plain = shape._replace(face=face, old=0.0)
    dome, edge = _dome(plain, _mass(plain)), _hairline(plain)
    yield "hair", smooth([*along(dome, 15), *reversed(along(edge, 13))])


def _length(shape: Shape) -> float:
    """Say how far the hair hangs: 0 above the ears, 1 on the shoulders."""
    return min(max((shape.face.hair_length - 0.32) / 0.68, 0.0), 1.0)


def _mass(shape: Shape) -> float:
    """Say how far the hair stands off the head, in units."""
    return 3 + 25 * shape.face.hair_mass - 5 * shape.old


def _ink(shape: Shape) -> str:
    return "gray" if shape.old > 0.55 else "line"


def _dome(shape: Shape, far: float) -> list[Point]:
    """Give the outline of the hair from the left ear over the top to the right one."""
    half, top, ear = shape.half, shape.top, shape.eye_y + 8
    rise = ear - top
    # Long hair goes on down from here; short hair ends at the ear.
    foot = 0.1 + 0.7 * min(4 * _length(shape), 1.0)
    spots = (
        (-1.0, -0.03, foot), (-1.03, 0.30, 0.8), (-0.94, 0.62, 1.0), (-0.62, 0.90, 1.0),
        (0.0, 1.0, 1.0),
        (0.62, 0.90, 1.0), (0.94, 0.62, 1.0), (1.03, 0.30, 0.8), (1.0, -0.03, foot),
    )  # fmt: skip
    return [
        (
            AXIS + half * x + far * share * x * 0.9,
            ear - rise * y - far * share * max(y, 0.12) * 0.95,
        )
        for x, y, share in spots
    ]


def _hairline(shape: Shape) -> list[Point]:
    """Give the edge of the hair on the forehead, from the left ear to the right one."""
    face, half = shape.face, shape.half
    rise = shape.brow_y - shape.top
    back = 0.10 * shape.old * (1 if face.hair_length < 0.5 else 0.4)
    high = shape.brow_y - rise * (0.55 + 0.15 * off(face.hairline) + back)
    low = high + (shape.brow_y - high - 4) * max(0.0, face.fringe - 0.3) / 0.7
    bay = rise * (0.10 * face.hairline + 0.14 * shape.old * (face.hair_length < 0.5))
    ear = shape.eye_y + 8
    right = [
        (AXIS, low),
        (AXIS + half * 0.38, low - bay * 0.25),
        (AXIS + half * 0.66, low + 4 - bay * (1 - max(0.0, face.fringe - 0.3))),
        (AXIS + half * 0.83, low + (shape.eye_y - low) * 0.45),
        (AXIS + half * 0.90, shape.eye_y - 20),
        (AXIS + half * 0.965, ear + 12),
    ]
    return [*reversed(mirrored(right, AXIS)), *right[1:]]


def _cap(shape: Shape) -> Iterator[Path]:
    """Draw the hair on the head: its shape lightly, then strands as it is combed."""
    dome, edge = _dome(shape, _mass(shape)), _hairline(shape)
    outline = smooth([*along(dome, 19), *reversed(along(edge, 17))])
    yield "sheet", outline
    yield ("pale" if shape.old > 0.55 else "hair"), outline
    is_cropped = shape.face.hair_length < 0.28
    yield _ink(shape), _cropped(dome, edge) if is_cropped else _combed(shape, dome, edge)
    yield "line", stroke(dome, 1.5, begin=0.3, end=0.3, n=15)
    yield _ink(shape), _roots(edge) if is_cropped else ""


def _mixed(one: Point, other: Point, share: float) -> Point:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def _cropped(dome: Line, edge: Line) -> str:
    """Draw short hair: strokes that stand up from the forehead to the crown."""
    parts = []
    for i in range(STRANDS):
        t = (i + 0.5) / STRANDS
        for depth in range(4):
            jump = ((i * 37 + depth * 17) % 11) / 11
            low = (depth + 0.8 * jump) / 4.6
            start = _mixed(at(edge, t), at(dome, t), low)
            # On the forehead it stands up, at the sides it lies down along the head.
            further = min(max(t + (t - 0.5) * 0.13, 0.0), 1.0)
            rise = 0.20 * (1 - 1.6 * abs(t - 0.5)) + 0.05 * jump
            end = _mixed(at(edge, further), at(dome, further), min(low + rise, 0.98))
            bend = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 - 1)
            parts.append(hair(start, bend, end, 0.45 + 0.4 * jump))
    return "".join(parts)


def _combed(shape: Shape, dome: Line, edge: Line) -> str:
    """Draw longer hair: strands from the parting down to both sides, beside one another."""
    face = shape.face
    parting = 0.5 + 0.12 * (1 - face.fringe)
    parts = []
    for side in (0.0, 1.0):
        for i in range(STRANDS // 2):
            depth = (i + 0.5) / (STRANDS / 2)
            jump = (i * 7 % 10) / 10
            begin = 0.12 * ((i * 3) % 4) / 4 + (0.42 if face.fringe > 0.4 else 0.0)
            stop = 0.72 + 0.27 * jump
            line = []
            for k in range(6):
                t = begin + (stop - begin) * k / 5
                share = parting + (side - parting) * t
                # Each leaves the parting at its own depth and keeps beside the others.
                x, y = _mixed(at(edge, share), at(dome, share), depth + 0.05 * math.sin(i + t * 4))
                line.append((x, y + math.sin(t * 11 + i) * 4 * face.wave * t))
            parts.append(stroke(line, 1.0 + 0.7 * jump, begin=0.1, end=0.1, n=6))
    if face.fringe > 0.4:
        for i in range(30):
            t = 0.25 + 0.50 * i / 29
            end, top = (
                at(edge, t),
                _mixed(at(edge, t), at(dome, parting), 0.55 + 0.3 * ((i * 7) % 5) / 5),
            )
            bend = (end[0] + (top[0] - end[0]) * 0.25, end[1] + (top[1] - end[1]) * 0.55)
            parts.append(hair(top, bend, (end[0], end[1] + 2 + i % 3), 0.7))
    return "".join(parts)


def _roots(edge: Line) -> str:
    """Draw where the hair begins on the forehead: short strokes, no line."""
    parts = []
    for i in range(30):
        t = 0.10 + 0.80 * i / 29
        x, y = at(edge, t)
        turn = (t - 0.5 - 0.06) * 9
        parts.append(
            hair((x, y + 1.5), (x + turn * 0.4, y - 4), (x + turn, y - 9 - (i * 7) % 5), 0.6)
        )
    return "".join(parts)


def _hanging(shape: Shape) -> Iterator[Path]:
    """Draw hair that falls behind the face."""
    face, long = shape.face, _length(shape)
    far = _mass(shape)
    end_y = shape.eye_y + 45 + long * 205
    out = shape.half * 1.03 + far * 0.72
    swing = 8 * long + 12 * face.wave * long
    right = [
        (AXIS + out, shape.eye_y - 40),
        (AXIS + out + swing * 0.3, shape.eye_y + (end_y - shape.eye_y) * 0.35),
        (AXIS + out + swing, shape.eye_y + (end_y - shape.eye_y) * 0.75),
        (AXIS + out + swing * 0.7, end_y),
    ]
    parts = []
    for side in (right, mirrored(right, AXIS)):
        inner = [(x + (AXIS - x) * 0.52, y - 8 * i) for i, (x, y) in enumerate(side)]
        yield "hair" if shape.old <= 0.55 else "pale", smooth([*side, *reversed(inner)])
        for i in range(18):
            t = i / 17
            fall = 0.93 + 0.07 * ((i * 5) % 7) / 7
            line = []
            for k in range(5):
                x, y = _mixed(at(side, k / 4 * fall), at(inner, k / 4 * fall), t)
                line.append((x + math.sin(k * 1.9 + i) * (0.6 + 4 * face.wave) * k / 4, y))
            parts.append(stroke(line, 1.0 + 0.3 * (i % 3), begin=0.2, end=0.05, n=7))
    yield _ink(shape), "".join(parts)


def neck(shape: Shape) -> Iterator[Path]:
    """Draw the neck and the shoulders."""
    heavy = off(shape.face.weight)
    wide = shape.half * (0.60 + 0.05 * heavy - 0.09 * shape.child + 0.03 * off(shape.face.jaw))
    top, bottom = shape.chin_y - 52, 470.0
    right = [
        (AXIS + wide, top),
        (AXIS + wide * 0.985, (top + bottom) / 2),
        (AXIS + wide * 1.06, bottom - 26),
        (AXIS + wide * 1.55, bottom),
        (AXIS + wide * 2.25, bottom + 20),
    ]
    left = mirrored(right, AXIS)
    yield "sheet", smooth([*right[:4], *reversed(left[:4])])
    yield (
        "line",
        stroke(right, 2.0, begin=0.5, end=0.0, n=13) + stroke(left, 2.0, begin=0.5, end=0.0, n=13),
    )
    parts = []
    for i in range(12):
        x, y = AXIS + wide * (0.16 * i - 0.92), shape.chin_y + 9 * math.sin(i / 11 * math.pi)
        start, bend = (x, y - 16), (x + wide * 0.07, y + 6)
        parts.append(hair(start, bend, (x + wide * 0.12, y + 20), 0.6))
    yield "mist", "".join(parts)
    collar = [
        (AXIS + wide * 0.98, bottom - 34),
        (AXIS + wide * 0.45, bottom - 6),
        (AXIS, bottom + 3),
    ]
    yield (
        "soft",
        stroke(collar, 1.2, begin=0.1, end=0.3, n=8)
        + stroke(mirrored(collar, AXIS), 1.2, begin=0.1, end=0.3, n=8),
    )


def _ears(shape: Shape) -> Iterator[Path]:
    size = 1 + 0.22 * off(shape.face.ears) + 0.12 * shape.old
    x, y = AXIS + shape.half * 0.975, shape.eye_y + 20
    rim = [
        (x - 2, y - 24 * size), (x + 9 * size, y - 33 * size), (x + 17 * size, y - 22 * size),
        (x + 14 * size, y + 2), (x + 8 * size, y + 20 * size),
        (x + 1, y + 27 * size), (x - 5, y + 18 * size),
    ]  # fmt: skip
    inner = [
        (x + 3, y - 22 * size), (x + 10 * size, y - 25 * size), (x + 12 * size, y - 15 * size),
        (x + 8 * size, y - 1), (x + 4 * size, y + 8 * size),
    ]  # fmt: skip
    for one in shape.both(rim):
        yield "sheet", smooth([*one, (one[0][0] + (AXIS - one[0][0]) * 0.1, y)])
    yield "line", "".join(stroke(one, 1.9, begin=0.3, end=0.3, n=13) for one in shape.both(rim))
    yield "soft", "".join(stroke(one, 1.3, n=9) for one in shape.both(inner))


def _beard(shape: Shape) -> Iterator[Path]:
    """Draw a beard: a shadow first, then hair by hair, on the jaw and over the lip."""
    much = (shape.face.beard - 0.15) / 0.85
    if much <= 0 or shape.child > 0:
        return
    parts = []
    right = list(shape.side)
    for line, side in ((right, 1), (mirrored(right, AXIS), -1)):
        for i in range(30):
            for depth in range(4):
                x, y = at(line, 0.52 + 0.46 * i / 29)
                inward = (6 + 9 * depth) * (0.5 + 0.5 * i / 29)
                x, y = x - side * inward * (1 - i / 29), y - inward * 0.75 * (i / 29) - depth * 1.5
                if math.hypot((x - AXIS) / (shape.half * 0.52), (y - shape.mouth_y) / 17) < 1:
                    continue
                long = 4 + 13 * much + (i * 7 + depth * 3) % 5
                parts.append(
                    hair(
                        (x, y),
                        (x + side * 0.8, y + long * 0.5),
                        (x - side * 1.2 * (i / 29), y + long),
                        0.35 + 0.3 * much,
                    )
                )
    for i in range(36):
        t = i / 17.5 - 1
        x, y = AXIS + t * shape.half * 0.40, shape.mouth_y - 11 + 5.5 * t * t
        parts.append(
            hair((x, y - 3), (x + t * 2, y), (x + t * 4, y + 4 + 3 * much), 0.35 + 0.35 * much)
        )
    yield _ink(shape), "".join(parts)
