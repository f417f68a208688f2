"""What is written in a case keeps who wrote it, and what it was before."""

from datetime import timedelta

import msgspec
import pytest

from waystation.base.errors import Refused, Tampered
from waystation.cases import parts, queries
from waystation.cases.models import PartRow
from waystation.cases.tests.builders import NOW, TODAY, settle
from waystation.vault.opening import open_row

LATER = NOW + timedelta(hours=1)


class Slip(msgspec.Struct, frozen=True, tag="slip/1"):
    """Something somebody wrote."""

    says: str


class Letter(msgspec.Struct, frozen=True, tag="letter/1"):
    """Something long, with a mark on it."""

    text: str
    mark: int


class Bill(msgspec.Struct, frozen=True, tag="bill/1"):
    """Something else somebody wrote."""

    cents: int


@pytest.fixture
def household(william):
    return settle(william)


def write(household, keyring, says="Shoes are needed."):
    return parts.put(household_id=household, value=Slip(says), keyring=keyring, now=NOW)


def test_what_is_changed_keeps_what_it_was_and_who_wrote_it(household, william, harriet):
    slip = write(household, william)

    parts.change(
        part_id=slip,
        was=Slip("Shoes are needed."),
        value=Slip("Shoes came."),
        keyring=harriet,
        now=LATER,
    )

    kept = parts.read(slip, Slip, william)
    assert kept.value == Slip("Shoes came.")
    assert (kept.at, kept.by) == (LATER, harriet.user_id)
    assert (kept.first_at, kept.first_by) == (NOW, william.user_id)
    assert [(old.at, old.value) for old in kept.before] == [(NOW, Slip("Shoes are needed."))]


def test_who_saw_something_older_does_not_overwrite(household, william, harriet):
    slip = write(household, william)
    was = Slip("Shoes are needed.")
    parts.change(part_id=slip, was=was, value=Slip("Shoes came."), keyring=harriet, now=LATER)

    with pytest.raises(Refused, match="Somebody changed this meanwhile"):
        parts.change(part_id=slip, was=was, value=Slip("No shoes."), keyring=william, now=LATER)

    assert parts.read(slip, Slip, william).value == Slip("Shoes came.")


def test_parts_are_listed_by_kind_and_the_oldest_first(household, william):
    first = write(household, william)
    bill = parts.put(household_id=household, value=Bill(120), keyring=william, now=LATER)
    last = parts.put(household_id=household, value=Slip("B"), keyring=william, now=LATER)

    assert [kept.id for kept in parts.listed(household, Slip, william)] == [first, last]
    assert [kept.id for kept in parts.everywhere(Bill, william)[household]] == [bill]
    assert queries.household(household, william, TODAY).household.parts == dict.fromkeys(
        (first, bill, last), 1
    )


def test_a_part_of_another_kind_is_none(household, william):
    slip = write(household, william)

    with pytest.raises(Refused, match="no such record"):
        parts.read(slip, Bill, william)


def test_a_stranger_reads_no_part_and_writes_none(household, william, stranger):
    slip = write(household, william)

    with pytest.raises(Refused):
        parts.read(slip, Slip, stranger)
    with pytest.raises(Refused):
        write(household, stranger)
    assert parts.everywhere(Slip, stranger) == {}


@pytest.mark.parametrize("harm", ["lost", "put back"])
def test_a_part_that_is_lost_or_put_back_is_noticed(household, william, harm):
    slip = write(household, william)
    old = PartRow.objects.filter(pk=slip).values("body", "revision", "day").get()
    parts.change(
        part_id=slip,
        was=Slip("Shoes are needed."),
        value=Slip("Shoes came."),
        keyring=william,
        now=LATER,
    )

    if harm == "lost":
        PartRow.objects.filter(pk=slip).delete()
    else:
        PartRow.objects.filter(pk=slip).update(**old)

    with pytest.raises(Tampered):
        parts.listed(household, Slip, william)


def test_a_part_put_back_to_what_it_was_becomes_no_truth_by_being_changed(household, william):
    slip = write(household, william)
    old = PartRow.objects.filter(pk=slip).values("body", "revision", "day").get()
    words = [Slip("Shoes are needed."), Slip("Shoes came."), Slip("No shoes.")]
    change = {"part_id": slip, "was": words[0], "keyring": william, "now": LATER}
    parts.change(**change, value=words[1])
    PartRow.objects.filter(pk=slip).update(**old)

    with pytest.raises(Tampered):
        parts.change(**change, value=words[2])


def test_what_is_written_too_often_is_refused(household, william):
    slip = write(household, william, "0")
    for number in range(parts.BEFORE_MAX):
        parts.change(
            part_id=slip,
            was=Slip(str(number)),
            value=Slip(str(number + 1)),
            keyring=william,
            now=NOW,
        )

    with pytest.raises(Refused, match="too often"):
        parts.change(
            part_id=slip,
            was=Slip(str(parts.BEFORE_MAX)),
            value=Slip("x"),
            keyring=william,
            now=NOW,
        )


def test_a_long_text_can_be_marked_often_and_what_it_was_is_still_there(household, william):
    was = Letter("가" * 10_000, 0)
    part = parts.put(household_id=household, value=was, keyring=william, now=NOW)
    for mark in range(1, 10):
        parts.change(part_id=part, was=was, value=Letter(was.text, mark), keyring=william, now=NOW)
        was = Letter(was.text, mark)

    kept = parts.read(part, Letter, william)

    assert [old.value.mark for old in kept.before] == list(range(9))
    assert {old.value.text for old in kept.before} == {was.text}


def test_what_has_no_room_any_more_is_refused_and_stays_what_it_was(household, william):
    was = Letter("가" * 15_000, 0)
    part = parts.put(household_id=household, value=was, keyring=william, now=NOW)

    with pytest.raises(Refused, match="too often"):
        parts.change(
            part_id=part, was=was, value=Letter("나" * 15_000, 0), keyring=william, now=NOW
        )

    assert parts.read(part, Letter, william).value == was


def test_what_was_kept_whole_before_is_read_as_it_was(household, william):
    slip = write(household, william)
    row = PartRow.objects.get(pk=slip)
    part = open_row(row, parts.Part, william)
    older = parts.Before(NOW, william.user_id, "William", msgspec.Raw(raw(Slip("Boots."))))

    found = parts.versions(msgspec.structs.replace(part, before=(older,)))

    assert [body for _at, _name, body in found] == [older.body, part.body]


def raw(value):
    return msgspec.msgpack.encode(value)
