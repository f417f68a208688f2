"""Whom casework lets a guide be told of, and what a guide is never told."""

from datetime import timedelta
from uuid import UUID

import pytest

from waystation.cases.consent.domain import Consent, Vital
from waystation.cases.domain import Reason
from waystation.cases.person import named
from waystation.dispatch.starting import people
from waystation.dispatch.starting.domain import Share
from waystation.dispatch.starting.people import Group, Home
from waystation.dispatch.starting.tests.test_domain import EVENING
from waystation.routing.tests.ripley import READY, at

TODAY, ARRIVES = READY.date(), at(1440).date()
ANN, BEN = UUID(int=1), UUID(int=2)


def answer(person=ANN, receiver="John Rankin", **said) -> Consent:
    usual = {
        "person": person, "purpose": "share", "receiver": receiver, "given_on": TODAY,
        "noted_at": READY, "valid_until": ARRIVES, "text": 1,
    }  # fmt: skip
    return Consent(**usual | said)


def home(*answers, grounds=(), who=((ANN, named("Ann Jackson", age=40)),)) -> Group:
    return Group((Home(UUID(int=9), "H-A", tuple(who), answers, tuple(grounds)),), ())


def why(group) -> list[str]:
    return [share.why for share in people.shares(group, EVENING, TODAY)]


def test_who_agreed_to_this_guide_through_the_stage_is_named_nowhere():
    assert why(home(answer())) == []
    # The stage ends on the 27th; the guide may be written by mark or in another case.
    assert why(home(answer(receiver="rankin"))) == []
    assert why(home(answer(receiver="JOHN  rankin"))) == []


def test_a_yes_to_another_guide_or_for_another_purpose_is_none_to_this_one():
    assert why(home(answer(receiver="Jonathan Haines"))) == ["never asked"]
    assert why(home(answer(purpose="photo", receiver=""))) == ["never asked"]


def test_a_yes_that_ends_before_the_stage_does_is_not_enough():
    # It holds to the 26th, and they are handed over on the 27th at midnight.
    assert why(home(answer(valid_until=TODAY))) == ["expired"]


def test_each_of_a_household_answers_for_themselves():
    two = ((ANN, named("Ann Jackson", age=40)), (BEN, named("Ben Jackson", age=41)))

    assert why(home(answer(), answer(BEN, answer="no"), who=two)) == ["refused"]
    assert people.shares(home(answer(), who=two), EVENING, TODAY) == (Share("H-A", "never asked"),)


def test_a_yes_that_was_taken_back_between_two_houses_counts_no_more():
    taken_back = answer(withdrawn_at=READY + timedelta(hours=1))

    assert why(home(taken_back)) == ["withdrawn"]


def test_where_two_found_that_a_life_hangs_on_it_a_guide_is_told_unless_a_no_came_later():
    danger = Vital(
        person=ANN, purpose="share", receiver="John Rankin", reason="they are hunted",
        since=TODAY, until=ARRIVES, second=BEN,
    )  # fmt: skip
    no = answer(answer="no")

    assert why(home(no, grounds=[(danger, READY + timedelta(hours=1))])) == []
    assert why(home(no, grounds=[(danger, READY - timedelta(hours=1))])) == ["refused"]


def test_what_somebody_cannot_do_holds_the_stage_where_it_is_asked_and_no_other():
    group = Group((), (Reason("no foot", "H-A", "2"), Reason("split", "H-A", "H-B")))

    assert people.reasons_of(group, EVENING) == (Reason("split", "H-A", "H-B"),)


@pytest.mark.parametrize(
    "text", ["Ann cannot walk", "for jackson: shoes", "one (ANN)", "신발: 김영희는 걷지 못함"]
)
def test_a_name_in_what_a_guide_is_to_know_is_found_however_it_is_written(text):
    both = [named("Ann Jackson", age=40), named("김 영희", age=30)]

    assert people.holds_a_name(text, both)


@pytest.mark.parametrize(
    "text", ["", "one cannot walk far", "an annex; an old cart", "신발 두 켤레"]
)
def test_plain_words_are_no_name(text):
    both = [named("Ann Jackson", age=40), named("김 영희", age=30), named(None)]

    assert not people.holds_a_name(text, both)


def test_a_korean_name_is_found_also_where_it_is_written_apart():
    text = "신발 두 켤레 필요, 김 영희 걷지 못함, 밤에 추위"

    assert people.holds_a_name(text, [named("김영희", age=30)])
    assert not people.holds_a_name(text, [named("희영김", age=30)])
