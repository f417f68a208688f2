"""Two groups on one guide: planned together, proposed, approved, and what is refused."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.cases import services as cases
from waystation.cases.person import named
from waystation.cases.tests.builders import settle
from waystation.dispatch import queries as passages
from waystation.dispatch import running
from waystation.dispatch.models import JointRow, PassageRow
from waystation.dispatch.together import checking, queries, services
from waystation.dispatch.together.domain import MoreGuides, Suppose
from waystation.dispatch.together.laid import ways_of
from waystation.hazards import services as hazards
from waystation.routing.tests.ripley import READY, at
from waystation.vault import audit
from waystation.vault.keyring import Keyring

DAY_MIN = 1_440
# The evening's wagon leaves at minute 1,320, the morning's from Wilmington at 300 of the next day.
FIRST = [("evening", at(1_320)), ("morning", at(DAY_MIN + 300))]
# Rankin rests one day after a stage: the second group leaves two days later.
SECOND = [(leg, moment + (at(2 * DAY_MIN) - at(0))) for leg, moment in FIRST]


def ways(joint_id, keyring):
    laid, joint = queries.laid(joint_id, keyring)
    return [[(step.leg, step.depart) for step in way] for way in ways_of(laid, joint)]


def test_one_guide_leads_both_groups_by_the_safest_way_with_a_day_of_rest_between(river, joint):
    found = queries.joint(joint, river.harriet)

    assert found.state == "done"
    assert sorted(ways(joint, river.harriet), key=lambda way: way[0][1]) == [FIRST, SECOND]
    assert found.found.faults == ()
    assert found.found.deferred == ()
    assert found.found.units >= found.found.bound > 0
    assert found.found.units <= found.found.largest_first.units + 1e-6


def test_what_a_run_found_is_sealed_to_the_passages_and_nobody_else_opens_it(river, joint):
    row = JointRow.objects.get(pk=joint)

    assert b"evening" not in bytes(row.body) + bytes(row.box)
    with pytest.raises(Refused):
        queries.joint(joint, river.stranger)


def test_every_way_is_proposed_as_it_was_planned_and_approved_by_two(river, joint, approvers):
    done = services.propose_all(joint_id=joint, keyring=river.harriet, now=READY)
    first = services.approve_all(joint_id=joint, keyring=approvers[0], now=READY)
    second = services.approve_all(joint_id=joint, keyring=approvers[1], now=READY)

    assert (done.failed, first.failed, second.failed) == ((), (), ())
    kept = [passages.passage(one, river.harriet) for one in done.passages]
    legs = [[(k.stage.leg, k.stage.depart) for k in one.stages] for one in kept]
    assert sorted(legs, key=lambda way: way[0][1]) == [FIRST, SECOND]
    assert {one.passage.state for one in kept} == {"approved"}
    assert {k.stage.guide for one in kept for k in one.stages} == {"rankin", "haines"}
    security = Keyring.of(new_id(), [river.security])
    assert audit.count(security, kinds=["groups proposed together"]) == 1


def test_whoever_the_records_forbid_to_go_is_named_and_not_proposed(river, joint, monkeypatch):
    forbids = [checking.Trouble(0, "stage 1: nothing leaves then")]
    monkeypatch.setattr(checking, "troubles", lambda *_asked, **_more: forbids)

    done = services.propose_all(joint_id=joint, keyring=river.harriet, now=READY)

    assert [failed.why.says for failed in done.failed] == ["stage 1: nothing leaves then"]
    assert PassageRow.objects.count() == len(done.passages) == 1


def test_the_planner_of_all_approves_none_of_it(river, joint):
    services.propose_all(joint_id=joint, keyring=river.harriet, now=READY)

    done = services.approve_all(joint_id=joint, keyring=river.harriet, now=READY)

    assert done.passages == ()
    assert len(done.failed) == 2


def test_nothing_is_approved_before_it_is_proposed(joint, approvers):
    with pytest.raises(Refused, match="proposed yet"):
        services.approve_all(joint_id=joint, keyring=approvers[0], now=READY)


def test_a_stranger_proposes_nothing(river, joint):
    with pytest.raises(Refused, match="no such plan"):
        services.propose_all(joint_id=joint, keyring=river.stranger, now=READY)

    assert not PassageRow.objects.exists()


def test_a_plan_on_a_network_that_has_changed_is_not_proposed(river, joint):
    hazards.halt(
        what="leg", slug="evening", why="patrols", by="H.", keyring=river.harriet, now=READY
    )

    with pytest.raises(Refused, match="changed"):
        services.propose_all(joint_id=joint, keyring=river.harriet, now=READY)

    assert not PassageRow.objects.exists()


def test_commitments_stay_and_the_next_plan_leaves_their_guide_alone(river, asked, joint):
    services.propose_all(joint_id=joint, keyring=river.harriet, now=READY)
    kept = passages.passages(river.harriet)

    again = services.plan_all(
        asked=asked._replace(groups=(), released=(kept[1].id,)),
        keyring=river.harriet,
        now=READY,
        at_once=True,
    )

    # The other group's evening stays; so the released one gets its own back, two days later.
    assert kept[0].passage.depart == FIRST[0][1]
    assert ways(again, river.harriet) == [SECOND]


def test_a_copy_with_one_more_guide_at_each_end_lets_both_leave_on_the_first_evening(river, joint):
    more = tuple(MoreGuides(place=place, guides=1) for place in ("ripley", "wilmington"))

    copy = services.copy(
        joint_id=joint, suppose=Suppose(guides=more), keyring=river.harriet, now=READY, at_once=True
    )

    assert ways(copy, river.harriet) == [FIRST, FIRST]
    with pytest.raises(Refused, match="copy"):
        services.propose_all(joint_id=copy, keyring=river.harriet, now=READY)


def test_a_copy_of_nothing_otherwise_is_refused(river, joint):
    with pytest.raises(Refused, match="otherwise"):
        services.copy(joint_id=joint, suppose=Suppose(), keyring=river.harriet, now=READY)


def test_without_money_everybody_stays_and_the_plan_says_so(river, asked, monkeypatch):
    monkeypatch.setattr(services, "free_of", lambda _fund: 5_999)  # one group needs 6,000 cents

    made = services.plan_all(asked=asked, keyring=river.harriet, now=READY, at_once=True)

    assert queries.joint(made, river.harriet).found.deferred == (0, 1)


def test_nobody_to_plan_for_is_refused(river, asked):
    with pytest.raises(Refused, match="0 groups"):
        services.plan_all(asked=asked._replace(groups=()), keyring=river.harriet, now=READY)


def test_a_run_that_nobody_carries_on_shows_as_stopped_and_can_be_resumed(
    river, asked, monkeypatch
):
    begun = []
    monkeypatch.setattr(running, "start", lambda run_id, work, failed: begun.append(work) or True)
    made = services.plan_all(asked=asked, keyring=river.harriet, now=READY)
    before = queries.joint(made, river.harriet).state

    services.resume(joint_id=made, keyring=river.harriet, now=READY)
    begun[-1](running.Run())

    assert before == queries.STOPPED
    assert queries.joint(made, river.harriet).state == "done"


def test_planning_again_keeps_what_was_proposed_and_plans_for_who_still_waits(river, asked, joint):
    alone = services.plan_all(
        asked=asked._replace(groups=asked.groups[:1]),
        keyring=river.harriet,
        now=READY,
        at_once=True,
    )
    services.propose_all(joint_id=alone, keyring=river.harriet, now=READY)
    next_day = at(DAY_MIN + 60)

    services.resume(joint_id=joint, keyring=river.harriet, now=next_day, at_once=True)

    # The first group leaves with Rankin on the first evening; he rests on the second.
    assert queries.joint(joint, river.harriet).n_groups == 1
    assert ways(joint, river.harriet) == [SECOND]
    with pytest.raises(Refused, match="waits any more"):
        services.resume(joint_id=alone, keyring=river.harriet, now=next_day)


def test_a_cancelled_run_keeps_nothing_of_what_it_finds_later(river, asked, monkeypatch):
    begun = []
    monkeypatch.setattr(running, "start", lambda run_id, work, failed: begun.append(work) or True)
    made = services.plan_all(asked=asked, keyring=river.harriet, now=READY)

    services.cancel(joint_id=made, keyring=river.harriet)
    begun[0](running.Run())

    kept = queries.joint(made, river.harriet)
    assert (kept.state, kept.found) == ("cancelled", None)


def test_a_search_that_was_stopped_and_begun_anew_keeps_only_what_the_new_one_finds(
    river, asked, monkeypatch
):
    begun = []
    monkeypatch.setattr(running, "start", lambda run_id, work, failed: begun.append(work) or True)
    made = services.plan_all(asked=asked, keyring=river.harriet, now=READY)
    services.cancel(joint_id=made, keyring=river.harriet)
    services.resume(joint_id=made, keyring=river.harriet, now=READY)

    begun[0](running.Run())
    between = queries.joint(made, river.harriet)
    begun[1](running.Run())

    assert (between.state, between.found) == (queries.STOPPED, None)
    assert queries.joint(made, river.harriet).state == "done"


def test_a_search_that_is_still_stopping_is_not_begun_anew(river, asked, monkeypatch):
    monkeypatch.setattr(running, "start", lambda _run_id, _work, _failed: True)
    made = services.plan_all(asked=asked, keyring=river.harriet, now=READY)
    services.cancel(joint_id=made, keyring=river.harriet)
    monkeypatch.setattr(running, "progress", lambda _run_id: running.Run())

    with pytest.raises(Refused, match="still stopping"):
        services.resume(joint_id=made, keyring=river.harriet, now=READY)


def test_two_windows_that_propose_the_same_plan_lose_no_passage_of_it(river, joint, monkeypatch):
    propose, others = services._propose, []

    def slowly(*asked):
        if not others:
            others.append("there")
            others.append(services.propose_all(joint_id=joint, keyring=river.harriet, now=READY))
        return propose(*asked)

    monkeypatch.setattr(services, "_propose", slowly)

    mine = services.propose_all(joint_id=joint, keyring=river.harriet, now=READY)

    assert (len(mine.passages), len(mine.failed), len(others[1].passages)) == (0, 2, 2)
    kept = queries.joint(joint, river.harriet)
    assert set(kept.proposed.values()) == set(others[1].passages)
    assert PassageRow.objects.count() == 2


def test_a_copy_of_what_was_proposed_plans_it_once_more_and_not_beside_itself(river, joint):
    services.propose_all(joint_id=joint, keyring=river.harriet, now=READY)

    copy = services.copy(
        joint_id=joint, suppose=Suppose(budget_cents=100), keyring=river.harriet, now=READY,
        at_once=True,
    )  # fmt: skip

    assert sorted(ways(copy, river.harriet), key=lambda way: way[0][1]) == [FIRST, SECOND]


def test_who_was_released_and_stays_keeps_the_beds_they_were_promised(
    river, asked, joint, monkeypatch
):
    services.propose_all(joint_id=joint, keyring=river.harriet, now=READY)
    released = tuple(kept.id for kept in passages.passages(river.harriet))
    again = services.plan_all(
        asked=asked._replace(groups=(), released=released), keyring=river.harriet, now=READY,
        at_once=True,
    )  # fmt: skip
    counted = []
    monkeypatch.setattr(checking, "troubles", lambda *told, **_more: counted.append(told[3]) or [])
    kept = queries.joint(again, river.harriet)
    way = ways_of(*queries.laid(again, river.harriet))[0]

    queries.troubles(kept, [way, way], river.harriet)
    queries.troubles(kept, [way, []], river.harriet)

    assert [len(stays) for stays in counted] == [0, 1]


def test_who_is_released_is_as_urgent_and_has_waited_as_long_as_before(river, asked):
    ill = named("I. J.", age=70, needs="cannot travel at night")
    household = settle(
        river.harriet, people=[ill], place="ripley", urgency="immediate",
        waiting_since=READY.date() - timedelta(days=9),
    )  # fmt: skip
    group = cases.form_group(household_ids=[household], keyring=river.harriet, now=READY)
    waits = {"targets": ("sandusky",), "ready_at": READY, "keyring": river.harriet, "now": READY}
    (before,) = queries.candidates([group], [], **waits)
    passage_id = river.propose(route_no=0, group=group, people=1)

    (after,) = queries.candidates([], [passage_id], **waits)

    assert (after.urgency, after.waited_days) == ("immediate", 9)
    assert (after.urgency, after.waited_days, after.no_night) == (
        before.urgency,
        before.waited_days,
        before.no_night,
    )


def test_whoever_is_ready_only_after_the_last_day_stays(river, asked):
    late = asked._replace(ready_at=READY + timedelta(days=30))

    found = queries.joint(
        services.plan_all(asked=late, keyring=river.harriet, now=READY, at_once=True),
        river.harriet,
    )

    assert found.state == "done"
    assert sorted(found.found.deferred) == [0, 1]


def test_a_bound_of_nothing_proves_nothing_of_a_plan_that_costs_something(river, joint):
    found = queries.joint(joint, river.harriet).found

    assert found.is_proven
    assert not replace(found, bound=0.0).is_proven
    assert replace(found, bound=0.0, units=0.0).is_proven


def test_who_was_released_is_proposed_first_for_others_go_with_the_guides_they_give_up(
    river, asked, monkeypatch
):
    alone = services.plan_all(
        asked=asked._replace(groups=asked.groups[:1]), keyring=river.harriet, now=READY,
        at_once=True,
    )  # fmt: skip
    (held,) = services.propose_all(joint_id=alone, keyring=river.harriet, now=READY).passages
    both = services.plan_all(
        asked=asked._replace(groups=asked.groups[1:], released=(held,)), keyring=river.harriet,
        now=READY, at_once=True,
    )  # fmt: skip
    turns, propose = [], services._propose
    monkeypatch.setattr(
        services, "_propose", lambda one, *more: turns.append(one.passage) or propose(one, *more)
    )

    done = services.propose_all(joint_id=both, keyring=river.harriet, now=READY)

    assert turns == [held, None]
    assert done.failed == ()
