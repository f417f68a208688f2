"""`waystation work --once`: rings what is due and forgets ended sessions, without any key."""

import shutil
import sqlite3
from uuid import uuid4

from waystation.cli.tests.conftest import run


def put(home, sql: str, *values) -> None:
    live = sqlite3.connect(home / "db.sqlite3")
    with live:
        live.execute(sql, values)
    live.close()


def states(home) -> list[str]:
    live = sqlite3.connect(home / "db.sqlite3")
    found = [state for (state,) in live.execute("select state from base_watch order by due_at")]
    live.close()
    return found


def test_one_round_rings_what_is_due_by_the_demos_clock_and_stops(demo_home, tmp_path):
    home = shutil.copytree(demo_home, tmp_path / "copy")
    # The clock stands at noon of 26 October 1855.
    for due in ("1855-10-26 12:00:00", "1855-10-26 12:15:00"):
        put(
            home,
            "insert into base_watch (id, cell, due_at, state, alarm)"
            " values (?, ?, ?, 'armed', x'00')",
            uuid4().hex,
            uuid4().hex,
            due,
        )
    put(
        home,
        "insert into vault_session (id, expires_at, body)"
        " values ('s', '2020-01-01 00:00:00', x'00')",
    )

    first, second = run("work", "--once", home=home), run("work", "--once", home=home)

    assert (first.status, first.err) == (0, "")
    assert first.out == "rang 1 watches, forgot 1 sessions\n"
    assert (second.status, second.out) == (0, "")
    assert states(home) == ["ringing", "armed"]
