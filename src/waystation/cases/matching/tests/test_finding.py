"""Which records are proposed as one person, and which are kept apart."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.base.ids import new_id
from waystation.cases.matching import domain
from waystation.cases.matching.domain import Mention
from waystation.testing.doubles import doubled, told


def a_mention(*names, **said):
    return Mention(person=new_id(), house=new_id(), names=names, **said)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("Ann Maria Jackson",), ("ann", "maria", "jackson")),
        (("Ann", "Ann Jackson"), ("ann", "jackson")),
        (("O'Neil-Brown, J.",), ("oneil", "brown", "j")),
        (("José",), ("jose",)),
        (("김 영희",), ("김", "영희")),
        (("…",), ()),
    ],
)
def test_names_are_taken_apart_into_words(names, words):
    assert domain.words_of(names) == words


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("jordan", "jordon", True),  # one letter wrong
        ("stanley", "stanly", True),  # one left out
        ("gault", "gualt", True),  # two changed about
        ("brown", "green", False),
        ("brown", "brown", False),
        ("ann", "anna", False),  # too short for a slip to be told from another name
        ("영희", "영휘", True),  # one jamo
    ],
)
def test_a_slip_of_one_letter_is_told_from_another_name(one, other, near):
    assert domain.is_near(one, other) is near


@given(st.lists(st.text("abc", min_size=3, max_size=6), max_size=8, unique=True))
def test_words_near_to_one_another_are_those_that_are_compared_one_by_one(words):
    plain = [
        (a, b) for a, b in combinations(range(len(words)), 2) if domain.is_near(words[a], words[b])
    ]

    assert domain.near_words(words) == plain


def everybody(**said):
    """Thirty people with names of their own, so that what is common is common."""
    given_names = ["john", "mary", "william", "harriet", "jacob", "ann"]
    family = ["brown", "smith", "jackson", "green", "scott"]
    return [a_mention(f"{one} {other}", **said) for one in given_names for other in family]


def test_the_same_name_age_and_place_are_probably_one_person():
    one = a_mention("Silas Whitcomb", sex="male", birth_year=1825, place="norfolk-va")
    other = a_mention("Silas Witcomb", sex="male", birth_year=1826, place="norfolk-va")

    first = domain.find([*told().mentions, one, other]).proposals[0]

    assert {first.first, first.second} == {one.person, other.person}
    assert first.verdict == "probable"


def test_a_name_alone_is_not_enough():
    one = a_mention("Perry", sex="male", birth_year=1831, place="co-carroll-md")
    other = a_mention("Perry", sex="male", place="cecil-md")

    assert domain.find([*everybody(), one, other]).proposals == ()


def test_father_and_son_of_one_name_in_one_house_are_two_people():
    house = new_id()
    father = Mention(person=new_id(), house=house, names=("Jacob Reed",), birth_year=1810)
    son = Mention(person=new_id(), house=house, names=("Jacob Reed",), birth_year=1835)

    assert domain.find([*everybody(), father, son]).proposals == ()


def test_a_birthday_and_a_paper_find_who_changed_their_name():
    born = date(1830, 3, 4)
    one = a_mention("Wesley Harris", born_on=born, birth_year=1830, papers=("free 17",))
    other = a_mention("Robert Johnson", born_on=born, birth_year=1830, papers=("free 17",))

    (pair,) = domain.find([*everybody(), one, other]).proposals

    assert {kind for kind, bits in pair.because if bits > 0} == {"birth", "paper"}


def test_nobody_is_compared_with_nobody():
    assert domain.find([]).proposals == ()
    assert domain.find([a_mention(), a_mention()]).proposals == ()


def test_one_pair_is_weighed_as_the_search_through_all_weighs_it():
    made = doubled(told().mentions, 60).mentions

    for found in domain.find(made).proposals:
        assert domain.weigh(made, found.first, found.second) == found
        assert domain.weigh(made, found.second, found.first) == found


def test_a_pair_that_the_search_does_not_look_at_is_weighed_all_the_same():
    one, other = a_mention("Silas Whitcomb"), a_mention("Robert Jordan", sex="male")

    found = domain.weigh([*everybody(), one, other], one.person, other.person)

    # Four words, of which two and two answer to none: 2 × log2 0.07, and 0.05 in 32 before that.
    assert found.because == (("other_words", -7.7),)
    assert found.bits == pytest.approx(-7.7 - 9.3, abs=0.1)


def test_nobody_is_weighed_who_has_no_name_is_not_there_or_is_the_same():
    one, nameless = a_mention("Silas Whitcomb"), a_mention("…")

    for other in (nameless.person, one.person, new_id()):
        assert domain.weigh([*everybody(), one, nameless], one.person, other) is None


def test_of_two_hundred_doubles_most_are_found_and_little_else():
    """The figures in the documents come from `make bench`; this holds their order."""
    made = doubled(told().mentions, 200)

    found = domain.find(made.mentions).proposals

    proposed = {frozenset((pair.first, pair.second)) for pair in found}
    hits = len(proposed & made.pairs)
    assert hits >= 170
    assert hits >= 0.85 * len(proposed)


def test_the_seven_who_share_only_a_name_with_a_relative_are_kept_apart():
    books = told(with_relatives=True)

    found = domain.find(books.mentions).proposals

    proposed = {frozenset((pair.first, pair.second)) for pair in found}
    assert len(books.decoys) == 7
    assert not proposed & books.decoys
