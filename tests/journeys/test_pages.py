"""Every screen in a real browser: no accessibility fault, no sideways scroll, works by keyboard."""

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.office import Served, desk, watched
from waystation.testing.cast import ALLAN, HARRIET, LEVI, PASSMORE, PETER, WILLIAM, Member

pytestmark = pytest.mark.browser

PAGES: dict[Member, tuple[str, ...]] = {
    HARRIET: (
        "/",
        "/tips/",
        "/tips/new/",
        "/people/",
        "/people/new/",
        "/groups/build/",
        "/groups/waits/",
        "/plans/",
        "/plans/new/",
        "/passages/",
        "/control/",
        "/capacity/",
        "/capacity/guides/",
        "/capacity/groups/",
        "/capacity/?as=table&all=1",
        "/exposure/",
        "/drills/",
        "/drills/new/",
        "/cards/",
        "/network/",
        "/network/legs/",
        "/network/partners/?at=MD",
        "/network/dangers/",
        "/network/risk-rule/",
        "/network/map/",
        "/money/",
        "/sources/",
    ),
    WILLIAM: (
        "/",
        "/tips/",
        "/people/",
        "/complaints/",
        "/complaints/new/",
        "/code/",
        "/tracing/questions/",
    ),
    LEVI: ("/", "/money/", "/money/journal/", "/money/gift/"),
    ALLAN: (
        "/",
        "/network/",
        "/threats/",
        "/threats/new/",
        "/exposure/caps/",
        "/complaints/focal/",
        "/complaints/asked-to-pay/",
    ),
    PASSMORE: ("/", "/passages/"),
}
# The tracing desk; what it lists is walked by the journeys of tracing.
TRACING_PAGES: dict[Member, tuple[str, ...]] = {
    PETER: (
        "/tracing/",
        "/tracing/requests/",
        "/tracing/requests/new/",
        "/tracing/matches/",
        "/tracing/outside/",
        "/tracing/consents/",
        "/tracing/consents/?show=all",
        "/tracing/reunions/",
        "/tracing/portraits/",
        "/tracing/families/",
        "/tracing/partners/",
        "/tracing/files/",
    ),
}
# Pages of keys, compartments, purges and the audit chain; longer to walk, so apart.
VAULT_PAGES: dict[Member, tuple[str, ...]] = {
    HARRIET: (
        "/keys/",
        "/keys/passphrase/",
        "/keys/code/",
        "/keys/code/drill/",
        "/keys/second/",
        "/keys/tokens/",
        "/keys/passkeys/",
        "/keys/trustees/",
        "/asks/",
        "/purge/",
        "/tips/line/",
    ),
    ALLAN: (
        "/colleagues/",
        "/colleagues/compartment/",
        "/colleagues/invitations/",
        "/colleagues/trustees/",
        "/audit/",
        "/purge/",
    ),
}
# The pages of the book beyond its first ones.
MONEY_PAGES: dict[Member, tuple[str, ...]] = {
    LEVI: (
        "/money/reports/",
        "/money/reports/balance/",
        "/money/reports/activities/",
        "/money/reports/funds/",
        "/money/reports/budget/",
        "/money/reports/cost/",
        "/money/close/",
        "/money/close/accrual/",
        "/money/forecast/",
        "/money/audit/",
        "/money/audit/donors/",
        "/money/advances/",
        "/money/advances/new/",
        "/money/approvals/",
        "/money/counts/",
        "/money/ranges/",
        "/money/emergency/",
        "/money/bank/",
        "/money/bank/mapping/",
        "/money/reconcile/",
        "/money/rates/",
    ),
    ALLAN: ("/money/audit/",),
    HARRIET: ("/money/forecast/", "/money/emergency/"),
}
NARROW = {"width": 360, "height": 780}
WIDE = {"width": 1440, "height": 1000}
# What axe cannot judge in a drawing made elsewhere: the map library's own canvas.
LOOKS = [
    pytest.param("en", "light", WIDE, id="English, light, wide"),
    pytest.param("ko", "dark", NARROW, id="Korean, dark, 360 px", marks=pytest.mark.long),
]


# What is folded away shows nowhere, but this axe takes it to lie behind the text that stands there.
FOLDED_AWAY = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("details:not([open]) > :not(summary) { display: none; }");
  document.adoptedStyleSheets = [sheet];
}"""


def faults(page: Page) -> list[str]:
    """Run axe and name what it finds."""
    page.evaluate(FOLDED_AWAY)
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:120]}"
        for v in found["violations"]
        if v["impact"] in ("serious", "critical", "moderate")
    ]


@pytest.mark.parametrize(("language", "theme", "size"), LOOKS)
@pytest.mark.parametrize(
    "member",
    # Whoever has most pages takes longest.
    [pytest.param(m, marks=pytest.mark.long) if m in (HARRIET, ALLAN) else m for m in PAGES],
    ids=lambda member: member.name,
)
def test_every_page_is_accessible_and_never_scrolls_sideways(
    served: Served, browser: Browser, member: Member, language: str, theme: str, size: dict
) -> None:
    look_at(PAGES[member], served, browser, member, (language, theme, size))


@pytest.mark.long
@pytest.mark.parametrize(("language", "theme", "size"), LOOKS)
@pytest.mark.parametrize("member", VAULT_PAGES, ids=lambda member: member.name)
def test_every_page_of_keys_and_compartments_is_too(
    served: Served, browser: Browser, member: Member, language: str, theme: str, size: dict
) -> None:
    look_at(VAULT_PAGES[member], served, browser, member, (language, theme, size))


@pytest.mark.long
# The harder of the two looks alone: there are many of these pages, and all are built alike.
@pytest.mark.parametrize(("language", "theme", "size"), LOOKS[1:])
@pytest.mark.parametrize("member", MONEY_PAGES, ids=lambda member: member.name)
def test_every_page_of_the_book_is_too(
    served: Served, browser: Browser, member: Member, language: str, theme: str, size: dict
) -> None:
    look_at(MONEY_PAGES[member], served, browser, member, (language, theme, size))


@pytest.mark.long
@pytest.mark.parametrize(("language", "theme", "size"), LOOKS)
@pytest.mark.parametrize("member", TRACING_PAGES, ids=lambda member: member.name)
def test_every_page_of_the_tracing_desk_is_too(
    served: Served, browser: Browser, member: Member, language: str, theme: str, size: dict
) -> None:
    look_at(TRACING_PAGES[member], served, browser, member, (language, theme, size))


def look_at(
    addresses: tuple[str, ...],
    served: Served,
    browser: Browser,
    member: Member,
    look: tuple[str, str, dict],
) -> None:
    """Open pages one after the other; none has a fault of access, scrolls sideways or complains."""
    language, theme, size = look
    before = len(served.complaints)
    page = desk(browser, served, member)
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size(size)
    if language == "ko":
        page.context.add_cookies([{"name": "lang", "value": "ko", "url": served.url}])
    told = {}

    for address in addresses:
        page.goto(served.url + address)
        expect(page.locator("h1")).to_be_visible()
        assert page.locator("html").get_attribute("lang") == language
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > size["width"]:
            told[address] = [f"scrolls sideways: {wide} px"]
        told[address] = told.get(address, []) + faults(page)
    page.context.close()

    assert {address: found for address, found in told.items() if found} == {}
    assert served.complaints[before:] == []


def test_the_pages_for_everybody_are_accessible(served: Served, browser: Browser) -> None:
    for address in ("/sign-in/", "/recover/", "/join/", "/tell/en/", "/p/", "/search/"):
        page = watched(browser.new_context(viewport=NARROW).new_page(), served, address)
        page.goto(served.url + address)
        expect(page.locator("h1:visible").first).to_be_visible()

        assert faults(page) == []
        page.context.close()


def test_the_console_works_by_keyboard_alone(served: Served, browser: Browser) -> None:
    page = desk(browser, served, HARRIET)
    page.goto(served.url + "/people/")

    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.type("Norfolk")
    expect(page.get_by_role("row").filter(has_text="Chestertown").first).to_be_hidden()
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.matches('[data-row]')")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    assert page.evaluate("document.documentElement.classList.contains('blurred')")
    page.keyboard.press("b")
    page.keyboard.press("l")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.go_back()
    page.goto(served.url + "/people/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.context.close()


def test_sign_in_refuses_without_saying_what_was_wrong(served: Served, browser: Browser) -> None:
    page = browser.new_context().new_page()
    said = []
    for name, words in (("harriet", "wrong words here"), ("nobody", HARRIET.passphrase)):
        page.goto(served.url + "/sign-in/")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Passphrase").fill(words)
        page.get_by_role("button", name="Sign in").click()
        said.append(page.get_by_role("alert").inner_text())
    page.context.close()

    assert said[0] == said[1]
