"""The pages of a rehearsal: asked for, followed, read, taken along; and who may what."""

import pytest
from django.urls import reverse

from waystation.base import clock
from waystation.dispatch import running
from waystation.dispatch.models import RehearsalRow
from waystation.dispatch.rehearsing import fan_chart, queries, services
from waystation.dispatch.rehearsing.fan_chart import Fan
from waystation.dispatch.rehearsing.tests.conftest import CALM, STORM
from waystation.routing.tests.ripley import READY

TYPED = {
    "plan": "under-way", "replicates": "200", "where": "here", "guides": "3", "houses": "2",
    "raided": "50", "phones": "10", "phone_days": "5", "delays": "10", "delay_h": "3",
    "storms": "1", "known_after_h": "6", "watches": "2", "catches": "10",
}  # fmt: skip


@pytest.fixture
def browser(office, sign_in):
    signed = sign_in()
    clock.stand_at(READY)
    return signed


def test_a_rehearsal_is_begun_from_its_form(office, browser, monkeypatch):
    begun = []

    def rehearse(*, asked, keyring, now):
        begun.append(asked)
        return office.passage

    monkeypatch.setattr(services, "rehearse", rehearse)

    answer = browser.post(reverse("rehearsal-new"), TYPED)

    assert answer.status_code == 302
    assert answer["Location"] == reverse("rehearsal", args=[office.passage])
    (one,) = begun
    assert (one.joint, one.replicates, one.guide_month_p, one.watches) == (None, 200, 0.03, 2)


def test_a_form_with_a_wrong_figure_is_shown_again_as_typed(browser):
    answer = browser.post(reverse("rehearsal-new"), TYPED | {"guides": "900"})

    assert 'value="900"' in answer.content.decode()
    assert not RehearsalRow.objects.exists()


def test_the_page_tells_what_came_of_it(office, browser):
    made = office.rehearse(STORM)

    page = browser.get(reverse("rehearsal", args=[made])).content.decode()

    assert "learn at the rendezvous" in page
    assert page.count('class="chart fan"') == 3
    assert "90.0 %" in page  # What an interval promises.
    assert "Jonathan Haines" not in page  # In lists by initials.
    assert "J. H." in page


def test_the_list_shows_it_and_a_stopped_one_can_be_resumed(office, browser):
    office.stops_after = 1
    made = office.rehearse()
    RehearsalRow.objects.filter(pk=made).update(state="cancelled")

    listed = browser.get(reverse("rehearsals")).content.decode()
    page = browser.get(reverse("rehearsal", args=[made])).content.decode()

    assert reverse("rehearsal", args=[made]) in listed
    assert reverse("rehearsal-resume", args=[made]) in page
    assert reverse("rehearsal-cancel", args=[made]) not in page


def test_a_page_that_asks_how_far_it_is_is_asked_anew_once_it_is_over(office, browser):
    made = office.rehearse()

    answer = browser.get(reverse("rehearsal-progress", args=[made]))

    assert answer["HX-Refresh"] == "true"


def test_a_page_of_one_that_is_stopping_waits_and_offers_no_button(office, browser, monkeypatch):
    made = office.rehearse()
    RehearsalRow.objects.filter(pk=made).update(state="cancelled")
    monkeypatch.setattr(queries.running, "progress", lambda run_id: running.Run())

    page = browser.get(reverse("rehearsal", args=[made])).content.decode()
    asked = browser.get(reverse("rehearsal-progress", args=[made]))

    assert "Stopping: what is being played comes to its end." in page
    assert reverse("rehearsal-progress", args=[made]) in page
    assert reverse("rehearsal-resume", args=[made]) not in page
    assert "HX-Refresh" not in asked


def test_the_figures_can_be_taken_along_replicate_by_replicate(office, browser):
    made = office.rehearse(CALM)

    rows = browser.get(reverse("rehearsal-figures", args=[made])).content.decode().splitlines()

    assert len(rows) == 1 + 3 * 4
    assert rows[1] == "0,learn at the rendezvous,2,2,0,0,0"


@pytest.mark.parametrize("name", ["rehearsal-cancel", "rehearsal-resume", "rehearsal-forget"])
def test_an_approver_reads_a_rehearsal_and_changes_none(office, sign_in, name):
    made = office.rehearse()
    approver = sign_in("approver")

    assert approver.get(reverse("rehearsal", args=[made])).status_code == 200
    assert approver.post(reverse(name, args=[made])).status_code == 403
    assert approver.get(reverse("rehearsal-new")).status_code == 403


def test_a_fan_holds_its_bands_its_middle_and_the_plan():
    drawn = fan_chart.draw(
        Fan("x", [[0, 0], [0, 2], [0, 4], [0, 6], [0, 8]], [0, 8]), READY, 12, 10
    )

    # Up to ten people, steps of two: four of ten are at 60 from the top.
    assert '<polyline class="likely" points="0.00,100.00 100.00,60.00"/>' in drawn
    assert '<polyline class="planned" points="0.00,100.00 100.00,20.00"/>' in drawn
    assert 'points="0.00,100.00 100.00,100.00 100.00,20.00 0.00,100.00"' in drawn


def test_a_fan_of_another_shape_is_none():
    with pytest.raises(ValueError, match="five rows"):
        fan_chart.draw(Fan("x", [[0, 1]], [0, 1]), READY, 12, 10)
