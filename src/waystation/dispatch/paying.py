"""What a passage costs, held to its budget and booked stage by stage."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid5

import msgspec
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.base.money import dollars
from waystation.dispatch.domain import (
    RATES,
    STAGE_ENDS,
    Passage,
    Report,
    StageOfPassage,
    beyond_budget,
    costs_of,
    forecast,
    from_general,
    is_unpaid,
)
from waystation.ledger import chart
from waystation.ledger import domain as book
from waystation.ledger import services as ledger
from waystation.ledger.queries import balance, parts_left


def entry_id(passage: Passage, what: str) -> UUID:
    """Name an entry of the book so that a repeat is known, from what only the sealed row holds."""
    return uuid5(UUID(bytes=passage.case_token), what)


# What does not go back to the general fund when a rescue's fund closes.
STAYS = ("contingency", "resettlement")


class Funding(NamedTuple):
    """What pays for another way on: a fund (none: a new budget), and the general one beyond it."""

    fund: str
    general_cents: int = 0


def funding_of_rest(stages: list[StageOfPassage], passage: Passage, now: datetime) -> Funding:
    """Find what pays for another way on of people who are on their way already.

    The rescue's own fund; if that has too little, a new budget; and where no budget pays for it,
    the own fund with the general one beyond it: nobody is left half way because a budget is small.

    Raises:
      Refused: the general fund has too little as well.
    """
    cost = forecast(stages, RATES[passage.template])
    left, template = parts_left(passage.fund), book.TEMPLATES[passage.template]
    if not beyond_budget(cost, left):
        return Funding(passage.fund)
    if book.is_in_force(template, now.date()):
        allowed = book.budget(template, passage.people)
        back = sum(cents for part, cents in left.items() if part not in STAYS)
        has_it = sum(allowed.values()) <= balance(chart.GENERAL) + back
        if has_it and not beyond_budget(cost, allowed):
            return Funding("")
    return Funding(passage.fund, paid_beyond(stages, passage))


def beyond(stages: Sequence[StageOfPassage], passage: Passage) -> int:
    """Say how many cents of the stages still to come the general fund pays beyond the rescue's."""
    if not passage.fund:
        return 0
    ahead = [stage for stage in stages if stage.state not in STAGE_ENDS]
    return from_general(ahead, RATES[passage.template], parts_left(passage.fund))


def paid_beyond(stages: Sequence[StageOfPassage], passage: Passage) -> int:
    """Say what the general fund pays beyond the rescue's, if it can.

    Raises:
      Refused: it has too little.
    """
    needed = beyond(stages, passage)
    free = balance(chart.GENERAL)
    if needed > free:
        raise Refused(
            _("%(needed)s of this way are beyond its budget; the general fund has %(free)s.")
            % {"needed": dollars(needed), "free": dollars(free)},
            hint=_("Ask finance for money in the general fund, or choose a cheaper route."),
        )
    return needed


def budgets(now: datetime) -> list[str]:
    """List the budgets of a rescue that are in force today."""
    return [key for key in RATES if book.is_in_force(book.TEMPLATES[key], now.date())]


def refuse_not_in_force(template: str, now: datetime) -> None:
    """Refuse a budget of another time, or one that nobody knows."""
    if template not in budgets(now):
        raise Refused(_("No such budget is in force today."), hint=_("Choose another budget."))


def refuse_beyond_budget(
    stages: list[StageOfPassage], template: str, people: int, now: datetime
) -> None:
    """Refuse a proposal whose budget is not in force or does not pay for it."""
    refuse_not_in_force(template, now)
    if people > book.PEOPLE_MAX:
        raise Refused(
            _("A rescue is of %(most)s people at most.") % {"most": book.PEOPLE_MAX},
            hint=_("Let them travel as two groups."),
        )
    allowed = book.budget(book.TEMPLATES[template], people)
    over = beyond_budget(forecast(stages, RATES[template]), allowed)
    if over:
        raise Refused(
            _("This route costs %(over)s more than the rescue's budget.") % {"over": dollars(over)},
            hint=_("Choose a cheaper route, or a larger budget."),
        )


def close_fund(passage: Passage, now: datetime) -> None:
    """Close a rescue's fund: what was not spent goes back, what is left of contingency rolls on."""
    ledger.close_rescue(entry_id=entry_id(passage, "close"), fund=passage.fund, on=now.date())


def pay(stage: StageOfPassage, passage: Passage, now: datetime) -> StageOfPassage:
    """Book a stage's cost: from the rescue's fund, else from the general one, and say which.

    Money never holds up a hand-over: what neither can pay is noted, and has to be paid before the
    passage can close.
    """
    costs = costs_of(stage, RATES[passage.template])
    own_id = entry_id(passage, f"pay {stage.number}")
    memo = f"{passage.code}, {stage.number}"
    try:
        ledger.pay_stage(fund=passage.fund, costs=costs, entry_id=own_id, on=now.date(), memo=memo)
    except Refused:
        try:
            _pay_from_general(costs, own_id, memo, now)
        except Refused as refused:
            return noted(stage, "unpaid", refused.says, now)
        return noted(stage, "paid", _("from the general fund"), now)
    return noted(stage, "paid", "", now) if is_unpaid(stage) else stage


def _pay_from_general(costs: dict[str, int], own_id: UUID, memo: str, now: datetime) -> None:
    spends = [book.Spend(category, "", cents) for category, cents in costs.items()]
    lines = book.stage_cost(fund=chart.GENERAL, spends=spends)
    draft = book.Draft("stage-cost", now.date(), lines, memo=memo)
    ledger.post(entry_id=uuid5(own_id, "general"), draft=draft)


def noted(stage: StageOfPassage, what: str, words: str, now: datetime) -> StageOfPassage:
    """Write one more line into what is known of a stage."""
    report = Report(what, now, words)
    return msgspec.structs.replace(stage, reports=(*stage.reports, report))
