"""What a group's way costs by the rule of its rescue's budget, and what that pays for. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from waystation.dispatch.costing import PUBLIC, RATES, beyond_budget, forecast
from waystation.dispatch.domain import StageOfPassage, Words
from waystation.dispatch.together.domain import Step, Terms
from waystation.kernel.joint.net import I64
from waystation.ledger.budgets.domain import TEMPLATES, BudgetTemplate, budget

NO_WORDS = Words("", "")


class Purse(NamedTuple):
    """What legs cost one person in cents and by which means, and what pays: a template's budget.

    `limited` (groups): whether a group has nothing but its own budget; one that was under way may
    draw on the general fund.
    """

    fares: I64
    modes: tuple[str, ...]
    template: BudgetTemplate
    limited: tuple[bool, ...]


def template_of(terms: Terms) -> BudgetTemplate:
    """Give the budget that a plan for all was asked with, as it stood then."""
    known = TEMPLATES[terms.template]
    return replace(known, per_person=terms.per_person) if terms.per_person else known


def stages_of(
    purse: Purse, legs: Sequence[int], steps: Sequence[Step], people: int
) -> list[StageOfPassage]:
    """Write a way down as stages that say nothing but what it costs."""
    stages: list[StageOfPassage] = []
    at: datetime | None = None
    for number, (leg, step) in enumerate(zip(legs, steps, strict=True), start=1):
        stages.append(
            StageOfPassage(
                number=number,
                leg="",
                from_place="",
                to_place="",
                mode=purse.modes[leg],
                depart=step.depart,
                arrive=step.arrive_by,
                wait_min=(step.depart - at) // timedelta(minutes=1) if at else 0,
                risk_p=0.0,
                low_p=0.0,
                high_p=0.0,
                cost_cents=int(purse.fares[leg]) * people,
                night=False,
                people=people,
                needs="",
                last=number == len(legs),
                meet=NO_WORDS,
                hand=NO_WORDS,
            )
        )
        at = step.arrive_by
    return stages


def beyond(purse: Purse, nth: int, legs: Sequence[int], steps: Sequence[Step], people: int) -> int:
    """Say how many cents a group's way costs beyond its budget; 0: it is paid for."""
    if not purse.limited[nth] or not legs:
        return 0
    cost = forecast(stages_of(purse, legs, steps, people), RATES[purse.template.key])
    return beyond_budget(cost, budget(purse.template, people))


def is_dear(mode: str, fare_cents: int, template: BudgetTemplate) -> bool:
    """Say whether one leg alone costs a person more than a budget can ever pay for it."""
    part = "transportation" if mode in PUBLIC else "rescue_fees"
    one = template.per_person
    return fare_cents > one[part] + one["contingency"]
