"""A list of people comes in from a spreadsheet: looked through, mended, taken in and taken back."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import Served, desk
from tests.journeys.test_pages import NARROW, WIDE, faults
from waystation.testing.cast import WILLIAM

pytestmark = [pytest.mark.browser, pytest.mark.long]

PEOPLE = """number,party,full name,age,where
1,A,Sarah Bishop,38,Cambridge
2,A,Little Tom,,Cambridge
3,B,Peter Lane,91o,Nowhere Cross
"""
TIES = """person number,relation,relative number
1,son,2
"""


def is_whole(page: Page) -> None:
    """Check that a page has no fault of access and does not scroll sideways, narrow or wide."""
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert faults(page) == []


def test_a_list_of_people_comes_in_and_goes_out_again(served: Served, browser: Browser) -> None:
    page = desk(browser, served, WILLIAM)
    page.goto(served.url + "/people/")
    with page.expect_navigation():
        page.get_by_role("link", name="Take in a sheet").click()
    is_whole(page)
    for name, text in (("people", PEOPLE), ("ties", TIES)):
        sheet = {"name": f"{name}.csv", "mimeType": "text/csv", "buffer": text.encode()}
        page.locator(f"[name={name}]").set_input_files(sheet)
    page.get_by_role("button", name="Upload").click()

    # “where” was not understood, so nobody has a place, and one age is none.
    expect(page.get_by_text("3 things are wrong; nothing can be taken in yet.")).to_be_visible()
    is_whole(page)
    page.get_by_label("where", exact=True).select_option("place")
    page.get_by_role("button", name="Show what comes of it").click()
    expect(page.locator("#bad")).to_contain_text("Nowhere Cross")
    page.get_by_label("where", exact=True).select_option("note")
    page.get_by_label("age", exact=True).select_option("")
    page.get_by_label("Place, where no row tells it").fill("Cambridge, MD")
    with page.expect_navigation():
        page.get_by_role("button", name="Show what comes of it").click()
    is_whole(page)
    page.get_by_role("button", name="Put 3 people on file").click()

    expect(page.get_by_text("1 tie between two people")).to_be_visible()
    is_whole(page)
    page.goto(served.url + "/people/")
    expect(page.locator("#waiting")).to_contain_text("S. B., L. T.")
    page.get_by_role("link", name="Take in a sheet").click()
    page.locator("#sheets tbody a").first.click()
    with page.expect_navigation():
        page.get_by_role("button", name="Take all of it back").click()
    page.goto(served.url + "/people/")
    expect(page.locator("#waiting")).not_to_contain_text("S. B., L. T.")
    page.context.close()


def test_figures_are_read_on_a_phone_and_at_a_desk(served: Served, browser: Browser) -> None:
    page = desk(browser, served, WILLIAM)

    page.goto(served.url + "/people/figures/")

    expect(page.get_by_role("heading", name="Age")).to_be_visible()
    is_whole(page)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as a file").click()
    assert saved.value.suggested_filename == "figures.csv"
    page.context.close()
