"""The pages of casework, from a tip to a group, as a browser asks for them."""

import pytest
from django.urls import reverse

from waystation.cases import queries, services
from waystation.cases.tests.builders import NOW, TODAY, a_family, a_household, settle

TIP = {
    "place": "Chestertown, MD",
    "words": "Eleven wait in the corn crib.",
    "heard_at": "1855-10-26T09:00",
    "danger_now": "yes",
    "urgency": "high",
}
FAMILY = {
    "place": "Chestertown",
    "urgency": "high",
    "waiting_since": "1855-10-24",
    "phrase": "the geese fly early",
    "people-TOTAL_FORMS": "12",
    "people-INITIAL_FORMS": "0",
    "people-0-name": "Ann Maria Jackson",
    "people-0-age": "40",
    "people-1-relation": "daughter",
    "people-1-seems_under_18": "on",
}


@pytest.fixture
def browser(sign_in):
    return sign_in()


def send(browser, name, data, *args, follow=True):
    return browser.post(reverse(name, args=args), data, follow=follow)


def page_of(browser, name, *args):
    return browser.get(reverse(name, args=args))


def test_a_tip_becomes_a_household_and_a_group_ready_to_be_planned(browser, william):
    send(browser, "tip-new", TIP)
    (tip,) = queries.tips(william, NOW)
    send(browser, "tip-grade", {"source_grade": "B", "word_grade": "2", "reason": "known"}, tip.id)
    send(browser, "tip-decide", {"state": "accepted", "reason": "two say so"}, tip.id)
    household_page = send(browser, "tip-contact", FAMILY, tip.id)
    (household,) = queries.waiting(william, TODAY)
    group_page = send(browser, "group-new", {"household": str(household.id)})

    assert (household.size, household.n_children, household.waited_days) == (2, 1, 2)
    assert household.people[1].name is None
    assert "unnamed in source" in household_page.content.decode()
    shown = group_page.content.decode()
    assert "Group 1" in shown
    assert reverse("plan-new") in shown
    (group,) = queries.groups(william, TODAY)
    assert group_page.redirect_chain == [(reverse("group", args=[group.id]), 302)]


def test_every_page_opens_for_those_whose_work_it_is(sign_in, william):
    household_id = settle(william)
    browser = sign_in("case worker")

    for name in ("tips", "tip-new", "people", "household-new"):
        assert page_of(browser, name).status_code == 200
    page = page_of(browser, "household", household_id)
    assert page.status_code == 200
    assert "the geese fly early" in page.content.decode()


@pytest.mark.parametrize("role", ["finance officer", "security officer", "approver"])
def test_other_roles_read_nothing(sign_in, william, role):
    household_id = settle(william)
    browser = sign_in(role)

    for page in (page_of(browser, "people"), page_of(browser, "household", household_id)):
        assert page.status_code == 403
        assert "Jackson" not in page.content.decode()


def test_those_not_signed_in_are_shown_the_door(client, db):
    assert page_of(client, "people").url == reverse("sign-in")


def test_a_worker_without_the_keys_learns_nothing(sign_in, office, william):
    household_id = settle(william)
    browser = sign_in("case worker", office.elsewhere)

    assert "Jackson" not in page_of(browser, "people").content.decode()
    page = page_of(browser, "household", household_id)
    assert page.status_code == 409
    assert "no such record" in page.content.decode()


def test_an_unknown_place_is_refused_and_what_was_typed_is_kept(browser, william):
    page = send(browser, "tip-new", TIP | {"place": "Atlantis"})

    shown = page.content.decode()
    assert page.status_code == 422
    assert "There is no place “Atlantis”" in shown
    assert "corn crib" in shown
    assert queries.tips(william, NOW) == []


def test_a_refused_grade_stays_in_its_form(browser, william):
    send(browser, "tip-new", TIP)
    (tip,) = queries.tips(william, NOW)

    page = send(
        browser, "tip-grade", {"source_grade": "C", "word_grade": "3", "reason": ""}, tip.id
    )

    shown = page.content.decode()
    assert page.status_code == 422
    assert "Write in a few words what you know and how." in shown
    assert '<option value="C" selected>' in shown


def test_a_decision_without_a_reason_stays_in_its_form(browser, william):
    send(browser, "tip-new", TIP)
    (tip,) = queries.tips(william, NOW)

    said = {"state": "false", "ended": "mistake", "reason": ""}
    page = send(browser, "tip-decide", said, tip.id)

    assert page.status_code == 422
    assert "This change needs a reason." in page.content.decode()
    assert queries.tip(tip.id, william, NOW).tip.state == "new"


def test_a_household_without_people_is_refused_and_kept(browser, william):
    nobody = {key: said for key, said in FAMILY.items() if not key.startswith("people-0")}
    nobody = {key: said for key, said in nobody.items() if not key.startswith("people-1")}

    page = send(browser, "household-new", nobody)

    assert page.status_code == 422
    assert "0 people" in page.content.decode()
    assert "the geese fly early" in page.content.decode()


def test_a_group_that_splits_a_family_is_refused_and_the_choice_kept(browser, william):
    mother = settle(william)
    code = queries.household(mother, william, TODAY).household.code
    settle(william, goes_with=(code,))

    page = send(browser, "group-new", {"household": str(mother)})

    shown = page.content.decode()
    assert page.status_code == 422
    assert "A family cannot be split" in shown
    assert f'name="in-{mother}" value="1" checked' in shown


def test_names_are_initials_until_pressed(browser, william):
    settle(william)

    shown = page_of(browser, "people").content.decode()

    assert "<summary>A. M. J., M. A. J., –</summary>" in shown


def test_no_page_says_a_name_in_the_title_of_its_tab(browser, william):
    household_id = settle(william)

    for page in (page_of(browser, "people"), page_of(browser, "household", household_id)):
        tab = page.content.decode().split("<title>")[1].split("</title>")[0]
        assert tab == "Console"


def test_a_group_is_dissolved_from_its_page(browser, william):
    send(browser, "group-new", {"household": str(settle(william))})
    (group,) = queries.groups(william, TODAY)

    send(browser, "group-dissolve", {}, group.id)

    assert queries.groups(william, TODAY) == []


def test_contact_is_noted_on_the_page_of_a_household_only_heard_of(browser, william, office):
    families = [(a_household(code="H-A", contact=None), a_family(), office.cases.cell)]
    (household_id,) = services.take_in(families=families, keyring=william, now=NOW)

    send(browser, "household-contact", {"phrase": "north star"}, household_id)

    view = queries.household(household_id, william, TODAY)
    assert (view.stands, view.household.contact.phrase) == ("contacted", "north star")
