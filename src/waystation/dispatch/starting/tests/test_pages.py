"""What has to be settled, on screen: who may read it, who may press what."""

import pytest
from django.urls import reverse

from waystation.dispatch import services
from waystation.dispatch.agreed import AGREED_TO
from waystation.dispatch.starting.showing import spans
from waystation.dispatch.starting.tests.test_services import hear_a_rumour
from waystation.routing.tests.ripley import READY


@pytest.mark.parametrize(
    ("numbers", "written"), [([1], "1"), ([3, 1, 2], "1–3"), ([1, 2, 4, 7, 6], "1–2, 4, 6–7")]
)
def test_stages_in_a_row_are_written_as_a_span(numbers, written):
    assert spans(numbers) == written


def test_an_approver_sees_what_changed_and_approves_it_again(river, enter):
    kept = river.approved()
    hear_a_rumour(river)
    browser = enter("approver")

    page = browser.get(reverse("starting", args=[kept.id])).content.decode()

    assert "Something changed since it was approved." in page
    assert "words of danger near it" in page
    assert "<del>0</del>" in page
    assert "<ins>1</ins>" in page
    pressed = browser.post(reverse("approve-again", args=[kept.id]))
    assert pressed.status_code == 302
    assert len(river.passage(kept.id).passage.agreed) == 1


def test_a_field_manager_gives_a_word_and_sees_it_on_the_page(river, enter):
    kept = river.approved()
    browser = enter("field manager")

    browser.post(
        reverse("starting-say", args=[kept.id]), {"what": AGREED_TO, "words": "asked on Friday"}
    )

    page = browser.get(reverse("starting", args=[kept.id])).content.decode()
    assert "Nothing stands against it" in page
    assert "asked on Friday" in page


@pytest.mark.parametrize("name", ["starting", "starting-say", "approve-again", "step-aside"])
def test_nobody_of_another_role_comes_in(river, enter, name):
    kept = river.approved()
    browser = enter("finance officer")

    assert browser.get(reverse(name, args=[kept.id])).status_code in (403, 405)
    assert browser.post(reverse(name, args=[kept.id])).status_code in (403, 405)


def test_an_approver_gives_no_word_and_a_field_manager_lays_no_hand(river, enter):
    kept = river.approved()
    approver = enter("approver")
    manager = enter("field manager")

    assert approver.post(reverse("starting-say", args=[kept.id])).status_code == 403
    assert manager.post(reverse("approve-again", args=[kept.id])).status_code == 403
    assert manager.post(reverse("step-aside", args=[kept.id])).status_code == 403


def test_only_the_part_is_given_to_a_page_that_asks_for_it_by_itself(river, enter):
    kept = river.approved()
    browser = enter("field manager")

    part = browser.get(reverse("starting", args=[kept.id]), headers={"HX-Request": "true"})

    assert b"<html" not in part.content
    assert b"Before a stage begins" in part.content


def test_a_word_that_says_nothing_known_is_taken_for_no_look_at_the_way(river, enter):
    kept = river.approved()
    browser = enter("field manager")

    answer = browser.post(reverse("starting-say", args=[kept.id]), {"what": "?", "words": "x"})

    assert answer.status_code == 409
    assert river.passage(kept.id).passage.said == ()


def test_of_a_passage_that_was_called_off_no_stage_is_said_to_have_begun(river, enter):
    kept = river.approved()
    services.stand_down(passage_id=kept.id, reason="-", keyring=river.harriet, now=READY)

    page = enter("field manager").get(reverse("starting", args=[kept.id])).content.decode()

    assert "This passage is over." in page
    assert "Every stage has begun." not in page
