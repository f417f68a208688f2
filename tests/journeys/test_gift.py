"""A gift from the page to the book, and a monthly one that fails twice and goes on."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import DESK, Served, command, desk, watched
from waystation.testing.cast import JULIA, LEVI

pytestmark = [pytest.mark.browser, pytest.mark.long]


def cents(text: str) -> int:
    """Read the first sum of dollars in a text."""
    found = re.search(r"\$([0-9,]+)(?:\.([0-9]{2}))?", text)
    assert found, text
    return int(found[1].replace(",", "")) * 100 + int(found[2] or 0)


def gives(page: Page, *, dollars: str, every: str) -> None:
    """Fill in the give page, up to the payment provider's own."""
    page.locator("[name=choice][value=other]").check()
    page.locator("[name=other]").fill(dollars)
    page.locator(f"[name=every][value='{every}']").check()
    page.locator("[name=name]").fill("Gerrit Smith")
    page.locator("[name=email]").fill("gerrit@example.org")
    page.locator("form .do").click()
    expect(page.get_by_role("heading", name="No money moves here")).to_be_visible()


def held(office: Page, served: Served) -> int:
    """Read what finance sees the provider hold."""
    office.goto(f"{served.url}/giving/payments/")
    return cents(office.locator("dl.facts dd strong").inner_text())


def test_a_gift_goes_from_the_page_to_the_book_and_counts_for_its_campaign(
    served: Served, site: Served, browser: Browser
) -> None:
    giver = watched(browser.new_context(viewport=DESK).new_page(), site, "giver")
    office = desk(browser, served, LEVI)
    # What the demo's own payments left there is not this story's.
    command(served.home, "demo", "payout")
    before = held(office, served)
    giver.goto(f"{site.url}/en/campaigns/")
    giver.locator("main article a").first.click()
    campaign = giver.url.rstrip("/").rpartition("/")[2]
    raised = cents(giver.locator(".goal-sums strong").first.inner_text())

    giver.locator("main a.do").first.click()
    gives(giver, dollars="40", every="")
    giver.get_by_role("button", name="Let the payment fail").click()
    expect(giver.get_by_role("alert")).to_contain_text("failed")
    giver.get_by_role("button", name="Pay").click()
    expect(giver).to_have_url(re.compile(r"/en/give/thanks/"))
    assert giver.context.cookies() == []

    # 40.00 less 2.9 % and 0.30.
    assert held(office, served) == before + 4_000 - 146
    giver.goto(f"{site.url}/en/campaigns/{campaign}/")
    # A browser may show what it saw a minute ago; asked anew, the page is new.
    giver.reload()
    assert cents(giver.locator(".goal-sums strong").first.inner_text()) == raised + 4_000
    office.goto(f"{served.url}/money/check/")
    expect(office.locator("main")).not_to_contain_text("does not hold")

    command(served.home, "demo", "payout")
    assert held(office, served) == before


def test_a_monthly_gift_fails_twice_and_goes_on(
    served: Served, site: Served, browser: Browser
) -> None:
    giver = watched(browser.new_context(viewport=DESK).new_page(), site, "giver")
    giver.goto(f"{site.url}/en/give/")
    gives(giver, dollars="7.25", every="monthly")
    expect(giver.locator("main")).to_contain_text("each month")
    giver.get_by_role("button", name="Begin the gift").click()
    expect(giver).to_have_url(re.compile(r"/en/give/thanks/"))

    office = desk(browser, served, JULIA)
    row = office.get_by_role("row").filter(has_text="$7.25")
    for words, state in (
        ((), "active"),
        (("--failing",), "failing"),
        (("--failing",), "failing"),
        ((), "active"),
    ):
        assert "done" in command(served.home, "demo", "instalments", *words)
        office.goto(f"{served.url}/giving/recurring/")
        expect(row).to_contain_text(state)
