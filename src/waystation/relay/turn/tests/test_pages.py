"""The phone's page, its script and its name, as a browser meets them."""

import json

from waystation.base import clock
from waystation.relay.tests.conftest import NOW
from waystation.relay.tests.handset import Handset


def test_the_phones_page_is_called_notes_and_says_nothing_else(client, db):
    page = client.get("/p/")

    text = page.content.decode()
    assert "<title>Notes</title>" in text
    assert 'id="phone"' in text
    assert "data-now" not in text
    assert not any(word in text.lower() for word in ("waystation<", "guide", "order", "passage"))
    policy = page["Content-Security-Policy"]
    assert "trusted-types waystation;" in policy + ";"
    assert "default-src 'none'" in policy
    assert "Set-Cookie" not in page


def test_in_a_demo_the_page_tells_the_phone_the_demos_time(client, db):
    clock.stand_at(NOW)

    assert 'data-now="1855-10-26T12:00:00Z"' in client.get("/p/").content.decode()
    assert Handset().turn().now == NOW


def test_the_worker_is_served_for_the_phones_pages_with_its_list_in_front(client, db, monkeypatch):
    built = {"precache.json": '{"version": "1", "files": {"phone.js": "aGFzaA=="}}', "sw.js": "//w"}
    monkeypatch.setattr("waystation.relay.turn.views._built", built.__getitem__)

    answer = client.get("/p/sw.js")

    first, rest = answer.content.decode().split("\n", 1)
    assert json.loads(first.removeprefix("self.SHELL = ").removesuffix(";")) == {
        "version": "1",
        "files": {"/static/waystation/phone.js": "aGFzaA=="},
    }
    assert rest == "//w"
    assert answer["Service-Worker-Allowed"] == "/p/"
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Content-Type"].startswith("text/javascript")


def test_the_manifest_has_a_neutral_name(client, db, monkeypatch):
    told = '{"name": "Notes", "icons": [{"src": "notes-192.png"}]}'
    monkeypatch.setattr("waystation.relay.turn.views._built", lambda name: told)

    answer = client.get("/p/manifest.webmanifest").json()

    assert answer["name"] == "Notes"
    assert answer["icons"] == [{"src": "/static/waystation/notes-192.png"}]


def test_without_a_built_script_there_is_no_worker(client, db, monkeypatch):
    monkeypatch.setattr("waystation.relay.turn.views.finders.find", lambda name: None)

    assert client.get("/p/sw.js").status_code == 404
