"""The key store: one key a case, in a file of its own, and no trace of those destroyed."""

import shutil
import sqlite3
import stat
import threading
from datetime import date
from uuid import uuid4

import pytest

from waystation.base.errors import Refused
from waystation.vault import keystore

TODAY = date(1855, 10, 26)


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def cell():
    return uuid4()


def make(cell, *cases):
    keystore.make_many(dict.fromkeys(cases, cell), on=TODAY)


def test_every_case_has_a_key_of_its_own_until_it_is_destroyed(cell):
    first, second = uuid4(), uuid4()
    make(cell, first, second)

    keys = keystore.shreds_of([first, second, uuid4()])
    assert set(keys) == {first, second}
    assert len(set(keys.values())) == 2
    keystore.destroy(first)
    keystore.destroy(first)

    assert keystore.shreds_of([first, second]) == {second: keys[second]}


def test_a_case_gets_one_key_and_never_a_second(cell):
    case, other = uuid4(), uuid4()
    make(cell, case)
    before = keystore.shred_of(case)

    with pytest.raises(sqlite3.IntegrityError):
        make(cell, other, case)

    assert keystore.shreds_of([case, other]) == {case: before}


def test_of_many_destroyed_keys_not_one_is_left_in_the_file(cell):
    cases = [uuid4() for _ in range(600)]
    make(cell, *cases)
    gone = cases[::2]
    keys = keystore.shreds_of(cases)

    keystore.destroy(*gone)

    stored = keystore.path().read_bytes()
    assert not any(keys[case] in stored for case in gone)
    # The search itself works: the keys of the others are found.
    assert all(keys[case] in stored for case in cases[1::2])
    assert not keystore.path().with_name("keystore.sqlite-wal").exists()


def test_only_its_owner_reads_the_file(cell):
    make(cell, uuid4())

    assert stat.S_IMODE(keystore.path().stat().st_mode) == 0o600


def test_cases_are_counted_by_compartment_and_can_move(cell):
    case, elsewhere = uuid4(), uuid4()
    make(cell, case, uuid4())

    keystore.move(case, elsewhere)

    assert keystore.counts() == {cell: 1, elsewhere: 1}


def test_a_key_store_put_back_from_a_copy_is_used_at_once(cell, tmp_path):
    case = uuid4()
    make(cell, case)
    copy = shutil.copy(keystore.path(), tmp_path / "copy")
    keystore.destroy(case)

    keystore.path().unlink()
    shutil.move(copy, keystore.path())

    assert keystore.shred_of(case) is not None


def test_every_thread_has_a_connection_of_its_own(cell):
    case, seen = uuid4(), []
    make(cell, case)
    readers = [
        threading.Thread(target=lambda: seen.append((keystore.shred_of(case), keystore.store())))
        for _ in range(4)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()

    assert {key for key, _store in seen} == {keystore.shred_of(case)}
    assert keystore.store() not in [store for _key, store in seen]


def test_a_file_that_is_no_key_store_is_refused_and_left_as_it_is():
    keystore.path().write_bytes(b"not a database at all, but long enough to be looked at" * 20)
    before = keystore.path().read_bytes()

    with pytest.raises(Refused, match="is damaged"):
        keystore.store()

    assert keystore.path().read_bytes() == before
