"""Reads for planning, opened with the reader's own keyring."""

from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.hazards import queries as hazards
from waystation.network import queries as network
from waystation.routing.asking import Known
from waystation.routing.domain import Plan
from waystation.routing.models import PlanRow
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row


class KeptPlan(NamedTuple):
    """A plan and the row it was kept in."""

    id: UUID
    plan: Plan


def known(keyring: Keyring) -> Known:
    """Open all that the planner may use: places, houses, legs and word of danger."""
    return Known(
        places=tuple(network.places(keyring)),
        houses=tuple(network.houses(keyring)),
        legs=tuple(network.legs(keyring)),
        hazards=tuple(hazards.hazards(keyring)),
    )


def plan(plan_id: UUID, keyring: Keyring) -> KeptPlan:
    """Open one plan.

    Raises:
      Refused: there is none of that id, or the keyring does not hold its cell.
    """
    row = PlanRow.objects.filter(pk=plan_id, cell__in=keyring.cells).first()
    if row is None:
        raise Refused(_("There is no such plan."), hint=_("Pick one from the list of plans."))
    return KeptPlan(row.id, open_row(row, Plan, keyring))


def plans(keyring: Keyring, most: int = 100) -> list[KeptPlan]:
    """List the plans made so far, newest first."""
    rows = PlanRow.objects.filter(cell=keyring.cell("passages")).order_by("-day")[:most]
    found = [KeptPlan(row.id, open_row(row, Plan, keyring)) for row in rows]
    return sorted(found, key=lambda kept: kept.plan.question.start_at, reverse=True)
