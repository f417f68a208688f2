"""Keys for one message each: signed, kept apart, opened once, and gone for good."""

import stat
from datetime import date
from hashlib import sha256

import pytest

from waystation.base.errors import Refused, Tampered
from waystation.base.ids import new_id
from waystation.vault import cells, intake, intake_keep, keystore, seal
from waystation.vault.domain import pad, unpad
from waystation.vault.keyring import Keyring

DAY = date(2026, 3, 2)
MESSAGE = bytes(range(16))
REPLY_SEED = bytes([9]) * 32
REPLY = seal.box_public(REPLY_SEED)


@pytest.fixture
def slot(db):
    return cells.found("cases")


@pytest.fixture
def keyring(slot) -> Keyring:
    return Keyring.of(new_id(), [slot])


@pytest.fixture
def made(slot, keyring):
    return intake.make_keys(slot.cell, 2, keyring, on=DAY)


def sealed(public: bytes, about: bytes, body: bytes = b"Eleven wait.") -> bytes:
    return seal.seal_to(public, pad(body, intake.BUCKET), kind=seal.TIP, about=about)


def test_each_key_is_named_by_itself_and_signed_with_its_day(slot, made):
    for key in made:
        digest = sha256(key.public).digest()
        said = b"ws1/intake" + digest + b"2026-03-02"

        assert key.id == digest[:16]
        assert seal.is_signed(intake.signer(slot.cell), said, key.signature)
    assert made[0].public != made[1].public


def test_a_message_opens_with_its_key_about_itself_alone(slot, keyring, made):
    first, second = made
    box = sealed(first.public, first.id + MESSAGE)

    def opened(cell=slot.cell, key=first.id, box=box, about=MESSAGE):
        return intake.open_tip(cell, key, box, about=about, keyring=keyring)

    assert len(box) == intake.BOX_BYTES == 17_522
    assert opened() == b"Eleven wait."
    for wrong in (
        {"key": second.id},
        {"about": bytes(16)},
        {"box": box[:-1] + bytes([box[-1] ^ 1])},
        {"box": seal.seal_to(first.public, b"no bucket", kind=seal.TIP, about=first.id + MESSAGE)},
        {"key": bytes(16)},
    ):
        with pytest.raises(Tampered):
            opened(**wrong)


def test_whoever_lacks_the_compartment_makes_no_key_and_opens_nothing(slot, made):
    stranger = Keyring.of(new_id(), [cells.found("cases")])
    box = sealed(made[0].public, made[0].id + MESSAGE)

    with pytest.raises(Refused):
        intake.make_keys(slot.cell, 1, stranger, on=DAY)
    with pytest.raises(Refused):
        intake.open_tip(slot.cell, made[0].id, box, about=MESSAGE, keyring=stranger)
    with pytest.raises(Refused):  # Not even whether the key is still there.
        intake.open_tip(slot.cell, bytes(16), box, about=MESSAGE, keyring=stranger)
    with pytest.raises(Refused):
        intake.seal_answer(slot.cell, REPLY, b"", about=MESSAGE, keyring=stranger)
    with pytest.raises(Refused):
        intake.keep_up(slot.cell, stranger)


def test_a_key_of_another_compartment_opens_nothing_here(slot, made):
    other = cells.found("cases")
    both = Keyring.of(new_id(), [slot, other])
    box = sealed(made[0].public, made[0].id + MESSAGE)

    with pytest.raises(Tampered, match="not there"):
        intake.open_tip(other.cell, made[0].id, box, about=MESSAGE, keyring=both)


def test_a_destroyed_key_is_gone_from_the_file_and_no_other_with_it(slot, keyring, made, settings):
    wrapped = [intake_keep.one(key.id).wrapped for key in made]
    store = settings.HOME / keystore.FILE
    assert all(one in store.read_bytes() for one in wrapped)

    intake_keep.destroy([made[0].id])

    assert intake_keep.ids() == {made[1].id: DAY}
    assert [one in store.read_bytes() for one in wrapped] == [False, True]
    assert stat.S_IMODE(store.stat().st_mode) == 0o600


def test_a_private_half_moved_to_another_key_does_not_open(slot, keyring, made):
    first, second = (intake_keep.one(key.id) for key in made)
    intake_keep.put([second._replace(wrapped=first.wrapped)])
    box = sealed(made[0].public, made[1].id + MESSAGE)

    with pytest.raises(Tampered):
        intake.open_tip(slot.cell, made[1].id, box, about=MESSAGE, keyring=keyring)


def test_what_was_destroyed_does_not_come_back_by_being_wrapped_anew(made):
    before = intake_keep.one(made[0].id)
    intake_keep.destroy([made[0].id])

    intake_keep.replace([before])

    assert intake_keep.one(made[0].id) is None


def test_halves_of_other_compartments_stay_as_they_are(slot, made):
    other = cells.found("cases")
    intake.make_keys(other.cell, 1, Keyring.of(new_id(), [other]), on=DAY)
    (before,) = intake_keep.of_cell(other.cell)
    rotated = slot._replace(epoch=2, key=bytes([5]) * 32, previous_epoch=1, previous_key=slot.key)

    intake.keep_up(slot.cell, Keyring.of(new_id(), [rotated]))

    assert intake_keep.of_cell(other.cell) == [before]
    assert [kept.epoch for kept in intake_keep.of_cell(slot.cell)] == [2, 2]


def test_an_answer_is_signed_and_opens_with_the_receipt_alone(slot, keyring):
    box = intake.seal_answer(slot.cell, REPLY, b"Wait.", about=MESSAGE, keyring=keyring)

    inside = unpad(seal.open_with(REPLY_SEED, box, kind=seal.ANSWER, about=MESSAGE))
    said = b"ws1/answer" + sha256(REPLY).digest() + MESSAGE + b"Wait."
    assert inside[64:] == b"Wait."
    assert seal.is_signed(intake.signer(slot.cell), said, inside[:64])
    with pytest.raises(Tampered):
        seal.open_with(bytes(32), box, kind=seal.ANSWER, about=MESSAGE)


def test_an_answer_has_one_size_up_to_the_longest(slot, keyring):
    def answer(n: int) -> bytes:
        body = bytes(n)
        return intake.seal_answer(slot.cell, REPLY, body, about=MESSAGE, keyring=keyring)

    # 16,384 for the bucket, 4 for the length, 64 for the signature: 16,316 are left.
    assert intake.ANSWER_BODY_MAX == 16_316
    assert len(answer(0)) == len(answer(16_316)) == 17_522
    with pytest.raises(ValueError, match="does not fit"):
        answer(16_317)


def test_fillers_look_like_what_they_stand_for():
    tip, answer = intake.tip_fillers(1)[0], intake.answer_filler()

    assert (len(tip), tip[:2]) == (17_522, bytes((seal.SUITE, seal.TIP)))
    assert (len(answer), answer[:2]) == (17_522, bytes((seal.SUITE, seal.ANSWER)))
    assert tip not in intake.tip_fillers(2)


def test_a_reply_key_is_known_by_its_digest_and_has_to_be_one():
    assert intake.is_own_reply(REPLY, sha256(REPLY).digest())
    assert not intake.is_own_reply(REPLY, bytes(32))
    assert intake.is_public(REPLY)
    assert not intake.is_public(bytes(1_216))
    assert not intake.is_public(b"")
