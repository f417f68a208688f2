"""The edges of compartments: lists that are full or not what was sealed, and who is gone."""

import msgspec
import pytest

from waystation.base.errors import Refused, Tampered
from waystation.base.ids import new_id
from waystation.vault import (
    audit,
    cells,
    desk,
    folding,
    grants,
    letters,
    mail,
    notices,
    register,
    removals,
    safety,
    seal,
)
from waystation.vault.cells import Book, Private, Reader
from waystation.vault.domain import pad
from waystation.vault.letters import Ask, Drop, Epoch, Grant, Taken, Word
from waystation.vault.models import Cell, Notice, User
from waystation.vault.notices import Declined, Given, Rotated
from waystation.vault.tests.office import NEXT_WEEK, NOW, Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return Office()


def test_a_full_list_of_readers_still_fits_its_one_size_and_takes_nobody_more(office):
    cell = office.cell("north")
    reader = Reader(new_id(), new_id(), bytes(32), 2**32 - 1, bytes(16), bytes(32), 2**32 - 1)
    many = tuple(
        msgspec.structs.replace(reader, user_id=new_id()) for _ in range(cells.READERS_MAX)
    )
    cells.keep_book(cell, Book("Ñ" * 40, many), office.every)
    row = Cell.objects.get(pk=cell)

    assert len(bytes(row.readers)) == 16_413
    assert cells.book_of(cell, office.every).readers == many
    with pytest.raises(Refused, match="120 readers"):
        cells.add_reader(cell, msgspec.structs.replace(reader, user_id=new_id()), office.every)
    # Whoever is in the list already may be entered anew.
    cells.add_reader(cell, many[0], office.every)


@pytest.mark.parametrize("column", ["keys", "readers"])
@pytest.mark.parametrize("body", [bytes(4_096), b"\xff" * 4_096, pad(b"no list", 4_096)])
def test_a_list_or_keys_that_are_not_what_they_say_are_noticed(office, column, body):
    """Sealed under the right key by whoever holds it, and still nonsense."""
    cell, slot = office.cell("north"), office.slots["north"]
    label = {"keys": b"ws1/cell", "readers": b"ws1/readers"}[column]
    wrapped = seal.wrap(slot.key, body, bound=label + cell.bytes)
    Cell.objects.filter(pk=cell).update(**{column: wrapped})
    opens = {"keys": cells.private_keys, "readers": cells.book_of}[column]

    with pytest.raises(Tampered):
        opens(cell, office.every)


def test_lists_and_keys_put_in_one_anothers_place_do_not_open(office):
    north, south = (Cell.objects.get(pk=office.cell(name)) for name in ("north", "south"))
    Cell.objects.filter(pk=north.pk).update(keys=south.keys, readers=south.readers)

    with pytest.raises(Tampered):
        cells.private_keys(north.pk, office.every)
    with pytest.raises(Tampered):
        cells.book_of(north.pk, office.every)


def test_a_person_who_is_gone_is_no_reader_and_gets_no_letter(office):
    _row, esther = register.member(office.ids["esther"], office.every)
    office.promote("esther")
    User.objects.filter(pk=esther.user_id).delete()

    with pytest.raises(Refused, match="no door here"):
        cells.reader_of(esther.user_id, esther.mailbox)
    with pytest.raises(Refused, match="no door here"):
        grants.ask(office.cell("security"), esther.user_id, by=office.visit("allan"), now=NOW)


def test_nothing_prints_a_key_a_seed_or_who_holds_what():
    key = b"K" * 32
    secret = (
        Private(key, (key,)),
        Grant(new_id(), 3, 1, key, 1, bytes(64)),
        Epoch(new_id(), 1, 2, key, key),
        Reader(new_id(), new_id(), key, 1, b"m" * 16, key),
    )

    assert not any("KKK" in repr(one) for one in secret)


def test_a_letter_of_no_known_form_is_thrown_away(office):
    _row, harriet = register.member(office.ids["harriet"], office.every)
    public = cells.public_of(harriet.reader)
    for body in (b"\x90", msgspec.msgpack.encode([99, 1]), b"no pack"):
        box = seal.seal_to(public, pad(body, 256), kind=seal.MAILBOX, about=harriet.mailbox.bytes)
        mail.post([mail.Post(harriet.mailbox, box)])

    assert office.visit("harriet").keyring.holds(office.cell("north"))
    assert mail.letters_in(harriet.mailbox) == []


def test_a_letter_from_security_is_believed_only_as_it_was_signed(office):
    harriet = office.visit("harriet")
    mine, cell, day = safety.digest_of(harriet.door.seeds), office.cell("north"), 5
    purpose = letters.may_hold(mine, cell, "cases", day, "Harriet")
    taken = letters.is_taken(mine, cell, day, 1)
    signed = {
        Taken(cell, day, 1, safety.sign(taken, office.every)): True,
        Taken(cell, day, 2, safety.sign(taken, office.every)): False,
        Taken(office.cell("south"), day, 1, safety.sign(taken, office.every)): False,
        Word("escrow", day, safety.sign(letters.is_told(mine, "escrow", day), office.every)): True,
        Word("other", day, safety.sign(letters.is_told(mine, "escrow", day), office.every)): False,
        Grant(cell, 3, 1, bytes(32), day, safety.sign(purpose, office.every)): True,
        Grant(cell, 2, 1, bytes(32), day, safety.sign(purpose, office.every)): False,
        # No purpose has that number.
        Grant(cell, 99, 1, bytes(32), day, safety.sign(purpose, office.every)): False,
        Drop(cell, harriet.user_id, day, 1, bytes(64)): False,
        Epoch(cell, 1, 2, bytes(32), bytes(32)): False,
        Ask(new_id(), new_id(), new_id(), bytes(32), "Esther", day, bytes(64)): False,
    }

    for letter, is_believed in signed.items():
        assert safety.is_meant(letter, mine, harriet.profile) is is_believed, letter


def test_whoever_pinned_nothing_believes_nothing(office):
    harriet = office.visit("harriet")
    mine = safety.digest_of(harriet.door.seeds)
    word = Word("escrow", 5, safety.sign(letters.is_told(mine, "escrow", 5), office.every))
    unpinned = msgspec.structs.replace(harriet.profile, safety=b"")

    assert not safety.is_meant(word, mine, unpinned)
    Cell.objects.filter(pk=office.cell("security")).delete()
    assert not safety.is_meant(word, mine, harriet.profile)
    with pytest.raises(Refused):
        safety.pin()


def test_notices_about_somebody_or_something_gone_meanwhile_change_nothing(office):
    for said in (
        Given(office.cell("north"), new_id()),
        Declined(office.cell("north"), new_id()),
        Rotated(new_id(), new_id()),
        Rotated(office.cell("north"), new_id()),
        Declined(office.cell("north"), office.ids["harriet"]),
    ):
        notices.write(said, now=NOW)
    before = register.members(office.every)
    desk.catch_up(office.every, now=NOW)
    after = register.members(office.every)

    # Harriet holds the compartment: a late no does not take it from her.
    assert [of for _row, of in before] == [of for _row, of in after]
    assert Notice.objects.count() == 0


def test_somebody_without_a_mailbox_has_no_mail(office):
    harriet = office.visit("harriet")
    profile = msgspec.structs.replace(harriet.profile, mailbox=None)

    assert folding.read(harriet.door, profile) == ([], [])
    assert folding.fold(harriet.door, profile, harriet.keyring, now=NOW) is harriet.keyring


def test_a_second_asking_for_a_role_asks_only_for_what_is_still_missing(office):
    allan = office.visit("allan")
    first = grants.ask_for_role(office.ids["harriet"], by=allan, now=NOW)
    second = grants.ask_for_role(office.ids["william"], by=allan, now=NOW)

    # Harriet lacks network and passages, of which there are none; William lacks nothing.
    assert [said.rsplit(" ", 1)[1] for said in first] == ["network", "passages"]
    assert second == []
    assert audit.entries(office.every) == []


def test_a_compartment_for_somebody_who_has_not_joined_is_not_founded(office):
    row, esther = register.member(office.ids["esther"], office.every)
    register.change(
        row, msgspec.structs.replace(esther, key_digest=b""), keyring=office.every, now=NOW
    )
    allan = office.visit("allan")

    with pytest.raises(Refused, match="not joined"):
        desk.found_for(esther.user_id, "cases", "East", by=allan, now=NOW)


def test_nothing_is_founded_asked_or_told_where_no_mailbox_has_room(office):
    allan = office.visit("allan")
    nobody = seal.box_public(seal.new_seed())
    for _row, member in register.members(office.every):
        about = member.mailbox.bytes
        box = seal.seal_to(nobody, bytes(256), kind=seal.MAILBOX, about=about)
        mail.post([mail.Post(member.mailbox, box)] * 16)
    n_cells = Cell.objects.count()
    office.promote("esther")

    with pytest.raises(Refused, match="mailbox is full"):
        desk.found_for(office.ids["esther"], "cases", "East", by=allan, now=NOW)
    with pytest.raises(Refused, match="mailboxes of all"):
        grants.ask(office.cell("north"), office.ids["esther"], by=allan, now=NOW)
    with pytest.raises(Refused, match="mailbox is full"):
        grants.ask(office.cell("security"), office.ids["esther"], by=allan, now=NOW)
    assert grants.tell(office.ids["esther"], "escrow", by=allan, now=NOW) is False
    assert Cell.objects.count() == n_cells
    with pytest.raises(Refused, match="who could renew it"):
        removals.take_away(office.cell("north"), office.ids["william"], why="", by=allan, now=NOW)
    assert office.cell("north") in register.member(office.ids["william"], office.every)[1].cells


def test_a_key_overdue_is_seen_without_any_key(office):
    cells.found("cases", on=NEXT_WEEK.date())

    assert {days for _cell, days in cells.overdue(NEXT_WEEK.date())} == {7}
    assert len(cells.overdue(NEXT_WEEK.date())) == 4
    assert cells.overdue(NEXT_WEEK.date(), []) == []


def test_an_older_key_given_again_changes_nothing_and_what_is_asked_stays_beside_it(office):
    """Somebody who can write to the database puts an old letter back into its place."""
    allan, harriet = office.visit("allan"), office.visit("harriet")
    grants.ask(office.cell("north"), office.ids["esther"], by=allan, now=NOW)
    mine, cell = safety.digest_of(harriet.door.seeds), office.cell("north")
    message = letters.may_hold(mine, cell, "cases", NOW.toordinal(), "Harriet")
    old = Grant(cell, 3, 1, bytes(32), NOW.toordinal(), safety.sign(message, office.every))
    _row, member = register.member(office.ids["harriet"], office.every)
    mail.post([mail.addressed(old, member.reader)])
    again = office.visit("harriet")

    assert again.keyring.current(cell) == harriet.keyring.current(cell)
    assert [item.letter.alias for item in grants.asks_of(again)] == ["Esther"]


def test_word_that_a_compartment_one_never_held_is_gone_and_an_order_for_it_do_no_harm(office):
    harriet, south, day = office.visit("harriet"), office.cell("south"), NOW.toordinal()
    mine = safety.digest_of(harriet.door.seeds)
    _row, member = register.member(office.ids["harriet"], office.every)
    word = letters.is_taken(mine, south, day, 1)
    taken = Taken(south, day, 1, safety.sign(word, office.every))
    person = office.ids["william"]
    order = letters.must_drop(mine, south, person, day, 1)
    drop = Drop(south, person, day, 1, safety.sign(order, office.every))
    mail.post([mail.addressed(letter, member.reader) for letter in (taken, drop)])

    assert office.visit("harriet").keyring.cells == harriet.keyring.cells
    assert mail.letters_in(member.mailbox) == []
    assert Cell.objects.get(pk=south).epoch == 1
