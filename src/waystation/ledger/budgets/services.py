"""What may be done with a rescue's budget: each verb is one transaction, a repeat changes nothing.

Money is set aside when a way is approved, promised stage by stage, spent as stages are handed over,
and given back or moved on when the rescue is over.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID, uuid5

import msgspec
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.base.ids import new_code
from waystation.base.money import dollars
from waystation.ledger import chart, reserving
from waystation.ledger import queries as book
from waystation.ledger.booking import Outcome, post
from waystation.ledger.budgets import domain, queries
from waystation.ledger.budgets.domain import NOBODY, PROMISED_DAYS, Hands, Promise, Spend
from waystation.ledger.budgets.figures import PartMoney
from waystation.ledger.domain import Draft
from waystation.ledger.models import Budget, Entry, Fund, Reservation, Variance
from waystation.ledger.reserving import Wanted
from waystation.vault import boxes, cells
from waystation.vault.keyring import Keyring

CODE_TRIES_MAX = 20


class Closing(msgspec.Struct, frozen=True):
    """What became of a finished rescue's money."""

    rolled_cents: int
    rolled_to: str
    returned_cents: int
    resettlement_cents: int


@transaction.atomic
def open_rescue(
    *, entry_id: UUID, template: str, n_people: int, case_token: bytes, on: date, memo: str = ""
) -> str:
    """Set a rescue's budget aside and return the random code of its fund.

    Contingency that an earlier rescue left waiting comes along, as an entry of its own.

    Raises:
      Refused: too little free money; the template is not in force; the case has its rescue.
      ValueError: an unknown template, or not between 1 and 60 people.
    """
    known = Budget.objects.filter(Q(opened_by=entry_id) | Q(case_token=case_token)).first()
    if known:
        if (known.opened_by_id, bytes(known.case_token)) == (entry_id, case_token) and (
            known.template,
            known.n_people,
        ) == (template, n_people):
            return known.fund.code
        raise Refused(
            _("This rescue has been opened already, otherwise than asked for now."),
            hint=_("Close its fund before you open another for the same case."),
        )
    plan = _plan(template, n_people, on)
    fund = Fund.objects.create(
        code=_free_code(), restricted=True, purpose=chart.RESCUE_PURPOSE, opened_on=on
    )
    lines = domain.open_rescue(plan=plan, rescue=fund.code)
    post(entry_id=entry_id, draft=Draft("rescue-opened", on, lines, memo))
    Budget.objects.create(
        fund=fund,
        template=template,
        n_people=n_people,
        case_token=case_token,
        opened_by_id=entry_id,
    )
    waiting = book.free_of(chart.CONTINGENCY_NEXT)
    if waiting > 0:
        _roll(uuid5(entry_id, "roll"), chart.CONTINGENCY_NEXT, fund.code, waiting, on)
    return fund.code


def _plan(template: str, n_people: int, on: date) -> dict[str, int]:
    chosen = queries.template(template, on)
    if not domain.is_in_force(chosen, on):
        raise Refused(
            _("The budget %(template)s is not in force on %(day)s.")
            % {"template": template, "day": on.isoformat()},
            hint=_("Choose a budget of that time."),
        )
    plan = domain.budget(chosen, n_people)
    need, free = sum(plan.values()), book.free_of(chart.GENERAL)
    if free < need:
        raise Refused(
            _("This rescue needs %(need)s; free for rescues are %(free)s.")
            % {"need": dollars(need), "free": dollars(free)},
            hint=_("%(missing)s are missing in %(fund)s: book gifts that came in, or open later.")
            % {"missing": dollars(need - free), "fund": chart.GENERAL},
        )
    return plan


def _free_code() -> str:
    for _try in range(CODE_TRIES_MAX):
        code = new_code("R")
        if not Fund.objects.filter(code=code).exists():
            return code
    raise Refused(_("No free code was found for the fund."), hint=_("Try again."))


def _roll(entry_id: UUID, from_fund: str, to_fund: str, cents: int, on: date) -> Outcome:
    lines = domain.roll_contingency(from_fund=from_fund, to_fund=to_fund, cents=cents)
    return post(entry_id=entry_id, draft=Draft("contingency-rolled", on, lines))


@transaction.atomic
def foresee(*, fund: str, costs: Mapping[str, int], promises: Sequence[Promise], on: date) -> None:
    """Keep what an approved way is to cost, and promise its stages the money for it.

    The same promises again change nothing.

    Args:
      costs: cents by category of the whole way, whichever fund pays them.

    Raises:
      Refused: a fund has too little that is not promised yet; the fund is no rescue's.
    """
    rescue = rescue_of(fund)
    known = queries.known_of(one.id for one in promises)
    until = on + timedelta(days=PROMISED_DAYS)
    wanted = [Wanted(one.id, one.fund, one.cents, one.part, until) for one in promises]
    reserving.reserve_many([one for one in wanted if one.reservation_id not in known], on=on)
    if promises and known.issuperset(one.id for one in promises):
        return
    spent = {one.category: one.cost_cents for one in _parts(fund) if one.cost_cents}
    whole = {key: spent.get(key, 0) + costs.get(key, 0) for key in {*spent, *costs}}
    forecasts = [*queries.forecasts_of(rescue), whole]
    Budget.objects.filter(pk=rescue.pk).update(
        forecasts=msgspec.json.encode(forecasts, order="sorted").decode()
    )


def release(promises: Iterable[UUID]) -> int:
    """Take back those of some promises that are still open, and say how many they were."""
    return reserving.void_many(promises)


@transaction.atomic
def pay_stage(
    *,
    entry_id: UUID,
    fund: str,
    costs: Mapping[str, int],
    on: date,
    memo: str = "",
    payee: str = "",
    promises: Sequence[UUID] = (),
    hands: Hands = NOBODY,
) -> Outcome:
    """Pay what a part of the way cost, each category from its own budget, then from contingency.

    What is promised to others is not touched.

    Args:
      costs: cents by category, such as ``{"transportation": 500}``.
      promises: what was promised to this part of the way; what is over of it is free again.

    Raises:
      Refused: the fund is no rescue's, or neither budget nor contingency covers the costs.
      ValueError: no category of a budget, or a cost that is not a positive sum of cents.
    """
    rescue = rescue_of(fund)
    promised = queries.promised_of(promises)
    if Entry.objects.filter(pk=entry_id).exists():
        # A repeat: the money is spent, so ask only whether it is the same cost.
        spends, _missing = domain.cover(costs, costs)
    else:
        spends = covered(fund, costs, promised)
    draft = Draft(
        "resettlement-paid" if set(costs) == {"resettlement"} else "stage-cost",
        on,
        domain.stage_cost(fund=fund, spends=spends),
        memo,
        payee,
        case_token=bytes(rescue.case_token),
        made_by=hands.made_by,
        approved_by=hands.approved_by,
        resolves=domain.kept_of(promised, spends),
    )
    outcome = post(entry_id=entry_id, draft=draft)
    release(promises)
    return outcome


@transaction.atomic
def pay_beyond(
    *,
    entry_id: UUID,
    fund: str,
    costs: Mapping[str, int],
    on: date,
    memo: str = "",
    promises: Sequence[UUID] = (),
) -> Outcome:
    """Pay out of the general fund what a rescue's own cannot: money holds nobody up.

    Raises:
      Refused: the general fund has too little that is not promised to others.
    """
    spends = [Spend(category, "", cents) for category, cents in costs.items()]
    draft = Draft(
        "stage-cost",
        on,
        domain.stage_cost(fund=chart.GENERAL, spends=spends),
        memo,
        case_token=bytes(rescue_of(fund).case_token),
        resolves=domain.kept_of(queries.promised_of(promises), spends),
    )
    outcome = post(entry_id=entry_id, draft=draft)
    release(promises)
    return outcome


def covered(
    fund: str, costs: Mapping[str, int], promised: Iterable[tuple[UUID, str, int]] = ()
) -> tuple[Spend, ...]:
    """Find which parts pay, of what is free and what was promised to just this."""
    spends, missing = domain.cover(costs, _free(fund, promised))
    if missing:
        raise Refused(
            _("This costs %(sum)s more than the rescue's budget and its contingency hold.")
            % {"sum": dollars(missing)},
            hint=_("Nothing was booked. Roll contingency of a finished rescue in, or pay less."),
        )
    return spends


def _free(fund: str, promised: Iterable[tuple[UUID, str, int]]) -> dict[str, int]:
    """Give what some payment may take of each part: what is free, and what it was promised."""
    free, taken = book.parts_left(fund), book.parts_reserved(fund)
    for part, cents in taken.items():
        free[part] = free.get(part, 0) - cents
    for _promise, part, cents in promised:
        free[part] = free.get(part, 0) + cents
    return free


def _parts(fund: str) -> Sequence[PartMoney]:
    money = queries.money_of(fund)
    return money.parts if money else ()


def rescue_of(fund: str) -> Budget:
    """Find the row of a rescue by its fund.

    Raises:
      Refused: the fund is no rescue's.
    """
    found = queries.rescue_row(fund)
    if found is None:
        raise Refused(
            _("Fund %(fund)s is no rescue's.") % {"fund": fund},
            hint=_("Open a rescue first, or choose one from the list."),
        )
    return found


@transaction.atomic
def close_rescue(*, entry_id: UUID, fund: str, on: date, next_fund: str | None = None) -> Closing:
    """Close a rescue's budget: unused contingency moves to the next rescue, as an entry of its own.

    Without a next rescue it waits in CONTINGENCY-NEXT. The resettlement share stays until it is
    paid; everything else that is left returns to RESCUE-GENERAL, and every promise with it.

    Raises:
      Refused: it is closed already; the next fund is no open rescue's, or is this one.
    """
    rescue = rescue_of(fund)
    target = next_fund or chart.CONTINGENCY_NEXT
    if rescue.closed_on is None:
        _check_next(fund, next_fund)
        still_open = Reservation.objects.filter(fund=rescue.fund, state="open")
        release(still_open.values_list("pk", flat=True))
        left = domain.evened(book.parts_left(fund))
        if left.get("contingency", 0) > 0:
            _roll(uuid5(entry_id, "roll"), fund, target, left["contingency"], on)
        lines = domain.return_unspent(fund=fund, left=left)
        if lines:
            post(entry_id=entry_id, draft=Draft("unspent-returned", on, lines))
        Budget.objects.filter(pk=rescue.pk).update(closed_on=on, closed_by=entry_id)
    elif rescue.closed_by != entry_id:
        raise Refused(
            _("The rescue of fund %(fund)s is over.") % {"fund": fund},
            hint=_("Only its resettlement share can still be paid; book the rest elsewhere."),
        )
    return _closing(fund, target)


def _check_next(fund: str, next_fund: str | None) -> None:
    if next_fund is not None and (next_fund == fund or rescue_of(next_fund).closed_on is not None):
        raise Refused(
            _("Contingency can only move on to another rescue that is still open."),
            hint=_("Choose one, or none: then it waits for the next rescue."),
        )


def _closing(fund: str, target: str) -> Closing:
    figures = book.rescue(fund)
    assert figures is not None
    moved = {part.category: part.moved_on_cents for part in figures.categories}
    left = {part.category: part.left_cents for part in figures.categories}
    rolled = moved.pop("contingency")
    return Closing(rolled, target if rolled else "", sum(moved.values()), left["resettlement"])


@transaction.atomic
def roll_in(*, entry_id: UUID, fund: str, cents: int, on: date) -> Outcome:
    """Give contingency that waits for a next rescue to one that is under way, as its own entry.

    Raises:
      Refused: the fund is no open rescue's, or not so much is waiting.
    """
    if Entry.objects.filter(pk=entry_id).exists():
        return _roll(entry_id, chart.CONTINGENCY_NEXT, fund, cents, on)
    waiting = book.free_of(chart.CONTINGENCY_NEXT)
    _check_next("", fund)
    if cents > waiting:
        raise Refused(
            _("%(sum)s of contingency wait for a rescue.") % {"sum": dollars(waiting)},
            hint=_("Move on at most that much."),
        )
    return _roll(entry_id, chart.CONTINGENCY_NEXT, fund, cents, on)


@transaction.atomic
def explain(*, fund: str, why: queries.Why, keyring: Keyring) -> None:
    """Write down why a rescue cost other than foreseen, for finance alone to read.

    What was written before is replaced.

    Raises:
      Refused: the fund is no rescue's, or nothing is said.
    """
    rescue = rescue_of(fund)
    if not why.words.strip():
        raise Refused(_("Nothing is said."), hint=_("Write in a sentence what moved the cost."))
    cell = cells.only("finance")
    cells.vouch(cell, keyring)
    box = boxes.seal_to_cell(cell, msgspec.msgpack.encode(why), about=queries.about_of(rescue))
    Variance.objects.update_or_create(fund=rescue.fund, defaults={"cell": cell, "box": box})
