"""Changing what opens a door: what opens afterwards, what no longer does, and what a dump shows."""

import msgspec
import pytest

from waystation.base.errors import Refused
from waystation.vault import audit, cells, door, doors, limits, locks, recovery, staff, tokens
from waystation.vault.doors import Passkey
from waystation.vault.keyring import Keyring
from waystation.vault.limits import Slowed
from waystation.vault.models import AuditEntry, User
from waystation.vault.tests.harriet import DURESS, NAME, NOON, OTHER, PASSPHRASE, opened

YELLOW = Passkey(b"id", b"public", "yellow", 7, NOON.date(), seeds=b"wrapped")


def change(harriet, new=OTHER, now=PASSPHRASE):
    locks.change_passphrase(harriet.door, passphrase=now, new=new, now=NOON)


def a_decoy_of_passages(harriet):
    slot = cells.found("passages")._replace(hidden=True)
    staff.keep_ring(harriet.door, [*staff.slots_of(harriet.door), slot])
    return slot.cell


def set_second(mine, own, duress):
    locks.set_duress(mine, passphrase=own, duress=duress, now=NOON)


def columns():
    user = User.objects.get()
    return {name: bytes(getattr(user, name)) for name in ("salt", "first", "second", "recovery")}


def test_the_new_passphrase_opens_and_the_old_one_does_not(harriet):
    before = harriet.door
    change(harriet)

    assert opened(OTHER) == before
    assert staff.try_door(NAME, PASSPHRASE) is None


def test_a_change_of_passphrase_keeps_ring_profile_recovery_code_and_second_passphrase(harriet):
    forced, code = harriet.force(), recovery.renew(harriet.door)
    staff.amend(harriet.door, drilled_on=NOON.date())

    change(harriet)

    profile, keyring = staff.ring_of(opened(OTHER))
    assert (profile.drilled_on, keyring.cells) == (NOON.date(), (harriet.network.cell,))
    assert len(keyring.decoys) == 2
    assert recovery.find_door(NAME, code) == opened(OTHER)
    assert opened(DURESS) == forced


def test_a_change_of_passphrase_ends_every_token_and_takes_the_trustees_word_back(harriet):
    token = tokens.make(harriet.door, name="x", purposes=("network",), days=1, now=NOON)
    staff.amend(harriet.door, temporary=True)

    change(harriet)

    with pytest.raises(door.SignedOut):
        door.who_reads(token, now=NOON)
    assert not staff.profile_of(opened(OTHER)).temporary


@pytest.mark.parametrize("typed", ["", "wrong", DURESS, PASSPHRASE.upper()])
def test_keys_are_changed_with_ones_own_passphrase_only(harriet, typed):
    harriet.force()
    before = columns()
    mine = harriet.door

    for attempt in (
        lambda: locks.change_passphrase(mine, passphrase=typed, new=OTHER, now=NOON),
        lambda: locks.set_duress(mine, passphrase=typed, duress=OTHER, now=NOON),
        lambda: locks.remove_duress(mine, passphrase=typed, now=NOON),
        lambda: locks.change_passkeys(
            mine, passphrase=typed, passkeys=(), seeds_in_lock=True, now=NOON
        ),
    ):
        with pytest.raises(Refused, match="not your passphrase"):
            attempt()

    assert columns() == before


@pytest.mark.parametrize("short", ["", "too short for us", "a" * 40])
def test_a_weak_passphrase_is_put_on_neither_door(harriet, short):
    before = columns()

    with pytest.raises(Refused):
        change(harriet, new=short)
    with pytest.raises(Refused):
        set_second(harriet.door, PASSPHRASE, short)

    assert columns() == before


def test_the_second_passphrase_opens_the_decoys_of_ones_role_as_ordinary_work(harriet):
    profile, keyring = staff.ring_of(harriet.force())

    assert keyring.cells == (harriet.decoy.cell,)
    assert keyring.decoys == ()
    assert (profile.alias, profile.role, profile.is_duress) == ("Harriet", "field manager", True)
    assert profile.duress == b""


@pytest.mark.parametrize("role", ["finance officer", "security officer"])
def test_whose_work_cannot_be_invented_is_shown_as_an_approver(harriet, role):
    passages = a_decoy_of_passages(harriet)
    staff.amend(harriet.door, role=role)

    profile, keyring = staff.ring_of(harriet.force())

    # What an approver needs: network and passages here, though she holds no passages in truth.
    assert profile.role == "approver"
    assert keyring.cells == (harriet.decoy.cell, passages)
    assert staff.profile_of(harriet.door).role == role


def test_nobody_finds_out_a_passphrase_at_an_open_console(harriet, monkeypatch):
    monkeypatch.setattr(limits, "_now_s", lambda: 0.0)
    for _ in range(6):
        with pytest.raises(Refused, match="not your passphrase"):
            locks.confirm(harriet.door, "a guess")

    with pytest.raises(Slowed):
        locks.confirm(harriet.door, PASSPHRASE)
    monkeypatch.setattr(limits, "_now_s", lambda: 2.0)
    assert locks.confirm(harriet.door, PASSPHRASE)


def test_the_two_doors_share_no_seed_and_no_stored_byte_string(harriet):
    forced, mine = harriet.force(), harriet.door

    user = User.objects.get()
    pairs = zip(doors.parts(bytes(user.first)), doors.parts(bytes(user.second)), strict=True)
    assert not any(one == other for one, other in pairs)
    assert {mine.seeds[at : at + 32] for at in (0, 32, 64)}.isdisjoint(
        {forced.seeds[at : at + 32] for at in (0, 32, 64)}
    )
    assert {mine.nth, forced.nth} == {0, 1}


def test_what_a_role_does_not_need_is_behind_the_second_only_for_who_holds_it_in_truth(harriet):
    a_decoy_of_passages(harriet)
    staff.amend(harriet.door, role="case worker")

    _profile, keyring = staff.ring_of(harriet.force())

    assert keyring.cells == (harriet.decoy.cell,)


def test_whoever_was_given_nothing_yet_finds_their_roles_inventions_behind_the_second(harriet):
    staff.keep_ring(harriet.door, [harriet.decoy._replace(hidden=True)])

    _profile, keyring = staff.ring_of(harriet.force())

    assert keyring.cells == (harriet.decoy.cell,)


def test_a_second_passphrase_is_replaced_and_the_one_before_opens_nothing(harriet):
    first = harriet.force()

    set_second(harriet.door, PASSPHRASE, OTHER)

    assert opened(OTHER).seeds != first.seeds
    assert staff.try_door(NAME, DURESS) is None
    assert opened(PASSPHRASE).nth != opened(OTHER).nth


def test_removed_the_second_passphrase_opens_nothing_and_none_is_needed_to_remove_it(harriet):
    harriet.force()

    for _ in range(2):
        locks.remove_duress(harriet.door, passphrase=PASSPHRASE, now=NOON)

    assert staff.try_door(NAME, DURESS) is None
    assert staff.profile_of(harriet.door).duress == b""


def test_the_two_passphrases_are_never_the_same(harriet):
    with pytest.raises(Refused, match="your own passphrase"):
        set_second(harriet.door, PASSPHRASE, PASSPHRASE)
    forced = harriet.force()

    with pytest.raises(Refused, match="used before"):
        change(harriet, new=DURESS)
    # Behind the second door the true one is recognised by its digest alone.
    with pytest.raises(Refused, match="used before"):
        locks.change_passphrase(forced, passphrase=DURESS, new=PASSPHRASE, now=NOON)

    assert opened(PASSPHRASE).nth != opened(DURESS).nth


def test_without_a_decoy_world_there_is_no_second_passphrase(harriet):
    staff.keep_ring(harriet.door, [harriet.network])

    with pytest.raises(Refused, match="nothing yet"):
        set_second(harriet.door, PASSPHRASE, DURESS)

    assert staff.try_door(NAME, DURESS) is None


def test_behind_the_second_door_its_own_passphrase_changes_and_the_true_one_stays(harriet):
    forced, before = harriet.force(), columns()

    locks.change_passphrase(forced, passphrase=DURESS, new=OTHER, now=NOON)

    assert opened(OTHER) == forced
    assert opened(PASSPHRASE).nth != forced.nth
    mine = ("first", "second")[1 - forced.nth]
    assert columns()[mine] == before[mine]
    assert columns()["salt"] == before["salt"]


def test_what_is_set_or_removed_behind_the_second_door_costs_the_true_one_nothing(harriet):
    forced = harriet.force()

    set_second(forced, DURESS, OTHER)
    locks.remove_duress(forced, passphrase=DURESS, now=NOON)

    assert opened(PASSPHRASE).nth != opened(DURESS).nth
    assert staff.ring_of(harriet.door)[1].cells == (harriet.network.cell,)


def test_the_true_door_takes_the_second_back_to_what_its_owner_knows(harriet):
    forced = harriet.force()
    locks.change_passphrase(forced, passphrase=DURESS, new=OTHER, now=NOON)

    change(harriet, new="one more sentence of my own")

    assert opened(DURESS) == forced
    assert staff.try_door(NAME, OTHER) is None


def test_what_was_done_behind_the_second_door_is_still_there_after_the_true_one_changed(harriet):
    staff.amend(harriet.force(), drilled_on=NOON.date(), escrow=b"mine")

    change(harriet)

    profile = staff.profile_of(opened(DURESS))
    assert (profile.drilled_on, profile.escrow, profile.is_duress) == (NOON.date(), b"mine", True)


def shape_of_change(act):
    """Say of a change which columns it changed, and how long each is."""
    before = columns()
    act()
    after = columns()
    return {name: (before[name] != after[name], len(after[name])) for name in before}


def test_two_dumps_do_not_tell_a_changed_passphrase_from_a_second_one_set_or_removed(harriet):
    third = "a passphrase for the third time"
    acts = [
        lambda: change(harriet),
        lambda: set_second(opened(OTHER), OTHER, DURESS),
        lambda: locks.change_passphrase(opened(OTHER), passphrase=OTHER, new=third, now=NOON),
        lambda: locks.remove_duress(opened(third), passphrase=third, now=NOON),
        lambda: locks.change_passkeys(
            opened(third), passphrase=third, passkeys=(), seeds_in_lock=True, now=NOON
        ),
    ]

    shapes = [shape_of_change(act) for act in acts]

    both_doors_anew = {"salt": (True, 16), "recovery": (False, 250)}
    both_doors_anew |= {"first": (True, 11_383), "second": (True, 11_383)}
    assert shapes == [both_doors_anew] * 5


def test_every_part_of_both_doors_is_sealed_anew(harriet):
    user = User.objects.get()
    before = {*doors.parts(bytes(user.first)), *doors.parts(bytes(user.second))}

    change(harriet)

    user = User.objects.get()
    after = {*doors.parts(bytes(user.first)), *doors.parts(bytes(user.second))}
    assert len(before | after) == 16


def derivations(monkeypatch, act):
    prices = []
    stretch = staff.seal.stretch

    def counted(passphrase, salt, **price):
        prices.append(price["passes"])
        return stretch(passphrase, salt, **price)

    with monkeypatch.context() as patch:
        patch.setattr(staff.seal, "stretch", counted)
        act()
    return prices


def test_a_change_costs_as_much_behind_either_door_and_with_or_without_a_second(
    harriet, monkeypatch
):
    costs = [derivations(monkeypatch, lambda: change(harriet))[1:]]
    costs.append(derivations(monkeypatch, lambda: set_second(opened(OTHER), OTHER, DURESS))[1:])
    forced = opened(DURESS)
    costs.append(derivations(monkeypatch, lambda: set_second(forced, DURESS, PASSPHRASE)))
    for mine, own in ((forced, DURESS), (opened(OTHER), OTHER)):
        costs.append(
            derivations(
                monkeypatch,
                lambda mine=mine, own=own: locks.remove_duress(mine, passphrase=own, now=NOON),
            )
        )

    # One to check the passphrase, one for each door.
    assert costs == [[1, 1, 1]] * 5


def test_passkeys_stand_behind_both_passphrases_and_their_secret_behind_one(harriet):
    forced = harriet.force()
    locks.change_passkeys(
        harriet.door, passphrase=PASSPHRASE, passkeys=(YELLOW,), seeds_in_lock=False, now=NOON
    )

    mine, second = staff.knock(NAME, PASSPHRASE).lock, staff.knock(NAME, DURESS).lock

    assert (mine.seeds, mine.passkeys) == (b"", (YELLOW,))
    assert second.passkeys == (msgspec.structs.replace(YELLOW, seeds=b""),)
    assert second.seeds == forced.seeds


def test_more_passkeys_than_a_lock_has_room_for_are_refused(harriet):
    many = tuple(msgspec.structs.replace(YELLOW, id=bytes(1_000)) for _ in range(5))

    with pytest.raises(Refused, match="no room"):
        locks.change_passkeys(
            harriet.door, passphrase=PASSPHRASE, passkeys=many, seeds_in_lock=True, now=NOON
        )

    assert opened(PASSPHRASE)


def test_every_change_of_keys_is_entered_and_none_says_which(harriet):
    security = staff.ring_of(opened(PASSPHRASE))
    harriet.force()
    change(harriet)
    locks.remove_duress(opened(OTHER), passphrase=OTHER, now=NOON)

    assert AuditEntry.objects.count() == 3
    assert len({len(bytes(entry.detail)) for entry in AuditEntry.objects.all()}) == 1
    assert security


def test_where_passphrases_became_dearer_the_next_sign_in_makes_both_doors_dearer(
    harriet, settings, monkeypatch
):
    forced = harriet.force()
    settings.KDF = (1_024, 2, 1)

    through_second = derivations(monkeypatch, lambda: door.sign_in(NAME, DURESS, now=NOON))
    through_first = derivations(monkeypatch, lambda: door.sign_in(NAME, PASSPHRASE, now=NOON))
    afterwards = derivations(monkeypatch, lambda: door.sign_in(NAME, DURESS, now=NOON))

    # One by the old price to see who it is, two by the new for both doors.
    assert through_second == through_first == [1, 2, 2]
    assert afterwards == [2]
    assert User.objects.get().kdf_passes == 2
    assert opened(DURESS) == forced


def test_where_passphrases_became_cheaper_nothing_is_made_cheaper(harriet, settings):
    settings.KDF = (512, 1, 1)

    door.sign_in(NAME, PASSPHRASE, now=NOON)

    assert User.objects.get().kdf_memory_kib == 1_024


def test_nothing_written_about_locks_shows_a_secret(harriet):
    harriet.force()
    knock, profile = staff.knock(NAME, PASSPHRASE), staff.profile_of(harriet.door)

    for written in (repr(knock), repr(profile), repr(knock.lock), f"{knock} {profile}"):
        for secret in (knock.kek, knock.digest, knock.lock.seeds, profile.duress):
            assert repr(secret[:8])[2:-1] not in written


def test_the_security_officer_reads_of_a_change_only_that_it_was_one(harriet, monkeypatch):
    slot = cells.found("security")
    AuditEntry.objects.all().delete()
    monkeypatch.setattr(audit.cells, "only", lambda purpose: slot.cell)
    harriet.force()

    told = audit.entries(Keyring.of(harriet.id, [slot]))

    assert [(entry.kind, entry.actor, entry.says) for entry in told] == [
        ("keys changed", harriet.id, {})
    ]
