"""The four words that office and guide read to each other."""

import hashlib

import pytest

from waystation.relay.phones import domain
from waystation.vault import words

# Also in the phone's own tests.
ABOUT, KNOWN = bytes((7,)) * 16, [713, 1234, 1606, 728]
KEYS = {
    "mailbox_public": b"m",
    "sign_public": b"s",
    "cell_sign_public": b"c",
    "cell_box_public": b"b",
}


def test_the_four_numbers_are_the_first_44_bits_of_the_digest():
    digest = hashlib.sha256(b"ws1/compare" + b"secret" + b"mscb").digest()
    bits = "".join(f"{byte:08b}" for byte in digest)[:44]

    numbers = domain.comparison(b"secret", **KEYS)

    assert numbers == tuple(int(bits[at : at + 11], 2) + 1 for at in (0, 11, 22, 33))


@pytest.mark.parametrize("name", KEYS)
def test_another_key_gives_other_words(name):
    assert domain.comparison(b"secret", **KEYS | {name: b"x"}) != domain.comparison(
        b"secret", **KEYS
    )


def test_office_and_phone_work_the_words_out_alike():
    numbers = domain.comparison(
        ABOUT,
        mailbox_public=b"aaa",
        sign_public=b"bb",
        cell_sign_public=b"c",
        cell_box_public=b"d",
    )

    # The phone counts from 0.
    assert [number - 1 for number in numbers] == KNOWN


def test_another_secret_gives_other_words():
    assert domain.comparison(b"other", **KEYS) != domain.comparison(b"secret", **KEYS)


def test_a_ticket_is_half_a_digest_of_the_secret():
    # SHA-256 of "ws1/ticket" and sixteen zero bytes, its first half; the phone has the same.
    assert domain.ticket(bytes(16)).hex() == "dfcf48c4458a2d9d92cd2a03eb9e798d"


def test_numbers_stand_for_the_words_of_the_list():
    assert words.of_numbers((1, 2_048)) == ("abandon", "zoo")
    assert words.of_numbers((1, 2_048), "ko") == ("가격", "힘껏")
    assert words.of_numbers((1,), "th") == ("abandon",)
