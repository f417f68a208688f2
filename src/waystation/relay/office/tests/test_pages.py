"""The office's pages: a stage, who knows what, which word is missing, an incident."""

from datetime import timedelta

import pytest
from django.urls import reverse

from waystation.base import clock
from waystation.relay.office import queries
from waystation.relay.talk import services as talk

HOUR = timedelta(hours=1)


@pytest.fixture
def first(kept):
    return kept.stages[0]


def text_of(browser, name, *args) -> str:
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_stages_page_sets_two_styles_side_by_side_and_settles_one(browser, river, kept, first):
    text = text_of(browser, "stage", first.id)
    # Rankin meets Haines or nobody; two people and two places either way.
    assert "2 people under way, 1 partner, 2 places" in text
    assert "2 people under way, 0 partners, 2 places" in text

    said = {"lead_h": "6", "style": "apart"}
    answer = browser.post(reverse("stage-settle", args=[first.id]), said)

    assert answer.url == reverse("stage", args=[first.id])
    (settled,) = [k.stage for k in river.passage(kept.id).stages if k.id == first.id]
    assert (settled.lead_h, settled.apart) == (6, True)


@pytest.mark.parametrize(
    ("lead_h", "style", "says"),
    [("x", "meet", "is no number of hours"), ("24", "", "No style"), ("0", "meet", "cannot open")],
)
def test_what_is_no_way_to_settle_it_is_said(browser, first, lead_h, style, says):
    said = {"lead_h": lead_h, "style": style}

    answer = browser.post(reverse("stage-settle", args=[first.id]), said)

    assert answer.status_code == 409
    assert says in answer.content.decode()


def test_once_it_can_be_read_there_is_nothing_left_to_settle(browser, river, first):
    river.note(first.id, "ordered")
    clock.stand_at(first.stage.depart - HOUR)

    text = text_of(browser, "stage", first.id)

    assert "nothing of this changes any more" in text
    assert 'name="lead_h"' not in text


def test_a_stage_without_an_order_has_nobody_to_write_to(browser, first):
    assert reverse("stage-write", args=[first.id]) not in text_of(browser, "stage", first.id)

    answer = browser.post(reverse("stage-write", args=[first.id]), {"text": "wait"})

    assert answer.status_code == 409
    assert "No phone has an order" in answer.content.decode()


def test_what_a_guide_can_tell_stands_under_their_name(browser, river, first):
    assert "Nobody can tell anything." in text_of(browser, "knowing")

    river.note(first.id, "ordered")
    text = text_of(browser, "knowing")

    assert "John Rankin" in text
    assert "2 people under way, 1 partner, 2 places" in text
    assert "knows where and when to meet Jonathan Haines" in text


def test_the_share_given_up_is_weighed_against_all_under_way(river, kept, first):
    river.note(first.id, "ordered")

    known = queries.who_knows(river.harriet, first.stage.depart)

    assert (known.n_people, known.worst, known.mean) == (2, 2, 2)


def test_a_missing_word_is_listed_with_whom_to_ask(browser, river, kept, first):
    # It leaves within a day, so its guide should have been told by now.
    assert "The order is not sealed." in text_of(browser, "missed")
    for stage in kept.stages:
        river.note(stage.id, "ordered")
        river.note(stage.id, "accepted")
    assert "No word is missing." in text_of(browser, "missed")

    clock.stand_at(first.stage.depart + 3 * HOUR)
    text = text_of(browser, "missed")

    assert "Nobody said that the people were met." in text
    assert "John Rankin" in text


def test_the_incident_page_asks_once_and_then_says_what_was_done(browser, kept, first):
    address = reverse("incident", args=[first.id])
    before = browser.get(address).content.decode()
    assert "Is John Rankin lost?" in before
    # No name of a guide in an address: the drill is asked for by the record's id.
    assert f"{reverse('drill-new')}?record={first.stage.guide_row}" in before
    assert "lost=" not in before

    after = browser.post(address).content.decode()

    assert "There was no phone to give up." in after
    assert "Nobody is sent to this guide until" in after
    assert f'action="{reverse("passage-replan", args=[kept.id])}"' in after
    assert "Is John Rankin lost?" not in text_of(browser, "incident", first.id)


def test_an_approver_reads_and_changes_nothing(sign_in, kept, first):
    approver = sign_in("approver")

    for name, args in (("stage", [first.id]), ("knowing", []), ("missed", [])):
        assert approver.get(reverse(name, args=args)).status_code == 200
    assert 'name="lead_h"' not in text_of(approver, "stage", first.id)
    for name in ("stage-settle", "stage-write", "stage-read", "incident"):
        assert approver.post(reverse(name, args=[first.id])).status_code == 403
    assert approver.post(reverse("go-now", args=[kept.id])).status_code == 403


def test_go_now_needs_a_phone_at_the_last_house(browser, kept):
    answer = browser.post(reverse("go-now", args=[kept.id]))

    assert answer.status_code == 409
    assert "No phone has an order" in answer.content.decode()


def test_go_now_tells_the_last_team_where_they_wait_and_notes_when(browser, kept, monkeypatch):
    sent = []
    monkeypatch.setattr(talk, "send", lambda **said: sent.append(said))

    answer = browser.post(reverse("go-now", args=[kept.id]))

    assert answer.url == reverse("arrival", args=[kept.id])
    assert [(said["stage_id"], said["go"]) for said in sent] == [(kept.stages[-1].id, True)]
