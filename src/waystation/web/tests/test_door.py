"""Signing in and out, the language, the demo's clock, and where redirects may lead."""

import re

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from waystation.base import clock
from waystation.base.models import StandingClock
from waystation.routing.tests.ripley import READY, at
from waystation.vault import cells, crowd, limits, recovery, staff
from waystation.vault.models import Session
from waystation.web.tests.conftest import PASSPHRASE


@pytest.fixture(autouse=True)
def _nobody_tried_before():
    limits._all.kept.clear()


def test_the_right_passphrase_leads_to_the_board(sign_in):
    sign_in()
    fresh = Client()

    answer = fresh.post(reverse("sign-in"), {"name": "field manager", "passphrase": PASSPHRASE})

    assert (answer.status_code, answer["Location"]) == (302, reverse("board"))
    assert fresh.get(reverse("board")).status_code == 200


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "field manager", "passphrase": "wrong"},
        {"name": "nobody", "passphrase": PASSPHRASE},
        {"name": "field manager"},
        {},
    ],
)
def test_anything_else_gets_one_and_the_same_answer(sign_in, typed):
    sign_in()
    fresh = Client()

    answer = fresh.post(reverse("sign-in"), typed)

    assert answer.status_code == 403
    assert "do not open a door here" in answer.content.decode()
    assert PASSPHRASE not in answer.content.decode()
    assert fresh.get(reverse("board")).status_code == 302


def test_a_crowd_at_the_door_is_asked_to_come_back(sign_in, monkeypatch):
    sign_in()
    monkeypatch.setattr(crowd, "WAIT_S", 0.05)
    typed = {"name": "field manager", "passphrase": PASSPHRASE}

    with crowd.kdf_slot(), crowd.kdf_slot():
        answer = Client().post(reverse("sign-in"), typed)
    later = Client().post(reverse("sign-in"), typed)

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Try again soon." in answer.content.decode()
    assert configured.DOOR_COOKIE not in answer.cookies
    assert later.status_code == 302
    assert "Retry-After" not in later


def test_signing_in_again_ends_the_visit_before(browser):
    old = browser.cookies[configured.DOOR_COOKIE].value

    browser.post(reverse("sign-in"), {"name": "field manager", "passphrase": PASSPHRASE})

    assert browser.get(reverse("board")).status_code == 200
    thief = Client()
    thief.cookies[configured.DOOR_COOKIE] = old
    assert thief.get(reverse("board")).status_code == 302


def test_a_failed_sign_in_ends_no_visit(browser):
    browser.post(reverse("sign-in"), {"name": "field manager", "passphrase": "wrong"})

    assert browser.get(reverse("board")).status_code == 200


def test_locking_ends_the_session_on_the_server_too(browser):
    cookie = browser.cookies[configured.DOOR_COOKIE].value

    browser.post(reverse("lock"))

    thief = Client()
    thief.cookies[configured.DOOR_COOKIE] = cookie
    assert thief.get(reverse("board")).status_code == 302


@pytest.mark.parametrize(
    ("name", "forgets"),
    [
        ("lock", '"cache"'),
        ("leave", '"cache", "cookies"'),
        ("wipe", '"cache", "cookies", "storage"'),
    ],
)
def test_each_way_out_ends_the_session_and_says_what_the_browser_forgets(browser, name, forgets):
    answer = browser.post(reverse(name))

    assert answer["Clear-Site-Data"] == forgets
    assert answer["Location"] == reverse("sign-in")
    assert not Session.objects.exists()


@pytest.mark.parametrize("name", ["lock", "leave", "wipe", "stay"])
def test_nobody_is_sent_out_or_kept_in_by_looking_at_a_page(browser, name):
    assert browser.get(reverse(name)).status_code == 405

    assert browser.get(reverse("board")).status_code == 200


def test_staying_prolongs_the_visit_and_says_nothing(browser):
    answer = browser.post(reverse("stay"))

    assert (answer.status_code, answer.content) == (204, b"")
    assert Client().post(reverse("stay")).status_code == 302


def knock(name="field manager", passphrase="wrong", **where):
    form = {"name": name, "passphrase": passphrase}
    return Client().post(reverse("sign-in"), form, **where)


def test_after_six_wrong_tries_one_waits_and_strangers_elsewhere_hold_nobody_up(sign_in):
    sign_in()
    here, there = {"REMOTE_ADDR": "203.0.113.7"}, {"REMOTE_ADDR": "198.51.100.7"}

    answers = [knock(**there) for _ in range(7)]
    same = knock(name=" Ｆield Manager", passphrase=PASSPHRASE, **there)
    mine = knock(passphrase=PASSPHRASE, **here)

    assert [answer.status_code for answer in answers] == [403] * 6 + [429]
    assert (same.status_code, same["Retry-After"]) == (429, "2")
    assert "Try again in 2 seconds." in same.content.decode()
    assert mine.status_code == 302


def test_whoever_comes_in_may_come_in_again_and_again(sign_in):
    sign_in()

    answers = [knock(passphrase=PASSPHRASE) for _ in range(8)]

    assert {answer.status_code for answer in answers} == {302}


NEW = "a new sentence for the field"


def recover(**typed):
    form = {"name": "field manager", "new": NEW, "again": NEW}
    return Client().post(reverse("recover"), form | typed)


@pytest.fixture
def code(sign_in, river):
    """Sign the field manager in and write the code that leads back."""
    cells.found("security")
    sign_in()
    return recovery.renew(staff.try_door("field manager", PASSPHRASE))


def test_the_words_on_paper_lead_back_once_and_give_new_words(code):
    answer = recover(words=code)
    fresh = " ".join(re.findall(r"<li>(\w+)</li>", answer.content.decode()))

    assert answer.status_code == 200
    assert knock(passphrase=NEW).status_code == 302
    assert knock(passphrase=PASSPHRASE).status_code == 403
    assert recover(words=code).status_code == 403
    assert recover(words=fresh).status_code == 200


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"words": "abandon " * 11 + "about"}, "do not open a door here"),
        ({"words": "abandon " * 12}, "do not belong together"),
        ({"words": ""}, "here are 0"),
        ({"name": "nobody"}, "do not open a door here"),
        ({"again": "another"}, "same twice"),
        ({"new": "short", "again": "short"}, "at least 20"),
    ],
)
def test_anything_else_leads_nowhere_and_nothing_typed_comes_back(code, typed, says):
    answer = recover(**({"words": code} | typed))

    assert answer.status_code == 403
    assert says in answer.content.decode()
    assert code not in answer.content.decode()
    assert NEW not in answer.content.decode()
    assert knock(passphrase=PASSPHRASE).status_code == 302


def test_the_way_back_is_not_for_guessers(code):
    answers = [recover(words="abandon " * 11 + "about") for _ in range(7)]

    assert [answer.status_code for answer in answers] == [403] * 6 + [429]


def test_a_signed_out_part_of_a_page_sends_the_whole_page_to_the_door(db):
    answer = Client().get(reverse("board"), headers={"hx-request": "true"})

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["HX-Redirect"] == reverse("sign-in")


def test_the_console_says_when_it_is_ready(db):
    answer = Client().get(reverse("healthz"))

    assert (answer.status_code, answer.content) == (200, b"ready\n")


def test_the_language_is_switched_and_the_page_stays(browser):
    answer = browser.post(reverse("language"), {"code": "ko", "back": reverse("plans")})

    assert (answer.status_code, answer["Location"]) == (302, reverse("plans"))
    assert 'lang="ko"' in browser.get(reverse("plans")).content.decode()


@pytest.mark.parametrize("code", ["xx", "", "../../en", "de"])
def test_a_language_that_is_not_spoken_here_is_not_remembered(browser, code):
    answer = browser.post(reverse("language"), {"code": code})

    assert answer.status_code == 302
    assert configured.LANGUAGE_COOKIE_NAME not in answer.cookies


@pytest.mark.parametrize(
    "back",
    ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:x"],
)
def test_a_redirect_stays_on_this_site(browser, back):
    for name, form in (("language", {"code": "ko"}), ("move-clock", {"step": "hour"})):
        answer = browser.post(reverse(name), form | {"back": back})

        assert (answer.status_code, answer["Location"]) == (302, "/")


@pytest.mark.parametrize(
    ("step", "later_min"), [("quarter", 15), ("hour", 60), ("watch", 360), ("day", 1_440)]
)
def test_the_demos_clock_moves_by_steps(browser, step, later_min):
    browser.post(reverse("move-clock"), {"step": step})

    assert clock.now() == at(400 + later_min)


def test_the_demos_clock_moves_to_a_moment(browser):
    browser.post(reverse("move-clock"), {"to": "1855-10-26T06:45"})

    assert clock.now() == at(405)


@pytest.mark.parametrize("to", ["", "soon", "9999-12-31T00:00", "0001-01-01"])
def test_the_demos_clock_does_not_move_to_nonsense(browser, to):
    answer = browser.post(reverse("move-clock"), {"to": to})

    assert answer.status_code == 409
    assert clock.now() == READY


def test_an_organisation_on_real_time_has_no_clock_to_move(browser):
    StandingClock.objects.all().delete()

    answer = browser.post(reverse("move-clock"), {"step": "hour"})

    assert answer.status_code == 409
    assert "runs on real time" in answer.content.decode()
    assert not clock.is_standing()
