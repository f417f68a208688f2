"""The phone page in its five languages: every screen, 360 and 320 px wide, clean for axe."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.handset import TITLE_HELD_MS, Handset
from tests.journeys.office import Served
from tests.journeys.river import Desk

pytestmark = [pytest.mark.browser, pytest.mark.long]
WIDTHS = (360, 320)
LANGUAGES = ("en", "ko", "zh", "th", "es")
FACES = ("notes", "converter", "timer")


@pytest.fixture(scope="module")
def phone(river: tuple[Desk, Served], browser: Browser) -> Iterator[Handset]:
    """The first guide's phone with an order on it; the second pages of it are looked at below."""
    desk, served = river
    made = desk.ask("invite", 1)
    phone = Handset.new(browser, served, "Thomas Garrett")
    words = phone.join(f"{served.url}/p/#{made['fragment']}")
    assert len(desk.ask("confirm")["numbers"]) == len(words) == 4
    phone.same_words()
    desk.ask("send", 1)
    phone.look()
    yield phone
    phone.context.close()


def wrong(page: Page, at: str) -> list[str]:
    """Say what axe finds, and what is wider than the screen, on one screen at both widths."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 640})
        wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if wide > 0:
            found.append(f"{at}, {width}: {wide} px too wide")
        found += [
            f"{at}, {width}: {v['id']}: {v['nodes'][0]['html'][:160]}"
            for v in Axe().run(page)["violations"]
        ]
    return found


def speak(page: Page, language: str) -> None:
    """Choose a language in the list that stands on the page."""
    page.locator("#speak").select_option(language)
    expect(page.locator("html")).to_have_attribute(
        "lang", "zh-Hans" if language == "zh" else language
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_setting_up_reads_well_in_every_language(
    river: tuple[Desk, Served], browser: Browser, language: str
) -> None:
    served = river[1]
    phone = Handset.new(browser, served, "nobody yet")
    page, found = phone.page, []
    page.goto(f"{served.url}/p/")
    speak(page, language)
    found += wrong(page, "nothing set up")
    page.locator(".verbs .btn").first.click()
    page.locator("textarea").fill("one two three")
    page.locator(".btn.do").click()
    expect(page.locator(".problem")).to_be_visible()
    found += wrong(page, "twelve words, wrong")
    # A link that looks like one: 16 and 32 bytes in base32.
    page.goto("about:blank")
    page.goto(f"{served.url}/p/#{'A' * 26}.{'A' * 52}")
    expect(page.locator(".btn.do")).to_be_visible()
    found += wrong(page, "join")
    page.locator(".btn.do").click()
    found += wrong(page, "face")
    page.locator(".btn.do").click()
    phone.type_pin("123")
    expect(page.locator(".problem")).to_be_visible()
    found += wrong(page, "PIN, too short")
    for pin in (phone.pin, phone.pin):
        phone.type_pin(pin)
    found += wrong(page, "second PIN")
    phone.context.close()

    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_order_and_its_buttons_read_well_in_every_language(
    phone: Handset, language: str
) -> None:
    page, found = phone.page, []
    page.locator("footer.bar .btn").last.click()
    speak(page, language)
    found += wrong(page, "settings")
    page.locator(".verbs .btn").last.click()
    expect(page.locator("article.order .way")).to_be_visible()
    found += wrong(page, "an order")
    card = page.locator("article.order")
    assert not any(key in card.inner_text() for key in ("undefined", "null", "{", "ifItFails"))
    card.locator(".pair .btn").nth(1).click()
    found += wrong(page, "late")
    card.locator(".btn.do + .btn").click()
    card.locator("> .verbs > .btn.quiet").first.click()
    found += wrong(page, "danger, what")
    card.locator(".kinds .btn").first.click()
    found += wrong(page, "danger, where")
    for _ in range(2):
        card.locator(".hazard .btn.quiet").click()

    assert found == []


@pytest.mark.parametrize("face", FACES)
def test_every_face_works_and_opens_by_its_title(phone: Handset, face: str) -> None:
    page = phone.page
    page.locator("footer.bar .btn").last.click()
    speak(page, "en")
    page.locator(f".is-{face} input").check()
    page.locator(".verbs .btn").last.click()
    expect(page.locator("article.order .way")).to_be_visible()
    phone.lock()

    assert page.title().lower() == face
    assert wrong(page, face) == []
    {"notes": writes_a_note, "converter": converts, "timer": counts}[face](page)
    page.reload()
    assert page.title().lower() == face
    phone.hold(page.locator(".face-title"), TITLE_HELD_MS)
    assert wrong(page, "the door") == []
    phone.type_pin("00000000")
    expect(page.locator(".problem")).to_contain_text("Wrong PIN.")
    phone.type_pin(phone.pin)
    expect(page.locator("article.order .way")).to_be_visible()


def writes_a_note(page: Page) -> None:
    """A note is kept and can be deleted."""
    page.get_by_role("button", name="New note").click()
    page.get_by_label("Note").fill("milk\nbread")
    page.get_by_role("button", name="Done").click()
    page.reload()
    page.get_by_role("button", name="milk").click()
    expect(page.get_by_label("Note")).to_have_value("milk\nbread")
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("No notes yet.")).to_be_visible()


def converts(page: Page) -> None:
    """Eight kilometres are 4.970970 miles."""
    page.get_by_label("Amount").fill("8")
    expect(page.locator("output")).to_have_text("4.97097 mi")
    page.get_by_label("Kind").select_option("temperature")
    page.get_by_label("Amount").fill("37")
    expect(page.locator("output")).to_have_text("98.6 °F")


def counts(page: Page) -> None:
    """The clock runs, stops, and begins anew."""
    page.get_by_label("Minutes").fill("2")
    page.get_by_role("button", name="Reset").click()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("timer")).to_have_text("1:59")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Reset").click()
    expect(page.get_by_role("timer")).to_have_text("2:00")


def test_comparing_and_learning_read_well_in_korean_words(
    river: tuple[Desk, Served], browser: Browser
) -> None:
    desk, served = river
    phone = Handset.new(browser, served, "William Still", locale="ko-KR")
    page, found = phone.page, []
    page.goto(f"{served.url}/p/#{desk.ask('invite', 2)['fragment']}")
    for _ in range(2):
        page.locator(".btn.do").click()
    for pin in (phone.pin, phone.pin, phone.second_pin, phone.second_pin):
        phone.type_pin(pin)
    words = page.locator(".compare strong")
    expect(words).to_have_count(4)
    assert all("가" <= word[0] <= "힣" for word in words.all_inner_texts())
    found += wrong(page, "compare")
    page.locator(".btn.do").click()
    expect(page.locator(".learn li")).to_have_count(4)
    found += wrong(page, "learn")
    page.locator(".btn.do").click()
    expect(page.locator(".nothing")).to_be_visible()
    found += wrong(page, "nothing")
    phone.context.close()

    assert found == []


def test_what_was_called_off_reads_well_in_every_language(
    river: tuple[Desk, Served], phone: Handset
) -> None:
    desk, page, found = river[0], phone.page, []
    desk.ask("call_back")
    phone.press("Look again")
    expect(page.get_by_role("heading", name="Called off. Do not go.")).to_be_visible()
    for language in LANGUAGES:
        page.locator("footer.bar .btn").last.click()
        speak(page, language)
        page.locator(".verbs .btn").last.click()
        expect(page.locator("article.order .bad")).to_be_visible()
        found += wrong(page, f"called off, {language}")
    # Where it led is gone from the screen with the rest.
    assert not any(place in phone.text() for place in ("Wilmington", "Chester"))
    page.locator("article.order .btn.do").click()
    expect(page.locator("article.order .btn.do")).to_have_count(0)
    found += wrong(page, "called off and answered")

    assert found == []


def test_no_font_and_nothing_of_the_console_is_fetched(
    river: tuple[Desk, Served], browser: Browser
) -> None:
    served = river[1]
    context = browser.new_context(locale="ko-KR", service_workers="block")
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{served.url}/p/")
    expect(page.locator("h1")).to_contain_text("전화기")
    context.close()

    assert {Path(url).name for url in asked} <= {
        "p", "phone.js", "phone.css", "notes.svg", "manifest.webmanifest"
    }  # fmt: skip


def test_the_page_fits_its_limit(river: tuple[Desk, Served], browser: Browser) -> None:
    served = river[1]
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    page.goto(f"{served.url}/p/")
    bytes_in_all = page.evaluate(
        """async () => {
            const worker = await (await fetch("/p/sw.js")).text();
            const files = Object.keys(JSON.parse(worker.match(/self.SHELL = (.*);/)[1]).files);
            const icons = ["notes", "converter", "timer"].flatMap((face) =>
                [192, 512].map((side) => `/static/waystation/${face}-${side}.png`));
            let sum = worker.length;
            for (const url of [...files, ...icons, "/p/"]) {
                sum += (await (await fetch(url)).arrayBuffer()).byteLength;
            }
            return sum;
        }"""
    )
    context.close()

    assert bytes_in_all <= 300_000
