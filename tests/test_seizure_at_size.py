"""The seizure at size: 1,400 cases, 28,000 records, fifty people at work, and a thief.

Everything written is searched for every mark of the synthetic people and for what was typed: the
database and its log, the key store, sessions, mail, notices, media, backup, papers, temporary
files, what the server said. Then the same scanner finds, in the same places, what is put there.
"""

import base64
import hashlib
import io
import json
import shutil
import sqlite3
import tarfile
import unicodedata
import zlib
from pathlib import Path
from urllib.parse import quote

import pyrage
import pytest

from tests.large_office import CASES, COLLEAGUES, STORY, LargeOffice, signed_in, words
from waystation.testing.canaries import scan
from waystation.testing.cast import WILLIAM
from waystation.testing.population import RECORDS

pytestmark = pytest.mark.long
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.fixture(scope="module")
def seized(tmp_path_factory):
    """Work, then end everything as a power cut does; gives the office and what it held."""
    office = LargeOffice(tmp_path_factory.mktemp("large"))
    with pytest.MonkeyPatch.context() as patch:
        # What our processes write to be forgotten is found too.
        patch.setenv("TMPDIR", str(office.temp))
        held = office.fill()
        office.served.start()
        office.work(held["cookies"])
        office.back_up()
        office.kill()
        yield office, held
        if office.served.process is not None:
            office.kill()


def test_the_office_was_as_large_as_promised_and_at_work(seized):
    office, held = seized

    assert held["records"] >= RECORDS
    with sqlite3.connect(office.served.home / "db.sqlite3") as table:
        count = {
            name: table.execute(f"select count(*) from {name}").fetchone()[0]
            for name in ("cases_householdrow", "cases_personrow", "cases_tiprow", "vault_session")
        }
    assert count["cases_householdrow"] >= CASES
    assert count["cases_personrow"] + count["cases_householdrow"] + count["cases_tiprow"] >= RECORDS
    # Fifty colleagues, and those of the cast who came by the door.
    assert count["vault_session"] >= COLLEAGUES
    # Two files of a case, and nothing half-written beside them.
    assert len(list((office.served.home / "media").iterdir())) == 2


def test_a_seized_server_gives_up_no_word_of_28_000_records(seized):
    office, held = seized

    assert scan(office.stores, [*words(), *held["cookies"]]) == []


def test_nor_does_the_backup_when_it_is_opened(seized, tmp_path):
    office, _held = seized
    plain = pyrage.decrypt((office.papers / "backup.age").read_bytes(), [office.key])
    with tarfile.open(fileobj=io.BytesIO(plain)) as archive:
        archive.extractall(tmp_path, filter="data")

    names = {path.name for path in tmp_path.rglob("*")}
    assert "db.sqlite3" in names
    assert not any("keystore" in name for name in names)
    assert scan(tmp_path, words()) == []


def ways(word: str) -> dict[str, bytes]:
    """Write a word in every form by hand, not with the scanner's own code."""
    raw = word.encode()
    return {
        "utf-8": raw,
        "utf-16, low end": word.encode("utf-16-le"),
        "utf-16, high end": word.encode("utf-16-be"),
        "decomposed": unicodedata.normalize("NFD", word).encode(),
        "reversed": word[::-1].encode(),
        "capitals": word.upper().encode(),
        "hex": raw.hex().encode(),
        "HEX": raw.hex().upper().encode(),
        **{f"base64, {n} before": base64.b64encode(b"\xff" * n + raw + b"!") for n in range(3)},
        "base64url": base64.urlsafe_b64encode(b"\xfb\xff" + raw),
        "json": json.dumps(word).encode(),
        "percent": quote(word).encode(),
        "every byte percent": "".join(f"%{byte:02X}" for byte in raw).encode(),
        "packed": zlib.compress(64 * raw),
        **{name: hashlib.new(name, raw).digest() for name in ("md5", "sha1", "sha256")},
        "sha256 in hex": hashlib.sha256(raw).hexdigest().encode(),
        "sha256 in base64": base64.b64encode(hashlib.sha256(raw).digest()),
    }


def plants(stores: list[str]) -> dict[str, dict[str, tuple[str, bytes]]]:
    """Give a word of its own for every store and form, Latin and Korean in turn."""
    names = list(ways("x"))
    found = {}
    for at, store in enumerate(stores):
        found[store] = {}
        for number, form in enumerate(names):
            tail = LETTERS[at] + LETTERS[number] + LETTERS[(7 * at + number) % 26]
            word = f"Wurzelkraut{tail}" if number % 2 else f"뿌리풀나무숲{tail}"
            found[store][form] = (word, ways(word)[form])
    return found


def append(path: Path, planted: list[bytes]) -> None:
    with path.open("ab") as file:
        file.write(b"\n" + b"\n".join(planted) + b"\n")


def insert(path: Path, planted: list[bytes], statement: str) -> None:
    with sqlite3.connect(path) as table:
        table.executemany(statement, [(value,) for value in planted])
    table.close()


def into_the_log(home: Path, planted: list[bytes]) -> None:
    """Write rows that stay in the write-ahead log, and take the files as they are then."""
    table = sqlite3.connect(home / "db.sqlite3")
    table.execute("pragma journal_mode=wal")
    table.execute("pragma wal_autocheckpoint=0")
    table.execute("create table if not exists forgotten (body blob)")
    table.executemany("insert into forgotten values (?)", [(value,) for value in planted])
    table.commit()
    kept = {tail: (home / f"db.sqlite3{tail}").read_bytes() for tail in ("", "-wal", "-shm")}
    table.close()
    for tail, content in kept.items():
        (home / f"db.sqlite3{tail}").write_bytes(content)


SESSION = "update vault_session set body = cast(body || ? as blob)"
DATABASE = {
    "a sealed column": "update cases_householdrow set body = cast(body || ? as blob) where rowid ="
    " (select min(rowid) from cases_householdrow)",
    "a session": SESSION,
    "a notice": "insert into vault_notice (id, day, box) values (hex(randomblob(16)), '1855-1-1',"
    " ?)",
    "a mailbox": "insert into vault_mailbox (id, slots) values (hex(randomblob(16)), ?)",
    "the queue": "insert into base_watch (id, cell, due_at, state, step, calls, alarm, codes,"
    " tiers, replies)"
    " values (hex(randomblob(16)), '0', '1855-1-1', 'armed', 0, 1, ?, x'', x'', x'')",
}
FILES = {
    "the server's words": "serve.log",
    "media": "var/media/0123",
    "a paper": "papers/note",
    "the backup": "papers/backup.age",
    "a temporary file": "temp/upload",
    "the pepper": "var/pepper",
}


def test_the_scanner_finds_every_form_of_a_word_in_every_store(seized, tmp_path):
    office, _held = seized
    copy = tmp_path / "copy"
    shutil.copytree(office.stores, copy)
    planted = plants([*DATABASE, *FILES, "the write-ahead log", "the key store"])

    for store, statement in DATABASE.items():
        insert(copy / "var" / "db.sqlite3", [raw for _word, raw in planted[store].values()],
               statement)  # fmt: skip
    for store, name in FILES.items():
        (copy / name).parent.mkdir(exist_ok=True)
        append(copy / name, [raw for _word, raw in planted[store].values()])
    shreds = [raw for _word, raw in planted["the key store"].values()]
    insert(copy / "var" / "keystore.sqlite", shreds,
           "insert into shred values (randomblob(16), randomblob(16), ?, 1)")  # fmt: skip
    into_the_log(copy / "var", [raw for _w, raw in planted["the write-ahead log"].values()])

    sought = {word for forms in planted.values() for word, _raw in forms.values()}
    found = {hit.word for hit in scan(copy, sought)}
    missed = [
        (store, form)
        for store, forms in planted.items()
        for form, (word, _raw) in forms.items()
        if word not in found
    ]
    assert missed == []
    assert len(sought) == len(planted) * len(ways("x")) > 200


def test_what_was_typed_is_there_for_whoever_holds_the_keys(seized):
    office, _held = seized

    office.served.serve()

    # The server comes back after the power cut, and nothing of what was written is lost.
    william = signed_in(office.served.port, WILLIAM)
    assert STORY in william.get(office.tip)
    assert STORY in william.get(office.household)
