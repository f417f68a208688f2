"""Trustees in the organisation: each person's word, a day's delay, an objection, an open door."""

import functools
from datetime import UTC, datetime, timedelta

import pytest

from waystation.base.errors import Refused, Tampered
from waystation.vault import (
    audit,
    carried,
    door,
    escrow,
    founding,
    invitations,
    locks,
    mail,
    recovery,
    staff,
    trustees,
)
from waystation.vault.models import Organisation, User

NOW = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
NEXT_DAY = NOW + timedelta(hours=24)
OWN = "a lamp in every second window"
HERS = "seven oars and one long river"
WHY = "Met her at the mill; Jonas knows her too."
CEREMONY = escrow.hold_ceremony()

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch):
    monkeypatch.setattr("waystation.base.clock.real_now", lambda: NOW)
    # As many as at a founding take a third of a second.
    monkeypatch.setattr(mail, "make_boxes", functools.partial(mail.make_boxes, 4))


@pytest.fixture
def sophia():
    founding.found(founding.Seat("sophia", "Sophia", founding.OFFICER, OWN), now=NOW)
    return comes_in("sophia", OWN)


@pytest.fixture
def harriet(sophia):
    """Give a colleague who has joined, and trustees to whom she has given nothing."""
    trustees.install(carried.write_key(CEREMONY.public), by=sophia, now=NOW)
    code = invitations.invite(
        alias="Harriet", role="case worker", language="en", by=sophia, now=NOW
    )
    invitations.join(code, name="harriet", passphrase=HERS, language="en", now=NOW)
    [one] = invitations.waiting(sophia, now=NOW)
    invitations.compare(one.row.id, by=sophia, now=NOW)
    return comes_in("harriet", HERS)


def comes_in(name, passphrase, now=NOW):
    return door.who_is(door.sign_in(name, passphrase, now=now), now=now)


def answered(harriet, sophia, shares=CEREMONY.shares[2:]):
    request = trustees.paper(harriet.user_id, by=sophia, now=NEXT_DAY)
    text = carried.answer(request, shares)
    return trustees.take_answer(text, language="en", by=sophia, now=NEXT_DAY)


def test_three_trustees_open_the_door_of_somebody_who_lost_everything(harriet, sophia):
    trustees.agree(harriet.door)
    trustees.ask(harriet.user_id, why=WHY, by=sophia, now=NOW)

    opened = answered(harriet, sophia)

    assert staff.try_door("harriet", HERS) is None
    back = comes_in("harriet", opened.passphrase, NEXT_DAY)
    assert back.profile.temporary
    assert back.keyring.cells == harriet.keyring.cells
    assert recovery.find_door("harriet", opened.code).seeds == harriet.door.seeds
    kinds = [told.kind for told in audit.entries(sophia.keyring)]
    assert kinds[:3] == ["escrow opened", "recovered", "escrow requested"]


def test_before_a_day_has_passed_nothing_is_carried_to_the_trustees(harriet, sophia):
    trustees.agree(harriet.door)
    trustees.ask(harriet.user_id, why=WHY, by=sophia, now=NOW)

    with pytest.raises(Refused, match="A day has to pass"):
        trustees.paper(harriet.user_id, by=sophia, now=NEXT_DAY - timedelta(minutes=1))

    assert staff.try_door("harriet", HERS) is not None


def test_an_objection_ends_the_request(harriet, sophia):
    trustees.agree(harriet.door)
    trustees.ask(harriet.user_id, why=WHY, by=sophia, now=NOW)

    trustees.object_to(harriet.user_id, "Harriet", now=NOW + timedelta(hours=3))

    assert trustees.requests(sophia, now=NEXT_DAY) == []
    with pytest.raises(Refused, match="No request"):
        trustees.paper(harriet.user_id, by=sophia, now=NEXT_DAY)


def test_after_two_weeks_a_request_is_too_old(harriet, sophia):
    trustees.ask(harriet.user_id, why=WHY, by=sophia, now=NOW)

    assert trustees.requests(sophia, now=NOW + timedelta(days=13)) != []
    assert trustees.requests(sophia, now=NOW + timedelta(days=14)) == []


def test_an_answer_nobody_asked_for_opens_nothing(harriet, sophia):
    trustees.agree(harriet.door)
    box = bytes(User.objects.get(pk=harriet.user_id).escrow)
    office = carried.Asked(harriet.user_id, box, bytes(User.objects.first().box_public))
    text = carried.answer(carried.write_request(office, CEREMONY.public), CEREMONY.shares[:3])

    with pytest.raises(Refused, match="No request"):
        trustees.take_answer(text, language="en", by=sophia, now=NEXT_DAY)


def test_an_answer_for_other_eyes_opens_nothing(harriet, sophia):
    trustees.agree(harriet.door)
    trustees.ask(harriet.user_id, why=WHY, by=sophia, now=NOW)
    box = bytes(User.objects.get(pk=harriet.user_id).escrow)
    elsewhere = carried.Asked(harriet.user_id, box, CEREMONY.public)
    request = carried.write_request(elsewhere, CEREMONY.public)
    text = carried.answer(request, CEREMONY.shares[:3])

    with pytest.raises(Refused, match="another organisation"):
        trustees.take_answer(text, language="en", by=sophia, now=NEXT_DAY)


def test_whoever_did_not_agree_stays_shut(harriet, sophia):
    trustees.agree(harriet.door)
    trustees.take_back(harriet.door)
    trustees.ask(harriet.user_id, why=WHY, by=sophia, now=NOW)

    assert not trustees.has_agreed(harriet.door)
    with pytest.raises(Refused, match="Nothing in this request opens"):
        answered(harriet, sophia)


def test_whether_somebody_agreed_is_not_to_be_seen_in_the_table(harriet):
    before = bytes(User.objects.get(pk=harriet.user_id).escrow)

    trustees.agree(harriet.door)
    agreed = bytes(User.objects.get(pk=harriet.user_id).escrow)

    assert len(before) == len(agreed) == 96 + 1_138
    assert before[:2] == agreed[:2]
    assert trustees.has_agreed(harriet.door)


def test_a_key_that_security_did_not_sign_gets_nobodys_door(harriet):
    theirs = escrow.hold_ceremony().public
    row = Organisation.objects.get()
    Organisation.objects.update(escrow_public=theirs + bytes(row.escrow_public)[1_216:])

    with pytest.raises(Tampered, match="not signed by security"):
        trustees.agree(harriet.door)


def test_a_new_key_asks_everybody_anew(harriet, sophia):
    trustees.agree(harriet.door)

    trustees.install(carried.write_key(escrow.hold_ceremony().public), by=sophia, now=NOW)

    assert not trustees.has_agreed(harriet.door)


def test_what_is_done_behind_a_duress_passphrase_leaves_the_true_agreement(harriet):
    trustees.agree(harriet.door)
    kept = bytes(User.objects.get(pk=harriet.user_id).escrow)
    duress = "all is quiet in the whole house"
    locks.set_duress(harriet.door, passphrase=HERS, duress=duress, now=NOW)
    forced = comes_in("harriet", duress)
    assert trustees.has_agreed(forced.door)

    trustees.take_back(forced.door)

    assert not trustees.has_agreed(forced.door)
    assert bytes(User.objects.get(pk=harriet.user_id).escrow) == kept
    assert trustees.has_agreed(staff.try_door("harriet", HERS))


def test_nobody_asks_without_a_reason_twice_or_without_trustees(harriet, sophia):
    with pytest.raises(Refused, match="No reason"):
        trustees.ask(harriet.user_id, why=" ", by=sophia, now=NOW)
    trustees.ask(harriet.user_id, why=WHY, by=sophia, now=NOW)
    with pytest.raises(Refused, match="already"):
        trustees.ask(harriet.user_id, why=WHY, by=sophia, now=NOW)

    Organisation.objects.update(escrow_public=b"")
    with pytest.raises(Refused, match="has no trustees"):
        trustees.agree(harriet.door)


def test_a_colleague_without_the_security_compartment_asks_nobody(harriet, sophia):
    with pytest.raises(Refused):
        trustees.ask(sophia.user_id, why=WHY, by=harriet, now=NOW)
    with pytest.raises(Refused, match="do not open"):
        trustees.install(carried.write_key(CEREMONY.public), by=harriet, now=NOW)

    assert trustees.requests(harriet, now=NOW) == []
