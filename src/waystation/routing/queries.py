"""Reads for planning, opened with the reader's own keyring."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from django.apps import apps
from django.db.models import Count, Sum, Value
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.hazards import queries as hazards
from waystation.hazards.domain import Halt, both_ways
from waystation.network import queries as network
from waystation.routing import changes
from waystation.routing.asking import Known
from waystation.routing.changes import Touch
from waystation.routing.domain import Plan
from waystation.routing.knowing import Stopped
from waystation.routing.models import PlanRow
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row
from waystation.vault.rows import SealedRow

# Whose rows a plan relies on, and whether their revisions must be looked at.
_REVISIONS = {"network": Count("day"), "hazards": Sum("revision")}


class KeptPlan(NamedTuple):
    """A plan and the row it was kept in."""

    id: UUID
    plan: Plan


class Touched(NamedTuple):
    """A plan that something touches, and which of its routes."""

    kept: KeptPlan
    routes: tuple[int, ...]


def known(keyring: Keyring) -> Known:
    """Open all that the planner may use: the network in force, and what is known of danger.

    Cost: 90 ms for the historical network, 60 ms of it for its 3,255 partners.
    """
    found = network.for_planning(keyring)
    standing = hazards.halts(keyring)
    return Known(
        places=found.places,
        houses=found.houses,
        legs=found.legs,
        partners=found.partners,
        jurisdictions=found.jurisdictions,
        hazards=tuple(hazards.hazards(keyring)),
        outcomes=tuple(hazards.outcomes(keyring)),
        halts=tuple(_stopped(kept.id, kept.halt) for kept in standing.halts),
        weighs_waiting=True,
    )


def stamp() -> str:
    """Give a mark that changes with every change of the network and of what is known of danger.

    It counts rows and opens none, so it may be asked every second. A change of a record of the
    network writes one row of its own, so there counting is enough; elsewhere revisions count too.

    Cost: 3 ms of CPU for the historical network.
    """
    rows = [
        (model, revisions)
        for app, revisions in _REVISIONS.items()
        for model in apps.get_app_config(app).get_models()
        if issubclass(model, SealedRow)
    ]
    parts = [
        model._default_manager.annotate(table=Value(nth))
        .values("table")
        .annotate(n=Count("pk"), revisions=revisions)
        for nth, (model, revisions) in enumerate(rows)
    ]
    counted = parts[0].union(*parts[1:], all=True).order_by("table")
    return "-".join(f"{one['n']:x}.{one['revisions'] or 0:x}" for one in counted)


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
    """List the plans made so far, latest start first."""
    rows = PlanRow.objects.filter(cell=keyring.cell("passages")).order_by("-day")[:most]
    found = [KeptPlan(row.id, open_row(row, Plan, keyring)) for row in rows]
    return sorted(found, key=lambda kept: kept.plan.question.start_at, reverse=True)


def before(kept: KeptPlan, keyring: Keyring) -> KeptPlan | None:
    """Find the plan that this one replaces, else the last one made earlier for the same group."""
    if kept.plan.after is not None:
        row = PlanRow.objects.filter(pk=kept.plan.after, cell__in=keyring.cells).first()
        return KeptPlan(row.id, open_row(row, Plan, keyring)) if row else None
    group, made_at = kept.plan.question.group, kept.plan.made_at
    if group is None or made_at is None:
        return None
    earlier = [
        (other.plan.made_at, other)
        for other in plans(keyring)
        if other.plan.question.group == group and other.plan.made_at and other.id != kept.id
    ]
    earlier = [(at, other) for at, other in earlier if at <= made_at]
    return max(earlier, key=lambda pair: pair[0])[1] if earlier else None


def touches(plan: Plan, keyring: Keyring) -> list[Touch]:
    """List what has happened since to that on which a plan relies; nothing if nothing changed."""
    if plan.seen and plan.seen == stamp():
        return []
    return changes.touches(plan, known(keyring))


def relying_on(altered: Collection[tuple[str, str]], keyring: Keyring) -> list[Touched]:
    """List the plans, and which of their routes, that rely on any of these rows.

    Args:
      altered: (kind, slug), the kinds being place, house, leg and partner.
    """
    wanted = {(kind, both_ways(slug)) for kind, slug in altered}
    found = []
    for kept in plans(keyring):
        lists = changes.routes_by(kept.plan)
        routes = {number for name in wanted for number in lists.get(name, ())}
        if routes:
            found.append(Touched(kept, tuple(sorted(routes))))
    return found


def _stopped(halt_id: UUID, halt: Halt) -> Stopped:
    return Stopped(what=halt.what, slug=halt.slug, why=halt.why, since=halt.since, id=halt_id)
