"""A family is put on file as they tell it, drawn, corrected when they ask, and given their copy."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import Served, desk, go
from tests.journeys.test_consent import HOUSEHOLD, somebody
from tests.journeys.test_pages import LOOKS, look_at
from waystation.testing.cast import WILLIAM

pytestmark = [pytest.mark.browser, pytest.mark.long]
FAMILY = (("김영희", "lunar 1820-3-2"), ("김민지", "9"), ("Old Kim", "about 71"))


def put_on_file(page: Page) -> None:
    """Note the first contact with three people."""
    go(page, "People")
    page.get_by_role("link", name="New household").click()
    page.get_by_label("Place", exact=True).fill("Chestertown")
    page.get_by_label("Words agreed").fill("the geese fly early")
    for number, (name, born) in enumerate(FAMILY, start=1):
        row = page.get_by_role("group", name=f"Person {number}", exact=True)
        row.get_by_label("Name").fill(name)
        row.get_by_label("Age or birth").fill(born)
    page.get_by_role("button", name="Put on file").click()
    page.wait_for_url(HOUSEHOLD)


def tie(page: Page, other: str, kind: str) -> None:
    page.get_by_text("Add a tie").click()
    who = page.get_by_label("Who", exact=False).first
    who.select_option(label=next(t for t in who.locator("option").all_inner_texts() if other in t))
    page.get_by_label("Is this person's").select_option(kind)
    page.get_by_role("button", name="Write it on both").click()


def test_a_family_is_put_on_file_drawn_corrected_and_given_their_copy(
    served: Served, browser: Browser
) -> None:
    page = desk(browser, served, WILLIAM)
    put_on_file(page)
    home = page.url

    page.get_by_role("link", name="Open record 1").click()
    expect(page.get_by_text("14 April 1820 by the common calendar")).to_be_visible()
    tie(page, "김민지", "child")
    expect(page.locator("ul.ties li")).to_have_count(1)
    tie(page, "Old Kim", "parent")
    expect(page.locator("ul.ties li")).to_have_count(2)

    page.goto(home)
    boxes = page.locator("svg.kin a")
    expect(boxes).to_have_count(3)
    # Grandmother, mother and child stand one below the other.
    tops = [boxes.filter(has_text=f"{number} ·").bounding_box()["y"] for number in (3, 1, 2)]
    assert tops == sorted(tops)
    assert len(set(tops)) == 3

    page.get_by_role("link", name="Open record 1").click()
    page.get_by_role("link", name="Change Names").click()
    page.get_by_label("Name", exact=True).first.fill("김영희 (金英姬)")
    page.get_by_label("Why").fill("she asked")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("she asked")).to_be_visible()
    page.locator("ol.told").last.locator("summary").first.click()
    expect(page.get_by_text("김영희 (own name)")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Copy in 한국어").click()
    assert taken.value.suggested_filename == "sheet.pdf"
    assert taken.value.path().read_bytes().startswith(b"%PDF")
    assert served.complaints == []


@pytest.mark.parametrize(("language", "theme", "size"), LOOKS)
def test_the_pages_of_a_record_are_accessible(
    served: Served, browser: Browser, language: str, theme: str, size: dict
) -> None:
    page = desk(browser, served, WILLIAM)
    person = somebody(page)
    home = page.url
    page.context.close()
    pieces = ("", "names/", "birth/", "who/", "needs/", "documents/")
    addresses = [f"/persons/{person}/{piece}" for piece in pieces]
    addresses += [home.removeprefix(served.url) + more for more in ("", "persons/", "edit/")]

    look_at(tuple(addresses), served, browser, WILLIAM, (language, theme, size))
