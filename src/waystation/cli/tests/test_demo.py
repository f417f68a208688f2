"""`waystation demo load`: once, never over anything, and with everything sealed."""

import sqlite3
import stat

from waystation.cli.tests.conftest import run
from waystation.testing.cast import CAST


def test_the_demo_is_loaded_and_tells_how_to_get_in(demo_run):
    _, said = demo_run

    assert (said.status, said.err) == (0, "")
    assert "Vigilance Committee, 1855" in said.out
    for member in CAST:
        line = next(line for line in said.out.splitlines() if member.passphrase in line)
        assert line.split()[0] == member.name
        assert line.endswith(member.role)


def test_what_is_written_is_for_this_user_alone(demo_run):
    home, _ = demo_run

    assert stat.S_IMODE((home / "db.sqlite3").stat().st_mode) == 0o600
    assert stat.S_IMODE((home / "pepper").stat().st_mode) == 0o600


def test_a_second_load_is_refused_and_changes_nothing(demo_home):
    before = counts(demo_home)

    said = run("demo", "load", home=demo_home)

    assert (said.status, said.out) == (2, "")
    assert "There is data" in said.err
    assert "WAYSTATION_HOME" in said.err
    assert counts(demo_home) == before


def test_if_empty_leaves_what_is_there_and_tells_the_logins_again(demo_home):
    before = counts(demo_home)

    said = run("demo", "load", "--if-empty", home=demo_home)

    assert (said.status, said.err) == (0, "")
    assert all(member.passphrase in said.out for member in CAST)
    assert counts(demo_home) == before


def test_no_name_of_the_books_lies_in_the_database(demo_home):
    stored = b"".join(path.read_bytes() for path in demo_home.iterdir())

    for name in (b"Harriet", b"Shephard", b"William Still", b"chestertown", b"Chestertown"):
        assert name not in stored
    # The control: what is plain by decision is found.
    assert b"RESCUE-GENERAL" in stored


def counts(home) -> dict[str, int]:
    """Count the rows of every table."""
    with sqlite3.connect(home / "db.sqlite3") as live:
        tables = [
            name for (name,) in live.execute("select name from sqlite_master where type='table'")
        ]
        return {
            name: live.execute(f'select count(*) from "{name}"').fetchone()[0] for name in tables
        }
