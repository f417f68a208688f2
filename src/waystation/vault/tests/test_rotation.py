"""A compartment's new key: every row sealed anew, every reader reached, whoever left shut out."""

import logging

import pytest
from django.db import transaction

from waystation.base.errors import Overtaken, Refused, Tampered
from waystation.base.ids import new_id
from waystation.vault import (
    audit,
    boxes,
    cells,
    desk,
    folding,
    grants,
    keystore,
    letters,
    mail,
    register,
    removals,
    rotation,
    seal,
    staff,
)
from waystation.vault.keyring import Keyring
from waystation.vault.letters import Epoch
from waystation.vault.models import Cell, FileRow, User
from waystation.vault.opening import add, begin, open_row, swap
from waystation.vault.register import Alarm, Line
from waystation.vault.tests.office import NEXT_WEEK, NOW, TOMORROW, Office

pytestmark = pytest.mark.django_db
WORDS = Line(Alarm(new_id(), NOW.date()))


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def row(office):
    """Something of a case, sealed in the compartment North."""
    made = FileRow(cell=office.cell("north"))
    begin([made], office.every, on=NOW.date())
    return add(made, WORDS, office.every, on=NOW.date())


def again(row):
    return type(row).objects.get(pk=row.pk)


def opens(row, who):
    return open_row(again(row), Line, who.keyring) == WORDS


def epoch_of(office, name):
    return Cell.objects.get(pk=office.cell(name)).epoch


def test_after_a_week_the_first_member_to_come_changes_the_key_and_all_others_follow(office, row):
    harriet = office.visit("harriet", NEXT_WEEK)
    while cells.overdue(NEXT_WEEK.date(), harriet.keyring.cells):
        harriet = office.visit("harriet", NEXT_WEEK)
    sealed = again(row)

    # Harriet holds the gazetteer and North: one was changed at each of her requests.
    assert (epoch_of(office, "north"), epoch_of(office, "gazetteer")) == (2, 2)
    assert (sealed.revision, len(sealed.body)) == (row.revision, len(row.body))
    assert seal.row_head(bytes(sealed.body))[0] == 2
    assert opens(row, harriet)
    assert opens(row, office.visit("william", NEXT_WEEK))
    assert harriet.keyring.key_for(office.cell("north"), 1) == office.slots["north"].key


def test_before_the_week_is_over_the_key_stays(office):
    office.visit("harriet", NOW.replace(day=30))

    assert epoch_of(office, "north") == 1


def test_the_old_key_opens_nothing_any_more_but_says_so_as_a_lost_race(office, row):
    old = office.visit("william")
    rotation.rotate(office.cell("north"), door=office.visit("harriet").door, now=TOMORROW)

    with pytest.raises(Overtaken):
        open_row(again(row), Line, old.keyring)


def test_what_is_written_in_flight_under_the_old_key_is_refused_as_a_lost_race(office, row):
    old = office.visit("william")
    rotation.rotate(office.cell("north"), door=office.visit("harriet").door, now=TOMORROW)

    with pytest.raises(Overtaken):
        swap(again(row), WORDS, old.keyring, on=NOW.date())
    with pytest.raises(Overtaken):
        add(FileRow(cell=office.cell("north"), case=row.id), WORDS, old.keyring, on=NOW.date())
    assert FileRow.objects.count() == 1


def test_a_reader_away_for_three_weeks_finds_one_letter_and_catches_up(office, row):
    for _week in range(3):
        rotation.rotate(office.cell("north"), door=office.visit("harriet").door, now=NOW)
    _row, william = register.member(office.ids["william"], office.every)
    waiting = len(mail.letters_in(william.mailbox))

    assert waiting == 1
    assert epoch_of(office, "north") == 4
    assert opens(row, office.visit("william"))
    assert mail.letters_in(william.mailbox) == []


def test_who_comes_back_is_followed_from_the_key_they_fetched(office, row):
    for _week in range(2):
        rotation.rotate(office.cell("north"), door=office.visit("harriet").door, now=NOW)
        assert opens(row, office.visit("william"))

    assert epoch_of(office, "north") == 3


def test_a_key_from_somebody_who_never_held_the_last_one_is_thrown_away(office):
    _row, william = register.member(office.ids["william"], office.every)
    cell, key = office.cell("north"), seal.new_seed()
    proof = letters.follows(seal.new_seed(), cell, 2, key)
    mail.post([mail.addressed(Epoch(cell, 1, 2, key, proof), william.reader)])

    assert office.visit("william").keyring.current(cell) == (1, office.slots["north"].key)
    assert mail.letters_in(william.mailbox) == []


def test_a_former_holder_cannot_pass_a_key_to_those_who_have_moved_on(office):
    cell = office.cell("north")
    former = office.visit("william").keyring.current(cell)[1]
    rotation.rotate(
        cell, door=office.visit("harriet").door, now=NOW, without=[office.ids["william"]]
    )
    _row, harriet = register.member(office.ids["harriet"], office.every)
    proof = letters.follows(letters.anchor_of(former, harriet.user_id), cell, 3, bytes(32))
    mail.post([mail.addressed(Epoch(cell, 1, 3, bytes(32), proof), harriet.reader)])

    assert office.visit("harriet").keyring.current(cell)[0] == 2


def test_a_removal_waits_for_a_holders_next_request_and_then_shuts_the_colleague_out(office, row):
    cell, allan = office.cell("north"), office.visit("allan")
    box_id = new_id()
    earlier = boxes.seal_to_cell(cell, b"before", about=box_id)
    kept = office.visit("william").keyring
    seeds = cells.private_keys(cell, kept).box_seeds

    done = removals.take_away(cell, office.ids["william"], why="moved on", by=allan, now=NOW)
    waiting = register.compartment(cell, allan.keyring)[1].awaits
    harriet = office.visit("harriet")
    desk.catch_up(allan.keyring, now=NOW)
    later = boxes.seal_to_cell(cell, b"after", about=box_id)

    assert (done.is_done, done.awaited) == (False, ("Harriet",))
    assert list(waiting) == [office.ids["william"]]
    assert register.compartment(cell, allan.keyring)[1].awaits == {}
    assert opens(row, harriet)
    assert boxes.open_for_cell(cell, earlier, about=box_id, keyring=harriet.keyring) == b"before"
    assert boxes.open_for_cell(cell, later, about=box_id, keyring=harriet.keyring) == b"after"
    # What William kept: the key of the first epoch and the seeds he saw. Neither opens anything.
    with pytest.raises(Overtaken):
        open_row(again(row), Line, kept)
    with pytest.raises(Tampered):
        boxes.open_first(seeds, later, kind=seal.RECORD, about=box_id.bytes)
    assert not office.visit("william").keyring.holds(cell)
    assert [told.kind for told in audit.entries(allan.keyring)] == ["rotated", "taken away"]


def test_two_removals_before_any_holder_came_by_are_both_done_and_both_told(office):
    """One lost the compartment, another left altogether."""
    allan, cell = office.visit("allan"), office.cell("north")
    public = cells.box_public(cell)
    third = office.seat("robert", "case worker", "north")
    removals.take_away(cell, third, why="", by=allan, now=NOW)
    removals.leave(office.ids["harriet"], why="", by=allan, now=NOW)
    office.visit("william")
    allan = office.visit("allan")
    desk.catch_up(allan.keyring, now=NOW)

    readers = cells.book_of(cell, office.visit("william").keyring).readers
    assert [reader.user_id for reader in readers] == [office.ids["william"]]
    assert cells.box_public(cell) != public
    assert register.compartment(cell, allan.keyring)[1].awaits == {}


def test_two_requests_in_the_week_that_is_over_change_a_key_once(office):
    harriet = office.visit("harriet")
    found = cells.overdue(NEXT_WEEK.date(), [office.cell("north")])
    folding._turn_one(office.cell("north"), harriet.door, NEXT_WEEK)
    folding._turn_one(office.cell("north"), harriet.door, NEXT_WEEK)

    assert found == [(office.cell("north"), 7)]
    assert epoch_of(office, "north") == 2


def test_security_changes_the_key_at_once_where_it_holds_the_compartment(office):
    allan, cell = office.visit("allan"), office.cell("gazetteer")

    done = removals.take_away(cell, office.ids["william"], why="", by=allan, now=NOW)

    assert done.is_done
    assert epoch_of(office, "gazetteer") == 2
    assert office.visit("allan").keyring.current(cell)[0] == 2
    assert office.visit("harriet").keyring.current(cell)[0] == 2
    assert not office.visit("william").keyring.holds(cell)


def test_who_lays_a_compartment_down_themselves_leaves_the_new_key_to_the_others(office):
    """So a founder, who holds everything at first, gets rid of what is not their work."""
    allan, cell = office.visit("allan"), office.cell("gazetteer")

    done = removals.take_away(cell, allan.user_id, why="not my work", by=allan, now=NOW)

    assert done == (False, ("Harriet", "William"))
    assert not office.visit("allan").keyring.holds(cell)
    assert office.visit("harriet").keyring.current(cell)[0] == 2
    assert office.visit("william").keyring.current(cell)[0] == 2
    assert epoch_of(office, "gazetteer") == 2


def test_the_only_holder_is_not_taken_from(office):
    with pytest.raises(Refused, match="the only one who holds"):
        removals.take_away(
            office.cell("south"), office.ids["william"], why="", by=office.visit("allan"), now=NOW
        )


def test_what_somebody_does_not_hold_is_not_taken(office):
    with pytest.raises(Refused, match="does not hold"):
        removals.take_away(
            office.cell("north"), office.ids["esther"], why="", by=office.visit("allan"), now=NOW
        )


def test_a_colleague_who_leaves_opens_nothing_and_their_mailbox_is_free(office, row):
    allan, was = office.visit("allan"), office.visit("harriet")
    done = removals.leave(office.ids["harriet"], why="gone home", by=allan, now=NOW)
    allan = office.visit("allan")

    # Allan holds the gazetteer and changed it at once; North awaits William.
    assert {name: removed.is_done for name, removed in done} == {"Gazetteer": True, "North": False}
    assert not User.objects.filter(pk=office.ids["harriet"]).exists()
    assert staff.try_door("harriet", "a passphrase of their own, long enough") is None
    assert "Harriet" not in {member.alias for _row, member in register.members(allan.keyring)}
    assert mail.letters_in(was.profile.mailbox) == []
    assert opens(row, office.visit("william"))
    with pytest.raises(Overtaken):
        open_row(again(row), Line, was.keyring)


def test_security_can_lose_an_officer_and_the_register_still_opens(office):
    office.promote("esther")
    allan = office.visit("allan")
    grants.ask(office.cell("security"), office.ids["esther"], by=allan, now=NOW)
    esther = office.visit("esther")
    desk.catch_up(esther.keyring, now=NOW)
    grants.ask(office.cell("gazetteer"), esther.user_id, by=esther, now=NOW)
    [asked] = grants.asks_of(office.visit("harriet"))
    grants.give(asked.mark, by=office.visit("harriet"), now=NOW)

    removals.leave(office.ids["allan"], why="", by=office.visit("esther"), now=NOW)

    names = {member.alias for _row, member in register.members(office.visit("esther").keyring)}
    assert names == {"Esther", "Harriet", "William"}
    with pytest.raises(Overtaken):
        register.members(allan.keyring)


def test_nobody_lets_themselves_go(office):
    with pytest.raises(Refused, match="themselves"):
        removals.leave(office.ids["allan"], why="", by=office.visit("allan"), now=NOW)


def test_somebody_who_alone_holds_something_is_not_let_go(office):
    with pytest.raises(Refused, match="South"):
        removals.leave(office.ids["william"], why="", by=office.visit("allan"), now=NOW)

    assert User.objects.filter(pk=office.ids["william"]).exists()


def test_a_compartment_whose_list_lacks_the_person_at_it_is_not_locked_to_others(office):
    slot = cells.found("network", on=NOW.date())
    harriet = office.visit("harriet")
    staff.keep_ring(harriet.door, [*harriet.keyring.slots(), slot])

    with pytest.raises(Refused, match="does not name you"):
        rotation.rotate(slot.cell, door=harriet.door, now=NOW)


def fill(mailbox, n=16):
    """Put so many letters into a mailbox that it takes no more."""
    nobody = seal.box_public(seal.new_seed())
    item = seal.seal_to(nobody, bytes(256), kind=seal.MAILBOX, about=mailbox.bytes)
    mail.post([mail.Post(mailbox, item)] * n)


def test_a_list_of_readers_that_was_tampered_with_keeps_nobody_from_their_other_work(
    office, row, caplog
):
    """The alarm rings where it is needed, and every other page opens."""
    cell = Cell.objects.get(pk=office.cell("gazetteer"))
    cell.readers = bytes(cell.readers)[:-1] + bytes((cell.readers[-1] ^ 1,))
    cell.save()
    removals.take_away(
        office.cell("north"), office.ids["william"], why="", by=office.visit("allan"), now=NOW
    )
    with caplog.at_level(logging.ERROR):
        harriet = office.visit("harriet", NEXT_WEEK)

    assert "weekly key could not be changed" in caplog.text
    assert opens(row, harriet)
    assert epoch_of(office, "north") == 2


def test_an_order_that_this_ring_cannot_follow_is_put_away_and_harms_nothing(office, caplog):
    cell = Cell.objects.get(pk=office.cell("north"))
    removals.take_away(cell.id, office.ids["william"], why="", by=office.visit("allan"), now=NOW)
    cell.readers = bytes(cell.readers)[:-1] + bytes((cell.readers[-1] ^ 1,))
    cell.save()
    with caplog.at_level(logging.ERROR):
        harriet = office.visit("harriet")

    assert "could not be changed as ordered" in caplog.text
    assert mail.letters_in(harriet.profile.mailbox) == []


def test_a_weekly_change_waits_while_a_mailbox_is_full_and_a_removal_does_not(office, row):
    _row, william = register.member(office.ids["william"], office.every)
    fill(william.mailbox)
    harriet = office.visit("harriet")

    with pytest.raises(rotation.Unreached), transaction.atomic():
        rotation.rotate(office.cell("north"), door=harriet.door, now=NOW)
    assert opens(row, harriet)
    rotation.rotate(office.cell("north"), door=harriet.door, now=NOW, without=[new_id()])
    mail.empty(william.mailbox)
    rotation.rotate(office.cell("north"), door=harriet.door, now=NOW)

    # What proves the third key to William is still the first one, the last he has.
    assert epoch_of(office, "north") == 3
    assert opens(row, office.visit("william"))


def test_rows_of_a_destroyed_case_are_left_as_they_lie(office, row):
    other = FileRow(cell=office.cell("north"))
    begin([other], office.every, on=NOW.date())
    add(other, WORDS, office.every, on=NOW.date())
    keystore.destroy(other.id)

    rotation.rotate(office.cell("north"), door=office.visit("harriet").door, now=NOW)

    assert seal.row_head(bytes(again(other).body))[0] == 1
    assert opens(row, office.visit("harriet"))


def test_two_requests_at_once_lose_neither_a_new_key_nor_a_grant(office):
    """The second request read its ring before the first one folded something else into it."""
    grants.ask(office.cell("south"), office.ids["harriet"], by=office.visit("allan"), now=NOW)
    stale = office.visit("harriet")
    [asked] = grants.asks_of(office.visit("william"))
    grants.give(asked.mark, by=office.visit("william"), now=NOW)
    rotation.rotate(office.cell("north"), door=stale.door, now=NOW)

    folded = folding.fold(stale.door, stale.profile, stale.keyring, now=NOW)

    assert folded.current(office.cell("north"))[0] == 2
    assert folded.holds(office.cell("south"))


def test_a_new_compartment_is_worth_nothing_to_the_officer_who_founded_it(office):
    allan = office.visit("allan")
    cell = desk.found_for(office.ids["esther"], "cases", "East", by=allan, now=NOW)
    esther = office.visit("esther")

    assert esther.keyring.current(cell)[0] == 2
    assert cells.name_of(cell, esther.keyring) == "East"
    assert not office.visit("allan").keyring.holds(cell)
    assert desk.seen(allan.keyring)[1].member.cells == {cell: NOW.date()}


def test_the_private_keys_of_a_compartment_have_one_size_however_often_they_changed(office):
    before = len(bytes(Cell.objects.get(pk=office.cell("north")).keys))
    door, left = office.visit("harriet").door, [office.ids["william"]]
    rotation.rotate(office.cell("north"), door=door, now=NOW, without=left)
    cell = Cell.objects.get(pk=office.cell("north"))

    # A body of 4,096 bytes and 29 of a wrap; the list of readers 16,384 and 29.
    assert before == len(bytes(cell.keys)) == 4_125
    assert len(bytes(cell.readers)) == 16_413


def test_a_stranger_to_a_compartment_reads_neither_its_keys_nor_its_readers(office):
    stranger = Keyring.of(new_id(), [])

    with pytest.raises(Refused):
        cells.book_of(office.cell("north"), stranger)
    with pytest.raises(Refused):
        cells.private_keys(office.cell("north"), stranger)
