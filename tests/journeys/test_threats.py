"""A threat is declared by one and a route drawn by another, on the network of 1855."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import Served, desk
from tests.journeys.test_pages import NARROW, faults
from waystation.testing.cast import ALLAN, HARRIET

pytestmark = [pytest.mark.browser, pytest.mark.long]


def is_whole(page: Page) -> None:
    """Check that a page has no fault of access and does not scroll sideways."""
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_where_a_threat_is_declared_a_route_is_drawn_and_its_worth_shown(
    served: Served, browser: Browser
) -> None:
    officer = desk(browser, served, ALLAN)
    officer.set_viewport_size(NARROW)
    officer.goto(served.url + "/threats/")
    officer.get_by_role("link", name="Declare a threat").click()
    officer.get_by_label("Routes from").select_option("US-DE")
    officer.get_by_label("Routes to").select_option("CA-ON")
    officer.get_by_label("Where this belief comes from").fill("two boatmen saw them at the bridge")
    officer.get_by_text("Other chances for some means of travel").click()
    officer.get_by_label("Train", exact=True).fill("30")
    officer.get_by_role("button", name="Declare it").click()
    expect(officer.get_by_role("heading", level=1)).to_contain_text("US-DE → CA-ON")
    expect(officer.get_by_text("train 30.0")).to_be_visible()
    is_whole(officer)

    manager = desk(browser, served, HARRIET)
    manager.goto(served.url + "/plans/new/")
    manager.locator("#start").select_option("wilmington-de")
    manager.locator("#people").fill("3")
    manager.get_by_role("button", name="Plan", exact=True).click()
    manager.get_by_role("link", name="By lot").click()
    watched = manager.locator("tbody").first
    lot, always = (row.locator("td").last.inner_text() for row in watched.locator("tr").all())
    assert float(lot.split()[0]) < float(always.split()[0])
    is_whole(manager)
    manager.get_by_role("button", name="Draw a route").click()
    manager.get_by_role("button", name="Draw", exact=True).click()
    expect(manager.get_by_text("This route was drawn by lot among")).to_be_visible()
    is_whole(manager)
    officer.context.close()
    manager.context.close()
