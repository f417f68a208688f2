"""An open page of the office is told that something changed, or asks every second."""

import time
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import Served, desk
from waystation.testing.cast import HARRIET, PASSMORE

pytestmark = [pytest.mark.browser, pytest.mark.long]


TRIES = 5
# At which moments of its own clock a page asked what happened.
ASKED = """
    window.askedAt = [];
    const open = XMLHttpRequest.prototype.open;
    XMLHttpRequest.prototype.open = function (method, address, ...more) {
        if (String(address).includes("/collect/")) window.askedAt.push(Date.now());
        return open.call(this, method, address, ...more);
    };
"""


def let_a_place_rest(page: Page, served: Served, day: str) -> None:
    """Change the network at once, as its form would: every page on passages has to know."""
    page.goto(f"{served.url}/network/")
    page.evaluate(
        """async (day) => {
            const record = document.querySelector("main a[href*='/record/']").href;
            const token = document.querySelector("meta[name=csrf-token]").content;
            const body = new URLSearchParams({first: day, last: day, why: "ice"});
            const headers = {"X-CSRFToken": token};
            const answer = await fetch(record + "rest/", {method: "POST", headers, body});
            if (!answer.ok) throw new Error("it did not rest: " + answer.status);
        }""",
        day,
    )


def test_an_open_page_knows_of_a_change_within_two_seconds(
    served: Served, browser: Browser
) -> None:
    harriet, passmore = desk(browser, served, HARRIET), desk(browser, served, PASSMORE)
    with passmore.expect_response("**/live/") as told:
        passmore.goto(f"{served.url}/passages/")
    seen = passmore.locator("#seen")

    def is_told_soon(day: int) -> bool:
        before = str(seen.get_attribute("value"))
        let_a_place_rest(harriet, served, f"1860-01-{day:02}")
        begun = time.monotonic()
        expect(seen).not_to_have_attribute("value", before)
        return time.monotonic() - begun < 2

    # The best of some: other work on the machine makes one late, a page that is slow all of them.
    assert any(is_told_soon(2 * day) for day in range(1, 1 + TRIES))
    assert told.value.headers["content-type"] == "text/event-stream"
    for page in (harriet, passmore):
        page.context.close()


def test_a_page_without_a_place_on_the_stream_asks_every_second(
    served: Served, browser: Browser
) -> None:
    page = desk(browser, served, HARRIET)
    page.route("**/live/", lambda route: route.fulfill(status=503))
    page.add_init_script(ASKED)
    page.clock.install()
    with page.expect_response("**/collect/"):
        page.goto(f"{served.url}/passages/")

    for _turn in (2, 3):
        page.clock.fast_forward(300)
        with page.expect_response("**/collect/"):
            page.clock.fast_forward(900)
    moments = page.evaluate("window.askedAt")

    assert len(moments) >= 3
    assert min(then - before for before, then in pairwise(moments)) >= 1_000
    page.context.close()


def test_a_page_that_nobody_sees_holds_no_place_and_asks_when_it_is_seen_again(
    served: Served, browser: Browser
) -> None:
    page = desk(browser, served, HARRIET)
    with page.expect_response("**/live/"):
        page.goto(f"{served.url}/passages/")

    with page.expect_event("requestfailed", lambda one: "/live/" in one.url):
        page.evaluate(HIDDEN, True)
    with page.expect_response("**/live/"):
        page.evaluate(HIDDEN, False)

    page.context.close()


HIDDEN = """(hidden) => {
    Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
    document.dispatchEvent(new Event("visibilitychange"));
}"""
