"""The pages of consent: asked, taken back, printed and passed on with a browser."""

import pytest

from waystation.cases import parts
from waystation.cases.consent import referring, services
from waystation.cases.consent.domain import Consent, FreePassage, Referral, Vital
from waystation.cases.consent.tests.builders import (
    CLINIC,
    CLINIC_KEY,
    a_referral,
    noted,
    settled,
    to_clinic,
)
from waystation.cases.tests.builders import NOW

YES = {
    "ask-answer": "yes", "ask-purpose": "photo", "ask-given_on": "1855-10-26",
    "ask-valid_until": "1856-04-01", "ask-form": "signed", "ask-language": "en",
}  # fmt: skip


@pytest.fixture
def family(william):
    return settled(william)


@pytest.fixture
def browser(sign_in):
    return sign_in("case worker")


def test_an_answer_is_written_down_and_taken_back_in_one_step(browser, family, william):
    household, ann, *_others = family
    page = f"/consent/{ann}/"

    assert browser.post(page + "note/", YES).status_code == 302
    (kept,) = parts.listed(household, Consent, william)
    assert "agreed" in browser.get(page).content.decode()
    assert browser.post(f"{page}{kept.id}/withdraw/", {"how": "by word"}).status_code == 302

    assert "not agreed" in browser.get(page).content.decode()


@pytest.mark.parametrize(("said", "says"), [
    ({"ask-purpose": "referral"}, "Say to whom"),
    ({"ask-purpose": "referral", "ask-receiver": CLINIC}, "Choose at least one part"),
    ({"ask-form": "spoken"}, "needs a witness"),
    ({"ask-valid_until": "1856-12-01"}, "A year at most"),
    ({"ask-valid_until": "1855-10-01"}, "ends before it begins"),
    ({"ask-given_on": "1855-10-27"}, "of a day to come"),
    ({"ask-given_on": "9999-12-31", "ask-valid_until": "9999-12-31"}, "of a day to come"),
])  # fmt: skip
def test_an_answer_that_does_not_hold_together_is_shown_again(browser, family, said, says):
    _household, ann, *_others = family

    answer = browser.post(f"/consent/{ann}/note/", YES | said)

    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_of_a_child_the_page_asks_who_answered_for_them(browser, family, william):
    household, ann, robert, _mary = family

    refused = browser.post(f"/consent/{robert}/note/", YES)
    assert "No guardian has answered" in refused.content.decode()
    with_mother = YES | {"ask-guardian": str(ann), "ask-assent": "yes"}
    assert browser.post(f"/consent/{robert}/note/", with_mother).status_code == 302

    (kept,) = parts.listed(household, Consent, william)
    assert (kept.value.guardian, kept.value.as_child) == (ann, True)


def test_a_household_shows_what_each_of_its_people_agrees_to(browser, family, william):
    household, ann, *_others = family
    noted(household, to_clinic(ann), william)

    page = browser.get(f"/people/{household}/consent/").content.decode()

    assert page.count("Was asked nothing yet.") == 2
    assert f"Passing the record to another organisation: {CLINIC}" in page


def test_everything_is_taken_back_with_one_press(browser, family, william):
    household, ann, *_others = family
    noted(household, to_clinic(ann), william)

    assert browser.post(f"/consent/{ann}/withdraw/", {"how": ""}).status_code == 302

    (kept,) = parts.listed(household, Consent, william)
    assert kept.value.withdrawn_at == NOW


def test_nothing_is_done_under_another_persons_address(browser, family, william, harriet):
    household, ann, robert, _mary = family
    yes = noted(household, to_clinic(ann), william)
    part = referring.prepare(
        household_id=household, referral=a_referral(ann), keyring=william, now=NOW
    )

    acts = [f"consent/{robert}/{yes}/withdraw", f"consent/{robert}/{part}/confirm"]
    acts += [f"refer/{robert}/{part}/{act}" for act in ("confirm", "packet", "recalled")]
    for address in acts:
        assert browser.post(f"/{address}/").status_code == 409

    assert parts.read(yes, Consent, william).value.withdrawn_at is None
    assert parts.read(part, Referral, william).value.second is None


@pytest.mark.parametrize("paper", ["form", "free-passage"])
def test_papers_are_printed_in_languages_that_are_there(browser, family, paper):
    _household, ann, *_others = family

    printed = browser.get(f"/consent/{ann}/{paper}/en/")

    assert printed.content.startswith(b"%PDF")
    assert "Jackson" not in printed["Content-Disposition"]
    assert browser.get(f"/consent/{ann}/{paper}/xx/").status_code == 404


def test_a_signed_statement_and_a_life_that_hangs_on_it_are_written_down(browser, family, william):
    household, ann, *_others = family
    free = {"free-language": "en", "free-signed_on": "1855-10-26", "free-form": "thumbprint"}
    vital = {"vital-purpose": "share", "vital-reason": "She bleeds."}

    assert browser.post(f"/consent/{ann}/free-passage/", free).status_code == 302
    assert "Say to whom" in browser.post(f"/consent/{ann}/vital/", vital).content.decode()
    vital |= {"vital-receiver": "Rankin"}
    assert browser.post(f"/consent/{ann}/vital/", vital).status_code == 302

    assert parts.listed(household, FreePassage, william)[0].value.form == "thumbprint"
    (claim,) = parts.listed(household, Vital, william)
    assert browser.post(f"/consent/{ann}/{claim.id}/confirm/").status_code == 409


def test_a_referral_is_prepared_looked_at_and_taken_out(browser, family, william, harriet):
    household, ann, *_others = family
    page = f"/refer/{ann}/"
    assert "agreed to no organisation" in browser.get(page).content.decode()
    noted(household, to_clinic(ann), william)
    said = {"receiver": CLINIC, "scope": ["needs"], "why": "A wound", "recipient": CLINIC_KEY}

    assert browser.post(page, said | {"language": "ko"}).status_code == 302
    (kept,) = parts.listed(household, Referral, william)
    assert browser.post(f"{page}{kept.id}/packet/").status_code == 409
    referring.confirm(part_id=kept.id, keyring=harriet, now=NOW)
    left = browser.post(f"{page}{kept.id}/packet/")

    assert left.content.startswith(b"age-encryption.org/v1")
    assert browser.post(f"{page}{kept.id}/recalled/").status_code == 302
    assert "called back" in browser.get(f"/consent/{ann}/").content.decode()


def test_where_a_life_hangs_on_it_a_record_can_be_passed_on(browser, family, william, harriet):
    household, ann, *_others = family
    page = f"/refer/{ann}/"
    claim = {"vital-purpose": "referral", "vital-reason": "She bleeds.", "vital-receiver": CLINIC}
    assert "at least one part" in browser.post(f"/consent/{ann}/vital/", claim).content.decode()
    browser.post(f"/consent/{ann}/vital/", claim | {"vital-scope": ["needs"]})
    (kept,) = parts.listed(household, Vital, william)
    assert "agreed to no organisation" in browser.get(page).content.decode()
    services.confirm_vital(part_id=kept.id, keyring=harriet, now=NOW)
    said = {"receiver": CLINIC, "scope": ["needs"], "why": "A wound", "recipient": CLINIC_KEY}

    assert browser.post(page, said | {"language": "en"}).status_code == 302

    assert len(parts.listed(household, Referral, william)) == 1


def test_the_other_colleague_looks_at_a_referral(browser, family, william):
    household, ann, *_others = family
    noted(household, to_clinic(ann), william)
    part = referring.prepare(
        household_id=household, referral=a_referral(ann), keyring=william, now=NOW
    )

    assert browser.post(f"/refer/{ann}/{part}/confirm/").status_code == 302

    assert parts.read(part, Referral, william).value.second_name == "case worker"


def test_a_colleague_without_the_compartment_finds_nobody(sign_in, office, family):
    _household, ann, *_others = family
    browser = sign_in("case worker", cell=office.elsewhere)

    for page in (f"/consent/{ann}/", f"/refer/{ann}/", f"/consent/{ann}/form/en/"):
        assert browser.get(page).status_code == 409
    assert browser.post(f"/consent/{ann}/note/", YES).status_code == 409
