"""What comes by the public page: sealed to a key of its own, taken in once, answered unseen."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from waystation.base import watches
from waystation.base.errors import Later, Refused, Tampered
from waystation.base.ids import new_id
from waystation.base.models import Event, Watch
from waystation.cases import (
    alarms,
    intake,
    intake_ends,
    intake_queries,
    intake_rules,
    queries,
    services,
)
from waystation.cases.models import IntakeBox, IntakeKey, TipRow
from waystation.cases.tests.builders import NOW, TODAY, a_tip
from waystation.cases.tests.stranger import Stranger
from waystation.vault import audit, boxes, intake_keep, keystore, seal
from waystation.vault import intake as keys
from waystation.vault.cells import Slot
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all, open_row

ANN = Stranger(bytes(16))
BEN = Stranger(bytes([1]) * 16)


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    """A key store of its own: what a test leaves there, no other one finds."""
    settings.HOME = tmp_path


@pytest.fixture
def line(william, office):
    """William's compartment receives by the public page."""
    intake.open_line(cell=office.cases.cell, keyring=william, now=NOW)
    return office.cases.cell


def tips(keyring):
    return [view.tip for view in queries.tips(keyring, NOW)]


def test_a_message_is_kept_sealed_and_its_holders_hear_of_it(line, william, stranger):
    assert intake.send(sent=ANN.message(), now=NOW)

    event = Event.objects.get()
    assert (event.kind, event.cell, event.day) == ("tip.heard", line, TODAY)
    assert intake_queries.unread(william) == 1
    assert intake_queries.unread(stranger) == 0
    assert b"Eleven" not in bytes(IntakeBox.objects.get().box)


def test_taken_in_it_is_a_tip_with_what_its_sender_said(line, william):
    intake.send(sent=ANN.message(ANN.body(text="Elf warten.", reach="am Brunnen")), now=NOW)

    taken = intake.take_in(keyring=william, now=NOW)

    (tip,) = tips(william)
    assert taken == (1, 0)
    assert (tip.words, tip.reach, tip.danger_now) == ("Elf warten.", "am Brunnen", "yes")
    # Danger now: somebody is to be reached within the hour.
    assert (tip.urgency, tip.heard_at, tip.state) == ("immediate", NOW, "new")
    assert intake_queries.unread(william) == 0


def test_whoever_lacks_the_compartment_takes_nothing_in_and_answers_nothing(
    line, william, stranger
):
    intake.send(sent=ANN.message(), now=NOW)

    assert intake.take_in(keyring=stranger, now=NOW) == (0, 0)
    assert IntakeBox.objects.get().state == "new"
    intake.take_in(keyring=william, now=NOW)
    with pytest.raises(Refused, match="no such record"):
        intake.answer(tip_id=TipRow.objects.get().id, text="Hello", keyring=stranger, now=NOW)


def test_a_key_serves_one_message(line):
    first = ANN.message()
    offer = keys_offer(IntakeKey.objects.get(pk=first.key))

    assert intake.send(sent=first, now=NOW)
    assert not intake.send(sent=BEN.sealed(offer), now=NOW)
    assert IntakeBox.objects.count() == 1


def test_a_message_sent_again_because_nobody_answered_is_kept_once(line, william):
    sent = ANN.message()

    assert intake.send(sent=sent, now=NOW)
    assert intake.send(sent=sent, now=NOW)
    intake.take_in(keyring=william, now=NOW)
    assert intake.send(sent=sent, now=NOW)
    assert len(tips(william)) == IntakeBox.objects.count() == 1


def test_what_was_sealed_to_no_key_of_ours_is_not_kept(line):
    sent = ANN.message()._replace(key=bytes(16))

    assert not intake.send(sent=sent, now=NOW)
    assert not IntakeBox.objects.exists()


def test_a_reply_key_that_is_none_is_refused(line):
    with pytest.raises(Refused, match="damaged"):
        intake.send(sent=ANN.message()._replace(reply_public=bytes(1216)), now=NOW)


def test_when_too_many_wait_the_next_is_told_to_come_later(line, monkeypatch):
    monkeypatch.setattr(intake_rules, "UNREAD_MAX", 1)
    intake.send(sent=ANN.message(), now=NOW)

    with pytest.raises(Later):
        intake.send(sent=BEN.message(), now=NOW)


def test_after_it_is_taken_in_everything_stored_opens_its_copy_no_more(line, william, settings):
    offer_key = IntakeKey.objects.get(pk=ANN.message().key)
    sent = ANN.sealed(keys_offer(offer_key))
    intake.send(sent=sent, now=NOW)
    before = stored_secrets(line, william)
    assert opened_by(before, sent)  # The control: until then, what is stored opens the copy.
    wrapped, store = intake_keep.one(sent.key).wrapped, settings.HOME / keystore.FILE
    assert wrapped in store.read_bytes()

    intake.take_in(keyring=william, now=NOW)

    assert wrapped not in store.read_bytes()
    assert not opened_by(stored_secrets(line, william), sent)
    assert bytes(IntakeBox.objects.get().box) != sent.box
    assert intake_keep.one(sent.key) is None


def keys_offer(key):
    signer = keys.signer(key.cell)
    return intake_rules.Offer(
        bytes(key.id), bytes(key.public), bytes(key.signature), signer, key.day
    )


def stored_secrets(cell, keyring) -> list[bytes]:
    """List every private half that the key store and the compartment's own key give today."""
    halves = intake_keep.of_cell(cell)
    bound = b"ws1/intake-key" + cell.bytes
    return [
        seal.unwrap(keyring.key_for(cell, kept.epoch), kept.wrapped, bound=bound + kept.id)
        for kept in halves
    ]


def opened_by(seeds: list[bytes], sent) -> bool:
    for seed in seeds:
        try:
            seal.open_with(seed, sent.box, kind=seal.TIP, about=sent.key + sent.id)
        except Tampered:
            continue
        return True
    return False


def test_a_taking_in_that_was_cut_off_is_ended_by_the_keyless_sweep_a_day_later(
    line, william, monkeypatch
):
    sent = ANN.message()
    intake.send(sent=sent, now=NOW)
    with monkeypatch.context() as cut:
        cut.setattr(intake_keep, "destroy", lambda key_ids: None)
        intake.take_in(keyring=william, now=NOW)
    assert intake_keep.one(sent.key) is not None

    intake_ends.sweep(now=NOW + timedelta(hours=24))

    assert intake_keep.one(sent.key) is None


def test_the_sweep_leaves_a_key_that_an_unread_message_needs(line, william):
    intake.send(sent=ANN.message(), now=NOW)

    intake_ends.sweep(now=NOW + timedelta(days=89))

    assert intake.take_in(keyring=william, now=NOW + timedelta(days=89)) == (1, 0)


def test_unused_keys_are_withdrawn_after_a_week_and_then_one_key_serves_all(line, william):
    later = NOW + timedelta(days=7)

    intake_ends.sweep(now=later)

    assert not IntakeKey.objects.filter(state="free").exists()
    assert intake_ends.line_trouble(later) == "stale"
    for one in (ANN, BEN):
        assert intake.send(sent=one.message(now=later), now=later)
    assert intake_queries.line(william, later).n_shared == 2
    assert len(intake_keep.ids()) == 1


def test_keys_that_came_back_without_their_private_halves_are_offered_no_more(line, william):
    sent = ANN.message()
    intake.send(sent=sent, now=NOW)
    intake_keep.destroy(intake_keep.ids())  # A backup was restored: it holds no key store.

    intake_ends.sweep(now=NOW)

    assert intake_queries.offer(NOW) is None
    assert intake.take_in(keyring=william, now=NOW) == (0, 1)
    assert ANN.read()["readable"] is False


def test_a_shared_key_ends_with_the_first_taking_in(line, william):
    IntakeKey.objects.filter(state="free").delete()
    first, second = ANN.message(), BEN.message()
    intake.send(sent=first, now=NOW)
    intake.send(sent=second, now=NOW)
    assert first.key == second.key

    assert intake.take_in(keyring=william, now=NOW) == (2, 0)

    assert intake_keep.one(first.key) is None
    assert intake_queries.offer(NOW).id != first.key
    assert intake_queries.line(william, NOW)[:3] == ("mine", "", 20)


def test_after_a_month_without_anybody_the_page_takes_nothing_more(line):
    assert intake_queries.offer(NOW + timedelta(days=29)) is not None
    assert intake_queries.offer(NOW + timedelta(days=30)) is None


def test_a_session_in_passing_lays_keys_ready(line, william):
    IntakeKey.objects.filter(state="free").delete()
    assert intake_queries.needs_tending(william, NOW)

    intake.tend(keyring=william, now=NOW)

    assert not intake_queries.needs_tending(william, NOW)
    assert intake_queries.line(william, NOW).n_ready == 20
    assert intake_ends.line_trouble(NOW) == ""


def test_the_key_for_everybody_is_made_anew_before_it_is_old(line, william):
    before = IntakeKey.objects.get(state="weekly").id
    assert not intake_queries.needs_tending(william, NOW + timedelta(days=2))

    then = NOW + timedelta(days=3)
    assert intake_queries.needs_tending(william, then)
    intake.tend(keyring=william, now=then)

    assert IntakeKey.objects.get(state="weekly").id != before
    assert not intake_queries.needs_tending(william, then)


def test_keys_outlive_the_next_key_of_their_compartment(
    line, office, django_capture_on_commit_callbacks
):
    old, new_key = office.cases, bytes([5]) * 32
    sent = ANN.message()
    intake.send(sent=sent, now=NOW)
    rotated = Slot(old.cell, "cases", old.epoch + 1, new_key, old.epoch, old.key)

    with django_capture_on_commit_callbacks(execute=True):
        keys.bring_over(line, {old.epoch: old.key}.__getitem__, old.epoch + 1, new_key)

    assert {kept.epoch for kept in intake_keep.of_cell(line)} == {old.epoch + 1}
    # Only the new key is needed: the old one may be forgotten.
    forgetful = Keyring.of(new_id(), [rotated._replace(previous_epoch=0)])
    about = {"about": sent.id, "keyring": forgetful}
    assert b"Eleven" in keys.open_tip(line, sent.key, sent.box, **about)


def test_keys_that_a_rotation_left_behind_are_brought_over_in_passing(line, office):
    old = office.cases
    rotated = Slot(old.cell, "cases", old.epoch + 1, bytes([5]) * 32, old.epoch, old.key)

    keys.keep_up(line, Keyring.of(new_id(), [rotated]))

    assert {kept.epoch for kept in intake_keep.of_cell(line)} == {old.epoch + 1}


def test_what_is_written_under_the_same_words_is_added_to_the_tip(line, william):
    intake.send(sent=ANN.message(), now=NOW)
    intake.take_in(keyring=william, now=NOW)
    later = Stranger(ANN.entropy, 1)
    intake.send(sent=later.message(later.body(text="Now twelve.")), now=NOW)

    assert intake.take_in(keyring=william, now=NOW) == (1, 0)

    (tip,) = tips(william)
    assert [one.text for one in tip.additions] == ["Now twelve."]
    assert tip.words == "Eleven wait."
    assert later.read() == {"v": 1, "readable": True, "answers": []}


def test_two_messages_of_one_source_that_come_at_once_are_one_tip(line, william):
    for one in (ANN, Stranger(ANN.entropy, 1), BEN):
        intake.send(sent=one.message(), now=NOW)

    assert intake.take_in(keyring=william, now=NOW) == (3, 0)
    assert sorted(len(tip.additions) for tip in tips(william)) == [0, 1]


def test_an_addition_keeps_the_answers_for_as_long_again(line, william):
    intake.send(sent=ANN.message(), now=NOW)
    intake.take_in(keyring=william, now=NOW)
    then = NOW + timedelta(days=80)
    intake.tend(keyring=william, now=NOW + timedelta(days=20))
    intake.open_line(cell=line, keyring=william, now=then)
    later = Stranger(ANN.entropy, 1)
    intake.send(sent=later.message(now=then), now=then)
    intake.take_in(keyring=william, now=then)

    intake_ends.sweep(now=NOW + timedelta(days=160))

    assert intake_queries.look(ANN.id).is_known


def test_nothing_stored_plainly_joins_what_one_source_wrote(line, william):
    first, second = ANN, Stranger(ANN.entropy, 1)
    for one in (first, second):
        intake.send(sent=one.message(), now=NOW)

    rows = [
        {bytes(row.id), bytes(row.key), bytes(row.reply_public), bytes(row.box)}
        for row in IntakeBox.objects.all()
    ]
    assert rows[0].isdisjoint(rows[1])


@pytest.mark.parametrize("body", [b"{}", b"not json", b"\xff", b'{"v":2}', b"[" * 5_000])
def test_what_cannot_be_read_is_counted_and_its_sender_is_told(line, william, body):
    intake.send(sent=ANN.message(body), now=NOW)

    assert intake.take_in(keyring=william, now=NOW) == (0, 1)
    assert tips(william) == []
    assert ANN.read() == {"v": 1, "readable": False, "answers": []}


def test_word_goes_out_once_a_day_until_what_came_is_taken_in(line, william):
    midnight, tomorrow = NOW.replace(hour=0), NOW + timedelta(days=1)
    for one in (ANN, BEN):
        intake.send(sent=one.message(), now=NOW)

    # Due since the day began: the row does not tell at what hour somebody wrote.
    assert [watch.due_at for watch in Watch.objects.all()] == [midnight]
    assert watches.ring_due(NOW) == len(watches.to_call()) == 1
    later = Stranger(bytes([2]) * 16)
    intake.send(sent=later.message(now=tomorrow), now=tomorrow)
    assert watches.ring_due(tomorrow) == 1
    intake.take_in(keyring=william, now=tomorrow)
    assert not Watch.objects.exists()


def test_word_of_what_came_is_as_long_as_any_alarm_and_says_nothing(line, william):
    intake.send(sent=ANN.message(), now=NOW)

    (watch,) = Watch.objects.all()

    said = boxes.open_for_cell(line, bytes(watch.alarm), about=watch.id, keyring=william)
    alarm = boxes.seal_to_cell(line, bytes(100), about=watch.id)
    assert (said, len(watch.alarm)) == (b"", len(alarm))


def test_whoever_lacks_the_compartment_silences_no_word_of_it(line, stranger):
    intake.send(sent=ANN.message(), now=NOW)

    intake.take_in(keyring=stranger, now=NOW)

    assert Watch.objects.exists()


def test_to_take_in_what_came_leaves_the_other_alarms_of_the_compartment_alone(line, william):
    tip_id = services.hear_tip(tip=a_tip(), keyring=william, now=NOW)
    intake.send(sent=ANN.message(), now=NOW)

    intake.take_in(keyring=william, now=NOW)

    # The tip put on file by hand still rings after its day, and so will the one that came.
    watches.ring_due(NOW + timedelta(days=1))
    assert tip_id in {rung.alarm.about for rung in alarms.ringing(william)}
    assert watches.ringing([line]) == watches.ringing(william.cells_of("cases"))


def test_word_goes_out_although_another_alarm_of_the_compartment_is_set(line, william):
    services.hear_tip(tip=a_tip(), keyring=william, now=NOW)

    intake.send(sent=ANN.message(), now=NOW)

    assert watches.ring_due(NOW) == 1


def test_danger_told_later_under_the_same_words_makes_the_tip_ring_sooner(line, william):
    intake.send(sent=ANN.message(ANN.body(danger="no")), now=NOW)
    intake.take_in(keyring=william, now=NOW)
    again = Stranger(ANN.entropy, nth=1)
    intake.send(sent=again.message(again.body(text="dogs", danger="yes")), now=NOW)

    intake.take_in(keyring=william, now=NOW)

    # Without danger it had a day; now it has an hour.
    assert len(tips(william)) == 1
    assert watches.ring_due(NOW + timedelta(minutes=59)) == 0
    assert watches.ring_due(NOW + timedelta(minutes=60)) == 1


def test_many_are_taken_in_with_one_look_at_the_tips_on_file(line, william, monkeypatch):
    opened = []

    def counted(rows, kind, keyring):
        opened.append(kind)
        return open_all(rows, kind, keyring)

    monkeypatch.setattr(intake, "open_all", counted)
    for n in range(12):
        intake.send(sent=Stranger(bytes([n]) * 16).message(), now=NOW)
    with CaptureQueriesContext(connection) as asked:
        assert intake.take_in(keyring=william, now=NOW) == (12, 0)

    # One event and one alarm of each; all else is asked and written for all of them together.
    assert len(opened) == 1
    assert len(asked) < 2 * 12 + 30


def test_a_message_moved_to_another_receipt_does_not_open(line, william):
    sent = ANN.message()._replace(id=BEN.id, reply_public=BEN.reply_public)
    intake.send(sent=sent, now=NOW)

    assert intake.take_in(keyring=william, now=NOW) == (0, 1)


@pytest.mark.parametrize(
    ("at", "heard_at"),
    [
        ("0001-01-01T00:00:00+12:00", NOW.replace(hour=0)),
        ("9999-12-31T23:59:59-12:00", NOW),
        ("0001-01-01T00:00:00", NOW.replace(hour=0)),
    ],
)
def test_a_clock_at_the_ends_of_time_holds_nobody_up(line, william, at, heard_at):
    intake.send(sent=ANN.message(ANN.body(at=at)), now=NOW)

    assert intake.take_in(keyring=william, now=NOW) == (1, 0)
    assert tips(william)[0].heard_at == heard_at


@pytest.mark.parametrize("garbage", [b"x", bytes(1216)])
def test_a_reply_key_that_was_written_over_holds_nobody_else_up(line, william, garbage):
    for one in (ANN, BEN):
        intake.send(sent=one.message(), now=NOW)
    IntakeBox.objects.filter(pk=ANN.id).update(reply_public=garbage)

    assert intake.take_in(keyring=william, now=NOW) == (1, 1)
    assert BEN.read()["readable"]
    assert len(intake_queries.look(ANN.id).answers) == 17_522


def test_an_exchanged_reply_key_is_noticed_when_it_is_taken_in(line, william):
    sent = ANN.message()
    intake.send(sent=sent._replace(reply_public=BEN.reply_public), now=NOW)

    assert intake.take_in(keyring=william, now=NOW) == (0, 1)


def test_an_exchanged_reply_key_is_noticed_before_anything_is_answered(line, william):
    intake.send(sent=ANN.message(), now=NOW)
    intake.take_in(keyring=william, now=NOW)
    IntakeBox.objects.update(reply_public=BEN.reply_public)

    with pytest.raises(Tampered):
        intake.answer(tip_id=TipRow.objects.get().id, text="Hello", keyring=william, now=NOW)


def test_the_sender_reads_that_it_came_then_that_it_was_read_then_the_answers(line, william):
    intake.send(sent=ANN.message(), now=NOW)
    with pytest.raises(Tampered):
        ANN.read()  # Filler: nothing has been sealed to the words yet.
    intake.take_in(keyring=william, now=NOW)
    assert ANN.read() == {"v": 1, "readable": True, "answers": []}

    tip_id = TipRow.objects.get().id
    intake.answer(tip_id=tip_id, text=" Wait for the geese. ", keyring=william, now=NOW)

    told = [{"day": "1855-10-26", "text": "Wait for the geese."}]
    assert ANN.read()["answers"] == told
    assert open_row(TipRow.objects.get(), queries.Tip, william).answers[0].by == william.user_id


def test_before_and_after_an_answer_the_same_number_of_bytes_lies_there(line, william):
    sizes = set()
    intake.send(sent=ANN.message(), now=NOW)
    sizes.add(len(IntakeBox.objects.get().answers))
    intake.take_in(keyring=william, now=NOW)
    sizes.add(len(IntakeBox.objects.get().answers))
    for _ in range(intake_rules.ANSWERS_MAX):
        longest = "가" * intake_rules.ANSWER_MAX
        intake.answer(tip_id=TipRow.objects.get().id, text=longest, keyring=william, now=NOW)
    sizes.add(len(IntakeBox.objects.get().answers))

    # 16,384 and 1,138, whatever stands in it; the same under words that nobody has.
    assert sizes == {17_522, len(intake_queries.look(bytes(16)).answers)}


@pytest.mark.parametrize(("text", "says"), [("  ", "0 characters"), ("x" * 1001, "1001 char")])
def test_an_answer_that_is_empty_or_too_long_is_refused(line, william, text, says):
    intake.send(sent=ANN.message(), now=NOW)
    intake.take_in(keyring=william, now=NOW)

    with pytest.raises(Refused, match=says):
        intake.answer(tip_id=TipRow.objects.get().id, text=text, keyring=william, now=NOW)


def test_there_is_room_for_five_answers(line, william):
    intake.send(sent=ANN.message(), now=NOW)
    intake.take_in(keyring=william, now=NOW)
    tip_id = TipRow.objects.get().id
    for n in range(5):
        intake.answer(tip_id=tip_id, text=f"Answer {n}", keyring=william, now=NOW)

    with pytest.raises(Refused, match="no room"):
        intake.answer(tip_id=tip_id, text="Answer 5", keyring=william, now=NOW)


def test_an_answer_that_would_not_fit_into_the_tips_row_is_refused(line, william):
    # 12,000 bytes twice, and 40,000 for changes to come, leave no room for 3,000 more.
    longest = "가" * intake_rules.WORDS_MAX
    for one in (ANN, Stranger(ANN.entropy, 1)):
        intake.send(sent=one.message(one.body(text=longest)), now=NOW)
    intake.take_in(keyring=william, now=NOW)

    with pytest.raises(Refused, match="no room"):
        intake.answer(tip_id=TipRow.objects.get().id, text="가" * 1000, keyring=william, now=NOW)
    assert tips(william)[0].answers == ()


def test_a_tip_heard_by_a_worker_has_nobody_to_answer_to(william):
    tip_id = services.hear_tip(tip=a_tip(), keyring=william, now=NOW)

    with pytest.raises(Refused, match="Nobody can read"):
        intake.answer(tip_id=tip_id, text="Hello", keyring=william, now=NOW)


def test_answers_go_after_ninety_days_and_then_none_can_be_given(line, william):
    intake.send(sent=ANN.message(), now=NOW)
    intake.take_in(keyring=william, now=NOW)

    intake_ends.sweep(now=NOW + timedelta(days=90))

    assert not intake_queries.look(ANN.id).is_known
    with pytest.raises(Refused, match="any more"):
        intake.answer(tip_id=TipRow.objects.get().id, text="Hello", keyring=william, now=NOW)


def test_one_compartment_receives_and_only_its_holders_close_it(line, william, stranger, office):
    with pytest.raises(Refused, match="Another compartment"):
        intake.open_line(cell=office.elsewhere.cell, keyring=stranger, now=NOW)
    with pytest.raises(Refused, match="None of your"):
        intake.close_line(keyring=stranger, now=NOW)
    assert intake_queries.line(stranger, NOW).stands == "elsewhere"

    intake.close_line(keyring=william, now=NOW)

    assert intake_queries.offer(NOW) is None
    allan = Keyring.of(new_id(), [office.security])
    assert [told.says["note"] for told in audit.entries(allan)] == ["closed", "opened"]
    assert intake_queries.line(william, NOW).stands == "closed"


def test_nobody_opens_the_page_for_a_compartment_they_do_not_hold(william, office):
    with pytest.raises(Refused):
        intake.open_line(cell=office.elsewhere.cell, keyring=william, now=NOW)
    assert not IntakeKey.objects.exists()


def test_what_came_before_the_page_was_closed_can_still_be_taken_in(line, william):
    intake.send(sent=ANN.message(), now=NOW)
    intake.close_line(keyring=william, now=NOW + timedelta(days=1))

    assert intake.take_in(keyring=william, now=NOW + timedelta(days=1)) == (1, 0)
    assert intake_keep.ids() == {}
