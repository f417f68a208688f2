"""A colleague is invited, makes their own door, is vouched for aloud, and is then given keys."""

import functools
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from waystation.base.errors import Refused, Tampered
from waystation.vault import (
    audit,
    cells,
    door,
    founding,
    invitations,
    locks,
    mail,
    recovery,
    seal,
    staff,
    upkeep,
    words,
)
from waystation.vault.founding import Seat
from waystation.vault.invitations import ENDED, JOINED, OPEN
from waystation.vault.models import Invitation, User

NOW = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
SOPHIA = Seat("sophia", "Sophia", "security officer", "a lamp in every second window")
THOMAS_SAYS = "seven oars and one long river"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch):
    monkeypatch.setattr("waystation.base.clock.real_now", lambda: NOW)
    # Sixty-four take a third of a second.
    monkeypatch.setattr(mail, "make_boxes", functools.partial(mail.make_boxes, 4))


@pytest.fixture
def sophia():
    founding.found(SOPHIA, now=NOW)
    return comes_in("sophia", SOPHIA.passphrase)


def comes_in(name, passphrase, now=NOW):
    return door.who_is(door.sign_in(name, passphrase, now=now), now=now)


def invite(sophia, alias="Thomas", role="field manager", now=NOW):
    return invitations.invite(alias=alias, role=role, language="en", by=sophia, now=now)


def join(code, name="thomas", now=NOW, language="en"):
    return invitations.join(code, name=name, passphrase=THOMAS_SAYS, language=language, now=now)


def only_one(sophia, now=NOW):
    [one] = invitations.waiting(sophia, now=now)
    return one


def test_from_an_invitation_to_the_keys_of_ones_work(sophia):
    joined = join(invite(sophia))
    first = comes_in("thomas", THOMAS_SAYS)
    assert (first.alias, first.role, first.keyring.cells) == ("Thomas", "field manager", ())

    assert only_one(sophia).number == joined.number
    refused = invitations.compare(only_one(sophia).row.id, by=sophia, now=NOW)
    thomas = comes_in("thomas", THOMAS_SAYS)

    assert refused == []
    purposes = {cells.purpose_of(cell) for cell in thomas.keyring.cells}
    assert purposes == {"gazetteer", "network", "passages", "cases"}
    kinds = [told.kind for told in audit.entries(sophia.keyring)]
    assert kinds[-4:] == ["key compared", "joined", "invited", "founded"]


def test_nobodys_writing_waits_while_a_newcomers_passphrase_is_paid_for(sophia, monkeypatch):
    code = invite(sophia)
    inside, stretch = [], seal.stretch

    def paid(*args, **named):
        inside.append(len(connection.savepoint_ids))
        return stretch(*args, **named)

    monkeypatch.setattr(seal, "stretch", paid)
    join(code)

    # Once, and in no transaction but the test's own.
    assert inside == [0]


def test_a_code_makes_one_door_and_no_second(sophia):
    code = invite(sophia)
    join(code)

    with pytest.raises(Refused, match="opens nothing"):
        join(code, name="somebody-else")

    assert User.objects.count() == 2


def test_a_name_that_is_taken_leaves_the_code_good(sophia):
    code = invite(sophia)

    with pytest.raises(Refused, match="with this name already"):
        join(code, name="Sophia")

    assert join(code).alias == "Thomas"


def test_after_seven_days_a_code_opens_nothing(sophia):
    code = invite(sophia)
    later = NOW + timedelta(days=7, minutes=16)

    with pytest.raises(Refused, match="opens nothing"):
        join(code, now=later)

    assert only_one(sophia, now=later).state == ENDED


def test_an_invitation_that_is_too_old_is_deleted_without_any_key(sophia):
    invite(sophia)

    assert upkeep.forget_ended(NOW + timedelta(days=6)) == 1  # Sophia's own visit.
    assert Invitation.objects.exists()
    assert upkeep.forget_ended(NOW + timedelta(days=8)) == 1

    assert not Invitation.objects.exists()
    assert only_one(sophia, now=NOW + timedelta(days=8)).state == ENDED


def test_a_withdrawn_code_opens_nothing_and_leaves_the_register(sophia):
    code = invite(sophia)

    invitations.withdraw(only_one(sophia).row.id, by=sophia, now=NOW)

    with pytest.raises(Refused, match="opens nothing"):
        join(code)
    assert invitations.waiting(sophia, now=NOW) == []
    assert not Invitation.objects.exists()


def test_whoever_joined_is_not_withdrawn_and_whoever_did_not_is_not_compared(sophia):
    code = invite(sophia)
    with pytest.raises(Refused, match="not joined yet"):
        invitations.compare(only_one(sophia).row.id, by=sophia, now=NOW)
    join(code)

    with pytest.raises(Refused, match="joined already"):
        invitations.withdraw(only_one(sophia).row.id, by=sophia, now=NOW)

    assert only_one(sophia).state == JOINED


def test_nobody_but_security_invites_or_sees_who_was_invited(sophia):
    join(invite(sophia))
    invitations.compare(only_one(sophia).row.id, by=sophia, now=NOW)
    thomas = comes_in("thomas", THOMAS_SAYS)
    invite(sophia, alias="Josiah")

    with pytest.raises(Refused, match="do not open"):
        invite(thomas, alias="Friend")

    assert invitations.waiting(thomas, now=NOW) == []
    assert only_one(sophia).member.alias == "Josiah"


def test_behind_a_duress_passphrase_a_code_is_drawn_that_opens_nothing(sophia):
    duress = "all is quiet in the whole house"
    locks.set_duress(sophia.door, passphrase=SOPHIA.passphrase, duress=duress, now=NOW)
    forced = comes_in("sophia", duress)

    code = invite(forced)

    assert not Invitation.objects.exists()
    with pytest.raises(Refused, match="opens nothing"):
        join(code)
    assert invitations.waiting(comes_in("sophia", SOPHIA.passphrase), now=NOW) == []


def test_two_colleagues_are_not_called_the_same(sophia):
    invite(sophia)

    with pytest.raises(Refused, match="called thomas already"):
        invite(sophia, alias="  thomas ")
    with pytest.raises(Refused, match="Nothing to call them by"):
        invite(sophia, alias="   ")

    assert only_one(sophia).state == OPEN


def test_the_recovery_code_shown_at_joining_opens_the_new_door_in_korean_too(sophia):
    joined = join(invite(sophia), language="ko")

    assert recovery.find_door("thomas", joined.code) == staff.try_door("thomas", THOMAS_SAYS)
    assert words.entropy_of(joined.code)
    assert all("가" <= word[0] <= "힣" for word in joined.code.split())


def test_a_key_exchanged_in_the_table_shows_another_number(sophia):
    joined = join(invite(sophia))
    User.objects.filter(pk=joined.user_id).update(
        box_public=bytes(User.objects.get(pk=sophia.user_id).box_public)
    )

    assert only_one(sophia).number != joined.number


def test_an_open_invitation_tells_a_thief_of_the_disk_nothing(sophia):
    code = invite(sophia, alias="Bartholomew")
    row = Invitation.objects.get()

    stored = row.id.encode() + bytes(row.body)
    assert b"Bartholomew" not in stored
    assert words.entropy_of(code) not in stored
    assert len(bytes(row.body)) == 1_024 + 29
    assert row.expires_at.minute % 15 == 0


def test_a_founding_code_is_no_invitation_and_ends_with_the_founding():
    code = invitations.draw_founding_code(language="en", now=NOW)
    assert invitations.opened(code, now=NOW).founds
    with pytest.raises(Refused, match="opens nothing"):
        join(code)

    founding.found(SOPHIA, now=NOW)

    with pytest.raises(Refused, match="opens nothing"):
        invitations.opened(code, now=NOW)
    with pytest.raises(Refused, match="already"):
        invitations.draw_founding_code(language="en", now=NOW)


def test_an_invitation_that_was_changed_or_moved_alarms(sophia):
    code, other = invite(sophia), invite(sophia, alias="Josiah")
    mine, theirs = (
        Invitation.objects.get(pk=invitations._id_of(words.entropy_of(c))) for c in (code, other)
    )

    Invitation.objects.filter(pk=mine.pk).update(body=bytes(theirs.body))

    with pytest.raises(Tampered):
        join(code)
    assert join(other).alias == "Josiah"


def test_a_role_outside_the_closed_list_is_a_mistake_of_the_caller(sophia):
    with pytest.raises(ValueError, match="no such role: 'king'"):
        invite(sophia, role="king")


def test_what_is_shown_once_is_in_no_repr(sophia):
    joined = join(invite(sophia))

    assert joined.code.split()[0] not in repr(joined)
    assert SOPHIA.passphrase not in repr(SOPHIA)
    assert repr(founding.Founded(joined.user_id, joined.code)) == "<Founded>"
