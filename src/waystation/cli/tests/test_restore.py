"""Restore: a backup and a copy of the key store make an organisation again, on an empty machine."""

import io
import shutil
import sqlite3
import subprocess
import sys
from uuid import UUID

import pytest

from waystation.base.errors import Refused
from waystation.cli import archive, carried, restore
from waystation.cli.tests.conftest import environment, run
from waystation.cli.tests.test_backup import COPIED, acts, opened
from waystation.testing.cast import WILLIAM

# What one person opens, in a process of its own: a digest of every value, by row.
OPENED = """
import sys, hashlib, django; django.setup()
from waystation.vault import staff
from waystation.cases import queries
from waystation.base import clock
door = staff.try_door(sys.argv[1], sys.stdin.readline().strip())
ring = staff.ring_of(door)[1]
for view in sorted(queries.households(ring, clock.now().date()), key=lambda one: str(one.id)):
    print(view.id, hashlib.sha256(repr(view).encode()).hexdigest())
"""


def cases_of(home) -> list[str]:
    member = WILLIAM
    done = subprocess.run(
        [sys.executable, "-c", OPENED, member.name],
        input=member.passphrase,
        env=environment(home),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def shreds(home) -> dict[bytes, bytes]:
    keys = sqlite3.connect(home / "keystore.sqlite")
    found = dict(keys.execute("select case_id, key from shred"))
    keys.close()
    return found


def destroy(home, case: bytes) -> None:
    keys = sqlite3.connect(home / "keystore.sqlite")
    with keys:
        keys.execute("delete from shred where case_id = ?", (case,))
    keys.close()


@pytest.fixture(scope="module")
def copies(demo_home_once, tmp_path_factory, age_keys):
    """Make a backup and a copy of the key store once: folder, home, and the two files."""
    folder = tmp_path_factory.mktemp("copies")
    home = shutil.copytree(demo_home_once, folder / "home")
    to = ("--to", age_keys[0].recipient)
    backup, keys = folder / "backup.age", folder / "keys.age"
    assert run("backup", backup, *to, home=home).status == 0
    said = run("keys", "copy", keys, *to, home=home)
    assert said.status == 0
    assert f"Copy no. {len(acts(home))}: {len(shreds(home))} keys" in said.out
    assert acts(home)[-1] == COPIED
    return home, backup, keys


def put_back(target, copies, key, *words):
    _home, backup, keys = copies
    words = words or ("--key-store", keys)
    return run("restore", backup, "--identity", key.file, *words, home=target)


def test_an_empty_machine_is_the_organisation_again(copies, tmp_path, age_keys):
    home, target = copies[0], tmp_path / "new"

    said = put_back(target, copies, age_keys[0])

    assert (said.status, said.err) == (0, "")
    n = len(shreds(home))
    assert f"Cases: {n} open, 0 shut." in said.out
    assert shreds(target) == shreds(home)
    assert (target / "pepper").read_bytes() == (home / "pepper").read_bytes()
    assert acts(target)[-1] == 72
    assert not list(target.glob("tmp*"))
    assert {path.stat().st_mode & 0o077 for path in [target, *target.rglob("*")]} == {0}
    again = put_back(target, copies, age_keys[0])
    assert again.status == 2
    assert "is not empty" in again.err


@pytest.mark.long
def test_the_restore_drill_every_case_opens_byte_for_byte_and_a_purged_one_stays_shut(
    copies, tmp_path, age, age_keys
):
    home, backup, _keys = copies
    before = cases_of(home)
    # A case is purged after the backup: its shred key is gone, then the key store is copied.
    purged = UUID(before[0].split()[0])
    destroy(home, purged.bytes)
    newer, to = tmp_path / "newer.age", ("--to", age_keys[0].recipient)
    assert run("keys", "copy", newer, *to, home=home).status == 0
    target = tmp_path / "new"

    said = run(
        *("restore", backup, "--identity", age_keys[0].file, "--key-store", newer), home=target
    )

    assert said.status == 0
    assert ", 1 shut." in said.out
    after = cases_of(target)
    assert len(before) >= 4
    assert after == before[1:]
    assert purged.bytes not in opened(age, newer, age_keys[0])
    assert run("audit", "verify", home=target).status == 0


@pytest.mark.long
def test_without_the_key_store_nothing_is_done_unless_somebody_insists(copies, tmp_path, age_keys):
    target, key = tmp_path / "new", age_keys[0]
    _home, backup, keys = copies

    refused = run("restore", backup, "--identity", key.file, home=target)
    assert refused.status == 2
    assert "no case opens" in refused.err
    said = put_back(target, copies, key, "--without-key-store")
    assert said.status == 0
    assert "Cases: 0 open, 411 shut." in said.out
    # Once a copy turns up it is put back; a second one is not mixed with it.
    found = run("keys", "put-back", keys, "--identity", key.file, home=target)
    assert "411 open, 0 shut." in found.out
    twice = run("keys", "put-back", keys, "--identity", key.file, home=target)
    assert (twice.status, "There is a key store in place." in twice.err) == (2, True)


# What follows needs no process: files are opened and looked at as the command does.


def into(file, key) -> io.BytesIO:
    out = io.BytesIO()
    carried.open_into(out, str(file), str(key.file))
    return out


def test_one_changed_byte_anywhere_is_refused(copies, age_keys, tmp_path):
    raw = copies[2].read_bytes()
    for at in range(0, len(raw), len(raw) // 40):
        changed = tmp_path / "changed.age"
        changed.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
        with pytest.raises(Refused, match="does not open"):
            into(changed, age_keys[0])


def test_a_file_that_was_cut_off_is_refused(copies, age_keys, tmp_path):
    raw = copies[1].read_bytes()
    for n_bytes in (0, 100, 70_000, len(raw) - 1):
        cut = tmp_path / "cut.age"
        cut.write_bytes(raw[:n_bytes])
        with pytest.raises(Refused, match="does not open"):
            into(cut, age_keys[0])


def test_somebody_elses_key_or_none_is_refused(copies, age_keys, tmp_path):
    with pytest.raises(Refused, match="does not open"):
        into(copies[2], age_keys[2])
    no_key = age_keys[0]._replace(file=tmp_path / "note.txt")
    no_key.file.write_text("# public key: age1…\n")
    with pytest.raises(Refused, match="no age secret key"):
        into(copies[2], no_key)
    no_key.file.write_text("AGE-SECRET-KEY-1NONE\n")
    with pytest.raises(Refused, match="not an age secret key"):
        into(copies[2], no_key)
    with pytest.raises(Refused, match="cannot be read"):
        into(copies[2], age_keys[0]._replace(file=tmp_path / "away"))
    with pytest.raises(Refused, match="no file"):
        into(tmp_path / "away.age", age_keys[0])


def test_a_copy_of_the_key_store_is_no_backup_and_the_other_way_round(copies, age_keys, tmp_path):
    _home, backup, keys = copies

    with pytest.raises(Refused, match="not a backup"):
        carried.unpack_backup(into(keys, age_keys[0]), tmp_path)
    with pytest.raises(Refused, match="not a copy of the key store"):
        carried.open_shreds(str(backup), str(age_keys[0].file))


def packed(parts, **about) -> io.BytesIO:
    out = io.BytesIO()
    archive.pack(out, {"holds": archive.BACKUP} | about, parts)
    out.seek(0)
    return out


@pytest.mark.parametrize(
    "name", ["../pepper", "/etc/passwd", "keystore.sqlite", "media/../x", "media/short", "media"]
)
def test_a_part_of_another_name_is_refused_and_written_nowhere(name, tmp_path):
    folder = tmp_path / "parts"
    folder.mkdir()

    with pytest.raises(Refused, match="did not write"):
        carried.unpack_backup(packed([(name, b"x")]), folder)

    assert list(tmp_path.rglob("*")) == [folder]


def test_a_backup_without_its_database_or_of_another_format_is_refused(tmp_path):
    with pytest.raises(Refused, match="did not write"):
        carried.unpack_backup(packed([("pepper", bytes(32))]), tmp_path)
    with pytest.raises(Refused, match="another Waystation"):
        carried.unpack_backup(packed([], format=2), tmp_path)
    with pytest.raises(Refused, match="did not write"):
        carried.unpack_backup(io.BytesIO(b"not a tar"), tmp_path)


@pytest.fixture
def parts(copies, tmp_path):
    """Give the parts of an opened backup in a folder."""
    folder = tmp_path / "parts"
    folder.mkdir()
    for name in ("pepper", "db.sqlite3"):
        shutil.copy(copies[0] / name, folder / name)
    return folder


def test_a_backup_of_a_newer_waystation_is_refused(parts):
    newer = sqlite3.connect(parts / "db.sqlite3")
    with newer:
        newer.execute(
            "insert into django_migrations (app, name, applied)"
            " values ('vault', '0099_new', '2026-01-01')"
        )
    newer.close()

    with pytest.raises(Refused, match="newer Waystation"):
        restore._check(parts)


def test_a_damaged_database_or_pepper_is_refused(parts):
    restore._check(parts)
    raw = (parts / "db.sqlite3").read_bytes()
    (parts / "db.sqlite3").write_bytes(raw[:50_000] + bytes(4_096) + raw[54_096:])
    with pytest.raises(Refused, match="database in the backup is damaged"):
        restore._check(parts)
    (parts / "db.sqlite3").write_bytes(b"nothing of the kind")
    with pytest.raises(Refused, match="database in the backup is damaged"):
        restore._check(parts)
    (parts / "pepper").write_bytes(b"salt")
    with pytest.raises(Refused, match="pepper"):
        restore._check(parts)
