"""Copies of the key store: the shred keys alone, and back only where none are and cases are."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from waystation.base.errors import Refused
from waystation.vault import copies, keystore
from waystation.vault.models import FileRow

pytestmark = pytest.mark.django_db
TODAY = date(1855, 10, 26)
CELL = UUID(int=7)
FIRST, SECOND = UUID(int=1), UUID(int=2)


def on_file(case):
    """Put a row of a case on file; nobody opens it here."""
    FileRow.objects.create(id=uuid4(), cell=CELL, case=case, day=TODAY, body=b"sealed")


@pytest.fixture
def kept():
    """Give a key store with two cases on file, and its copy."""
    keystore.make_many({FIRST: CELL, SECOND: CELL}, on=TODAY)
    on_file(FIRST)
    on_file(SECOND)
    return copies.shreds()


def lose_the_key_store():
    keystore.path().unlink()


def test_a_copy_is_one_record_a_case_and_nothing_else(kept):
    keys = keystore.shreds_of([FIRST, SECOND])

    # case 16 | compartment 16 | key 32 | day 4, ordered by case
    day = TODAY.toordinal().to_bytes(4, "big")
    assert kept == b"".join(case.bytes + CELL.bytes + keys[case] + day for case in (FIRST, SECOND))
    assert copies.count(kept) == 2


def test_one_time_keys_of_the_public_page_are_in_no_copy(kept):
    store = keystore.store()
    store.execute("CREATE TABLE IF NOT EXISTS intake_key_of_a_test (id BLOB, seed BLOB)")
    store.execute("INSERT INTO intake_key_of_a_test VALUES (?, ?)", (b"i", b"one-time seed"))

    assert copies.shreds() == kept
    store.execute("DROP TABLE intake_key_of_a_test")


def test_a_lost_key_store_is_the_copy_again(kept):
    keys = keystore.shreds_of([FIRST, SECOND])
    lose_the_key_store()
    assert copies.opening_of(copies.cases_on_file()) == (0, 2)

    assert copies.take_over(kept) == 2

    assert keystore.shreds_of([FIRST, SECOND]) == keys
    assert keystore.counts() == {CELL: 2}
    assert copies.opening_of(copies.cases_on_file()) == (2, 0)


def test_a_purged_case_does_not_come_back_with_an_older_copy(kept):
    FileRow.objects.filter(case=FIRST).delete()
    lose_the_key_store()

    assert copies.take_over(kept) == 1

    assert keystore.shred_of(FIRST) is None


def test_two_key_stores_are_never_mixed(kept):
    before = copies.shreds()

    with pytest.raises(Refused, match="in place"):
        copies.take_over(kept)

    assert copies.shreds() == before


@pytest.mark.parametrize("records", [b"x", bytes(67), bytes(69)])
def test_what_is_no_row_of_records_is_refused(records):
    with pytest.raises(Refused, match="no copy"):
        copies.take_over(records)


def test_an_empty_key_store_has_an_empty_copy():
    assert copies.shreds() == b""
    assert copies.take_over(b"") == 0
    assert copies.cases_on_file() == set()
