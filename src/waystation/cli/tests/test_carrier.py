"""Word that something rings: always the same, without an address in any log, until it is taken."""

import os
import shutil
import sqlite3

import pytest
from django.conf import settings as configured

from waystation.base import watches
from waystation.base.tests.test_watches import NOON, armed
from waystation.cli import carrier
from waystation.cli.tests.conftest import run
from waystation.cli.tests.listeners import page, post_office
from waystation.cli.tests.test_work import arm_alone
from waystation.cli.work import Pinger

PING = "Something waits for you. Sign in.\n"


def test_a_page_is_told_one_word_that_names_nothing():
    with page() as listener:
        assert carrier.call(listener.address)

    ((path, headers, body),) = listener.heard
    assert (path, body.decode()) == ("/topic", PING)
    assert headers["User-Agent"] == "ping"
    assert set(headers) <= {
        "Accept-Encoding", "Content-Length", "Content-Type", "Host", "User-Agent", "Connection",
    }  # fmt: skip


@pytest.mark.parametrize("status", [500, 404, 302])
def test_an_answer_that_is_no_yes_is_no_yes_and_nobody_is_followed(status, capsys):
    with page(status) as listener:
        assert carrier.call(listener.address) is False

    assert len(listener.heard) == 1
    said = capsys.readouterr().err
    assert said == f"waystation: warning: the ping was answered with {status}; trying again\n"


def test_nobody_at_the_other_end_is_said_without_the_address(capsys):
    assert carrier.call("http://127.0.0.1:9/secret-topic") is False

    said = capsys.readouterr().err
    assert "ConnectionRefusedError" in said or "URLError" in said
    assert "topic" not in said


@pytest.mark.parametrize("url", ["http://example.org/x", "ftp://127.0.0.1/x", "file:///etc/passwd"])
def test_word_leaves_this_machine_only_over_https(url, capsys):
    assert carrier.call(url) is False

    assert "not https" in capsys.readouterr().err


def test_a_mail_says_the_same_word(settings):
    with post_office() as office:
        settings.MAIL_SERVER, settings.MAIL_FROM = office.address, "way@example.org"
        assert carrier.mail(["a@example.org", " b@example.org"], "Sign in", PING)

    (text,) = office.heard
    assert "To: a@example.org, b@example.org" in text
    assert "Something waits for you." in text
    assert os.uname().nodename not in text


def test_a_mail_that_is_refused_or_has_no_server_is_no_yes(settings, capsys):
    settings.MAIL_FROM = "way@example.org"
    with post_office(refuses=True) as office:
        settings.MAIL_SERVER = office.address
        assert carrier.mail(["a@example.org"], "x", "y") is False
    settings.MAIL_SERVER = ""
    assert carrier.mail(["a@example.org"], "x", "y") is False

    assert "example" not in capsys.readouterr().err


def test_a_password_is_given_to_no_server_that_does_not_ask_for_it(settings, tmp_path, capsys):
    settings.MAIL_FROM, settings.MAIL_LOGIN_FILE = "way@example.org", str(tmp_path / "login")
    with post_office() as office:
        settings.MAIL_SERVER = office.address
        assert carrier.mail(["a@example.org"], "x", "y") is False  # No such file.
        (tmp_path / "login").write_text("way\nhush\n")
        assert carrier.mail(["a@example.org"], "x", "y") is False

    assert office.heard == []
    assert "hush" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("server", "asked"),
    [
        ("127.0.0.1:25", ["plain"]),
        ("mail.example.org:587", ["plain", "starttls"]),
        ("mail.example.org:465", ["tls"]),
    ],
)
def test_a_server_elsewhere_is_told_nothing_before_tls(server, asked, settings, monkeypatch):
    done = []

    class Server:
        def __init__(self, how):
            done.append(how)

        def starttls(self, *, context):
            assert context.check_hostname
            done.append("starttls")

    monkeypatch.setattr(carrier.smtplib, "SMTP", lambda *args, **kwargs: Server("plain"))
    monkeypatch.setattr(carrier.smtplib, "SMTP_SSL", lambda *args, **kwargs: Server("tls"))
    settings.MAIL_SERVER = server

    carrier._mail_server()

    assert done == asked


def test_a_second_way_is_tried_even_if_the_first_fails(settings, capsys):
    with post_office() as office:
        settings.PING_URL, settings.PING_MAIL = "http://127.0.0.1:9/", "a@example.org"
        settings.MAIL_SERVER, settings.MAIL_FROM = office.address, "way@example.org"
        assert carrier.send_ping()

    assert len(office.heard) == 1


@pytest.fixture
def pinger(db, settings, monkeypatch):
    """Give a pinger whose carrier answers as told, and an alarm that rings."""
    settings.PING_URL = "http://127.0.0.1:9/"
    armed()
    watches.ring_due(NOON)
    made = Pinger()
    made.answers, made.sent = [], 0

    def send_ping():
        made.sent += 1
        return made.answers.pop(0)

    monkeypatch.setattr(carrier, "send_ping", send_ping)
    return made


def test_word_is_sent_once_when_it_is_taken(pinger):
    pinger.answers = [True]

    assert [pinger.ping(0.0), pinger.ping(1.0)] == [1, 0]
    assert pinger.sent == 1


def test_word_that_is_not_taken_is_sent_again_after_longer_and_longer(pinger):
    pinger.answers = [False, False, True]

    at = [0.0, 19.0, 20.0, 59.0, 60.0, 61.0]

    # 20 s after the first, 40 s after the second.
    assert [pinger.ping(s) for s in at] == [0, 0, 0, 0, 1, 0]
    assert pinger.sent == 3


def test_the_wait_grows_to_ten_minutes_and_no_further(pinger):
    pinger.answers = [False] * 10

    at_s = 0.0
    for _ in range(10):
        pinger.ping(at_s)
        at_s = pinger.again_at_s

    assert pinger.wait_s == 600


def test_whoever_dies_between_sending_and_noting_sends_again(pinger, monkeypatch):
    pinger.answers = [True, True]
    monkeypatch.setattr(watches, "note_pinged", lambda ids: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        pinger.ping(0.0)
    monkeypatch.undo()
    configured.PING_URL = "http://127.0.0.1:9/"
    monkeypatch.setattr(carrier, "send_ping", lambda: True)

    assert Pinger().ping(1.0) == 1


def test_without_a_carrier_nobody_is_told_and_nothing_is_noted(pinger, settings):
    settings.PING_URL = ""

    assert pinger.ping(0.0) == 0
    assert len(watches.unpinged()) == 1


def test_the_worker_itself_sends_word_until_a_page_takes_it(demo_home, tmp_path, monkeypatch):
    home = shutil.copytree(demo_home, tmp_path / "copy")
    arm_alone(home, "1855-10-26 12:00:00")
    with page(503) as deaf:
        monkeypatch.setenv("WAYSTATION_PING_URL", deaf.address)
        first = run("work", "--once", home=home)
    with page() as listener:
        monkeypatch.setenv("WAYSTATION_PING_URL", listener.address)
        second = run("work", "--once", home=home)

    assert "answered with 503" in first.err
    assert second.out.endswith("sent word of 1\n")
    assert [body.decode() for _path, _headers, body in listener.heard] == [PING]
    live = sqlite3.connect(home / "db.sqlite3")
    assert live.execute("select state, pinged from base_watch").fetchall() == [("ringing", 1)]
    live.close()
