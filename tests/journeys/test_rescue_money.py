"""What a rescue may cost is changed by two people, and a rescue's page tells where it stands."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.office import Served, desk
from tests.journeys.test_pages import NARROW
from tests.journeys.test_threats import is_whole
from waystation.testing.cast import GRACE, LEVI

pytestmark = [pytest.mark.browser, pytest.mark.long]


def test_one_officer_asks_for_another_budget_and_the_other_puts_it_in_force(
    served: Served, browser: Browser
) -> None:
    levi = desk(browser, served, LEVI)
    levi.goto(served.url + "/money/rescues/")
    is_whole(levi)
    levi.get_by_role("link", name="What a rescue may cost").click()
    expect(levi.get_by_text("None yet: the program's own budgets hold.")).to_be_visible()
    levi.get_by_role("link", name="rescue of 1855", exact=True).click()
    levi.get_by_label("Transportation").fill("7.00")
    levi.get_by_label("Medical care").fill("1")
    levi.get_by_label("Why").fill("The boats are laid up; everybody goes by rail")
    is_whole(levi)
    levi.get_by_role("button", name="Ask for it").click()

    grace = desk(browser, served, GRACE)
    grace.goto(served.url + "/money/approvals/")
    asked = grace.get_by_role("listitem").filter(has_text="The boats are laid up")
    asked.get_by_role("link", name="Look at it").click()
    # 30.00, two more for the road, one for the doctor.
    expect(grace.locator("main")).to_contain_text("$33.00")
    grace.get_by_role("button", name="I approve").click()

    levi.set_viewport_size(NARROW)
    levi.goto(served.url + "/money/budgets/")
    row = levi.locator("#versions tbody tr")
    expect(row).to_contain_text("rescue of 1855")
    expect(row).to_contain_text("$33.00")
    is_whole(levi)
    grace.context.close()
    levi.context.close()
