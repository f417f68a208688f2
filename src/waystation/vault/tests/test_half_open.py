"""Half a visit: the passphrase was right and the passkey is still to come."""

from datetime import timedelta

import msgspec
import pytest

from waystation.base.errors import Refused
from waystation.vault import door, locks, staff
from waystation.vault.door import HALF_OPEN
from waystation.vault.doors import Lock, Passkey
from waystation.vault.models import Notice, Session, User
from waystation.vault.tests.harriet import DURESS, NAME, NOON, OTHER, PASSPHRASE
from waystation.vault.visits import SignedOut

SECOND = timedelta(seconds=1)


@pytest.fixture
def with_passkey(harriet):
    """Put a passkey behind Harriet's passphrase that adds nothing to it."""
    key = Passkey(b"id", b"public", "yellow", 7, NOON.date())
    locks.change_passkeys(
        harriet.door, passphrase=PASSPHRASE, passkeys=(key,), seeds_in_lock=True, now=NOON
    )
    return key


def test_where_a_passkey_is_asked_for_the_passphrase_gives_half_a_visit(with_passkey, harriet):
    cookie, is_half = door.begin(NAME, PASSPHRASE, now=NOON)

    assert is_half
    assert len(bytes(Session.objects.get().body)) == 1_053
    assert door.half_open(cookie, now=NOON).lock.passkeys == (with_passkey,)
    with pytest.raises(SignedOut):
        door.who_is(cookie, now=NOON)
    assert not Notice.objects.exists()


def test_the_passkey_makes_a_half_visit_whole_and_its_counter_is_kept(with_passkey, harriet):
    half, _is_half = door.begin(NAME, PASSPHRASE, now=NOON)
    lock = door.half_open(half, now=NOON).lock
    counted = Lock(lock.seeds, (msgspec.structs.replace(with_passkey, counter=8),))

    cookie = door.finish(half, counted, lock.seeds, now=NOON)

    assert door.who_is(cookie, now=NOON).user_id == harriet.id
    with pytest.raises(SignedOut):
        door.half_open(half, now=NOON)
    again, _is_half = door.begin(NAME, PASSPHRASE, now=NOON)
    assert door.half_open(again, now=NOON).lock.passkeys[0].counter == 8


def test_a_passkey_too_leads_through_doors_that_became_dearer(with_passkey, harriet, settings):
    settings.KDF = (1_024, 2, 1)
    half, _is_half = door.begin(NAME, PASSPHRASE, now=NOON)
    lock = door.half_open(half, now=NOON).lock
    counted = Lock(lock.seeds, (msgspec.structs.replace(with_passkey, counter=9),))

    cookie = door.finish(half, counted, lock.seeds, now=NOON)

    assert door.who_is(cookie, now=NOON)
    assert User.objects.get().kdf_passes == 2
    assert staff.knock(NAME, PASSPHRASE).lock.passkeys[0].counter == 9


def test_behind_the_second_door_the_counter_is_kept_where_the_price_is_not_raised(
    with_passkey, harriet, settings
):
    mine = staff.Door(
        harriet.id, staff.knock(NAME, PASSPHRASE).lock.seeds, staff.knock(NAME, PASSPHRASE).nth
    )
    locks.set_duress(mine, passphrase=PASSPHRASE, duress=DURESS, now=NOON)
    settings.KDF = (1_024, 2, 1)
    half, _is_half = door.begin(NAME, DURESS, now=NOON)
    lock = door.half_open(half, now=NOON).lock
    counted = Lock(lock.seeds, (msgspec.structs.replace(lock.passkeys[0], counter=9),))

    door.finish(half, counted, lock.seeds, now=NOON)

    assert User.objects.get().kdf_passes == 1
    assert staff.knock(NAME, DURESS).lock.passkeys[0].counter == 9


def test_a_half_visit_ends_after_five_minutes_and_a_whole_one_is_none(with_passkey, harriet):
    half, _is_half = door.begin(NAME, PASSPHRASE, now=NOON)

    with pytest.raises(SignedOut):
        door.half_open(half, now=NOON + HALF_OPEN + SECOND)
    with pytest.raises(SignedOut):
        door.half_open("x" * 43, now=NOON)


def test_a_half_visit_is_worth_nothing_once_the_passphrase_was_changed(with_passkey, harriet):
    half, _is_half = door.begin(NAME, PASSPHRASE, now=NOON)
    knock = door.half_open(half, now=NOON)
    mine = staff.Door(harriet.id, knock.lock.seeds, knock.nth)
    locks.change_passphrase(mine, passphrase=PASSPHRASE, new=OTHER, now=NOON)

    with pytest.raises(SignedOut):
        door.half_open(half, now=NOON)


def test_a_program_of_ours_does_not_sign_in_past_a_passkey(with_passkey):
    with pytest.raises(Refused, match="passkey"):
        door.sign_in(NAME, PASSPHRASE, now=NOON)

    assert not Session.objects.exists()


def test_two_visits_ask_a_passkey_to_sign_different_things(harriet):
    cookie = door.sign_in(NAME, PASSPHRASE, now=NOON)

    assert len(door.challenge(cookie)) == 32
    assert door.challenge(cookie) != door.challenge(door.sign_in(NAME, PASSPHRASE, now=NOON))


def test_one_answer_of_a_passkey_opens_one_visit_even_if_it_comes_twice_at_once(
    with_passkey, harriet, settings, paying
):
    settings.KDF = (1_024, 2, 1)
    half, _is_half = door.begin(NAME, PASSPHRASE, now=NOON)
    lock = door.half_open(half, now=NOON).lock
    first = []
    # Both were let through before either was done.
    paying(lambda: first.append(door.finish(half, lock, lock.seeds, now=NOON)))

    with pytest.raises(Refused, match="changed elsewhere"):
        door.finish(half, lock, lock.seeds, now=NOON)

    assert door.who_is(first[0], now=NOON)


def test_an_answer_that_waited_while_the_passphrase_changed_does_not_spoil_the_new_one(
    with_passkey, harriet, monkeypatch
):
    half, _is_half = door.begin(NAME, PASSPHRASE, now=NOON)
    knock = door.half_open(half, now=NOON)
    mine = staff.Door(harriet.id, knock.lock.seeds, knock.nth)
    counted = Lock(knock.lock.seeds, (msgspec.structs.replace(with_passkey, counter=8),))
    raise_price = locks.raise_price

    def changed_meanwhile(*given):
        locks.change_passphrase(mine, passphrase=PASSPHRASE, new=OTHER, now=NOON)
        return raise_price(*given)

    monkeypatch.setattr(locks, "raise_price", changed_meanwhile)

    with pytest.raises(Refused, match="changed elsewhere"):
        door.finish(half, counted, knock.lock.seeds, now=NOON)

    assert staff.knock(NAME, OTHER).lock == knock.lock


def test_a_passkey_that_does_not_count_leaves_the_door_as_it_was(harriet):
    key = Passkey(b"id", b"public", "yellow", 0, NOON.date())
    locks.change_passkeys(
        harriet.door, passphrase=PASSPHRASE, passkeys=(key,), seeds_in_lock=True, now=NOON
    )
    half, _is_half = door.begin(NAME, PASSPHRASE, now=NOON)
    lock, before = door.half_open(half, now=NOON).lock, User.objects.values().get()

    door.finish(half, lock, lock.seeds, now=NOON)

    assert User.objects.values().get() == before
