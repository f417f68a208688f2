"""Groups are built at a desk by drag and by keys, taken back, and on a phone with a thumb."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import Served, desk
from tests.journeys.test_pages import NARROW, faults
from waystation.testing.cast import HARRIET

pytestmark = [pytest.mark.browser, pytest.mark.long]


def open_builder(page: Page, served: Served, place: str) -> None:
    page.goto(served.url + "/groups/build/")
    page.get_by_role("row", name=place).get_by_role("button").click()
    expect(page.locator(".builder")).to_be_visible()


def who_is_in(page: Page, number: int) -> list[str]:
    cards = page.locator(f'[data-column="{number}"] [data-card]')
    return [card.get_attribute("data-code") or "" for card in cards.all()]


def test_a_group_is_built_by_keys_by_drag_and_by_thumb(served: Served, browser: Browser) -> None:
    page = desk(browser, served, HARRIET)
    open_builder(page, served, "Chestertown")
    assert who_is_in(page, 1) == ["p302", "p302-others"]
    assert faults(page) == []

    page.locator('[data-card][data-code="p302"] input').nth(1).focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#sum-2")).to_contain_text("A family cannot be split")
    assert who_is_in(page, 2) == ["p302"]
    expect(page.get_by_role("status").filter(has_text="p302: Group 2")).to_be_attached()

    page.keyboard.press("Control+z")
    expect(page.locator("#sum-1")).to_contain_text("May travel together.")
    assert who_is_in(page, 2) == []
    page.get_by_role("button", name="Redo").click()
    expect(page.locator("#sum-2")).to_contain_text("A family cannot be split")
    page.wait_for_load_state("networkidle")
    assert who_is_in(page, 2) == ["p302"]
    page.locator('[data-code="p302-others"] .head').drag_to(page.locator("#column-2"))
    expect(page.locator("#sum-2")).to_contain_text("May travel together.")
    assert who_is_in(page, 2) == ["p302", "p302-others"]

    page.set_viewport_size(NARROW)
    open_builder(page, served, "Chestertown")
    page.locator('[data-code="p302-others"] label').first.click()
    expect(page.locator("#sum-1")).to_contain_text("A family cannot be split")
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.context.close()
