"""`waystation backup`: an age file that its recipient opens into a whole database, nobody else."""

import io
import sqlite3
import subprocess
import sys
import tarfile
from typing import NamedTuple

import pytest

from waystation.cli.tests.conftest import run

# The age library is the vault's alone, so a process of its own stands in for the `age` program.
MAKE_KEY = "import pyrage; k = pyrage.x25519.Identity.generate(); print(k, k.to_public())"
OPEN = (
    "import sys, pyrage; key = pyrage.x25519.Identity.from_str(sys.argv[1]);"
    "sys.stdout.buffer.write(pyrage.decrypt(open(sys.argv[2], 'rb').read(), [key]))"
)


class Key(NamedTuple):
    """A trustee's age key: the secret, and the recipient to seal to."""

    secret: str
    recipient: str


def make_key() -> Key:
    made = subprocess.run(
        [sys.executable, "-c", MAKE_KEY], capture_output=True, text=True, check=True
    )
    return Key(*made.stdout.split())


def opened(file, key: Key) -> bytes | None:
    """Open an age file; None if this key does not."""
    done = subprocess.run(
        [sys.executable, "-c", OPEN, key.secret, str(file)], capture_output=True, check=False
    )
    return done.stdout if done.returncode == 0 else None


@pytest.fixture(scope="module")
def keys() -> tuple[Key, Key, Key]:
    return make_key(), make_key(), make_key()


def test_each_recipient_opens_the_copy_and_nobody_else_does(demo_home, tmp_path, keys):
    file = tmp_path / "backup.age"
    passmore, jacob, stranger = keys

    said = run(
        *("backup", file, "--to", passmore.recipient, "--to", jacob.recipient), home=demo_home
    )

    assert (said.status, said.err) == (0, "")
    assert "bytes sealed into" in said.out
    assert file.read_bytes().startswith(b"age-encryption.org/v1")
    copy = opened(file, passmore)
    assert copy == opened(file, jacob)
    assert opened(file, stranger) is None
    with tarfile.open(fileobj=io.BytesIO(copy)) as tar:
        assert tar.getnames() == ["db.sqlite3", "pepper"]
        tar.extractall(tmp_path, filter="data")
    assert (tmp_path / "pepper").read_bytes() == (demo_home / "pepper").read_bytes()
    live = sqlite3.connect(tmp_path / "db.sqlite3")
    assert live.execute("pragma integrity_check").fetchone() == ("ok",)
    assert live.execute("select count(*) from network_placerow").fetchone()[0] == 371
    live.close()
    assert not list(demo_home.glob("tmp*"))  # The plain copy is gone.


def test_a_file_of_that_name_is_never_written_over(demo_home, tmp_path, keys):
    file = tmp_path / "backup.age"
    file.write_text("the only copy")

    said = run("backup", file, "--to", keys[0].recipient, home=demo_home)

    assert (said.status, said.out) == (2, "")
    assert "exists already" in said.err
    assert file.read_text() == "the only copy"


def test_a_recipient_that_is_none_is_refused_and_nothing_is_left(demo_home, tmp_path):
    file = tmp_path / "backup.age"

    said = run("backup", file, "--to", "age1nobody", home=demo_home)

    assert (said.status, said.out) == (2, "")
    assert "A recipient begins with age1." in said.err
    assert not file.exists()
    assert not list(demo_home.glob("tmp*"))


def test_a_folder_that_is_not_there_or_a_database_that_is_not_is_refused(demo_home, tmp_path, keys):
    no_folder = run("backup", tmp_path / "no" / "b.age", "--to", keys[0].recipient, home=demo_home)
    no_data = run("backup", tmp_path / "b.age", "--to", keys[0].recipient, home=tmp_path / "new")

    assert (no_folder.status, no_data.status) == (2, 2)
    assert "is not a folder" in no_folder.err
    assert "There is no database to copy." in no_data.err
    assert "Traceback" not in no_folder.err + no_data.err


def test_a_backup_needs_somebody_to_open_it(demo_home, tmp_path):
    said = run("backup", tmp_path / "b.age", home=demo_home)

    assert said.status == 2
    assert "--to" in said.err
