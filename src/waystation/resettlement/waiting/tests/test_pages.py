"""The pages of the waiting: what a case worker sees and sends, and what is refused."""

from datetime import timedelta

import pytest

from waystation.base.errors import Refused
from waystation.cases import parts
from waystation.cases.consent import services as consent
from waystation.cases.consent.domain import Consent
from waystation.cases.queries import household as case_of
from waystation.cases.tests.builders import NOW, TODAY
from waystation.resettlement.waiting import desks, preparing, queries, services
from waystation.resettlement.waiting.domain import HandOver
from waystation.resettlement.waiting.tests.conftest import stay_of

OFFICE = "Immigration bureau"


def agree(household, person, keyring, receiver=OFFICE):
    """Let a person agree that an office is told."""
    yes = Consent(
        person=person, purpose="share", receiver=receiver, given_on=TODAY, noted_at=NOW,
        valid_until=TODAY + timedelta(days=60), text=1,
    )  # fmt: skip
    return consent.note_answer(household_id=household, consent=yes, keyring=keyring, now=NOW)


def give(household, people, keyring):
    """Hand a paper to officials for some people."""
    return preparing.hand_over(
        household_id=household, people=people, receiver=OFFICE, papers=["Exit permission"],
        why="to have it stamped", keyring=keyring, now=NOW,
    )  # fmt: skip


def people_of(household, keyring):
    """List the people of a household."""
    return case_of(household, keyring, TODAY).household.people


def test_nothing_is_handed_to_officials_without_consent_of_everybody_it_is_about(waits, william):
    first = waits(2, 30)
    one, other = people_of(first, william)
    with pytest.raises(Refused, match="was not asked"):
        give(first, [one], william)
    agree(first, one, william)
    with pytest.raises(Refused, match="was not asked"):
        give(first, [one, other], william)
    assert parts.listed(first, HandOver, william) == []


def test_a_yes_to_one_office_is_none_to_another_and_ends_when_it_is_taken_back(waits, william):
    first = waits(1, 30)
    (one,) = people_of(first, william)
    agree(first, one, william, receiver="Airport police")
    with pytest.raises(Refused, match="was not asked"):
        give(first, [one], william)
    said = agree(first, one, william)
    give(first, [one], william)
    consent.withdraw(part_id=said, how="said so", keyring=william, now=NOW)
    with pytest.raises(Refused, match="took their consent back"):
        give(first, [one], william)


def test_what_was_handed_over_is_written_down_and_names_nobody(waits, william, sign_in):
    first = waits(1, 30)
    (one,) = people_of(first, william)
    agree(first, one, william)
    made = give(first, [one], william)
    (kept,) = desks.desk(first, william, TODAY).handed
    assert (kept.id, kept.value.bases, kept.value.receiver) == (made, ("consent",), OFFICE)
    answer = sign_in("case worker").get(f"/newcomers/{first}/papers/hand-over/{made}/")
    assert answer.content.startswith(b"%PDF")
    assert b"Traveller" not in answer.content


def test_a_sheet_of_another_household_is_none_of_this_one(waits, william, stranger):
    first, second = waits(1, 30), waits(1, 20)
    (one,) = people_of(first, william)
    agree(first, one, william)
    made = give(first, [one], william)
    for household, keyring in ((second, william), (first, stranger)):
        with pytest.raises(Refused, match="There is no such record"):
            desks.handed_by(household, made, keyring)


def test_the_roster_says_since_when_they_wait_and_what_is_missing(waits, sign_in):
    waits(2, 30)
    waits(1, 20, papers=False)
    page = sign_in("case worker").get("/newcomers/waiting/").content.decode()
    assert "30 days" in page
    assert "ready" in page
    assert "their papers are not all there" in page


def test_a_case_worker_makes_up_a_flight_tells_everybody_and_notes_who_left(
    waits, william, sign_in
):
    first, second = waits(4, 30), waits(6, 20)
    browser = sign_in("case worker")
    page = browser.get("/newcomers/flights/").content.decode()
    assert "aboard first: has waited longest" in page
    answer = browser.post("/newcomers/flights/form/", {"household": [first, second]})
    at = answer.headers["Location"]
    browser.post(f"{at}call/", {"day": TODAY, "at": "23:00"})
    assert "not told yet" in browser.get(at).content.decode()
    browser.post(f"{at}{first}/told/")
    browser.post(f"{at}{first}/came/", {"came": "departed"})
    browser.post(f"{at}{second}/came/", {"came": "missed", "who": "Letitia"})
    assert stay_of(first, william).state == "settling"
    assert stay_of(second, william).flight is None
    assert [one.flight.state for one in queries.flights(william)] == ["gone"]
    assert "Traveller 0" in browser.get(f"{at}manifest/").content.decode()


def test_a_refused_choice_is_shown_again_with_who_is_worse_off(waits, sign_in):
    waits(3, 30)
    second = waits(4, 20)
    answer = sign_in("case worker").post("/newcomers/flights/form/", {"household": [second]})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Whoever should be aboard first is not:" in page
    assert "Somebody is worse off than by the rule" in page


def test_a_flight_can_be_changed_and_taken_back_on_its_page(waits, william, sign_in):
    first, second = waits(4, 30), waits(5, 20)
    made = services.form(household_ids=[first, second], keyring=william, now=NOW)
    browser = sign_in("field manager")
    said = {"household": [first], "was": f"{first} {second}", "why": "the other rests"}
    assert browser.post(f"/newcomers/flights/{made}/change/", said).status_code == 302
    assert queries.flight(made, william).flight.households == (first,)
    browser.post(f"/newcomers/flights/{made}/take-back/")
    assert queries.flight(made, william).flight.households == (first, second)
    browser.post(f"/newcomers/flights/{made}/undo/")
    assert queries.flight(made, william).flight.state == "undone"


def test_papers_holds_company_and_talks_are_noted_on_one_page(waits, william, sign_in):
    first = waits(1, 30, papers=False)
    browser = sign_in("case worker")
    at = f"/newcomers/{first}/papers/"
    n_papers = len(desks.desk(first, william, TODAY).listed)
    browser.post(f"{at}save/", {f"paper-{nth}": "there" for nth in range(n_papers)})
    browser.post(f"{at}hold/", {"why": "medical"})
    browser.post(f"{at}company/", {"escort": "on", "escort_name": "Nurse B."})
    browser.post(f"{at}talk/", {"says": "calm"})
    stay = stay_of(first, william)
    assert (stay.papers_on, stay.held, stay.escort_name, stay.seen_on) == (
        TODAY, "medical", "Nurse B.", TODAY,
    )  # fmt: skip
    assert "too ill to fly" in browser.get(at).content.decode()
    browser.post(f"{at}hold/", {"why": ""})
    assert stay_of(first, william).held == ""


def test_other_roles_see_no_page_of_the_waiting(waits, sign_in):
    first = waits(1, 30)
    browser = sign_in("finance officer")
    for at in ("/newcomers/waiting/", "/newcomers/flights/", f"/newcomers/{first}/papers/"):
        assert browser.get(at).status_code == 403
