"""The format of a door: sizes, what opens which part, and filler that looks the same."""

from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.base.errors import Refused, Tampered
from waystation.vault import doors, seal
from waystation.vault.domain import Slot, pad
from waystation.vault.doors import Lock, Passkey, Profile
from waystation.vault.tests.harriet import NOON

ME, OTHER = UUID(int=1), UUID(int=2)
KEK, VERIFIER, SEEDS = b"k" * 32, b"v" * 32, bytes(range(96))
SLOT = Slot(UUID(int=3), "network", 4, b"n" * 32)
PROFILE = Profile("Harriet", "field manager", UUID(int=5), drilled_on=NOON.date())
KEY = Passkey(b"id", b"public", "yellow", 7, NOON.date())


def made(lock=None):
    return doors.make(
        ME, keys=(KEK, VERIFIER), seeds=SEEDS, slots=[SLOT], profile=PROFILE, lock=lock
    )


def test_every_part_of_a_door_comes_back():
    parts = doors.parts(made())

    assert parts.verifier == VERIFIER
    assert doors.open_lock(ME, KEK, parts.lock) == Lock(SEEDS)
    assert doors.open_ring(ME, SEEDS, parts.ring) == [SLOT]
    assert doors.open_profile(ME, SEEDS, parts.profile) == PROFILE
    assert parts.joined() == doors.parts(parts.joined()).joined()


def test_a_lock_with_passkeys_is_kept_as_it_was_given():
    parts = doors.parts(made(Lock(b"", (KEY, KEY))))

    assert doors.open_lock(ME, KEK, parts.lock) == Lock(b"", (KEY, KEY))


def test_door_and_filler_have_one_size_and_the_same_bytes_where_a_door_has_always_the_same():
    door, filler = doors.parts(made()), doors.parts(doors.filler())

    # Lock 4,096 + 29, ring 64 x 96 + 29, profile 1,024 + 29.
    sizes = [32, 4_125, 6_173, 1_053]
    assert [len(part) for part in door] == [len(part) for part in filler] == sizes
    assert {part[0] for part in (*door[1:], *filler[1:])} == {seal.SUITE}
    assert sum(sizes) == doors.DOOR_BYTES


def test_filler_is_drawn_anew_each_time_and_fits_no_passphrase():
    one, other = doors.parts(doors.filler()), doors.parts(doors.filler())

    assert not set(one) & set(other)
    with pytest.raises(Tampered):
        doors.open_lock(ME, KEK, one.lock)
    assert doors.profile_if_any(ME, SEEDS, one.profile) is None


@pytest.mark.parametrize("size", [0, 1, doors.DOOR_BYTES - 1, doors.DOOR_BYTES + 1])
def test_bytes_of_another_size_are_no_door(size):
    with pytest.raises(Tampered):
        doors.parts(bytes(size))


def test_no_part_opens_on_another_persons_row_or_with_another_key():
    parts = doors.parts(made())

    for attempt in (
        lambda: doors.open_lock(OTHER, KEK, parts.lock),
        lambda: doors.open_ring(OTHER, SEEDS, parts.ring),
        lambda: doors.open_profile(OTHER, SEEDS, parts.profile),
        lambda: doors.open_lock(ME, VERIFIER, parts.lock),
        lambda: doors.open_ring(ME, bytes(96), parts.ring),
        lambda: doors.open_profile(ME, SEEDS[:64] + bytes(32), parts.profile),
        # A ring is no profile and a profile no ring, though one key seals both.
        lambda: doors.open_profile(ME, SEEDS, parts.ring),
        lambda: doors.open_ring(ME, SEEDS, parts.profile),
    ):
        with pytest.raises(Tampered):
            attempt()


def test_ring_and_profile_open_with_the_last_of_the_three_seeds_alone():
    parts = doors.parts(made())
    reading = bytes(64) + SEEDS[64:]

    assert doors.open_ring(ME, reading, parts.ring) == [SLOT]
    assert doors.open_profile(ME, reading, parts.profile) == PROFILE


@given(st.binary(max_size=400))
def test_whatever_was_sealed_in_the_place_of_a_part_is_read_or_refused(body):
    padded = pad(body, 1_024)
    lock = seal.wrap(KEK, padded, bound=b"ws1/lock" + ME.bytes)
    profile = seal.wrap(SEEDS[64:], padded, bound=b"ws1/profile" + ME.bytes)
    ring = seal.wrap(SEEDS[64:], padded, bound=b"ws1/ring" + ME.bytes)

    for attempt in (
        lambda: doors.open_lock(ME, KEK, lock),
        lambda: doors.open_profile(ME, SEEDS, profile),
        lambda: doors.open_ring(ME, SEEDS, ring),
    ):
        with pytest.raises(Tampered):
            attempt()


def test_what_has_no_room_is_refused_and_what_just_fits_is_kept():
    room = 1_020 - len(msgspec.msgpack.encode(msgspec.structs.replace(PROFILE, alias=""))) - 2
    fits = msgspec.structs.replace(PROFILE, alias="a" * room)

    assert doors.open_profile(ME, SEEDS, doors.seal_profile(ME, SEEDS, fits)) == fits
    with pytest.raises(Refused, match="too long"):
        doors.seal_profile(ME, SEEDS, msgspec.structs.replace(fits, alias="a" * (room + 1)))
    with pytest.raises(Refused, match="no room"):
        doors.seal_lock(ME, KEK, Lock(SEEDS, (msgspec.structs.replace(KEY, id=bytes(4_096)),)))


def test_what_a_passkey_adds_opens_the_seeds_of_its_person_alone():
    sealed = doors.wrap_seeds(b"secret", ME, SEEDS)

    assert len(sealed) == 125
    assert doors.unwrap_seeds(b"secret", ME, sealed) == SEEDS
    for secret, person in ((b"another", ME), (b"secret", OTHER)):
        with pytest.raises(Tampered):
            doors.unwrap_seeds(secret, person, sealed)


def test_nothing_written_about_a_lock_or_profile_shows_what_is_in_it():
    for written in (repr(Lock(SEEDS, (KEY,))), repr(PROFILE)):
        assert "Harriet" not in written
        assert "x00" not in written
