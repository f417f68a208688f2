"""Who tips come from, how true they turned out, and who is independent of whom. Pure."""

import math
from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple, get_args
from uuid import UUID

import msgspec

from waystation.cases.domain import Outcome, SourceGrade

SourceKind = Literal["person", "partner", "colleague"]
KINDS: tuple[SourceKind, ...] = get_args(SourceKind)
# Fewer outcomes than this say nothing about whoever they come from.
OUTCOMES_MIN = 5
# A suggestion goes by the middle of what the outcomes leave possible, never by their bare share.
LETTERS: tuple[tuple[float, SourceGrade], ...] = (
    (0.9, "A"),
    (0.75, "B"),
    (0.5, "C"),
    (0.25, "D"),
    (0.0, "E"),
)
# Nine in ten true shares lie inside: one in twenty below, one in twenty above.
TAIL_P = 0.05
INTRODUCERS = 2
COUNTS = ("n_true", "n_partly", "n_false", "n_unknown")
HALVINGS = 40


class Source(msgspec.Struct, frozen=True, kw_only=True, tag="source/1"):
    """Somebody tips come from: an alias, how to reach them, and how their tips turned out.

    `circle` is whom they share word with: a family, a team, a house. `introduced_by` is the source
    through whom we know them.
    """

    alias: str
    kind: SourceKind = "person"
    reach: str = ""
    circle: str = ""
    introduced_by: UUID | None = None
    since: date
    n_true: int = 0
    n_partly: int = 0
    n_false: int = 0
    n_unknown: int = 0
    note: str = ""

    @property
    def n_known(self) -> int:
        """Count the tips of which it is known whether they were true, partly true or false."""
        return self.n_true + self.n_partly + self.n_false


class Share(NamedTuple):
    """The share of a source's tips that are true: its middle, and between which values it lies."""

    mean_p: float
    low_p: float
    high_p: float


def counted(source: Source, outcome: Outcome, n: int) -> Source:
    """Give a source with one outcome more (1) or one taken back (-1)."""
    field = f"n_{outcome}"
    return msgspec.structs.replace(source, **{field: max(0, getattr(source, field) + n)})


def true_share(source: Source) -> Share:
    """Say what the outcomes so far let one expect: Beta(1 + true, 1 + false).

    What was partly true or never known moves it neither way; it widens nothing and narrows nothing.
    """
    a, b = 1 + source.n_true, 1 + source.n_false
    return Share(a / (a + b), _quantile(TAIL_P, a, b), _quantile(1 - TAIL_P, a, b))


def suggested(source: Source) -> SourceGrade | None:
    """Suggest a letter once five outcomes are known; a person sets it, nobody else.

    What was partly true counts half each way here.
    """
    if source.n_known < OUTCOMES_MIN:
        return None
    mean_p = (1 + source.n_true + source.n_partly / 2) / (2 + source.n_known)
    return next(letter for least_p, letter in LETTERS if mean_p >= least_p)


def why_not_independent(one: UUID, other: UUID, known: Mapping[UUID, Source]) -> str:
    """Say why two sources cannot confirm one another: a kind of wording, or nothing if they can.

    They are not independent if they are one, share word with the same circle, or were introduced
    by one another or by the same person within two steps.
    """
    if one == other:
        return "same source"
    if one not in known or other not in known:
        return "not in register"
    circles = {known[one].circle.strip().casefold(), known[other].circle.strip().casefold()}
    if len(circles) == 1 and circles != {""}:
        return "same circle"
    if {one, *introducers(one, known)} & {other, *introducers(other, known)}:
        return "same introducer"
    return ""


def introducers(source: UUID, known: Mapping[UUID, Source]) -> list[UUID]:
    """List those through whom a source is known, within two steps."""
    chain: list[UUID] = []
    here = known.get(source)
    while here is not None and here.introduced_by is not None and len(chain) < INTRODUCERS:
        chain.append(here.introduced_by)
        here = known.get(here.introduced_by)
    return chain


def _quantile(chance_p: float, a: int, b: int) -> float:
    """Find below which share a part `chance_p` of Beta(a, b) lies, by halving."""
    low, high = 0.0, 1.0
    for _step in range(HALVINGS):
        middle = (low + high) / 2
        if _below(middle, a, b) < chance_p:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _below(share: float, a: int, b: int) -> float:
    """Give the part of Beta(a, b) below a share: at least a of a + b - 1 throws fall there.

    Source: for whole a and b the incomplete beta function is a sum of binomial terms
    (Abramowitz and Stegun 1964, 26.5.24).
    """
    n = a + b - 1
    return math.fsum(math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(a, n + 1))
