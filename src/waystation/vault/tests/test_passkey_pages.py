"""Adding, using and removing a passkey on its pages, and what it keeps from opening."""

import json
import re

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from waystation.base import clock
from waystation.vault import door, doors, locks, staff
from waystation.vault.crowd import kdf_slot
from waystation.vault.models import AuditEntry, Session, User
from waystation.vault.tests.harriet import DURESS, NAME, PASSPHRASE, opened
from waystation.vault.tests.softkey import SoftKey

HOST = "localhost"
ORIGIN = "http://localhost"
SECRET = b"s" * 32
OPTIONS = re.compile(r'<script id="passkey-asked" type="application/json">(.*?)</script>')


class Browser(Client):
    """A browser at localhost, where passkeys work."""

    def request(self, **environ):
        return super().request(**{"SERVER_NAME": HOST} | environ)

    def enter(self, passphrase=PASSPHRASE):
        """Type name and passphrase."""
        return self.post(reverse("sign-in"), {"name": NAME, "passphrase": passphrase})

    def asked(self, page):
        """Read what a page asks a passkey for."""
        found = OPTIONS.search(self.get(reverse(page)).content.decode())
        return json.loads(found[1]) if found else None

    def add(self, key, *, passphrase=PASSPHRASE, name="blue key", **changed):
        """Add a passkey on its page."""
        answer = key.made(self.asked("passkeys"), changed.pop("origin", ORIGIN), **changed)
        sent = {"name": name, "passphrase": passphrase, "answer": answer}
        return self.post(reverse("passkey-add"), sent)

    def touch(self, key, **changed):
        """Answer the second step of a sign-in."""
        answer = key.signed(self.asked("passkey-ask"), changed.pop("origin", ORIGIN), **changed)
        return self.post(reverse("passkey-ask"), {"answer": answer})


@pytest.fixture
def inside(harriet) -> Browser:
    browser = Browser()
    browser.enter()
    return browser


def lock_behind(passphrase=PASSPHRASE):
    with kdf_slot():
        return staff.knock(NAME, passphrase).lock


def is_inside(browser) -> bool:
    return browser.get(reverse("passkeys")).status_code == 200


@pytest.mark.parametrize("secret", [b"", SECRET], ids=["no secret", "a secret"])
def test_a_passkey_is_added_and_asked_for_from_then_on(inside, secret):
    key = SoftKey(secret=secret)

    said = inside.add(key).content.decode()
    fresh = Browser()
    halfway = fresh.enter()

    assert "The passkey was added." in said
    assert halfway["Location"] == reverse("passkey-ask")
    assert not is_inside(fresh)
    fresh.enter()
    assert fresh.touch(key)["Location"] == reverse("board")
    assert is_inside(fresh)
    assert AuditEntry.objects.count() == 1


def test_with_a_secret_the_passphrase_alone_opens_no_seeds(inside, harriet):
    seeds = harriet.door.seeds

    inside.add(SoftKey(secret=SECRET))

    lock = lock_behind()
    assert lock.seeds == b""
    assert seeds not in lock.passkeys[0].seeds
    assert doors.unwrap_seeds(SECRET, harriet.id, lock.passkeys[0].seeds) == seeds


def test_one_passkey_without_a_secret_leaves_the_seeds_with_the_passphrase(inside, harriet):
    seeds = harriet.door.seeds

    inside.add(SoftKey("blue", secret=SECRET))
    said = inside.add(SoftKey("red"), name="red key").content.decode()

    assert lock_behind().seeds == seeds
    assert "at least one of these adds no secret" in said


def test_the_wrong_secret_opens_nothing_and_ends_the_attempt(inside):
    key = SoftKey(secret=SECRET)
    inside.add(key)
    fresh = Browser()
    fresh.enter()
    key.secret = b"t" * 32

    answer = fresh.touch(key)

    assert answer.status_code == 403
    assert "did not give its secret" in answer.content.decode()
    assert fresh.get(reverse("passkey-ask"))["Location"] == reverse("sign-in")


@pytest.mark.parametrize(
    "changed", [{"origin": "http://elsewhere.example"}, {"challenge": "b" * 43}, {"flags": 0}]
)
def test_a_passkey_that_fails_ends_the_attempt(inside, changed):
    key = SoftKey()
    inside.add(key)
    fresh = Browser()
    fresh.enter()
    before = Session.objects.count()

    answer = fresh.touch(key, **changed)

    assert answer.status_code == 403
    assert Session.objects.count() == before - 1
    assert not is_inside(fresh)


def test_an_answer_recorded_at_one_sign_in_opens_no_other(inside):
    key = SoftKey()
    inside.add(key)
    first, second = Browser(), Browser()
    first.enter()
    recorded = key.signed(first.asked("passkey-ask"), ORIGIN)
    second.enter()

    answer = second.post(reverse("passkey-ask"), {"answer": recorded})

    assert answer.status_code == 403
    assert not is_inside(second)


def test_the_second_step_without_the_first_leads_to_the_door(harriet):
    assert Browser().get(reverse("passkey-ask"))["Location"] == reverse("sign-in")
    assert Browser().post(reverse("passkey-ask"))["Location"] == reverse("sign-in")


def test_somebody_inside_is_not_halfway(inside):
    assert inside.get(reverse("passkey-ask"))["Location"] == reverse("sign-in")


def test_the_pages_of_passkeys_are_shut_without_a_visit(harriet):
    for name in ("passkeys", "passkeys-shown", "passkey-add", "passkey-remove"):
        method = Browser().get if name == "passkeys" else Browser().post
        assert method(reverse(name))["Location"] == reverse("sign-in")


def test_nothing_is_added_without_the_passphrase(inside):
    answer = inside.add(SoftKey(), passphrase="somebody else's long passphrase")

    assert answer.status_code == 409
    assert "This is not your passphrase." in answer.content.decode()
    assert lock_behind().passkeys == ()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": " "}, "A passkey needs a name."),
        ({"origin": "http://elsewhere.example"}, "did not answer as it has to"),
        ({"secret": "c2hvcnQ"}, "did not answer as it has to"),
    ],
)
def test_what_is_no_good_is_not_added(inside, changed, said):
    answer = inside.add(SoftKey(), **changed)

    assert answer.status_code == 409
    assert said in answer.content.decode()
    assert lock_behind().passkeys == ()


def test_the_same_passkey_is_not_added_twice(inside):
    key = SoftKey()
    inside.add(key)

    assert "This passkey is there already." in inside.add(key).content.decode()
    assert len(lock_behind().passkeys) == 1


def test_a_lock_that_is_full_says_so(inside):
    answers = [inside.add(SoftKey(str(n), secret=SECRET), name="n" * 40) for n in range(12)]

    added = [answer for answer in answers if answer.status_code == 200]
    assert 6 <= len(added) < 12
    assert "There is no room for one more." in answers[-1].content.decode()
    assert len(lock_behind().passkeys) == len(added)


def test_the_list_is_shown_to_whoever_types_the_passphrase(inside):
    inside.add(SoftKey(), name="the blue one")

    unseen = inside.get(reverse("passkeys")).content.decode()
    wrong = inside.post(reverse("passkeys-shown"), {"passphrase": "no"}).content.decode()
    seen = inside.post(reverse("passkeys-shown"), {"passphrase": PASSPHRASE}).content.decode()

    assert "the blue one" not in unseen + wrong
    assert "the blue one" in seen


def test_the_last_passkey_removed_the_passphrase_alone_opens_the_door_again(inside):
    key = SoftKey(secret=SECRET)
    inside.add(key)

    wrong = {"key": key.id.hex(), "passphrase": "not hers at all, not hers"}
    refused = inside.post(reverse("passkey-remove"), wrong)
    assert refused.status_code == 409
    assert len(lock_behind().passkeys) == 1
    inside.post(reverse("passkey-remove"), {"key": key.id.hex(), "passphrase": PASSPHRASE})

    assert lock_behind().passkeys == ()
    assert Browser().enter()["Location"] == reverse("board")


def test_a_passkey_that_is_not_there_is_not_removed(inside):
    inside.add(SoftKey())

    gone = inside.post(reverse("passkey-remove"), {"key": "00", "passphrase": PASSPHRASE})

    assert gone.status_code == 409
    assert len(lock_behind().passkeys) == 1


def test_both_doors_ask_for_the_same_passkey_in_the_same_words(inside, harriet):
    key = SoftKey(secret=SECRET)
    inside.add(key)
    with_key = staff.Door(harriet.id, inside_seeds(inside), nth_of(inside))
    locks.set_duress(with_key, passphrase=PASSPHRASE, duress=DURESS, now=clock.real_now())
    true, forced = Browser(), Browser()

    pages = [(b.enter(words), b.get(reverse("passkey-ask"))) for b, words in
             ((true, PASSPHRASE), (forced, DURESS))]  # fmt: skip

    assert pages[0][0]["Location"] == pages[1][0]["Location"] == reverse("passkey-ask")
    assert len(pages[0][1].content) == len(pages[1][1].content)
    assert (
        true.asked("passkey-ask")["allowCredentials"]
        == forced.asked("passkey-ask")["allowCredentials"]
    )
    assert forced.touch(key)["Location"] == reverse("board")


def inside_seeds(browser):
    return who(browser).door.seeds


def nth_of(browser):
    return who(browser).door.nth


def who(browser):
    cookie = browser.cookies[configured.DOOR_COOKIE].value
    return door.who_is(cookie, now=clock.real_now())


def test_where_the_address_is_a_bare_number_the_page_says_why_it_cannot(inside):
    number = Client()
    number.cookies = inside.cookies

    page = number.get(reverse("passkeys"), headers={"host": "127.0.0.1:8000"}).content.decode()

    assert "Passkeys do not work where the address is a bare number." in page
    assert "http://localhost:8000/" in page
    assert "passkey-asked" not in page


def test_behind_a_front_server_the_origin_is_the_one_people_type(inside, settings):
    settings.ORIGIN = "https://console.example/"
    settings.ALLOWED_HOSTS = ["console.example"]
    at = {"headers": {"host": "console.example"}}
    options = json.loads(OPTIONS.search(inside.get(reverse("passkeys"), **at).content.decode())[1])
    answer = SoftKey().made(options, "https://console.example")
    sent = {"name": "blue", "passphrase": PASSPHRASE, "answer": answer}

    assert inside.post(reverse("passkey-add"), sent, **at).status_code == 200


def test_a_passkey_leaves_nothing_readable_in_the_rows(inside):
    before = {len(bytes(user.first)) + len(bytes(user.second)) for user in User.objects.all()}

    inside.add(SoftKey(), name="the blue one of Cincinnati")

    user = User.objects.get()
    stored = bytes(user.first) + bytes(user.second)
    assert {len(stored)} == before
    assert b"Cincinnati" not in stored
    assert SoftKey().id not in stored
    assert opened_only_with_a_passkey()


def opened_only_with_a_passkey() -> bool:
    try:
        opened(PASSPHRASE)
    except AssertionError:
        return True
    return False
