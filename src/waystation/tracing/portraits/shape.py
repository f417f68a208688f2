"""Where the parts of a face lie, in units of its drawing, as its numbers say. Pure."""

from typing import Literal, NamedTuple

from waystation.tracing.portraits.ink import Line, Point, mirrored

WIDTH, HEIGHT = 400, 500
AXIS = WIDTH / 2
MarkKind = Literal["mole", "scar", "freckles", "dimple"]


# Where on the drawing a mark can be put, as one looks at the face: shares of its width and height.
PLACES: dict[str, tuple[float, float]] = {
    "forehead": (0.54, 0.33),
    "left brow": (0.385, 0.40),
    "right brow": (0.615, 0.40),
    "nose": (0.515, 0.58),
    "left cheek": (0.345, 0.60),
    "right cheek": (0.655, 0.60),
    "lip": (0.57, 0.645),
    "chin": (0.53, 0.765),
    "left jaw": (0.36, 0.71),
    "right jaw": (0.64, 0.71),
}


class Face(NamedTuple):
    """The numbers of a face, each from 0 to 1; first what is bred, then scales, then the outer."""

    width: float = 0.5
    length: float = 0.5
    cheeks: float = 0.5
    jaw: float = 0.5
    chin: float = 0.5
    eye_size: float = 0.5
    eye_gap: float = 0.5
    eye_tilt: float = 0.5
    eye_open: float = 0.5
    lids: float = 0.5
    brow_height: float = 0.5
    brow_weight: float = 0.5
    brow_slope: float = 0.5
    nose_length: float = 0.5
    nose_width: float = 0.5
    nose_tip: float = 0.5
    mouth_width: float = 0.5
    lips: float = 0.5
    mouth_height: float = 0.5
    mouth_curve: float = 0.5
    age: float = 0.35
    weight: float = 0.5
    ears: float = 0.5
    hairline: float = 0.5
    hair_mass: float = 0.5
    hair_length: float = 0.3
    fringe: float = 0.2
    wave: float = 0.2
    beard: float = 0.0


class Mark(NamedTuple):
    """Something on a face that people remember: what, where (0 to 1 of the drawing), how large."""

    kind: MarkKind
    x: float
    y: float
    size: float = 0.5


class Shape(NamedTuple):
    """A face measured out: distances from the axis and heights, in units of the drawing."""

    face: Face
    # From 1 in a small child to 0 in somebody grown up, and from 0 there to 1 in great age.
    child: float
    old: float
    top: float
    eye_y: float
    brow_y: float
    nose_y: float
    mouth_y: float
    chin_y: float
    half: float
    jaw: float
    chin: float
    eye_x: float
    eye_half: float
    # The right side of the outline, from the temple down to the chin.
    side: tuple[Point, ...]

    def both(self, line: Line) -> tuple[Line, Line]:
        """Give a line of the right half of the face, and its twin on the left."""
        return line, mirrored(line, AXIS)


def measure(face: Face) -> Shape:
    """Measure a face out: proportions of a child are others than those of somebody old."""
    age = 4 + 86 * face.age
    child = min(max((17 - age) / 13, 0.0), 1.0)
    old = min(max((age - 30) / 55, 0.0), 1.0)
    heavy = off(face.weight)
    top = 66 + 8 * child
    chin_y = 402 + 15 * off(face.length) - 34 * child + 3 * old
    half = 98 + 9 * off(face.width) + 5 * heavy + 2 * child
    eye_y = 238 + 5 * off(face.length) + 20 * child
    # What lies between the eyes and the chin moves with the chin.
    below = chin_y - eye_y
    nose_y = eye_y + below * (0.40 + 0.032 * off(face.nose_length) - 0.03 * child + 0.01 * old)
    mouth_y = nose_y + (chin_y - nose_y) * (0.345 + 0.045 * off(face.mouth_height) + 0.02 * old)
    gap = 0.445 + 0.03 * off(face.eye_gap) + 0.01 * child
    eye_half = 24 + 2.8 * off(face.eye_size) + 1.5 * child - 1.2 * old
    jaw = half * (0.785 + 0.055 * off(face.jaw) + 0.05 * heavy + 0.01 * child + 0.015 * old)
    chin = 23 + 9 * off(face.chin) + 3 * heavy - 3 * child
    return Shape(
        face=face,
        child=child,
        old=old,
        top=top,
        eye_y=eye_y,
        brow_y=eye_y - 30 - 5.5 * off(face.brow_height) + 4 * child + 3 * old,
        nose_y=nose_y,
        mouth_y=mouth_y,
        chin_y=chin_y,
        half=half,
        jaw=jaw,
        chin=chin,
        eye_x=half * gap,
        eye_half=eye_half,
        side=_side(face, child, half, jaw, chin, eye_y, chin_y),
    )


def _side(
    face: Face, child: float, half: float, jaw: float, chin: float, eye_y: float, chin_y: float
) -> tuple[Point, ...]:
    """Give the right side of the outline, from the temple to the middle of the chin."""
    below = chin_y - eye_y
    cheek = half * (1.0 + 0.035 * off(face.cheeks))
    full = 0.04 * off(face.weight) - 0.02 * off(face.cheeks) + 0.025 * child
    angle = eye_y + below * (0.60 + 0.03 * off(face.jaw))
    along = [
        (half * 0.93, eye_y - 78),
        (half * 0.985, eye_y - 35),
        (cheek, eye_y + below * 0.10),
        (half * (0.66 + full) + jaw * 0.36, eye_y + below * 0.36),
        (jaw * 0.97 + half * 0.02, angle),
        (half * 0.17 + jaw * (0.345 + 0.03 * child) + chin * 0.62, eye_y + below * 0.842),
        (chin, chin_y - 6),
        (0, chin_y),
    ]
    return tuple((AXIS + x, y) for x, y in along)


def off(value: float) -> float:
    """Say how far a number is from the middle of what people look like, from -1 to 1."""
    return 2 * value - 1
