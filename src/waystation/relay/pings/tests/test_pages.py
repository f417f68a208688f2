"""The pages on which people say how they are called, as a browser asks for them."""

import json
import re

import pytest
from django.urls import reverse

from waystation.base.models import Ping
from waystation.vault.tests.harriet import DURESS, PASSPHRASE, Harriet
from waystation.vault.tests.test_views_keys import browse, without_chance

TYPED = {
    "kind": "ntfy", "server": "push.example.org", "token": "", "name": "blue one",
    "from": "22:00", "to": "07:00", "offset": "540",
}  # fmt: skip


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def add(browser, office, **typed):
    form = TYPED | {"duty": str(office.cell("passages"))} | typed
    return browser.post(reverse("ping-add"), form, follow=True)


@pytest.fixture
def browser(office):
    return office.browse("moses")


def test_a_way_is_added_shown_with_its_word_and_tried_out(browser, office):
    page = text_of(add(browser, office))

    row = Ping.objects.get()
    word = row.target.split()[2]
    assert all(text in page for text in (word, "blue one", "22:00–07:00 UTC+09:00"))
    assert "being called" in page
    assert "through example.org alone" in page


def test_a_browser_is_added_by_what_it_said_and_shows_nothing_of_it(browser, office):
    keys = {"p256dh": "B" + "a" * 86, "auth": "c" * 22}
    said = json.dumps({"endpoint": "https://fcm.example.net/fcm/send/abc", "keys": keys})

    page = text_of(add(browser, office, kind="push", server="", subscription=said))

    assert "A browser&#x27;s own notices" in page
    assert keys["p256dh"] not in page
    assert add(browser, office, kind="push", server="", subscription="{}").status_code == 409
    assert Ping.objects.count() == 1


def test_the_browsers_script_is_for_everybody_and_holds_nothing(client):
    answer = client.get(reverse("ping-browser"))

    assert answer["Content-Type"].startswith("text/javascript")
    assert b"showNotification" in answer.content


def test_a_number_is_refused_with_what_to_do_and_nothing_is_kept(browser, office):
    answer = add(browser, office, server="+1 555 123 4567")

    assert answer.status_code == 409
    assert "Let your own gateway know you under a word" in text_of(answer)
    assert not Ping.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"from": "22:00", "to": ""}, {"from": "25:00", "to": "07:00"}, {"offset": "1"},
        {"offset": "²"}, {"kind": "syslog"}, {"duty": "nobody's"}, {"from": "07:00", "to": "07:00"},
    ],
)  # fmt: skip
def test_a_form_that_holds_nonsense_is_refused(browser, office, wrong):
    assert add(browser, office, **wrong).status_code == 409
    assert not Ping.objects.exists()


def test_a_way_that_fails_stands_above_everything_else(browser, office):
    add(browser, office)
    Ping.objects.update(failed_on="2026-03-01", n_failed=3)

    page = text_of(browser.get(reverse("pings")))

    assert "ntfy at push.example.org does not take calls." in page
    assert "3 times, last on 2026-03-01" in page
    browser.post(reverse("ping-change"), {"do": "try", "way": Ping.objects.get().id})
    assert "being called" in text_of(browser.get(reverse("pings")))


def test_colleagues_ways_are_a_number_to_all_but_their_keeper_who_sees_no_whole_word(
    browser, office
):
    add(browser, office)
    word = Ping.objects.get().target.split()[2]

    levis, allans = (
        text_of(office.browse(name).get(reverse("pings"))) for name in ("levi", "allan")
    )

    assert "1 way of others is called." in levis
    assert word[:6] not in levis
    assert f"{word[:6]}…" in allans
    assert word not in allans
    assert "blue one" not in levis + allans


def test_only_the_security_officer_takes_others_ways_away(browser, office):
    add(browser, office)
    typed = {"way": Ping.objects.get().id}

    refused = office.browse("levi").post(reverse("ping-others"), typed)
    assert (refused.status_code, Ping.objects.count()) == (403, 1)
    taken = office.browse("allan").post(reverse("ping-others"), typed)

    assert (taken.status_code, Ping.objects.count()) == (302, 0)


def test_a_phones_page_adds_tries_and_takes_away_its_ways(browser, office):
    address = reverse("phone-ways", args=[office.phone.id])
    assert "This phone is not called." in text_of(browser.get(address))

    page = text_of(browser.post(address, TYPED | {"do": "add"}, follow=True))
    way = Ping.objects.get()
    assert way.duty == office.phone.id
    assert way.target.split()[2] in page
    assert browser.post(address, TYPED | {"do": "add", "server": "a@b.org"}).status_code == 409
    browser.post(address, {"do": "remove", "way": way.id})

    assert not Ping.objects.exists()


def test_a_phone_of_another_compartment_is_nobodys(office):
    address = reverse("phone-ways", args=[office.phone.id])
    harriet = office.browse("harriet")

    before = harriet.get(address), harriet.post(address, TYPED | {"do": "add"})

    assert [answer.status_code for answer in before] == [409, 409]
    assert not Ping.objects.exists()


def test_the_page_is_the_same_behind_either_door(db):
    Harriet().force()

    mine, forced = (
        without_chance(browse(word).get(reverse("pings"))) for word in (PASSPHRASE, DURESS)
    )

    assert mine == forced
    assert "How you are called" in mine
