"""Codes of twelve words: what people write on paper and type again in other ways."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from waystation.base.errors import Refused
from waystation.vault import words

LEGAL = "legal winner thank yellow"
ZEROS = "abandon " * 11 + "about"


@pytest.mark.parametrize(
    ("entropy", "text"),
    [
        # The vectors published with BIP-39.
        (bytes(16), ZEROS),
        (b"\x7f" * 16, "legal winner thank year wave sausage worth useful " + LEGAL),
        (b"\xff" * 16, "zoo " * 11 + "wrong"),
        (
            bytes.fromhex("9e885d952ad362caeb4efe34a8e91bd2"),
            "ozone drill grab fiber curtain grace pudding thank cruise elder eight picnic",
        ),
    ],
)  # fmt: skip
def test_words_are_those_everybody_else_makes_of_the_same_bits(entropy, text):
    assert words.text_of(entropy) == text
    assert words.entropy_of(text) == entropy


def test_sixteen_zero_bytes_in_korean():
    assert words.text_of(bytes(16), "ko") == "가격 " * 11 + "가능"


@given(st.binary(min_size=16, max_size=16), st.sampled_from(["en", "ko"]))
def test_every_code_comes_back_however_it_is_typed(entropy, language):
    text = words.text_of(entropy, language)

    typed = [
        text,
        text.upper(),
        f"  {text.replace(' ', ', ')}.\n",
        text.replace(" ", "\n"),
        unicodedata.normalize("NFD", text),
        " ".join(f"{nth}. {word}" for nth, word in enumerate(text.split(), 1)),
    ]
    assert {words.entropy_of(one) for one in typed} == {entropy}


@given(st.text(max_size=200))
@example("가" * 12)
@example(" ".join(["zoo"] * 12))
@example("\ud800 " * 12)
def test_whatever_is_typed_is_a_code_or_is_refused_without_being_repeated(text):
    try:
        words.entropy_of(text)
    except Refused as refused:
        said = refused.says + refused.hint
        assert not [w for w in words.words_in(text) if len(w) > 8 and w in said]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "here are 0"),
        ("abandon " * 11, "here are 11"),
        ("abandon " * 13, "here are 13"),
        ("abandon " * 12, "do not belong together"),
        (ZEROS.replace("about", "abot"), "number 12"),
        ("aban " * 2 + "abandon " * 9 + "about", "number 1, 2"),
        ("가격 " * 11 + "about", "number 12"),
    ],
)
def test_a_slip_is_named_by_its_place(text, says):
    with pytest.raises(Refused, match=says):
        words.entropy_of(text)


def test_two_words_in_the_other_order_are_noticed():
    text = words.text_of(bytes(range(16))).split()
    text[0], text[1] = text[1], text[0]

    with pytest.raises(Refused, match="do not belong together"):
        words.entropy_of(" ".join(text))


def test_bytes_of_another_length_are_no_code():
    with pytest.raises(ValueError, match="15 bytes"):
        words.text_of(bytes(15))


@pytest.mark.parametrize(("language", "of"), [("en", "en"), ("ko", "ko"), ("xx", "en")])
def test_words_are_drawn_from_the_list_of_the_language(language, of):
    drawn = words.draw(language, 7).split()

    assert len(drawn) == 7
    assert set(drawn) <= set(words._list(of))


def test_a_code_has_128_bits_of_chance_and_no_two_are_the_same():
    drawn = [words.draw() for _ in range(50)]

    assert len({words.entropy_of(text) for text in drawn}) == 50
    # Of 800 random bytes about half of all bits are set: 3,200, with a deviation of 40.
    bits = sum(byte.bit_count() for text in drawn for byte in words.entropy_of(text))
    assert 2_960 <= bits <= 3_440
