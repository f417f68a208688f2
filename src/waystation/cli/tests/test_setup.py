"""What a command does with a database it cannot read."""

import sqlite3

from waystation.cli.tests.conftest import run


def test_a_demo_of_the_first_version_is_left_alone(tmp_path):
    old = tmp_path / "db.sqlite3"
    with sqlite3.connect(old) as first:
        first.execute("create table vault_user (id text, verifier blob, seeds blob)")
        first.execute("insert into vault_user values ('a', x'00', x'00')")
    first.close()
    before = old.read_bytes()

    said = run("demo", "load", "--if-empty", home=tmp_path)

    assert (said.status, said.out) == (2, "")
    assert "earlier version" in said.err
    assert "Remove that directory" in said.err
    with sqlite3.connect(old) as kept:
        tables = [name for (name,) in kept.execute("select name from sqlite_schema")]
        assert tables == ["vault_user"]
    assert len(old.read_bytes()) == len(before)
