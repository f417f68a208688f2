"""Letters, rows and orders put back or made up by who can write to the database, or just late."""

import logging

import msgspec
import pytest

from waystation.base.errors import Overtaken, Refused, Tampered
from waystation.base.ids import new_id
from waystation.vault import (
    cells,
    grants,
    keystore,
    letters,
    mail,
    register,
    removals,
    rotation,
    safety,
    seal,
    staff,
)
from waystation.vault.cells import Private
from waystation.vault.domain import RING_SLOTS, Slot, pad
from waystation.vault.letters import Grant
from waystation.vault.models import Cell, FileRow
from waystation.vault.opening import add, begin, open_row
from waystation.vault.register import Alarm, Line
from waystation.vault.tests.office import NEXT_WEEK, NOW, TOMORROW, Office

pytestmark = pytest.mark.django_db
DAY = NOW.toordinal()
NO_SIGN = bytes(64)


@pytest.fixture
def office():
    return Office()


def cell_row(office, name):
    return Cell.objects.get(pk=office.cell(name))


def holds(office, name, cell, now=NOW):
    return office.visit(name, now).keyring.holds(office.cell(cell))


def is_reader(office, name, cell):
    book = cells.book_of(office.cell(cell), office.visit("harriet", TOMORROW).keyring)
    return office.ids[name] in {reader.user_id for reader in book.readers}


def take(office, name, cell, now=NOW):
    allan = office.visit("allan", now)
    return removals.take_away(office.cell(cell), office.ids[name], why="x", by=allan, now=now)


def given_again(office, name, cell, holder, now=NOW):
    """Let security ask for it anew, and a holder give it."""
    grants.ask(office.cell(cell), office.ids[name], by=office.visit("allan", now), now=now)
    who = office.visit(holder, now)
    [asked] = grants.asks_of(who)
    grants.give(asked.mark, by=who, now=now)


@pytest.mark.parametrize(
    "said",
    [
        lambda cell: [1, cell, 3, 2**32, bytes(32), DAY, NO_SIGN],
        lambda cell: [1, cell, 3, 1, bytes(32), -1, NO_SIGN],
        lambda cell: [1, cell, 3, 1, bytes(31), DAY, NO_SIGN],
        lambda cell: [2, cell, 1, 2**32, bytes(32), bytes(32)],
        lambda cell: [2, cell, 1, -2, bytes(32), bytes(32)],
        lambda cell: [3, cell, 2**32, 1, NO_SIGN],
        lambda cell: [4, cell, cell, DAY, -1, NO_SIGN],
        lambda cell: [5, cell, cell, cell, bytes(32), "Esther", 3_652_060, NO_SIGN],
        lambda cell: [6, "escrow", 0, NO_SIGN],
    ],
)
def test_a_letter_with_a_number_out_of_range_stops_nobody_and_is_thrown_away(office, said):
    _row, harriet = register.member(office.ids["harriet"], office.every)
    body = msgspec.msgpack.encode(said(office.cell("north").bytes))
    box = seal.seal_to(
        cells.public_of(harriet.reader), pad(body, 256), kind=seal.MAILBOX,
        about=harriet.mailbox.bytes,
    )  # fmt: skip
    mail.post([mail.Post(harriet.mailbox, box)])

    assert holds(office, "harriet", "north")
    assert mail.letters_in(harriet.mailbox) == []


def test_a_key_that_does_not_fit_into_a_full_ring_keeps_nobody_from_their_work(office, caplog):
    esther = office.visit("esther")
    full = [Slot(new_id(), "cases", 1, seal.new_seed()) for _ in range(RING_SLOTS)]
    staff.keep_ring(esther.door, full)
    slot = office.slots["north"]
    message = letters.may_hold(
        safety.digest_of(esther.door.seeds), slot.cell, "cases", DAY, "Esther"
    )
    grant = Grant(slot.cell, 3, 1, slot.key, DAY, safety.sign(message, office.every))
    _row, member = register.member(office.ids["esther"], office.every)
    mail.post([mail.addressed(grant, member.reader)])
    with caplog.at_level(logging.ERROR):
        keyring = office.visit("esther").keyring

    assert set(keyring.cells) == {one.cell for one in full}
    assert "full ring" in caplog.text


def test_security_is_refused_what_a_key_ring_has_no_room_for(office):
    row, esther = register.member(office.ids["esther"], office.every)
    many = {new_id(): NOW.date() for _ in range(56)}
    register.change(row, msgspec.structs.replace(esther, cells=many), keyring=office.every, now=NOW)

    # 64 places, less one for each of the eight kinds of the decoy world.
    with pytest.raises(Refused, match="56 compartments, the most"):
        grants.ask(office.cell("north"), esther.user_id, by=office.visit("allan"), now=NOW)


def test_one_row_made_to_look_newer_than_its_compartment_does_not_stop_a_removal(office):
    words = Line(Alarm(new_id(), NOW.date()))
    rows = [FileRow(cell=office.cell("north")) for _ in range(2)]
    for row in rows:
        begin([row], office.every, on=NOW.date())
        add(row, words, office.every, on=NOW.date())
    body = bytearray(rows[0].body)
    body[2:6] = (9).to_bytes(4, "big")
    FileRow.objects.filter(pk=rows[0].pk).update(body=bytes(body))
    take(office, "william", "north")

    harriet = office.visit("harriet")

    assert cell_row(office, "north").epoch == 2
    assert open_row(FileRow.objects.get(pk=rows[1].pk), Line, harriet.keyring) == words


def test_a_compartment_put_back_to_the_key_before_is_noticed_before_anything_is_sealed_to_it(
    office,
):
    """With its row of yesterday, William's old private key would open what is sealed today."""
    before = cell_row(office, "north")
    take(office, "william", "north")
    harriet = office.visit("harriet")
    cells.vouch(before.id, harriet.keyring)
    before.save()

    for ask in (cells.vouch, cells.book_of, cells.private_seeds):
        with pytest.raises(Tampered, match="put back"):
            ask(before.id, harriet.keyring)
    with pytest.raises(Overtaken):
        rotation.rotate(before.id, door=harriet.door, now=NOW)


def test_what_a_compartment_is_for_cannot_be_changed_in_the_table(office):
    """Else what is known to all could be made a place for cases, and cases be written there."""
    Cell.objects.filter(pk=office.cell("gazetteer")).update(purpose=3)

    harriet = office.visit("harriet", NEXT_WEEK)
    harriet = office.visit("harriet", NEXT_WEEK)

    assert cell_row(office, "gazetteer").epoch == 2
    assert harriet.keyring.cells_of("cases") == (office.cell("north"),)


def test_an_order_that_comes_late_does_not_take_what_was_given_again(office):
    """Two holders were ordered; the second comes only after the colleague got it back."""
    office.seat("cora", "case worker", "north")
    take(office, "william", "north")
    office.visit("harriet")
    given_again(office, "william", "north", "harriet")
    assert holds(office, "william", "north")

    office.visit("cora", TOMORROW)

    assert is_reader(office, "william", "north")
    assert is_reader(office, "cora", "north")
    assert holds(office, "william", "north", TOMORROW)
    # One that is ordered anew is followed.
    take(office, "william", "north", TOMORROW)
    office.visit("cora", TOMORROW)
    assert not is_reader(office, "william", "north")
    assert not holds(office, "william", "north", TOMORROW)


def test_what_was_asked_before_a_removal_is_not_given_after_it(office):
    """Two holders were asked; one gave, it was taken away again, and then the other comes."""
    office.seat("cora", "case worker", "north")
    given_again(office, "esther", "north", "harriet")
    take(office, "esther", "north")
    office.visit("harriet")

    assert grants.asks_of(office.visit("cora", TOMORROW)) == []


def test_what_was_asked_before_security_itself_changed_the_key_is_not_given_after_it(office):
    given_again(office, "esther", "gazetteer", "harriet")
    take(office, "esther", "gazetteer")

    assert cell_row(office, "gazetteer").epoch == 2
    assert grants.asks_of(office.visit("william", TOMORROW)) == []


def test_what_was_taken_is_not_asked_for_again_before_its_key_has_changed(office):
    take(office, "william", "north")

    with pytest.raises(Refused, match="has not changed since"):
        given_again(office, "william", "north", "harriet")


def test_what_security_took_and_asks_for_again_on_the_same_day_is_given(office):
    take(office, "harriet", "gazetteer")

    given_again(office, "harriet", "gazetteer", "william")

    assert holds(office, "harriet", "gazetteer")


def test_who_leaves_leaves_what_was_given_to_them_a_moment_ago_too(office):
    """Security has not opened a page since the holder gave it."""
    allan = office.visit("allan")
    grants.ask(office.cell("north"), office.ids["esther"], by=allan, now=NOW)
    harriet = office.visit("harriet")
    [asked] = grants.asks_of(harriet)
    grants.give(asked.mark, by=harriet, now=NOW)
    assert register.member(office.ids["esther"], allan.keyring)[1].cells == {}

    removals.leave(office.ids["esther"], why="x", by=allan, now=NOW)
    office.visit("harriet")

    assert cell_row(office, "north").epoch == 2


def test_who_was_away_while_it_was_taken_and_given_again_finds_it_there(office):
    take(office, "william", "north")
    office.visit("harriet")
    given_again(office, "william", "north", "harriet")

    keyring = office.visit("william", TOMORROW).keyring

    assert keyring.current(office.cell("north"))[0] == cell_row(office, "north").epoch == 2


def test_a_departure_more_than_there_is_room_for_drops_the_oldest_box_key(office):
    row, (epoch, key) = cell_row(office, "north"), office.every.current(office.cell("north"))
    private = cells.open_keys(row, key)
    # 4,096 bytes less 4, in keys of 32, of which one signs.
    old = tuple(seal.new_seed() for _ in range(125))
    row.keys = cells.seal_keys(row.id, key, Private(private.sign_seed, (*private.box_seeds, *old)))
    row.save()
    take(office, "william", "north")

    seeds = cells.private_keys(row.id, office.visit("harriet").keyring).box_seeds

    assert (epoch, len(seeds), seeds[1], seeds[-1]) == (1, 126, private.box_seeds[0], old[-2])


def test_a_list_of_readers_that_was_tampered_with_leaves_the_board_open_to_who_is_asked(office):
    grants.ask(office.cell("north"), office.ids["esther"], by=office.visit("allan"), now=NOW)
    row = cell_row(office, "north")
    Cell.objects.filter(pk=row.id).update(
        readers=bytes(row.readers)[:-1] + bytes((row.readers[-1] ^ 1,))
    )

    assert len(grants.asks_of(office.visit("harriet"))) == 1


def test_what_was_asked_for_and_not_yet_given_counts_towards_one_case_in_ten(office):
    for cell, n in ((office.cell("north"), 6), (office.cell("south"), 6), (new_id(), 88)):
        keystore.make_many({new_id(): cell for _ in range(n)}, on=NOW.date())
    allan, esther = office.visit("allan"), office.ids["esther"]
    grants.ask(office.cell("north"), esther, by=allan, now=NOW)

    with pytest.raises(Refused, match="12 of 100 cases: more than one in ten"):
        grants.ask(office.cell("south"), esther, by=allan, now=NOW)
    # After a month nobody can answer the first any more.
    later = NOW.replace(month=12)
    assert grants.ask(office.cell("south"), esther, by=allan, now=later) == ["William"]
