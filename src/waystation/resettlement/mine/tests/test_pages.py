"""The pages of a plan: the console's, the phone's and the calendar's."""

import json
import re
from base64 import b64encode, urlsafe_b64encode
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from waystation.base import clock
from waystation.cases.tests.builders import NOW
from waystation.resettlement.mine import services
from waystation.vault import handed


@pytest.fixture
def link(settled, william):
    def made(**said):
        usual = {"sort": "plan", "language": "en", "days": 30, "household_id": settled}
        return services.make_link(**usual | said, keyring=william, now=NOW)

    clock.stand_at(NOW)
    return made


def asked(digest: bytes, browser: Client | None = None):
    body = json.dumps({"digest": b64encode(digest).decode()})
    return (browser or Client()).post(reverse("mine-fetch"), body, content_type="application/json")


def feed(secret: bytes):
    text = urlsafe_b64encode(secret).decode().rstrip("=")
    return Client().get(reverse("plan-calendar", args=[text]))


def test_a_worker_makes_a_link_that_is_shown_once(settled, sign_in):
    browser = sign_in("case worker")
    said = {"sort": "plan", "language": "ko", "days": "90", "calls": "appointment"}

    page = browser.post(reverse("plan-link", args=[settled]), said).content.decode()
    after = browser.get(reverse("my-plan", args=[settled])).content.decode()

    (secret,) = re.findall(r"/mine/ko/#([\w-]{43})\"", page)
    assert len(re.findall(r"<li>[가-힣]+</li>", page)) == 12
    assert secret not in after
    assert "End this link now" in after


def test_the_plan_and_whom_to_call_are_written_on_one_page(settled, sign_in):
    browser = sign_in("field manager")
    said = {
        "name": "Miriam", "what": "school", "hours": "Tuesdays", "languages": "Korean",
        "reach": "at the well", "sees": "this plan",
    }  # fmt: skip

    browser.post(reverse("plan-beside-add", args=[settled]), said)
    given = {"on": NOW.date().isoformat(), "how": "paper", "language": "ko"}
    browser.post(reverse("plan-given", args=[settled]), given)
    page = browser.get(reverse("my-plan", args=[settled])).content.decode()

    assert page.count("Miriam") >= 2
    assert "on paper, 한국어" in page
    assert "You owe us nothing, now or later." in page
    assert (
        "나의" in browser.get(reverse("my-plan", args=[settled]) + "?language=ko").content.decode()
    )


def test_a_plan_explained_tomorrow_is_refused_and_what_was_typed_stays(settled, sign_in):
    browser, day = sign_in("case worker"), NOW.date() + timedelta(days=1)

    answer = browser.post(
        reverse("plan-given", args=[settled]),
        {"on": day.isoformat(), "how": "aloud", "language": "ko"},
    )

    assert answer.status_code == 422
    assert "This day is still to come" in answer.content.decode()


def test_a_booklet_is_a_pdf_and_there_is_none_in_another_language(settled, sign_in):
    browser = sign_in("case worker")

    paper = browser.get(reverse("plan-booklet", args=[settled, "ko"]))
    other = browser.get(reverse("plan-booklet", args=[settled, "xx"]))

    assert (paper["Content-Type"], other.status_code) == ("application/pdf", 404)


def test_another_compartments_worker_and_another_role_see_no_plan(settled, office, sign_in):
    worker, approver = sign_in("case worker", office.elsewhere), sign_in("approver")

    for name in ("my-plan", "plan-booklet"):
        args = [settled, "en"] if name == "plan-booklet" else [settled]
        assert worker.get(reverse(name, args=args)).status_code == 409
        assert approver.get(reverse(name, args=args)).status_code == 403


def test_a_phone_gets_a_box_without_a_session_and_without_a_cookie(link):
    made = link()

    found, unknown = asked(handed.digest_of(made.secret, "plan")), asked(bytes(32))

    assert b"{" in handed.read(made.secret, "plan", found.content)
    assert (found.status_code, unknown.status_code) == (200, 200)
    assert len(found.content) == len(unknown.content)
    assert found.headers == unknown.headers
    assert not found.cookies


def test_what_is_no_question_is_answered_so(db):
    for body in ("", "[]", "{}", '{"digest": "AA"}', '{"digest": "ü"}', "x" * 999):
        answer = Client().post(reverse("mine-fetch"), body, content_type="application/json")

        assert (answer.status_code, answer.json()) == (400, {"says": "malformed"})


def test_who_asks_for_box_after_box_waits(db):
    codes = [asked(bytes([n]) * 32).status_code for n in range(61)]

    assert set(codes[:60]) == {200}
    assert codes[60] == 429


def test_the_phones_page_is_one_for_everybody_and_may_load_nothing_from_elsewhere(db):
    pages = [Client().get(reverse(name)) for name in ("mine-en", "mine-ko")]

    for page, language in zip(pages, ("en", "ko"), strict=True):
        assert page["Content-Language"] == language
        assert "trusted-types 'none'" in page["Content-Security-Policy"]
        assert "default-src 'none'" in page["Content-Security-Policy"]
        assert not page.cookies
        assert b"csrfmiddlewaretoken" not in page.content


def test_a_calendar_is_given_under_its_secret_and_says_no_name_and_no_place(link):
    made = link(sort="calendar", language="ko", calls="reminder")

    first, again = feed(made.secret), feed(made.secret)
    text = first.content.decode()

    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert first["Cache-Control"] == "no-store"
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert text.count("BEGIN:VEVENT") == text.count("SUMMARY;LANGUAGE=ko:") > 0
    assert text == again.content.decode()
    assert not any(word in text for word in ("Jackson", "chestertown", "Canada"))


def test_days_keep_their_ids_when_the_calendar_is_written_anew(link, settled, william):
    made, other = link(sort="calendar"), link(sort="calendar")

    before = re.findall(r"UID:(\w+)", feed(made.secret).content.decode())
    services.refresh(household_id=settled, keyring=william, now=NOW + timedelta(days=1))
    after = re.findall(r"UID:(\w+)", feed(made.secret).content.decode())

    assert before == after
    assert len(set(before)) == len(before) > 0
    assert set(before).isdisjoint(re.findall(r"UID:(\w+)", feed(other.secret).content.decode()))


def test_an_ended_calendar_and_one_that_never_was_are_one_answer(link, settled, william):
    made = link(sort="calendar")
    services.end_link(household_id=settled, link_id=made.id, keyring=william, now=NOW)

    answers = [feed(made.secret), feed(bytes(32)), Client().get("/calendar/x.ics")]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
