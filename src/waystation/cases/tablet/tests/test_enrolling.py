"""Tablets join by a link that is good once, are compared, carry cases, and are given up."""

from datetime import timedelta
from uuid import uuid4

import pytest

from waystation.base.errors import Refused, Tampered
from waystation.base.models import Event
from waystation.cases import parts, tasks
from waystation.cases import queries as casework
from waystation.cases.contact.domain import ContactPlan
from waystation.cases.models import TabletPacket, TabletRow
from waystation.cases.steps.domain import Note
from waystation.cases.tablet import queries
from waystation.cases.tablet.services import carrying, enrolling, taking_in
from waystation.cases.tablet.tests.slate import Slate, from_letters
from waystation.cases.tests.builders import NOW, settle
from waystation.vault import audit, cells, seal
from waystation.vault.boxes import BOX_PUBLIC_BYTES
from waystation.vault.cells import Book
from waystation.vault.keyring import Keyring


def test_a_tablet_joins_is_compared_and_carries_a_case(field):
    slate = Slate()
    number = slate.join(field.invite().fragment)
    assert queries.digits_of(field.kept(slate), field.keyring) == number
    enrolling.confirm(tablet_id=slate.id, digits=number, keyring=field.keyring, now=NOW)

    field.carry(slate, [field.case])
    slate.fetch()

    packet = slate.cases[str(field.case)]
    assert packet["phrase"] == "the geese fly early"
    assert [person["name"] for person in packet["people"]] == [
        "Ann Maria Jackson",
        "Mary Ann Jackson",
        "",
    ]
    assert [person["child"] for person in packet["people"]] == [False, True, False]
    assert slate.head["cases"] == [str(field.case)]


def test_a_link_is_good_once_and_not_after_its_end(field):
    fragment = field.invite().fragment
    secret = from_letters(fragment.split(".")[0])
    late = NOW + timedelta(hours=49)
    keys = {"sign_public": bytes(32), "box_public": seal.box_public(seal.new_seed())}

    with pytest.raises(Refused):
        enrolling.join(secret=secret, **keys, real_now=late)
    Slate().join(fragment)
    with pytest.raises(Refused):
        enrolling.join(secret=secret, **keys, real_now=NOW)


def test_keys_that_are_none_do_not_use_the_link_up(field):
    fragment = field.invite().fragment
    secret = from_letters(fragment.split(".")[0])

    answer = Slate().ask_to_join(secret, box_public="A" * 4 * (BOX_PUBLIC_BYTES // 3) + "AA==")

    assert answer.status_code == 403
    Slate().join(fragment)


def test_another_number_or_another_worker_confirms_nothing(field, harriet):
    slate = Slate()
    number = slate.join(field.invite().fragment)
    wrong = f"{(int(number) + 1) % 1_000_000:06d}"

    for digits, keyring in ((wrong, field.keyring), (number, harriet)):
        with pytest.raises(Refused):
            enrolling.confirm(tablet_id=slate.id, digits=digits, keyring=keyring, now=NOW)

    with pytest.raises(Refused):
        field.carry(slate, [field.case])


def test_nobody_without_the_compartment_sees_a_tablet_or_invites_one_into_it(field, stranger):
    slate = field.slate()

    assert queries.known(stranger) == []
    with pytest.raises(Refused):
        queries.kept(slate.id, stranger)
    with pytest.raises(Refused):
        field.invite(cell=field.keyring.cell("cases"), keyring=stranger)


def test_keys_exchanged_in_the_table_after_the_number_was_compared_are_noticed(field):
    slate = field.slate(carries=False)
    other = seal.box_public(seal.new_seed())
    TabletRow.objects.filter(pk=slate.id).update(box_public=other)

    with pytest.raises(Tampered):
        field.carry(slate, [field.case])


def test_who_no_longer_holds_the_compartment_is_sent_nothing_more(field, harriet):
    slate = field.slate()
    assert queries.not_held(harriet) == []

    # William stands no more in the list of those who read the compartment.
    cells.keep_book(field.cell, Book(), harriet)

    assert [one.row.id for one in queries.not_held(harriet)] == [slate.id]
    assert queries.in_use(harriet) == []
    with pytest.raises(Refused):
        carrying.carry(tablet_id=slate.id, cases=[field.case], keyring=harriet, now=NOW)


def test_only_what_changed_is_sealed_again_and_what_was_fetched_does_not_stay_here(field):
    slate = field.slate()
    other = settle(field.keyring)

    # The new case and the list; the first case is as it was.
    assert field.carry(slate, [field.case, other]) == 2
    assert [packet["is"] for packet in slate.fetch()] == ["case", "head"]

    assert slate.fetch() == []
    assert not TabletPacket.objects.exists()


def test_a_plan_on_the_tablet_says_for_whom_it_was_agreed(field):
    slate, mother = field.slate(), field.people()[0]
    plan = ContactPlan(person=mother, way="visit", reach="the well")
    parts.put(household_id=field.case, value=plan, keyring=field.keyring, now=NOW)

    field.carry(slate, [field.case])
    slate.fetch()

    lines = slate.cases[str(field.case)]["plan"]
    assert lines[0] == ["Whom it is for", "Ann Maria Jackson"]


def test_a_tablet_that_erased_its_cases_is_sent_them_anew_when_somebody_says_so(field):
    slate = field.slate()
    slate.cases.clear()
    said = {"tablet_id": slate.id, "cases": [field.case], "keyring": field.keyring, "now": NOW}

    assert carrying.carry(**said) == 1
    assert carrying.carry(**said, anew=True) == 2

    slate.fetch()
    assert list(slate.cases) == [str(field.case)]


def test_a_case_too_long_for_a_tablet_is_refused_by_its_code_and_holds_up_no_other(field):
    slate = field.slate()
    # Three bytes a letter, in two records: more than the 65,468 of a packet.
    taking_in._set("household", field.case, "needs", "나" * 11_000, field.keyring, NOW)
    taking_in._set("person", field.person, "needs", "나" * 11_000, field.keyring, NOW)
    code = casework.household(field.case, field.keyring, NOW.date()).household.code

    with pytest.raises(Refused, match=code):
        field.carry(slate, [field.case])

    renewed = carrying.renew(tablet_id=slate.id, keyring=field.keyring, now=NOW)
    assert (renewed, [packet["is"] for packet in slate.fetch()]) == (1, ["head"])


def test_every_packet_has_the_size_of_a_bucket(field):
    slate = field.slate(carries=False)
    settle(field.keyring, needs="n" * 300)

    field.carry(slate, [field.case])

    assert {len(packet.box) for packet in TabletPacket.objects.all()} == {4_096 + 1_138}


def test_of_too_many_notes_the_tablet_gets_the_newest_and_still_fits(field):
    slate = field.slate()
    notes = [Note(kind="call", says=f"{n} " + "나" * 3_000, on=NOW.date()) for n in range(12)]
    for n, note in enumerate(notes):
        parts.put(
            household_id=field.case,
            value=note,
            keyring=field.keyring,
            now=NOW + timedelta(minutes=n),
        )

    field.carry(slate, [field.case])
    slate.fetch()

    # 9,000 bytes each: seven fit into 65,468.
    got = [note["text"].split()[0] for note in slate.cases[str(field.case)]["notes"]]
    assert got == ["11", "10", "9", "8", "7", "6", "5"]


def test_a_case_taken_off_leaves_the_tablet_and_can_come_back(field):
    slate = field.slate()

    field.carry(slate, [])
    slate.fetch()
    assert slate.head["cases"] == []

    assert field.carry(slate, [field.case]) == 2


def test_a_case_of_another_compartment_or_too_many_are_not_carried(field, stranger):
    slate, elsewhere = field.slate(), settle(stranger)

    for cases in ([elsewhere], [uuid4()], [uuid4() for _ in range(61)]):
        with pytest.raises(Refused):
            field.carry(slate, cases)


def test_each_question_counts_once_and_only_with_the_tablets_signature(field):
    slate = field.slate()
    said = {"since": 0}

    assert slate.ask("fetch", said, counter=slate.counter).status_code == 403
    assert slate.ask("fetch", said, seed=seal.new_seed()).status_code == 403
    known, slate.id = slate.id, uuid4()
    stranger = slate.ask("fetch", said)
    slate.id = known

    assert (stranger.status_code, stranger.json()) == (403, {"says": "no"})
    assert slate.ask("fetch", said).status_code == 200


def test_a_question_signed_for_fetching_sends_no_word(field):
    slate = field.slate()
    box = {"entry": str(uuid4()), "box": "A" * 10}

    assert slate.ask("word", box).status_code == 400


def test_a_lost_tablet_gets_nothing_more_and_the_office_hears_of_it(field):
    slate = field.slate()

    enrolling.give_up(tablet_id=slate.id, why="lost", keyring=field.keyring, now=NOW)

    answer = slate.ask("fetch", {"since": 0})
    assert answer.status_code == 410
    gone = queries.gone_note(TabletRow.objects.get(pk=slate.id))
    assert seal.is_signed(slate.cell_sign, b"ws1/tablet-gone" + slate.id.bytes, gone)
    assert Event.objects.filter(kind="device.lost", subject=slate.id).exists()
    (task,) = tasks.still_open(field.case, field.keyring)
    assert task.value.what == "tablet lost"
    assert task.value.urgent
    with pytest.raises(Refused):
        enrolling.give_up(tablet_id=slate.id, why="lost", keyring=field.keyring, now=NOW)


def test_one_that_was_given_back_alarms_nobody(field):
    slate = field.slate()

    enrolling.give_up(tablet_id=slate.id, why="returned", keyring=field.keyring, now=NOW)

    assert not Event.objects.filter(kind="device.lost").exists()
    assert tasks.still_open(field.case, field.keyring) == []


def test_word_that_a_lost_tablet_sent_before_still_counts(field):
    slate = field.slate()
    slate.say(field.case, "household", field.case, "needs", "shoes", "boots")
    enrolling.give_up(tablet_id=slate.id, why="lost", keyring=field.keyring, now=NOW)

    assert taking_in.take_in(keyring=field.keyring, now=NOW).n_written == 1


def test_nobody_gives_up_a_tablet_of_another_compartment(field, stranger):
    slate = field.slate()

    with pytest.raises(Refused):
        enrolling.give_up(tablet_id=slate.id, why="lost", keyring=stranger, now=NOW)

    assert slate.ask("fetch", {"since": 0}).status_code == 200


def test_a_tablet_that_never_joined_is_only_forgotten(field):
    field.invite()
    (kept,) = queries.known(field.keyring)

    enrolling.give_up(tablet_id=kept.row.id, why="lost", keyring=field.keyring, now=NOW)

    assert queries.known(field.keyring) == []


def test_what_is_taken_along_stands_in_the_audit_without_a_name(field, office):
    field.slate()

    (told,) = audit.entries(reader_of_the_audit(office), kinds=["case taken along"])

    assert told.says == {"n": "1", "with": "T-1"}


def test_a_tablet_whose_words_nobody_reads_is_told_to_keep_them(field, monkeypatch):
    slate = field.slate()
    monkeypatch.setattr(carrying, "WAITING_MAX", 1)
    slate.say(field.case, "note", uuid4(), "note", "", "One.")

    answer = slate.send(slate.word(field.case, "note", uuid4(), "note", "", "Two."))

    assert answer.status_code == 503


def reader_of_the_audit(office) -> Keyring:
    return Keyring.of(uuid4(), [office.security])
