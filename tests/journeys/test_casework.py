"""A case in two people's hands: one works on it and puts it forward, another agrees, on a phone."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import Served, desk
from tests.journeys.test_pages import NARROW, faults
from waystation.testing.cast import HARRIET, WILLIAM

pytestmark = [pytest.mark.browser, pytest.mark.long]


def fill(page: Page, **said: str) -> None:
    """Fill a paper of a case and save it."""
    for name, words in said.items():
        page.locator(f"[name={name}]").fill(words)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Work on")


def is_whole(page: Page) -> None:
    """Check that a page has no fault of access and does not scroll sideways."""
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_what_one_puts_forward_another_closes(served: Served, browser: Browser) -> None:
    worker = desk(browser, served, WILLIAM)
    worker.set_viewport_size(NARROW)
    worker.goto(served.url + "/people/all/")
    with worker.expect_navigation():
        worker.locator("#cases tbody th a").first.click()
    case = worker.url

    worker.get_by_role("link", name="Registration", exact=True).click()
    fill(worker, language="English", others="nobody", duplicates="none found")
    worker.get_by_role("button", name="Go on", exact=True).click()
    worker.get_by_role("link", name="the risk with its reasons").click()
    fill(worker, reasons="hunters ask", health="well", needs="shoes", caregivers="their mother")
    is_whole(worker)
    worker.get_by_role("link", name="Close the case").click()
    fill(worker, says="they stay with kin", told="at their table", consents="all end today")
    expect(worker.get_by_text("A supervisor has to answer.")).to_be_visible()

    supervisor = desk(browser, served, HARRIET)
    supervisor.set_viewport_size(NARROW)
    supervisor.goto(served.url + "/supervision/")
    is_whole(supervisor)
    supervisor.get_by_role("row", name="Closure").get_by_role("link").click()
    expect(supervisor).to_have_url(case)
    supervisor.get_by_role("button", name="Approve").click()
    expect(supervisor.get_by_role("button", name="Open again")).to_be_visible()
    is_whole(supervisor)

    supervisor.goto(case.replace("/steps/", "/time/"))
    expect(supervisor.get_by_text("Step taken").first).to_be_visible()
    is_whole(supervisor)
    worker.context.close()
    supervisor.context.close()
