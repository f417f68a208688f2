"""What a passage costs, held to its budget, promised to its stages and booked as they end."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid5

import msgspec
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.base.money import dollars
from waystation.dispatch.costing import (
    RATES,
    beyond_budget,
    costs_of,
    forecast,
    from_general,
    shares,
)
from waystation.dispatch.domain import (
    STAGE_ENDS,
    Passage,
    Report,
    StageOfPassage,
    is_unpaid,
)
from waystation.ledger import chart
from waystation.ledger.budgets import domain as book
from waystation.ledger.budgets import queries as templates
from waystation.ledger.budgets import services as ledger
from waystation.ledger.budgets.domain import BudgetTemplate, Promise
from waystation.ledger.budgets.wording import template_name
from waystation.ledger.domain import PEOPLE_MAX
from waystation.ledger.queries import free_of, parts_left


def entry_id(passage: Passage, what: str) -> UUID:
    """Name an entry of the book so that a repeat is known, from what only the sealed row holds."""
    return uuid5(UUID(bytes=passage.case_token), what)


class Funding(NamedTuple):
    """What pays for another way on: a fund (none: a new budget), and the general one beyond it."""

    fund: str
    general_cents: int = 0


def funding_of_rest(
    stages: list[StageOfPassage],
    passage: Passage,
    now: datetime,
    *,
    instead_of: Iterable[StageOfPassage],
) -> Funding:
    """Find what pays for another way on of people who are on their way already.

    The rescue's own fund; if that has too little, a new budget; and where no budget pays for it,
    the own fund with the general one beyond it: nobody is left half way because a budget is small.

    Args:
      instead_of: the passage's stages so far; what is promised to them can pay for the others.

    Raises:
      Refused: the general fund has too little as well.
    """
    cost = forecast(stages, RATES[passage.template])
    left, template = parts_left(passage.fund), template_on(passage.template, now)
    general = free_of(chart.GENERAL) + _from_general_promised(passage, instead_of)
    if not beyond_budget(cost, left):
        return Funding(passage.fund)
    if book.is_in_force(template, now.date()):
        allowed = book.budget(template, passage.people)
        back = sum(cents for part, cents in left.items() if part not in book.STAYS)
        has_it = sum(allowed.values()) <= general + back
        if has_it and not beyond_budget(cost, allowed):
            return Funding("")
    return Funding(passage.fund, _within(general, beyond(stages, passage)))


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
    return _within(free_of(chart.GENERAL), beyond(stages, passage))


def _from_general_promised(passage: Passage, stages: Iterable[StageOfPassage]) -> int:
    named = [_promise_id(passage, stage.number, "") for stage in stages]
    return sum(cents for _promise, _part, cents in templates.promised_of(named))


def _within(free: int, needed: int) -> int:
    if needed > free:
        raise Refused(
            _("%(needed)s of this way are beyond its budget; the general fund has %(free)s.")
            % {"needed": dollars(needed), "free": dollars(free)},
            hint=_("Ask finance for money in the general fund, or choose a cheaper route."),
        )
    return needed


def template_on(key: str, now: datetime) -> BudgetTemplate:
    """Give a rescue's budget template as it stands today."""
    return templates.template(key, now.date())


def budgets(now: datetime) -> list[str]:
    """List the budgets of a rescue that are in force today."""
    return [one.key for one in templates.in_force(now.date()) if one.key in RATES]


def offered(now: datetime) -> list[tuple[str, str]]:
    """List the budgets that are in force today with what they are called."""
    found = templates.in_force(now.date())
    return [(one.key, template_name(one)) for one in found if one.key in RATES]


def refuse_not_in_force(template: str, now: datetime) -> None:
    """Refuse a budget of another time, or one that nobody knows."""
    if template not in budgets(now):
        raise Refused(_("No such budget is in force today."), hint=_("Choose another budget."))


def refuse_beyond_budget(
    stages: list[StageOfPassage], template: str, people: int, now: datetime
) -> None:
    """Refuse a proposal whose budget is not in force or does not pay for it."""
    refuse_not_in_force(template, now)
    if people > PEOPLE_MAX:
        raise Refused(
            _("A rescue is of %(most)s people at most.") % {"most": PEOPLE_MAX},
            hint=_("Let them travel as two groups."),
        )
    allowed = book.budget(template_on(template, now), people)
    over = beyond_budget(forecast(stages, RATES[template]), allowed)
    if over:
        raise Refused(
            _("This route costs %(over)s more than the rescue's budget.") % {"over": dollars(over)},
            hint=_("Choose a cheaper route, or a larger budget."),
        )


def promise(passage: Passage, stages: Sequence[StageOfPassage], now: datetime) -> None:
    """Promise the stages to come the money that they will cost, out of the fund that will pay them.

    Raises:
      Refused: a fund has too little that is not promised to others yet.
    """
    rates = RATES[passage.template]
    ahead = [stage for stage in stages if stage.state not in STAGE_ENDS]
    promises = []
    for share in shares(ahead, rates, parts_left(passage.fund)):
        fund = chart.GENERAL if share.general_cents else passage.fund
        parts = {"": share.general_cents} if share.general_cents else book.by_part(share.spends)
        promises += [
            Promise(_promise_id(passage, share.number, part), fund, part, cents)
            for part, cents in parts.items()
        ]
    ledger.foresee(
        fund=passage.fund, costs=forecast(ahead, rates), promises=promises, on=now.date()
    )


def release(passage: Passage, stages: Iterable[StageOfPassage]) -> None:
    """Take back what was promised to stages that will not be travelled."""
    if passage.fund:
        ledger.release([one for stage in stages for one in promises_of(passage, stage)])


def promises_of(passage: Passage, stage: StageOfPassage) -> list[UUID]:
    """Name all promises that can have been made to a stage."""
    return [_promise_id(passage, stage.number, part) for part in ("", *chart.ALL_CATEGORIES)]


def _promise_id(passage: Passage, number: int, part: str) -> UUID:
    return entry_id(passage, f"promise {number} {part}")


def close_fund(passage: Passage, now: datetime) -> None:
    """Close a rescue's fund: what was not spent goes back, what is left of contingency rolls on."""
    ledger.close_rescue(entry_id=entry_id(passage, "close"), fund=passage.fund, on=now.date())


def pay(stage: StageOfPassage, passage: Passage, now: datetime) -> StageOfPassage:
    """Book a stage's cost: from the rescue's fund, else from the general one, and say which.

    Money never holds up a hand-over: what neither can pay is noted, and has to be paid before the
    passage can close. What was promised to the stage is used up or free again.
    """
    costs = costs_of(stage, RATES[passage.template])
    own_id = entry_id(passage, f"pay {stage.number}")
    memo = f"{passage.code}, {stage.number}"
    promises, fund, on = promises_of(passage, stage), passage.fund, now.date()
    try:
        ledger.pay_stage(
            entry_id=own_id, fund=fund, costs=costs, on=on, memo=memo, promises=promises
        )
        says = ""
    except Refused:
        try:
            beyond_id = uuid5(own_id, "general")
            ledger.pay_beyond(
                entry_id=beyond_id, fund=fund, costs=costs, on=on, memo=memo, promises=promises
            )
        except Refused as refused:
            return noted(stage, "unpaid", refused.says, now)
        says = _("from the general fund")
    return noted(stage, "paid", says, now) if says or is_unpaid(stage) else stage


def noted(stage: StageOfPassage, what: str, words: str, now: datetime) -> StageOfPassage:
    """Write one more line into what is known of a stage."""
    report = Report(what, now, words)
    return msgspec.structs.replace(stage, reports=(*stage.reports, report))
