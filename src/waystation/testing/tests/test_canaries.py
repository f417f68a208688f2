"""The scan finds what was planted, wherever and however; so its silence means something."""

import base64
import bz2
import gzip
import hashlib
import json
import lzma
import os
import random
import sqlite3
import time
import unicodedata
import zipfile
import zlib
from urllib.parse import quote, quote_plus

import pytest

from waystation.testing.canaries import Found, forms, scan

pytestmark = pytest.mark.long

WORD, KOREAN, PHONE = "Canary Harriet", "카나리아 해리엇", "+1 215 555 0142"


def escaped(text):
    return "".join(f"\\u{ord(letter):04x}" for letter in text)


def percent(raw):
    return "".join(f"%{byte:02X}" for byte in raw).encode()


def ways(word):
    """Write a word in each form by hand, not with the scan's own code."""
    raw = word.encode()
    yield "utf-8", raw
    for coding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        yield coding, word.encode(coding)
    yield "decomposed", unicodedata.normalize("NFD", word).encode()
    yield "composed", unicodedata.normalize("NFC", word).encode()
    yield "lower", word.lower().encode()
    yield "upper", word.upper().encode()
    yield "reversed", word[::-1].encode()
    yield "file name", word.lower().replace(" ", "-").encode()
    yield "no spaces", word.replace(" ", "").encode()
    yield "over two lines", word.replace(" ", "\n").encode()
    yield "hex", raw.hex().encode()
    yield "HEX", raw.hex().upper().encode()
    yield "hex of utf-16", word.encode("utf-16-le").hex().encode()
    for before in range(3):
        yield f"base64 {before}", base64.b64encode(b"x" * before + raw + b"y")
        yield f"base64url {before}", base64.urlsafe_b64encode(b"\xff" * before + raw)
    yield "base64 lines", base64.encodebytes(b"x" * 50 + raw)
    yield "percent", quote(word).encode()
    yield "plus", quote_plus(word).encode()
    yield "percent all", percent(raw)
    yield "percent all, small", percent(raw).lower()
    yield "json", json.dumps({"name": word}).encode()
    yield "json all", escaped(word).encode()
    yield "json all, capital", escaped(word).upper().replace("\\U", "\\u").encode()
    yield "html", word.encode("ascii", "xmlcharrefreplace")
    yield "python", repr(raw).encode()
    for digest in ("md5", "sha1", "sha256", "sha512"):
        for text in (word, word.lower()):
            sum_ = hashlib.new(digest, text.encode())
            yield digest, sum_.digest()
            yield f"{digest} hex", sum_.hexdigest().encode()
            yield f"{digest} base64", base64.b64encode(sum_.digest())


CASES = [
    pytest.param(word, planted, id=f"{name}-{word.split()[0]}")
    for word in (WORD, KOREAN, PHONE)
    for name, planted in ways(word)
]
FILLER = random.Random(1).randbytes(3_000)


def is_found(folder, word, **kwargs):
    return {found.word for found in scan(folder, [word, "Stranger Word"], **kwargs)} == {word}


@pytest.mark.parametrize(("word", "planted"), CASES)
def test_every_form_is_found_in_a_file_in_a_packed_part_and_in_a_row(tmp_path, word, planted):
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "a.bin").write_bytes(b"some text " + planted + b" more")
    (tmp_path / "zlib").mkdir()
    (tmp_path / "zlib" / "a.bin").write_bytes(FILLER + zlib.compress(b"x" * 99 + planted) + FILLER)
    (tmp_path / "row").mkdir()
    table = sqlite3.connect(tmp_path / "row" / "a.sqlite3")
    table.execute("create table t (id integer, body blob)")
    table.execute("insert into t values (1, ?)", [planted])
    table.commit()
    table.close()

    assert is_found(tmp_path / "plain", word)
    assert is_found(tmp_path / "zlib", word)
    assert is_found(tmp_path / "row", word)


def test_a_folder_without_the_words_is_clean(tmp_path):
    (tmp_path / "a.bin").write_bytes(os.urandom(1_000_000))
    (tmp_path / "b.txt").write_text("Canary Harry was not here. " * 1_000)

    assert scan(tmp_path, [WORD, KOREAN, PHONE]) == []


def test_a_find_says_file_word_and_form(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.txt").write_text(WORD)

    assert scan(tmp_path, [WORD]) == [Found("deep/a.txt", WORD, "utf-8")]


def test_a_word_is_found_at_every_place_of_a_large_file(tmp_path):
    size, plain = 3 * 1_048_576, WORD.encode()
    for at in (0, 1, 1_048_576 - len(plain), 1_048_576 - 3, 1_048_576, size - len(plain)):
        data = bytearray(size)
        data[at : at + len(plain)] = plain
        (tmp_path / "a.bin").write_bytes(data)

        assert is_found(tmp_path, WORD), at


@pytest.mark.parametrize(
    "pack", [zlib.compress, gzip.compress, bz2.compress, lzma.compress], ids=lambda f: f.__module__
)
def test_a_packed_file_is_opened_and_one_inside_another_too(tmp_path, pack):
    (tmp_path / "once").mkdir()
    (tmp_path / "once" / "a").write_bytes(pack(WORD.encode()))
    (tmp_path / "twice").mkdir()
    (tmp_path / "twice" / "a").write_bytes(zlib.compress(pack(WORD.encode() * 9)))

    assert is_found(tmp_path / "once", WORD)
    assert is_found(tmp_path / "twice", WORD)


def test_a_broken_off_stream_gives_what_it_held_until_then(tmp_path):
    whole = zlib.compress(os.urandom(20_000) + WORD.encode() + os.urandom(20_000))
    (tmp_path / "a").write_bytes(FILLER + whole[:30_000])

    assert is_found(tmp_path, WORD)


def test_a_zip_is_opened_its_file_names_included(tmp_path):
    for folder, name, content in [("content", "a", WORD), ("name", f"{WORD}.txt", "x")]:
        (tmp_path / folder).mkdir()
        with zipfile.ZipFile(tmp_path / folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr(name, content * 50)

        assert is_found(tmp_path / folder, WORD)


def test_a_file_name_counts(tmp_path):
    (tmp_path / "canary-harriet.txt").write_bytes(b"")

    (found,) = scan(tmp_path, [WORD])

    assert found.file == "canary-harriet.txt (its name)"


def test_a_log_text_counts(tmp_path):
    (found,) = scan(tmp_path, [WORD], log=f"refused {WORD}\n")

    assert found == Found("log", WORD, "utf-8")


@pytest.fixture
def database(tmp_path):
    """A database in write-ahead mode that stays open, so that its last rows lie in the -wal."""
    connection = sqlite3.connect(tmp_path / "db.sqlite3")
    connection.execute("pragma journal_mode=wal")
    connection.execute("create table people (id integer primary key, note text, body blob)")
    connection.commit()
    connection.execute("pragma wal_checkpoint(truncate)")
    yield connection
    connection.close()


def test_a_row_that_is_only_in_the_write_ahead_log_is_found(tmp_path, database):
    database.execute("insert into people (note) values (?)", [WORD])
    database.commit()

    files = {found.file for found in scan(tmp_path, [WORD])}

    assert files == {"db.sqlite3-wal", "db.sqlite3 > people.note"}


def test_a_long_value_that_lies_in_pieces_is_found(tmp_path, database):
    value = b"x" * 4_080 + WORD.encode() + b"y" * 20_000
    for start in range(30):  # One of these splits the word over two pages.
        database.execute("insert into people (body) values (?)", [value[start:]])
    database.commit()

    assert "db.sqlite3 > people.body" in {found.file for found in scan(tmp_path, [WORD])}


def test_a_packed_value_in_a_row_is_found(tmp_path, database):
    database.execute("insert into people (body) values (?)", [zlib.compress(WORD.encode() * 2_000)])
    database.commit()

    assert "db.sqlite3 > people.body > unpacked" in {f.file for f in scan(tmp_path, [WORD])}


def test_a_deleted_row_whose_bytes_are_still_there_is_found(tmp_path, database):
    database.execute("pragma secure_delete=off")
    database.execute("insert into people (note) values (?)", [WORD])
    database.commit()
    database.execute("delete from people")
    database.commit()

    assert is_found(tmp_path, WORD)


def test_the_scan_changes_nothing(tmp_path, database):
    database.execute("insert into people (note) values ('x')")
    database.commit()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    scan(tmp_path, [WORD])

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_only_what_is_allowed_by_file_and_word_is_left_out(tmp_path):
    (tmp_path / "a.txt").write_text(f"{WORD} {PHONE}")
    (tmp_path / "b.txt").write_text(WORD)

    found = scan(tmp_path, [WORD, PHONE], allowed={("a.txt", WORD)})

    assert {(f.file, f.word) for f in found} == {("a.txt", PHONE), ("b.txt", WORD)}


@pytest.mark.parametrize("word", ["", "Ann", "Will", "a-b-c-d", "12 34", "봄바람이"])
def test_a_word_too_short_to_prove_anything_is_refused(tmp_path, word):
    with pytest.raises(ValueError, match="turn up by chance"):
        scan(tmp_path, [WORD, word])


def test_no_form_is_shorter_than_five_bytes():
    for word in ("Ripley", "abcde", "가나다라마", PHONE):
        assert min(map(len, forms(word))) >= 5


def test_three_hundred_words_in_sixty_megabytes_take_seconds(tmp_path):
    dice = random.Random(7)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(dice.choices(letters, k=9)).title() for _ in range(300)]
    (tmp_path / "noise").write_bytes(dice.randbytes(8_000_000))
    (tmp_path / "text").write_text(
        " ".join("".join(dice.choices(letters, k=7)) for _ in range(500_000))
    )

    begun = time.process_time()
    found = scan(tmp_path, words)

    assert found == []
    assert time.process_time() - begun < 12  # 12 MB; five times as much in 60 s on a busy machine.
