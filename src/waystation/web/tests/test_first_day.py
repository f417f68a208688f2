"""The first day of a real organisation, page by page: found, invite, join, vouch, first tip."""

import functools
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from waystation.vault import invitations, mail

NOW = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
OWN = "a lamp in every second window"
HERS = "seven oars and one long river"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch):
    monkeypatch.setattr("waystation.base.clock.real_now", lambda: NOW)
    monkeypatch.setattr("waystation.vault.limits.take", lambda kind, key: None)
    monkeypatch.setattr(mail, "make_boxes", functools.partial(mail.make_boxes, 4))


def words_on(response) -> str:
    listed = response.content.decode().split('class="code-words"')[1].split("</ol>")[0]
    return " ".join(part.split("</li>")[0] for part in listed.split("<li>")[1:])


def come_in(name, passphrase) -> Client:
    client = Client()
    client.post(reverse("sign-in"), {"name": name, "passphrase": passphrase})
    return client


def test_from_the_founding_code_to_the_first_tip():
    code = invitations.draw_founding_code(language="en", now=NOW)
    seat = {"words": code, "name": "sophia", "called": "Sophia", "new": OWN, "again": OWN}
    assert Client().post(reverse("found"), seat).status_code == 200
    sophia = come_in("sophia", OWN)
    assert "You alone hold every key here." in sophia.get("/").content.decode()

    sheet = sophia.post(reverse("invitations"), {"alias": "Harriet", "role": "field manager"})
    seat = {"words": words_on(sheet), "name": "harriet", "new": HERS, "again": HERS}
    assert Client().post(reverse("join"), seat).status_code == 200
    page = sophia.get(reverse("invitations")).content.decode()
    compare = page.split("/compare/")[0].rsplit('action="', 1)[1] + "/compare/"
    sophia.post(compare, {"same": "yes"})

    assert "You alone hold every key here." not in sophia.get("/").content.decode()

    harriet = come_in("harriet", HERS)
    tip = {"words": "Two sisters ask for a way.", "heard_at": "2026-03-02T08:00"}
    tip |= {"danger_now": "unknown", "urgency": "medium", "place": ""}
    heard = harriet.post(reverse("tip-new"), tip, follow=True)

    assert "Two sisters ask for a way." in heard.content.decode()
    assert "place not said" in harriet.get(reverse("tips")).content.decode()
    for name in ("board", "people", "plans", "passages", "network", "money", "keys"):
        assert harriet.get(reverse(name)).status_code == 200
