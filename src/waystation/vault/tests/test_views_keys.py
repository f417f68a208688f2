"""The pages of one's own keys, as a browser asks for them, behind either door."""

import re

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from waystation.base import clock
from waystation.vault import crowd, door, recovery, staff, words
from waystation.vault.models import AuditEntry, Session
from waystation.vault.tests.harriet import DURESS, NAME, OTHER, PASSPHRASE, opened

PAGES = ("keys", "key-passphrase", "key-code", "key-drill", "key-second", "key-tokens")


def browse(passphrase):
    client = Client()
    cookie = door.sign_in(NAME, passphrase, now=clock.real_now())
    client.cookies[configured.DOOR_COOKIE] = cookie
    return client


@pytest.fixture
def browser(harriet):
    return browse(PASSPHRASE)


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def without_chance(answer):
    """Leave out of a page what is drawn anew each time: form tokens, words, the draft key."""
    text = re.sub(r'(value|content)="[^"]{20,}"', "", text_of(answer))
    return re.sub(r'class="drawn"[^>]*>[^<]*<', "", text)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_the_same_behind_either_door_and_with_or_without_a_second(harriet, name):
    alone = without_chance(browse(PASSPHRASE).get(reverse(name)))
    harriet.force()

    mine = without_chance(browse(PASSPHRASE).get(reverse(name)))
    forced = without_chance(browse(DURESS).get(reverse(name)))

    assert alone == mine == forced


def change(browser, **typed):
    form = {"passphrase": PASSPHRASE, "new": OTHER, "again": OTHER}
    return browser.post(reverse("key-passphrase"), form | typed)


def test_a_changed_passphrase_leaves_this_browser_inside_and_ends_the_visit_before(browser):
    old = browser.cookies[configured.DOOR_COOKIE].value

    answer = change(browser)

    assert answer.status_code == 302
    assert opened(OTHER)
    assert "Your passphrase was changed." in text_of(browser.get(answer["Location"]))
    thief = Client()
    thief.cookies[configured.DOOR_COOKIE] = old
    assert thief.get(reverse("keys")).status_code == 302


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"passphrase": "wrong"}, "This is not your passphrase."),
        ({"again": "something else entirely"}, "not typed the same twice"),
        ({"new": "short", "again": "short"}, "this one has 5"),
        ({"new": "", "again": ""}, "this one has 0"),
    ],
)
def test_a_passphrase_that_is_not_changed_says_why_and_repeats_nothing(browser, typed, says):
    answer = change(browser, **typed)

    assert answer.status_code == 409
    assert says in text_of(answer)
    assert PASSPHRASE not in text_of(answer)
    assert OTHER not in text_of(answer)
    assert opened(PASSPHRASE)


def test_a_crowd_at_the_door_holds_up_a_change_of_keys_too(browser, monkeypatch):
    monkeypatch.setattr(crowd, "WAIT_S", 0.05)

    with crowd.kdf_slot(), crowd.kdf_slot():
        answer = change(browser)

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert opened(PASSPHRASE)


def hidden(answer, name):
    return re.findall(rf'name="{name}" value="([^"]*)"', answer.content.decode())


def drawn(browser):
    """Draw a code and go on to the two words; gives the words and the page that asks."""
    shown = browser.post(reverse("key-code"), {"step": "draw"})
    code = re.findall(r"<li>(\w+)</li>", shown.content.decode())
    (sealed,) = hidden(shown, "sealed")
    asks = browser.post(reverse("key-code"), {"step": "ask", "sealed": sealed})
    return code, asks


def tell(browser, asks, told):
    form = {"step": "keep", "sealed": hidden(asks, "sealed")[0], "nth": hidden(asks, "nth")}
    return browser.post(reverse("key-code"), form | {"word": told})


def test_a_new_code_is_shown_once_and_counts_when_two_words_came_back(browser, harriet):
    code, asks = drawn(browser)
    asked = [int(nth) for nth in hidden(asks, "nth")]

    answer = tell(browser, asks, [code[nth - 1] for nth in asked])

    assert len(code) == 12
    assert not set(code) <= set(words.words_in(text_of(asks)))
    assert answer.status_code == 302
    assert recovery.find_door(NAME, " ".join(code)) == harriet.door
    assert AuditEntry.objects.count() == 1


def test_with_wrong_words_the_old_code_goes_on_counting(browser, harriet):
    old = recovery.renew(harriet.door)
    _code, asks = drawn(browser)

    answer = tell(browser, asks, ["abandon", "zoo"])

    assert answer.status_code == 409
    assert "not the words with these numbers" in text_of(answer)
    assert hidden(answer, "sealed") == hidden(asks, "sealed")
    assert recovery.find_door(NAME, old) == harriet.door


@pytest.mark.parametrize("step", ["ask", "keep"])
def test_a_code_page_without_its_seal_begins_again(browser, step):
    answer = browser.post(reverse("key-code"), {"step": step, "sealed": "nonsense"})

    assert answer.status_code == 409
    assert "This page is too old." in text_of(answer)


def test_a_drill_is_noted_and_the_reminder_goes(browser, harriet):
    code = recovery.renew(harriet.door)
    assert "You have not tried out your recovery code yet." in text_of(browser.get(reverse("keys")))

    answer = browser.post(reverse("key-drill"), {"words": code}, follow=True)

    assert "These are the right words." in text_of(answer)
    assert "You have not tried out" not in text_of(answer)


@pytest.mark.parametrize("typed", ["", "abandon " * 12, "가격"])
def test_a_drill_with_other_words_repeats_none_of_them(browser, typed):
    answer = browser.post(reverse("key-drill"), {"words": typed})

    assert answer.status_code == 409
    assert "abandon" not in text_of(answer)


def test_a_second_passphrase_is_set_and_removed_and_the_page_never_says_whether_there_is_one(
    browser,
):
    form = {"passphrase": PASSPHRASE, "new": DURESS, "again": DURESS, "do": "set"}
    before = without_chance(browser.get(reverse("key-second")))
    set_answer = browser.post(reverse("key-second"), form, follow=True)
    after = without_chance(browser.get(reverse("key-second")))

    assert "Your second passphrase was set." in text_of(set_answer)
    assert staff.profile_of(opened(DURESS)).is_duress
    assert before == after

    form = {"passphrase": PASSPHRASE, "do": "remove"}
    removed = browser.post(reverse("key-second"), form, follow=True)
    assert "There is no second passphrase now." in text_of(removed)
    assert staff.try_door(NAME, DURESS) is None


def test_behind_the_second_door_the_same_acts_have_the_same_answers(harriet):
    harriet.force()
    forced = browse(DURESS)
    form = {"passphrase": DURESS, "new": OTHER, "again": OTHER, "do": "set"}

    was_set = forced.post(reverse("key-second"), form, follow=True)
    removed = forced.post(
        reverse("key-second"), {"passphrase": DURESS, "do": "remove"}, follow=True
    )

    assert "Your second passphrase was set." in text_of(was_set)
    assert "There is no second passphrase now." in text_of(removed)
    assert opened(PASSPHRASE).nth != opened(DURESS).nth


def test_a_token_is_shown_once_read_with_and_ended(browser):
    form = {"name": "counter", "purpose": ["network"], "days": "7"}
    made = browser.post(reverse("key-tokens"), form)
    (token,) = re.findall(r">(waystation-[\w.-]+)<", made.content.decode())
    later = browser.get(reverse("key-tokens"))

    assert token not in text_of(later)
    assert "counter" in text_of(later)
    read = Client().get(reverse("board"), headers={"authorization": f"Bearer {token}"})
    assert read.status_code == 200
    (ends,) = re.findall(r'name="end" value="(\w+)"', later.content.decode())
    browser.post(reverse("key-tokens"), {"end": ends})
    gone = Client().get(reverse("board"), headers={"authorization": f"Bearer {token}"})
    assert gone.status_code == 401
    assert Session.objects.count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        {"days": "x"}, {"days": "99999999999999999999"}, {"days": "-1"}, {"name": " "},
        {"purpose": ["finance"]}, {"end": "zz"}, {"end": "00"},
    ],
)  # fmt: skip
def test_a_token_that_is_no_good_is_refused_on_the_page(browser, typed):
    form = {"name": "counter", "purpose": ["network"], "days": "7"}

    answer = browser.post(reverse("key-tokens"), form | typed)

    assert answer.status_code == 409
    assert "waystation-" not in text_of(answer)
    assert Session.objects.count() == 1


@pytest.mark.parametrize("name", PAGES)
def test_nobody_sees_these_pages_signed_out_or_with_a_token(browser, name):
    form = {"name": "counter", "purpose": ["network"], "days": "7"}
    made = browser.post(reverse("key-tokens"), form)
    (token,) = re.findall(r">(waystation-[\w.-]+)<", made.content.decode())

    told = Client().get(reverse(name), headers={"authorization": f"Bearer {token}"})

    assert Client().get(reverse(name)).status_code == 302
    assert told.status_code == 403
