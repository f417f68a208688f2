"""Finance records a cheque and corrects it; the fundraiser decides on a name."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.office import Served, desk
from waystation.testing.cast import JULIA, LEVI

pytestmark = pytest.mark.long


def test_a_cheque_is_booked_after_a_second_look_corrected_and_its_giver_named(
    served: Served, browser: Browser
) -> None:
    page = desk(browser, served, LEVI)
    page.goto(f"{served.url}/giving/gifts/record/")
    page.get_by_label("From whom").fill("Frances Seward")
    page.get_by_label("Amount in dollars").fill("25.00")
    page.get_by_label("Named in public").select_option("initials")
    page.get_by_role("button", name="Look at it once more").click()
    expect(page.locator("dl.facts")).to_contain_text("Frances Seward")
    expect(page.locator("dl.facts")).to_contain_text("Cheque")
    page.get_by_role("button", name="Book it").click()
    expect(page.locator("main")).to_contain_text("Assets:Clearing:Cheque")
    gift = page.url

    page.get_by_role("link", name="Correct what it is for").click()
    page.get_by_label("It was meant for").select_option(label="The ladies’ bazaar")
    page.get_by_role("button", name="Correct it").click()
    expect(page.locator("dl.facts")).to_contain_text("The ladies’ bazaar")
    expect(page.locator("main")).to_contain_text("Matched by others")
    page.goto(f"{served.url}/giving/")
    expect(page.locator("main")).not_to_contain_text("do not agree")

    page = desk(browser, served, JULIA)
    page.goto(gift)
    page.get_by_role("button", name="Decide").click()
    expect(page.locator("dl.facts")).to_contain_text("F. S.")
    page.get_by_role("link", name="Make it anonymous").click()
    page.get_by_role("button", name="Make it anonymous").click()
    expect(page.locator("dl.facts")).not_to_contain_text("F. S.")
