"""Orders: sealed to one key of one confirmed phone, and gone when they are done."""

from datetime import timedelta

import pytest

from waystation.base import clock, watches
from waystation.base.errors import Refused, Tampered
from waystation.base.models import Event, Ping
from waystation.dispatch.models import PassageRow
from waystation.hazards import services as hazards
from waystation.relay.models import MailRow, OneTimeKeyRow, OrderRow, PhoneRow, WatchingRow
from waystation.relay.orders import queries, services
from waystation.relay.tests.conftest import NOW, Office
from waystation.relay.tests.handset import Handset
from waystation.vault import seal
from waystation.vault.models import AuditEntry


def test_an_order_reaches_the_phone_and_opens_there(office):
    phone = office.ready_phone()
    order = office.send()

    found = phone.orders()

    assert [told["order"] for told in found] == [str(order)]
    assert (found[0]["from"], found[0]["ask"]) == ("Wilmington, DE", "walnut")
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


def test_nobody_is_sent_before_approval(db):
    office = Office()
    office.lay_out(state="proposed")
    office.ready_phone()

    with pytest.raises(Refused, match="approved"):
        office.send()

    assert not OrderRow.objects.exists()


def test_no_order_is_sealed_while_a_reason_stands_why_the_stage_may_not_begin(office):
    office.ready_phone()
    passage = PassageRow.objects.get()
    kin = passage.hands.filter(act="approved").first()
    kin.act = "related"
    kin.save()

    with pytest.raises(Refused, match="still missing: 1"):
        office.send()

    assert not OrderRow.objects.exists()
    assert not MailRow.objects.exists()
    assert office.stage(office.first).state == "planned"


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


def test_a_stranger_sends_nothing(office):
    office.ready_phone()

    with pytest.raises(Refused):
        services.send_order(stage_id=office.first.id, keyring=office.stranger, now=NOW)

    assert not OrderRow.objects.exists()


def test_another_phone_cannot_open_the_order(office):
    office.ready_phone()
    other = office.ready_phone(office.second)
    office.send()
    row = MailRow.objects.get()

    for name, seed in other.keys.items():
        with pytest.raises(Tampered):
            seal.open_with(seed, bytes(row.box), kind=seal.ORDER, about=name)
    assert other.orders() == []


def test_an_order_is_sealed_ahead_and_read_from_its_stages_hour_on(office):
    phone = office.ready_phone()
    # Stage 1 leaves at midnight; seven hours before is 17:00.
    office.change(office.first, lead_h=7)
    office.send()
    assert office.panel()[0].where[:2] == ("sealed", NOW.replace(hour=17))
    assert phone.orders() == []

    clock.stand_at(NOW.replace(hour=17))

    assert len(phone.orders()) == 1
    assert office.panel(NOW.replace(hour=17))[0].where.order == "on the phone"


def test_all_orders_of_a_passage_are_sealed_at_once_and_what_cannot_be_is_named(office):
    office.ready_phone(office.second)

    refused = services.send_all(passage_id=office.passage.id, keyring=office.harriet, now=NOW)

    assert [(number, error.says) for number, error in refused] == [
        (1, "Thomas Garrett has no confirmed phone.")
    ]
    assert [line.where.order for line in office.panel()] == ["", "lies there"]


def test_a_change_reaches_a_phone_that_was_offline_after_the_order(office):
    phone = office.ready_phone()
    order = str(office.send())
    office.change(office.first, people=4)
    assert office.panel()[0].changed

    assert office.amend()

    phone.look()
    assert phone.cards[order].numbers == [1, 2]
    assert phone.cards[order].told["people"] == 4
    assert not office.panel()[0].changed
    assert not office.amend()


def test_a_change_of_what_nobody_could_read_yet_is_written_in_its_place(office):
    phone = office.ready_phone()
    office.change(office.first, lead_h=7)
    order = str(office.send())
    office.change(office.first, people=4, lead_h=5)

    assert office.amend()

    assert MailRow.objects.get().release_at == NOW.replace(hour=19)
    clock.stand_at(NOW.replace(hour=19))
    phone.look()
    assert phone.cards[order].numbers == [1]
    assert phone.cards[order].told["people"] == 4


def test_a_stage_that_was_never_ordered_has_nothing_to_change(office):
    assert not office.amend()


def test_a_lost_phone_gets_nothing_more_and_its_watches_stay(office):
    lost = office.ready_phone()
    order = office.send()
    Ping.objects.create(duty=lost.mailbox, target="x")

    office.revoke(lost)

    assert lost.orders() == []
    # Whoever has it, or the number behind its ways, is not even called for nothing.
    assert not Ping.objects.exists()
    assert not MailRow.objects.exists()
    assert not OneTimeKeyRow.objects.exists()
    assert Event.objects.filter(kind="phone.lost", subject=lost.mailbox).count() == 1
    assert watches.is_set(office.due_watch(order, 1))


def test_the_stage_of_a_lost_phone_is_ordered_again_on_another(office):
    lost = office.ready_phone()
    order = office.send()
    office.revoke(lost)

    found = office.ready_phone()
    office.send()

    assert len(found.orders()) == 1
    assert office.stage(office.first).state == "ordered"
    assert not WatchingRow.objects.filter(order=order).exists()


def test_a_stage_that_may_not_begin_any_more_is_not_ordered_again_on_another_phone(office):
    lost = office.ready_phone()
    office.send()
    office.revoke(lost)
    office.ready_phone()
    late = NOW + timedelta(days=30)

    with pytest.raises(Refused, match="looked at the way"):
        services.send_order(stage_id=office.first.id, keyring=office.harriet, now=late)


def test_an_order_whose_time_is_over_is_destroyed(office):
    phone = office.ready_phone()
    office.send()
    # Stage 1 ends at 05:00 on the 27th; a day later the order is of no use.
    office.collect(now=NOW + timedelta(hours=41, minutes=1))

    assert phone.orders() == []
    assert OneTimeKeyRow.objects.count() == 19
    assert queries.live_orders(office.harriet) == []


def test_few_words_reach_the_phone_behind_the_order(office):
    phone = office.ready_phone()
    order = office.send()

    for what, text in (("words", "wait by the mill"), ("go", "white church")):
        services.tell(order_id=order, what=what, text=text, keyring=office.harriet, now=NOW)

    phone.look()
    heard = phone.cards[str(order)].heard
    assert heard == [("words", "wait by the mill"), ("go", "white church")]


@pytest.mark.parametrize("text", ["", "  ", "가" * 101])
def test_words_that_say_nothing_or_fit_no_phone_are_refused(office, text):
    office.ready_phone()
    order = office.send()

    with pytest.raises(Refused, match="between 1 and 300"):
        services.tell(order_id=order, what="words", text=text, keyring=office.harriet, now=NOW)


def test_nothing_is_said_about_an_order_that_is_over(office):
    phone = office.ready_phone()
    order = office.send()
    office.revoke(phone)

    with pytest.raises(Refused, match="over"):
        services.tell(order_id=order, what="words", text="x", keyring=office.harriet, now=NOW)


def test_the_stored_bytes_hold_no_word_of_the_order(office):
    office.ready_phone()
    office.send()

    stored = bytes(MailRow.objects.get().box) + bytes(OrderRow.objects.get().body)
    assert not any(word in stored for word in (b"walnut", b"Wilmington", b"garrett", b"Chester"))


def test_an_invitation_taken_back_is_no_lost_phone(office):
    office.invite()
    row = PhoneRow.objects.get()

    services.revoke(phone_id=row.id, keyring=office.harriet, now=NOW)

    assert not PhoneRow.objects.exists()
    assert not Event.objects.filter(kind="phone.lost").exists()


def test_what_was_done_with_orders_stands_in_the_audit_chain_and_names_nobody(office):
    phone = office.ready_phone()
    office.send()
    office.change(office.first, people=4)
    office.amend()
    phone.look()
    office.call_back()
    office.revoke(phone)

    numbers = list(AuditEntry.objects.order_by("seq").values_list("kind", flat=True))

    # Invited, compared, sealed, changed, taken back, lost.
    assert numbers == [130, 131, 133, 134, 135, 132]
    assert not any(b"Garrett" in bytes(entry.detail) for entry in AuditEntry.objects.all())
