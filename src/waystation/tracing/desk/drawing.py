"""A family of searches as a drawing: who stands where, and which ties are thought only. Pure."""

from typing import NamedTuple
from uuid import UUID

from waystation.cases.kin import Kin, KinKind
from waystation.cases.records import drawing
from waystation.cases.records.domain import tree
from waystation.cases.records.drawing import BOX_HEIGHT, BOX_WIDTH, Box
from waystation.tracing.desk.families import Family, Someone, Thought

__all__ = ["BOX_HEIGHT", "BOX_WIDTH", "Drawn", "Node", "draw"]


class Node(NamedTuple):
    """Somebody's box, the number under which they stand in the list, and whom they belong to.

    `kin` says what others are to them, with the number of each; `thoughts` who may be one person
    with them, and by which match.
    """

    box: Box
    person: Someone
    number: int
    kin: tuple[tuple[KinKind, int, Someone], ...]
    thoughts: tuple[tuple[UUID, int, Someone], ...]


class Stroke(NamedTuple):
    """One tie as the path of a pen; dashed where two are only thought to be one person."""

    path: str
    dashed: bool


class Drawn(NamedTuple):
    """A family ready to be drawn."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    strokes: tuple[Stroke, ...]


def draw(family: Family) -> Drawn:
    """Lay a family out by generations; whoever may be one person stands on one level."""
    ids = [one.id for one in family.people]
    ties: dict[UUID, tuple[Kin, ...]] = dict(family.ties)
    for thought in family.thoughts:
        for one, other in ((thought.one, thought.other), (thought.other, thought.one)):
            ties[one] = (*ties.get(one, ()), Kin(to=other, case=family.id, kind="other"))
    laid = drawing.draw(tree(ids, ties))
    thought_of = {_pair(one) for one in family.thoughts}
    return Drawn(
        laid.width,
        laid.height,
        tuple(_node(box, family) for box in laid.boxes),
        tuple(
            Stroke(stroke.path, frozenset((stroke.tie.one, stroke.tie.other)) in thought_of)
            for stroke in laid.strokes
        ),
    )


def _node(box: Box, family: Family) -> Node:
    people = {one.id: (number, one) for number, one in enumerate(family.people, start=1)}
    number, person = people[box.id]
    kin = tuple((kin.kind, *people[kin.to]) for kin in family.ties.get(box.id, ()))
    thoughts = []
    for thought in family.thoughts:
        if box.id in (thought.one, thought.other):
            other = thought.other if box.id == thought.one else thought.one
            thoughts.append((thought.match_id, *people[other]))
    return Node(box, person, number, kin, tuple(thoughts))


def _pair(thought: Thought) -> frozenset[UUID]:
    return frozenset((thought.one, thought.other))
