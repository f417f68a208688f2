"""Two changes of one person's keys at once, and what two dumps tell of changes to one door."""

import pytest

from waystation.base.errors import Refused
from waystation.vault import door, doors, locks, staff, tokens
from waystation.vault.models import Notice, Session, User
from waystation.vault.tests.harriet import DURESS, NAME, NOON, OTHER, PASSPHRASE, opened


def columns():
    user = User.objects.get()
    return {name: bytes(getattr(user, name)) for name in ("first", "second")}


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_of_two_changes_at_once_only_the_first_is_made(harriet, monkeypatch, nth):
    mine, third = harriet.door, "one more sentence of my own"
    keys_of, paid = staff.keys_of, []

    def changed_at_the_nth(*given):
        paid.append(1)
        if len(paid) == nth:
            monkeypatch.setattr(staff, "keys_of", keys_of)
            locks.change_passphrase(mine, passphrase=PASSPHRASE, new=OTHER, now=NOON)
        return keys_of(*given)

    monkeypatch.setattr(staff, "keys_of", changed_at_the_nth)

    with pytest.raises(Refused, match="changed elsewhere"):
        locks.change_passphrase(mine, passphrase=PASSPHRASE, new=third, now=NOON)

    assert opened(OTHER) == mine
    assert staff.try_door(NAME, third) is None


def test_a_passphrase_changed_while_the_old_one_is_tried_opens_no_visit(harriet, paying):
    mine = harriet.door
    paying(lambda: locks.change_passphrase(mine, passphrase=PASSPHRASE, new=OTHER, now=NOON))

    with pytest.raises(Refused, match="do not open a door"):
        door.sign_in(NAME, PASSPHRASE, now=NOON)

    assert not Session.objects.exists()
    assert not Notice.objects.exists()


def changed_parts(act):
    """Say which parts of which stored door an act changed."""
    before = columns()
    act()
    after = columns()
    return {
        column: [
            name
            for name in doors.Parts._fields
            if getattr(doors.parts(before[column]), name)
            != getattr(doors.parts(after[column]), name)
        ]
        for column in ("first", "second")
    }


@pytest.mark.parametrize("has_second", [False, True])
def test_two_dumps_do_not_tell_which_door_got_keys_or_tokens_in_between(harriet, has_second):
    forced = harriet.force() if has_second else None
    mine = harriet.door
    acts = [
        lambda: staff.keep_ring(mine, staff.slots_of(mine)),
        lambda: tokens.make(mine, name="x", purposes=("network",), days=1, now=NOON),
        lambda: staff.amend(mine, drilled_on=NOON.date()),
    ]

    shapes = [changed_parts(act) for act in acts]

    both = ["ring", "profile"]
    assert shapes == [{"first": both, "second": both}] * len(acts)
    assert opened(PASSPHRASE) == mine
    if forced:
        assert staff.ring_of(opened(DURESS))[1].cells == (harriet.decoy.cell,)


def test_a_second_door_that_somebody_damaged_is_written_over_as_filler_is(harriet):
    forced = harriet.force()
    column = ("first", "second")[forced.nth]
    spoilt = doors.refilled(doors.parts(columns()[column])).joined()
    User.objects.update(**{column: spoilt})

    shape = changed_parts(lambda: staff.amend(harriet.door, drilled_on=NOON.date()))

    assert shape == {"first": ["ring", "profile"], "second": ["ring", "profile"]}
