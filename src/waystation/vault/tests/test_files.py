"""Files of a case: sealed, padded, whole or refused; and what interrupted uploads left."""

import os
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.base.errors import Refused, Tampered
from waystation.vault import cells, files, keystore, leftovers, seal
from waystation.vault.cleaning import Clean
from waystation.vault.keyring import Keyring
from waystation.vault.models import FileRow

NOW = datetime(1855, 10, 26, 12, 0, tzinfo=UTC)
KEY, BOUND = bytes(range(32)), b"row"
LETTER = Clean("text/plain", b"Dear Ann, come by the north door.")
CHUNK = seal.CHUNK


@pytest.fixture(autouse=True)
def _own_home(settings, tmp_path):
    settings.HOME = tmp_path


@pytest.fixture
def slot(db):
    return cells.found("cases")


@pytest.fixture
def ring(slot):
    return Keyring.of(uuid4(), [slot])


@pytest.fixture
def case(slot):
    made = uuid4()
    keystore.make_many({made: slot.cell}, on=NOW.date())
    return made


@pytest.fixture
def put(slot, ring, case):
    def one(clean=LETTER, keyring=ring):
        return files.put(
            case=case, cell=slot.cell, title="a letter", clean=clean, keyring=keyring, now=NOW
        )

    return one


def test_a_file_comes_back_as_it_was_given(put, case, ring):
    file = put()

    view, content = files.read(file.id, case=case, keyring=ring)
    assert content == LETTER.content
    assert (view.title, view.size_bytes, view.on) == ("a letter", 33, date(1855, 10, 26))
    assert files.listed(case, ring) == [file]


def test_the_disk_holds_sealed_bytes_of_one_size_under_a_name_that_says_nothing(put):
    first, second = put(), put(Clean("text/plain", b"x" * 60_000))

    stored = [leftovers.place_of(file.id) for file in (first, second)]
    # 9 bytes head, 64 KiB padded, 16 bytes tag.
    assert [path.stat().st_size for path in stored] == [65_561, 65_561]
    assert not any(b"Dear Ann" in path.read_bytes() for path in stored)
    assert {path.name for path in stored[0].parent.iterdir()} == {first.id.hex, second.id.hex}
    assert {path.stat().st_mode & 0o777 for path in stored} == {0o600}


def test_a_stranger_and_another_case_read_nothing(put, case, ring):
    file = put()

    nobody = Keyring.of(uuid4(), [])
    for wrong in ({"case": uuid4(), "keyring": ring}, {"case": case, "keyring": nobody}):
        with pytest.raises(Refused, match="no such record"):
            files.read(file.id, **wrong)
        with pytest.raises(Refused, match="no such record"):
            files.remove(file.id, **wrong)


def test_a_stranger_puts_nothing_on_the_disk(put):
    with pytest.raises(Refused):
        put(keyring=Keyring.of(uuid4(), []))

    assert not leftovers.place_of(uuid4()).parent.exists()


def test_without_the_key_of_its_case_a_file_is_lost(put, case, ring, slot):
    file = put()
    keystore.destroy(case)
    later = Keyring.of(uuid4(), [slot])

    with pytest.raises(Refused):
        files.read(file.id, case=case, keyring=later)
    assert files.listed(case, later) == []


@pytest.mark.parametrize("harm", ["gone", "cut", "another", "turned"])
def test_a_file_that_was_touched_is_not_shown(put, case, ring, harm):
    file, other = put(), put()
    place = leftovers.place_of(file.id)
    whole = place.read_bytes()
    if harm == "gone":
        place.unlink()
    elif harm == "another":
        place.write_bytes(leftovers.place_of(other.id).read_bytes())
    else:
        place.write_bytes(whole[:-1] if harm == "cut" else whole[:-1] + bytes([whole[-1] ^ 1]))

    with pytest.raises(Tampered):
        files.read(file.id, case=case, keyring=ring)


def test_a_case_has_at_most_forty_files(put, monkeypatch):
    monkeypatch.setattr(files, "FILES_MAX", 1)
    put()

    with pytest.raises(Refused, match="1 files already"):
        put()


def test_what_interrupted_uploads_left_goes_after_its_time_and_nothing_else(put):
    kept = put()
    folder = leftovers.place_of(kept.id).parent
    at = datetime.now(UTC)  # tidy: file times are the machine's
    ages = {"half.part": 2 * 3_600, "new.part": 60, "unknown": 90_000, "fresh": 3_600}
    for name, age_s in ages.items():
        (folder / name).touch()
        past = at.timestamp() - age_s
        os.utime(folder / name, (past, past))

    assert leftovers.forget_parts(at + timedelta(seconds=1)) == 2

    assert {path.name for path in folder.iterdir()} == {kept.id.hex, "new.part", "fresh"}


def test_where_no_file_was_ever_kept_nothing_is_forgotten(db):
    assert leftovers.forget_parts(NOW) == 0


def sealed(body):
    return b"".join(seal.seal_file(KEY, body, bound=BOUND))


@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_a_stream_of_any_length_opens_to_what_was_sealed(length):
    body = b"\x07" * length

    assert seal.open_file(KEY, sealed(body), bound=BOUND) == body


def test_chunks_cut_off_left_out_doubled_or_swapped_do_not_open():
    whole, size = sealed(bytes(3 * CHUNK)), CHUNK + 16
    head, one, two, three = whole[:9], *(whole[9 + n * size : 9 + (n + 1) * size] for n in range(3))

    for harmed in (
        head + one + two,
        head + one + three,
        head + one + one + two + three,
        head + two + one + three,
        head + one + two + three + three,
        head + one + two + three[:-1],
        head,
        b"",
        b"\x02" + whole[1:],
        head[:2] + b"another" + whole[9:],
    ):
        with pytest.raises(Tampered):
            seal.open_file(KEY, harmed, bound=BOUND)


def test_a_stream_opens_under_its_own_key_and_place_alone():
    whole = sealed(b"Dear Ann")

    with pytest.raises(Tampered):
        seal.open_file(bytes(32), whole, bound=BOUND)
    with pytest.raises(Tampered):
        seal.open_file(KEY, whole, bound=b"other")


@given(st.binary(max_size=300))
def test_any_bytes_open_or_are_tampered(blob):
    for made in (blob, bytes((1, 9)) + blob):
        with pytest.raises(Tampered):
            seal.open_file(KEY, made, bound=BOUND)


@given(st.integers(0, 3_000_000))
def test_padding_is_undone_and_costs_little(length):
    content = b"\x07" * length
    padded = files.pad_file(content)

    assert files.unpad_file(padded) == content
    assert len(padded) <= max(CHUNK, 1.032 * (len(content) + 8))


@pytest.mark.parametrize(
    ("length", "size"),
    # 9 is 1001 in binary; its exponent 3 takes two bits, so one bit is free: 10.
    [(1, 1), (8, 8), (9, 10), (1_000, 1_024), (65_536, 65_536), (65_537, 67_584)],
)
def test_padme_keeps_the_leading_bits(length, size):
    assert files.padme(length) == size


@pytest.mark.parametrize("padded", [b"", bytes(7), b"\0" * 7 + b"\x09abc", b"\0" * 7 + b"\x01ab"])
def test_what_was_not_padded_so_is_tampered(padded):
    with pytest.raises(Tampered):
        files.unpad_file(padded)


def test_a_file_and_its_row_say_nothing_in_a_log():
    assert repr(files.StoredFile("a letter", "text/plain", 1, KEY)) == "<StoredFile>"
    assert FileRow._meta.get_field("body").name == "body"
