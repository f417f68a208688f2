"""The inner face: its outline, eyes, brows, nose and mouth, in strokes of a pen. Pure."""

from collections.abc import Iterator

from waystation.tracing.portraits.ink import (
    Point,
    along,
    at,
    disc,
    hair,
    mirrored,
    sharp,
    smooth,
    stroke,
)
from waystation.tracing.portraits.shape import AXIS, HEIGHT, WIDTH, Mark, Shape, off

Path = tuple[str, str]
BROW_HAIRS = 22


def head(shape: Shape) -> Iterator[Path]:
    """Draw the outline: firm at the jaw and the chin, hardly there at the temples."""
    right = list(shape.side)
    left = mirrored(right, AXIS)
    dome = [
        (AXIS + shape.half * x, shape.top + (shape.eye_y - 78 - shape.top) * y)
        for x, y in ((0.88, 0.62), (0.62, 0.18), (0.0, 0.0), (-0.62, 0.18), (-0.88, 0.62))
    ]
    yield "sheet", smooth([*dome, *left[:-1], *reversed(right)])
    # Shade under the cheekbone and beside the chin: a few strokes, drawn as one leans to the light.
    yield "mist", _shade(shape)
    yield (
        "line",
        (
            stroke(right[:5], 2.0, begin=0.1, end=0.8, n=12)
            + stroke(left[:5], 2.3, begin=0.1, end=0.8, n=12)
            + stroke([*right[4:], *reversed(left[4:-1])], 2.9, begin=0.62, end=0.72, n=18)
        ),
    )
    crease = shape.mouth_y + (shape.chin_y - shape.mouth_y) * 0.50
    yield (
        "soft",
        stroke([(AXIS - 13, crease - 1), (AXIS, crease + 2.5), (AXIS + 13, crease - 1)], 1.5, n=6),
    )


def _shade(shape: Shape) -> str:
    """Draw the shadow side with fine parallel strokes."""
    parts = []
    for i in range(9):
        t = i / 8
        x, y = at(mirrored(shape.side, AXIS), 0.40 + 0.33 * t)
        reach = 15 + 9 * (1 - abs(2 * t - 1))
        parts.append(hair((x + 3, y - 2), (x + reach / 2, y + 4), (x + reach, y + 12), 0.45))
    return "".join(parts)


def eyes(shape: Shape) -> Iterator[Path]:
    """Draw both eyes: lids, iris, pupil, a light, and the fold above."""
    for side in (1, -1):
        yield from _eye(shape, side)


def _eye(shape: Shape, side: int) -> Iterator[Path]:
    face, half = shape.face, shape.eye_half
    tilt = 3.6 * off(face.eye_tilt) - 1.0 * shape.old
    high = half * (0.44 + 0.11 * off(face.eye_open)) * (1 + 0.14 * shape.child - 0.14 * shape.old)
    low = half * (0.25 + 0.03 * off(face.eye_open)) * (1 + 0.10 * shape.child)

    def spot(x: float, y: float) -> Point:
        """Give a point of an eye: x from -1 at the nose to 1 outside, y in units upwards."""
        return AXIS + side * (shape.eye_x + x * half), shape.eye_y - y - tilt * x

    # The highest point of the lid lies towards the nose, the lowest of the other outwards.
    upper = [spot(x, y * high) for x, y in
             ((-1, -0.10), (-0.72, 0.52), (-0.22, 0.99), (0.30, 0.86), (0.74, 0.42),
              (1.04, -0.06))]  # fmt: skip
    lower = [spot(x, -y * low) for x, y in
             ((-1, 0.15), (-0.55, 0.62), (0.05, 1.0), (0.55, 0.86), (1.0, 0.12))]  # fmt: skip
    yield "sheet", sharp([*along(upper, 11), *reversed(along(lower, 9))])
    radius = half * (0.475 + 0.03 * shape.child)
    x, y = spot(-0.02, high * 0.30)
    yield "iris", _between(x, y, radius, upper, lower)
    yield "line", _ring(x, y, radius, upper, lower)
    yield "deep", disc(x, y, radius * 0.44)
    yield "light", disc(x - radius * 0.34, y - radius * 0.36, radius * 0.2)
    # The lid's shadow on the eye, then the lid itself: the darkest line of a face.
    yield (
        "mist",
        sharp([*along(upper, 9), *reversed([(px, py + 3.2) for px, py in along(upper, 9)])]),
    )
    yield "deep", stroke(upper, 3.2 + 0.5 * shape.child, begin=0.22, end=0.5, n=12)
    yield "line", stroke(lower, 1.1, begin=0.2, end=0.55, n=9)
    yield "soft", _fold(shape, side, upper, high)
    corner = spot(-1.0, -0.6)
    yield "soft", disc(corner[0] + side * 1.4, corner[1], 1.1)


def _fold(shape: Shape, side: int, upper: list[Point], high: float) -> str:
    """Draw the fold of the lid: near the lashes where it is single, high where it is deep."""
    deep = shape.face.lids
    lift = 2.2 + 6.8 * deep + 1.2 * shape.old
    line = [(x, y - lift * (0.55 + 0.45 * i / 5)) for i, (x, y) in enumerate(upper)]
    start = 0.55 - 0.52 * deep
    fold = along(line, 7, max(start, 0.02), 0.97)
    hang = 2.4 * shape.old
    fold = [(x, y + hang * i / 6) for i, (x, y) in enumerate(fold)]
    return stroke(fold, 0.7 + 1.0 * deep, begin=0.1, end=0.3, n=9)


def _between(x: float, y: float, radius: float, upper: list[Point], lower: list[Point]) -> str:
    """Cut a disc along the lids."""
    return smooth(_cut(x, y, radius, upper, lower))


def _cut(x: float, y: float, radius: float, upper: list[Point], lower: list[Point]) -> list[Point]:
    roof, floor = along(upper, 25), along(lower, 25)
    points = []
    for cosine, sine in _CIRCLE:
        px, py = x + radius * cosine, y + radius * sine
        points.append((px, min(max(py, _height(roof, px)), _height(floor, px))))
    return points


def _ring(x: float, y: float, radius: float, upper: list[Point], lower: list[Point]) -> str:
    """Draw the dark rim of the iris where the lids leave it free."""
    points = _cut(x, y, radius, upper, lower)
    inner = _cut(x, y, radius - 1.2, upper, lower)
    return smooth(points) + smooth(list(reversed(inner)))


_CIRCLE = tuple(
    (c, s)
    for c, s in (
        (1.0, 0.0), (0.924, 0.383), (0.707, 0.707), (0.383, 0.924), (0.0, 1.0), (-0.383, 0.924),
        (-0.707, 0.707), (-0.924, 0.383), (-1.0, 0.0), (-0.924, -0.383), (-0.707, -0.707),
        (-0.383, -0.924), (0.0, -1.0), (0.383, -0.924), (0.707, -0.707), (0.924, -0.383),
    )
)  # fmt: skip


def _height(line: list[Point], x: float) -> float:
    """Give the height of a line above a place."""
    return min(line, key=lambda point: abs(point[0] - x))[1]


def brows(shape: Shape) -> Iterator[Path]:
    """Draw the brows hair by hair, dense towards the nose and thin outside."""
    face, half = shape.face, shape.eye_half
    heavy = 0.75 + 0.55 * face.brow_weight - 0.42 * shape.child - 0.1 * shape.old
    slope = 3.0 * off(face.brow_slope)
    body, hairs = [], []
    for side in (1, -1):
        x0 = shape.eye_x - half * 1.10
        arch = [
            (AXIS + side * (x0 + half * dx), shape.brow_y + dy - slope * (dx - 1.1))
            for dx, dy in ((0.0, 3.6), (0.65, 0.6), (1.35, -1.9), (1.95, -1.2), (2.5, 4.2))
        ]
        body.append(stroke(arch, 5.4 * heavy, begin=0.6, end=0.05, n=9))
        for i in range(BROW_HAIRS):
            t = i / (BROW_HAIRS - 1)
            x, y = at(arch, t * 0.97)
            ahead = at(arch, min(t * 0.97 + 0.06, 1.0))
            long = (8.0 - 2.6 * t) * (0.7 + 0.3 * heavy)
            lean = 0.45 + 0.75 * t
            wobble = (i * 7 % 5 - 2) * 0.35
            rise = max(0.0, 1 - 1.25 * t)
            start = (x - side * 1.2 * lean, y + 2.6 * heavy * (1 - 0.6 * t) + wobble)
            end = (
                start[0] + side * long * lean,
                start[1] - long * rise + (ahead[1] - y) * 1.1,
            )
            bend = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 - 0.8)
            hairs.append(hair(start, bend, end, 0.4 + 0.8 * heavy * (1 - 0.55 * t)))
    yield "soft" if shape.old < 0.6 else "mist", "".join(body)
    yield ("gray" if shape.old > 0.6 else "line"), "".join(hairs)


def nose(shape: Shape) -> Iterator[Path]:
    """Draw the nose by its shadows: a side, the wings, the openings."""
    face = shape.face
    wide = shape.half * (0.203 + 0.032 * off(face.nose_width) + 0.014 * shape.old)
    tip = 1.0 * off(face.nose_tip)
    y, root = shape.nose_y, shape.eye_y + 2
    bridge = [
        (AXIS - shape.eye_x * 0.36, shape.brow_y + 12),
        (AXIS - shape.eye_x * 0.235, root + 4),
        (AXIS - shape.eye_x * 0.25, root + (y - root) * 0.5),
        (AXIS - wide * 0.52, y - 17),
    ]
    yield "soft", stroke(bridge, 1.7, begin=0.1, end=0.1, n=9)
    yield "mist", "".join(
        hair(
            (AXIS - shape.eye_x * 0.27, root + 8 + i * (y - root - 26) / 6),
            (AXIS - shape.eye_x * 0.34, root + 12 + i * (y - root - 26) / 6),
            (AXIS - shape.eye_x * 0.44, root + 18 + i * (y - root - 26) / 6),
            0.5,
        )
        for i in range(7)
    )  # fmt: skip
    wings, holes = [], []
    for side in (1, -1):

        def spot(x: float, down: float, side: int = side) -> Point:
            return AXIS + side * wide * x, y + down

        wings.append(stroke(
            [spot(0.78, -13), spot(1.0, -6.5), spot(1.0, 0.5), spot(0.80, 3.6), spot(0.6, 1.8)],
            1.9, begin=0.1, end=0.35, n=10,
        ))  # fmt: skip
        holes.append(stroke(
            [spot(0.70, 1.4), spot(0.50, -1.2 - tip), spot(0.26, 1.2 - tip)],
            2.7, begin=0.1, end=0.2, n=6,
        ))  # fmt: skip
    yield "line", "".join(wings)
    yield "line", "".join(holes)
    base = y + 4.6 - 2.6 * tip
    ball = [(AXIS - wide * 0.36, y + 1.6), (AXIS, base), (AXIS + wide * 0.36, y + 1.6)]
    yield "line", stroke(ball, 1.5, begin=0.1, end=0.1, n=7)
    round_tip = [
        (AXIS - wide * 0.45, y - 12 - 2 * tip),
        (AXIS - wide * 0.50, y - 6 - 2 * tip),
        (AXIS - wide * 0.34, y - 1),
    ]
    yield "soft", stroke(round_tip, 1.2, n=6)


def mouth(shape: Shape) -> Iterator[Path]:
    """Draw the mouth: the line between the lips, their edges where the light leaves them."""
    face = shape.face
    wide = shape.half * (0.36 + 0.045 * off(face.mouth_width) - 0.05 * shape.child)
    full = (1.12 + 0.48 * off(face.lips)) * (1 + 0.12 * shape.child - 0.42 * shape.old)
    y, up = shape.mouth_y, 1.0 + 2.6 * off(face.mouth_curve) - 1.6 * shape.old

    def spot(x: float, down: float) -> Point:
        return AXIS + wide * x, y + down - up * abs(x) ** 1.6

    part = [spot(x, d) for x, d in
            ((-1, 0.6), (-0.6, -0.2), (-0.22, -1.0), (0, 0.9), (0.22, -1.0), (0.6, -0.2),
             (1, 0.6))]  # fmt: skip
    high = [spot(x, -d * full) for x, d in
            ((-0.97, -0.4), (-0.55, 4.0), (-0.20, 7.6), (0, 5.9), (0.20, 7.6), (0.55, 4.0),
             (0.97, -0.4))]  # fmt: skip
    low = [spot(x, d * full) for x, d in
           ((-0.92, 1.2), (-0.5, 7.2), (0, 10.4), (0.5, 7.2), (0.92, 1.2))]  # fmt: skip
    yield "lip", sharp([*along(high, 19), *reversed(along(part, 15))])
    yield "mist", sharp([*along(part, 15), *reversed(along(low, 13))])
    yield "deep", stroke(part, 2.4, begin=0.3, end=0.3, n=15)
    yield "soft", stroke(along(high, 13, 0.2, 0.8), 1.1, begin=0.1, end=0.1, n=13)
    yield "line", stroke(along(low, 9, 0.24, 0.76), 1.5, begin=0.05, end=0.05, n=9)
    yield "soft", "".join(
        hair((AXIS + x * 4.2, shape.nose_y + 8), (AXIS + x * 3.4, y - 14 * full),
             (AXIS + x * 4.4, y - 9 * full), 0.4)
        for x in (-1, 1)
    )  # fmt: skip


def marks(_shape: Shape, told: tuple[Mark, ...]) -> Iterator[Path]:
    """Draw what somebody said was on the face."""
    for mark in told:
        x, y, size = mark.x * WIDTH, mark.y * HEIGHT, 0.4 + mark.size
        if mark.kind == "mole":
            yield "deep", disc(x, y, 2.4 * size)
        elif mark.kind == "scar":
            line = [(x - 10 * size, y - 5 * size), (x, y - 0.5), (x + 10 * size, y + 6 * size)]
            yield "line", stroke(line, 1.8, n=8)
            yield "soft", "".join(
                hair((x + d * size - 2, y + d * size / 2 + 3), (x + d * size, y + d * size / 2),
                     (x + d * size + 2, y + d * size / 2 - 3), 0.4)
                for d in (-6, -2, 2, 6)
            )  # fmt: skip
        elif mark.kind == "freckles":
            yield (
                "soft",
                "".join(
                    disc(x + (i * 13 % 29 - 14) * size, y + (i * 7 % 17 - 8) * size, 0.9)
                    for i in range(14)
                ),
            )
        else:
            yield "soft", stroke([(x, y - 6 * size), (x + 2, y), (x, y + 6 * size)], 1.6, n=6)
