"""Advocacy before the public: forms without script or cookie, mails with links, a calendar file."""

import re
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from waystation.giving.advocacy import calendar, planning, queries
from waystation.giving.advocacy.calendar import Entry
from waystation.giving.models import AskRow
from waystation.giving.tests.office import NOW

SPEAKER = {"name": "Ann", "email": "ann@example.org", "when": "in May", "where": "either"}
COMES = {"name": "Ann", "email": "ann@example.org", "people": "2"}


def link_in(mail):
    text = mail.get_body(("plain",)).get_content()
    return re.search(r"https://give\.example\.org(/\S+/link/\S+/)", text)[1]


def test_every_page_opens_in_both_languages_and_sets_no_cookie(visitor, lecture):
    paths = (
        "events/", "events/north-star/", "events/north-star/register/", "talk/", "volunteer/",
        "newsletter/", "sent/speaker/", "sent/newsletter/",
    )  # fmt: skip
    for language, path in product(("en", "ko"), paths):
        page = visitor.get(f"/{language}/{path}")

        assert page.status_code == 200, path
        assert b"<script" not in page.content
        assert not page.cookies
    assert "A lecture on the North Star" in visitor.get("/en/events/").content.decode()
    assert "북극성 강연" in visitor.get("/ko/events/").content.decode()


def test_a_talk_is_asked_for_by_a_form_and_comes_into_the_inbox(visitor, slots, julia):
    answer = visitor.post("/en/talk/", SPEAKER)

    assert (answer.status_code, answer.url) == (302, "/en/sent/speaker/")
    (view,) = queries.inbox(julia)
    assert view.said.facts == {"when": "in May", "where": "either"}


def test_a_form_that_lacks_something_comes_back_with_what_was_typed(visitor, slots):
    page = visitor.post("/en/volunteer/", {"name": "Ann", "email": "nowhere"})

    assert page.status_code == 422
    assert b'value="nowhere"' in page.content
    assert AskRow.objects.count() == 0


def test_what_a_program_fills_in_is_thanked_for_and_kept_nowhere(visitor, lecture, office):
    for path, form in (
        ("talk/", SPEAKER), ("newsletter/", COMES), ("events/north-star/register/", COMES),
    ):  # fmt: skip
        answer = visitor.post(f"/en/{path}", form | {"subject": "buy"})
        assert answer.status_code == 302
    assert (AskRow.objects.count(), office.heard) == (0, [])


def test_one_network_asks_only_so_often(visitor, slots):
    codes = [visitor.post("/en/talk/", SPEAKER).status_code for _ in range(6)]

    assert codes == [302] * 5 + [422]
    assert AskRow.objects.count() == 5


def test_a_registration_is_confirmed_by_mail_and_cancelled_by_its_link(visitor, lecture, office):
    visitor.post("/en/events/north-star/register/", COMES)
    ((to, mail),) = office.heard
    link = link_in(mail)
    assert to == "ann@example.org"
    assert mail["Subject"] == "You are registered"

    assert "You are registered, for 2 people." in visitor.get(link).content.decode()
    assert AskRow.objects.get().state == "taken"
    assert "is cancelled" in visitor.post(link).content.decode()
    assert AskRow.objects.get().state == "left"


def test_the_page_tells_nobody_who_is_registered_already(visitor, lecture, office):
    answers = [visitor.post("/en/events/north-star/register/", COMES) for _ in range(2)]

    assert len({(one.status_code, one.url, one.content) for one in answers}) == 1
    assert [mail["Subject"] for _to, mail in office.heard] == [
        "You are registered", "You are registered already",
    ]  # fmt: skip


def test_where_the_mail_does_not_go_nobody_is_registered(visitor, lecture, office):
    office.does["ann@example.org"] = "550"

    page = visitor.post("/en/events/north-star/register/", COMES)

    assert page.status_code == 422
    assert AskRow.objects.get().state == "left"


def test_the_newsletter_needs_a_press_and_one_post_ends_it(visitor, slots, office, julia):
    visitor.post("/en/newsletter/", {"email": "ann@example.org"})
    link = link_in(office.heard[0][1])
    visitor.get(link)
    assert queries.n_subscribers(julia) == (0, 1)
    visitor.post(link, {"act": "confirm"})
    assert queries.n_subscribers(julia) == (1, 0)

    from_elsewhere = {"sec-fetch-site": "none"}
    answer = visitor.post(link, {"List-Unsubscribe": "One-Click"}, headers=from_elsewhere)

    assert answer.status_code == 200
    assert queries.n_subscribers(julia) == (0, 0)


def test_a_link_that_never_was_leads_nowhere(visitor, slots):
    for secret in ("x", "A" * 43):
        assert visitor.get(f"/en/link/{secret}/").status_code == 409
        assert visitor.post(f"/en/link/{secret}/").status_code == 409


def test_an_event_called_off_says_so_on_its_page_and_in_its_file(visitor, lecture, julia):
    before = visitor.get("/en/events/north-star/event.ics").content.decode()
    planning.call_off(lecture.pk, keyring=julia, now=NOW)

    assert "STATUS:CONFIRMED" in before
    assert "STATUS:CANCELLED" in visitor.get("/en/events/north-star/event.ics").content.decode()
    assert "called off" in visitor.get("/en/events/north-star/").content.decode()
    assert visitor.get("/en/events/never-was/").status_code == 404


def test_a_calendar_file_folds_at_whole_letters_and_hides_its_own_marks():
    entry = Entry(
        AskRow().pk, "Wool; linen, silk\\", "북극성 " * 30 + "\nsecond", "Hall", NOW, NOW,
        "https://x.test/", 2, False,
    )  # fmt: skip

    written = calendar.ics(entry, now=NOW)

    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))
    whole = written.replace("\r\n ", "")
    assert "SUMMARY:Wool\\; linen\\, silk\\\\\r\n" in whole
    assert f"DESCRIPTION:{'북극성 ' * 30}\\nsecond\r\n" in whole
    assert "DTSTART:20260302T090000Z" in whole
    assert "SEQUENCE:2" in whole


def test_nobody_fills_somebody_elses_mailbox_from_many_networks(visitor, lecture, office, settings):
    settings.PROXIES = 1

    def ask(network, path, **form):
        told = {"x-forwarded-for": f"198.51.{network}.7"}
        return visitor.post(f"/en/{path}", COMES | form, headers=told).status_code

    paths = ("newsletter/", "events/north-star/register/")
    codes = [ask(n, paths[n % 2]) for n in range(8)]

    assert codes == [302] * 6 + [422] * 2
    assert len(office.heard) == 6
    assert ask(9, "newsletter/", email="bob@example.org") == 302


@pytest.mark.parametrize("path", ["newsletter/", "events/north-star/register/"])
def test_the_database_writes_as_much_for_a_known_address_as_for_a_new_one(
    visitor, lecture, office, path
):
    def n_writes(email):
        with CaptureQueriesContext(connection) as asked:
            visitor.post(f"/en/{path}", COMES | {"email": email})
        return sum(one["sql"].startswith(("INSERT", "UPDATE")) for one in asked)

    new = n_writes("ann@example.org")
    AskRow.objects.filter(kind="subscriber").update(state="taken")

    assert n_writes("ann@example.org") == new == 1
