"""What a passage will cost, stage by stage and by category of its budget. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from waystation.dispatch.domain import StageOfPassage
from waystation.ledger.budgets.domain import Spend, cover


class Rates(msgspec.Struct, frozen=True):
    """What a stage costs besides the fare, in cents; the evidence says where the sums come from.

    The last four are for dangerous ways only: a night of a stay that lasts a day or longer, what a
    bed in a house that is watched over costs on top, what a driver is paid more for driving in the
    dark, and what each person is given to carry at the start.
    """

    food_per_person_day: int
    lodging_per_person_night: int
    guide_per_stage: int
    evidence: str
    long_stay_per_person_night: int = 0
    secure_per_person_night: int = 0
    driver_per_dark_stage: int = 0
    supplies_per_person: int = 0


HARD = {
    "long_stay_per_person_night": 4_000,
    "secure_per_person_night": 3_000,
    "driver_per_dark_stage": 30_000,
    "supplies_per_person": 20_000,
}
GAY_AND_STILL = "food: Gay, 30 August 1855; board: Still p. 641; pilot: Still p. 380"
RATES = {
    "rescue-1855": Rates(50, 38, 300, GAY_AND_STILL),
    "rescue-3000": Rates(1_500, 2_000, 40_000, "assumed"),
    "rescue-10000": Rates(1_500, 2_000, 40_000, "assumed", **HARD),
    "rescue-1855-hard": Rates(
        50, 38, 300, f"{GAY_AND_STILL}; the rest assumed", **{k: v // 100 for k, v in HARD.items()}
    ),
}
# Means that anybody may board: a fare. What is paid to the driver of a carriage or the owner of a
# boat who carries people in secret is a fee of the rescue.
PUBLIC = frozenset(("rail", "train", "bus", "steamboat", "schooner", "ship", "ferry", "canal"))
ON_FOOT = "foot"
# A wait this long means a bed for the night; one of a day or more is a stop of its own.
NIGHT_WAIT_MIN = 360
LONG_STAY_MIN = 1_440


class Share(NamedTuple):
    """What pays for one stage: cents by part of the rescue's budget, or the general fund."""

    number: int
    spends: tuple[Spend, ...]
    general_cents: int


def costs_of(stage: StageOfPassage, rates: Rates) -> dict[str, int]:
    """Say what a stage will cost, in cents by budget category; categories without cost are absent.

    The price of the leg stands in the plan: a fare where anybody may board, else a fee to whoever
    carries them. Food is counted by the minute from the wait before the stage to its end, a bed
    for every wait of six hours or more, and the guide's outlay once. What a budget for dangerous
    ways has besides comes on top; medical care is never foreseen, it is paid when it is needed.
    """
    all_min = int((stage.arrive - stage.depart).total_seconds()) // 60 + stage.wait_min
    beds = nights(stage) * stage.people
    is_long = bool(rates.long_stay_per_person_night) and stage.wait_min >= LONG_STAY_MIN
    fare = stage.cost_cents if stage.mode in PUBLIC else 0
    is_driven = stage.night and stage.mode not in PUBLIC and stage.mode != ON_FOOT
    costs = {
        "basic_needs": -(-all_min * stage.people * rates.food_per_person_day // 1_440),
        "transportation": fare,
        "accommodation": 0 if is_long else beds * rates.lodging_per_person_night,
        "rescue_fees": rates.guide_per_stage + stage.cost_cents - fare,
        "extra_stops": beds * rates.long_stay_per_person_night if is_long else 0,
        "safer_drivers": rates.driver_per_dark_stage if is_driven else 0,
        "secure_lodging": beds * rates.secure_per_person_night,
        "emergency_supplies": stage.people * rates.supplies_per_person if stage.number == 1 else 0,
    }
    return {category: cents for category, cents in costs.items() if cents}


def nights(stage: StageOfPassage) -> int:
    """Count the nights for which people need a bed before a stage."""
    return -(-stage.wait_min // 1_440) if stage.wait_min >= NIGHT_WAIT_MIN else 0


def forecast(stages: Iterable[StageOfPassage], rates: Rates) -> dict[str, int]:
    """Add up what all stages will cost, in cents by budget category."""
    total: dict[str, int] = {}
    for stage in stages:
        for category, cents in costs_of(stage, rates).items():
            total[category] = total.get(category, 0) + cents
    return total


def shares(
    stages: Iterable[StageOfPassage], rates: Rates, budget: Mapping[str, int]
) -> list[Share]:
    """Say what pays for each stage, in the order in which they are paid.

    One that the budget does not cover goes to the general fund as a whole.
    """
    left, found = dict(budget), []
    for stage in stages:
        costs = costs_of(stage, rates)
        spends, missing = cover(costs, left)
        if missing:
            found.append(Share(stage.number, (), sum(costs.values())))
            continue
        for spend in spends:
            left[spend.budget_line] -= spend.cents
        found.append(Share(stage.number, spends, 0))
    return found


def from_general(stages: Sequence[StageOfPassage], rates: Rates, budget: Mapping[str, int]) -> int:
    """Say how many cents of a way a budget leaves to the general fund."""
    return sum(share.general_cents for share in shares(stages, rates, budget))


def beyond_budget(cost: Mapping[str, int], budget: Mapping[str, int]) -> int:
    """Say how many cents a forecast exceeds its budget by, after contingency; 0 if it fits."""
    return cover(cost, budget)[1]
