"""An organisation on a PostgreSQL server: founded, written to at once, copied and put back."""

import os
import subprocess
import sys
import tarfile
import time
from io import BytesIO

import pytest

from waystation.cli import copying_postgres
from waystation.cli.tests.conftest import COMMAND, environment, run
from waystation.cli.tests.test_audit_command import WRITING
from waystation.cli.tests.test_backup import opened
from waystation.cli.tests.test_init import OFFICER, PASSPHRASE

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def organisation(empty_database, tmp_path_factory):
    """Found an organisation on a server's database; gives its data directory and the address."""
    home, address = tmp_path_factory.mktemp("server") / "home", empty_database()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAYSTATION_DATABASE_URL", address)
        said = run("init", *OFFICER, home=home, fd_text=PASSPHRASE)
    assert (said.status, said.err) == (0, "")
    return home, address


@pytest.fixture
def founded(organisation, monkeypatch):
    """Let every command of a test work on that organisation."""
    home, address = organisation
    monkeypatch.setenv("WAYSTATION_DATABASE_URL", address)
    return home


def connected():
    """Connect to the database that commands work on now."""
    # Here, not above: these tests are left out where there is no driver.
    import psycopg

    return psycopg.connect(os.environ["WAYSTATION_DATABASE_URL"])


def n_visits() -> int:
    with connected() as asking:
        return asking.execute("SELECT count(*) FROM vault_session").fetchone()[0]


def visit() -> None:
    """Leave a visit in the database, as if somebody were signed in."""
    with connected() as asking:
        asking.execute("INSERT INTO vault_session VALUES ('visit-of-sophia', '2999-01-01', '')")


def test_nothing_of_the_organisation_lies_in_a_file_of_sqlite(founded):
    assert not (founded / "db.sqlite3").exists()
    assert (founded / "keystore.sqlite").exists()
    assert run("audit", "verify", home=founded).status == 0


def test_processes_that_write_at_once_make_one_whole_chain(founded):
    before = int(run("audit", "verify", home=founded).out.split()[0])

    writers = [
        subprocess.Popen([sys.executable, "-c", WRITING], env=environment(founded))
        for _ in range(4)
    ]

    assert [writer.wait(300) for writer in writers] == [0, 0, 0, 0]
    said = run("audit", "verify", home=founded)
    assert said.out.startswith(f"{before + 160} entries")
    assert said.status == 0


HANG_UP = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"


def test_the_worker_goes_round_again_after_the_server_hung_up(founded):
    seen = founded / "worker-seen"
    words = (*COMMAND, "work", "--every", "1")
    with subprocess.Popen(words, env=environment(founded), stderr=subprocess.PIPE) as worker:
        until(seen.exists)

        with connected() as asking:
            asking.execute(f"{HANG_UP} AND datname = current_database()")
        assert b"trying again" in worker.stderr.readline()
        last = seen.stat().st_mtime_ns

        until(lambda: seen.stat().st_mtime_ns > last)
        worker.terminate()


def until(holds) -> None:
    """Wait for something another process does."""
    for _ in range(3_000):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it never came")


def test_a_backup_is_put_back_onto_another_empty_database_and_nowhere_else(
    founded, empty_database, tmp_path, monkeypatch, age, age_keys
):
    file, keys, (passmore, _, _) = tmp_path / "b.age", tmp_path / "k.age", age_keys
    visit()
    made = run("backup", file, "--to", passmore.recipient, home=founded)
    run("keys", "copy", keys, "--to", passmore.recipient, home=founded)
    restore = ("restore", file, "--identity", passmore.file, "--key-store", keys)

    full = run(*restore, home=tmp_path / "full")
    monkeypatch.setenv("WAYSTATION_DATABASE_URL", empty_database())
    put_back = run(*restore, home=tmp_path / "new")

    assert (made.status, made.err) == (0, "")
    with tarfile.open(fileobj=BytesIO(opened(age, file, passmore))) as tar:
        assert tar.getnames() == ["about.json", "db.pgdump", "pepper"]
    assert full.err.startswith("waystation: error: The database is not empty")
    assert (put_back.status, put_back.err) == (0, "")
    assert n_visits() == 0
    # The book's guards came along, and so did the whole chain of acts.
    assert run("audit", "verify", home=tmp_path / "new").status == 0
    assert "superuser" in run("doctor", home=tmp_path / "new").out
    monkeypatch.delenv("WAYSTATION_DATABASE_URL")
    other = run(*restore, home=tmp_path / "file")
    assert "The backup is of a PostgreSQL server" in other.err
    assert not (tmp_path / "file" / "pepper").exists()


def test_a_damaged_copy_is_known_before_anything_is_put_back(founded, tmp_path):
    whole = tmp_path / "whole"
    words = ("--format=custom", f"--file={whole}", os.environ["WAYSTATION_DATABASE_URL"])
    subprocess.run(["pg_dump", *words], check=True)
    raw = whole.read_bytes()
    (tmp_path / "cut").write_bytes(raw[: len(raw) // 2])
    (tmp_path / "none").write_bytes(b"nothing of the kind")

    assert ("ledger", "0001_initial") in copying_postgres.applied_in(whole)
    assert copying_postgres.applied_in(tmp_path / "cut") is None
    assert copying_postgres.applied_in(tmp_path / "none") is None


def test_a_server_that_does_not_answer_is_said_in_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("WAYSTATION_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")

    said = run("doctor", home=tmp_path)

    assert said.status == 2
    assert "waystation: error: The database does not answer" in said.err
    assert "Traceback" not in said.err
