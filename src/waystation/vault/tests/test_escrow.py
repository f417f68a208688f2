"""The trustees' shares: three of five open a door, two open nothing, and nothing else does."""

from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis.strategies import data, integers, lists, sampled_from, text

from waystation.base.errors import Refused, Tampered
from waystation.vault import carried, escrow, seal

WHOSE = UUID("6f1d9a52-30a4-4c5b-9a4e-5d4a35c9a001")
SEEDS = bytes(range(96))
# The organisation's own key, for which an answer is sealed.
OFFICE = seal.box_public(b"\7" * 32)


@pytest.fixture(scope="module")
def ceremony():
    return escrow.hold_ceremony()


def request_for(ceremony, whose=WHOSE):
    box = seal.seal_to(ceremony.public, SEEDS, kind=seal.ESCROW, about=whose.bytes)
    return carried.write_request(carried.Asked(whose, box, OFFICE), ceremony.public)


def test_there_are_five_shares_of_thirty_three_words(ceremony):
    assert [len(share.split()) for share in ceremony.shares] == [33] * 5
    assert len(set(ceremony.shares)) == 5


def test_any_three_shares_make_the_key_again(ceremony):
    made = {escrow.join(three) for three in combinations(ceremony.shares, 3)}

    assert {seal.box_public(seed) for seed in made} == {ceremony.public}


@pytest.mark.parametrize("n", [0, 1, 2])
def test_fewer_than_three_shares_are_refused(ceremony, n):
    with pytest.raises(Refused, match=f"here are {n}"):
        escrow.join(ceremony.shares[:n])


def test_one_share_typed_three_times_is_one_share(ceremony):
    same = ceremony.shares[0]

    with pytest.raises(Refused, match="here are 1"):
        escrow.join([same, same.upper(), f" {same} "])


def test_a_misspelt_share_is_named_by_its_number_and_never_shown(ceremony):
    wrong = ceremony.shares[1].split()
    wrong[4] = "academic" if wrong[4] != "academic" else "acid"

    with pytest.raises(Refused, match="Share 2 is not written") as refused:
        escrow.join([ceremony.shares[0], " ".join(wrong), ceremony.shares[2]])

    assert wrong[9] not in refused.value.says + refused.value.hint


def test_shares_of_two_ceremonies_do_not_belong_together(ceremony):
    other = escrow.hold_ceremony()

    with pytest.raises(Refused, match="do not belong together"):
        escrow.join([*ceremony.shares[:2], other.shares[2]])


def test_the_ceremony_keeps_no_secret_in_what_it_prints_of_itself(ceremony):
    assert ceremony.shares[0].split()[0] not in repr(ceremony)


def test_a_request_is_answered_for_the_office_alone(ceremony):
    answer = carried.answer(request_for(ceremony), ceremony.shares[1:4])

    whose, box = carried.read_answer(answer)
    assert whose == WHOSE
    opened = seal.open_with(b"\7" * 32, box, kind=seal.ESCROW, about=WHOSE.bytes)
    assert opened == SEEDS


def test_what_is_carried_names_nobody_and_holds_no_seed(ceremony):
    request = request_for(ceremony)
    answer = carried.answer(request, ceremony.shares[:3])

    for paper in (request, answer):
        assert paper.isascii()
        assert str(WHOSE) not in paper
        assert SEEDS.hex() not in paper


def test_other_trustees_cannot_answer(ceremony):
    other = escrow.hold_ceremony()

    with pytest.raises(Refused, match=r"These shares are of the key [0-9A-F ]{29}\."):
        carried.answer(request_for(ceremony), other.shares[:3])


def test_a_door_that_was_never_given_to_them_stays_shut(ceremony):
    filler = seal.seal_to(OFFICE, SEEDS, kind=seal.ESCROW, about=WHOSE.bytes)
    request = carried.write_request(carried.Asked(WHOSE, filler, OFFICE), ceremony.public)

    with pytest.raises(Refused, match="Nothing in this request opens"):
        carried.answer(request, ceremony.shares[:3])


def test_the_key_is_carried_over_whole_or_not_at_all(ceremony):
    text = carried.write_key(ceremony.public)
    assert carried.read_key(text) == ceremony.public

    lines = text.splitlines()
    swapped = "\n".join([*lines[:3], lines[4], lines[3], *lines[5:]])
    for wrong in ("", "waystation", text[:-40], swapped, text.replace("key 1", "key 2")):
        with pytest.raises(Refused, match="changed on the way"):
            carried.read_key(wrong)


def test_a_request_is_no_answer_and_an_answer_no_request(ceremony):
    request = request_for(ceremony)
    answer = carried.answer(request, ceremony.shares[:3])

    with pytest.raises(Refused):
        carried.read_request(answer)
    with pytest.raises(Refused):
        carried.read_answer(request)


@pytest.mark.parametrize("length", [0, 15, 16 + 1_234 + 1_215, 16 + 1_234 + 1_217])
def test_a_request_of_another_length_is_none(length):
    text_of = carried._write(carried.REQUEST, "0000", bytes(length))

    with pytest.raises(Refused, match="changed on the way"):
        carried.read_request(text_of)


def test_a_request_for_a_key_nobody_can_seal_to_is_none():
    # An X25519 half of zeros gives no secret with anybody.
    body = bytes(16 + 1_234) + OFFICE[:1_184] + bytes(32)

    with pytest.raises(Refused, match="changed on the way"):
        carried.read_request(carried._write(carried.REQUEST, "0000", body))


@given(text(), sampled_from([carried.KEY, carried.REQUEST, carried.ANSWER, ""]))
def test_whatever_is_brought_is_read_or_refused(body, first_line):
    for reads in (carried.read_key, carried.read_request, carried.read_answer):
        with pytest.raises(Refused):
            reads(f"{first_line}\n0000\n{body}")


@given(lists(text(), max_size=6))
def test_whatever_is_typed_as_shares_is_refused(shares):
    with pytest.raises(Refused):
        escrow.join(shares)


@settings(max_examples=25)
@given(data())
def test_one_bit_changed_on_the_way_is_noticed(ceremony, drawn):
    _whose, box = carried.read_answer(carried.answer(request_for(ceremony), ceremony.shares[:3]))
    at = drawn.draw(integers(0, len(box) * 8 - 1))
    changed = bytearray(box)
    changed[at // 8] ^= 1 << at % 8

    with pytest.raises(Tampered):
        seal.open_with(b"\7" * 32, bytes(changed), kind=seal.ESCROW, about=WHOSE.bytes)
