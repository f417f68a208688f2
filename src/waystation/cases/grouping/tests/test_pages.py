"""The pages of groups, as a browser asks for them."""

import pytest
from django.urls import reverse

from waystation.cases import queries as cases
from waystation.cases.grouping import queries, services
from waystation.cases.models import GroupRow
from waystation.cases.person import named
from waystation.cases.tests.builders import NOW, TODAY, settle


@pytest.fixture
def browser(sign_in):
    return sign_in()


@pytest.fixture
def two(william):
    return [settle(william, people=[named(name, age=30)]) for name in ("Ann", "Jacob")]


def post(browser, url, data=None, *args, **headers):
    return browser.post(reverse(url, args=args), data or {}, follow=True, headers=headers)


def arrangement(office, **where):
    said = {"place": "chestertown-md", "cell": str(office.cases.cell), "groups": "2"}
    return said | {f"in-{one}": number for one, number in where.items()}


def test_proposed_groups_are_shown_changed_and_formed(browser, office, william, two):
    shown = post(browser, "group-build", arrangement(office)).content.decode()
    assert "Together they have waited" in shown
    assert "You do not hold the network" in shown

    where = {str(two[0]): "1", str(two[1]): "2"}
    page = post(browser, "group-build", arrangement(office, **where, act="form") | {"act": "form"})

    assert page.redirect_chain == [(reverse("people"), 302)]
    assert [view.size for view in cases.groups(william, TODAY)] == [1, 1]


def test_a_refused_arrangement_is_shown_again_as_it_was_with_each_reason(
    browser, office, william, two
):
    services.keep_apart(
        household_id=two[0], other_id=two[1], why="asked", reason="-", keyring=william, now=NOW
    )
    said = arrangement(office, **{str(one): "2" for one in two}) | {"act": "form"}

    page = post(browser, "group-build", said)

    assert page.status_code == 422
    assert "must not travel together" in page.content.decode()
    assert f'name="in-{two[0]}" value="2" checked' in page.content.decode()
    assert not GroupRow.objects.exists()


def test_a_check_answers_with_the_state_of_each_group_and_forms_none(browser, office, two):
    said = arrangement(office, **{str(one): "1" for one in two}) | {"act": "check"}

    page = post(browser, "group-build", said, **{"HX-Request": "true"})

    shown = page.content.decode()
    assert shown.count("hx-swap-oob") == 3
    assert "2 people of 12" in " ".join(shown.split())
    assert not GroupRow.objects.exists()


def test_a_group_is_changed_on_its_page_and_the_change_taken_back(browser, william, two):
    post(browser, "group-new", {"household": [str(two[0])]})
    (group,) = cases.groups(william, TODAY)

    said = {"household": [str(one) for one in two], "was": str(two[0])}
    assert "Undo the last change" in post(browser, "group-change", said, group.id).content.decode()
    post(browser, "group-undo", {}, group.id)

    assert cases.group_detail(group.id, william, TODAY).group.households == (two[0],)


def test_a_group_that_must_not_set_out_says_why_and_offers_no_route(browser, william, two):
    post(browser, "group-new", {"household": [str(one) for one in two]})
    (group,) = cases.groups(william, TODAY)
    services.keep_apart(
        household_id=two[0], other_id=two[1], why="asked", reason="-", keyring=william, now=NOW
    )

    shown = browser.get(reverse("group", args=[group.id])).content.decode()

    assert "This group must not set out yet." in shown
    assert "Plan a route" not in shown


def test_two_households_are_kept_apart_and_let_go_on_their_page(browser, william, two):
    code = cases.household(two[1], william, TODAY).household.code
    said = {"code": code.lower(), "why": "conflict", "reason": "an old quarrel"}

    assert "an old quarrel" in post(browser, "apart", said, two[0]).content.decode()
    (kept,) = queries.kept_apart(two[1], william)
    ended = {"bond": str(kept.value.bond), "reason": "settled"}
    post(browser, "apart-end", ended, two[1])

    assert not queries.kept_apart(two[0], william)[0].value.holds


def test_the_waits_of_everybody_are_shown(browser, two):
    shown = browser.get(reverse("fairness")).content.decode()

    assert "2 households wait" in shown
    assert "one person" in shown


@pytest.mark.parametrize("role", ["finance officer", "security officer", "approver"])
def test_other_roles_see_and_do_nothing_here(sign_in, office, two, role):
    browser = sign_in(role)

    for url in ("group-build", "fairness"):
        assert browser.get(reverse(url)).status_code == 403
    assert browser.get(reverse("apart", args=[two[0]])).status_code == 403
    assert post(browser, "group-build", arrangement(office)).status_code == 403
    assert post(browser, "group-new", {"household": str(two[0])}).status_code == 403


def test_a_worker_of_another_compartment_sees_nobody(sign_in, office, william, two):
    group_id = services.form_group(household_ids=two[:1], keyring=william, now=NOW)
    browser = sign_in("case worker", office.elsewhere)

    assert "Nobody is waiting." in browser.get(reverse("group-build")).content.decode()
    for url, of in (("apart", two[1]), ("group", group_id)):
        assert "no such record" in browser.get(reverse(url, args=[of])).content.decode()
    for url in ("group-undo", "group-redo", "group-change", "group-dissolve"):
        assert "no such record" in post(browser, url, {}, group_id).content.decode()
    assert "no such record" in post(browser, "apart-end", {}, two[1]).content.decode()


def test_a_number_of_groups_beyond_all_counting_is_none(browser, office, two):
    said = arrangement(office, **{str(two[0]): "1"}) | {"act": "check", "groups": "9" * 5_000}

    page = post(browser, "group-build", said)

    assert page.status_code < 500
