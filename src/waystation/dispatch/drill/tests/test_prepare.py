"""Who is touched when somebody is lost, what they are told, and which way they go now."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps

from waystation.base.errors import Refused
from waystation.dispatch import paying
from waystation.dispatch.blast import services as blast
from waystation.dispatch.drill import queries, services
from waystation.dispatch.drill.domain import (
    GO_ON,
    HIDE,
    MOVE_ON,
    PHONE,
    STAFF,
    TURN_BACK,
    WITH_THEM,
    Loss,
)
from waystation.dispatch.drill.tests.conftest import HOUSE, LATER, PARTNER, READY
from waystation.dispatch.paying import Funding
from waystation.dispatch.starting import services as starting
from waystation.ledger.budgets import services as ledger
from waystation.routing.models import PlanRow
from waystation.vault.cells import Reader, add_reader


def only(shore, drill_id):
    (fate,) = shore.drill(drill_id).fates
    return fate


def ways(hops):
    return [(hop.from_place, hop.to_place, hop.guide) for hop in hops]


def everything():
    """Count the rows of every table but those a drill itself may write."""
    own = {"DrillRow", "DrillHandRow", "AuditEntry", "AuditHead"}
    return {
        model.__name__: list(model._default_manager.order_by("pk").values_list())
        for model in apps.get_models()
        if model.__name__ not in own
    }


def test_a_group_that_has_not_left_is_given_a_way_without_the_partner_who_is_lost(shore):
    shore.by_night()

    fate = only(shore, shore.lose())

    # Haines knew nothing yet, as no order of his was sealed: only he himself is given up.
    assert shore.drill(shore.lose()).places == ()
    assert fate.act == HIDE
    assert [hop.is_lost for hop in fate.before] == [False, True]
    # The same wagons, led from Wilmington on by the other guide who lives there.
    assert ways(fate.after) == [
        ("Ripley", "Wilmington", "John Rankin"),
        ("Wilmington", "Sandusky", "Ben Young"),
    ]
    assert not fate.no_plan


def test_preparing_moves_nobody_and_keeps_only_the_new_plans(shore):
    kept = shore.by_night()
    before, plans = everything(), PlanRow.objects.count()

    shore.lose()

    after = everything()
    assert PlanRow.objects.count() == plans + 1
    assert {name for name in after if after[name] != before[name]} == {"PlanRow"}
    assert shore.passage(kept.id).passage.state == "approved"


def test_an_exercise_keeps_nothing_but_itself(shore):
    shore.by_night()
    before = everything()

    drill = shore.drill(shore.lose(exercise=True))

    assert everything() == before
    assert drill.exercise
    assert drill.fates[0].after
    assert drill.fates[0].plan is None


@pytest.mark.long
def test_two_groups_are_not_given_the_same_guide_in_the_same_hours(shore):
    shore.by_night()
    routes = shore.plan()
    shore.approve(shore.propose(plan_id=routes, route_no=0))

    fates = shore.drill(shore.lose(key="rankin")).fates

    led = [(hop.guide, hop.depart) for fate in fates for hop in fate.after]
    assert len(fates) == 2
    assert len(set(led)) == len(led)


def test_two_groups_are_not_promised_the_same_money(shore, monkeypatch):
    shore.by_night()
    shore.by_night(people=3)
    opened, really = [], ledger.open_rescue

    def only_once(**given):
        if opened:
            raise Refused("The general fund has $0.00.")
        opened.append(given["n_people"])
        return really(**given)

    # Each needs a new budget for its new way, and there is money for one.
    monkeypatch.setattr(paying, "funding_of_rest", lambda *_given, **_more: Funding(""))
    monkeypatch.setattr(ledger, "open_rescue", only_once)
    stuck, other = shore.drill(shore.lose(HOUSE, "wilmington")).fates

    assert (stuck.people, stuck.no_plan) == (2, "The general fund has $0.00.")
    assert (other.people, other.no_plan) == (3, "")


def test_people_at_a_place_that_was_given_up_move_on_and_others_hide(shore):
    shore.travel(shore.by_night(), 1)

    # Wilmington is where they stand; Ripley lies behind them.
    raided = shore.lose(HOUSE, "wilmington", LATER)
    assert only(shore, raided).act == MOVE_ON
    at_home = [task.of for task in shore.drill(raided).tasks if task.what == "at home"]
    assert at_home == ["Ben Young", "Jonathan Haines"]
    assert only(shore, shore.lose(now=LATER)).act == HIDE


@pytest.mark.long
def test_people_on_the_road_finish_the_stage_if_its_end_is_safe_else_they_turn_back(shore):
    kept = shore.by_night()
    one = kept.stages[0]
    for what, when in (("ordered", READY), ("accepted", READY), ("met", one.stage.depart)):
        shore.note(one.id, what, when)
    on_the_road = one.stage.depart + timedelta(minutes=30)

    going_on = only(shore, shore.lose(now=on_the_road))
    turning = only(shore, shore.lose(HOUSE, "wilmington", on_the_road))
    gone = only(shore, shore.lose(key="rankin", now=on_the_road))

    assert (going_on.act, turning.act, gone.act) == (GO_ON, TURN_BACK, WITH_THEM)
    # Its new way begins where the stage under way ends, not before.
    assert going_on.after[0].from_place == "Wilmington"
    assert going_on.after[0].depart >= one.stage.arrive
    assert gone.is_stuck
    assert gone.after == ()


def test_a_group_without_a_safe_plan_is_named_first_with_the_reason(shore):
    shore.travel(shore.by_night(), 1)
    # The hosts of Wilmington are lost with their house, so nobody leads on from there; a group
    # that has not left yet goes over Sardinia instead.
    waiting = shore.by_night(people=3)

    stuck, other = shore.drill(shore.lose(HOUSE, "wilmington", READY)).fates

    assert stuck.is_stuck
    assert stuck.no_plan
    assert other.passage == waiting.id
    assert [hop.to_place for hop in other.after] == ["Sardinia", "Sandusky"]


def test_a_lost_account_touches_every_way_it_could_read_and_none_goes_the_old_legs(shore):
    shore.by_night()
    user_id = uuid4()
    add_reader(shore.cell, Reader(user_id, uuid4(), bytes(32)), shore.harriet)

    drill = shore.drill(shore.lose(STAFF, str(user_id)))

    (fate,) = drill.fates
    # The evening and morning wagons are known; the road and the train are left, and the boat.
    assert [hop.to_place for hop in fate.after] == ["Sardinia", "Sandusky"]
    assert drill.shut.places == ()
    assert "take away" in [task.what for task in drill.tasks]


def test_a_lost_phone_gives_up_what_lies_on_it_and_its_guide_may_go_on_elsewhere(shore):
    kept = shore.by_night()
    shore.note(kept.stages[0].id, "ordered")

    drill = shore.drill(shore.lose(PHONE, "rankin"))

    assert "rankin" not in drill.shut.partners
    assert [task.what for task in drill.tasks if task.of == "John Rankin"][:2] == [
        "say it",
        "new phone",
    ]


def test_proposals_that_are_touched_are_named_to_be_withdrawn(shore):
    shore.by_night()
    # In the same hours the other guide of Wilmington leads.
    passage_id = shore.propose(plan_id=shore.plan(), route_no=2)

    drill = shore.drill(shore.lose(key="young"))

    assert shore.passage(passage_id).passage.code in drill.proposals


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": ""}, "Nothing of that name"),
        ({"since": READY + timedelta(minutes=1)}, "still to come"),
        ({"what": "weather"}, "Nothing of that name"),
    ],
)
def test_what_cannot_be_lost_is_refused(shore, changes, says):
    values = {"what": PARTNER, "key": "haines", "name": "Haines", "since": READY} | changes

    with pytest.raises(Refused, match=says):
        services.prepare(
            loss=Loss(**values),
            exercise=True,
            family_cents=0,
            by="Harriet",
            keyring=shore.harriet,
            now=READY,
        )


def test_nobody_prepares_the_loss_of_their_own_account_or_gives_money_that_is_not_there(shore):
    me = str(shore.harriet.user_id)
    loss = Loss(what=STAFF, key=me, name="me", since=READY)

    with pytest.raises(Refused, match="their own account"):
        services.prepare(
            loss=loss, exercise=False, family_cents=0, by="H", keyring=shore.harriet, now=READY
        )
    # $1,000 came in, nothing was set aside.
    with pytest.raises(Refused, match=r"The emergency fund has \$0.00"):
        shore.lose(family_cents=100_001)


def test_nobody_is_sent_on_to_a_destination_that_is_lost_itself(shore):
    shore.by_night()

    drill = shore.drill(shore.lose(HOUSE, "sandusky"))

    (fate,) = drill.fates
    assert fate.is_stuck
    assert fate.after == ()
    assert "sandusky" in drill.shut.places


def test_a_drill_is_not_signed_once_more_can_be_read_by_who_is_lost(shore):
    kept = shore.by_night()
    opens = READY + timedelta(minutes=20)
    blast.disclose(
        stage_id=kept.stages[1].id, what="order", by_phone=True, readable_at=opens,
        keyring=shore.harriet, now=READY,
    )  # fmt: skip
    drill_id = shore.lose()

    assert shore.sign(drill_id, shore.passmore) is False
    # Nothing was written since: Haines can only read by now where he was to lead them.
    with pytest.raises(Refused, match="Something changed"):
        shore.sign(drill_id, shore.jacob, now=opens)


def test_whoever_approved_and_then_prepared_again_does_not_approve_once_more(shore):
    shore.by_night()
    drill_id = shore.lose()
    shore.sign(drill_id, shore.passmore)

    services.again(drill_id=drill_id, by="Passmore", keyring=shore.passmore, now=READY)

    with pytest.raises(Refused, match="hand is already"):
        shore.sign(drill_id, shore.passmore)


def test_kin_of_people_who_are_touched_do_not_approve_their_new_way(shore):
    kept = shore.by_night()
    starting.step_aside(passage_id=kept.id, keyring=shore.jacob, now=READY)
    drill_id = shore.lose()

    with pytest.raises(Refused, match="kin"):
        shore.sign(drill_id, shore.jacob)


def test_a_lost_account_takes_no_part_in_what_is_done_about_it(shore):
    drill_id = shore.lose(STAFF, str(shore.jacob.user_id), name="Jacob")

    with pytest.raises(Refused, match="own account"):
        services.withdraw(drill_id=drill_id, keyring=shore.jacob, now=READY)

    services.withdraw(drill_id=drill_id, keyring=shore.passmore, now=READY)
    assert shore.drill(drill_id).state == "withdrawn"


def test_a_stranger_prepares_nothing_and_reads_none(shore):
    drill_id = shore.lose()

    with pytest.raises(Refused):
        shore.lose(keyring=shore.stranger)
    with pytest.raises(Refused, match="no such drill"):
        services.sign(drill_id=drill_id, keyring=shore.stranger, now=READY)


@pytest.mark.long
def test_whatever_is_lost_no_new_way_counts_on_it_and_nobody_is_forgotten(shore):
    groups = [shore.by_night().id, shore.approve_first(people=3)]
    losses = [
        *((PARTNER, slug) for slug in ("rankin", "haines", "quarry", "yates", "young")),
        *((HOUSE, slug) for slug in ("wilmington", "sardinia")),
    ]
    for what, key in losses:
        drill_id = shore.lose(what, key)
        drill, name = shore.drill(drill_id), queries.named(what, key, shore.harriet)

        for fate in drill.fates:
            relied_on = {hop.guide for hop in fate.after}
            relied_on |= {hop.from_place for hop in fate.after[1:]}
            assert fate.passage in groups
            assert name not in relied_on
            # A group has a new way, or it is said why it has none.
            assert bool(fate.after) != bool(fate.is_stuck)
