"""A call is taken, two tips turn out to be one, a family is reached, and a lent phone is lost."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import Served, desk
from tests.journeys.test_pages import NARROW, faults
from waystation.testing.cast import HARRIET, WILLIAM

pytestmark = [pytest.mark.browser, pytest.mark.long]

SAID = (
    "A mother and four children wait in the corn crib behind the mill.",
    "Behind the mill, in the corn crib: a mother, four children.",
)


def take_call(page: Page, served: Served, words: str) -> None:
    """Type a call while it is told."""
    page.goto(served.url + "/tips/")
    page.get_by_role("link", name="Somebody is calling").click()
    expect(page.get_by_label("What was said")).to_be_focused()
    page.keyboard.type(words)
    page.get_by_label("Danger now").select_option("yes")
    page.get_by_label("Place").fill("Chestertown, MD")
    page.get_by_role("button", name="Put on file").click()
    expect(page.get_by_role("heading", name="Tip", exact=True, level=1)).to_be_visible()


def is_whole(page: Page) -> None:
    """Check that a page has no fault of access and does not scroll sideways."""
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_from_a_call_to_a_lost_phone(served: Served, browser: Browser) -> None:
    worker = desk(browser, served, WILLIAM)
    worker.set_viewport_size(NARROW)
    for words in SAID:
        take_call(worker, served, words)
    is_whole(worker)
    expect(worker.get_by_text("most words are the same")).to_be_visible()
    worker.get_by_role("button", name="The same people").click()
    expect(worker.get_by_text("the same people as in another tip")).to_be_visible()

    worker.goto(served.url + "/people/all/")
    worker.locator("#cases tbody th a").first.click()
    with worker.expect_navigation():
        worker.get_by_role("link", name="Contact", exact=True).click()
    is_whole(worker)
    form = worker.locator("#plan")
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    form.get_by_label("Number or place").fill("Bell 2-7")
    form.get_by_label("What must never be said").fill("the farm")
    form.get_by_role("button", name="Agreed so").click()
    expect(worker.get_by_text("Never say: the farm").first).to_be_visible()
    reach = worker.url

    worker.goto(served.url + "/devices/new/")
    worker.get_by_label("Label").fill("T7")
    worker.get_by_role("button", name="Put in stock").click()
    worker.wait_for_url(lambda url: not url.endswith("/new/"))
    worker.goto(reach)
    worker.get_by_text("Lend them a phone").click()
    worker.get_by_role("button", name="Hand it out").click()
    worker.get_by_role("link", name="Lent: T7").click()
    worker.get_by_text("It is lost").first.click()
    worker.get_by_role("button", name="It is lost").click()
    expect(worker.get_by_text("Lost since")).to_be_visible()
    is_whole(worker)

    manager = desk(browser, served, HARRIET)
    expect(manager.get_by_text("Lent phone T7 is lost.")).to_be_visible()
    worker.goto(reach)
    expect(worker.get_by_text("the words agreed are not safe any more")).to_be_visible()
    is_whole(worker)
    worker.context.close()
    manager.context.close()
