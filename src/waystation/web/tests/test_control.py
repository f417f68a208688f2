"""The control room: one figure for each thing that dispatch watches, and the way into its page."""

import pytest
from django.urls import reverse

from waystation.base import clock
from waystation.hazards import services as hazards
from waystation.routing.tests.ripley import READY, at
from waystation.web.shell import ROOMS, room_at


def tiles_of(browser) -> dict[str, tuple[str, str]]:
    answer = browser.get(reverse("control"))
    assert answer.status_code == 200
    return {str(tile.name): (tile.value, tile.tone) for tile in answer.context["tiles"]}


def test_on_a_quiet_day_every_figure_is_nought_and_none_is_red(browser):
    assert set(tiles_of(browser).values()) == {("0", "")}


def test_who_is_under_way_and_what_waits_for_approval_are_counted_apart(river, browser):
    river.approved()

    found = tiles_of(browser)

    assert found["Passages under way"] == ("1", "")
    assert found["To be approved"] == ("0", "")


def test_a_halt_a_silent_guide_and_a_clash_turn_red(river, browser):
    kept = river.approved()
    river.note(kept.stages[0].id, "ordered")
    hazards.halt(
        what="partner", slug="haines", why="arrest", by="H.", keyring=river.harriet, now=READY
    )
    # Half an hour after the first stage should have left, and Haines is to lead the second.
    clock.stand_at(at(1_350))

    found = tiles_of(browser)

    assert found["Words overdue"] == ("2", "red")
    assert found["Ways that are shut"] == ("1", "red")
    assert found["Clashes"] == ("1", "red")


def test_an_approver_sees_nothing_of_cases(sign_in):
    found = tiles_of(sign_in("approver"))

    assert "Groups waiting" not in found
    assert "Passages under way" in found


def test_nobody_else_has_the_control_room(sign_in):
    for role in ("case worker", "finance officer", "security officer"):
        assert sign_in(role).get(reverse("control")).status_code == 403


@pytest.mark.parametrize("role", ["field manager", "approver"])
def test_every_page_that_is_entered_from_here_opens_and_marks_a_room(sign_in, role):
    browser, rooms = sign_in(role), {room.url for room in ROOMS}

    ways_in = browser.get(reverse("control")).context["rooms_here"]

    assert len(ways_in) >= 5
    for url, _name in ways_in:
        assert browser.get(url).status_code == 200, url
        assert room_at(url) in rooms
