"""Columns, rules and groups: pure, and worked by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.tracing.batch import domain, looking
from waystation.tracing.batch.domain import Learned, Unguessed, guess
from waystation.tracing.batch.looking import grouped


def test_columns_are_known_by_what_they_are_usually_called():
    assert guess(["Unique_ID", "First Name", "SURNAME", "dob", "cluster"]) == {
        "id": "Unique_ID", "given": "First Name", "family": "SURNAME", "birth": "dob",
    }  # fmt: skip
    assert guess(["번호", "성명", "생년월일", "고향"]) == {
        "id": "번호", "name": "성명", "birth": "생년월일", "place": "고향",
    }  # fmt: skip


def test_a_named_column_goes_before_a_guessed_one():
    found = guess(["name", "alias", "born", "town"], {"name": "alias", "place": "town"})

    assert found["name"] == "alias"
    assert found["place"] == "town"


def test_a_full_name_beside_both_its_parts_is_not_counted_twice():
    assert "name" not in guess(["name", "first_name", "surname", "dob"])


@pytest.mark.parametrize(
    ("headers", "named"), [(["a", "b"], {}), (["name"], {}), (["name", "dob"], {"sex": "gone"})]
)
def test_columns_that_say_too_little_are_told_apart_from_those_that_are_not_there(headers, named):
    with pytest.raises(Unguessed):
        guess(headers, named)


def test_a_rule_needs_every_column_it_is_made_of():
    names = [rule.name for rule in domain.rules(("given", "family", "birth"))]

    assert names[:3] == ["given + family", "given + birth", "family + birth"]
    assert not [name for name in names if "place" in name or "code" in name or "reading" in name]
    assert domain.rules(("sex",)) == ()


def test_short_registers_are_looked_at_whole():
    rules = domain.rules(("given", "family", "birth"))

    assert looking.chosen(rules, pairs=looking.every_pair((1_000, 1_000))) == (looking.EVERYBODY,)
    assert looking.chosen(rules, pairs=looking.every_pair((9_000,))) == rules
    assert looking.every_pair((4,)) == 6


def test_hangul_readings_take_the_place_of_the_letters_of_a_name():
    names = [one.name for one in domain.compared(("given", "family", "birth", "reading", "second"))]

    assert names == ["reading", "birth"]


def test_what_was_learned_goes_into_the_settings_and_comes_out_of_a_model():
    worth = {"sex": ((0.98, 0.5), (0.02, 0.5)), "birth": ((0.7, 0.001), *[(None, None)] * 4)}
    made = domain.settings(("birth", "sex"), Learned(0.002, worth))

    assert made["probability_two_random_records_match"] == 0.002
    assert domain.learned_from(made) == worth
    # 0.98 of one person's pairs are of one sex, and 0.7 of those were born the same day.
    assert domain.agreeing(worth, ("birth", "sex")) == pytest.approx(0.98 * 0.7)


def test_the_share_of_matches_follows_from_the_pairs_that_are_certain():
    # 30 pairs are equal in everything, as are three in ten of one person's: 100 of 10,000.
    assert domain.share_of_matches(equal=30, expected=0.3, pairs=10_000) == 0.01
    assert domain.share_of_matches(equal=0, expected=0.0, pairs=10) == 0.5


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=12))
def test_groups_are_what_hangs_together(pairs):
    found = grouped(pairs)

    assert set(found) == {one for pair in pairs for one in pair}
    assert all(found[left] == found[right] for left, right in pairs)
    # The plain way: widen each one's reach until it grows no more.
    for one, group in found.items():
        reach, before = {one}, set()
        while reach != before:
            before = set(reach)
            reach |= {other for pair in pairs if set(pair) & reach for other in pair}
        assert {other for other in found if found[other] == group} == reach
