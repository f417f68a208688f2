"""Counting the answers to two short questionnaires. Pure; a count is never a diagnosis."""

from collections.abc import Sequence
from datetime import date
from typing import Literal, get_args
from uuid import UUID

import msgspec

Tool = Literal["phq-9", "pc-ptsd-5"]
TOOLS: tuple[Tool, ...] = get_args(Tool)
Band = Literal["minimal", "mild", "moderate", "moderately severe", "severe"]

# How many questions each has, and the most that one answer counts.
QUESTIONS: dict[Tool, int] = {"phq-9": 9, "pc-ptsd-5": 5}
MOST: dict[Tool, int] = {"phq-9": 3, "pc-ptsd-5": 1}
# From which total on a band begins.
# Source: Kroenke, Spitzer, Williams (2001), J Gen Intern Med 16(9), table 4.
BANDS: tuple[tuple[int, Band], ...] = (
    (0, "minimal"),
    (5, "mild"),
    (10, "moderate"),
    (15, "moderately severe"),
    (20, "severe"),
)
# The question about being better off dead or hurting oneself, counted from nought.
SAFETY_QUESTION = 8


class Cutoffs(msgspec.Struct, frozen=True):
    """From which total on a talk with somebody trained is offered; an organisation sets them.

    Source: Kroenke, Spitzer, Williams (2001), results, for PHQ-9; Prins and others (2016),
    J Gen Intern Med 31(10), results, for PC-PTSD-5: 4 for most, 3 where fewest are to be missed;
    later work with the same form finds 3 right for women.
    """

    phq_9: int = 10
    pc_ptsd_5: int = 4
    pc_ptsd_5_women: int = 3


class Screening(msgspec.Struct, frozen=True, kw_only=True, tag="screening/1"):
    """What somebody answered, of their own will, on a day.

    `answers` holds None where they would rather not say. `exposed` is the first question of
    PC-PTSD-5; `own_form` says that they were asked with a form of the organisation's own.
    """

    person: UUID
    tool: Tool
    on: date
    language: str
    own_form: bool = False
    interpreter: str = ""
    exposed: bool | None = None
    answers: tuple[int | None, ...]

    def __post_init__(self) -> None:
        if self.tool not in TOOLS:
            raise ValueError(f"no such tool: {self.tool!r}; one of {TOOLS}")
        if len(self.answers) != QUESTIONS[self.tool]:
            raise ValueError(f"{self.tool} has {QUESTIONS[self.tool]} questions")
        if any(a is not None and not 0 <= a <= MOST[self.tool] for a in self.answers):
            raise ValueError(f"an answer counts 0 to {MOST[self.tool]}")


class Count(msgspec.Struct, frozen=True):
    """What the answers come to: the total, its band, and what follows.

    Where answers were left out, the total is the least it can be and belongs to no band.
    """

    total: int
    most: int
    band: Band | None
    offer_talk: bool
    same_day: bool
    n_unsaid: int


def count(screening: Screening, *, is_woman: bool | None, cutoffs: Cutoffs) -> Count:
    """Count what somebody answered.

    Args:
      is_woman: None where it is not known; then the lower cut-off holds, so that fewer are missed.
    """
    answers = () if screening.exposed is False else screening.answers
    total = sum(answer or 0 for answer in answers)
    n_unsaid = sum(answer is None for answer in answers)
    return Count(
        total=total,
        most=QUESTIONS[screening.tool] * MOST[screening.tool],
        band=band(total) if screening.tool == "phq-9" and not n_unsaid else None,
        offer_talk=total >= cutoff(screening.tool, is_woman=is_woman, cutoffs=cutoffs),
        same_day=needs_same_day(screening.tool, screening.answers),
        n_unsaid=n_unsaid,
    )


def band(total: int) -> Band:
    """Name the band of a PHQ-9 total."""
    return [name for start, name in BANDS if start <= total][-1]


def cutoff(tool: Tool, *, is_woman: bool | None, cutoffs: Cutoffs) -> int:
    """Give the total from which a talk is offered."""
    if tool == "phq-9":
        return cutoffs.phq_9
    if is_woman is False:
        return cutoffs.pc_ptsd_5
    return min(cutoffs.pc_ptsd_5, cutoffs.pc_ptsd_5_women)


def needs_same_day(tool: Tool, answers: Sequence[int | None]) -> bool:
    """Say whether somebody has to talk with them today, whatever the total."""
    return tool == "phq-9" and (answers[SAFETY_QUESTION] or 0) > 0
