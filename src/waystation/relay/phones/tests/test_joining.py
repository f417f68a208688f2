"""Joining: by a link, once, in time, with keys that belong together."""

import hashlib
import json
from base64 import urlsafe_b64encode
from datetime import timedelta

import pytest
from django.test import Client

from waystation.base.errors import Refused, Tampered
from waystation.relay.models import InvitationRow, OneTimeKeyRow, PhoneRow
from waystation.relay.orders import services as orders
from waystation.relay.phones import queries, services
from waystation.relay.phones.domain import ticket
from waystation.relay.tests.conftest import NOW, REAL
from waystation.relay.tests.handset import Handset, base64, from_letters
from waystation.vault import cells, seal
from waystation.vault.models import Cell


def secret_of(invitation) -> bytes:
    return from_letters(invitation.fragment.split(".")[0])


def standing(office) -> str:
    return office.panel()[0].standing.what


def test_a_link_carries_26_and_52_letters_and_ends_after_two_days(office):
    invitation = office.invite()

    assert [len(part) for part in invitation.fragment.split(".")] == [26, 52]
    assert len(invitation.words.split()) == 12
    # 09:05 and 48 hours, rounded up to the quarter.
    assert invitation.expires_at == REAL.replace(minute=15) + timedelta(days=2)


def test_office_and_phone_show_the_same_four_words(office):
    phone = Handset()
    shown = phone.join(office.invite().fragment)
    found = office.panel()[0].standing

    assert found.what == "compare"
    assert " ".join(map(str, found.numbers)) == shown
    assert len(found.words) == 4


def test_twelve_words_said_from_afar_let_the_phone_in_as_the_link_does(office):
    phone = Handset()
    shown = phone.join_by_words(office.invite().words)

    office.confirm(phone, shown)

    assert standing(office) == "ready"


def test_a_phone_goes_from_none_to_ready(office):
    assert standing(office) == "none"
    invitation = office.invite()
    assert standing(office) == "invited"
    phone = Handset()
    number = phone.join(invitation.fragment)
    assert standing(office) == "compare"
    office.confirm(phone, number)
    assert standing(office) == "ready"
    assert not InvitationRow.objects.exists()


def test_a_link_lets_one_phone_in_and_no_second(office):
    invitation = office.invite()
    Handset().join(invitation.fragment)

    answer = Handset().ask_to_join(secret_of(invitation))

    assert answer.status_code == 403
    assert PhoneRow.objects.filter(state="active").count() == 1
    assert OneTimeKeyRow.objects.count() == 20


def test_a_link_that_has_ended_lets_nobody_in_and_says_the_same(office):
    ended = office.invite(now=REAL - timedelta(days=3))
    unknown = Handset().ask_to_join(bytes(16))

    answer = Handset().ask_to_join(secret_of(ended))

    assert (answer.status_code, answer.content) == (403, unknown.content)
    assert standing(office) == "expired"


def test_a_new_link_kills_the_old_one(office):
    old = office.invite()
    new = office.invite()

    assert Handset().ask_to_join(secret_of(old)).status_code == 403
    assert Handset().ask_to_join(secret_of(new)).status_code == 200


def test_keys_signed_by_another_phone_are_refused_and_the_link_stays_good(office):
    invitation = office.invite()
    other = base64(seal.sign_public(seal.new_seed()))

    answer = Handset().ask_to_join(secret_of(invitation), sign_public=other)

    assert answer.status_code == 403
    assert Handset().ask_to_join(secret_of(invitation)).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"invite": "AAAA"},
        {"mailbox_public": "?"},
        {"one_time_publics": []},
        {"signatures": [""] * 20},
        {"more": 1},
    ],
)
def test_a_request_of_another_shape_is_refused(office, change):
    invitation = office.invite()

    assert Handset().ask_to_join(secret_of(invitation), **change).status_code == 400
    assert Handset().ask_to_join(secret_of(invitation)).status_code == 200


def test_a_request_that_is_too_long_is_not_read(office):
    invitation = office.invite()
    # Only its length is wrong: what fills base64 up is not counted.
    shown = base64(ticket(secret_of(invitation))) + "=" * 50_000

    assert Handset().ask_to_join(secret_of(invitation), invite=shown).status_code == 400
    assert Handset().ask_to_join(secret_of(invitation)).status_code == 200


def test_a_guide_with_a_phone_gets_no_second_one_unless_it_is_lost(office):
    phone = office.ready_phone()
    with pytest.raises(Refused):
        office.invite()

    office.revoke(phone)

    assert standing(office) == "none"
    assert office.invite().fragment


def test_the_wrong_words_confirms_nothing(office):
    phone = Handset()
    number = phone.join(office.invite().fragment)
    first, rest = number.split(" ", 1)
    wrong = f"{int(first) % 2_048 + 1} {rest}"

    with pytest.raises(Refused):
        office.confirm(phone, wrong)

    assert standing(office) == "compare"


def test_a_phone_that_was_only_invited_cannot_be_confirmed(office):
    office.invite()
    row = PhoneRow.objects.get()

    with pytest.raises(Refused):
        services.confirm(phone_id=row.id, numbers="", keyring=office.harriet, now=NOW)


def test_keys_changed_after_the_number_was_compared_raise_the_alarm(office):
    phone = office.ready_phone()
    other = seal.sign_public(seal.new_seed())
    PhoneRow.objects.filter(pk=phone.mailbox).update(sign_public=other)

    with pytest.raises(Tampered):
        office.send()


def test_keys_changed_before_the_comparison_change_the_number(office):
    phone = Handset()
    number = phone.join(office.invite().fragment)
    other = seal.sign_public(seal.new_seed())
    PhoneRow.objects.filter(pk=phone.mailbox).update(sign_public=other)

    with pytest.raises(Refused):
        office.confirm(phone, number)


@pytest.mark.parametrize("column", ["box_public", "sign_public"])
def test_nobody_is_invited_to_trust_keys_that_are_not_the_compartments_own(office, column):
    foreign = getattr(seal, column)(seal.new_seed())
    Cell.objects.filter(pk=office.cell).update(**{column: foreign})

    with pytest.raises(Tampered):
        office.invite()

    assert not InvitationRow.objects.exists()
    assert not PhoneRow.objects.exists()


def test_a_phone_that_was_given_a_foreign_key_has_no_number_to_compare(office):
    invitation = office.invite()
    own = cells.box_public(office.cell)
    Cell.objects.filter(pk=office.cell).update(box_public=seal.box_public(seal.new_seed()))
    phone = Handset()
    number = phone.join(invitation.fragment)

    with pytest.raises(Tampered):
        standing(office)
    with pytest.raises(Tampered):
        office.confirm(phone, number)

    # The words are over the foreign key, so even with the key put back they are others.
    Cell.objects.filter(pk=office.cell).update(box_public=own)
    with pytest.raises(Refused):
        office.confirm(phone, number)


def test_the_secret_is_neither_sent_nor_kept_in_the_clear(office, monkeypatch):
    sent = []
    monkeypatch.setattr(Client, "post", lambda *_args, **asked: sent.append(asked["data"]))
    invitation = office.invite()
    secret = secret_of(invitation)

    Handset().ask_to_join(secret)

    row = InvitationRow.objects.get()
    assert json.loads(sent[0])["invite"] == urlsafe_b64encode(ticket(secret)).decode()
    assert bytes(row.secret_digest) != hashlib.sha256(secret).digest()
    assert secret not in bytes(row.secret_box) + bytes(row.body)


def test_a_stranger_invites_confirms_and_revokes_nobody(office):
    phone = Handset()
    number = phone.join(office.invite().fragment)
    with pytest.raises(Refused):
        queries.guide_of(office.second.id, office.stranger)
    guide = queries.guide_of(office.second.id, office.harriet)
    with pytest.raises(Refused):
        services.invite(invitee=guide, keyring=office.stranger, now=REAL)
    with pytest.raises(Refused):
        services.confirm(phone_id=phone.mailbox, numbers=number, keyring=office.stranger, now=NOW)
    with pytest.raises(Refused):
        orders.revoke(phone_id=phone.mailbox, keyring=office.stranger, now=NOW)

    assert standing(office) == "compare"


def test_the_rows_name_no_guide(office):
    office.invite()

    bodies = [bytes(row.body) for row in (*PhoneRow.objects.all(), *InvitationRow.objects.all())]
    assert not any(word in body for body in bodies for word in (b"garrett", b"Garrett"))
    # The smallest bucket and its overhead, for both kinds.
    assert {len(body) for body in bodies} == {256 + seal.ROW_OVERHEAD}
