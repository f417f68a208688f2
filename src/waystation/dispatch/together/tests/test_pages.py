"""The pages of plans for all, as a field manager and an approver see them."""

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from waystation.base import clock
from waystation.base.ids import new_id
from waystation.dispatch.models import PassageRow
from waystation.network import queries as network
from waystation.routing.tests.ripley import READY
from waystation.vault import door, staff

PASSPHRASE = "a long phrase for tests"


@pytest.fixture
def sign_in(river):
    """Give a browser signed in in a role."""
    clock.stand_at(READY)

    def signed_in(role="field manager") -> Client:
        name = f"{role} {new_id().hex[:4]}"
        slots = [*river.slots.values(), *([river.case_slot] if role == "field manager" else [])]
        staff.admit(name=name, alias=role, role=role, passphrase=PASSPHRASE, slots=slots)
        browser = Client()
        cookie = door.sign_in(name, PASSPHRASE, now=clock.real_now())
        browser.cookies[configured.DOOR_COOKIE] = cookie
        return browser

    return signed_in


def page(browser, name, joint):
    return browser.get(reverse(name, kwargs={"joint_id": joint}))


def test_the_form_offers_every_group_that_is_ready_and_keeps_what_was_typed(sign_in, groups):
    browser = sign_in()

    shown = browser.get(reverse("together-new"))
    again = browser.post(reverse("together-begin"), {"group": groups[0], "days": "400"})

    assert all(str(group) in shown.content.decode() for group in groups)
    assert again.status_code == 409
    assert f'value="{groups[0]}" checked' in again.content.decode()


def test_the_page_says_how_good_the_plan_is_draws_it_and_lists_every_way(sign_in, joint):
    shown = page(sign_in(), "together-plan", joint).content.decode()

    assert "proven, not guessed" in shown
    assert '<svg class="together"' in shown
    assert shown.count("27 Oct 1855, 06:00 Sandusky") == 1
    assert shown.count("29 Oct 1855, 06:00 Sandusky") == 1
    assert "Two checks that know nothing of the search" in shown


def test_the_table_has_one_row_a_stage(sign_in, joint):
    lines = page(sign_in(), "together-table", joint).content.decode().splitlines()

    assert len(lines) == 1 + 4
    assert lines[1].endswith(
        "Ripley,travels,1,Ripley,Wilmington,wagon,1855-10-26T22:00:00+00:00,1855-10-27T00:00:00+00:00"
    )


def test_all_is_proposed_in_one_press_and_approved_by_two_others(sign_in, joint):
    manager, one, two = sign_in(), sign_in("approver"), sign_in("approver")
    address = {"joint_id": joint}

    proposed = manager.post(reverse("together-propose", kwargs=address))
    offered = page(one, "together-plan", joint).content.decode()
    for browser in (one, two):
        browser.post(reverse("together-approve", kwargs=address))
    after = page(one, "together-plan", joint).content.decode()

    assert "Done for 2 groups." in proposed.content.decode()
    assert PassageRow.objects.count() == 2
    assert "I approve all" in offered
    assert "I approve all" not in after


@pytest.mark.parametrize("name", ["together-propose", "together-copy", "together-again"])
def test_an_approver_plans_and_proposes_nothing(sign_in, name):
    answer = sign_in("approver").post(reverse(name, kwargs={"joint_id": new_id()}))

    assert answer.status_code == 403
    assert not PassageRow.objects.exists()


def test_a_field_manager_approves_nothing(sign_in):
    browser = sign_in()

    answer = browser.post(reverse("together-approve", kwargs={"joint_id": new_id()}))

    assert answer.status_code == 403


def test_a_house_that_is_asked_about_stands_in_the_form_of_a_copy(river, sign_in, joint):

    house = next(
        kept for kept in network.kept("house", river.harriet) if kept.record.place == "wilmington"
    )

    answer = sign_in().get(reverse("together-suppose"), {"bed": house.id}, follow=True)

    assert 'name="beds_at" list="all-places" value="Wilmington"' in answer.content.decode()
