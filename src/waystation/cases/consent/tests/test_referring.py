"""A referral: only what was agreed to, to one organisation's key, looked at by two, on record."""

import hashlib
import io
from datetime import timedelta

import pyrage
import pytest
from pypdf import PdfReader

from waystation.base.errors import Refused
from waystation.cases import parts, queries
from waystation.cases.consent import domain, referring, services, sheets
from waystation.cases.consent import queries as people
from waystation.cases.consent.domain import SCOPES, Consent, Referral, Vital
from waystation.cases.consent.tests.builders import (
    CLINIC,
    a_childs,
    a_referral,
    noted,
    settled,
    to_clinic,
)
from waystation.cases.tests.builders import NOW, TODAY
from waystation.vault.models import AuditEntry


@pytest.fixture
def family(william):
    return settled(william)


def prepared(household, person, keyring, **said):
    return referring.prepare(
        household_id=household, referral=a_referral(person, **said), keyring=keyring, now=NOW
    )


def packet(household, person, part, keyring, receiver=CLINIC):
    return referring.packet(
        household_id=household, person_id=person, receiver=receiver, part_id=part,
        keyring=keyring, now=NOW,
    )  # fmt: skip


def test_what_leaves_opens_with_the_organisations_key_and_holds_what_was_agreed(
    family, william, harriet
):
    household, ann, *_others = family
    clinic = pyrage.x25519.Identity.generate()
    noted(household, to_clinic(ann), william)
    part = prepared(household, ann, william, recipient=str(clinic.to_public()))
    referring.confirm(part_id=part, keyring=harriet, now=NOW)
    before = AuditEntry.objects.count()

    sealed = packet(household, ann, part, william)

    text = PdfReader(io.BytesIO(pyrage.decrypt(sealed, [clinic]))).pages[0].extract_text()
    assert "A wound on the foot" in text
    assert "shoes" in text
    assert "Jackson" not in text
    kept = parts.read(part, Referral, william).value
    assert (kept.basis, kept.left_at) == ("consent", NOW)
    assert kept.digest == hashlib.sha256(sealed).digest()
    assert AuditEntry.objects.count() == before + 1


def test_no_referral_is_prepared_that_was_not_agreed_to(family, william):
    household, ann, *_others = family

    with pytest.raises(Refused, match="was not asked"):
        prepared(household, ann, william)
    noted(household, to_clinic(ann), william)
    with pytest.raises(Refused, match="does not cover all of this"):
        prepared(household, ann, william, scope=("needs", "documents"))
    with pytest.raises(Refused, match="does not cover all of this"):
        prepared(household, ann, william, scope=())
    with pytest.raises(Refused, match="was not asked"):
        prepared(household, ann, william, receiver="Somebody else")


@pytest.mark.parametrize(("said", "says"), [
    ({"recipient": "age1nonsense"}, "no age key"),
    ({"why": " "}, "not said what the referral is for"),
])  # fmt: skip
def test_a_referral_needs_a_key_and_a_reason(family, william, said, says):
    household, ann, *_others = family
    noted(household, to_clinic(ann), william)

    with pytest.raises(Refused, match=says):
        prepared(household, ann, william, **said)


def test_nothing_leaves_before_a_second_person_looked_at_it(family, william, harriet, stranger):
    household, ann, *_others = family
    noted(household, to_clinic(ann), william)
    part = prepared(household, ann, william)

    with pytest.raises(Refused, match="Nobody else has looked"):
        packet(household, ann, part, william)
    with pytest.raises(Refused, match="hand is on this already"):
        referring.confirm(part_id=part, keyring=william, now=NOW)
    with pytest.raises(Refused, match="no such record"):
        referring.confirm(part_id=part, keyring=stranger, now=NOW)

    referring.confirm(part_id=part, keyring=harriet, now=NOW)
    assert packet(household, ann, part, harriet)


def test_a_consent_taken_back_stops_the_packet_and_calls_back_what_left(family, william, harriet):
    household, ann, *_others = family
    yes = noted(household, to_clinic(ann), william)
    part = prepared(household, ann, william)
    referring.confirm(part_id=part, keyring=harriet, now=NOW)
    packet(household, ann, part, william)

    services.withdraw(part_id=yes, how="by word", keyring=william, now=NOW)

    with pytest.raises(Refused, match="took their consent back"):
        packet(household, ann, part, william)
    (row,) = people.page(ann, william, TODAY).referrals
    assert row.to_recall
    referring.note_recalled(part_id=part, keyring=william, now=NOW)
    (row,) = people.page(ann, william, TODAY).referrals
    assert not row.to_recall
    with pytest.raises(Refused, match="nothing here to call back"):
        referring.note_recalled(part_id=part, keyring=william, now=NOW)


def test_a_consent_narrowed_since_holds_back_what_it_no_longer_covers(family, william, harriet):
    household, ann, *_others = family
    noted(household, to_clinic(ann), william)
    part = prepared(household, ann, william)
    referring.confirm(part_id=part, keyring=harriet, now=NOW)

    noted(household, to_clinic(ann, scope=("names",)), william, now=NOW + timedelta(hours=1))

    with pytest.raises(Refused, match="does not cover all of this"):
        packet(household, ann, part, william)


def test_a_packet_goes_to_nobody_but_the_one_it_was_prepared_for(family, william, harriet):
    household, ann, robert, _mary = family
    noted(household, to_clinic(ann), william)
    noted(household, to_clinic(ann, receiver="School"), william)
    noted(household, a_childs(robert, ann, purpose="referral", receiver=CLINIC,
                              scope=("needs",)), william)  # fmt: skip
    part = prepared(household, ann, william)
    referring.confirm(part_id=part, keyring=harriet, now=NOW)

    with pytest.raises(Refused, match="no such record"):
        packet(household, ann, part, william, receiver="School")
    with pytest.raises(Refused, match="no such record"):
        packet(household, robert, part, william)


def test_others_of_the_household_are_named_only_if_they_agreed_themselves(family, william):
    household, ann, robert, mary = family
    sent = a_referral(ann, scope=("family",))
    noted(household, to_clinic(ann, scope=SCOPES), william)

    def lines():
        told = referring._family(people.member(ann, william, TODAY), sent, william, NOW)
        who = people.member(ann, william, TODAY)
        return sheets.referral(who, sent, told, TODAY)["parts"][0]["lines"]

    assert lines() == ["others who are not named here: 2"]
    answer = {"purpose": "referral", "receiver": CLINIC}
    noted(household, a_childs(robert, ann, scope=("names",), **answer), william)
    noted(household, a_childs(mary, ann, scope=("needs",), **answer), william)
    assert lines() == ["Robert Jackson", "others who are not named here: 1"]


def test_what_leaves_without_consent_does_not_say_that_they_agreed(family, william, harriet):
    household, ann, *_others = family
    clinic = pyrage.x25519.Identity.generate()
    ground = Vital(person=ann, purpose="referral", receiver=CLINIC, scope=("needs",),
                   reason="She bleeds.", since=TODAY, until=TODAY + timedelta(days=3))  # fmt: skip
    claim = services.claim_vital(household_id=household, vital=ground, keyring=william, now=NOW)
    services.confirm_vital(part_id=claim, keyring=harriet, now=NOW)
    part = prepared(household, ann, william, recipient=str(clinic.to_public()))
    referring.confirm(part_id=part, keyring=harriet, now=NOW)

    sealed = packet(household, ann, part, william)

    text = PdfReader(io.BytesIO(pyrage.decrypt(sealed, [clinic]))).pages[0].extract_text()
    assert "without consent" in text
    assert "with the consent" not in text


@pytest.mark.parametrize("scope", SCOPES)
def test_a_sheet_holds_no_part_that_was_not_chosen(family, william, scope):
    _household, ann, *_others = family
    who = people.member(ann, william, TODAY)

    parts_of = sheets.referral(who, a_referral(ann, scope=(scope,)), [], TODAY)["parts"]

    assert len(parts_of) == 1
    assert ("Jackson" in str(parts_of)) == (scope == "names")
    assert ("40" in str(parts_of)) == (scope == "birth")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_papers_are_printed_in_both_languages_and_hold_no_name(family, william, language):
    _household, ann, *_others = family
    code = people.member(ann, william, TODAY).household.household.code

    for template, sheet in (
        (sheets.FORM, sheets.form(code, language)),
        (sheets.FREE_PASSAGE, sheets.free_passage(code, language)),
    ):
        printed = PdfReader(io.BytesIO(referring.papers.pdf(template, sheet, language)))
        text = "".join(page.extract_text() for page in printed.pages)
        assert code in text
        assert "Jackson" not in text


def test_a_yes_of_a_case_that_moved_away_opens_nothing_here(family, william, stranger):
    household, ann, *_others = family
    noted(household, to_clinic(ann), william)

    with pytest.raises(Refused, match="no such record"):
        prepared(household, ann, stranger)
    assert parts.everywhere(Consent, stranger) == {}
    assert queries.waiting_lines(stranger, TODAY) == []
    assert domain.same(CLINIC, "clinic of the north")
