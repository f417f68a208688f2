"""What people ask when they choose between countries, and what each pathway answers. Pure.

Nothing here weighs one country against another: the columns stand in the order in which they were
picked, and the questions in the order in which they were asked.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple, get_args

from waystation.resettlement.dated import is_stale, rules_of, told
from waystation.resettlement.values import Benefit, Pathway, Rule, Stage, Step, Tables, Told

Question = Literal["decides", "time", "gets", "expects", "hard", "forever"]
QUESTIONS: tuple[Question, ...] = get_args(Question)
# What is no part of the way itself but comes along with it.
BESIDE = ("check", "hand-over")


class Takes(NamedTuple):
    """How long a step takes and within what time it must be done, each as far as a rule says it."""

    step: Step
    told: Told | None
    within: Told | None
    rules: tuple[Rule, ...]

    @property
    def is_known(self) -> bool:
        """Say whether anything can be told of how long it takes."""
        return bool(self.told or self.within or self.step.usual_days)


class Gets(NamedTuple):
    """What a benefit comes to on a day for a household of a size, and the rules that say so."""

    benefit: Benefit
    told: Told
    rules: tuple[Rule, ...]
    stale: bool


class Part(NamedTuple):
    """A stage of a pathway: how long its steps take, and those of which nobody can tell."""

    stage: Stage
    steps: tuple[Takes, ...]
    untold: tuple[Step, ...]


class Column(NamedTuple):
    """One pathway with everything it answers."""

    pathway: Pathway
    parts: tuple[Part, ...]
    gets: tuple[Gets, ...]
    hard: tuple[Step, ...]


def in_order(asked: Iterable[str]) -> tuple[Question, ...]:
    """Put the questions that were asked first, in that order; the others follow as they stand."""
    first = tuple(dict.fromkeys(one for one in asked if one in QUESTIONS))
    return (*first, *(one for one in QUESTIONS if one not in first))


def picked(codes: Iterable[str], offered: Sequence[Pathway]) -> list[Pathway]:
    """Pick pathways by their codes, in the order of the codes; what is not there is left out."""
    known = {one.code: one for one in offered}
    return [known[code] for code in dict.fromkeys(codes) if code in known]


def column(pathway: Pathway, tables: Tables, *, size: int, today: date) -> Column:
    """Give what a pathway answers today to a household of so many people."""
    return Column(
        pathway,
        tuple(_part(stage, pathway, tables, size, today) for stage in pathway.stages),
        tuple(_gets(benefit, tables, size, today) for benefit in pathway.benefits),
        tuple(step for step in pathway.steps if step.hard),
    )


def _part(stage: Stage, pathway: Pathway, tables: Tables, size: int, today: date) -> Part:
    steps = [one for one in pathway.steps if one.stage == stage.code and one.kind not in BESIDE]
    takes = [_takes(one, tables, size, today) for one in steps]
    return Part(
        stage,
        tuple(one for one in takes if one.is_known),
        tuple(one.step for one in takes if not one.is_known),
    )


def _takes(step: Step, tables: Tables, size: int, today: date) -> Takes:
    takes = told(step.takes, today, tables, size) if step.takes else None
    within = told(step.closes, today, tables, size) if step.closes else None
    said = [one for one in (takes, within) if one is not None]
    return Takes(step, takes, within, tuple(rule for one in said for rule in rules_of(one)))


def _gets(benefit: Benefit, tables: Tables, size: int, today: date) -> Gets:
    said = told(benefit.rule, today, tables, size)
    rules = rules_of(said)
    return Gets(benefit, said, rules, any(is_stale(rule, today) for rule in rules))
