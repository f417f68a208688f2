"""The public site in a real browser: in Korean without scripts, and the look of every page."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import Served, watched
from tests.journeys.test_pages import FOLDED_AWAY, NARROW, WIDE, faults

pytestmark = [pytest.mark.browser, pytest.mark.long]

PAGES_MAX = 40
LINKS = "[...document.querySelectorAll('a[href]')].map(one => one.getAttribute('href'))"
CONTRAST = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}


def test_somebody_gives_on_a_small_phone_in_korean_without_scripts(
    site: Served, browser: Browser
) -> None:
    phone = browser.new_context(viewport=NARROW, locale="ko-KR", java_script_enabled=False)
    page = watched(phone.new_page(), site, "reader")

    page.goto(f"{site.url}/")
    expect(page).to_have_url(f"{site.url}/ko/")
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    page.locator(".site-acts a.do").click()
    expect(page).to_have_url(f"{site.url}/ko/give/")

    # Nothing chosen of what is needed: it is said beside the field, and the rest stays.
    page.locator("[name=choice][value=other]").check()
    page.locator("[name=message]").fill("로체스터에서")
    page.locator("form .do").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator("#id_other_error")).to_be_visible()
    expect(page.locator("[name=message]")).to_have_value("로체스터에서")

    page.locator("[name=other]").fill("12.50")
    page.locator("form .do").click()
    expect(page).to_have_url(re.compile(r"/ko/checkout/"))
    expect(page.locator("main")).to_contain_text("$12.50")
    page.locator("main form button").first.click()
    expect(page).to_have_url(re.compile(r"/ko/give/thanks/"))
    expect(page.locator("main")).to_contain_text("$12.50")
    assert phone.cookies() == []
    # What a browser says by itself of pages that answer 422.
    assert [one for one in site.complaints if "422" not in one] == []


@pytest.mark.parametrize(("language", "size"), [("ko", NARROW), ("en", WIDE)])
def test_every_public_page_is_accessible_in_both_themes_and_never_scrolls_sideways(
    site: Served, browser: Browser, language: str, size: dict
) -> None:
    page = browser.new_context(viewport=size).new_page()
    # Wherever a link leads, as far as it is a page.
    waiting, seen, wrong = [f"/{language}/"], set(), {}
    while waiting and len(seen) < PAGES_MAX:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        found = page.request.get(f"{site.url}{path}")
        if found.status >= 400 or "text/html" not in found.headers.get("content-type", ""):
            if found.status >= 400:
                wrong[path] = [f"a link leads to a {found.status}"]
            continue
        page.goto(f"{site.url}{path}")
        waiting += [one for one in own_pages(page, path, language) if one not in seen]
        if bad := looked(page, size):
            wrong[path] = bad

    assert wrong == {}
    assert len(seen) > 10


def looked(page: Page, size: dict) -> list[str]:
    """Run axe in the light, and once more for contrast in the dark; notice sideways scrolling."""
    page.emulate_media(color_scheme="light")
    found = faults(page)
    page.emulate_media(color_scheme="dark")
    page.evaluate(FOLDED_AWAY)
    dark = Axe().run(page, options=CONTRAST)["violations"]
    found += [f"in the dark: {one['nodes'][0]['html'][:120]}" for one in dark]
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > size["width"]:
        found.append(f"scrolls sideways: {wide} px of {size['width']}")
    return found


def own_pages(page: Page, path: str, language: str) -> list[str]:
    """List the pages of one language that a page links to, without their queries."""
    led = [urlsplit(urljoin(path, href)) for href in page.evaluate(LINKS)]
    return [one.path for one in led if not one.netloc and one.path.startswith(f"/{language}/")]
