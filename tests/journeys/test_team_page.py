"""A rescue team: asked for on the site without any script, read in the office, given to, taken off.

Whoever asks writes Korean and has no account; they learn nothing of the office, and it nothing of
them but what they wrote.
"""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import DESK, PHONE, Served, desk, watched
from waystation.testing.cast import JULIA, LEVI

pytestmark = [pytest.mark.browser, pytest.mark.long]

NAME = "자유의 벗들"
TEXT = "동네에서 함께 저녁을 짓고, 아낀 돈을 다음 구출을 위해 모읍니다. 함께해 주세요."
BETTER = "동네 이웃들이 함께 저녁을 짓고, 아낀 돈을 다음 구출을 위해 모읍니다."


def flaws(page: Page) -> list[str]:
    return [found["id"] for found in Axe().run(page)["violations"]]


def stranger(browser: Browser, site: Served) -> Page:
    """A phone on which no script runs."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    return watched(context.new_page(), site, "stranger")


def ask_for_a_team(page: Page, site: Served) -> None:
    page.goto(f"{site.url}/ko/start-a-team/")
    page.locator("[name=name]").fill(NAME)
    page.locator("[name=text]").fill(TEXT + " 010-1234-5678")
    page.locator("[name=goal]").fill("1000")
    page.locator("[name=contact_name]").fill("김서연")
    page.locator("[name=email]").fill("seoyeon@example.org")
    page.locator("main form button").click()
    # A telephone number would stand in public: nothing was sent, and what was typed is kept.
    expect(page.locator("main .errors, main .error").first).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value(NAME)
    page.locator("[name=text]").fill(TEXT)
    page.locator("main form button").click()
    expect(page).to_have_url(f"{site.url}/ko/asked/page/")


def anew(page: Page, address: str) -> None:
    """Open a page past what the browser may show for a minute without asking."""
    page.goto(address)
    page.reload()


def give(page: Page, site: Served, dollars: str) -> None:
    """Give on the page that is open, by the test provider."""
    page.locator("main a.btn.do").click()
    page.locator("[name=choice][value=other]").check()
    page.locator("[name=other]").fill(dollars)
    page.locator("main form button").last.click()
    page.locator("form[action$='/pay/'] button").click()


def test_a_team_asked_for_by_a_stranger_is_read_opened_given_to_and_taken_off(
    served: Served, site: Served, browser: Browser
) -> None:
    phone = stranger(browser, site)
    ask_for_a_team(phone, site)
    phone.goto(f"{site.url}/ko/teams/")
    expect(phone.get_by_text(NAME)).to_have_count(0)

    # The fundraiser reads it, mends a sentence and publishes it.
    julia = desk(browser, served, JULIA)
    julia.goto(f"{served.url}/giving/pages/")
    assert flaws(julia) == []
    julia.get_by_role("link", name=NAME).click()
    expect(julia.get_by_text("seoyeon@example.org")).to_be_visible()
    assert flaws(julia) == []
    julia.locator("textarea[name=text]").fill(BETTER)
    julia.get_by_role("button", name="Publish it").click()
    expect(julia.get_by_role("row", name=NAME)).to_be_visible()

    # It is open, in words as they were mended; the line stands at its beginning.
    anew(phone, f"{site.url}/ko/teams/")
    phone.get_by_role("link", name=NAME).click()
    address = phone.url
    expect(phone.get_by_text(BETTER)).to_be_visible()
    expect(phone.get_by_text("010-1234-5678")).to_have_count(0)
    expect(phone.locator(".goal-sums strong")).to_have_text("$0")

    # A gift moves it, and shows nobody.
    give(phone, site, "250")
    anew(phone, address)
    expect(phone.locator(".goal-sums strong")).to_have_text("$250")
    expect(phone.locator(".goal-sums")).to_contain_text("25 %")
    expect(phone.locator(".givers")).to_have_count(0)

    # As somebody at a desk sees it, with its pictures and nothing an axe can find.
    wide = watched(browser.new_context(viewport=DESK).new_page(), site, "reader")
    wide.goto(address)
    assert flaws(wide) == []
    assert (
        wide.locator(".share-picture").evaluate(
            "async one => { one.loading = 'eager'; await one.decode(); return one.naturalWidth; }"
        )
        == 1200
    )

    # Somebody reports it; the fundraiser takes it off, and it is gone with its pictures.
    phone.goto(f"{address}report/")
    phone.locator("[name=reason][value=danger]").check()
    phone.locator("main form button").click()
    expect(phone).to_have_url(f"{site.url}/ko/asked/report/")
    julia.goto(f"{served.url}/giving/pages/")
    julia.get_by_role("link", name="Report of a page").click()
    julia.get_by_role("button", name="Take it off").click()
    expect(julia.get_by_role("row", name=NAME)).to_contain_text("taken off")
    for gone in (address, f"{address}card.png", f"{address}poster.pdf"):
        assert wide.request.get(gone).status == 404
    assert served.complaints == []
    # But for the form that was sent back.
    assert [said for said in site.complaints if "status of 422" not in said] == []


@pytest.fixture
def friend(tmp_path: Path) -> Iterator[str]:
    """Somebody else's site: a folder of files at another address."""
    serving = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), serving) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_campaign_is_written_by_one_and_published_by_another(
    served: Served, site: Served, browser: Browser, friend: str, tmp_path: Path
) -> None:
    julia = desk(browser, served, JULIA)
    julia.goto(f"{served.url}/giving/campaigns/new/")
    julia.get_by_label("Title in English").fill("Shoes before the snow")
    julia.get_by_label("Title in Korean").fill("눈이 오기 전에 신발을")
    julia.get_by_label("Text in English").fill(
        "Good shoes are half of every way. Help us buy them."
    )
    julia.get_by_label("Text in Korean").fill("좋은 신발은 길의 절반입니다. 함께 마련해 주세요.")
    julia.get_by_label("Address").fill("shoes")
    julia.get_by_label("Goal: a sum in dollars").fill("900")
    julia.get_by_label("First day").fill("1855-10-26")
    assert flaws(julia) == []
    julia.get_by_role("button", name="Keep it and look at it").click()
    expect(julia.get_by_text("You wrote this yourself")).to_be_visible()
    expect(julia.get_by_role("button", name="Publish it")).to_have_count(0)
    phone = stranger(browser, site)
    assert phone.request.get(f"{site.url}/en/campaigns/shoes/").status == 404

    levi = desk(browser, served, LEVI)
    levi.goto(f"{served.url}/giving/campaigns/")
    levi.get_by_role("link", name="Shoes before the snow").click()
    expect(levi.get_by_text("눈이 오기 전에 신발을")).to_be_visible()
    assert flaws(levi) == []
    levi.get_by_role("button", name="Publish it").click()
    expect(levi.get_by_role("row", name="Shoes before the snow")).to_contain_text("open")

    phone.goto(f"{site.url}/ko/campaigns/shoes/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("눈이 오기 전에 신발을")
    expect(phone.locator(".goal-line")).to_be_visible()

    # What is copied from the page stands in somebody else's page, and runs nothing there.
    elsewhere = browser.new_context().new_page()
    code = phone.locator(".embed").text_content()
    (tmp_path / "index.html").write_text(f"<!doctype html><h1>A friend</h1>{code}")
    elsewhere.goto(friend)
    inside = elsewhere.frame_locator("iframe")
    expect(inside.get_by_role("link", name="눈이 오기 전에 신발을")).to_be_visible()
    assert elsewhere.context.cookies() == []
