"""Works a drill out by trying everything and taking it back: what is shown can be done."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.dispatch import paying, ways
from waystation.dispatch import queries as passages
from waystation.dispatch.domain import STAGE_ENDS, StageOfPassage
from waystation.dispatch.drill import checking, queries, shutting, tasks
from waystation.dispatch.drill.domain import (
    FATES_MAX,
    FINISH,
    GO_ON,
    WITH_THEM,
    Drill,
    Fate,
    Loss,
    act_of,
    barred_by,
    hop_of,
    is_given_up,
    packed,
)
from waystation.dispatch.drill.planning import Answer, answer_of, question_of
from waystation.dispatch.drill.queries import Ground, Touched
from waystation.dispatch.forward import services as forward
from waystation.dispatch.guiding import Roster, whole_roster
from waystation.dispatch.knowing import Way
from waystation.network.domain import Partner, Place
from waystation.routing import queries as routing
from waystation.routing import services as planner
from waystation.routing.domain import Plan
from waystation.routing.knowing import Known
from waystation.vault.keyring import Keyring

Value = TypeVar("Value")


class _Enough(Exception):
    """What was tried is over and is taken back."""


class Found(NamedTuple):
    """The fate of one group, and the plan of its new way, if there is one."""

    fate: Fate
    plan: Plan | None = None


class Work(NamedTuple):
    """What a drill is worked out with, opened once for all groups."""

    on: Ground
    hit: Touched
    known: Known
    roster: Roster
    keyring: Keyring
    now: datetime


def tried(work: Callable[[], Value]) -> Value:
    """Do something for good and take all of it back, giving what came of it."""
    came: list[Value] = []
    try:
        with transaction.atomic():
            came.append(work())
            raise _Enough
    except _Enough:
        return came[0]


def worked_out(
    loss: Loss, code: str, exercise: bool, by: str, keyring: Keyring, now: datetime
) -> Drill:
    """Work a drill out: who is touched, what is shut, and which new ways there are."""
    on = queries.ground(keyring)
    hit = queries.touched_by(loss, on, keyring, now)
    if len(hit.ways) > FATES_MAX:
        raise Refused(
            _("%(n)d groups are touched; one drill holds %(most)d.")
            % {"n": len(hit.ways), "most": FATES_MAX},
            hint=_("Stand passages down first, those that can wait."),
        )
    asked = [routing.plan(on.passages[way.id].passage.plan, keyring).plan for way in hit.ways]
    targets = frozenset(slug for plan in asked for slug in plan.question.targets)
    drill = Drill(
        code=code,
        loss=loss,
        exercise=exercise,
        prepared_at=now,
        prepared_by=keyring.user_id,
        mark=queries.mark_on(on, hit),
        packed=packed(()),
        places=tuple(sorted(_named(hit.burnt.places, on.known.places))),
        partners=tuple(sorted(_named(hit.burnt.partners, on.known.partners))),
        shut=shutting.shut_by(loss, hit.burnt, targets, on.known),
        proposals=tuple(sorted(one.passage.code for one in hit.proposals)),
    )
    found = tried(lambda: _fates(drill, on, hit, by, keyring, now))
    fates = [_kept_plan(one, on, exercise, keyring, now) for one in found]
    todo = tasks.at_first(drill, fates, on.known)
    drill = replace(drill, packed=packed(fates), tasks=todo)
    checking.refuse_long(drill)
    return drill


def _fates(
    drill: Drill, on: Ground, hit: Touched, by: str, keyring: Keyring, now: datetime
) -> list[Found]:
    """Try everything out: shut what is lost, then find a new way for one group after the other.

    People on the road come first, then the largest groups: of what is left they get the best.
    """
    shutting.shut(drill, by=by, keyring=keyring, now=now)
    work = Work(on, hit, routing.known(keyring), whole_roster(keyring), keyring, now)
    order = sorted(hit.ways, key=lambda way: (not _is_under_way(way), -way.people, way.label))
    return [_fate(drill, way, nth, work) for nth, way in enumerate(order)]


def _fate(drill: Drill, way: Way, nth: int, work: Work) -> Found:
    kept, known = work.on.passages[way.id], work.on.known
    burnt = work.hit.burnt
    asked = routing.plan(kept.passage.plan, work.keyring).plan.question
    act = act_of(way.stages, burnt, drill.loss.key, barred_by(burnt, known))
    here = tasks.here_of(way.stages, act)
    ahead = [stage for stage in way.stages if stage.state not in STAGE_ENDS]
    fate = Fate(
        passage=way.id,
        code=way.label,
        people=way.people,
        here=tasks.name_of(here, known),
        act=act,
        before=tuple(
            hop_of(one, known, is_lost=is_given_up(one, burnt, asked.targets, known))
            for one in ahead
        ),
        risk=(kept.ahead.risk_p if kept.ahead else 0.0, 0.0),
        hosts=tasks.hosts_at(here, burnt, known),
        nth=nth,
    )
    if act in (FINISH, WITH_THEM):
        return Found(fate)
    question = question_of(asked, way.stages, act, burnt, known, work.now)
    try:
        return _first_that_goes(fate, answer_of(work.known, question, act), work)
    except Refused as refused:
        return Found(replace(fate, no_plan=f"{refused.says} {refused.hint}".strip()))


def _first_that_goes(fate: Fate, answer: Answer, work: Work) -> Found:
    """Take the first route that has its guides and its money, and hold both for this group.

    Raises:
      Refused: none has; as the last one was refused.
    """
    keyring, now = work.keyring, work.now
    seen, plan = work.on.passages[fate.passage].passage.plan, answer.plan
    last = Refused(_("No way there has its guides."))
    for nth in answer.routes:
        try:
            with transaction.atomic():
                plan_id = planner.keep_plan(
                    answer=plan, seen=routing.stamp(), after=seen, keyring=keyring, now=now
                )
                tryout = replace(fate, plan=plan_id, route_no=nth, loosened=answer.loosened)
                stages = stages_of(tryout, plan, work.roster, keyring, now)
                _hold(tryout, plan, stages, keyring, now)
        except Refused as refused:
            last = refused
            continue
        after = tuple(hop_of(one, work.on.known) for one in stages)
        risk = (fate.risk[0], plan.routes[nth].risk_p)
        led_by = tuple(one.guide for one in stages)
        return Found(replace(tryout, after=after, risk=risk, guides=led_by), plan)
    raise last


def stages_of(
    fate: Fate, plan: Plan, known: Roster | None, keyring: Keyring, now: datetime
) -> list[StageOfPassage]:
    """Cut a group's new way into stages, as they would be carried out."""
    kept = passages.passage(fate.passage, keyring)
    needs = next((one.stage.needs for one in kept.stages if one.stage.state not in STAGE_ENDS), "")
    if fate.act == GO_ON:
        stages = ways.stages_of(
            plan, fate.route_no, needs, keyring, now, instead_of=fate.passage, known=known
        )
        so_far = [one.stage for one in kept.stages]
        paying.funding_of_rest(stages, kept.passage, now, instead_of=so_far)
        return stages
    stages, _funding = ways.way_on(
        passage_id=fate.passage,
        plan_id=fate.plan or fate.passage,
        route_no=fate.route_no,
        needs=needs,
        known=known,
        keyring=keyring,
        now=now,
    )
    return stages


def _hold(
    fate: Fate, plan: Plan, stages: Sequence[StageOfPassage], keyring: Keyring, now: datetime
) -> None:
    """Give a group's old guides free and hold the new ones and its money.

    So no two groups get one guide, or are promised the same dollars.

    Raises:
      Refused: those before it left too little in the general fund.
    """
    kept = passages.passage(fate.passage, keyring)
    template = kept.passage.template
    way = forward.Way(fate.plan or fate.passage, plan.question, stages, template, before=kept)
    if fate.act == GO_ON:
        forward.put_forward(way, by=keyring.user_id, keyring=keyring, now=now)
        return
    so_far = [one.stage for one in kept.stages]
    fund = paying.funding_of_rest(list(stages), kept.passage, now, instead_of=so_far).fund
    if not fund:
        paying.close_fund(kept.passage, now)
    row = forward.put_in_place(
        way._replace(fund=fund), why="", by=keyring.user_id, keyring=keyring, now=now
    )
    forward.set_aside(passages.passage(row.id, keyring).passage, stages, now)


def _kept_plan(found: Found, on: Ground, exercise: bool, keyring: Keyring, now: datetime) -> Fate:
    """Keep the plan of a group's new way, as what was tried was taken back; none of an exercise."""
    if found.plan is None or exercise:
        return replace(found.fate, plan=None)
    plan_id = planner.keep_plan(
        answer=found.plan,
        seen=routing.stamp(),
        after=on.passages[found.fate.passage].passage.plan,
        keyring=keyring,
        now=now,
    )
    return replace(found.fate, plan=plan_id)


def _is_under_way(way: Way) -> bool:
    return any(stage.state in ("met", "handed over") for stage in way.stages)


def _named(slugs: frozenset[str], records: Mapping[str, Place] | Mapping[str, Partner]) -> set[str]:
    return {records[slug].name if slug in records else slug for slug in slugs}
