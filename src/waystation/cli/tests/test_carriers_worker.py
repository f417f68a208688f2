"""The worker itself, as a process: it calls those on duty by their own ways, and then the house."""

import json
import shutil
import sqlite3
from uuid import uuid4

import pytest

from waystation.cli.tests.conftest import run
from waystation.cli.tests.listeners import page, post_office
from waystation.cli.tests.test_work import arm_alone

DUTY, ALIAS = uuid4(), "abcdefgh234567ab"


def put(home, sql: str, *values) -> None:
    live = sqlite3.connect(home / "db.sqlite3")
    with live:
        live.execute(sql, values)
    live.close()


def ask(home, sql: str) -> list[tuple]:
    live = sqlite3.connect(home / "db.sqlite3")
    found = live.execute(sql).fetchall()
    live.close()
    return found


def way(home, target: str, place: int) -> None:
    put(
        home,
        "insert into base_ping (id, duty, place, target, kept_for, n_failed, taken_on)"
        " values (?, ?, ?, ?, x'00', 0, '2026-01-01')",
        uuid4().hex, DUTY.hex, place, target,
    )  # fmt: skip


@pytest.mark.long
def test_a_due_alarm_calls_the_first_way_the_next_if_it_fails_and_the_house_besides(
    demo_home, tmp_path, monkeypatch
):
    home = shutil.copytree(demo_home, tmp_path / "copy")
    arm_alone(home, "1855-10-26 12:00:00")
    put(home, "update base_watch set cell = ?", DUTY.hex)
    with page(503) as deaf, page() as listener, post_office() as office:
        hosts = [
            one.address.removeprefix("http://").removesuffix("/topic") for one in (deaf, listener)
        ]
        way(home, f"ntfy {hosts[0]} {ALIAS}", 1)
        way(home, f"gateway {hosts[1]} {ALIAS}", 2)
        monkeypatch.setenv("WAYSTATION_PING_HOSTS", ",".join(hosts))
        monkeypatch.setenv("WAYSTATION_PING_MAIL", "house@example.org")
        monkeypatch.setenv("WAYSTATION_MAIL_SERVER", office.address)
        monkeypatch.setenv("WAYSTATION_MAIL_FROM", "way@example.org")

        said = run("work", "--once", home=home)

    assert said.out.endswith("sent word of 1\n")
    assert said.err == "waystation: warning: the call by ntfy was not taken; trying again\n"
    assert [json.loads(body)["message"] for _path, _headers, body in deaf.heard] == ["1"]
    assert [json.loads(body)["message"] for _path, _headers, body in listener.heard] == ["1"]
    assert [text.partition("\r\n\r\n")[2] for text in office.heard] == ["1\r\n"]
    ways = ask(home, "select place, n_failed, failed_on is null from base_ping order by place")
    assert ways == [(1, 1, 0), (2, 0, 1)]
    assert ask(home, "select pinged from base_page") == [(1,)]
