"""The phone's page and the office's panel, as browsers meet them."""

import json
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from waystation.base import clock
from waystation.relay.models import OrderRow, PhoneRow, ReportRow
from waystation.relay.tests.conftest import NOW, REAL
from waystation.relay.tests.handset import Handset
from waystation.vault import door, staff


def signed_in(office, settings, role) -> Client:
    staff.admit(name=role, alias="Somebody", role=role, passphrase="a long day", slots=office.slots)
    browser = Client()
    browser.cookies[settings.DOOR_COOKIE] = door.sign_in(role, "a long day", now=REAL)
    return browser


@pytest.fixture
def harriet(office, settings):
    clock.stand_at(NOW)
    return signed_in(office, settings, "field manager")


@pytest.fixture
def jacob(office, settings):
    return signed_in(office, settings, "approver")


def panel(office) -> str:
    return reverse("phones", args=[office.passage.id])


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
    asked = {"mailbox": str(uuid4()), "token": "A" * 43}
    answer = client.post("/p/api/mail", json.dumps(asked), content_type="application/json")
    assert answer.json()["now"] == "1855-10-26T12:00:00Z"


def test_the_worker_is_served_for_the_phones_pages_with_its_list_in_front(client, db, monkeypatch):
    built = {"precache.json": '{"version": "1", "files": {"phone.js": "aGFzaA=="}}', "sw.js": "//w"}
    monkeypatch.setattr("waystation.relay.views._built", built.__getitem__)

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
    monkeypatch.setattr("waystation.relay.views._built", lambda name: told)

    answer = client.get("/p/manifest.webmanifest").json()

    assert answer["name"] == "Notes"
    assert answer["icons"] == [{"src": "/static/waystation/notes-192.png"}]


def test_without_a_built_script_there_is_no_worker(client, db, monkeypatch):
    monkeypatch.setattr("waystation.relay.views.finders.find", lambda name: None)

    assert client.get("/p/sw.js").status_code == 404


def test_a_link_is_shown_once_with_a_code_and_no_inline_style(office, harriet):
    page = harriet.post(reverse("invite", args=[office.first.id]))

    text = page.content.decode()
    assert "http://testserver/p/#" in text
    assert "<svg" in text
    assert " style=" not in text
    assert page["Cache-Control"] == "no-store"
    assert harriet.get(reverse("invite", args=[office.first.id])).status_code == 405


def test_the_panel_leads_from_invitation_to_order(office, harriet):
    assert "Invite phone" in harriet.get(panel(office)).content.decode()
    phone = Handset()
    number = phone.join(office.invite().fragment)
    text = harriet.get(panel(office)).content.decode()
    assert f"{number[:3]} {number[3:]}" in text

    pressed = {"act": "confirm", "subject": phone.mailbox, "digits": number}
    answer = harriet.post(panel(office), pressed, headers={"HX-Request": "true"})
    assert "Send order" in answer.content.decode()
    assert answer["HX-Trigger"] == "moved"
    pressed = {"act": "send", "subject": str(office.first.id)}
    answer = harriet.post(panel(office), pressed, headers={"HX-Request": "true"})

    assert "on the phone" in answer.content.decode()
    assert len(phone.orders()) == 1


def test_what_is_refused_is_said_in_the_panel(office, harriet):
    pressed = {"act": "send", "subject": str(office.first.id)}

    answer = harriet.post(panel(office), pressed, headers={"HX-Request": "true"})

    assert "no confirmed phone" in answer.content.decode()
    assert "HX-Trigger" not in answer


@pytest.mark.parametrize(
    "pressed", [{"act": "burn", "subject": str(uuid4())}, {"subject": "x"}, {}]
)
def test_a_button_that_is_not_there_does_nothing(office, harriet, pressed):
    answer = harriet.post(panel(office), pressed, headers={"HX-Request": "true"})

    assert 'role="alert"' in answer.content.decode()


def test_an_approver_reads_the_panel_and_presses_nothing(office, jacob):
    page = jacob.get(panel(office))
    assert page.status_code == 200
    assert "<form" not in page.content.decode()

    pressed = {"act": "send", "subject": str(office.first.id)}

    assert jacob.post(panel(office), pressed).status_code == 403
    assert jacob.post(reverse("invite", args=[office.first.id])).status_code == 403
    assert not OrderRow.objects.exists()
    assert not PhoneRow.objects.exists()


@pytest.mark.parametrize("role", ["case worker", "finance officer", "security officer"])
def test_other_roles_have_no_door_here(office, settings, role):
    browser = signed_in(office, settings, role)

    assert browser.get(panel(office)).status_code == 403
    assert browser.post(reverse("collect")).status_code == 403


def test_nobody_signed_in_is_shown_the_door(office, client):
    assert client.get(panel(office)).status_code == 302
    assert client.post(reverse("collect")).status_code == 302


def test_collecting_tells_the_page_only_if_something_came(office, harriet, jacob):
    phone = office.ready_phone()
    order = str(office.send())
    quiet = harriet.post(reverse("collect"))
    assert (quiet.status_code, "HX-Trigger" in quiet) == (204, False)

    phone.report(order, "accepted", "1855-10-26T11:00:00Z")
    answer = jacob.post(reverse("collect"))

    assert (answer.status_code, answer["HX-Trigger"]) == (204, "moved")
    assert ReportRow.objects.get().state == "taken"


def test_the_panels_forms_need_their_token(office, settings):
    browser = signed_in(office, settings, "field manager")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies

    assert strict.post(reverse("collect")).status_code == 403
    assert strict.post(panel(office), {"act": "send"}).status_code == 403
