"""The pages of care: nobody is blamed, a wrong day is shown again, a law has its day."""

import pytest
from django.urls import reverse

from waystation.dispatch.care import queries as care
from waystation.dispatch.care.tests.test_services import ohio, row
from waystation.network import queries as network
from waystation.routing.tests.ripley import READY


def test_the_pages_of_care_say_who_stopped_without_a_word_of_blame(river, enter):
    kept = river.approved()
    guide = kept.stages[0].stage.guide
    row = next(k.id for k in network.kept("partner", river.harriet) if k.record.slug == guide)
    browser = enter("field manager")
    assert b"Let them rest" in browser.get(reverse("care-of", args=[row])).content

    browser.post(reverse("care-stop", args=[row]), {"why": ""})

    page = browser.get(reverse("care-of", args=[row])).content.decode()
    assert "They stopped for safety." in page
    assert "That was right" in page
    assert care.page(row, river.harriet, READY).stands == "stopped"
    browser.post(reverse("care-go-on", args=[row]))
    assert care.page(row, river.harriet, READY).stands == ""


def test_a_rest_with_days_that_are_none_is_shown_again_and_not_noted(river, enter):
    kept = river.approved()
    guide = kept.stages[0].stage.guide
    row = next(k.id for k in network.kept("partner", river.harriet) if k.record.slug == guide)
    browser = enter("approver")

    wrong = browser.post(reverse("care-rest", args=[row]), {"first": "soon", "last": ""})
    assert wrong.status_code == 422
    assert b"No rest is noted yet." in wrong.content

    days = {"first": "1855-10-27", "last": "1855-11-02", "why": "a week at home"}
    assert browser.post(reverse("care-rest", args=[row]), days).status_code == 302
    assert "a week at home" in browser.get(reverse("care-of", args=[row])).content.decode()


def test_a_law_is_put_on_file_by_its_form_and_listed_with_its_day(river, enter):
    ohio(river)
    browser = enter("field manager")
    law = {"land": "OH", "on": "1855-11-05", "says": "harbouring is fined"}

    assert browser.post(reverse("care-laws"), law | {"land": "atlantis"}).status_code == 422
    assert browser.post(reverse("care-laws"), law).status_code == 302

    page = browser.get(reverse("care-laws")).content.decode()
    assert "in 10 days" in page
    assert "harbouring is fined" in page


@pytest.mark.parametrize("name", ["care", "care-laws"])
def test_nobody_of_another_role_reads_what_partners_carried(river, enter, name):
    browser = enter("finance officer")

    assert browser.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", ["care-of", "care-rest", "care-stop", "care-go-on"])
def test_nobody_of_another_role_reads_or_changes_how_one_of_them_is(river, enter, name):
    bell = row(river, "rankin")
    browser = enter("finance officer")

    assert browser.get(reverse(name, args=[bell])).status_code in (403, 405)
    assert browser.post(reverse(name, args=[bell])).status_code in (403, 405)


def test_an_approver_hands_no_stage_over(river, enter):
    kept = river.approved()
    address = reverse("care-hand-to", args=[row(river, "rankin"), kept.stages[0].id])

    assert enter("approver").post(address).status_code == 403
