"""The three boards as pages: what stands on them, as a drawing and as a table, and who sees them.

Two people leave Ripley on Friday at 22:00, are in Wilmington from midnight to 05:00, and in
Sandusky at 06:00; see `dispatch.tests.river`.
"""

import re

import pytest
from django.urls import reverse

from waystation.dispatch import services
from waystation.dispatch.board import queries
from waystation.dispatch.board.domain import stays
from waystation.dispatch.models import JointRow
from waystation.hazards import services as hazards
from waystation.routing.domain import Lost
from waystation.routing.tests.ripley import READY, at

PAGES = ("capacity", "capacity-guides", "capacity-groups")


def text_of(browser, name, **asked) -> str:
    answer = browser.get(reverse(name), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_house_shows_who_is_in_it_by_night(river, browser):
    river.approved(group_label="Two")

    text = text_of(browser, "capacity")

    assert "<title>26 Oct. Wilmington: 2 people, 12 beds. Two</title>" in text
    assert "1 of 2 houses have somebody in them" in text
    assert "Sardinia" not in text
    # Six beds in Sardinia and twelve in Wilmington, of which two are taken that night.
    assert "<title>26 Oct, all houses: 2 people, 18 beds.</title>" in text
    assert "Sardinia" in text_of(browser, "capacity", all="1")


def test_guides_show_whom_they_lead_and_how_many_are_free(river, browser):
    river.approved(group_label="Two")

    text = text_of(browser, "capacity-guides")

    assert "<title>26 Oct. John Rankin leads: Two (1)</title>" in text
    assert "<title>27 Oct. Jonathan Haines leads: Two (2)</title>" in text
    # Of three guides one leads on Friday; on Saturday both, since the first stage ends at midnight.
    assert "<title>Guides free: 2</title>" in text
    assert "<title>Guides free: 1</title>" in text


def test_a_group_is_drawn_along_its_hours(river, browser):
    kept = river.approved(group_label="Two")

    text = text_of(browser, "capacity-groups")

    assert 'aria-label="Two: Ripley, 26 Oct, to Sandusky, 27 Oct."' in text
    assert f'href="{reverse("passage", args=[kept.id])}"' in text
    assert "<title>Wilmington: waits</title>" in text


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("capacity", ("26 Oct 1855", "Wilmington", "Two")),
        ("capacity-guides", ("John Rankin", "Two, stage 1", "Jonathan Haines")),
        ("capacity-groups", ("26 Oct 1855, 22:00", "Sandusky", "Jonathan Haines")),
    ],
)
def test_every_board_can_be_read_as_a_table(river, browser, page, says):
    river.approved(group_label="Two")

    text = text_of(browser, page, **{"as": "table"})

    assert '<svg class="daylane' not in text
    assert [words for words in says if words not in text] == []


def test_one_night_can_be_asked_for(river, browser):
    river.approved(group_label="Two")

    there = text_of(browser, "capacity", **{"as": "table", "on": "1855-10-26"})
    empty = text_of(browser, "capacity", **{"as": "table", "on": "1855-10-25"})

    assert "Wilmington" in there
    assert "Nothing is on the board in these days." in empty


def test_a_halted_guide_stands_in_red_with_the_passage_to_open(river, browser):
    kept = river.approved(group_label="Two")
    hazards.halt(
        what="partner", slug="haines", why="arrest", by="H.", keyring=river.harriet, now=READY
    )

    text = text_of(browser, "capacity-guides")

    assert "Two: the guide Jonathan Haines is to lead on 27 Oct. The guide: halted." in text
    assert f'href="{reverse("passage", args=[kept.id])}">Open Two' in text
    assert '<a class="over"' in text


def test_a_field_manager_may_suppose_a_clash_away_and_an_approver_may_not(river, sign_in):
    river.approved()
    hazards.halt(
        what="partner", slug="haines", why="arrest", by="H.", keyring=river.harriet, now=READY
    )
    haines = queries.known(river.harriet).ids["partner", "haines"]
    address = f'href="{reverse("together-suppose")}?guide={haines}"'

    assert address in text_of(sign_in(), "capacity")
    assert "What if" not in text_of(sign_in("approver"), "capacity")


@pytest.mark.parametrize("asked", [{"from": "soon"}, {"from": "9999-12-31"}, {"on": "0001-01-01"}])
def test_a_day_that_is_none_is_refused_with_one_that_is(browser, asked):
    answer = browser.get(reverse("capacity"), asked)

    assert answer.status_code == 409
    assert "Write it like 1855-10-26" in answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_an_approver_sees_the_boards_and_nobody_else_does(sign_in, page):
    assert sign_in("approver").get(reverse(page)).status_code == 200
    for role in ("case worker", "finance officer", "security officer"):
        assert sign_in(role).get(reverse(page)).status_code == 403


def test_no_address_on_a_board_names_a_place_a_group_or_a_guide(river, browser):
    river.approved(group_label="Eleven")
    told = ("ripley", "wilmington", "sandusky", "rankin", "haines", "eleven")

    for page in PAGES:
        for asked in ({}, {"as": "table"}, {"all": "1"}):
            addresses = re.findall(r'(?:href|hx-get)="([^"]+)"', text_of(browser, page, **asked))
            assert [one for one in addresses if any(word in one.lower() for word in told)] == []


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_board_says_how_it_fills(browser, page):
    assert "Propose a passage" in text_of(browser, page)


def test_a_group_carried_on_is_counted_where_it_stands(river):
    kept, later = river.approved(), at(1_500)
    river.travel(kept, 1)
    said = {"passage_id": kept.id, "keyring": river.harriet, "now": later}
    plan_id = services.replan(lost=Lost(), from_end=False, **said)
    services.carry_on(plan_id=plan_id, route_no=0, needs="", **said)

    (way,) = [one for one in queries.known(river.harriet).ways if one.state == "proposed"]
    # The first stage ended at midnight, minute 1,440; Wilmington to Sandusky leaves at 05:00.
    assert way.since == at(1_440)
    assert [(s.place, s.comes, s.leaves) for s in stays(way, at(1_500))] == [
        ("wilmington", at(1_440), at(1_740))
    ]


def test_what_is_worked_out_is_counted_without_a_key_of_it(river):
    JointRow.objects.create(cell=river.cell, state="running", day=READY.date(), body=b"-")
    JointRow.objects.create(cell=river.cell, state="done", day=READY.date(), body=b"-")

    (one,) = queries.runs(river.harriet)

    # It was begun by a server that runs no more.
    assert (one.what, one.run) == ("together", None)
    assert queries.runs(river.levi) == []
