"""What the browser keeps of what somebody types, from whom, and when the console locks itself."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.office import DESK, FLAGS, Served, watched
from waystation.testing.cast import ALLAN, HARRIET, WILLIAM, Member

pytestmark = [pytest.mark.browser, pytest.mark.long]

WORDS = "Zwei Boote liegen unter der Brücke; 세 번째 배는 홍길동의 것이다, leave 555-0142 alone."
TELLING = ("Brücke", "홍길동의", "555-0142 alone")
MINUTE_MS = 60_000
ROWS = """async () => {
  const open = indexedDB.open("kept");
  const db = await new Promise((done) => { open.onsuccess = () => done(open.result); });
  const rows = db.transaction("places").objectStore("places").getAll();
  await new Promise((done) => { rows.onsuccess = done; });
  db.close();
  return rows.result.map((row) => row.length);
}"""


def sign_in(page: Page, served: Served, member: Member) -> Page:
    """Sign in wherever the page stands."""
    page.goto(f"{served.url}/sign-in/")
    page.get_by_label("Name").fill(member.name)
    page.get_by_label("Passphrase").fill(member.passphrase)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Board", level=1)).to_be_visible()
    return page


def begin_a_tip(page: Page, served: Served, words: str = WORDS) -> None:
    """Type a tip and send nothing."""
    page.goto(f"{served.url}/tips/new/")
    page.locator("[name=place]").fill("Cambridge")
    page.locator("[name=danger_now]").select_option("yes")
    page.locator("[name=words]").press_sequentially(words)


def end_elsewhere(browser: Browser, served: Served, member: Member) -> None:
    """Sign in elsewhere, which ends the visit here: a person has one."""
    context = browser.new_context()
    sign_in(context.new_page(), served, member)
    context.close()


def offers(page: Page) -> str:
    """Read what the page offers back, once it has read all that is kept."""
    expect(page.locator("#drafts[data-read]")).to_be_attached()
    return page.locator("#drafts").inner_text()


@pytest.fixture
def context(browser: Browser):
    context = browser.new_context(viewport=DESK)
    yield context
    context.close()


@pytest.fixture
def harriet(context: BrowserContext, served: Served) -> Page:
    return sign_in(watched(context.new_page(), served, "harriet"), served, HARRIET)


@pytest.mark.long
def test_nothing_typed_is_lost_when_a_visit_ends_under_somebodys_hands(
    harriet: Page, browser: Browser, served: Served
) -> None:
    begin_a_tip(harriet, served, "")
    end_elsewhere(browser, served, HARRIET)
    harriet.locator("[name=words]").press_sequentially(WORDS)
    # At once after the last letter, as the fastest hand would.
    harriet.get_by_role("button", name="Put on file").click()
    expect(harriet.get_by_role("heading", name="Sign in")).to_be_visible()

    sign_in(harriet, served, HARRIET)
    expect(harriet.locator("#drafts")).to_contain_text("New tip")
    harriet.get_by_role("link", name="Go there").click()
    harriet.get_by_role("button", name="Put it back").click()

    assert harriet.locator("[name=words]").input_value() == WORDS
    assert harriet.locator("[name=place]").input_value() == "Cambridge"
    assert harriet.locator("[name=danger_now]").input_value() == "yes"
    harriet.get_by_role("button", name="Put on file").click()
    expect(harriet.get_by_role("heading", name="Tip", exact=True)).to_be_visible()
    harriet.goto(served.url)
    assert offers(harriet) == ""


@pytest.mark.long
def test_a_form_that_was_refused_is_not_offered_again_once_it_was_taken(
    harriet: Page, served: Served
) -> None:
    begin_a_tip(harriet, served)
    harriet.locator("form.stack").evaluate("form => { form.noValidate = true; }")
    harriet.locator("[name=heard_at]").fill("")
    harriet.get_by_role("button", name="Put on file").click()
    expect(harriet.get_by_role("heading", name="New tip")).to_be_visible()
    assert harriet.locator("[name=words]").input_value() == WORDS
    assert offers(harriet) == ""

    harriet.locator("[name=heard_at]").fill("1855-10-26T11:00")
    harriet.get_by_role("button", name="Put on file").click()

    expect(harriet.get_by_role("heading", name="Tip", exact=True)).to_be_visible()
    harriet.goto(f"{served.url}/tips/new/")
    assert offers(harriet) == ""


@pytest.mark.long
def test_the_console_warns_then_locks_and_gives_back_what_was_typed(
    context: BrowserContext, served: Served
) -> None:
    page = watched(context.new_page(), served, "harriet, idle")
    page.clock.install()
    sign_in(page, served, HARRIET)
    begin_a_tip(page, served, "Two boats")
    warning = page.get_by_role("dialog", name="Are you still there?")

    page.clock.run_for(12 * MINUTE_MS)
    expect(warning).to_be_hidden()
    page.clock.run_for(MINUTE_MS + 1_000)
    expect(warning).to_contain_text(re.compile(r"[12]:\d\d"))
    # Whoever is back and types on closes it, and not one letter goes astray.
    page.keyboard.type(" wait")
    expect(warning).to_be_hidden()
    page.clock.run_for(13 * MINUTE_MS + 1_000)
    warning.get_by_role("button", name="Stay").click()
    expect(warning).to_be_hidden()
    # A machine that slept has been idle all the while.
    page.clock.fast_forward(16 * MINUTE_MS)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto(f"{served.url}/tips/new/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()

    sign_in(page, served, HARRIET)
    page.get_by_role("link", name="Go there").click()
    page.get_by_role("button", name="Put it back").click()
    assert page.locator("[name=words]").input_value() == "Two boats wait"


@pytest.mark.long
def test_one_window_that_locks_takes_the_others_along_with_all_they_hold(
    harriet: Page, context: BrowserContext, served: Served
) -> None:
    other = watched(context.new_page(), served, "harriet, second window")
    begin_a_tip(other, served)

    harriet.bring_to_front()
    harriet.keyboard.press("l")

    for page in (harriet, other):
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(harriet, served, HARRIET)
    expect(harriet.locator("#drafts")).to_contain_text("New tip")


@pytest.mark.long
def test_somebody_who_works_on_without_a_page_change_keeps_the_visit(
    context: BrowserContext, served: Served
) -> None:
    page = watched(context.new_page(), served, "harriet, writing")
    page.clock.install()
    sign_in(page, served, HARRIET)
    begin_a_tip(page, served, "")
    stays, told = f"{served.url}/stay/", []
    page.on("response", lambda one: told.append(one.status) if one.url == stays else None)
    asked = []
    page.on("request", lambda one: asked.append(one.url) if one.url == stays else None)

    for letter in "abcdef":
        page.locator("[name=words]").press_sequentially(letter)
        page.clock.run_for(2 * MINUTE_MS)
    # The page's clock runs ahead of the server's answers.
    page.wait_for_timeout(1_000)
    for _look in range(300):
        if len(told) < max(2, len(asked)):
            page.wait_for_timeout(100)

    assert told == [204] * len(asked)
    assert 2 <= len(asked) <= 3


@pytest.mark.long
def test_what_is_kept_is_noise_to_everybody_else_and_of_one_size(
    browser: Browser, chromium: str, served: Served, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    kept = browser.browser_type.launch_persistent_context(
        profile, executable_path=chromium, args=FLAGS, viewport=DESK
    )
    page = sign_in(kept.new_page(), served, WILLIAM)
    assert offers(page) == ""
    empty = page.evaluate(ROWS)
    begin_a_tip(page, served)
    page.wait_for_timeout(200)
    full = page.evaluate(ROWS)
    page.keyboard.press("Escape")
    page.locator("#lock button").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()

    # Another person in the same browser is offered nothing, and takes nothing away.
    sign_in(page, served, ALLAN)
    assert offers(page) == ""
    page.evaluate("localStorage.setItem('control', 'a heron left by mistake')")
    sign_in(page, served, WILLIAM)
    expect(page.locator("#drafts")).to_contain_text("New tip")
    kept.close()
    written = b"".join(file.read_bytes() for file in profile.rglob("*") if file.is_file())

    assert empty == full == [16_412] * 24
    assert [word for word in TELLING if told(written, word)] == []
    # The control: the same search finds what was left open in the same profile.
    assert told(written, "a heron left by mistake")


def told(written: bytes, word: str) -> bool:
    """Say whether a word stands in a browser's files, in any way browsers write text."""
    forms = (word.encode(), word.encode("utf-16-le"), word.encode("unicode_escape"))
    return any(form in written for form in forms)


@pytest.mark.long
def test_a_long_text_is_kept_whole_and_one_too_long_says_so(harriet: Page, served: Served) -> None:
    write = """(field, length) => {
      field.value = "배".repeat(length);
      field.dispatchEvent(new Event("input", {bubbles: true}));
    }"""
    begin_a_tip(harriet, served, "")
    # 3 bytes a letter: 40,000 letters take 8 of the places, 50,000 more than a draft may have.
    harriet.locator("[name=words]").evaluate(write, 40_000)
    harriet.get_by_role("navigation", name="Main").get_by_role("link", name="People").click()
    expect(harriet.get_by_role("heading", name="People", level=1)).to_be_visible()
    harriet.goto(f"{served.url}/tips/new/")
    harriet.get_by_role("button", name="Put it back").click()
    assert harriet.locator("[name=words]").input_value() == "배" * 40_000

    harriet.locator("[name=words]").evaluate(write, 50_000)

    expect(harriet.locator("#drafts")).to_contain_text("This has become too long to be kept.")
    harriet.locator("[name=words]").evaluate(write, 0)
    harriet.wait_for_timeout(300)


@pytest.mark.long
@pytest.mark.parametrize(
    ("press", "drafts", "language"),
    [("Lock", True, True), ("Sign out", True, False), ("Sign out and erase", False, False)],
)
def test_leaving_forgets_as_much_as_was_asked(
    harriet: Page, context: BrowserContext, served: Served, press, drafts, language
) -> None:
    context.add_cookies([{"name": "lang", "value": "en", "url": served.url}])
    begin_a_tip(harriet, served, "Two boats")
    harriet.wait_for_timeout(200)
    harriet.locator(".foot").get_by_role("button", name="Sign out…").click()

    dialog = harriet.get_by_role("dialog", name="Sign out")
    dialog.get_by_role("button", name=press, exact=True).click()

    expect(harriet.get_by_role("heading", name="Sign in")).to_be_visible()
    names = {cookie["name"] for cookie in context.cookies(served.url)}
    assert ("lang" in names) is language
    assert "ws" not in names
    sign_in(harriet, served, HARRIET)
    assert ("New tip" in offers(harriet)) is drafts
