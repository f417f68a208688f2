"""A key ring has one size, whatever it holds, and no sentence ever shows what it holds."""

import copy
import pickle
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.base.errors import Overtaken, Refused
from waystation.vault.domain import (
    PURPOSES,
    RING_BYTES,
    RING_SLOTS,
    SLOT_BYTES,
    Slot,
    read_ring,
    write_ring,
)
from waystation.vault.keyring import Keyring

OLD, NEW = bytes(range(32)), bytes(range(32, 64))
CELL, OTHER = UUID(int=1), UUID(int=2)
SLOT = Slot(CELL, "cases", 7, NEW, 6, OLD)
HOLDER = UUID(int=99)

slots = st.builds(
    Slot,
    st.uuids(),
    st.sampled_from(sorted(PURPOSES)),
    st.integers(0, 2**32 - 1),
    st.binary(min_size=32, max_size=32),
    st.integers(0, 2**32 - 1),
    st.binary(min_size=32, max_size=32),
)


@given(st.lists(slots, max_size=RING_SLOTS))
def test_any_compartments_go_into_a_ring_and_out_again(held):
    ring = write_ring(held)

    assert read_ring(ring) == held
    assert len(ring) == RING_BYTES == 64 * 96


def test_a_sixty_fifth_compartment_does_not_fit():
    assert len(read_ring(write_ring([SLOT] * 64))) == 64
    with pytest.raises(ValueError, match="65 compartments; a ring holds at most 64"):
        write_ring([SLOT] * 65)


def test_unused_slots_are_filled_at_random():
    first, second = write_ring([SLOT]), write_ring([SLOT])

    assert first[:SLOT_BYTES] == second[:SLOT_BYTES]
    for at in range(SLOT_BYTES, RING_BYTES, SLOT_BYTES):
        assert first[at : at + SLOT_BYTES] != second[at : at + SLOT_BYTES]
        assert len(set(first[at : at + SLOT_BYTES])) > 30  # Of 96 bytes; zeros would give 1.


@pytest.mark.parametrize("ring", [b"", bytes(RING_BYTES - 1), bytes(RING_BYTES + 1)])
def test_bytes_of_another_size_are_no_ring(ring):
    with pytest.raises(ValueError, match="is not a ring"):
        read_ring(ring)


@given(st.binary(min_size=96, max_size=96))
def test_junk_of_the_right_size_is_read_or_refused_and_never_breaks(junk):
    in_use, purpose = junk[17] == 0xA5, junk[16]

    if in_use and purpose not in PURPOSES.values():
        with pytest.raises(ValueError, match="no purpose"):
            read_ring(junk * RING_SLOTS)
    else:
        assert len(read_ring(junk * RING_SLOTS)) == (RING_SLOTS if in_use else 0)


def test_a_purpose_nobody_knows_is_refused():
    ring = bytearray(write_ring([SLOT]))
    ring[16] = 200

    with pytest.raises(ValueError, match="200 is no purpose"):
        read_ring(bytes(ring))


def test_a_keyring_gives_the_key_of_this_epoch_and_the_one_before():
    keyring = Keyring.of(HOLDER, [SLOT])

    assert keyring.current(CELL) == (7, NEW)
    assert keyring.key_for(CELL, 7) == NEW
    assert keyring.key_for(CELL, 6) == OLD


@pytest.mark.parametrize("epoch", [0, 5])
def test_an_epoch_the_ring_no_longer_holds_is_refused(epoch):
    with pytest.raises(Refused):
        Keyring.of(HOLDER, [SLOT]).key_for(CELL, epoch)


@pytest.mark.parametrize("epoch", [8, 2**32 - 1])
def test_an_epoch_newer_than_the_ring_is_a_race_lost_and_not_a_refusal(epoch):
    with pytest.raises(Overtaken):
        Keyring.of(HOLDER, [SLOT]).key_for(CELL, epoch)


def test_a_ring_with_one_compartment_more_or_less_keeps_the_rest_and_the_decoys():
    other, decoy = SLOT._replace(cell=uuid4()), SLOT._replace(cell=uuid4(), hidden=True)
    ring = Keyring.of(HOLDER, [SLOT, decoy])

    assert ring.with_slot(other).slots() == [SLOT, other, decoy]
    assert ring.with_slot(other).without(CELL).slots() == [other, decoy]
    assert ring.slots() == [SLOT, decoy]


def test_a_compartment_never_rotated_has_no_epoch_before():
    keyring = Keyring.of(HOLDER, [Slot(CELL, "cases", 1, NEW)])

    with pytest.raises(Refused):
        keyring.key_for(CELL, 0)


def test_a_stranger_to_a_compartment_is_refused_in_every_way():
    keyring = Keyring.of(HOLDER, [SLOT])

    assert not keyring.holds(OTHER)
    assert keyring.cells_of("finance") == ()
    with pytest.raises(Refused):
        keyring.current(OTHER)
    with pytest.raises(Refused):
        keyring.key_for(OTHER, 7)
    with pytest.raises(Refused):
        keyring.cell("finance")


def test_a_keyring_lists_its_compartments_by_purpose():
    keyring = Keyring.of(HOLDER, [SLOT, Slot(OTHER, "network", 1, OLD)])

    assert keyring.cells == (CELL, OTHER)
    assert keyring.cells_of("cases") == (CELL,)
    assert keyring.cell("network") == OTHER
    assert keyring.holds(CELL)


@pytest.mark.parametrize("thing", [SLOT, Keyring.of(HOLDER, [SLOT])], ids=["slot", "keyring"])
@pytest.mark.parametrize("write", [repr, str, "{}".format, "%s".__mod__, ascii])
def test_nothing_written_about_a_key_shows_it(thing, write):
    written = write((thing,))

    for key in (OLD, NEW):
        assert key.hex() not in written
        assert repr(key)[2:12] not in written
    assert str(CELL) not in written


@pytest.mark.parametrize("copy_it", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_keyring_is_neither_pickled_nor_copied(copy_it):
    with pytest.raises(TypeError, match="never pickled"):
        copy_it(Keyring.of(HOLDER, [SLOT]))


def test_a_keyring_cannot_be_changed():
    keyring = Keyring.of(HOLDER, [SLOT])

    with pytest.raises(AttributeError):
        keyring.user_id = OTHER
