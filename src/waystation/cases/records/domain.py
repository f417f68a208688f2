"""What people ask about their own record, and how a family is drawn. Pure: no keys, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from hashlib import blake2b
from typing import Literal, NamedTuple, get_args
from uuid import UUID

import msgspec

from waystation.cases.domain import Household
from waystation.cases.kin import COUPLES, ELDERS, YOUNGERS, Kin, KinKind
from waystation.cases.person import Person

RequestKind = Literal["access", "correction", "erasure", "objection"]
RequestAnswer = Literal["done", "in part", "not done"]
REQUEST_KINDS: tuple[RequestKind, ...] = get_args(RequestKind)
REQUEST_ANSWERS: tuple[RequestAnswer, ...] = get_args(RequestAnswer)
# Whoever asks about their own record has an answer within a month.
ANSWER_WITHIN = timedelta(days=30)

# The parts of a record, each with a page of its own, and the fields that are changed there.
Piece = Literal["who", "birth", "names", "needs", "documents"]
PIECES: dict[Piece, tuple[str, ...]] = {
    "who": ("sex", "languages", "relation", "seems_under_18", "needs", "note"),
    "birth": ("birth",),
    "names": ("names",),
    "needs": ("special",),
    "documents": ("documents",),
}


class Request(msgspec.Struct, frozen=True, kw_only=True, tag="record request/1"):
    """What somebody asked about their own record, and what came of it.

    Attributes:
      asked_by: who said so, if not the person: a guardian, a helper they chose.
      task: what rings if nobody answers.
    """

    person: UUID
    kind: RequestKind
    what: str
    asked_on: date
    due_on: date
    asked_by: str = ""
    task: UUID | None = None
    answered_on: date | None = None
    answer: RequestAnswer | None = None
    says: str = ""

    @property
    def is_open(self) -> bool:
        """Say whether it still waits for an answer."""
        return self.answered_on is None


def mark_of(value: Person | Household, fields: Iterable[str]) -> str:
    """Give a short mark of some fields: the same only while none of them was changed."""
    values = {what: getattr(value, what) for what in fields}
    return blake2b(msgspec.msgpack.encode(values), digest_size=12).hexdigest()


class Place(NamedTuple):
    """Where somebody is drawn: generation from the top, and place from the left, in steps."""

    id: UUID
    row: int
    column: float


class Line(NamedTuple):
    """A tie that is drawn between two people: `one` is the elder, or the first of a pair."""

    one: UUID
    other: UUID
    kind: KinKind
    dashed: bool
    level: bool


class Tree(NamedTuple):
    """A family as it is drawn."""

    places: tuple[Place, ...]
    lines: tuple[Line, ...]
    n_rows: int
    n_columns: float


# These are drawn dashed, as are those that stand in no paper.
BY_CHOICE: tuple[KinKind, ...] = (
    "step_parent", "step_child", "step_sibling", "foster_parent", "foster_child", "guardian",
    "ward", "friend", "other",
)  # fmt: skip
_STEPS: dict[KinKind, int] = dict.fromkeys(ELDERS, -1) | dict.fromkeys(YOUNGERS, 1)
_STEPS |= {"grandparent": -2, "grandchild": 2}
SWEEPS = 4


def tree(ids: Sequence[UUID], ties: Mapping[UUID, Sequence[Kin]]) -> Tree:
    """Lay out people by generation, couples side by side and children under their parents.

    Siblings and cousins are drawn on one level. A tie to somebody who is not among `ids` is left
    out. Where ties contradict each other, the first found decides the level.

    Args:
      ids: the people, in the order in which they are listed.
      ties: what others are to each of them.
    """
    rows = _generations(ids, ties)
    order = {row: [one for one in ids if rows[one] == row] for row in sorted(set(rows.values()))}
    columns: dict[UUID, float] = {}
    for sweep in range(SWEEPS):
        for row in order if sweep % 2 == 0 else reversed(order):
            towards = (-1, -2) if sweep % 2 == 0 else (1, 2)
            order[row] = _sorted(order[row], rows, columns, ties, towards)
            columns |= _spread(order[row], rows, columns, ties, towards)
    least = min(columns.values(), default=0)
    places = tuple(Place(one, rows[one], columns[one] - least) for one in ids)
    return Tree(
        places,
        _lines(ids, rows, ties),
        max(rows.values(), default=-1) + 1,
        max((place.column for place in places), default=-1) + 1,
    )


def _generations(ids: Sequence[UUID], ties: Mapping[UUID, Sequence[Kin]]) -> dict[UUID, int]:
    """Give each person a level, the eldest on level 0; those nobody is tied to stand there too."""
    levels: dict[UUID, int] = {}
    known = set(ids)
    for first in ids:
        if first in levels:
            continue
        group, todo = {first: 0}, [first]
        while todo:
            one = todo.pop(0)
            for kin in ties.get(one, ()):
                if kin.to in known and kin.to not in group | levels:
                    group[kin.to] = group[one] + _STEPS.get(kin.kind, 0)
                    todo.append(kin.to)
        top = min(group.values())
        levels |= {one: level - top for one, level in group.items()}
    return levels


def _sorted(
    row: list[UUID],
    rows: Mapping[UUID, int],
    columns: Mapping[UUID, float],
    ties: Mapping[UUID, Sequence[Kin]],
    towards: tuple[int, ...],
) -> list[UUID]:
    """Order one level by where those above (or below) stand, and put couples side by side."""
    at = {one: _pull(one, rows, columns, ties, towards) for one in row}
    kept = {one: nth for nth, one in enumerate(row)}
    mean = {one: pull if pull is not None else columns.get(one, kept[one])
            for one, pull in at.items()}  # fmt: skip
    found: list[UUID] = []
    for one in sorted(row, key=lambda one: (mean[one], kept[one])):
        if one in found:
            continue
        found.append(one)
        found += [kin.to for kin in ties.get(one, ())
                  if kin.kind in COUPLES and kin.to in kept and kin.to not in found]  # fmt: skip
    return found


def _spread(
    row: list[UUID],
    rows: Mapping[UUID, int],
    columns: Mapping[UUID, float],
    ties: Mapping[UUID, Sequence[Kin]],
    towards: tuple[int, ...],
) -> dict[UUID, float]:
    """Put one level's people where they are pulled to, at least one step from each other."""
    found: dict[UUID, float] = {}
    for nth, one in enumerate(row):
        pull = _pull(one, rows, columns, ties, towards)
        wanted = columns.get(one, float(nth)) if pull is None else pull
        found[one] = max(wanted, found[row[nth - 1]] + 1) if nth else wanted
    # What was pushed to the right is drawn back by half of it, so that a family stays centred.
    pushed = [found[one] - (pull if (pull := _pull(one, rows, columns, ties, towards)) is not None
              else found[one]) for one in row]  # fmt: skip
    back = sum(pushed) / len(pushed)
    return {one: column - back for one, column in found.items()}


def _pull(
    one: UUID,
    rows: Mapping[UUID, int],
    columns: Mapping[UUID, float],
    ties: Mapping[UUID, Sequence[Kin]],
    towards: tuple[int, ...],
) -> float | None:
    """Give the middle of those above or below somebody who are drawn already."""
    near = [columns[kin.to] for kin in ties.get(one, ())
            if kin.to in columns and rows[kin.to] - rows[one] in towards]  # fmt: skip
    return sum(near) / len(near) if near else None


def _lines(
    ids: Sequence[UUID], rows: Mapping[UUID, int], ties: Mapping[UUID, Sequence[Kin]]
) -> tuple[Line, ...]:
    """List each tie once; brothers and sisters under one drawn parent need no line."""
    parents = {
        one: {kin.to for kin in ties.get(one, ()) if kin.kind == "parent" and kin.to in rows}
        for one in ids
    }
    drawn: dict[frozenset[UUID], Line] = {}
    for one in ids:
        for kin in ties.get(one, ()):
            if kin.to not in rows or (
                kin.kind == "sibling" and parents[one] and parents[one] & parents[kin.to]
            ):
                continue
            elder = (kin.to, one) if rows[kin.to] < rows[one] else (one, kin.to)
            dashed = kin.informal or kin.kind in BY_CHOICE
            level = rows[kin.to] == rows[one]
            drawn.setdefault(frozenset((one, kin.to)), Line(*elder, kin.kind, dashed, level))
    return tuple(drawn.values())
