"""The board calls a tracing officer to the desk, and nobody else; no call names anybody."""

from django.urls import reverse

from waystation.cases.tests.builders import NOW
from waystation.tracing.asking import services as asking
from waystation.tracing.requests import services as requests
from waystation.tracing.tests.builders import a_request


def board(browser) -> str:
    return browser.get(reverse("board")).content.decode()


def test_the_board_calls_to_the_desk_without_a_name(sign_in, peter):
    browser = sign_in()
    assert "tracing desk" not in board(browser)

    requests.open_request(request=a_request(identity=None), keyring=peter, now=NOW)

    page = board(browser)
    assert "1 thing waits at the tracing desk." in page
    assert "Jackson" not in page


def test_the_board_says_when_a_contact_is_closed_and_who_else_has_nothing_to_do_with_it(
    sign_in, begun, contact, peter
):
    asking.withdraw(match_id=contact, side="sought", keyring=peter, now=NOW)

    assert "Contact of 1 reunion is closed" in board(sign_in())
    for role in ("case worker", "approver"):
        assert "reunion" not in board(sign_in(role))
