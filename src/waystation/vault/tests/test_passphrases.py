"""Which passphrases are good enough, and those drawn for people."""

import pytest

from waystation.base.errors import Refused
from waystation.testing.cast import CAST
from waystation.vault import passphrases, words


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("", "at least 20 characters; this one has 0"),
        ("nineteen characters", "this one has 19"),
        ("x" * 201, "at most 200"),
        ("abcdefg" * 4, "7 different characters; 8"),
    ],
)
def test_a_weak_passphrase_is_refused_with_what_is_wanted(given, says):
    with pytest.raises(Refused, match=says):
        passphrases.check(given)


@pytest.mark.parametrize("given", ["exactly 20 letters..", "x" * 193 + "abcdefg"])
def test_a_passphrase_at_the_edge_is_good(given):
    passphrases.check(given, again=given)


def test_a_passphrase_typed_in_two_ways_is_refused():
    with pytest.raises(Refused, match="same twice"):
        passphrases.check("follow the gourd north", again="follow the gourd South")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_drawn_passphrase_has_seven_words_and_another_each_time(language):
    drawn = [passphrases.suggest(language) for _ in range(20)]

    assert {len(words.words_in(one)) for one in drawn} == {7}
    assert len(set(drawn)) == 20


def test_korean_words_drawn_for_people_are_long_enough_to_be_taken():
    for _ in range(200):
        passphrases.check(passphrases.suggest("ko"))
        passphrases.check(passphrases.suggest("en"))


def test_the_casts_passphrases_would_be_taken():
    for member in CAST:
        passphrases.check(member.passphrase)
        assert member.duress != member.passphrase
        if member.duress:
            passphrases.check(member.duress)
