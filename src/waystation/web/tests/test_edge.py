"""What the services refuse becomes a page that says what to do; nothing else is said."""

import logging

import pytest
from django.urls import reverse

from waystation.base.errors import Forbidden, Overtaken, Refused, Tampered

SECRET = "Harriet Shephard at Chestertown"


@pytest.fixture
def board_that(monkeypatch):
    """Make the board fail in a given way."""

    def fails(error: Exception) -> None:
        def look(who, now):
            raise error

        monkeypatch.setattr("waystation.web.board._look", look)

    return fails


@pytest.mark.parametrize(
    ("error", "status", "says"),
    [
        (Refused("The leg is closed.", hint="Choose another."), 409, "The leg is closed."),
        (Forbidden("Not your work.", hint="Ask."), 403, "Not your work."),
        (Overtaken(SECRET), 409, "Somebody changed this while you were looking"),
        (Tampered(SECRET), 500, "A record is not what was written here"),
    ],
)
def test_a_failure_with_a_meaning_is_a_page_that_says_it(browser, board_that, error, status, says):
    board_that(error)

    answer = browser.get(reverse("board"))

    assert answer.status_code == status
    assert says in answer.content.decode()
    assert "Chestertown" not in answer.content.decode()


def test_within_a_page_the_refusal_is_a_part_of_it(browser, board_that):
    board_that(Refused("The leg is closed.", hint="Choose another."))

    answer = browser.get(reverse("board"), headers={"hx-request": "true"})

    assert answer.status_code == 200
    assert answer.content.decode().strip().startswith("<div")
    assert "The leg is closed." in answer.content.decode()


def test_a_refusal_never_becomes_markup(browser, board_that):
    board_that(Refused("<script>alert(1)</script>", hint="<b>x</b>"))

    text = browser.get(reverse("board")).content.decode()

    assert "<script>alert" not in text
    assert "<b>x</b>" not in text


def test_tampering_is_alarmed_and_the_log_names_nothing(browser, board_that, caplog):
    board_that(Tampered(SECRET))

    with caplog.at_level(logging.ERROR):
        browser.get(reverse("board"))

    assert [record.getMessage() for record in caplog.records if "alarm" in record.name] == [
        "tampered"
    ]
    assert SECRET not in caplog.text


def test_any_other_failure_is_a_bare_page_without_its_reason(sign_in, board_that):
    browser = sign_in(raise_request_exception=False)
    board_that(RuntimeError(SECRET))

    answer = browser.get(reverse("board"))

    assert answer.status_code == 500
    assert answer["Content-Type"].startswith("text/plain")
    assert "Chestertown" not in answer.content.decode()


def test_a_page_that_is_not_there_says_so(browser):
    answer = browser.get("/nothing/")

    assert answer.status_code == 404
    assert "There is no such page." in answer.content.decode()


def test_a_form_without_its_token_says_that_nothing_was_changed(sign_in):
    answer = sign_in(enforce_csrf_checks=True).post(reverse("move-clock"), {"step": "day"})

    assert answer.status_code == 403
    assert "nothing was changed" in answer.content.decode()
