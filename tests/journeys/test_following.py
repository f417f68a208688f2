"""How somebody is doing, years on: one worker asks and calls for help, another is there at once."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import Served, desk
from tests.journeys.test_pages import NARROW, faults
from waystation.testing.cast import HARRIET, WILLIAM

pytestmark = [pytest.mark.browser, pytest.mark.long]
# The worker that rings looks every few seconds.
RUNG_MS = 120_000


def is_whole(page: Page) -> None:
    """Check that a page has no fault of access and does not scroll sideways."""
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_a_crisis_pressed_on_a_phone_stands_on_a_colleagues_board_until_it_is_taken(
    served: Served, browser: Browser
) -> None:
    worker = desk(browser, served, WILLIAM)
    worker.set_viewport_size(NARROW)
    worker.goto(served.url + "/newcomers/cohorts/")
    is_whole(worker)
    worker.goto(served.url + "/newcomers/alumni/")
    is_whole(worker)
    worker.locator("a[data-row]").first.click()
    worker.get_by_role("link", name="Following", exact=True).click()
    expect(worker.locator("svg.chart.levels").first).to_be_visible()
    is_whole(worker)
    following = worker.url
    worker.get_by_text("checks that are done").click()
    worker.get_by_role("link", name="John Clayton").first.click()
    is_whole(worker)
    worker.get_by_label("very good").check()
    worker.get_by_role("button", name="Keep what they told").click()
    expect(worker).to_have_url(following)
    expect(worker.get_by_role("cell", name="very good")).to_be_visible()
    worker.get_by_role("link", name="Wellbeing").click()
    is_whole(worker)

    worker.goto(following)
    worker.get_by_role("link", name="Somebody is in a crisis").click()
    is_whole(worker)
    worker.get_by_label("Where they are").fill("by the canal, a friend is there")
    worker.get_by_label("Call everybody who holds this case, now").check()
    worker.get_by_role("button", name="Call them now").click()
    expect(worker.get_by_role("button", name="I take it")).to_be_visible()

    colleague = desk(browser, served, HARRIET)
    colleague.set_viewport_size(NARROW)

    def stands_on_the_board() -> None:
        colleague.goto(served.url + "/")
        expect(colleague.get_by_text("somebody is in a crisis")).to_be_visible(timeout=1_000)

    wait_for(stands_on_the_board)
    colleague.goto(following + "crisis/")
    expect(colleague.get_by_text("by the canal")).to_be_visible()
    colleague.get_by_role("button", name="I take it").click()
    expect(colleague.get_by_text("taken by Harriet")).to_be_visible()
    colleague.goto(served.url + "/")
    expect(colleague.get_by_text("somebody is in a crisis")).to_have_count(0)
    worker.context.close()
    colleague.context.close()


def wait_for(seen: object) -> None:
    """Try something again until it holds or the worker has had its time."""
    assert callable(seen)
    for _try in range(RUNG_MS // 1_000):
        try:
            seen()
            return
        except AssertionError:
            continue
    seen()
