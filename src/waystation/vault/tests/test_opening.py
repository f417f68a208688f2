"""A row opens where it stands, for whoever holds its compartment, as what it is; or not at all."""

from datetime import date
from uuid import UUID, uuid4

import msgspec
import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from waystation.base.errors import Overtaken, Refused, Tampered
from waystation.vault import cells, keystore, seal
from waystation.vault.domain import Slot
from waystation.vault.keyring import Keyring
from waystation.vault.models import FileRow
from waystation.vault.opening import (
    add,
    begin,
    fill,
    fill_all,
    open_bare,
    open_row,
    shut,
    swap,
    token_of,
)
from waystation.vault.rows import SealedRow

TODAY = date(1855, 10, 26)
CELL, OTHER_CELL = UUID(int=1), UUID(int=2)
OLD, NEW = bytes(range(32)), bytes(range(32, 64))


class Note(msgspec.Struct, frozen=True, tag="note/1"):
    words: str
    urgency: str = "low"


class Grade(msgspec.Struct, frozen=True, tag="grade/1"):
    words: int


with isolate_apps("waystation.vault"):

    class NoteRow(SealedRow):
        class Meta:
            app_label = "vault"
            db_table = "test_note"

    class MemoRow(SealedRow):
        class Meta:
            app_label = "vault"
            db_table = "test_memo"


@pytest.fixture(autouse=True)
def _tables(db):
    """Two tables that go with the test; raw, because no migration may know of them."""
    fields = NoteRow._meta.concrete_fields
    columns = ", ".join(f"{field.column} {field.db_type(connection)}" for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(f"create table test_note ({columns}, primary key (id))")
        cursor.execute(f"create table test_memo ({columns}, primary key (id))")


@pytest.fixture
def ring():
    return Keyring.of(uuid4(), [Slot(CELL, "cases", 1, OLD), Slot(OTHER_CELL, "cases", 1, NEW)])


STRANGER = Keyring.of(UUID(int=9), [])


@pytest.fixture
def row(ring):
    return add(NoteRow(cell=CELL), Note("the brown hen"), ring, on=TODAY)


def test_a_row_comes_back_as_the_value_it_holds(row, ring):
    kept = NoteRow.objects.get(pk=row.pk)

    assert open_row(kept, Note, ring) == Note("the brown hen")
    assert (kept.day, kept.revision, len(kept.body)) == (TODAY, 1, 294)


def test_a_stranger_opens_nothing(row):
    with pytest.raises(Refused):
        open_row(row, Note, STRANGER)


def test_a_stranger_writes_nothing(row):
    with pytest.raises(Refused):
        add(NoteRow(cell=CELL), Note("x"), STRANGER, on=TODAY)
    with pytest.raises(Refused):
        swap(row, Note("x"), STRANGER, on=TODAY)

    assert NoteRow.objects.count() == 1


def test_a_filled_row_is_not_saved_yet(ring):
    row = fill(NoteRow(cell=CELL), Note("x"), ring, on=TODAY)

    assert open_row(row, Note, ring) == Note("x")
    assert not NoteRow.objects.exists()


def test_a_body_put_on_another_row_does_not_open(row, ring):
    second = add(NoteRow(cell=CELL), Note("the white hen"), ring, on=TODAY)
    second.body = row.body

    with pytest.raises(Tampered):
        open_row(second, Note, ring)


def test_a_body_put_into_another_table_does_not_open(row, ring):
    with pytest.raises(Tampered):
        open_row(MemoRow(id=row.id, cell=CELL, body=row.body, revision=1), Note, ring)


def test_a_row_put_into_another_compartment_does_not_open(row, ring):
    row.cell = OTHER_CELL

    with pytest.raises(Tampered):
        open_row(row, Note, ring)


def test_an_older_body_does_not_open_on_the_newer_row(row, ring):
    before = row.body
    swap(row, Note("the white hen"), ring, on=TODAY)
    row.body = before

    with pytest.raises(Tampered):
        open_row(row, Note, ring)


def test_a_revision_counted_up_by_hand_does_not_open(row, ring):
    NoteRow.objects.filter(pk=row.pk).update(revision=2)

    with pytest.raises(Tampered):
        open_row(NoteRow.objects.get(pk=row.pk), Note, ring)


@pytest.mark.parametrize("position", range(294))
def test_a_turned_byte_is_noticed_or_names_an_epoch_nobody_holds(row, ring, position):
    body = bytearray(row.body)
    body[position] ^= 0xFF
    row.body = bytes(body)

    # Bytes 2 to 5 state the epoch: of a later one this ring may still hear.
    with pytest.raises(Overtaken if 2 <= position <= 5 else Tampered):
        open_row(row, Note, ring)


@pytest.mark.parametrize("length", [0, 1, 9, 10, 37, 293])
def test_a_cut_row_is_noticed(row, ring, length):
    row.body = row.body[:length]

    with pytest.raises(Tampered):
        open_row(row, Note, ring)


def test_a_row_opened_as_another_kind_is_refused_without_quoting_it(row, ring):
    with pytest.raises(Tampered) as refused:
        open_row(row, Grade, ring)

    assert str(refused.value) == "a sealed row holds no Grade"
    assert refused.value.__suppress_context__


def test_swap_puts_the_new_value_in_place(row, ring):
    swap(row, Note("the white hen"), ring, on=date(1855, 10, 27))

    kept = NoteRow.objects.get(pk=row.pk)
    assert open_row(kept, Note, ring) == Note("the white hen")
    assert (kept.revision, kept.day) == (2, date(1855, 10, 27))
    assert open_row(row, Note, ring) == Note("the white hen")


def test_the_slower_of_two_is_told_and_changes_nothing(row, ring):
    slow = NoteRow.objects.get(pk=row.pk)
    swap(row, Note("first"), ring, on=TODAY)

    with pytest.raises(Overtaken):
        swap(slow, Note("second"), ring, on=TODAY)

    assert open_row(NoteRow.objects.get(pk=row.pk), Note, ring) == Note("first")
    assert slow.revision == 1


def test_a_row_gone_meanwhile_is_not_made_again(row, ring):
    NoteRow.objects.filter(pk=row.pk).delete()

    with pytest.raises(Overtaken):
        swap(row, Note("x"), ring, on=TODAY)

    assert not NoteRow.objects.exists()


def test_after_a_new_epoch_the_old_rows_open_and_new_ones_take_the_new_key(row, ring):
    rotated = Keyring.of(uuid4(), [Slot(CELL, "cases", 2, NEW, 1, OLD)])

    assert open_row(row, Note, rotated) == Note("the brown hen")
    swap(row, Note("the white hen"), rotated, on=TODAY)
    assert seal.row_head(row.body) == (2, 2)
    with pytest.raises(Overtaken):
        open_row(row, Note, ring)


def test_two_epochs_on_the_first_one_no_longer_opens(row):
    later = Keyring.of(uuid4(), [Slot(CELL, "cases", 3, bytes(31) + b"x", 2, NEW)])

    with pytest.raises(Refused):
        open_row(row, Note, later)


def test_the_stored_bytes_show_no_word_and_bodies_have_one_length(ring):
    rows = [add(NoteRow(cell=CELL), Note("brown hen" * n), ring, on=TODAY) for n in (0, 1, 13)]

    assert len({len(row.body) for row in rows}) == 1
    assert not any(word in row.body for row in rows for word in (b"n hen", b"words", b"note/1"))


@pytest.fixture
def founded():
    """A real cell, with the lasting seeds from which tokens come, and a row in it."""
    slot = cells.found("passages")
    ring = Keyring.of(uuid4(), [slot])
    return slot, ring, add(NoteRow(cell=slot.cell), Note("the brown hen"), ring, on=TODAY)


def test_a_person_has_one_token_on_one_row_and_another_on_the_next(founded):
    slot, ring, row = founded
    person, colleague = uuid4(), uuid4()
    second = add(NoteRow(cell=slot.cell), Note("x"), ring, on=TODAY)

    token = token_of(person, row, ring)
    assert token == token_of(person, row, ring)
    assert len(token) == 16
    assert token != token_of(colleague, row, ring)
    assert token != token_of(person, second, ring)


def test_a_token_does_not_change_when_the_row_does(founded):
    _slot, ring, row = founded
    person = uuid4()
    before = token_of(person, row, ring)

    swap(row, Note("the white hen"), ring, on=TODAY)

    assert token_of(person, row, ring) == before


def test_a_stranger_makes_no_token(row):
    with pytest.raises(Refused):
        token_of(uuid4(), row, STRANGER)


def test_a_sealed_row_has_no_column_a_thief_could_read():
    plain = {field.name: type(field) for field in SealedRow._meta.get_fields()}

    assert plain == {
        "id": models.UUIDField,
        "cell": models.UUIDField,
        "day": models.DateField,
        "revision": models.PositiveIntegerField,
        "body": models.BinaryField,
    }


def test_rows_opened_without_objects_hold_what_rows_do_and_leave_out_destroyed_cases():
    slot = cells.found("cases")
    keyring = Keyring.of(uuid4(), [slot])
    rows = [FileRow(cell=slot.cell) for _ in range(3)]
    begin(rows, keyring, on=TODAY)
    filled = [(row, Note(words=str(number))) for number, row in enumerate(rows)]
    FileRow.objects.bulk_create(fill_all(filled, keyring, on=TODAY))
    keystore.destroy(rows[1].id)

    assert shut(FileRow, keyring) == 1

    bare = open_bare(FileRow.objects.all(), Note, keyring)

    assert {(one.id, one.cell, one.revision, one.value) for one in bare} == {
        (rows[number].id, slot.cell, 1, Note(words=str(number))) for number in (0, 2)
    }
    with pytest.raises(Refused):
        open_bare(FileRow.objects.all(), Note, STRANGER)
    FileRow.objects.filter(pk=rows[0].id).update(revision=2)
    with pytest.raises(Tampered):
        open_bare(FileRow.objects.all(), Note, keyring)
