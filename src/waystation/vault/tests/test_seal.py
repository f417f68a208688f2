"""Whatever is changed, cut, lengthened or put elsewhere does not open, and fails in one way."""

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.base.errors import Tampered
from waystation.vault import seal

SEED = bytes(range(32))
PUBLIC = seal.box_public(SEED)
KEY = bytes(range(32, 64))
ABOUT = b"a" * 16
PLACE = b"cases_household" + b"r" * 16 + b"c" * 16
BODY = "Harriet, 봄".encode()
BOX = seal.seal_to(PUBLIC, BODY, kind=seal.ORDER, about=ABOUT)
WRAP = seal.wrap(KEY, BODY, bound=b"ws1/test")
ROW = seal.seal_row(KEY, BODY, gen=3, rev=9, place=PLACE)


def open_box(box, *, seed=SEED, kind=seal.ORDER, about=ABOUT):
    return seal.open_with(seed, box, kind=kind, about=about)


def open_wrap(blob, *, key=KEY, bound=b"ws1/test"):
    return seal.unwrap(key, blob, bound=bound)


def open_sealed_row(blob, *, key=KEY, place=PLACE):
    return seal.open_row(key, blob, place=place)


SEALED = [
    pytest.param(BOX, open_box, id="box"),
    pytest.param(WRAP, open_wrap, id="wrap"),
    pytest.param(ROW, open_sealed_row, id="row"),
]


@pytest.mark.parametrize(("blob", "open_it"), SEALED)
def test_what_was_sealed_opens_to_what_it_was(blob, open_it):
    assert open_it(blob) == BODY


def test_sizes_are_the_body_and_a_fixed_overhead():
    # 1 suite + 1 kind + 1,120 + 16 = 1,138; 1 + 12 + 16 = 29; 10 + 12 + 256 + 16 = 294
    assert len(BOX) == len(BODY) + 1_138 == len(BODY) + seal.BOX_OVERHEAD
    assert len(WRAP) == len(BODY) + 29 == len(BODY) + seal.WRAP_OVERHEAD
    assert len(ROW) == 294 == 256 + seal.ROW_OVERHEAD


@given(st.binary(max_size=2_000), st.integers(1, 9), st.binary(max_size=64))
def test_any_body_goes_into_a_box_and_out_again(body, kind, about):
    box = seal.seal_to(PUBLIC, body, kind=kind, about=about)

    assert seal.open_with(SEED, box, kind=kind, about=about) == body


@given(st.binary(max_size=2_000), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_any_body_goes_into_a_row_and_out_again(body, gen, rev):
    row = seal.seal_row(KEY, body, gen=gen, rev=rev, place=PLACE)

    assert seal.open_row(KEY, row, place=PLACE) == body
    assert seal.row_head(row) == (gen, rev)


@given(st.binary(max_size=2_000), st.binary(max_size=64))
def test_any_body_goes_into_a_wrap_and_out_again(body, bound):
    assert seal.unwrap(KEY, seal.wrap(KEY, body, bound=bound), bound=bound) == body


@pytest.mark.parametrize(("blob", "open_it"), SEALED)
def test_one_turned_bit_anywhere_is_noticed(blob, open_it):
    for position in range(8 * len(blob)):
        turned = bytearray(blob)
        turned[position // 8] ^= 1 << position % 8

        with pytest.raises(Tampered):
            open_it(bytes(turned))


@pytest.mark.parametrize(("blob", "open_it"), SEALED)
@given(data=st.data())
def test_any_overwritten_stretch_is_noticed(blob, open_it, data):
    start = data.draw(st.integers(0, len(blob) - 1))
    other = data.draw(st.binary(min_size=1, max_size=len(blob) - start))
    changed = blob[:start] + other + blob[start + len(other) :]

    if changed != blob:
        with pytest.raises(Tampered):
            open_it(changed)


@pytest.mark.parametrize(("blob", "open_it"), SEALED)
def test_every_shorter_piece_is_noticed(blob, open_it):
    for length in range(len(blob)):
        with pytest.raises(Tampered):
            open_it(blob[:length])


@pytest.mark.parametrize(("blob", "open_it"), SEALED)
@given(tail=st.binary(min_size=1, max_size=300))
def test_every_longer_piece_is_noticed(blob, open_it, tail):
    with pytest.raises(Tampered):
        open_it(blob + tail)


@pytest.mark.parametrize("open_it", [open_box, open_wrap, open_sealed_row])
@given(st.binary(max_size=3_000))
def test_bytes_nobody_sealed_do_not_open(open_it, junk):
    with pytest.raises(Tampered):
        open_it(junk)


@given(st.binary(min_size=1_136, max_size=1_500))
def test_junk_that_states_the_right_suite_and_kind_does_not_open_either(junk):
    with pytest.raises(Tampered):
        open_box(bytes((seal.SUITE, seal.ORDER)) + junk)
    with pytest.raises(Tampered):
        open_sealed_row(bytes((seal.SUITE, seal.RECORD)) + junk)
    with pytest.raises(Tampered):
        open_wrap(bytes((seal.SUITE,)) + junk)


@pytest.mark.parametrize("point", [bytes(32), b"\x01" + bytes(31), b"\xff" * 32])
def test_a_box_with_a_worthless_curve_point_does_not_open(point):
    with pytest.raises(Tampered):
        open_box(BOX[: 2 + 1_088] + point + BOX[1_122:])


@pytest.mark.parametrize("kind", [k for k in range(10) if k != seal.ORDER])
def test_a_box_of_one_kind_never_opens_as_another(kind):
    relabelled = BOX[:1] + bytes((kind,)) + BOX[2:]

    with pytest.raises(Tampered):
        open_box(BOX, kind=kind)
    with pytest.raises(Tampered):
        open_box(relabelled, kind=kind)


@pytest.mark.parametrize("about", [b"", b"b" * 16, b"a" * 32, b"a" * 15])
def test_a_box_about_something_else_does_not_open(about):
    with pytest.raises(Tampered):
        open_box(BOX, about=about)


def test_a_box_for_somebody_else_does_not_open():
    with pytest.raises(Tampered):
        open_box(BOX, seed=KEY)


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(b"cases_household" + b"R" * 16 + b"c" * 16, id="another row"),
        pytest.param(b"cases_household" + b"r" * 16 + b"C" * 16, id="another cell"),
        pytest.param(b"cases_person" + b"r" * 16 + b"c" * 16, id="another table"),
    ],
)
def test_a_row_moved_to_another_place_does_not_open(place):
    with pytest.raises(Tampered):
        open_sealed_row(ROW, place=place)


def test_another_key_or_another_binding_opens_nothing():
    with pytest.raises(Tampered):
        open_sealed_row(ROW, key=SEED)
    with pytest.raises(Tampered):
        open_wrap(WRAP, key=SEED)
    with pytest.raises(Tampered):
        open_wrap(WRAP, bound=b"ws1/other")


def test_sealing_the_same_twice_gives_bytes_that_do_not_match():
    again = seal.seal_row(KEY, BODY, gen=3, rev=9, place=PLACE)

    assert again != ROW
    assert seal.seal_to(PUBLIC, BODY, kind=seal.ORDER, about=ABOUT) != BOX
    assert seal.wrap(KEY, BODY, bound=b"ws1/test") != WRAP


def test_no_refusal_says_what_was_inside():
    for blob, open_it in [(BOX, open_box), (WRAP, open_wrap), (ROW, open_sealed_row)]:
        with pytest.raises(Tampered) as refused:
            open_it(blob[:-1] + bytes((blob[-1] ^ 1,)))

        assert "Harriet" not in str(refused.value)
        assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    "public",
    [b"", PUBLIC[:-1], PUBLIC + b"x", bytes(1_216), b"\xff" * 1_216, PUBLIC[:1_184] + bytes(32)],
)
def test_bytes_that_are_no_public_key_are_not_sealed_to(public):
    assert not seal.is_box_public(public)
    with pytest.raises(ValueError):
        seal.seal_to(public, BODY, kind=seal.ORDER, about=ABOUT)


def test_a_public_key_is_known_as_one():
    assert seal.is_box_public(PUBLIC)
    assert len(PUBLIC) == 1_216


@given(st.binary(max_size=200), st.integers(0, 511))
def test_a_signature_holds_for_its_message_and_key_only(message, bit):
    signature = seal.sign(SEED, message)
    turned = bytearray(signature)
    turned[bit // 8] ^= 1 << bit % 8

    assert seal.is_signed(seal.sign_public(SEED), message, signature)
    assert not seal.is_signed(seal.sign_public(SEED), message, bytes(turned))
    assert not seal.is_signed(seal.sign_public(SEED), message + b"x", signature)
    assert not seal.is_signed(seal.sign_public(KEY), message, signature)


@given(st.binary(max_size=100), st.binary(max_size=100))
def test_bytes_that_are_no_signature_or_no_key_are_refused_quietly(public, signature):
    assert not seal.is_signed(public, b"message", signature)


def test_a_carried_file_opens_for_its_recipient_and_nobody_else():
    friend, stranger = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()

    carried = seal.seal_age([str(friend.to_public())], BODY)

    assert pyrage.decrypt(carried, [friend]) == BODY
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(carried, [stranger])


@pytest.mark.parametrize("recipients", [[], ["age1nobody"], [""]])
def test_a_file_for_nobody_is_not_made(recipients):
    with pytest.raises(ValueError, match="age recipient"):
        seal.seal_age(recipients, BODY)
