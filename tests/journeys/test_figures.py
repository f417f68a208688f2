"""A figure's way: refused by the guard in words, proposed, released, read, taken back."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.office import PHONE, Served, desk, go, move_clock, watched
from waystation.testing.cast import ALLAN, JACOB, PASSMORE

pytestmark = [pytest.mark.long, pytest.mark.browser]


def test_a_figure_is_looked_through_released_by_two_read_by_all_and_taken_back(
    served: Served, site: Served, browser: Browser
):
    passmore = desk(browser, served, PASSMORE)
    # Late enough that the second quarter may be told, whatever the figure's offset is.
    move_clock(passmore, served, "1855-11-05T12:00")
    reader = watched(browser.new_context(viewport=PHONE).new_page(), site, "reader")
    reader.goto(f"{site.url}/en/figures/people/")
    expect(reader.locator(".big-figures dd")).to_have_text("110")

    go(passmore, "Telling")
    passmore.get_by_role("link", name="Propose a figure").first.click()
    passmore.get_by_label("Figure").select_option("children")
    passmore.get_by_role("button", name="See what the guard says").click()
    refused = passmore.get_by_role("region", name="The guard refuses it")
    expect(refused).to_contain_text("Too few stand behind it")
    expect(refused).to_contain_text("Wait until enough others have arrived")

    passmore.get_by_label("Figure").select_option("people")
    passmore.get_by_role("button", name="See what the guard says").click()
    expect(passmore.get_by_role("region", name="The guard lets it pass")).to_contain_text("120")
    passmore.get_by_role("button", name="Propose it").click()
    expect(passmore.get_by_text("another approver decides")).to_be_visible()
    expect(passmore.get_by_role("button", name="Release it")).to_have_count(0)

    jacob = desk(browser, served, JACOB)
    go(jacob, "Telling")
    jacob.get_by_role("link", name="Proposals").click()
    jacob.get_by_role("link", name="People brought to freedom").first.click()
    jacob.get_by_role("button", name="Release it").click()
    expect(jacob.get_by_role("heading", level=1)).to_have_text("Proposals")

    reader.reload()
    expect(reader.locator(".big-figures dd")).to_have_text("120")
    expect(reader.get_by_text("Two people: approver and approver")).to_be_visible()

    allan = desk(browser, served, ALLAN)
    go(allan, "Telling")
    allan.get_by_role("link", name="Take a figure back").click()
    allan.get_by_label("Figure").select_option("people")
    allan.get_by_label("Why").select_option("review")
    allan.get_by_role("button", name="Take it back").click()
    expect(allan.get_by_text("It is being looked at again.")).to_be_visible()

    reader.reload()
    expect(reader.get_by_text("This figure was taken back")).to_be_visible()
    expect(reader.locator("body")).not_to_contain_text("120")
    assert served.complaints + site.complaints == []
