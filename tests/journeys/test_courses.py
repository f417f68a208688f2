"""A course is made, somebody is enrolled by their code and comes, and a day is cancelled."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import Served, desk
from tests.journeys.test_pages import NARROW, faults
from waystation.testing.cast import WILLIAM
from waystation.testing.demo import CLOCK

pytestmark = [pytest.mark.browser, pytest.mark.long]
TODAY = CLOCK.date().isoformat()


def newcomer(page: Page, served: Served) -> str:
    """Give the code of the first household on the board of those who arrived."""
    page.goto(f"{served.url}/newcomers/")
    return page.locator("main a[data-row]").first.inner_text().strip()


def make(page: Page, served: Served) -> None:
    """Make an evening school with two days from today on."""
    page.goto(f"{served.url}/newcomers/courses/")
    page.get_by_role("link", name="New course").click()
    page.get_by_label("Title").fill("Evening school")
    page.get_by_label("What it is").select_option("course")
    page.get_by_label("Language", exact=True).select_option("en")
    page.get_by_label("Where").fill("North Street")
    page.get_by_label("Seats").fill("1")
    page.get_by_label("Children are looked after").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_label("First day", exact=True).fill(TODAY)
    page.get_by_label("How many days").fill("2")
    page.get_by_role("button", name="Add days").click()


def test_a_course_is_made_somebody_comes_and_a_cancelled_day_is_told(
    served: Served, browser: Browser
) -> None:
    william = desk(browser, served, WILLIAM)
    code = newcomer(william, served)

    make(william, served)
    william.get_by_label("Code of the household").fill(code)
    william.get_by_role("button", name="Who of them comes?").click()
    william.get_by_role("group", name="Who comes").get_by_role("checkbox").first.check()
    william.get_by_role("button", name="They come").click()
    expect(william.get_by_role("heading", name="Who comes")).to_contain_text("1 of 1")

    william.get_by_text("Who was there?").click()
    william.get_by_role("checkbox", name=code).check()
    william.get_by_role("button", name="Note attendance").click()
    expect(william.get_by_text("1 person was there")).to_be_visible()

    william.get_by_text("Cancel this day").click()
    william.get_by_label("Why").fill("ice on the street")
    william.get_by_role("button", name="Cancel it and tell them").click()
    expect(william.get_by_role("heading", name="Who has to be told")).to_be_visible()
    course = william.url
    william.get_by_role("button", name="They were told").click()
    expect(william.get_by_role("heading", name="Who has to be told")).to_have_count(0)

    william.get_by_role("link", name="List to print").click()
    expect(william.get_by_role("row").filter(has_text=code)).to_contain_text("✓")

    william.set_viewport_size(NARROW)
    for page in (course, *(f"{served.url}/newcomers/{one}/" for one in ("courses", "helpers"))):
        william.goto(page)
        assert (page, faults(william)) == (page, [])
        assert william.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert served.complaints == []
