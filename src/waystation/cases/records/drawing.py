"""A family as a drawing: where each box and each line stands, in points. Pure."""

from typing import NamedTuple
from uuid import UUID

from waystation.cases.kin import COUPLES
from waystation.cases.records.domain import Line, Tree

BOX_WIDTH, BOX_HEIGHT = 92, 52
ACROSS, DOWN, MARGIN = 112, 108, 8
# So far above the boxes a tie between two of one level is led.
ARC = 26
APART = 9


class Box(NamedTuple):
    """One person's box: its upper left corner and its middle."""

    id: UUID
    x: int
    y: int

    @property
    def middle(self) -> int:
        """Give the middle of its width."""
        return self.x + BOX_WIDTH // 2


class Stroke(NamedTuple):
    """One tie as a line: the path of its pen, and whether it is dashed."""

    tie: Line
    path: str
    dashed: bool


class Drawing(NamedTuple):
    """A family tree ready to be drawn."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    strokes: tuple[Stroke, ...]


def draw(tree: Tree) -> Drawing:
    """Put a laid out family on paper."""
    boxes = tuple(
        Box(place.id, MARGIN + round(place.column * ACROSS), MARGIN + ARC + place.row * DOWN)
        for place in tree.places
    )
    by_id = {box.id: box for box in boxes}
    strokes = tuple(
        Stroke(line, _path(line, by_id[line.one], by_id[line.other]), line.dashed)
        for line in tree.lines
    )
    width = 2 * MARGIN + BOX_WIDTH + round(max(0, tree.n_columns - 1) * ACROSS)
    height = 2 * MARGIN + ARC + BOX_HEIGHT + max(0, tree.n_rows - 1) * DOWN
    return Drawing(width, height, boxes, strokes)


def _path(line: Line, one: Box, other: Box) -> str:
    """Lead a tie from the elder down to the younger, straight between a couple, else in an arc."""
    if not line.level:
        # Each elder's lines run at a height of their own, so that two families are told apart.
        half = (one.y + BOX_HEIGHT + other.y) // 2 + APART * (one.x // ACROSS % 3 - 1)
        return f"M{one.middle} {one.y + BOX_HEIGHT}V{half}H{other.middle}V{other.y}"
    left, right = sorted((one, other), key=lambda box: box.x)
    if line.kind in COUPLES and right.x - left.x <= ACROSS:
        height = left.y + BOX_HEIGHT // 2
        return f"M{left.x + BOX_WIDTH} {height}H{right.x}"
    top = left.y - ARC
    return (
        f"M{left.middle} {left.y}C{left.middle} {top} {right.middle} {top} {right.middle} {right.y}"
    )
