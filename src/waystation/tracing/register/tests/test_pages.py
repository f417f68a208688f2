"""The case worker's pages of family search, and what they send to the tracing desk."""

from datetime import timedelta

import pytest
from django.urls import reverse

from waystation.base.errors import Refused
from waystation.cases import noticing
from waystation.cases.consent import services as consents
from waystation.cases.consent.tests.builders import a_childs, an_answer, noted
from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.register import queries, seeking
from waystation.tracing.register.domain import Draft
from waystation.tracing.requests import domain
from waystation.tracing.requests import queries as requests
from waystation.tracing.requests import services as desk_services
from waystation.tracing.tests.builders import a_profile

LATER = NOW + timedelta(hours=2)
NOTHING = {
    f"{prefix}-{what}-{field}": value
    for prefix in ("told", "sought")
    for what in ("names", "homes", "kin")
    for field, value in (("TOTAL_FORMS", "2"), ("INITIAL_FORMS", "0"))
}


def page(browser, family):
    return browser.get(reverse("family-search", args=[family.id])).content.decode()


def test_a_worker_puts_in_and_takes_out_whoever_agreed(sign_in, family, peter):
    browser = sign_in("case worker")
    assert "not in the register" in page(browser, family)
    enter = reverse("family-search-enter", args=[family.id, family.ann])
    assert browser.get(enter).status_code == 200

    told = NOTHING | {"shares": ["names", "marks"], "told-marks": "a scar"}
    assert browser.post(enter, told)["Location"] == reverse("family-search", args=[family.id])

    (found,) = queries.entries(peter, TODAY)
    assert (found.entry.profile.name, found.entry.profile.marks) == (
        "Ann Maria Jackson",
        ("a scar",),
    )
    assert not found.entry.profile.birth.is_known
    assert "may be found" in page(browser, family)
    browser.post(reverse("family-search-out", args=[family.id, family.ann]))
    assert queries.entries(peter, TODAY) == []


def test_whoever_did_not_agree_has_no_form_to_be_put_in_by(sign_in, family):
    browser = sign_in("case worker")
    for name in ("family-search-enter", "family-search-new"):
        answer = browser.get(reverse(name, args=[family.id, family.robert]))
        assert answer.status_code == 409


def test_nothing_chosen_is_refused_and_kept(sign_in, family):
    enter = reverse("family-search-enter", args=[family.id, family.ann])

    answer = sign_in("case worker").post(enter, NOTHING | {"told-marks": "a scar"})

    assert answer.status_code == 422
    assert "a scar" in answer.content.decode()


def test_another_worker_and_a_tracing_officer_see_none_of_it(sign_in, family, desk):
    address = reverse("family-search", args=[family.id])
    assert sign_in("case worker", cell=desk.elsewhere).get(address).status_code == 409
    assert sign_in("tracing officer").get(address).status_code == 403


def test_a_search_sent_by_a_worker_arrives_and_ends_with_the_yes(sign_in, family, william, peter):
    browser = sign_in("case worker")
    told = NOTHING | {
        "sought-sex": "male",
        "sought-names-0-text": "John Jackson",
        "sought-names-0-kind": "real",
        "about-relation": "child",
        "about-language": "en",
        "about-identity": "known to me since October",
    }
    new = reverse("family-search-new", args=[family.id, family.ann])
    assert browser.get(new).status_code == 200
    assert browser.post(new, told).status_code == 302
    assert "John Jackson" in page(browser, family)

    assert desk_services.hear(keyring=peter, now=NOW) == 1
    (view,) = requests.requests(peter)
    assert view.request.seeker.name == "Ann Maria Jackson"
    assert domain.lacks(view.request, TODAY) == []

    consents.withdraw(part_id=family.yes, how="said so", keyring=william, now=LATER)
    desk_services.hear(keyring=peter, now=LATER)
    assert domain.lacks(requests.request(view.id, peter).request, TODAY) == ["taken back"]

    noted(family.id, an_answer(family.ann, purpose="tracing"), william, LATER + timedelta(hours=1))
    desk_services.hear(keyring=peter, now=LATER)
    assert domain.lacks(requests.request(view.id, peter).request, TODAY) == []


def test_a_case_that_is_destroyed_ends_the_search_for_its_people(family, william, peter):
    send(family.ann, family, william)
    desk_services.hear(keyring=peter, now=NOW)

    noticing.is_to_be_destroyed(case=family.id, keyring=william, now=LATER)

    desk_services.hear(keyring=peter, now=LATER)
    assert requests.searching(peter, TODAY) == []


def test_of_a_child_it_is_said_why_searching_is_best(family, william):
    noted(family.id, a_childs(family.mary, family.ann, purpose="tracing"), william)

    with pytest.raises(Refused, match="best for the child"):
        send(family.mary, family, william)
    send(family.mary, family, william, best_interests="she asks for her brother every night")


def send(person, family, keyring, **said):
    usual = {"sought": a_profile("John Jackson"), "relation": "child", "identity": "known to me"}
    draft = Draft(**usual | said)
    return seeking.send(
        household_id=family.id, person_id=person, draft=draft, keyring=keyring, now=NOW
    )
