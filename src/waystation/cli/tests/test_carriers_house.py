"""The organisation's own ways out: one word, no address in any log, and TLS before anything."""

import os

import pytest

from waystation.base import mailing
from waystation.cli.carriers import house
from waystation.cli.carriers.word import WORD
from waystation.cli.tests.listeners import page, post_office


def test_a_page_is_told_one_word_that_names_nothing():
    with page() as listener:
        assert house.call(listener.address)

    ((path, headers, body),) = listener.heard
    assert (path, body.decode()) == ("/topic", WORD)
    assert headers["User-Agent"] == "ping"
    assert set(headers) <= {
        "Accept-Encoding", "Content-Length", "Content-Type", "Host", "User-Agent", "Connection",
    }  # fmt: skip


@pytest.mark.parametrize("status", [500, 404, 302])
def test_an_answer_that_is_no_yes_is_no_yes_and_nobody_is_followed(status, capsys):
    with page(status) as listener:
        assert house.call(listener.address) is False

    assert len(listener.heard) == 1
    said = capsys.readouterr().err
    assert said == f"waystation: warning: the ping was answered with {status}; trying again\n"


def test_nobody_at_the_other_end_is_said_without_the_address(capsys):
    assert house.call("http://127.0.0.1:9/secret-topic") is False

    said = capsys.readouterr().err
    assert "ConnectionRefusedError" in said or "URLError" in said
    assert "topic" not in said


@pytest.mark.parametrize("url", ["http://example.org/x", "ftp://127.0.0.1/x", "file:///etc/passwd"])
def test_word_leaves_this_machine_only_over_https(url, capsys):
    assert house.call(url) is False

    assert "not https" in capsys.readouterr().err


def test_a_mail_says_the_same_word(settings):
    with post_office() as office:
        settings.MAIL_SERVER, settings.MAIL_FROM = office.address, "way@example.org"
        assert house.mail(["a@example.org", " b@example.org"], WORD, WORD)

    (text,) = office.heard
    assert "To: a@example.org, b@example.org" in text
    assert text.partition("\r\n\r\n")[2] == "1\r\n"
    assert "Subject: 1\r\n" in text
    assert os.uname().nodename not in text


def test_a_mail_that_is_refused_or_has_no_server_is_no_yes(settings, capsys):
    settings.MAIL_FROM = "way@example.org"
    with post_office(refuses=True) as office:
        settings.MAIL_SERVER = office.address
        assert house.mail(["a@example.org"], "x", "y") is False
    settings.MAIL_SERVER = ""
    assert house.mail(["a@example.org"], "x", "y") is False

    assert "example" not in capsys.readouterr().err


def test_a_password_is_given_to_no_server_that_does_not_ask_for_it(settings, tmp_path, capsys):
    settings.MAIL_FROM, settings.MAIL_LOGIN_FILE = "way@example.org", str(tmp_path / "login")
    with post_office() as office:
        settings.MAIL_SERVER = office.address
        assert house.mail(["a@example.org"], "x", "y") is False  # No such file.
        (tmp_path / "login").write_text("way\nhush\n")
        assert house.mail(["a@example.org"], "x", "y") is False

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

    monkeypatch.setattr("smtplib.SMTP", lambda *args, **kwargs: Server("plain"))
    monkeypatch.setattr("smtplib.SMTP_SSL", lambda *args, **kwargs: Server("tls"))
    settings.MAIL_SERVER = server

    mailing.server()

    assert done == asked


def test_a_second_way_is_tried_even_if_the_first_fails(settings, capsys):
    with post_office() as office:
        settings.PING_URL, settings.PING_MAIL = "http://127.0.0.1:9/", "a@example.org"
        settings.MAIL_SERVER, settings.MAIL_FROM = office.address, "way@example.org"
        assert house.send_ping()

    assert len(office.heard) == 1
