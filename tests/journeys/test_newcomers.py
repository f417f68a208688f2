"""A case worker's day after an arrival: begin a pathway, press done, and take it back."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import Served, desk
from tests.journeys.test_pages import NARROW, faults
from waystation.testing.cast import WILLIAM

pytestmark = [pytest.mark.browser, pytest.mark.long]


def is_whole(page: Page) -> None:
    """Check that a page has no fault of access and does not scroll sideways."""
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_a_household_begins_does_a_step_and_takes_it_back(served: Served, browser: Browser) -> None:
    page = desk(browser, served, WILLIAM)
    page.set_viewport_size(NARROW)
    page.goto(served.url + "/newcomers/")
    is_whole(page)
    page.get_by_role("link", name="Begin a pathway").first.click()
    page.get_by_label("Canada West, 1850s").check()
    page.get_by_label("Where they are now").select_option(label="St. Catharines")
    is_whole(page)
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pathway")
    is_whole(page)

    shelter = page.get_by_role("listitem").filter(has=page.get_by_text("Shelter and clothes"))
    shelter = shelter.first
    shelter.get_by_role("button", name="Done").click()
    expect(shelter).to_contain_text("noted by William")
    home = page.get_by_role("listitem").filter(has=page.get_by_text("A home of your own")).first
    expect(home).to_contain_text("can be done now")

    shelter.get_by_text("More").click()
    shelter.get_by_role("button", name="Undo").click()
    expect(shelter).to_contain_text("can be done now")
    expect(home).to_contain_text("still to come")

    page.goto(served.url + "/newcomers/?show=open")
    expect(page.get_by_text("Shelter and clothes").first).to_be_visible()
    is_whole(page)
    page.context.close()
