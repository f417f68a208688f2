"""Tips that may speak of the same people: suggested with reasons, decided by a person."""

from datetime import timedelta

import pytest

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.cases import queries as cases
from waystation.cases import services as hearing
from waystation.cases.contact import likeness, queries, services
from waystation.cases.tests.builders import NOW, a_family, a_household, a_tip

CRIB = "Eleven wait in the corn crib behind the mill."
SAME = "They wait behind the mill, in a corn crib. Eleven souls."


def kinds(one, other):
    return [why.kind for why in likeness.whys(one, other)]


def two(william, **said):
    return [
        hearing.hear_tip(tip=a_tip(words=words, **said), keyring=william, now=NOW)
        for words in (CRIB, SAME)
    ]


def link(one, other, keyring, alike=True):
    services.link_tips(tip_id=one, other_id=other, alike=alike, keyring=keyring, now=NOW)


def view(tip_id, keyring):
    return cases.tip(tip_id, keyring, NOW)


def found_by(name, tip_id, keyring):
    found = getattr(queries, name)(view(tip_id, keyring), cases.tips(keyring, NOW))
    return [one.view.id for one in found]


def test_tips_of_one_place_with_the_same_words_are_alike_and_say_why():
    one = a_tip(words=CRIB, people_estimate=11)
    other = a_tip(words=SAME, people_estimate=12, heard_at=NOW - timedelta(days=2))

    # 11 and 12 lie within a fifth of one another; the four words are two thirds of six and more.
    assert kinds(one, other) == ["place", "most words", "people", "days"]
    words = likeness.whys(one, other)[1].says
    assert words == "behind, eleven, corn, crib, mill, wait"


@pytest.mark.parametrize(("other", "is_alike"), [
    # The same village and the same time, and nothing else: that is a village, not a family.
    (a_tip(words="A boy ran from the tannery."), False),
    (a_tip(words="A boy ran from the tannery.", people_estimate=11), True),
    (a_tip(words="A boy ran.", people_estimate=11, heard_at=NOW - timedelta(days=11)), False),
    (a_tip(words="A boy ran.", place="cambridge-md", people_estimate=11), False),
    (a_tip(words="A boy ran.", place="cambridge-md", reach="Bell 2-7"), True),
    (a_tip(words=SAME, place="cambridge-md"), True),
])  # fmt: skip
def test_it_takes_more_than_a_village_and_a_week_to_be_alike(other, is_alike):
    tip = a_tip(words=CRIB, people_estimate=11, reach="bell 27")

    assert likeness.is_alike(likeness.whys(tip, other)) is is_alike
    assert likeness.is_alike(likeness.whys(other, tip)) is is_alike


def test_korean_words_are_alike_whatever_their_endings():
    one = a_tip(words="방앗간 뒤 옥수수 창고에 열한 명이 숨어 기다립니다")
    other = a_tip(words="옥수수 창고의 방앗간에서 열한명, 기다리고 숨어서")

    assert "most words" in kinds(one, other)


def test_no_grade_makes_tips_alike():
    one = a_tip(words="A boy ran.", source_grade="A", word_grade=2)
    other = a_tip(words="Nobody came.", place="cambridge-md", source_grade="A", word_grade=2)

    assert kinds(one, other) == ["days"]


def test_a_suggestion_is_made_until_a_person_says_yes_or_no(william):
    one, other = two(william)
    assert found_by("alike", one, william) == [other]

    link(one, other, william, alike=False)

    assert found_by("alike", one, william) == []
    assert found_by("alike", other, william) == []
    assert found_by("linked", one, william) == []


def test_linked_tips_name_one_another_and_can_be_parted_again(william):
    one, other = two(william)

    link(one, other, william)
    assert found_by("linked", other, william) == [one]
    link(other, one, william, alike=False)

    assert (view(one, william).tip.same_as, view(one, william).tip.not_same) == ((), (other,))
    assert [c.became for c in view(one, william).tip.history] == ["alike", "apart"]


def test_contact_stops_the_clock_of_every_tip_of_these_people(william):
    one, other = two(william, state="accepted")
    link(one, other, william)

    hearing.contact_household(
        household=a_household(), people=a_family(), tip_id=one, keyring=william, now=NOW
    )

    clock = view(other, william).clock
    assert (clock.made, view(other, william).tip.household) == (True, None)
    with pytest.raises(Refused, match="once for each"):
        hearing.contact_household(
            household=a_household(), people=a_family(), tip_id=other, keyring=william, now=NOW
        )


def test_a_tip_linked_after_contact_waits_no_more(william):
    one, other = two(william, state="accepted")
    hearing.contact_household(
        household=a_household(), people=a_family(), tip_id=one, keyring=william, now=NOW
    )

    link(other, one, william)

    assert view(other, william).clock.made


def test_a_tip_is_linked_neither_with_itself_nor_twice(william):
    one, other = two(william)
    link(one, other, william)

    with pytest.raises(Refused, match="itself"):
        link(one, one, william)
    with pytest.raises(Refused, match="before"):
        link(other, one, william)


def test_a_stranger_links_nothing_and_cannot_tell_whether_a_tip_exists(william, stranger):
    mine = hearing.hear_tip(tip=a_tip(), keyring=stranger, now=NOW)
    one, _other = two(william)
    answers = set()

    for wanted in (one, new_id()):
        with pytest.raises(Refused) as refused:
            link(mine, wanted, stranger)
        answers.add((refused.value.says, refused.value.hint))

    assert len(answers) == 1
    assert view(one, william).tip.same_as == ()
