"""A stranger writes by the public page, a case worker answers, and twelve words read it."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import Served, desk, watched
from tests.journeys.test_pages import NARROW, faults
from waystation.testing.cast import HARRIET, WILLIAM

pytestmark = [pytest.mark.browser, pytest.mark.long]

STORED = "localStorage.length + sessionStorage.length + document.cookie.length"


def stranger(browser: Browser, served: Served, address: str, *, script: bool = True) -> Page:
    """Open the page as somebody who was never here, on a narrow phone in the dark."""
    context = browser.new_context(
        viewport=NARROW, color_scheme="dark", java_script_enabled=script, is_mobile=True
    )
    page = watched(context.new_page(), served, "stranger")
    page.goto(served.url + address)
    return page


def look(page: Page, words: list[str]) -> str:
    """Come back with twelve words, and read what stands there."""
    page.locator("#write [data-show=back]").click()
    page.locator("#twelve").fill(" ".join(words))
    page.locator("#back button.do").click()
    expect(page.locator("#found")).to_be_visible()
    return page.locator("#found").inner_text()


@pytest.mark.long
def test_a_stranger_writes_and_reads_the_answer_with_twelve_words(
    served: Served, browser: Browser
) -> None:
    before = len(served.complaints)
    page = stranger(browser, served, "/tell/ko/")
    wide = page.evaluate("document.documentElement.scrollWidth")
    found = faults(page)
    page.locator("#text").fill("열한 명이 옥수수 창고에서 기다립니다.")
    page.locator("[name=danger][value=yes]").check()
    page.locator("#send").click()
    expect(page.locator("#words li")).to_have_count(12, timeout=30_000)
    words = page.locator("#words li").all_inner_texts()
    found += faults(page)
    page.locator("#receipt [data-show=done]").click()
    expect(page.locator("#words li")).to_have_count(0)

    office = desk(browser, served, WILLIAM)
    office.goto(served.url + "/tips/line/")
    named = office.locator("figure.qr + p a").inner_text().partition("#")[2]
    office.goto(served.url + "/tips/")
    office.get_by_role("button", name="Take in").click()
    office.get_by_role("link", name="place not said").first.click()
    expect(office.get_by_text("옥수수 창고")).to_be_visible()
    office.get_by_role("link", name="Answer the source").click()
    office.get_by_label("Your answer").fill("Wait for the geese.")
    office.get_by_role("button", name="Seal and leave it for them").click()
    expect(office.get_by_text("Wait for the geese.")).to_be_visible()

    again = stranger(browser, served, f"/tell/en/#{named}")
    told = look(again, words)
    assert "It has been read and answered." in told
    assert "Wait for the geese." in told
    again.get_by_role("button", name="Add to your message").click()
    again.locator("#text").fill("Now twelve.")
    again.locator("#send").click()
    expect(again.get_by_text("Your twelve words stay the same.")).to_be_visible(timeout=30_000)
    tip = office.url
    office.goto(served.url + "/tips/")
    office.get_by_role("button", name="Take in").click()
    office.goto(tip)
    expect(office.get_by_text("Now twelve.")).to_be_visible()
    assert (wide, found + faults(again)) == (NARROW["width"], [])
    assert [one.evaluate(STORED) for one in (page, again)] == [0, 0]
    assert [one.context.cookies() for one in (page, again)] == [[], []]
    again.get_by_role("button", name="Leave this page").click()
    again.wait_for_url("about:blank")
    assert served.complaints[before:] == []
    for one in (page, again, office):
        one.context.close()


def test_a_link_that_names_other_readers_sends_nothing(served: Served, browser: Browser) -> None:
    page = stranger(browser, served, "/tell/en/#" + "A" * 43)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.locator("#text").fill("Eleven wait.")
    page.locator("#send").click()

    expect(page.locator("#trouble")).to_contain_text("not signed by those", timeout=30_000)
    assert page.locator("#text").input_value() == "Eleven wait."
    assert not any(address.endswith("/send") for address in sent)
    page.context.close()


@pytest.mark.long
def test_answers_are_still_read_when_the_page_takes_nothing_more(
    served: Served, browser: Browser
) -> None:
    page = stranger(browser, served, "/tell/en/")
    page.locator("#text").fill("Eleven wait.")
    page.locator("#send").click()
    expect(page.locator("#words li")).to_have_count(12, timeout=30_000)
    words = page.locator("#words li").all_inner_texts()
    asked: list[str] = []
    page.once("dialog", lambda one: (asked.append(one.message), one.dismiss()))
    page.locator("[data-language]").click()
    office = desk(browser, served, HARRIET)
    office.goto(served.url + "/tips/")
    with office.expect_navigation():
        office.get_by_role("button", name="Take in").click()
    office.goto(served.url + "/tips/line/")
    office.get_by_text("Close the public page").click()
    office.get_by_role("button", name="Close", exact=True).click()

    again = stranger(browser, served, "/tell/en/")
    assert "It has been read." in look(again, words)
    assert asked == ["The twelve words are lost if you change the language now."]
    expect(page.locator("#words li")).to_have_count(12)
    office.get_by_role("button", name="Open the public page").click()
    for one in (page, again, office):
        one.context.close()


def test_without_javascript_the_page_says_to_use_another_way(
    served: Served, browser: Browser
) -> None:
    page = stranger(browser, served, "/tell/en/", script=False)

    said = page.locator("noscript .alert")
    expect(said).to_be_visible()
    assert "use another way" in said.inner_text()
    expect(page.locator("#text")).to_be_hidden()
    page.context.close()
