"""Who is what to whom: ties between people, each written on both of them. Pure."""

from typing import Literal, get_args
from uuid import UUID

import msgspec

KinKind = Literal[
    "parent",
    "child",
    "sibling",
    "spouse",
    "partner",
    "guardian",
    "ward",
    "grandparent",
    "grandchild",
    "uncle_aunt",
    "nephew_niece",
    "cousin",
    "step_parent",
    "step_child",
    "step_sibling",
    "foster_parent",
    "foster_child",
    "friend",
    "other",
]
KINDS: tuple[KinKind, ...] = get_args(KinKind)
KIN_MAX = 60

_PAIRS: tuple[tuple[KinKind, KinKind], ...] = (
    ("parent", "child"),
    ("guardian", "ward"),
    ("grandparent", "grandchild"),
    ("uncle_aunt", "nephew_niece"),
    ("step_parent", "step_child"),
    ("foster_parent", "foster_child"),
)
# What I am to somebody who is this to me.
INVERSE: dict[KinKind, KinKind] = {kind: kind for kind in KINDS}
INVERSE |= dict(_PAIRS) | {back: kind for kind, back in _PAIRS}

# Those who may answer for a child.
CAREGIVERS: tuple[KinKind, ...] = ("parent", "step_parent", "foster_parent", "guardian")
# Those who are drawn one generation above, and one below.
ELDERS: tuple[KinKind, ...] = (
    "parent",
    "step_parent",
    "foster_parent",
    "guardian",
    "uncle_aunt",
)
YOUNGERS: tuple[KinKind, ...] = tuple(INVERSE[kind] for kind in ELDERS)
# Those who were there before somebody was born.
DESCENT: tuple[KinKind, ...] = ("parent", "grandparent")
COUPLES: tuple[KinKind, ...] = ("spouse", "partner")


class Kin(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody is to the person this is written on: `kind="parent"` says their parent.

    Attributes:
      to: the row of that person.
      case: the household they are in.
      informal: whether it stands in no paper: raised by, lives as.
      hard: whether the two must never be parted on the way.
      evidence: how it is known.
    """

    to: UUID
    case: UUID
    kind: KinKind
    informal: bool = False
    hard: bool = False
    evidence: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no such kind of tie: {self.kind!r}; one of {KINDS}")


def back(kin: Kin, *, to: UUID, case: UUID) -> Kin:
    """Give the same tie as it is written on the other person."""
    return msgspec.structs.replace(kin, to=to, case=case, kind=INVERSE[kin.kind])


def is_above(one: UUID, other: UUID, kind: KinKind, known: dict[UUID, tuple[Kin, ...]]) -> bool:
    """Say whether a tie would make somebody their own forebear, going by the ties known.

    Only ties of descent count: a foster parent or a guardian may well be a younger cousin.
    """
    if kind not in DESCENT and INVERSE[kind] not in DESCENT:
        return False
    child, elder = (one, other) if kind in DESCENT else (other, one)
    seen, todo = {elder}, [elder]
    while todo:
        above = {kin.to for kin in known.get(todo.pop(), ()) if kin.kind in DESCENT} - seen
        if child in above:
            return True
        seen |= above
        todo += above
    return False
