"""Names in any spelling are read as what they are in Hangul."""

import gc
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.tracing import names
from waystation.tracing.names import families, jamo, spellings
from waystation.tracing.names.symbols import PLACES

PRIORS = names.published()


def best(text):
    return names.decode(text, PRIORS).hangul


@pytest.mark.parametrize(
    "text",
    ["kim chol su", "gim cheolsu", "gim cheol-su", "Kim Ch'ol-su", "KIM Ch’ŏl-su", "kimcholsu",
     "Kim, Cheol Su", "Chol Su Kim", "김철수", "김 철수", "金哲洙"],
)  # fmt: skip
def test_one_name_is_read_alike_in_every_spelling(text):
    assert best(text) == "김철수"


def test_a_spelling_of_several_names_keeps_all_of_them():
    held = names.decode("Kim Chul Soo", PRIORS).places
    assert held[0]["김"] > 0.99
    assert held[1]["철"] > 0.1
    assert max(held[2], key=held[2].get) == "수"


def test_a_chinese_reading_has_the_korean_name_among_the_first():
    held = names.decode("jin zhexiu", PRIORS).places
    for place, syllable in enumerate("김철수"):
        assert syllable in sorted(held[place], key=lambda one: -held[place][one])[:5]


@pytest.mark.parametrize(
    ("north", "south"),
    [("리영희", "이영희"), ("류룡철", "유용철"), ("림순녀", "임순녀"), ("로동석", "노동석")],
)
def test_the_north_and_the_south_write_one_name(north, south):
    assert best(north) == best(south)


@pytest.mark.parametrize(
    ("text", "hangul"),
    [("남궁민수", "남궁민수"), ("Namgung Min-su", "남궁민수"), ("선우 진", "선우진"),
     ("南宮敏秀", "남궁민수"), ("김철", "김철"), ("Hwangbo Kwan", "황보관"), ("朴槿惠", "박근혜"),
     ("Lee Sae-byeok", "이새벽")],
)  # fmt: skip
def test_names_of_other_lengths_are_read_too(text, hangul):
    assert best(text) == hangul


def test_where_no_family_name_is_told_nothing_is_known_of_it():
    held = names.decode("철수", PRIORS)
    assert held.places[0] == {}
    assert held.places[1]["철"] > 0.99
    assert held.places[2]["수"] > 0.99


@pytest.mark.parametrize("text", ["Harriet Tubman", "Mary Ann Smith", "Владимир", "محمد", "", "?!"])
def test_a_name_of_another_tongue_is_known_as_such(text):
    assert names.decode(text, PRIORS).korean < 0.01


def test_a_slip_of_the_pen_is_read_over():
    assert best("Kim Chxolsu") == "김철수"
    assert best("Psrk Cheolsu") == "박철수"


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60))
def test_whatever_stands_there_it_is_read_and_the_chances_of_a_place_sum_to_one(text):
    held = names.decode(text, PRIORS)
    assert 0 <= held.korean <= 1
    assert len(held.places) == PLACES
    for place in held.places:
        assert not place or math.isclose(sum(place.values()), 1, abs_tol=1e-6)


@settings(max_examples=25, deadline=None)
@given(st.integers(jamo.FIRST, jamo.LAST).map(chr))
def test_a_syllable_comes_apart_and_together_again(syllable):
    assert jamo.joined(*jamo.parts(syllable)) == syllable
    assert jamo.southern(jamo.southern(syllable)) == jamo.southern(syllable)


@pytest.mark.parametrize(
    ("syllable", "revised", "mccune", "northern"),
    [("철", "cheol", "ch'ŏl", "chol"), ("권", "gwon", "kwŏn", "kwon"),
     ("택", "taek", "t'aek", "thaek"), ("의", "ui", "ŭi", "ui"), ("쉬", "swi", "shwi", "swi")],
)  # fmt: skip
def test_the_standards_spell_as_published(syllable, revised, mccune, northern):
    assert jamo.revised(syllable) == revised
    assert jamo.mccune(syllable) == mccune
    assert jamo.northern(syllable) == northern


def test_the_spellings_of_every_family_name_sum_to_one_by_every_standard():
    for name in families.CENSUS:
        for row in spellings.of_family(name):
            assert math.isclose(sum(row.values()), 1)


def test_what_is_common_is_learned_from_the_names_themselves():
    told = [["Kim Cheol-su"], ["김철수"], ["박영희"]] * 60
    learned = names.learn(told)
    code = names.alphabet().codes["철"]
    assert learned.places[1, code] > 10 * PRIORS.places[1, code]
    assert names.learn(told).places.tolist() == learned.places.tolist()


def test_it_says_which_spelling_reads_as_what_and_in_what_two_names_differ():
    told = names.explain("Chol Su Kim", "김철수", PRIORS)
    assert told.syllables == (("kim", "김", "김"), ("chol", "철", "철"), ("su", "수", "수"))
    assert {"script", "order"} <= set(told.differences)
    assert told.bits > 12
    assert "chinese" in names.explain("jin zhexiu", "Kim Cheolsu", PRIORS).differences
    assert "north" in names.explain("리영희", "이영희", PRIORS).differences
    assert "slip" in names.explain("Kim Chxolsu", "김철수", PRIORS).differences
    assert names.explain("김철수", "김철수", PRIORS).differences == ()


def test_nothing_of_a_name_that_was_read_is_kept():
    marked = "".join(chr(ord("a") + at) for at in (16, 23, 14, 11))  # not a word of this file
    names.decode(f"Kim Ch{marked}su", PRIORS)
    names.pack([[f"Park {marked}"]], PRIORS)
    gc.collect()
    # `type` and not `isinstance`: lazy objects of others would wake up.
    held = [one for one in gc.get_objects() if type(one) in (dict, list, tuple, set)]
    kept = [one for one in held if any(type(it) is str and marked in it for it in list(one))]
    assert kept == []
