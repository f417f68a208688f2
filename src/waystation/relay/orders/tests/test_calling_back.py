"""Guides are called back: who had the order, who was offline, who never answers."""

from datetime import timedelta

import pytest

from waystation.base import clock, watches
from waystation.base.models import Event
from waystation.dispatch import services as dispatch
from waystation.hazards import services as hazards
from waystation.relay.models import MailRow, OneTimeKeyRow, PhoneRow
from waystation.relay.orders import queries
from waystation.relay.tests.conftest import NOW
from waystation.vault import seal


def test_a_guide_who_has_the_order_is_called_back_and_answers(office):
    phone = office.ready_phone()
    order = str(office.send())
    phone.look()

    assert office.call_back() == 1
    assert office.panel()[0].where.order == "called back"
    phone.look()
    assert (phone.cards[order].state, phone.cards[order].numbers) == ("stood down", [1, 2])
    phone.report(order, "stood_down", "1855-10-26T12:00:00Z")
    office.collect()

    assert office.panel()[0].where.order == "done"
    assert not MailRow.objects.exists()
    assert OneTimeKeyRow.objects.count() == 18


def test_a_guide_who_was_offline_is_called_back_and_never_gets_the_order(office):
    phone = office.ready_phone()
    order = str(office.send())

    office.call_back()

    told = phone.keep(phone.turn())
    assert [(one["n"], one["is"]) for one in told] == [(1, "stand_down"), (2, "stand_down")]
    assert phone.cards[order].state == "stood down"


def test_a_guide_whose_order_arrived_without_our_knowing_is_called_back_all_the_same(office):
    phone = office.ready_phone()
    order = str(office.send())
    # The phone has it, and could not say so.
    phone.keep(phone.turn())
    phone.acks.clear()

    office.call_back()

    phone.look()
    assert (phone.cards[order].state, phone.cards[order].numbers) == ("stood down", [1, 2])


def test_an_order_nobody_could_read_yet_is_destroyed_without_a_word(office):
    phone = office.ready_phone()
    office.change(office.first, lead_h=7)
    office.send()

    office.call_back()

    assert not MailRow.objects.exists()
    clock.stand_at(NOW.replace(hour=17))
    phone.look()
    assert phone.cards == {}


@pytest.mark.parametrize("minute", [5, 14])
def test_an_order_let_go_in_its_quarter_is_changed_and_called_back_as_one_that_was_read(
    office, minute
):
    phone = office.ready_phone()
    # Left at 00:14, seven hours before is 17:14; its mail is let go at 17:00.
    office.change(office.first, lead_h=7, depart=NOW + timedelta(hours=12, minutes=14))
    order = str(office.send())
    then = NOW.replace(hour=17, minute=minute)
    clock.stand_at(then)
    phone.look()
    office.change(office.first, people=4)

    office.amend(now=then)
    phone.look()
    assert phone.cards[order].told["people"] == 4
    office.call_back(now=then)

    phone.look()
    assert (phone.cards[order].state, phone.cards[order].missing) == ("stood down", False)


def test_an_order_let_go_while_it_is_changed_and_called_back_comes_before_either(office):
    phone = office.ready_phone()
    office.change(office.first, lead_h=7)
    order = str(office.send())
    # 17:00 is the hour; the office pressed half a minute before.
    pressed = NOW.replace(hour=16, minute=59, second=30)
    office.change(office.first, people=4)

    office.amend(now=pressed)
    office.call_back(now=pressed)
    clock.stand_at(pressed)
    phone.look()
    assert phone.cards == {}

    clock.stand_at(NOW.replace(hour=17))
    phone.look()
    assert (phone.cards[order].state, phone.cards[order].numbers) == ("stood down", [1, 2, 3])


def test_a_guide_who_does_not_answer_the_call_rings_after_ten_minutes(office):
    phone = office.ready_phone()
    order = str(office.send())
    phone.look()
    office.call_back()
    before = {watch.id for watch in watches.ringing([office.cell])}

    # 12:10 is rounded up to the quarter.
    watches.ring_due(NOW.replace(minute=15))

    assert {watch.id for watch in watches.ringing([office.cell])} > before
    assert phone.cards[order].state == "open"


def test_a_call_back_that_nobody_ever_answered_still_rings_when_the_order_is_gone(office):
    phone = office.ready_phone()
    office.send()
    phone.look()
    before = {watch.id for watch in watches.unanswered([office.cell])}
    office.call_back()
    watches.ring_due(NOW.replace(minute=15))
    rings = {watch.id for watch in watches.unanswered([office.cell])} - before

    office.collect(now=NOW + timedelta(days=3))

    assert not MailRow.objects.exists()
    assert rings
    assert {watch.id for watch in watches.unanswered([office.cell])} >= rings


def test_a_passage_called_off_calls_its_guides_back_at_the_next_look(funded):
    phone = funded.ready_phone()
    order = str(funded.send())
    phone.look()
    dispatch.stand_down(
        passage_id=funded.passage.id, reason="patrols", keyring=funded.harriet, now=NOW
    )

    funded.collect()

    phone.look()
    assert phone.cards[order].state == "stood down"
    assert Event.objects.get(kind="passage.stood_down").finished


def test_a_phone_that_cannot_be_told_holds_up_no_other_and_rings(office):
    bad, good = office.ready_phone(office.first), office.ready_phone(office.second)
    one, two = office.send(office.first), str(office.send(office.second))
    good.look()
    other = seal.sign_public(seal.new_seed())
    PhoneRow.objects.filter(pk=bad.mailbox).update(sign_public=other)

    assert office.call_back() == 2

    good.look()
    assert good.cards[two].state == "stood down"
    assert queries.live_rows(office.harriet).filter(pk=one).exists()
    watches.ring_due(NOW.replace(minute=15))
    assert len(watches.ringing([office.cell])) >= 2


def test_an_order_nobody_could_read_yet_is_taken_back_when_its_leg_is_halted(office):
    phone = office.ready_phone()
    office.change(office.first, lead_h=7)
    office.send()
    word = {"what": "leg", "slug": "leg-1", "why": "patrol", "by": "H"}
    halted = hazards.halt(**word, keyring=office.harriet, now=NOW)

    office.collect()

    clock.stand_at(NOW.replace(hour=17))
    phone.look()
    assert phone.cards == {}
    line = office.panel()[0]
    assert (line.state, line.where.order, line.may_send) == ("ordered", "done", True)
    gone = {"why": "they left", "by": "H", "confirmed": True}
    hazards.lift(halt_id=halted, **gone, keyring=office.harriet, now=NOW)
    office.collect()
    again = str(office.send(now=NOW.replace(hour=17)))
    phone.look()
    assert phone.cards[again].state == "open"


def test_a_halt_elsewhere_leaves_an_order_that_lies_ready_alone(office):
    office.ready_phone()
    office.change(office.first, lead_h=7)
    office.send()
    hazards.halt(what="leg", slug="leg-2", why="x", by="H", keyring=office.harriet, now=NOW)

    office.collect()

    assert office.panel()[0].where.order == "sealed"
