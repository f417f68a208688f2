"""Word from phones: read once, from the right phone, in its turn."""

from datetime import timedelta
from uuid import uuid4

import pytest

from waystation.base.errors import Tampered
from waystation.base.models import Event
from waystation.dispatch.domain import Report
from waystation.dispatch.models import StageRow
from waystation.ledger.models import Entry
from waystation.relay.hearing import queries, services
from waystation.relay.models import MailRow, OneTimeKeyRow, OrderRow, ReportRow
from waystation.relay.phones import queries as phones
from waystation.relay.tests.conftest import NOW
from waystation.relay.turn import domain as wire
from waystation.vault import cells, seal
from waystation.vault.models import Cell

AT = ["1855-10-26T11:00:00Z", "1855-10-26T11:10:00Z", "1855-10-26T11:20:00Z"]


@pytest.fixture
def ordered(office):
    """Give an office whose first stage is ordered, that guide's phone, and the order's id."""
    phone = office.ready_phone()
    return office, phone, str(office.send())


def hand_over(office, row, words=""):
    """Let a stage's guide join, take the order and report the whole way."""
    phone = office.ready_phone(row)
    order = str(office.send(row))
    for verb, at in zip(("accepted", "met", "handed_over"), AT, strict=True):
        phone.report(order, verb, at, words if verb == "handed_over" else "")
    return phone, order, office.collect()


def states():
    return sorted(ReportRow.objects.values_list("state", flat=True))


def test_a_report_moves_the_stage_when_somebody_with_keys_looks(ordered):
    office, phone, order = ordered
    assert phone.report(order, "accepted", AT[0]).status == wire.TAKEN
    assert office.stage(office.first).state == "ordered"

    came = office.collect()

    assert came == (1, 0, 0)
    assert office.stage(office.first).state == "accepted"
    assert bytes(ReportRow.objects.get().box) == b""


def test_a_stage_goes_all_the_way_and_is_paid(funded):
    _, _, came = hand_over(funded, funded.first)

    assert came == (3, 0, 0)
    stage = funded.stage(funded.first)
    assert stage.state == "handed over"
    assert [r.what for r in stage.reports] == ["ordered", "accepted", "met", "handed over"]
    assert Entry.objects.filter(kind="stage-cost").count() == 1
    assert Event.objects.filter(kind="stage.handed_over").count() == 1


def test_after_the_hand_over_box_and_key_are_gone(funded):
    phone, _, _ = hand_over(funded, funded.first)

    assert not MailRow.objects.exists()
    assert OneTimeKeyRow.objects.filter(phone=phone.mailbox).count() == 19
    assert not OneTimeKeyRow.objects.filter(used=True).exists()
    assert phone.orders() == []


def test_the_last_guides_words_become_the_pick_up(funded):
    hand_over(funded, funded.first, words="the old mill")
    assert funded.passage_now().pick_up == ""

    hand_over(funded, funded.second, words="the white church")

    assert funded.passage_now().pick_up == "the white church"


def test_words_out_of_order_are_put_in_order(ordered):
    office, phone, order = ordered
    phone.report(order, "met", AT[1])
    phone.report(order, "accepted", AT[0])

    assert office.collect() == (2, 0, 0)
    assert office.stage(office.first).state == "met"


def test_a_word_before_its_turn_waits_for_it(ordered):
    office, phone, order = ordered
    phone.report(order, "met", AT[1])
    assert office.collect() == (0, 1, 0)
    assert office.collect() == (0, 0, 0)
    line = office.panel()[0]
    assert line.early == 1

    phone.report(order, "accepted", AT[0])

    assert office.collect() == (2, 0, 0)
    assert office.stage(office.first).state == "met"


def test_the_same_entry_again_changes_nothing(ordered):
    office, phone, order = ordered
    box, entry = phone.sealed(order, "accepted", AT[0]), uuid4()
    phone.send(box, entry=entry)
    office.collect()

    assert phone.send(box, entry=entry).status == wire.TAKEN
    phone.send(phone.sealed(order, "problem", AT[1], "ice"), entry=entry)

    assert office.collect() == (0, 0, 0)
    assert ReportRow.objects.count() == 1
    assert len(office.stage(office.first).reports) == 2


def test_the_same_word_as_another_entry_is_taken_once(ordered):
    office, phone, order = ordered
    phone.report(order, "late", AT[0], "ice")
    phone.report(order, "late", AT[0], "ice")
    office.collect()

    reports = office.stage(office.first).reports
    assert [(r.what, r.words) for r in reports] == [("ordered", ""), ("late", "ice")]


def test_two_words_at_one_moment_are_both_kept(ordered):
    office, phone, order = ordered
    # Both from a phone whose clock runs a day ahead: the office's time is taken for both.
    for words in ("ice", "still ice"):
        phone.report(order, "late", "1855-10-27T12:00:00Z", words)
    office.collect()

    late = [r for r in office.stage(office.first).reports if r.what == "late"]
    assert [r.words for r in late] == ["ice", "still ice"]
    assert {r.at for r in late} == {NOW, NOW + timedelta(microseconds=1)}


def test_a_report_signed_by_another_phone_is_put_aside(ordered):
    office, phone, order = ordered
    phone.send(phone.sealed(order, "accepted", AT[0], sign_seed=seal.new_seed()))

    assert office.collect() == (0, 0, 1)
    assert office.stage(office.first).state == "ordered"
    line = office.panel()[0]
    assert line.unreadable == 1


def test_a_guide_cannot_report_on_anothers_stage(ordered):
    office, _, order = ordered
    other = office.ready_phone(office.second)
    other.report(order, "accepted", AT[0])

    assert office.collect() == (0, 0, 1)
    assert office.stage(office.first).state == "ordered"


def test_one_bad_report_holds_up_no_other(ordered):
    office, phone, order = ordered
    phone.send(bytes((seal.SUITE, seal.REPORT)) + bytes(2_160))
    phone.send(phone.sealed(order, "arrived", AT[0]))
    phone.send(phone.sealed(str(uuid4()), "accepted", AT[0]))
    # Before the first moment there is, seen from UTC.
    phone.report(order, "words", "0001-01-01T00:00:00+01:00", "x")
    phone.report(order, "accepted", AT[0])

    assert office.collect() == (1, 0, 4)
    assert states() == ["taken", *["unreadable"] * 4]
    assert office.stage(office.first).state == "accepted"


def test_a_phone_that_floods_its_stage_holds_up_neither_others_nor_its_own_way(ordered):
    office, phone, order = ordered
    stage = office.stage(office.first)
    # 45 times 900 letters are 40,500; a row holds 65,532 bytes.
    told = tuple(Report("problem", NOW - timedelta(minutes=nth), "x" * 900) for nth in range(45))
    office.change(office.first, reports=(*stage.reports, *told))
    phone.report(order, "problem", AT[0], "x" * 700)
    phone.report(order, "accepted", AT[1])

    assert office.collect() == (1, 1, 0)

    assert office.stage(office.first).state == "accepted"
    assert len(office.stage(office.first).reports) == 47


def test_a_revoked_phone_is_heard_no_more_but_its_earlier_word_counts(ordered):
    office, phone, order = ordered
    phone.report(order, "accepted", AT[0])
    office.revoke(phone)
    phone.report(order, "met", AT[1])

    assert office.collect() == (1, 0, 0)
    assert office.stage(office.first).state == "accepted"


def edit(row):
    """Flip the last bit of a sealed row, as somebody with a hand in the database would."""
    body = bytes(row.body)
    type(row).objects.filter(pk=row.pk).update(body=body[:-1] + bytes((body[-1] ^ 1,)))


def test_an_edited_order_holds_up_nobody_elses_word_and_raises_an_alarm(ordered, caplog):
    office, phone, order = ordered
    other = office.ready_phone(office.second)
    others = str(office.send(office.second))
    phone.report(order, "accepted", AT[0])
    other.report(others, "accepted", AT[1])
    edit(OrderRow.objects.get(pk=order))

    assert office.collect() == (1, 0, 1)

    assert office.stage(office.second).state == "accepted"
    assert office.stage(office.first).state == "ordered"
    assert ("waystation.alarm", "tampered") in [(r.name, r.message) for r in caplog.records]


def test_an_edited_order_keeps_nobody_from_the_panel_or_from_giving_a_phone_up(ordered):
    office, _phone, order = ordered
    office.ready_phone(office.second)
    edit(OrderRow.objects.get(pk=order))

    lines = office.panel()
    kept = phones.phones(office.harriet)[0]
    office.revoke(_phone)

    assert len(lines) == 2
    kept.row.refresh_from_db()
    assert kept.row.state == "revoked"


def test_an_edited_stage_holds_up_nobody_elses_word(ordered, caplog):
    office, phone, order = ordered
    other = office.ready_phone(office.second)
    others = str(office.send(office.second))
    phone.report(order, "accepted", AT[0])
    other.report(others, "accepted", AT[1])
    edit(StageRow.objects.get(pk=office.first.pk))

    assert office.collect() == (1, 0, 1)

    assert office.stage(office.second).state == "accepted"
    assert "tampered" in caplog.messages


def test_under_foreign_keys_no_report_is_judged(ordered):
    office, phone, order = ordered
    phone.report(order, "accepted", AT[0])
    own = cells.box_public(office.cell)
    Cell.objects.filter(pk=office.cell).update(box_public=seal.box_public(seal.new_seed()))

    with pytest.raises(Tampered):
        office.collect()

    assert states() == ["new"]
    Cell.objects.filter(pk=office.cell).update(box_public=own)
    assert office.collect() == (1, 0, 0)


def test_two_readers_at_once_do_one_thing_once(ordered, monkeypatch):
    office, phone, order = ordered
    # The clock of the phone runs ahead, so the stage alone does not show that the word is known.
    phone.report(order, "late", "1855-10-27T12:00:00Z", "ice")
    both_saw = queries.heard(office.harriet)
    monkeypatch.setattr(queries, "heard", lambda keyring: both_saw)

    assert office.collect() == (1, 0, 0)
    assert office.collect() == (0, 0, 0)

    late = [r.words for r in office.stage(office.first).reports if r.what == "late"]
    assert late == ["ice"]


def test_nobody_is_met_before_the_guide_before_handed_them_over(funded):
    phone = funded.ready_phone(funded.second)
    order = str(funded.send(funded.second))
    for verb, at in zip(("accepted", "met", "handed_over"), AT, strict=True):
        phone.report(order, verb, at)

    assert funded.collect() == (1, 2, 0)
    assert funded.collect() == (0, 0, 0)
    assert funded.stage(funded.second).state == "accepted"
    assert not Entry.objects.filter(kind="stage-cost").exists()
    panel = funded.panel()
    assert [line.early for line in panel] == [0, 2]

    # The guide before was only late with word: now both stages go their way.
    hand_over(funded, funded.first)
    funded.collect()

    assert states() == ["taken"] * 6
    assert funded.stage(funded.second).state == "handed over"
    assert Entry.objects.filter(kind="stage-cost").count() == 2


def test_early_words_that_stay_early_keep_no_other_word_from_its_turn(ordered, monkeypatch):
    office, phone, order = ordered
    other = office.ready_phone(office.second)
    others = str(office.send(office.second))
    monkeypatch.setattr(queries, "HEARD_MAX", 1)
    other.report(others, "handed_over", AT[0])
    office.collect()
    phone.report(order, "met", AT[1])
    office.collect()
    phone.report(order, "accepted", AT[0])

    # One at a time: the new one first, then one of two early ones by chance, until it is met.
    for _ in range(60):
        office.collect()

    assert office.stage(office.first).state == "met"
    assert states() == ["early", "taken", "taken"]


def test_a_guide_who_waits_for_the_people_can_say_that_something_is_wrong(funded):
    phone = funded.ready_phone(funded.second)
    order = str(funded.send(funded.second))
    phone.report(order, "accepted", AT[0])
    phone.report(order, "problem", AT[1], "nobody came")

    assert funded.collect() == (2, 0, 0)
    assert funded.stage(funded.second).reports[-1].words == "nobody came"


def test_word_of_a_stage_that_was_called_off_waits_for_a_person(ordered):
    office, phone, order = ordered
    phone.report(order, "accepted", AT[0])
    office.change(office.first, state="stood down")

    assert office.collect() == (0, 1, 0)

    assert office.stage(office.first).state == "stood down"


def test_a_stranger_reads_no_report(ordered):
    office, phone, order = ordered
    phone.report(order, "accepted", AT[0])

    assert services.collect(keyring=office.stranger, now=NOW) == (0, 0, 0)

    assert states() == ["new"]


def test_the_stored_report_holds_no_words(ordered):
    _, phone, order = ordered
    phone.report(order, "problem", AT[0], "ice on the river")

    box = bytes(ReportRow.objects.get().box)
    assert len(box) == 2_162
    assert b"ice on" not in box
    assert order.encode() not in box
