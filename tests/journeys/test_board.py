"""The capacity board in a real browser: dragged, moved by keys, and used without scripts."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import Served, desk
from waystation.testing.cast import HARRIET

pytestmark = [pytest.mark.browser, pytest.mark.long]

WIDE = {"width": 1440, "height": 1000}
# A day of the board is so wide; today is the thirty-first of its days, two days stay before it.
DAY_PX, TODAY_PX = 44, 30 * 44 - 2 * 44


def scrolled(page: Page) -> tuple[int, int]:
    left, top = page.locator("#board").evaluate("e => [e.scrollLeft, e.scrollTop]")
    return left, top


@pytest.fixture
def board(served: Served, browser: Browser) -> Page:
    page = desk(browser, served, HARRIET)
    page.set_viewport_size(WIDE)
    page.goto(served.url + "/capacity/?all=1")
    expect(page.locator("#board")).to_be_visible()
    return page


def test_the_board_begins_at_today_and_is_dragged_by_the_mouse(board: Page) -> None:
    assert scrolled(board) == (TODAY_PX, 0)

    box = board.locator("#board").bounding_box()
    x, y = box["x"] + 700, box["y"] + 300
    board.mouse.move(x, y)
    board.mouse.down()
    board.mouse.move(x - 220, y - 50, steps=5)
    board.mouse.up()

    assert scrolled(board) == (TODAY_PX + 220, 50)
    assert board.url.endswith("/capacity/?all=1")


def test_arrow_keys_move_it_by_days_and_home_goes_back_to_today(board: Page) -> None:
    board.locator("#board").focus()

    board.keyboard.press("ArrowLeft")
    board.keyboard.press("ArrowLeft")
    assert scrolled(board)[0] == TODAY_PX - 2 * DAY_PX
    board.keyboard.press("PageUp")
    assert scrolled(board)[0] == TODAY_PX - 9 * DAY_PX
    board.keyboard.press("Home")
    assert scrolled(board)[0] == TODAY_PX


def test_names_and_days_stay_in_sight_and_rows_can_be_filtered(board: Page) -> None:
    board.locator("#board").evaluate("e => e.scrollTo(600, 900)")

    room = board.locator("#board").bounding_box()
    head = board.locator(".lane.heads .axis").bounding_box()
    name = board.locator(".lane-name").nth(30).bounding_box()
    assert abs(head["y"] - room["y"]) <= 1.5
    assert abs(name["x"] - room["x"]) <= 1.5
    board.locator("#filter").fill("wilmington")
    expect(board.locator(".lane[data-item]").filter(visible=True)).to_have_count(
        board.locator(".lane[data-item]").filter(has_text="Wilmington").count()
    )


def test_later_moves_within_the_board_and_at_its_end_leads_to_the_next(board: Page) -> None:
    later = board.get_by_role("link", name="Later")

    later.click()
    assert scrolled(board)[0] == TODAY_PX + 7 * DAY_PX
    board.locator("#board").evaluate("e => e.scrollTo(e.scrollWidth, 0)")
    later.click()

    # 26 September is the first day of the board; 59 days later begins the next one.
    board.wait_for_url("**/capacity/?from=1855-11-24")


def test_rows_that_come_anew_are_filtered_and_stand_where_the_board_was_dragged_to(
    board: Page,
) -> None:
    board.locator("#filter").fill("wilmington")
    board.locator("#board").evaluate("e => e.scrollTo(900, 0)")
    shown = board.locator(".lane[data-item]").filter(visible=True)
    before = shown.count()
    board.locator("#board-rows").evaluate("e => { e.dataset.old = '1'; }")

    board.evaluate("document.body.dispatchEvent(new Event('moved'))")

    expect(board.locator("#board-rows[data-old]")).to_have_count(0)
    expect(shown).to_have_count(before)
    assert scrolled(board)[0] == 900


def test_without_scripts_every_button_is_a_link(
    served: Served, browser: Browser, board: Page
) -> None:
    plain = browser.new_context(java_script_enabled=False, viewport=WIDE)
    plain.add_cookies(board.context.cookies())
    page = plain.new_page()

    page.goto(served.url + "/capacity/?all=1")
    page.get_by_role("link", name="Today").click()
    page.wait_for_url("**/capacity/#today")
    page.get_by_role("link", name="Earlier").click()
    page.wait_for_url("**/capacity/?from=1855-07-29")
    page.get_by_role("link", name="As a table").click()

    expect(page.get_by_text("29 Jul 1855 – 27 Sep 1855")).to_be_visible()
    plain.close()
