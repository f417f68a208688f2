"""The console's pages about tablets and the tablet's own page, as browsers meet them."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from waystation.cases.tablet import queries
from waystation.cases.tablet.services import taking_in
from waystation.cases.tests.builders import NOW


@pytest.fixture
def browser(sign_in):
    return sign_in("case worker")


def test_the_tablets_page_says_nothing_by_itself_and_sets_no_cookie(client, db):
    page = client.get("/tablet/")

    text = page.content.decode()
    assert "<title>Notebook</title>" in text
    assert "trusted-types waystation;" in page["Content-Security-Policy"] + ";"
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert "Set-Cookie" not in page
    assert not any(word in text.lower() for word in ("household", "case worker", "waystation<"))


def test_the_worker_keeps_the_tablets_page_alone(client, db, monkeypatch):
    built = {
        "tablet-precache.json": '{"version": "1", "files": {"tablet.js": "aGFzaA=="}}',
        "sw.js": "//w",
    }
    monkeypatch.setattr("waystation.cases.tablet.tablet_views._built", built.__getitem__)

    answer = client.get("/tablet/sw.js")

    first, rest = answer.content.decode().split("\n", 1)
    assert json.loads(first.removeprefix("self.SHELL = ").removesuffix(";")) == {
        "version": "1",
        "files": {"/static/waystation/tablet.js": "aGFzaA=="},
        "page": "/tablet/",
        "prefix": "tablet-",
    }
    assert rest == "//w"
    assert answer["Service-Worker-Allowed"] == "/tablet/"
    assert answer["Cache-Control"] == "no-cache"


def test_the_manifest_stands_under_the_tablets_own_path(client, db, monkeypatch):
    told = '{"name": "Notebook", "scope": "/tablet/", "icons": [{"src": "notes-192.png"}]}'
    monkeypatch.setattr("waystation.cases.tablet.tablet_views._built", lambda name: told)

    answer = client.get("/tablet/manifest.webmanifest").json()

    assert (answer["name"], answer["scope"]) == ("Notebook", "/tablet/")
    assert answer["icons"] == [{"src": "/static/waystation/notes-192.png"}]


@pytest.mark.parametrize("name", ["join", "fetch", "word"])
@pytest.mark.parametrize("body", [b"", b"[]", b'{"tablet": 1}', b"x" * 40_000])
def test_what_no_tablet_sends_is_refused(client, db, name, body):
    answer = client.post(f"/tablet/api/{name}", body, content_type="application/json")

    assert answer.status_code == 400


def test_a_worker_makes_a_link_that_is_shown_once(browser):
    page = browser.post(reverse("tablet-new"), {"label": "T-7", "cell": a_cell(browser)})

    text = page.content.decode()
    assert "http://testserver/tablet/#" in text
    assert "<svg" in text
    assert " style=" not in text
    assert page["Cache-Control"] == "no-store"
    assert "T-7" in browser.get(reverse("tablets")).content.decode()


def test_a_link_without_a_label_is_refused_with_the_form(browser):
    page = browser.post(reverse("tablet-new"), {"label": " ", "cell": a_cell(browser)})

    assert page.status_code == 422


def test_the_number_is_compared_and_the_cases_are_chosen_on_the_tablets_page(field, browser):
    slate = field.slate(carries=False)
    page = reverse("tablet", args=[slate.id])
    assert 'name="case"' in browser.get(page).content.decode()

    answer = browser.post(page, {"case": str(field.case)})

    assert answer.status_code == 302
    slate.fetch()
    assert list(slate.cases) == [str(field.case)]
    # One that is none is refused, and nothing changes.
    assert browser.post(page, {"case": str(uuid4())}).status_code == 422


def test_what_came_is_taken_in_and_two_values_are_chosen_between_on_one_page(field, browser):
    first, second = field.slate("T-1"), field.slate("T-2")
    first.say(field.case, "household", field.case, "needs", "shoes", "boots")
    second.say(field.case, "household", field.case, "needs", "shoes", "a cart")

    text = browser.post(reverse("tablets-take-in")).content.decode()

    assert "1 word was written into its case." in text
    assert "boots" in text
    assert "a cart" in text
    (two,) = queries.two_values(field.case, field.keyring)
    unsaid = browser.post(reverse("tablet-choose", args=[two.id]), {"seen": two.shown})
    assert unsaid.status_code == 409
    said = {"seen": two.shown, "value": two.shown, "other": "boots and a cart"}
    assert browser.post(reverse("tablet-choose", args=[two.id]), said).status_code == 302
    assert field.needs() == "boots and a cart"


def test_a_value_of_several_lines_can_be_chosen_although_browsers_send_other_line_ends(
    field, browser
):
    slate = field.slate()
    taking_in._set("household", field.case, "needs", "boots\na coat", field.keyring, NOW)
    slate.say(field.case, "household", field.case, "needs", "shoes", "a cart")
    taking_in.take_in(keyring=field.keyring, now=NOW)
    (two,) = queries.two_values(field.case, field.keyring)

    said = {"seen": "boots\r\na coat", "value": "boots\r\na coat"}
    answer = browser.post(reverse("tablet-choose", args=[two.id]), said)

    assert answer.status_code == 302
    assert field.needs() == "boots\na coat"
    assert queries.two_values(field.case, field.keyring) == []


@pytest.mark.parametrize("since", [10**30, -(10**30)])
def test_a_number_that_no_packet_has_breaks_nothing(field, since):
    assert field.slate().ask("fetch", {"since": since}).status_code in (200, 400)


def test_a_worker_of_another_compartment_meets_no_tablet(field, office, sign_in):
    slate = field.slate()
    browser = sign_in("case worker", office.elsewhere)

    assert ">T-1</a>" not in browser.get(reverse("tablets")).content.decode()
    assert browser.get(reverse("tablet", args=[slate.id])).status_code == 409
    given_up = browser.post(reverse("tablet-give-up", args=[slate.id]), {"why": "lost"})
    assert given_up.status_code == 409
    assert slate.ask("fetch", {"since": 0}).status_code == 200


def test_an_approver_has_no_page_of_tablets(sign_in):
    assert sign_in("approver").get(reverse("tablets")).status_code == 403


def test_what_a_record_says_twice_is_shown_with_whose_tablet_wrote_it(field, browser):
    slate = field.slate()
    taking_in._set("household", field.case, "needs", "boots", field.keyring, NOW)
    slate.say(field.case, "household", field.case, "needs", "shoes", "a cart")
    taking_in.take_in(keyring=field.keyring, now=NOW)

    text = browser.get(reverse("tablets")).content.decode()

    assert "Before, it said: shoes" in text


def a_cell(browser) -> str:
    text = browser.get(reverse("tablet-new")).content.decode()
    return text.split('name="cell" value="')[1].split('"')[0]
