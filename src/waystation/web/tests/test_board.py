"""The board shows what needs this person, and only what their keys open."""

from datetime import timedelta

import pytest
from django.urls import reverse

from waystation.base import clock, watches
from waystation.base.access import ROLES
from waystation.base.ids import new_id
from waystation.ledger import services as ledger
from waystation.routing.tests.ripley import READY, at
from waystation.web.shell import ROOMS


def board_of(browser):
    answer = browser.get(reverse("board"))
    assert answer.status_code == 200
    return answer.context["board"], answer.content.decode()


def test_on_a_quiet_day_nothing_needs_anybody(browser):
    board, text = board_of(browser)

    assert (board.calls, board.moving, board.n_waiting) == ([], [], 0)
    assert "Nothing needs you right now." in text
    assert "Nobody is on the way." in text


def test_a_proposal_calls_each_approver_until_their_own_hand_is_on_it(river, sign_in):
    passage_id = river.propose(group_label="Eleven")
    approver, manager = sign_in("approver"), sign_in()

    before, _ = board_of(approver)
    approver.post(reverse("approve", args=[passage_id]))
    after, _ = board_of(approver)

    assert [call.says for call in before.calls] == ["Eleven waits for your approval."]
    assert before.calls[0].subject == passage_id
    assert after.calls == []
    assert board_of(manager)[0].calls == []


def test_a_passage_under_way_is_drawn(river, browser):
    kept = river.approved(group_label="Eleven")

    board, text = board_of(browser)

    assert [shown.id for shown, _ in board.moving] == [kept.id]
    assert "<svg" in text
    assert "Sandusky" in text


def test_what_arrived_or_is_only_proposed_is_not_drawn_as_moving(river, browser):
    river.propose()
    kept = river.approved()
    for number in (1, 2):
        river.travel(kept, number)
    river.arrive(kept)

    assert board_of(browser)[0].moving == []


def test_a_ringing_watch_and_an_overdue_stage_stand_in_red(river, browser):
    kept = river.approved(group_label="Eleven")
    river.note(kept.stages[0].id, "ordered")
    now = at(1_561)
    clock.stand_at(now)
    watches.ring_due(now)

    board, text = board_of(browser)

    says = [call.says for call in board.calls]
    assert f"Stage 1 of {kept.passage.code} is silent." in says[0]
    assert says[1] == "Eleven: stage 1 is overdue."
    assert [call.hint for call in board.calls][1] == "Call John Rankin."
    assert all(call.red for call in board.calls)
    assert text.count("alert red") == 2


def test_a_stage_that_could_not_be_paid_is_told_without_alarm(river, browser):
    kept = river.approved(group_label="Eleven")
    ledger.pay_stage(
        entry_id=new_id(),
        fund=kept.passage.fund,
        costs={"rescue_fees": 3_300},
        on=READY.date(),
    )
    river.travel(kept, 1)

    board, _ = board_of(browser)

    assert [(call.says, call.red) for call in board.calls] == [
        ("Eleven: stage 1 is not paid.", False)
    ]


@pytest.mark.parametrize("role", ["case worker", "finance officer", "security officer"])
def test_who_lacks_the_passages_keys_sees_neither_group_nor_alarm(river, sign_in, role):
    kept = river.approved(group_label="Eleven")
    watches.ring_due(READY + timedelta(days=9))

    board, text = board_of(sign_in(role))

    assert (board.calls, board.moving) == ([], [])
    assert "Eleven" not in text
    assert kept.passage.code not in text
    assert "Rankin" not in text


@pytest.mark.parametrize("role", ROLES)
def test_money_is_shown_to_those_who_spend_it_or_keep_it(sign_in, role):
    board, text = board_of(sign_in(role))

    is_shown = role in ("field manager", "finance officer")
    assert (board.money is not None) is is_shown
    assert ("$1,000.00" in text) is is_shown


@pytest.mark.parametrize("role", ROLES)
def test_the_rail_offers_exactly_the_rooms_that_open(sign_in, role):
    browser = sign_in(role)

    for room in ROOMS:
        status = browser.get(reverse(room.url)).status_code
        assert status == (200 if role in room.roles else 403), room.url
