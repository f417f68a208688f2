"""The bytes of a turn: one size in, one size out, every field at its place."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.relay.turn import domain
from waystation.relay.turn.domain import Answer, Asked, Item

MAILBOX, ENTRY, ACK = (UUID(int=n) for n in (1, 2, 3))
NOON = datetime(1855, 10, 26, 12, tzinfo=UTC)


def asked(kind=domain.LOOK, brought=b"", acks=()):
    return Asked(kind, MAILBOX, b"t" * 32, ENTRY, acks, brought)


def items():
    return tuple(
        Item(UUID(int=10 + n), bytes((n,)) * 16, bytes((n,)) * domain.BOX_BYTES) for n in range(3)
    )


def test_every_field_of_a_turn_stands_at_its_place():
    sent = domain.write(asked(domain.TOKEN, b"k" * 16, acks=(ACK,)))

    assert len(sent) == 2_304
    assert (sent[0], sent[1]) == (1, 3)
    assert sent[2:18] == MAILBOX.bytes
    assert sent[18:50] == b"t" * 32
    assert sent[50:66] == ENTRY.bytes
    assert sent[66:82] == ACK.bytes
    assert sent[82:114] == bytes(32)
    assert sent[114:116] == b"\x00\x10"
    assert sent[116:132] == b"k" * 16
    assert not any(sent[132:])


def test_every_field_of_an_answer_stands_at_its_place():
    told = domain.write_answer(Answer(domain.LATER, ENTRY, NOON, 20, items()))

    assert len(told) == 6_656
    assert (told[0], told[1]) == (1, 1)
    assert told[2:18] == ENTRY.bytes
    # 26 October 1855 at noon lies 41,704.5 days before 1970.
    assert int.from_bytes(told[18:26], "big", signed=True) == -417_045 * 8_640_000
    assert told[26] == 20
    assert not any(told[27:64])
    # The second of three items of 16 + 16 + 2,162 bytes.
    assert told[2_258:2_274] == UUID(int=11).bytes
    assert told[2_274:2_290] == b"\x01" * 16
    assert told[2_290:4_452] == b"\x01" * 2_162
    assert not any(told[6_646:])


@given(
    st.sampled_from(sorted(domain.BROUGHT_BYTES)),
    st.lists(st.uuids(version=4), max_size=3, unique=True),
    st.binary(min_size=32, max_size=32),
)
def test_what_a_phone_writes_is_what_is_read(kind, acks, token):
    brought = bytes(range(256)) * 9
    sent = Asked(kind, uuid4(), token, uuid4(), tuple(acks), brought[: domain.BROUGHT_BYTES[kind]])

    assert domain.read(domain.write(sent)) == sent


@given(st.integers(-5_000_000_000_000, 5_000_000_000_000))
def test_an_answer_is_read_as_it_was_written_whatever_the_clock_says(millis):
    now = domain.at_millis(millis)
    told = Answer(domain.TAKEN, ENTRY, now, 0, items())

    assert domain.read_answer(domain.write_answer(told)) == told


@pytest.mark.parametrize("length", [0, 2_303, 2_305])
def test_a_turn_of_another_length_is_refused(length):
    with pytest.raises(ValueError, match="a turn has 2304"):
        domain.read(bytes(length))


@pytest.mark.parametrize(
    ("at", "value", "says"),
    [(0, 2, "version 2"), (1, 4, "kind 4"), (115, 17, "17 bytes brought")],
)
def test_a_turn_that_says_something_else_is_refused(at, value, says):
    sent = bytearray(domain.write(asked(domain.TOKEN, b"k" * 16)))
    sent[at] = value

    with pytest.raises(ValueError, match=says):
        domain.read(bytes(sent))


def test_an_answer_never_holds_fewer_items():
    with pytest.raises(ValueError, match="2 items; an answer has 3"):
        domain.write_answer(Answer(domain.TAKEN, ENTRY, NOON, 0, items()[:2]))
