"""Cash goes out to a guide, comes back as a settlement without proof, and two people book it."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.office import Served, desk
from tests.journeys.test_pages import NARROW
from tests.journeys.test_threats import is_whole
from waystation.testing.cast import GRACE, LEVI

pytestmark = [pytest.mark.browser, pytest.mark.long]


def test_what_one_officer_cannot_prove_another_approves_and_the_rest_stays_out(
    served: Served, browser: Browser
) -> None:
    levi = desk(browser, served, LEVI)
    levi.goto(served.url + "/money/advances/")
    levi.get_by_role("link", name="Give an advance").click()
    levi.get_by_label("Who holds it").fill("T. G.")
    levi.get_by_label("What for").fill("Fares to the north")
    levi.locator("#fund").select_option("RESCUE-GENERAL")
    levi.get_by_label("Amount").fill("12.50")
    levi.get_by_role("button", name="Look at it once more").click()
    expect(levi.get_by_text("Your hand is enough")).to_be_visible()
    levi.get_by_role("button", name="Book it").click()
    expect(levi.get_by_text("$12.50 still out.")).to_be_visible()

    levi.set_viewport_size(NARROW)
    levi.get_by_role("link", name="Settle", exact=True).click()
    levi.get_by_label("Transportation").fill("4")
    levi.get_by_label("No proof: written off").check()
    levi.locator("#proof").fill("The bag went overboard")
    is_whole(levi)
    levi.get_by_role("button", name="Look at it once more").click()
    levi.get_by_role("button", name="Ask for a second hand").click()
    mine = levi.get_by_role("listitem").filter(has_text="The bag went overboard")
    expect(mine.get_by_role("link", name="Open")).to_be_visible()

    grace = desk(browser, served, GRACE)
    grace.goto(served.url + "/money/approvals/")
    asked = grace.get_by_role("listitem").filter(has_text="The bag went overboard")
    asked.get_by_role("link", name="Look at it").click()
    expect(grace.get_by_text("5: No proof: written off")).to_be_visible()
    is_whole(grace)
    grace.get_by_role("button", name="I approve").click()
    expect(grace.get_by_role("row").filter(has_text="The bag went overboard")).to_contain_text(
        "approved"
    )
    grace.goto(served.url + "/money/advances/")
    expect(grace.get_by_role("row").filter(has_text="T. G.")).to_contain_text("$8.50")
    levi.context.close()
    grace.context.close()
