"""A newcomer reads the own plan on a phone, in Korean, without an account, until its link ends."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import Served, desk, watched
from tests.journeys.test_pages import faults
from waystation.testing.cast import WILLIAM

pytestmark = [pytest.mark.browser, pytest.mark.long]

STORED = "localStorage.length + sessionStorage.length + document.cookie.length"


def phone(browser: Browser, served: Served, address: str) -> Page:
    """Open an address on somebody's own narrow phone."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, is_mobile=True)
    page = watched(context.new_page(), served, "newcomer")
    page.goto(address)
    return page


def begin(office: Page, served: Served) -> None:
    """Let a household that has arrived begin the pathway to South Korea, and open its plan."""
    office.goto(served.url + "/newcomers/")
    office.locator("main a[href$='/begin/']").first.click()
    office.get_by_label("South Korea").check()
    office.get_by_role("button", name="Begin").click()
    office.get_by_role("link", name="My plan").click()
    expect(office.get_by_text("You owe us nothing, now or later.")).to_be_visible()


def test_a_newcomer_reads_the_own_plan_on_a_phone_until_the_link_ends(
    served: Served, browser: Browser
) -> None:
    before = len(served.complaints)
    office = desk(browser, served, WILLIAM)
    begin(office, served)
    plan = office.url
    office.get_by_text("Make a link", exact=True).click()
    office.get_by_label("Language").first.select_option("ko")
    office.get_by_role("button", name="Make the link").click()
    link = str(office.locator("a#link").get_attribute("href"))
    words = " ".join(office.locator("ol.words li").all_inner_texts())

    mine = phone(browser, served, link)
    sent: list[str] = []
    mine.on("request", lambda one: sent.append(f"{one.url} {one.post_data or ''}"))
    mine.reload()
    expect(mine.locator("#plan")).to_be_visible()
    expect(mine.locator("#plan")).to_have_attribute("lang", "ko")
    expect(mine.locator("#plan")).to_contain_text("대한민국")
    assert mine.evaluate("document.documentElement.scrollWidth") == 360
    assert faults(mine) == []
    secret = link.partition("#")[2]
    # The part of an address behind the # is never sent; the browser alone writes it beside its own.
    assert not any(secret in one.partition("#")[0] + one.partition(" ")[2] for one in sent)
    assert (mine.evaluate(STORED), mine.context.cookies()) == (0, [])

    other = phone(browser, served, served.url + "/mine/en/")
    other.get_by_label("Your twelve words").fill(words)
    other.get_by_role("button", name="Open").click()
    expect(other.locator("#plan")).to_contain_text("You owe us nothing, now or later.")

    office.goto(plan)
    office.get_by_text("End it", exact=True).click()
    office.get_by_role("button", name="End this link now").click()
    expect(office.get_by_text("Nobody has a link to this plan.")).to_be_visible()
    mine.goto(served.url + "/mine/en/#" + secret)
    expect(mine.locator("#trouble")).to_contain_text("This link has ended")
    expect(mine.locator("#plan")).to_be_hidden()
    assert served.complaints[before:] == []
    for page in (office, mine, other):
        page.context.close()
