"""The pages of planning, as a browser asks for them."""

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from waystation.base import clock
from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.cases import services as cases
from waystation.cases.person import Need, named
from waystation.cases.tests.builders import settle
from waystation.routing.forms import Asked
from waystation.routing.models import PlanRow
from waystation.routing.tests.ripley import READY, at
from waystation.routing.views import _for_group
from waystation.vault import cells, door, staff
from waystation.vault.keyring import Keyring

ASKED = {
    "start": "ripley",
    "to": "any",
    "people": "2",
    "children": "0",
    "start_at": "1855-10-26T06:40",
}


@pytest.fixture
def sign_in(office):
    """Give a browser signed in in a role, with the keys of gazetteer, network and passages."""
    clock.stand_at(READY)

    def signed_in(role="field manager"):
        slots = list(office.slots.values())
        staff.admit(name=role, alias=role, role=role, passphrase="a long phrase", slots=slots)
        browser = Client()
        cookie = door.sign_in(role, "a long phrase", now=clock.real_now())
        browser.cookies[configured.DOOR_COOKIE] = cookie
        return browser

    return signed_in


@pytest.fixture
def browser(sign_in):
    return sign_in()


def ask(browser, **changes):
    return browser.post(reverse("plan-ask"), ASKED | changes, follow=True)


def test_an_asked_plan_is_shown_with_its_choices(browser):
    page = ask(browser)

    assert page.status_code == 200
    text = page.content.decode()
    assert "Sandusky" in text
    assert PlanRow.objects.count() == 1
    assert page.context["chosen"] == 0
    assert len(page.context["choices"]) == 3


def test_another_route_is_chosen_by_its_number_and_nonsense_chooses_the_first(browser):
    page = ask(browser).redirect_chain[-1][0]

    assert browser.get(page, {"route": "2"}).context["chosen"] == 2
    for nonsense in ("3", "-1", "x", "٢", ""):
        assert browser.get(page, {"route": nonsense}).context["chosen"] == 0


def test_a_refused_question_keeps_all_that_was_typed(browser):
    page = ask(browser, people="eleven", max_cost="12")

    assert page.status_code == 409
    text = page.content.decode()
    assert "“eleven” is not a whole number" in text
    assert 'value="eleven"' in text
    assert 'value="12"' in text
    assert not PlanRow.objects.exists()


def test_no_route_is_shown_as_advice_and_keeps_nothing(browser):
    page = ask(browser, people="11", max_cost="0.50")

    assert page.status_code == 409
    assert "Raise the cost limit to at least 1100 cents" in page.content.decode()
    assert not PlanRow.objects.exists()


def test_what_is_typed_never_becomes_markup(browser):
    page = ask(browser, people="<script>alert(1)</script>", group_label="<b>bold</b>")

    text = page.content.decode()
    assert "<script>alert" not in text
    assert "<b>bold" not in text


def test_a_form_for_no_group_of_ours_is_refused(browser):
    assert browser.post(reverse("plan-new"), {"group": "7"}).status_code == 409
    assert browser.post(reverse("plan-new"), {"group": str(new_id())}).status_code == 409


def test_an_approver_reads_plans_and_asks_none(sign_in):
    page = ask(sign_in()).redirect_chain[-1][0]
    approver = sign_in("approver")

    assert approver.get(page).status_code == 200
    assert not approver.get(page).context["may_propose"]
    assert approver.get(reverse("plans")).status_code == 200
    assert ask(approver).status_code == 403
    assert PlanRow.objects.count() == 1


def test_a_case_worker_sees_no_plan(sign_in):
    page = ask(sign_in()).redirect_chain[-1][0]

    assert sign_in("case worker").get(page).status_code == 403
    assert Client().get(page).status_code == 302


def test_where_one_is_already_the_plan_has_no_stages_and_cannot_be_proposed(browser):
    page = ask(browser, start="sandusky")

    assert page.status_code == 200
    assert not page.context["may_propose"]


def test_what_somebody_of_the_group_cannot_do_limits_the_plan(office):
    slot = cells.found("cases")
    harriet = Keyring.of(office.harriet.user_id, [*office.slots.values(), slot])
    lame = Need(kind="mobility", limits=("no foot",))
    household = settle(harriet, people=[named("A. B.", age=30, special=(lame,))], place="ripley")
    group = cases.form_group(household_ids=[household], keyring=harriet, now=at(720))

    asked = _for_group(group, harriet, Asked(cannot_cross_water="on"))

    assert (asked.cannot_walk, asked.cannot_cross_water) == ("on", "on")


def test_who_travels_and_from_where_is_the_groups_to_say_and_not_the_forms(browser, office):
    slot = cells.found("cases")
    held = [*office.slots.values(), slot]
    harriet = Keyring.of(office.harriet.user_id, held)
    people = [named("A. B.", age=30), named("C. D.", age=9)]
    household = settle(harriet, people=people, place="ripley")
    group = cases.form_group(household_ids=[household], keyring=harriet, now=at(720))

    asked = _for_group(group, harriet, Asked(start="sandusky", people="1", children="0"))

    assert (asked.start, asked.people, asked.children) == ("ripley", "2", "1")
    with pytest.raises(Refused):
        _for_group(group, office.harriet, Asked())
