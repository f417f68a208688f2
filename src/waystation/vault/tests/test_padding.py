"""A body's length says only which of five sizes it fits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.vault.domain import BODY_MAX, BUCKETS, pad, unpad


@given(st.binary(max_size=5_000))
def test_padding_is_undone_exactly_and_fills_the_smallest_bucket(body):
    padded = pad(body)

    assert unpad(padded) == body
    assert len(padded) == min(b for b in BUCKETS if b >= len(body) + 4)


@pytest.mark.parametrize(
    ("length", "size"),
    # 252 + 4 = 256 just fits; one more goes to the next bucket.
    [(0, 256), (252, 256), (253, 1_024), (1_020, 1_024), (16_380, 16_384), (65_532, 65_536)],
)
def test_the_edges_of_the_buckets(length, size):
    assert len(pad(b"x" * length)) == size


def test_a_body_too_long_for_any_bucket_is_refused():
    with pytest.raises(ValueError, match="65533 bytes does not fit; at most 65532"):
        pad(b"x" * (BODY_MAX + 1))


def test_a_body_too_long_for_the_bucket_asked_for_is_refused():
    with pytest.raises(ValueError, match="253 bytes does not fit; at most 252"):
        pad(b"x" * 253, 256)


def test_a_larger_bucket_can_be_asked_for():
    assert len(pad(b"x", 1_024)) == 1_024
    assert unpad(pad(b"x", 1_024)) == b"x"


@given(st.integers(0, 200), st.data())
def test_a_single_byte_of_padding_that_is_not_zero_is_refused(length, data):
    padded = bytearray(pad(b"x" * length))
    padded[data.draw(st.integers(4 + length, 255))] = data.draw(st.integers(1, 255))

    with pytest.raises(ValueError, match="not zero"):
        unpad(bytes(padded))


@pytest.mark.parametrize("stated", [253, 256, 2**31, 2**32 - 1])
def test_a_length_beyond_the_body_is_refused(stated):
    with pytest.raises(ValueError, match="longer than the body"):
        unpad(stated.to_bytes(4, "big") + bytes(252))


@given(st.binary(max_size=1_500).filter(lambda junk: len(junk) not in BUCKETS))
def test_a_size_that_is_no_bucket_is_refused(junk):
    with pytest.raises(ValueError, match="not one of the sizes"):
        unpad(junk)


@given(st.binary(min_size=256, max_size=256))
def test_junk_of_the_right_size_is_refused_or_was_honest_padding(junk):
    try:
        body = unpad(junk)
    except ValueError:
        return
    assert pad(body, 256) == junk
