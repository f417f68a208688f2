"""Costs of a rescue that no stage pays, such as a doctor's bill: paid by finance, by hand."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.ledger.approving import services as approving
from waystation.ledger.approving.queries import limit_of, paid_alone
from waystation.ledger.booking import Outcome
from waystation.ledger.budgets import services
from waystation.ledger.budgets.domain import Hands
from waystation.ledger.models import Entry, Proposal
from waystation.vault.keyring import Keyring

KIND = "rescue-cost"


class Cost(msgspec.Struct, frozen=True, tag="rescue-cost/1"):
    """A cost of a rescue that no stage pays, such as a doctor's bill, in cents by category."""

    fund: str
    costs: dict[str, int]
    memo: str = ""
    payee: str = ""


@transaction.atomic
def pay_cost(
    *, entry_id: UUID, cost: Cost, role: str, keyring: Keyring, now: datetime
) -> Literal["made", "exists", "asked"]:
    """Pay a cost of a rescue by hand; above what one person may book alone, ask for a second.

    The limit holds for all that one person paid alone that day.

    Raises:
      Refused: as `pay_stage`; it is above what this role may ask for; no reason where one is asked.
    """
    cents = sum(cost.costs.values())
    is_asked = Proposal.objects.filter(pk=entry_id).exists()
    is_booked = Entry.objects.filter(pk=entry_id).exists()
    alone = is_booked or not needs_two(cents, role, keyring, now.date())
    if alone and not is_asked:
        return book_cost(entry_id=entry_id, cost=cost, hands=Hands(keyring.user_id), on=now.date())
    services.rescue_of(cost.fund)
    services.covered(cost.fund, cost.costs)
    approving.propose(
        proposal_id=entry_id,
        act=cost,
        kind=KIND,
        cents=cents,
        why=cost.memo,
        role=role,
        keyring=keyring,
        now=now,
    )
    return "asked"


def needs_two(cents: int, role: str, keyring: Keyring, on: date) -> bool:
    """Say whether a cost needs a second hand, with what one paid alone already that day."""
    before = paid_alone(keyring.user_id, ["stage-cost", "resettlement-paid"], on)
    return cents + before > limit_of(role).alone_cents


def book_cost(*, entry_id: UUID, cost: Cost, hands: Hands, on: date) -> Outcome:
    """Book a cost of a rescue that somebody pays by hand, with whoever approved it."""
    return services.pay_stage(
        entry_id=entry_id,
        fund=cost.fund,
        costs=cost.costs,
        on=on,
        memo=cost.memo,
        payee=cost.payee,
        hands=hands,
    )
