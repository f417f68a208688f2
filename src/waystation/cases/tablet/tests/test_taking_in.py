"""What tablets wrote comes into the cases; two values stand side by side until one is chosen."""

from datetime import timedelta
from uuid import uuid4

import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import parts, tasks
from waystation.cases.models import HouseholdRow, TabletRow, TabletWord
from waystation.cases.steps.domain import Note
from waystation.cases.tablet import queries
from waystation.cases.tablet.domain import Conflict
from waystation.cases.tablet.services import enrolling, taking_in
from waystation.cases.tablet.services.taking_in import TakenIn
from waystation.cases.tests.builders import NOW, settle
from waystation.vault import keystore, seal
from waystation.vault.keyring import Keyring
from waystation.vault.opening import swap


def take_in(field, keyring=None) -> TakenIn:
    return taking_in.take_in(keyring=keyring or field.keyring, now=NOW)


def test_a_field_a_note_and_a_task_written_without_a_network_come_into_the_case(field):
    slate = field.slate()
    task = tasks.open_task(
        household_id=field.case,
        what="find shoes",
        due_on=NOW.date(),
        keyring=field.keyring,
        now=NOW,
    )
    slate.say(field.case, "person", field.person, "needs", "shoes", "shoes, a coat")
    slate.say(field.case, "note", uuid4(), "note", "", "They sleep in the loft.")
    slate.say(field.case, "task", task, "done", "", "done")

    assert take_in(field) == TakenIn(n_written=3)

    assert field.person_needs() == "shoes, a coat"
    notes = parts.listed(field.case, Note, field.keyring)
    assert [note.value.says for note in notes] == ["They sleep in the loft."]
    assert tasks.still_open(field.case, field.keyring) == []


def test_the_tablet_hears_which_of_its_words_were_taken_in_and_what_the_record_says_now(field):
    slate = field.slate()
    slate.say(field.case, "household", field.case, "needs", "shoes", "boots")

    take_in(field)
    slate.fetch()

    assert slate.cases[str(field.case)]["needs"] == "boots"
    assert slate.head["heard"] == [1, []]


def test_a_colleague_who_holds_the_compartment_takes_in_what_another_wrote(field, harriet):
    slate = field.slate()
    slate.say(field.case, "household", field.case, "needs", "shoes", "boots")

    assert take_in(field, harriet).n_written == 1

    slate.fetch()
    assert slate.cases[str(field.case)]["needs"] == "boots"


def test_a_note_that_a_colleague_takes_in_says_who_wrote_it(field, harriet):
    slate = field.slate()
    kept = field.kept(slate)
    swap(kept.row, replace(kept.tablet, owner_name="Still"), field.keyring, on=NOW.date())
    slate.say(field.case, "note", uuid4(), "note", "", "It rains.")

    take_in(field, harriet)

    (note,) = parts.listed(field.case, Note, field.keyring)
    assert note.value.says == "It rains.\nWritten on a tablet: Still"


def test_somebody_with_another_compartment_takes_in_nothing(field, stranger):
    field.slate().say(field.case, "household", field.case, "needs", "shoes", "boots")

    assert take_in(field, stranger) == TakenIn()

    assert TabletWord.objects.get().state == "new"
    assert field.needs() == "shoes"


def test_two_tablets_over_one_value_leave_both_and_a_person_chooses(field):
    first, second = field.slate("T-1"), field.slate("T-2")
    first.say(field.case, "household", field.case, "needs", "shoes", "boots")
    second.say(field.case, "household", field.case, "needs", "shoes", "a cart")

    assert take_in(field) in (TakenIn(n_written=1, n_twice=1),)
    (two,) = queries.to_choose(field.keyring)
    assert queries.n_twice(field.keyring) == 1
    assert {two.shown, *two.beside} == {"boots", "a cart"}
    assert field.needs() == two.shown
    other = two.beside[0]
    taking_in.choose(
        conflict_id=two.id, seen=two.shown, value=other, keyring=field.keyring, now=NOW
    )

    assert field.needs() == other
    assert queries.two_values(field.case, field.keyring) == []
    assert queries.n_twice(field.keyring) == 0
    first.fetch()
    assert first.cases[str(field.case)]["twice"] == []


def test_a_tablet_sees_that_a_value_is_to_be_chosen(field):
    slate = field.slate()
    change_in_the_office(field, "boots")
    slate.say(field.case, "household", field.case, "needs", "shoes", "a cart")

    take_in(field)
    slate.fetch()

    assert field.needs() == "boots"
    assert slate.cases[str(field.case)]["twice"] == [
        {"record": str(field.case), "field": "needs", "values": ["boots", "a cart"]}
    ]


def test_whoever_goes_on_writing_over_their_own_value_makes_one_question_not_two(field):
    slate = field.slate()
    change_in_the_office(field, "boots")
    slate.say(field.case, "household", field.case, "needs", "shoes", "a cart")
    slate.say(field.case, "household", field.case, "needs", "a cart", "a covered cart")

    take_in(field)

    (two,) = queries.two_values(field.case, field.keyring)
    assert two.beside == ("a covered cart",)


def test_a_choice_over_a_record_that_changed_meanwhile_is_refused(field):
    slate = field.slate()
    change_in_the_office(field, "boots")
    slate.say(field.case, "household", field.case, "needs", "shoes", "a cart")
    take_in(field)
    (two,) = queries.two_values(field.case, field.keyring)
    change_in_the_office(field, "a mule")

    with pytest.raises(Refused):
        taking_in.choose(
            conflict_id=two.id, seen="boots", value="a cart", keyring=field.keyring, now=NOW
        )

    assert field.needs() == "a mule"


def test_nobody_chooses_in_another_compartment_or_twice(field, stranger):
    slate = field.slate()
    change_in_the_office(field, "boots")
    slate.say(field.case, "household", field.case, "needs", "shoes", "a cart")
    take_in(field)
    (two,) = queries.two_values(field.case, field.keyring)
    said = {"conflict_id": two.id, "seen": "boots", "value": "boots", "now": NOW}

    with pytest.raises(Refused):
        taking_in.choose(**said, keyring=stranger)
    taking_in.choose(**said, keyring=field.keyring)
    with pytest.raises(Refused):
        taking_in.choose(**said, keyring=field.keyring)

    (kept,) = parts.listed(field.case, Conflict, field.keyring)
    assert kept.value.chosen == "boots"
    # The value that was not chosen is still there to be read.
    assert [side.value for side in kept.value.sides] == ["a cart"]


def test_the_same_word_sent_again_under_another_id_is_written_once(field):
    slate = field.slate()
    word = slate.word(field.case, "note", uuid4(), "note", "", "It rains.")
    entry = uuid4()
    for sent_as in (entry, entry, uuid4()):
        assert slate.send(word, entry=sent_as).status_code == 200

    take_in(field)

    assert len(parts.listed(field.case, Note, field.keyring)) == 1
    assert take_in(field) == TakenIn()


def test_a_word_of_a_case_it_never_carried_or_signed_by_another_is_kept_aside(field):
    slate = field.slate()
    elsewhere = settle(field.keyring, needs="a doctor")
    slate.say(elsewhere, "household", elsewhere, "needs", "a doctor", "nothing")
    # A record of another case, under the name of one that it carries.
    slate.say(field.case, "household", elsewhere, "needs", "a doctor", "nothing")
    slate.send(
        slate.word(field.case, "household", field.case, "needs", "shoes", "x"), seed=seal.new_seed()
    )
    slate.say(field.case, "note", uuid4(), "note", "", "Good all the same.")

    assert take_in(field) == TakenIn(n_written=1, n_unreadable=3)

    assert field.needs() == "shoes"


@pytest.mark.parametrize("is_lost", [False, True])
def test_word_signed_with_a_key_that_was_put_into_the_table_is_kept_aside(field, is_lost):
    slate, forger = field.slate(), seal.new_seed()
    slate.send(slate.word(field.case, "household", field.case, "needs", "shoes", "x"), seed=forger)
    if is_lost:
        enrolling.give_up(tablet_id=slate.id, why="lost", keyring=field.keyring, now=NOW)
    TabletRow.objects.filter(pk=slate.id).update(sign_public=seal.sign_public(forger))

    assert taking_in._opened(field.keyring)[0][1] is None
    assert field.needs() == "shoes"


def test_word_of_a_destroyed_case_is_let_go_and_word_of_another_goes_on(field):
    other = settle(field.keyring)
    slate = field.slate()
    field.carry(slate, [field.case, other])
    slate.say(other, "note", uuid4(), "note", "", "Gone soon.")
    slate.say(field.case, "note", uuid4(), "note", "", "Still here.")
    HouseholdRow.objects.filter(pk=other).delete()
    keystore.destroy(other)

    fresh = Keyring.of(field.keyring.user_id, field.keyring.slots())
    assert [one.row.id for one in queries.stale(fresh)] == [slate.id]
    assert take_in(field, fresh) == TakenIn(n_written=1, n_gone=1)

    slate.fetch()
    assert slate.head["cases"] == [str(field.case)]
    assert queries.stale(fresh) == []


def test_without_word_from_here_a_tablet_keeps_its_cases_for_fourteen_days(field):
    slate = field.slate()

    assert slate.head["until"] == (NOW + timedelta(days=14)).date().isoformat()


def change_in_the_office(field, value: str) -> None:
    taking_in._set("household", field.case, "needs", value, field.keyring, NOW)
