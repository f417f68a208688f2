"""Orders: sealed to one key of one confirmed phone, and gone when they are done."""

from datetime import timedelta
from uuid import uuid4

import pytest

from waystation.base.errors import Refused, Tampered
from waystation.base.models import Event
from waystation.hazards import services as hazards
from waystation.relay import queries, services
from waystation.relay.models import OneTimeKeyRow, OrderRow
from waystation.relay.tests.conftest import NOW, Office
from waystation.relay.tests.handset import Handset, base64
from waystation.vault import seal

ITEM_BYTES = 2_162


def test_an_order_reaches_the_phone_and_opens_there(office):
    phone = office.ready_phone()
    order = office.send()

    found = phone.orders()

    assert [told["order"] for told in found] == [str(order)]
    assert (found[0]["from"], found[0]["question"]) == ("Wilmington, DE", "walnut")
    assert office.stage(office.first).state == "ordered"
    assert Event.objects.filter(kind="stage.ordered", subject=office.first.id).count() == 1


def test_nobody_is_sent_over_a_leg_that_is_halted(office):
    office.ready_phone()
    hazards.halt(
        what="leg", slug="leg-1", why="a patrol", by="Harriet", keyring=office.harriet, now=NOW
    )

    with pytest.raises(Refused, match="Wilmington – Chester is halted"):
        office.send()

    assert not OrderRow.objects.exists()
    assert office.stage(office.first).state == "planned"


def test_mail_is_always_three_boxes_of_one_size(office):
    phone = office.ready_phone()
    assert [len(box) for box in phone.mail()] == [ITEM_BYTES] * 3

    office.send()

    boxes = phone.mail()
    assert [len(box) for box in boxes] == [ITEM_BYTES] * 3
    assert {box[:2] for box in boxes} == {bytes((seal.SUITE, seal.ORDER))}


def test_a_forged_token_gets_fillers_and_an_answer_of_the_same_length(office):
    phone = office.ready_phone()
    office.send()
    real = OrderRow.objects.get().box
    good = phone.post("mail", {"mailbox": phone.mailbox, "token": phone.token})

    forged = phone.post("mail", {"mailbox": phone.mailbox, "token": base64(bytes(32))})
    nobody = phone.post("mail", {"mailbox": str(uuid4()), "token": phone.token})

    assert bytes(real) in phone.mail()
    assert bytes(real) not in phone.mail(token=base64(bytes(32)))
    assert len(good.content) == len(forged.content) == len(nobody.content)
    assert good.status_code == forged.status_code == nobody.status_code == 200


def test_another_phone_cannot_open_the_order(office):
    office.ready_phone()
    other = office.ready_phone(office.second)
    office.send()
    box = bytes(OrderRow.objects.get().box)

    for public, seed in other.one_time.items():
        with pytest.raises(Tampered):
            seal.open_with(seed, box, kind=seal.ORDER, about=public[:16])
    assert other.orders() == []


def test_nobody_is_sent_before_approval(db):
    office = Office()
    office.lay_out(state="proposed")
    office.ready_phone()

    with pytest.raises(Refused, match="approved"):
        office.send()

    assert not OrderRow.objects.exists()


def test_an_order_is_not_sent_twice(office):
    office.ready_phone()
    office.send()

    with pytest.raises(Refused):
        office.send()

    assert OrderRow.objects.count() == 1


@pytest.mark.parametrize("joined", [False, True])
def test_no_order_goes_to_a_phone_nobody_compared(office, joined):
    invitation = office.invite()
    if joined:
        Handset().join(invitation.fragment)

    with pytest.raises(Refused, match="no confirmed phone"):
        office.send()

    assert office.stage(office.first).state == "planned"


def test_a_guides_phone_serves_that_guides_stages_only(office):
    office.ready_phone(office.second)

    with pytest.raises(Refused, match="Thomas Garrett"):
        office.send(office.first)


def test_without_a_key_left_the_order_is_refused(office):
    phone = office.ready_phone()
    OneTimeKeyRow.objects.filter(phone=phone.mailbox).update(used=True)

    with pytest.raises(Refused, match="no key left"):
        office.send()

    assert office.stage(office.first).state == "planned"


def test_a_key_the_phone_did_not_sign_is_never_sealed_to(office):
    phone = office.ready_phone()
    planted = seal.box_public(seal.new_seed())
    OneTimeKeyRow.objects.filter(phone=phone.mailbox).update(public=planted)

    with pytest.raises(Refused, match="keys"):
        office.send()

    assert not OrderRow.objects.exists()


def test_an_order_too_long_for_a_phone_is_refused_and_nothing_cut(office):
    office.ready_phone()
    office.change(office.first, needs="x" * 700)

    with pytest.raises(Refused, match="bytes too long") as caught:
        office.send()

    assert "shorter" in caught.value.hint
    assert OneTimeKeyRow.objects.filter(used=True).count() == 0


def test_a_lost_phone_gets_nothing_more_and_its_stage_can_be_ordered_again(office):
    lost = office.ready_phone()
    office.send()

    services.revoke(phone_id=lost.mailbox, keyring=office.harriet, now=NOW)

    assert lost.orders() == []
    assert bytes(OrderRow.objects.get().box) == b""
    assert not OneTimeKeyRow.objects.exists()
    found = office.ready_phone()
    office.send()
    assert len(found.orders()) == 1
    assert office.stage(office.first).state == "ordered"


def test_an_order_whose_time_is_over_is_destroyed(office):
    phone = office.ready_phone()
    office.send()
    # Stage 1 ends at 05:00 on the 27th; a day later the order is of no use.
    office.collect(now=NOW + timedelta(hours=41, minutes=1))

    assert phone.orders() == []
    assert OneTimeKeyRow.objects.count() == 3
    assert queries.live_orders(office.harriet) == []


def test_the_stored_bytes_hold_no_word_of_the_order(office):
    office.ready_phone()
    office.send()

    row = OrderRow.objects.get()
    stored = bytes(row.box) + bytes(row.body)
    assert not any(word in stored for word in (b"walnut", b"Wilmington", b"garrett", b"Chester"))
    assert len(row.box) == ITEM_BYTES


def test_a_stranger_sends_nothing(office):
    office.ready_phone()

    with pytest.raises(Refused):
        services.send_order(stage_id=office.first.id, keyring=office.stranger, now=NOW)

    assert not OrderRow.objects.exists()
