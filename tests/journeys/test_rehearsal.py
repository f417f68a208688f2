"""A plan is rehearsed while somebody watches: begun, stopped, gone on with, and read."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.office import Served, desk
from tests.journeys.test_line import form_the_group, plan_and_propose
from tests.journeys.test_threats import is_whole
from waystation.dispatch.rehearsing.domain import POLICIES
from waystation.testing.cast import HARRIET

pytestmark = [pytest.mark.browser, pytest.mark.long]

# Two processes start, and load compiled code; then two hundred replicates are played.
PLAYED_MS = 240_000


def test_a_rehearsal_is_begun_stopped_gone_on_with_and_read(
    served: Served, browser: Browser
) -> None:
    page = desk(browser, served, HARRIET)
    form_the_group(page)
    plan_and_propose(page)
    page.goto(served.url + "/rehearsals/")
    with page.expect_navigation():
        page.get_by_role("link", name="Rehearse", exact=True).click()
    is_whole(page)
    page.get_by_label("How many times").select_option("500")
    page.get_by_label("Of a hundred guides, lost in a month").fill("20")
    page.get_by_role("button", name="Begin").click()

    expect(page.locator("#rehearsal-far")).to_contain_text("batches", timeout=PLAYED_MS)
    page.get_by_role("button", name="Stop").click()
    # Only once what was being played is over.
    page.get_by_role("button", name="Resume").click(timeout=PLAYED_MS)
    expect(page.locator("#compared-title")).to_be_visible(timeout=PLAYED_MS)

    expect(page.locator("#status")).to_contain_text("over")
    expect(page.get_by_text("500 times")).to_be_visible()
    expect(page.locator("svg.fan")).to_have_count(len(POLICIES))
    is_whole(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV").click()
    rows = taken.value.path().read_text("utf-8").splitlines()
    assert len(rows) == 1 + 500 * len(POLICIES)
    page.context.close()
