"""The board shows what needs this person, and only what their keys open."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from waystation.base import clock, watches
from waystation.base.access import ROLES
from waystation.base.ids import new_id
from waystation.dispatch import services
from waystation.ledger import queries as book
from waystation.ledger import services as ledger
from waystation.ledger.budgets import services as budgets
from waystation.ledger.chart import BANK, GENERAL
from waystation.ledger.domain import Draft, Line
from waystation.ledger.models import Reservation
from waystation.routing.tests.ripley import READY, at
from waystation.vault.door import Who
from waystation.vault.keyring import Keyring
from waystation.web.board import _from_passages
from waystation.web.shell import ROOMS, room_at


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


def test_an_alarm_that_nobody_rings_is_told_to_those_it_would_call(river, sign_in):
    river.approved()
    # Due at 1560 since the office's beginning; no worker rings it.
    clock.stand_at(at(1_565))

    says = "An alarm is due and does not ring."
    for role, told in (("field manager", True), ("security officer", True), ("case worker", False)):
        board, _ = board_of(sign_in(role))
        assert (says in [call.says for call in board.calls]) is told


@pytest.fixture
def unpaid(river):
    """Give a passage whose first stage was handed over when neither fund had money left."""
    kept = river.approved(group_label="Eleven")
    # Nobody could take what is promised to the stages, so the promises are taken back first.
    budgets.release(Reservation.objects.values_list("pk", flat=True))
    budgets.pay_stage(
        entry_id=new_id(),
        fund=kept.passage.fund,
        costs={"rescue_fees": 3_300},
        on=READY.date(),
    )
    cents = book.balance(GENERAL)
    lines = (Line(BANK, GENERAL, -cents), Line("Expenses:Admin", GENERAL, cents))
    ledger.post(entry_id=new_id(), draft=Draft("other", READY.date(), lines))
    river.travel(kept, 1)
    return river.passage(kept.id)


def test_a_stage_that_could_not_be_paid_is_told_without_alarm(unpaid, browser):
    board, _ = board_of(browser)

    assert [(call.says, call.red) for call in board.calls] == [
        ("Eleven: stage 1 is not paid.", False)
    ]


def test_a_passage_that_is_over_calls_only_for_what_is_not_paid(river, unpaid):
    harriet = Who(new_id(), "Harriet", "field manager", Keyring.of(new_id(), []), None, None)
    services.stand_down(passage_id=unpaid.id, reason="x", keyring=river.harriet, now=READY)
    over = river.passage(unpaid.id)
    paid = over._replace(stages=over.stages[1:])

    late = READY + timedelta(days=9)
    assert [c.says for c in _from_passages(harriet, [over], late)] == [
        "Eleven: stage 1 is not paid."
    ]
    assert _from_passages(harriet, [paid], late) == []


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


@pytest.mark.parametrize(
    ("page", "room", "current"),
    [
        ("plans", "plans", "page"),
        ("plan-new", "plans", "true"),
        ("tip-new", "tips", "true"),
        ("household-new", "people", "true"),
        ("network-map", "network", "true"),
        ("risk-rule", "network", "true"),
        ("board", "board", "page"),
    ],
)
def test_the_rail_marks_the_room_one_is_in(browser, page, room, current):
    text = browser.get(reverse(page)).content.decode()

    rail = text[text.index('<nav class="rail"') : text.index("</nav>")]
    marked = set(re.findall(r'<a href="([^"]+)" aria-current="(\w+)"', rail))
    assert marked == {(reverse(room), current)}


def test_the_rail_marks_the_room_of_pages_named_otherwise():
    assert room_at("/groups/00000000-0000-0000-0000-000000000000/") == "people"
    assert room_at("/phones/passage/00000000-0000-0000-0000-000000000000/") == "passages"
    assert {room_at(reverse(room.url)) for room in ROOMS} == {room.url for room in ROOMS}


def test_no_room_is_marked_where_one_is_in_none(browser):
    assert "aria-current" not in browser.get(reverse("sources")).content.decode()


def test_what_the_board_asks_by_itself_says_so(browser):
    _, text = board_of(browser)

    asks = re.findall(r"<[^>]*hx-(?:get|post)=[^>]*>", text)
    assert len(asks) == 2
    assert all("""hx-headers='{"X-Asks-By-Itself":"1"}'""" in tag for tag in asks)
