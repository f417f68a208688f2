"""Whoever is in the register is compared with organisations they named, and with no other."""

import unicodedata
from datetime import timedelta

import pytest
from django.urls import reverse
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import queries as cases
from waystation.cases import recording
from waystation.cases.consent.tests.builders import a_childs, an_answer, noted
from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.models import RegisterRow
from waystation.tracing.partners import queries as partners
from waystation.tracing.register import queries, services
from waystation.tracing.register.tests.conftest import enter
from waystation.tracing.tests.builders import DORCHESTER, a_name, agreed
from waystation.tracing.values import Released

THEM = "Red Cross"
LATER = NOW + timedelta(hours=2)
SOON = TODAY + timedelta(days=30)
ANN = a_name("Ann Maria Jackson")
TOLD = services.Told(homes=(DORCHESTER,))


@pytest.fixture
def entered(family, william):
    """Ann's id in the register, with where she was at home."""
    return enter(family, william, told=TOLD)


def a_yes(**said) -> Released:
    """Let Ann's name and home be compared with the Red Cross's for a month."""
    usual = {
        "receiver": THEM,
        "uses": ("keys",),
        "names": (ANN,),
        "parts": ("home",),
        "agreed": agreed(SOON),
    }
    return Released(**usual | said)


def release(family, keyring, given=None, **said):
    usual = {"household_id": family.id, "person_id": family.ann, "keyring": keyring, "now": LATER}
    services.release(given=given or a_yes(), **usual | said)


def take_back(family, keyring, receiver=THEM):
    services.unrelease(
        household_id=family.id, person_id=family.ann, receiver=receiver, keyring=keyring, now=LATER
    )


def compared(keyring, receiver=THEM, today=TODAY):
    """Name the records an organisation may find."""
    return [ours.record for ours in partners.found_here(receiver, keyring, today)]


def test_a_released_entry_is_compared_with_that_organisation_and_no_other(
    entered, family, william, peter
):
    assert compared(peter) == []

    release(family, william)

    assert compared(peter) == compared(peter, " red  CROSS ") == [entered]
    assert compared(peter, "Red Crescent") == []
    assert compared(peter, today=SOON) == [entered]
    assert compared(peter, today=SOON + timedelta(days=1)) == []


def test_what_was_taken_back_is_compared_no_more_and_cannot_be_taken_back_again(
    entered, family, william, peter
):
    release(family, william)
    release(family, william, a_yes(receiver="Somebody Else"))

    take_back(family, william, "red cross")

    assert compared(peter) == []
    assert compared(peter, "Somebody Else") == [entered]
    with pytest.raises(Refused, match="Nothing of this person is released"):
        take_back(family, william)


def test_a_new_yes_to_an_organisation_replaces_the_old_one(entered, family, william, peter):
    release(family, william)
    release(family, william, a_yes(receiver="RED CROSS", parts=("birth",)))

    (given,) = queries.entry(entered, peter, TODAY).entry.released
    assert (given.receiver, given.parts) == ("RED CROSS", ("birth",))
    # Of her birth only an age is known, which is no key.
    assert compared(peter) == []


def test_what_is_released_stays_when_more_is_told_or_the_yes_is_renewed(
    entered, family, william, peter
):
    release(family, william)
    enter(family, william, told=services.Told(homes=(DORCHESTER,), marks=("sings alto",)))
    noted(family.id, an_answer(family.ann, purpose="tracing"), william, LATER)
    assert compared(peter) == [entered]

    services.withdraw(household_id=family.id, person_id=family.ann, keyring=william, now=LATER)
    enter(family, william, told=TOLD)
    assert RegisterRow.objects.count() == 1
    assert compared(peter) == []


def test_a_name_that_was_corrected_is_released_no_more_and_the_page_says_so(
    sign_in, entered, family, william, peter
):
    release(family, william)
    was = cases.household(family.id, william, TODAY).people[0]
    value = replace(was, names=(a_name("Ann M. Jackson"),))
    recording.change_person(person_id=family.ann, was=was, value=value, keyring=william, now=LATER)

    assert compared(peter) == []
    url = reverse("family-search-release", args=[family.id, family.ann])
    page = sign_in("case worker").get(url).content.decode()
    assert "is written otherwise now" in page


def test_a_korean_name_is_the_same_however_its_letters_are_put_together(
    entered, family, william, peter
):
    release(family, william, a_yes(receiver=unicodedata.normalize("NFD", "적십자")))

    assert compared(peter, "적십자") == [entered]


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"receiver": "  "}, "which organisation"),
        ({"names": ()}, "which of the names"),
        ({"uses": ()}, "which of the names"),
        ({"parts": ()}, "which of the names"),
        ({"names": (a_name("Nobody Here"),)}, "which of the names"),
        ({"agreed": agreed(SOON, given_on=TODAY + timedelta(days=1))}, "still to come: 1855-"),
        (
            {"agreed": agreed(TODAY - timedelta(days=1), given_on=TODAY - timedelta(days=9))},
            "passed",
        ),
        ({"agreed": agreed(TODAY + timedelta(days=181))}, "outlast their yes to family tracing"),
    ],
)
def test_a_yes_that_cannot_be_is_refused(entered, family, william, peter, said, says):
    with pytest.raises(Refused, match=says):
        release(family, william, replace(a_yes(), **said))

    assert queries.entry(entered, peter, TODAY).entry.released == ()


def test_who_is_not_in_the_register_or_a_child_is_compared_with_nobody(family, william):
    with pytest.raises(Refused, match="not in the register"):
        release(family, william)
    with pytest.raises(Refused):
        release(family, william, person_id=family.robert)

    noted(family.id, a_childs(family.mary, family.ann, purpose="tracing"), william)
    enter(family, william, person_id=family.mary)
    with pytest.raises(Refused, match="under 18"):
        release(family, william, person_id=family.mary)


def test_another_worker_and_the_officers_release_nothing(entered, family, william, outsider, peter):
    for keyring in (outsider, peter):
        with pytest.raises(Refused):
            release(family, keyring)
    release(family, william)
    for keyring in (outsider, peter):
        with pytest.raises(Refused):
            take_back(family, keyring)
    assert compared(peter) == [entered]


def test_a_worker_notes_a_yes_and_takes_it_back_on_one_page(sign_in, entered, family, peter):
    browser = sign_in("case worker")
    url = reverse("family-search-release", args=[family.id, family.ann])
    search = browser.get(reverse("family-search", args=[family.id])).content.decode()
    assert url in search
    assert "compared with no other organisation" in browser.get(url).content.decode()
    said = {
        "receiver": THEM, "uses": ["keys"], "names": ["0"], "parts": ["home"],
        "given_on": TODAY, "until": SOON, "form": "spoken",
    }  # fmt: skip
    for wrong in ({"names": []}, {"parts": ["sex"]}, {"uses": ["file"]}, {"until": "1855-01-01"}):
        answer = browser.post(url, said | wrong)
        assert answer.status_code == 422
    assert "The last day of this yes has passed: 1855-01-01." in answer.content.decode()
    assert compared(peter) == []

    assert browser.post(url, said)["Location"] == url
    assert compared(peter) == [entered]
    assert THEM in browser.get(url).content.decode()
    back = reverse("family-search-unrelease", args=[family.id, family.ann])
    assert browser.post(back, {"receiver": THEM})["Location"] == url
    assert compared(peter) == []


def test_the_page_is_another_workers_no_more_than_a_strangers(sign_in, entered, family, desk):
    names = ("family-search-release", "family-search-unrelease")
    pages = [reverse(name, args=[family.id, family.ann]) for name in names]
    outside, officer = sign_in("case worker", cell=desk.elsewhere), sign_in("tracing officer")
    for page in pages:
        assert outside.post(page, {"receiver": THEM}).status_code == 409
        assert officer.post(page, {"receiver": THEM}).status_code == 403
    assert outside.get(pages[0]).status_code == 409


def test_of_a_child_and_of_somebody_without_names_the_page_says_why(sign_in, family, william):
    noted(family.id, a_childs(family.mary, family.ann, purpose="tracing"), william)
    enter(family, william, person_id=family.mary)
    services.enter(
        household_id=family.id,
        person_id=family.ann,
        told=services.Told(),
        shares=("birth",),
        keyring=william,
        now=NOW,
    )
    browser = sign_in("case worker")

    for person, says in ((family.mary, "under 18"), (family.ann, "without a name")):
        page = browser.get(reverse("family-search-release", args=[family.id, person]))
        assert says in page.content.decode()
        assert 'name="receiver"' not in page.content.decode()
