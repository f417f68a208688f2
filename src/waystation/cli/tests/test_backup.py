"""`waystation backup`: an age file that its recipient opens into a whole database, nobody else."""

import io
import shutil
import sqlite3
import subprocess
import tarfile

import pytest

from waystation.base.errors import Refused
from waystation.cli import carried
from waystation.cli.tests.conftest import run
from waystation.cli.tests.test_work import put


@pytest.fixture
def home(demo_home, tmp_path):
    return shutil.copytree(demo_home, tmp_path / "copy")


def opened(age, file, key) -> bytes | None:
    """Open a file with the `age` program itself; None if this key does not."""
    done = subprocess.run([age, "-d", "-i", key.file, file], capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else None


def test_the_age_program_opens_it_for_each_recipient_and_for_nobody_else(
    home, tmp_path, age, age_keys
):
    file = tmp_path / "backup.age"
    passmore, jacob, stranger = age_keys
    stored, half = home / "media" / ("ab" * 16), home / "media" / f"{'cd' * 16}.part"
    stored.parent.mkdir(mode=0o700)
    stored.write_bytes(b"sealed bytes of a file")
    half.write_bytes(b"half of one")
    put(
        home,
        "insert into vault_session (id, expires_at, body)"
        " values ('visit-of-harriet', '2999-01-01 00:00:00', x'00')",
    )

    said = run("backup", file, "--to", passmore.recipient, "--to", jacob.recipient, home=home)

    assert (said.status, said.err) == (0, "")
    assert "bytes sealed into" in said.out
    assert "The key store is not in it" in said.out
    assert file.read_bytes().startswith(b"age-encryption.org/v1")
    assert file.stat().st_mode & 0o777 == 0o600
    copy = opened(age, file, passmore)
    assert copy == opened(age, file, jacob)
    assert opened(age, file, stranger) is None
    with tarfile.open(fileobj=io.BytesIO(copy)) as tar:
        assert tar.getnames() == ["about.json", "db.sqlite3", "pepper", f"media/{stored.name}"]
        assert {(entry.uname, entry.mtime, entry.mode) for entry in tar} == {("", 0, 0o600)}
        tar.extractall(tmp_path / "out", filter="data")
    out = tmp_path / "out"
    assert (out / "pepper").read_bytes() == (home / "pepper").read_bytes()
    assert (out / "media" / stored.name).read_bytes() == b"sealed bytes of a file"
    live = sqlite3.connect(out / "db.sqlite3")
    assert live.execute("pragma integrity_check").fetchone() == ("ok",)
    assert live.execute("select count(*) from network_placerow").fetchone()[0] >= 371
    assert live.execute("select count(*) from vault_session").fetchone() == (0,)
    live.close()
    # No shred key and no visit lies anywhere in it.
    keys = sqlite3.connect(home / "keystore.sqlite")
    shreds = [key for (key,) in keys.execute("select key from shred")]
    keys.close()
    assert len(shreds) > 400
    assert not [key for key in shreds if key in copy]
    assert b"visit-of-harriet" not in copy
    assert not list(home.glob("tmp*"))  # The plain copy is gone.
    assert acts(home)[-1] == BACKED_UP


BACKED_UP, COPIED = 70, 71


def acts(home) -> list[int]:
    live = sqlite3.connect(home / "db.sqlite3")
    found = [kind for (kind,) in live.execute("select kind from vault_auditentry order by seq")]
    live.close()
    return found


def test_a_file_of_that_name_is_never_written_over(demo_home, tmp_path, age_keys):
    file = tmp_path / "backup.age"
    file.write_text("the only copy")

    said = run("backup", file, "--to", age_keys[0].recipient, home=demo_home)

    assert (said.status, said.out) == (2, "")
    assert "exists already" in said.err
    assert file.read_text() == "the only copy"


def test_a_recipient_that_is_none_is_refused_and_nothing_is_left(demo_home, tmp_path):
    file, before = tmp_path / "backup.age", acts(demo_home)

    said = run("backup", file, "--to", "age1nobody", home=demo_home)

    assert (said.status, said.out) == (2, "")
    assert "A recipient begins with age1." in said.err
    assert not file.exists()
    assert not list(demo_home.glob("tmp*"))
    assert acts(demo_home) == before


def test_where_there_is_no_database_there_is_nothing_to_copy(tmp_path, age_keys):
    said = run("backup", tmp_path / "b.age", "--to", age_keys[0].recipient, home=tmp_path / "new")

    assert said.status == 2
    assert said.err.startswith("waystation: error: There is no database to copy.")


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(Refused, match="is not a folder"):
        carried.free_target(str(tmp_path / "no" / "b.age"))


def test_a_backup_needs_somebody_to_open_it(demo_home, tmp_path, command):
    said = command("backup", tmp_path / "b.age")

    assert said.status == 2
    assert "--to" in said.err
