"""From a candidate to the first message: two officers' desks, a worker's question, two yeses."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import Served, desk
from tests.journeys.test_pages import faults
from waystation.testing.cast import PETER, WILLIAM

pytestmark = [pytest.mark.browser, pytest.mark.long]

UNTIL = "1856-03-01"
WORDS = "I came after you by the steamboat and I am well."


def row_of(page: Page, section: str) -> Page:
    """Give the first entry of a list on the desk."""
    return page.get_by_role("region", name=section).get_by_role("link").first


def say_yes(page: Page, says: str, button: str) -> None:
    """Write down a yes with its last day."""
    page.get_by_label(says, exact=True).check()
    page.get_by_label("The yes holds until").fill(UNTIL)
    page.get_by_role("button", name=button).first.click()


def test_a_family_finds_its_first_words(served: Served, browser: Browser) -> None:
    peter = desk(browser, served, PETER)
    peter.goto(served.url + "/tracing/")
    expect(peter.get_by_text("looked last:")).to_be_visible()
    assert faults(peter) == []
    row_of(peter, "Candidates to compare").click()
    peter.get_by_role("button", name="Reviewed: it may be the same person").click()
    expect(peter.get_by_role("button", name="Take this back")).to_be_visible()
    peter.goto(served.url + "/tracing/")
    expect(peter.get_by_text("have the sought asked by their own worker")).to_be_visible()

    william = desk(browser, served, WILLIAM)
    expect(william.get_by_text("about a family that looks for somebody")).to_be_visible()
    william.goto(served.url + "/tracing/questions/")
    william.get_by_role("link", name="p054").first.click()
    expect(william.get_by_role("heading", name="What they answer")).to_be_visible()
    assert faults(william) == []
    say_yes(william, "Yes, messages may pass", "Send the answer")
    expect(william).to_have_url(re.compile("questions/said/"))

    # The desk hears it by itself, and the office speaks with the seeker, who has no case.
    peter.goto(served.url + "/tracing/")
    asked = peter.get_by_role("listitem").filter(has_text="the sought said yes: ask the seeker")
    asked.get_by_role("link").click()
    peter.get_by_role("button", name="I ask them").click()
    say_yes(peter, "Yes", "Write it down")
    expect(peter.get_by_role("heading", name="Messages", exact=True)).to_be_visible()

    peter.goto(served.url + "/tracing/reunions/")
    peter.get_by_role("button", name="Begin").click()
    peter.get_by_label("Message").fill(WORDS)
    peter.get_by_role("button", name="Pass it on").click()
    expect(peter.get_by_text(WORDS)).to_be_visible()
    assert faults(peter) == []
    william.goto(served.url + "/tracing/questions/")
    expect(william.get_by_text(WORDS)).to_be_visible()
    assert served.complaints == []
    peter.context.close()
    william.context.close()
