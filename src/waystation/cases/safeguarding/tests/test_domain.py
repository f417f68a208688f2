"""Who looks after a child, what an assessment needs, and what signs set going."""

from datetime import date, timedelta
from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.cases.person import Kin, named
from waystation.cases.safeguarding import assessing, domain, indicators
from waystation.cases.safeguarding.assessing import MOVES, STATES, Assessment, Panelist
from waystation.cases.safeguarding.domain import Companion, Reference, Traveller
from waystation.cases.safeguarding.wording import NEEDS, QUESTIONS

TODAY = date(1855, 10, 26)
GIRL, BROTHER, MOTHER, AUNT, MAN = (UUID(int=n) for n in range(1, 6))


def one(row, age, relation="", kin=(), first=None):
    ties = tuple(
        Kin(to=to, case=UUID(int=99), kind=kind, informal=paper) for to, kind, paper in kin
    )
    return Traveller(row, named("Ann", age=age, relation=relation, kin=ties), first or row)


def test_a_girl_of_fifteen_with_a_younger_brother_is_unaccompanied_and_so_is_he():
    girl = one(GIRL, 15, "head", [(BROTHER, "sibling", False)])
    brother = one(BROTHER, 9, "brother", [(GIRL, "sibling", False)], first=GIRL)

    found = domain.unaccompanied([girl, brother], TODAY)

    assert found == [(GIRL, "unaccompanied"), (BROTHER, "unaccompanied")]


@pytest.mark.parametrize(("kind", "informal", "standing"), [
    ("parent", False, "cared for"), ("guardian", False, "cared for"),
    ("step_parent", False, "cared for"), ("foster_parent", False, "cared for"),
    ("guardian", True, "separated"), ("uncle_aunt", False, "separated"),
    ("sibling", False, "separated"), ("spouse", False, "separated"),
    ("friend", False, "unaccompanied"), ("other", False, "unaccompanied"),
])  # fmt: skip
def test_a_tie_to_an_adult_decides_who_answers_for_a_child(kind, informal, standing):
    child, adult = one(GIRL, 11, kin=[(MOTHER, kind, informal)]), one(MOTHER, 40)

    assert domain.standing_of(GIRL, [child, adult], TODAY) == standing


def test_nobody_under_eighteen_and_nobody_left_behind_answers_for_a_child():
    baby, young_mother = one(BROTHER, 1, kin=[(GIRL, "parent", False)]), one(GIRL, 17)

    assert domain.standing_of(BROTHER, [baby, young_mother], TODAY) == "unaccompanied"
    assert domain.standing_of(BROTHER, [baby], TODAY) == "unaccompanied"
    assert domain.standing_of(BROTHER, [baby, one(GIRL, 18)], TODAY) == "cared for"


@pytest.mark.parametrize(("relation", "standing"), [
    ("daughter", "cared for"), ("Daughter ", "cared for"), ("딸", "cared for"),
    ("sister", "separated"), ("조카", "separated"),
    ("companion", "unaccompanied"), ("", "unaccompanied"),
])  # fmt: skip
def test_without_a_tie_what_a_child_is_to_the_first_of_its_household_decides(relation, standing):
    people = [one(MOTHER, 40, "head"), one(GIRL, 11, relation, first=MOTHER)]

    assert domain.standing_of(GIRL, people, TODAY) == standing


def test_a_tie_on_record_outweighs_what_the_first_of_the_household_was_told_to_be():
    people = [one(MAN, 40, "head"), one(GIRL, 11, "daughter", [(AUNT, "parent", False)], MAN)]

    assert domain.standing_of(GIRL, people, TODAY) == "unaccompanied"


ages = st.one_of(st.none(), st.integers(0, 60))
kinds = st.sampled_from(["parent", "guardian", "uncle_aunt", "sibling", "friend"])


@given(st.lists(st.tuples(ages, st.lists(st.tuples(st.integers(0, 4), kinds, st.booleans()))),
                min_size=1, max_size=5))  # fmt: skip
def test_whoever_is_not_flagged_has_a_grown_parent_or_guardian_there(drawn):
    rows = [UUID(int=n + 1) for n in range(len(drawn))]
    people = [
        one(row, age, "friend", [(rows[to], kind, paper) for to, kind, paper in ties
                                 if to < len(rows) and rows[to] != row])
        for row, (age, ties) in zip(rows, drawn, strict=True)
    ]  # fmt: skip
    flagged = {row for row, _standing in domain.unaccompanied(people, TODAY)}

    for person in people:
        age = person.person.age_on(TODAY)
        carers = [
            kin for kin in person.person.kin
            if kin.kind in ("parent", "guardian") and not kin.informal
            and not people[rows.index(kin.to)].person.is_child_on(TODAY)
        ]  # fmt: skip
        is_child = age is not None and age < 18
        assert (person.id in flagged) == (is_child and not carers)


def test_a_companion_stands_once_two_different_people_were_asked():
    said = {"knows": "for years", "says": "kind", "asked_on": TODAY}
    two = [Reference(who=who, **said) for who in ("Anna", "Bruno")]
    twice = [Reference(who=who, **said) for who in ("Anna", " anna")]
    base = {"child": GIRL, "person": AUNT, "name": "Aunt", "relation": "aunt",
            "childs_choice": True, "childs_words": "she sings"}  # fmt: skip

    assert Companion(references=tuple(two), **base).stands
    assert not Companion(references=tuple(twice), **base).stands
    assert not Companion(references=tuple(two[:1]), **base).stands
    assert not Companion(references=tuple(two), ended_on=TODAY, **base).stands


@pytest.mark.parametrize("kind", ["BIA", "BID"])
def test_every_state_of_its_kind_is_reached_and_only_the_last_leads_nowhere_new(kind):
    moves = [move for move in MOVES if move.only in (None, kind)]
    reached, ahead = {"opened"}, ["opened"]
    while ahead:
        at = ahead.pop()
        for move in moves:
            if move.start == at and move.to not in reached:
                reached.add(move.to)
                ahead.append(move.to)

    assert reached == set(STATES) - ({"panel"} if kind == "BIA" else set())
    assert all(any(move.start == state for move in moves) for state in reached)
    assert {move.to for move in moves if move.second} == {"decided"}


def test_every_need_of_every_step_is_named_when_it_is_missing_and_gone_when_it_is_there():
    panel = (
        Panelist(name="A", discipline="law", opinion="agrees"),
        Panelist(name="B", discipline="health", opinion="dissents"),
        Panelist(name="C", discipline="law", opinion="agrees"),
    )
    empty = Assessment(child=GIRL, why="durable solution")
    full = Assessment(
        child=GIRL, why="durable solution", wishes="w", family="f", safety="s", care="c",
        advice="a", panel=panel, decision="travel", reasons="r", review_on=TODAY + timedelta(90),
        sent_back="m", review="f",
    )  # fmt: skip

    for move in MOVES:
        assert assessing.missing(move, empty, TODAY) == list(move.needs)
        assert assessing.missing(move, full, TODAY) == []
        assert set(move.needs) <= set(NEEDS)


def test_a_review_lies_ahead_and_within_ninety_days():
    move = assessing.move_to(Assessment(child=GIRL, why="danger", state="decided"), "reviewed")

    def missing(days):
        day = TODAY + timedelta(days=days)
        value = Assessment(child=GIRL, why="danger", review="still right", review_on=day)
        return assessing.missing(move, value, TODAY)

    assert (missing(1), missing(90)) == ([], [])
    assert (missing(0), missing(91)) == (["review day"], ["review day"])


def test_a_panel_is_three_people_of_two_disciplines():
    law, health = ({"discipline": what, "opinion": "agrees"} for what in ("law", "Health"))
    move = next(move for move in MOVES if "panel of three" in move.needs)

    def lacks(*panel):
        value = Assessment(child=GIRL, why="durable solution", panel=panel)
        found = assessing.missing(move, value, TODAY)
        return [need for need in found if need in ("panel of three", "two disciplines")]

    a, b, c = (Panelist(name=name, **law) for name in "ABC")
    assert lacks(a, b, c) == ["two disciplines"]
    assert lacks(a, b, Panelist(name="a", **health)) == ["panel of three"]
    assert lacks(a, b, Panelist(name="D", **health)) == []


def decided(**said):
    usual = {"child": GIRL, "why": "separated", "state": "decided", "decision": "travel",
             "decided_on": TODAY, "review_on": TODAY + timedelta(30)}  # fmt: skip
    return Assessment(**usual | said)


def test_a_child_may_travel_only_while_the_latest_decision_says_so_and_a_companion_stands():
    asked = tuple(
        Reference(who=who, knows="k", says="s", asked_on=TODAY) for who in ("Anna", "Bruno")
    )
    aunt = Companion(child=GIRL, person=AUNT, name="Aunt", relation="aunt", childs_choice=True,
                     childs_words="", references=asked)  # fmt: skip

    def may(*made, along=(aunt,), on=TODAY):
        return set(assessing.clearances(made, along, on))

    assert may(decided()) == {GIRL}
    assert may(decided(), along=()) == set()
    assert may(decided(decision="wait")) == set()
    assert may(decided(), on=TODAY + timedelta(31)) == set()
    assert may(decided(state="drafted")) == set()
    assert may(decided(), decided(state="gathering", decided_on=None, decision=None)) == set()
    assert may(decided(), decided(decision="wait", decided_on=TODAY + timedelta(1))) == set()


def test_an_assessment_is_opened_once_and_again_when_its_review_was_missed():
    flagged = [(GIRL, "separated"), (BROTHER, "unaccompanied")]

    def opened(*known, on=TODAY):
        return assessing.to_open(flagged, known, on)

    assert opened() == [(GIRL, "separated"), (BROTHER, "unaccompanied")]
    assert opened(Assessment(child=GIRL, why="danger")) == [(BROTHER, "unaccompanied")]
    assert opened(decided()) == [(BROTHER, "unaccompanied")]
    assert opened(decided(), on=TODAY + timedelta(31)) == flagged


def test_each_sign_becomes_one_concern_and_none_weighs_more_because_others_are_there():
    for several in combinations(indicators.SIGNS, 3):
        asked = indicators.Asked(person=GIRL, moment="house", on=TODAY, alone=True, signs=several)
        together = indicators.concerns_of(asked, about="nobody", says="s")
        apart = [
            indicators.Concern(sign=sign, person=GIRL, about="nobody", says="s", on=TODAY)
            for sign in several
        ]
        assert together == apart

    assert set(QUESTIONS) == set(indicators.SIGNS)
