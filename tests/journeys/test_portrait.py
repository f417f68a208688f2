"""A face is told from memory: warned first, bred by keyboard, then by touch, stopped at once."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.office import PHONE, Served, desk, watched
from tests.journeys.test_pages import faults
from waystation.testing.cast import PETER

pytestmark = [pytest.mark.browser, pytest.mark.long]
LEAST_TARGET = 44


def begin(page: Page, served: Served) -> str:
    """Hear the warning, agree, tell freely, and come to the faces; gives the portrait's address."""
    page.goto(f"{served.url}/tracing/portraits/")
    page.get_by_role("button", name="Read the warning first").click()
    expect(page.get_by_text("can change the memory itself")).to_be_visible()
    page.get_by_label("They were told all of this").check()
    page.get_by_label("Who stays beside them").fill("her sister")
    page.get_by_label("In which language they were told").fill("Korean")
    sure = page.get_by_label("I made sure that the person sought is grown up today.")
    if sure.count():
        sure.check()
    page.get_by_role("button", name="They agreed: begin").click()
    page.get_by_label("In their own words").fill("She hummed while she cooked.")
    page.get_by_role("button", name="They said all they want to say").click()
    page.get_by_role("button", name="Go on to the drawing aid").click()
    page.get_by_role("button", name="Show the first faces").click()
    expect(page.get_by_role("checkbox")).to_have_count(18)
    return page.url.removesuffix("array/")


def focused(page: Page) -> int:
    """Say which face has the focus."""
    number: int = page.evaluate("Number(document.activeElement.value)")
    return number


def by_keyboard(page: Page) -> None:
    """Pick three faces with the arrows and the space bar, and ask for the next eighteen."""
    page.get_by_role("checkbox").first.focus()
    ways = (("ArrowRight", 1), ("ArrowDown", 7), ("ArrowLeft", 6), ("ArrowUp", 0))
    for key, to in ways:
        page.keyboard.press(key)
        assert focused(page) == to
        page.keyboard.press("Space")
    # The fourth is not taken: three are enough.
    expect(page.get_by_role("status").last).to_contain_text("At most 3")
    assert page.locator("input[name=pick]:checked").count() == 3
    next_faces = page.get_by_role("button", name="Next faces")
    while not next_faces.evaluate("one => one === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("round 2")).to_be_visible()


def size_of(target: Locator) -> float:
    """Give the smaller side of something to be tapped."""
    box = target.bounding_box()
    assert box is not None
    return min(box["width"], box["height"])


def by_touch(page: Page) -> None:
    """Tap a face, take it on a sheet, move a scale, keep it with the witness's words."""
    cards = page.locator("label.face-card")
    assert min(size_of(cards.nth(n)) for n in (0, 8, 17)) >= LEAST_TARGET
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    cards.nth(4).tap()
    page.get_by_role("button", name="Take one on a sheet").tap()
    drawn = page.locator("#drawn svg")
    before = drawn.inner_html()
    scale = page.get_by_label("Weight")
    assert size_of(scale) >= LEAST_TARGET
    scale.scroll_into_view_if_needed()
    box = scale.bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2)
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert drawn.inner_html() != before
    page.get_by_label("What the witness says to it").fill("eyes right, chin not")
    page.get_by_role("button", name="Keep it", exact=True).tap()
    expect(page.get_by_text("eyes right, chin not")).to_be_visible()
    says = page.locator("main li svg.sketch").text_content() or ""
    assert "not evidence, never used for matching" in says


def test_a_face_is_told_by_keyboard_and_by_touch_and_is_gone_when_the_witness_wishes(
    served: Served, browser: Browser
) -> None:
    before = len(served.complaints)
    office = desk(browser, served, PETER)
    address = begin(office, served)
    assert faults(office) == []
    by_keyboard(office)

    context = browser.new_context(
        viewport=PHONE,
        is_mobile=True,
        has_touch=True,
        storage_state=office.context.storage_state(),
    )
    tablet = watched(context.new_page(), served, "peter's tablet")
    tablet.goto(address + "array/")
    by_touch(tablet)
    assert faults(tablet) == []

    tablet.get_by_role("button", name="Stop now").tap()
    expect(tablet.get_by_text("It has stopped.")).to_be_visible()
    tablet.goto(address + "array/")
    expect(tablet.get_by_text("The witness stopped.")).to_be_visible()
    expect(tablet.locator("svg.sketch")).to_have_count(0)
    tablet.goto(address + "end/")
    tablet.get_by_label("The witness wants it destroyed.").check()
    tablet.get_by_role("button", name="Destroy it now").tap()
    expect(tablet.get_by_role("heading", name="Portraits", level=1)).to_be_visible()
    assert tablet.locator(f"a[href='{address.removeprefix(served.url)}']").count() == 0
    assert served.complaints[before:] == []
    for page in (office, tablet):
        page.context.close()
