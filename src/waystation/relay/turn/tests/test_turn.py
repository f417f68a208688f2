"""A phone's turn: mail out, word and keys in, and a stranger never told from a phone."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from waystation.base import clock, watches
from waystation.base.models import Watch
from waystation.relay.models import MailRow, OneTimeKeyRow, OrderRow, PhoneRow, ReportRow
from waystation.relay.tests.conftest import NOW
from waystation.relay.tests.handset import NO_TOKEN
from waystation.relay.turn import domain as wire
from waystation.relay.turn import services
from waystation.vault import seal

AT = "1855-10-26T11:00:00Z"


@pytest.fixture
def ordered(office):
    """Give an office whose first stage is ordered, that guide's phone, and the order's id."""
    phone = office.ready_phone()
    return office, phone, str(office.send())


def test_an_answer_is_three_boxes_of_one_size_with_mail_or_without(office):
    phone = office.ready_phone()
    empty = phone.turn()

    office.send()

    full = phone.turn()
    for answer in (empty, full):
        assert {item.box[:2] for item in answer.items} == {bytes((seal.SUITE, seal.ORDER))}
        assert {len(item.box) for item in answer.items} == {2_162}
    assert [phone.opened(item) is not None for item in full.items] == [True, False, False]


@pytest.mark.parametrize(
    ("kind", "brought"),
    [
        (wire.LOOK, b""),
        (wire.REPORT, bytes(wire.BOX_BYTES)),
        (wire.KEY, bytes(wire.KEY_BYTES + wire.SIGNATURE_BYTES)),
        (wire.TOKEN, bytes(16)),
    ],
)
def test_a_stranger_is_answered_like_a_phone_and_changes_nothing(ordered, kind, brought):
    _office, phone, _order = ordered
    real = MailRow.objects.get()
    forged = phone.asked(kind, brought, token=NO_TOKEN)._replace(acks=(real.id,))
    nobody = forged._replace(mailbox=uuid4(), token=phone.token)

    for asked in (forged, nobody):
        answer = phone.post(wire.write(asked))
        told = wire.read_answer(answer.content)

        assert (answer.status_code, len(answer.content)) == (200, 6_656)
        assert (told.status, told.keys_wanted, told.entry) == (0, 0, asked.entry)
        assert bytes(real.box) not in [item.box for item in told.items]
    assert not ReportRow.objects.exists()
    assert OneTimeKeyRow.objects.count() == 20
    assert MailRow.objects.get().got is False
    assert PhoneRow.objects.get().seen_on is None


@pytest.mark.parametrize("change", [b"", b"\x02", bytes(2_304), b"{}"])
def test_what_is_no_turn_is_refused_whoever_sends_it(ordered, change):
    _office, phone, _order = ordered

    assert phone.post(change).status_code == 400


def test_mail_comes_again_until_the_phone_says_that_it_keeps_it(ordered):
    _office, phone, _order = ordered
    # The first answer is lost on the way.
    lost = phone.turn()
    again = phone.turn()
    assert again.items[0].id == lost.items[0].id

    phone.keep(again)
    phone.turn()

    row = MailRow.objects.get()
    assert (row.got, bytes(row.box)) == (True, b"")
    assert phone.keep(phone.turn()) == []


def test_a_phone_says_for_nobody_else_that_mail_is_kept(ordered):
    office, _phone, _order = ordered
    other = office.ready_phone(office.second)
    other.acks = [MailRow.objects.get().id]

    other.turn()

    assert MailRow.objects.get().got is False


def test_nothing_is_handed_out_before_its_hour_nor_after_its_end(ordered):
    _office, phone, _order = ordered
    hour = timedelta(hours=1)
    MailRow.objects.update(release_at=NOW + hour, ends_at=NOW + 2 * hour)

    found = []
    for minutes in (59, 60, 119, 120):
        clock.stand_at(NOW + timedelta(minutes=minutes))
        found.append(any(phone.opened(item) for item in phone.turn().items))

    assert found == [False, True, True, False]


def test_the_phone_is_told_the_organisations_time(office):
    phone = office.ready_phone()

    assert phone.turn().now == NOW


def test_a_phone_brings_a_key_for_every_one_that_was_used(ordered):
    _office, phone, _order = ordered
    assert phone.turn().keys_wanted == 1

    assert phone.bring_key().keys_wanted == 0
    phone.bring_key()

    assert OneTimeKeyRow.objects.filter(used=False).count() == 20


def test_a_key_that_the_phone_did_not_sign_is_not_stocked(ordered):
    _office, phone, _order = ordered
    public = seal.box_public(seal.new_seed())

    phone.turn(wire.KEY, public + seal.sign(seal.new_seed(), b"ws1/onetime" + public))

    assert OneTimeKeyRow.objects.filter(used=False).count() == 19


def test_the_same_key_again_is_stocked_once(ordered):
    _office, phone, _order = ordered
    OneTimeKeyRow.objects.filter(used=False).first().delete()
    public = phone.new_key()
    for _again in range(2):
        phone.turn(wire.KEY, public + phone.mark(public))

    assert OneTimeKeyRow.objects.filter(public=public).count() == 1


def test_the_day_of_a_turn_is_noted_and_nothing_finer(office):
    phone = office.ready_phone()
    phone.turn()

    assert PhoneRow.objects.get().seen_on == NOW.date()


def test_the_same_entry_is_kept_once(ordered):
    _office, phone, order = ordered
    entry = uuid4()
    for words in ("", "ice"):
        answer = phone.send(phone.sealed(order, "accepted", AT, words), entry=entry)
        assert (answer.status, answer.entry) == (wire.TAKEN, entry)

    assert ReportRow.objects.count() == 1


def test_a_report_there_is_no_room_for_is_asked_for_again(ordered, monkeypatch):
    office, phone, order = ordered
    monkeypatch.setattr(wire, "WAITING_REPORTS_MAX", 2)
    for words in ("ice", "snow"):
        phone.report(order, "late", AT, words)
    box, entry = phone.sealed(order, "accepted", AT), uuid4()

    assert phone.send(box, entry=entry).status == wire.LATER
    assert phone.send(box, token=NO_TOKEN).status == wire.TAKEN
    assert ReportRow.objects.count() == 2
    office.collect()

    # What was read takes no room any more.
    assert phone.send(box, entry=entry).status == wire.TAKEN
    office.collect()
    assert office.stage(office.first).state == "accepted"


def test_reports_put_aside_take_no_room(ordered, monkeypatch):
    office, phone, order = ordered
    phone.send(bytes((seal.SUITE, seal.REPORT)) + bytes(2_160))
    office.collect()
    monkeypatch.setattr(wire, "WAITING_REPORTS_MAX", 1)

    assert phone.report(order, "accepted", AT).status == wire.TAKEN


@pytest.mark.parametrize("well", [True, False])
def test_a_token_answers_its_watch_and_the_answer_does_not_tell_which(ordered, well):
    office, phone, order = ordered
    phone.look()
    due = office.due_watch(order, 1)
    assert watches.is_set(due)

    answer = phone.show(order, 1, well=well)

    assert answer.status == wire.TAKEN
    assert not watches.is_set(due)


def test_a_token_shown_by_a_stranger_answers_nothing(ordered):
    _office, phone, order = ordered
    phone.look()
    armed = Watch.objects.exclude(state="answered").count()
    phone.token = NO_TOKEN

    phone.show(order, 1)

    assert Watch.objects.exclude(state="answered").count() == armed


def test_an_order_is_handed_out_though_nobody_with_keys_is_there(ordered, monkeypatch):
    _office, phone, order = ordered

    def no_keys(*_args, **_kwargs):
        raise AssertionError("a turn needs no key of ours")

    monkeypatch.setattr("waystation.vault.cells.private_seeds", no_keys)
    monkeypatch.setattr("waystation.vault.cells.private_keys", no_keys)

    assert [told["order"] for told in phone.orders()] == [order]


def test_a_given_up_phone_is_a_stranger(ordered):
    office, phone, _order = ordered
    office.revoke(phone)

    assert phone.turn().keys_wanted == 0
    assert PhoneRow.objects.get().state == "revoked"


def test_items_are_counted_within_their_order_and_not_across_a_phone(ordered):
    office, phone, order = ordered
    row = OrderRow.objects.get(pk=order)
    body = {"is": "words", "text": "wait"}
    services.put_item(
        order=row,
        body=body,
        release_at=NOW,
        ends_at=NOW + timedelta(days=1),
        keyring=office.harriet,
        now=NOW,
    )

    told = phone.keep(phone.turn())

    assert sorted((one["n"], one["prev"]) for one in told) == [(1, 0), (2, 1)]
    assert sorted(MailRow.objects.values_list("number", flat=True)) == [1, 2]
    assert {UUID(one["order"]) for one in told} == {row.id}


def test_without_a_key_left_an_item_goes_to_the_lasting_key(ordered):
    office, phone, _order = ordered
    OneTimeKeyRow.objects.update(used=True)

    office.change(office.first, people=4)
    office.amend()

    assert MailRow.objects.order_by("number").last().key is None
    phone.look()
    assert [told["people"] for told in phone.orders()] == [4]
