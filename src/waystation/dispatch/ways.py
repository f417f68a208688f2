"""Cuts the chosen route of a plan into stages with words and guides, if it can be travelled."""

from datetime import datetime
from uuid import UUID

from waystation.dispatch import checking, domain, paying, queries
from waystation.dispatch.domain import StageOfPassage
from waystation.dispatch.guiding import Roster, draw_words, with_guides
from waystation.dispatch.paying import Funding
from waystation.routing import queries as routing
from waystation.routing.domain import Plan, facts_for
from waystation.vault.keyring import Keyring


def stages_of(
    plan: Plan,
    route_no: int,
    needs: str,
    keyring: Keyring,
    now: datetime,
    *,
    instead_of: UUID | None = None,
    known: Roster | None = None,
) -> list[StageOfPassage]:
    """Cut a route into stages, each with its words and its guide.

    Args:
      instead_of: the passage it would replace, whose guides are free again then.
      known: who may guide, if that was opened already.

    Raises:
      Refused: no such route, it cannot be travelled by now, has too few guides, or the needs fit
        no order.
    """
    route = checking.route_of(plan, route_no, needs, now)
    risks = {stage.leg: facts_for(plan, stage).risk for stage in route.stages}
    stages = domain.stages_of(
        route,
        people=plan.question.people,
        needs=needs,
        spans={leg: (risk.low_p, risk.high_p) for leg, risk in risks.items()},
        words=draw_words(len(route.stages) + 1),
    )
    busy = queries.busy(keyring, but=instead_of)
    guided = with_guides(stages, plan.question.avoid.partners, busy, keyring, known)
    ground = (known and known.ground) or queries.ground(keyring, guided)
    checking.refuse_troubled(guided, ground)
    return guided


def way_on(
    *,
    passage_id: UUID,
    plan_id: UUID,
    route_no: int,
    needs: str,
    known: Roster | None = None,
    keyring: Keyring,
    now: datetime,
) -> tuple[list[StageOfPassage], Funding]:
    """Say by which stages a passage under way could be carried on, and what would pay for them.

    Raises:
      Refused: it is not under way, the plan begins elsewhere or is for others, no money pays for
        it, or as `stages_of`.
    """
    kept, plan = queries.passage(passage_id, keyring), routing.plan(plan_id, keyring).plan
    checking.refuse_over(kept.passage)
    so_far = [k.stage for k in kept.stages]
    ground = (known and known.ground) or queries.ground(keyring, so_far)
    checking.refuse_elsewhere(plan.question, kept.passage.people, so_far, ground)
    stages = stages_of(plan, route_no, needs, keyring, now, instead_of=passage_id, known=known)
    return stages, paying.funding_of_rest(stages, kept.passage, now, instead_of=so_far)
