"""A drill that two approved: everybody told at once, phones given up, new orders sealed."""

from datetime import timedelta
from uuid import uuid5

import pytest

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.dispatch import services as dispatch
from waystation.dispatch.drill.tests.conftest import HOUSE, LATER
from waystation.dispatch.drill.tests.test_prepare import everything
from waystation.dispatch.models import HandRow, PassageRow
from waystation.hazards import queries as hazards
from waystation.ledger import queries as book
from waystation.ledger.models import Entry
from waystation.network import queries as network
from waystation.network.domain import RESTING, standing_on
from waystation.relay.drill import queries, services
from waystation.relay.models import PhoneRow
from waystation.routing.tests.ripley import READY, at


def standing(quay, slug, now=READY):
    record = next(one for one in network.partners(quay.harriet) if one.slug == slug)
    return standing_on(record, now.date())


def led_by(quay, passage_id):
    return [one.stage.guide for one in quay.passage(passage_id).stages]


def test_two_approvals_call_the_old_guides_back_and_seal_the_new_orders_at_once(quay):
    kept = quay.by_night()
    rankin, haines = (quay.phone(one.id) for one in kept.stages)
    for one in kept.stages:
        quay.send(one.id)
    assert len(haines.orders()) == 1
    drill_id = quay.lose(family_cents=5_000)

    assert quay.approve_drill(drill_id, quay.passmore) is False
    assert quay.passage(kept.id).passage.state == "moving"
    assert quay.approve_drill(drill_id, quay.jacob) is True

    # Haines could read his order, so both ends of his stage are known, and Rankin whom he meets.
    (fate,) = quay.drill(drill_id).fates
    assert quay.passage(kept.id).passage.state == "stood down"
    new = quay.passage(fate.became)
    assert new.passage.state == "approved"
    assert not {"haines", "rankin"} & set(led_by(quay, fate.became))
    assert [hop.to_place for hop in fate.after] == ["Sardinia", "Sandusky"]
    assert standing(quay, "haines") == RESTING
    assert "wilmington" in hazards.halts(quay.harriet).places
    # Sandusky is where they go to: it stays open.
    assert "sandusky" not in hazards.halts(quay.harriet).places
    assert rankin.orders() == []
    assert PhoneRow.objects.get(pk=haines.mailbox).state == "revoked"
    assert book.balance("RESCUE-GENERAL") == 100_000 - 5_000 - 6_000
    # A seized book does not say which drill paid: its rows cannot be matched with drills.
    assert not Entry.objects.filter(pk=uuid5(drill_id, "family")).exists()


def test_the_words_by_which_people_know_each_other_are_others_on_the_new_way(quay):
    kept = quay.by_night()
    before = {one.stage.meet for one in kept.stages} | {one.stage.hand for one in kept.stages}
    drill_id = quay.lose()

    quay.approve_drill(drill_id)

    new = quay.passage(quay.drill(drill_id).fates[0].became)
    assert before.isdisjoint({one.stage.meet for one in new.stages})


def test_groups_are_led_by_those_whom_the_approvers_saw_and_who_no_phone_tells_is_called(
    quay, monkeypatch
):
    codes = iter(("P-A", "P-B", "P-C", "P-D", *(f"P-{nth}" for nth in range(20))))
    monkeypatch.setattr("waystation.dispatch.forward.services.new_code", lambda _of: next(codes))
    small = quay.by_night()
    quay.by_night(people=3)
    quay.note(small.stages[0].id, "ordered")
    # The house is lost: both groups have to go by the other road, the larger one chose first.
    drill_id = quay.lose(HOUSE, "wilmington")
    seen = {fate.passage: fate.guides for fate in quay.drill(drill_id).fates}

    quay.approve_drill(drill_id)

    done = quay.drill(drill_id)
    assert [fate.code for fate in done.fates] == ["P-A", "P-B"]
    assert {fate.passage: tuple(led_by(quay, fate.became)) for fate in done.fates} == seen
    called = [task.of for task in done.tasks if task.what == "call off"]
    assert called == ["P-A: 1 John Rankin"]


@pytest.mark.long
def test_a_guide_under_way_without_a_phone_is_called_and_one_group_holds_up_no_other(
    quay, monkeypatch
):
    kept = quay.by_night()
    one = kept.stages[0]
    for what, when in (("ordered", READY), ("accepted", READY), ("met", one.stage.depart)):
        quay.note(one.id, what, when)
    when = one.stage.depart + timedelta(minutes=30)
    clock.stand_at(when)
    drill_id = quay.lose(now=when)
    quay.approve_drill(drill_id, now=when)
    quay.note(one.id, "handed over", one.stage.arrive)

    def refused(**_given):
        raise Refused("no room in the mailbox")

    with monkeypatch.context() as broken:
        broken.setattr("waystation.relay.drill.services.telling.send_all", refused)
        assert services.lead_on(drill_id=drill_id, keyring=quay.harriet, now=at(1_500)) == 1
    (stuck,) = quay.drill(drill_id).fates
    assert (stuck.is_stuck, stuck.waits, stuck.no_plan) == (True, True, "no room in the mailbox")
    assert quay.passage(kept.id).passage.state == "moving"

    services.lead_on(drill_id=drill_id, keyring=quay.harriet, now=at(1_500))
    done = quay.drill(drill_id)
    assert (done.fates[0].is_stuck, done.fates[0].waits) == (False, False)
    whats = [task.what for task in done.tasks]
    assert whats[0] == "leave"
    # Nobody of the new way has a phone, which came up only now.
    assert whats[-1] == "call"


@pytest.mark.long
def test_new_orders_reach_the_phones_of_those_who_lead_now(quay):
    kept = quay.by_night()
    rankin = quay.phone(kept.stages[0].id)
    quay.send(kept.stages[0].id)
    assert len(rankin.orders()) == 1
    # Haines has no phone and knows nothing; Rankin leads the new way's first stage too.
    drill_id = quay.lose()

    quay.approve_drill(drill_id)

    (fate,) = quay.drill(drill_id).fates
    assert led_by(quay, fate.became) == ["rankin", "young"]
    told = rankin.orders()
    assert [order["is"] for order in told] == ["order"]
    assert told[0]["ask"] == quay.passage(fate.became).stages[0].stage.meet.ask
    assert [card.state for card in rankin.cards.values()] == ["stood down", "open"]
    # Ben Young has no phone: somebody has to call him.
    assert [task.what for task in quay.drill(drill_id).tasks][:1] == ["call"]


def test_an_exercise_runs_to_its_end_and_touches_nothing(quay):
    kept = quay.by_night()
    phone = quay.phone(kept.stages[0].id)
    quay.send(kept.stages[0].id)
    drill_id = quay.lose(exercise=True, family_cents=5_000)
    before = everything()

    assert quay.approve_drill(drill_id) is True

    assert everything() == before
    drill = quay.drill(drill_id)
    assert drill.state == "done"
    assert drill.fates[0].after
    assert drill.fates[0].became is None
    assert len(phone.orders()) == 1


def test_whoever_prepared_a_drill_or_signed_it_has_no_second_hand_on_it(quay):
    quay.by_night()
    drill_id = quay.lose()

    with pytest.raises(Refused, match="hand is already"):
        quay.approve_drill(drill_id, quay.harriet)
    quay.approve_drill(drill_id, quay.passmore)
    with pytest.raises(Refused, match="hand is already"):
        quay.approve_drill(drill_id, quay.passmore)

    assert quay.drill(drill_id).state == "prepared"


@pytest.mark.long
def test_those_who_signed_the_drill_have_their_hands_on_the_new_passage(quay):
    quay.by_night()
    drill_id = quay.lose()

    quay.approve_drill(drill_id)

    became = quay.drill(drill_id).fates[0].became
    assert sorted(HandRow.objects.filter(passage=became).values_list("act", flat=True)) == [
        "approved",
        "approved",
        "planned",
    ]
    with pytest.raises(Refused, match="not waiting for approval"):
        dispatch.approve(passage_id=became, keyring=quay.jacob, now=READY)


def test_a_drill_prepared_before_something_changed_is_not_signed_until_prepared_again(quay):
    kept = quay.by_night()
    drill_id = quay.lose()
    quay.approve_drill(drill_id, quay.passmore)
    quay.note(kept.stages[0].id, "ordered")

    with pytest.raises(Refused, match="Something changed"):
        quay.approve_drill(drill_id, quay.jacob)

    quay.again(drill_id)
    # What was approved was another plan: both approve anew.
    assert quay.approve_drill(drill_id, quay.jacob) is False
    assert quay.approve_drill(drill_id, quay.passmore) is True


@pytest.mark.long
def test_people_on_the_road_are_brought_to_the_end_left_there_and_led_on_once_they_are(quay):
    kept = quay.by_night()
    one = kept.stages[0]
    phone = quay.phone(one.id)
    quay.send(one.id)
    phone.look()
    quay.note(one.id, "accepted")
    quay.note(one.id, "met", one.stage.depart)
    when = one.stage.depart + timedelta(minutes=30)
    clock.stand_at(when)
    drill_id = quay.lose(now=when)

    quay.approve_drill(drill_id, now=when)

    told = phone.orders()
    assert told[0]["hand"] == "apart"
    assert [what for card in phone.cards.values() for what, _text in card.heard] == ["words"]
    assert quay.passage(kept.id).passage.state == "moving"
    assert services.lead_on(drill_id=drill_id, keyring=quay.harriet, now=when) == 0
    quay.note(one.id, "handed over", one.stage.arrive)
    assert [fate.code for _kept, fate in queries.waiting(quay.harriet)] == [kept.passage.code]
    assert services.lead_on(drill_id=drill_id, keyring=quay.harriet, now=at(1_500)) == 1
    (fate,) = quay.drill(drill_id).fates
    assert led_by(quay, fate.became) == ["young"]
    assert quay.passage(kept.id).passage.state == "stood down"


def test_a_group_without_a_plan_keeps_its_old_passage_and_its_watches_and_nobody_goes_on(quay):
    kept = quay.by_night()
    quay.travel(kept, 1)
    phone = quay.phone(kept.stages[1].id)
    quay.send(kept.stages[1].id, LATER)
    phone.look()
    drill_id = quay.lose(HOUSE, "wilmington", LATER)

    quay.approve_drill(drill_id, now=LATER)

    (fate,) = quay.drill(drill_id).fates
    assert fate.is_stuck
    assert quay.passage(kept.id).passage.state == "moving"
    assert phone.orders() == []


def test_a_second_approval_that_cannot_be_carried_out_does_nothing_at_all(quay, monkeypatch):
    quay.by_night()
    drill_id = quay.lose()
    quay.approve_drill(drill_id, quay.passmore)
    before = everything()

    def refused(**_given):
        raise Refused("no room in the mailbox")

    monkeypatch.setattr("waystation.relay.drill.services.telling.send_all", refused)
    with pytest.raises(Refused, match="no room"):
        quay.approve_drill(drill_id, quay.jacob)

    assert everything() == before
    assert len(quay.drill(drill_id).signed) == 1


@pytest.mark.long
def test_money_that_is_gone_by_then_holds_nobody_up_and_is_a_task_for_finance(quay):
    quay.by_night()
    drill_id = quay.lose(family_cents=94_000)
    # Another rescue's budget is set aside meanwhile: two people at $30.
    drill = quay.drill(drill_id)
    assert drill.family_cents == 94_000
    quay.approve_drill(drill_id, quay.passmore)
    from waystation.base.ids import new_id
    from waystation.ledger.budgets import services as ledger

    ledger.open_rescue(
        entry_id=new_id(),
        template="rescue-1855",
        n_people=2,
        case_token=b"another case now",
        on=READY.date(),
    )
    quay.approve_drill(drill_id, quay.jacob)

    done = quay.drill(drill_id)
    assert done.family_unpaid
    assert ("pay", "finance officer") in [(task.what, task.role) for task in done.tasks]
    assert PassageRow.objects.count() == 2


def test_a_stranger_approves_nothing(quay):
    quay.by_night()
    drill_id = quay.lose()

    with pytest.raises(Refused, match="no such drill"):
        quay.approve_drill(drill_id, quay.stranger)
    with pytest.raises(Refused, match="no such drill"):
        services.lead_on(drill_id=drill_id, keyring=quay.stranger, now=READY)
