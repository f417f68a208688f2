"""A guide with a phone: joins by a link or by words, reads orders, presses buttons, closes it."""

import re
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.journeys.office import PHONE, Served, watched

PIN, SECOND_PIN = "83650194", "19462750"
# Longer than the page waits for a press to count as held.
TITLE_HELD_MS, WELL_HELD_MS, ERASE_HELD_MS = 1_300, 2_300, 2_300
# Argon2 takes its second or two on a busy machine, and a turn its own.
PATIENCE_MS = 30_000
NOTHING = "Nothing for you now."
WAITS = "Waits for a connection"
ERASED = re.compile(r"The message has been erased|Erased\. It waits for a connection")


@dataclass
class Handset:
    """One guide's phone: a browser of its own, with storage of its own."""

    context: BrowserContext
    page: Page
    pin: str = PIN
    second_pin: str = SECOND_PIN

    @classmethod
    def new(cls, browser: Browser, served: Served, guide: str, locale: str = "en-US") -> "Handset":
        """Hand a guide a phone that knows nothing."""
        context = browser.new_context(
            viewport=PHONE, is_mobile=True, has_touch=True, locale=locale, permissions=[]
        )
        page = watched(context.new_page(), served, f"phone of {guide}")
        page.set_default_timeout(PATIENCE_MS)
        return cls(context, page)

    def join(self, link: str, face: str = "Notes") -> list[str]:
        """Open the link, choose a face and both PINs, and read the four words aloud."""
        self.page.goto(link)
        assert "#" not in self.page.url  # The secret has left the address.
        self.press("Set up this phone")
        return self._set_up(face)

    def join_by_words(self, served: Served, words: str, face: str = "Notes") -> list[str]:
        """Type the twelve words that were said, instead of opening a link."""
        self.page.goto(f"{served.url}/p/")
        self.press("Type twelve words")
        self.page.get_by_label("Twelve words").fill(words)
        self.press("Next")
        return self._set_up(face)

    def _set_up(self, face: str) -> list[str]:
        self.page.get_by_role("radio", name=face).check()
        self.press("Next")
        for pin in (self.pin, self.pin, self.second_pin, self.second_pin):
            self.type_pin(pin)
        words = self.page.locator(".compare strong")
        expect(words).to_have_count(4)
        return words.all_inner_texts()

    def same_words(self) -> None:
        """Agree that both read the same words, and learn how the page is opened and closed."""
        self.press("They are the same")
        expect(self.page.get_by_text("Learn this now")).to_be_visible()
        self.press("I know this now")
        expect(self.page.get_by_text(NOTHING)).to_be_visible()

    def type_pin(self, pin: str) -> None:
        """Type a PIN on the page's own keypad."""
        keypad = self.page.locator(".keypad")
        expect(keypad.get_by_role("button", name="1", exact=True)).to_be_enabled()
        asked = self.page.locator(".pin").element_handle()
        for digit in pin:
            keypad.get_by_role("button", name=digit, exact=True).click()
        keypad.locator(".do").click()
        # The next question has a keypad that looks the same.
        if asked is not None:
            asked.wait_for_element_state("hidden")

    def open(self, pin: str | None = None) -> None:
        """Hold the title of the face until it asks for the PIN, and type it."""
        self.hold(self.page.locator(".face-title"), TITLE_HELD_MS)
        self.type_pin(pin or self.pin)
        expect(self.page.locator("footer.bar")).to_be_visible()

    def lock(self) -> None:
        """Close the page; its face is what is left."""
        self.press("Lock")
        expect(self.page.locator(".face-title")).to_be_visible()

    def look(self) -> None:
        """Look for mail, and wait until an order stands there."""
        self.press("Look again")
        expect(self.page.locator("article.order .way").first).to_be_visible()

    def text(self) -> str:
        """Read all that stands on the screen."""
        return self.page.locator("#phone").inner_text()

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def hold(self, what: Locator, held_ms: int) -> None:
        """Keep a finger on something."""
        what.click(delay=held_ms)

    def report(self, name: str, done: str) -> None:
        """Press a verb and see that it was said and has left the phone."""
        self.press(name)
        self.sent(done)

    def sent(self, done: str) -> None:
        """See that something was said and has left the phone."""
        expect(self.page.get_by_text(done).last).to_be_visible()
        expect(self.page.get_by_text(WAITS)).to_have_count(0)

    def tell(self, verb: str, words: str, done: str) -> None:
        """Say that one is late, or that there is a problem, in a few words."""
        self.press(verb)
        self.page.get_by_role("textbox").last.fill(words)
        self.press("Send")
        self.sent(done)

    def all_well(self, *, forced: bool = False) -> None:
        """Say that all is well; somebody who is forced to keeps the button pressed."""
        button = self.page.get_by_role("button", name="All well", exact=True)
        self.hold(button, WELL_HELD_MS if forced else 50)
        self.sent("You said: all well")

    def report_danger(self, what: str, where: str) -> None:
        """Tell of a danger on the way: three taps."""
        self.press("Report a danger")
        self.press(what)
        self.press(where)
        self.sent("You reported a danger")

    def decline(self) -> None:
        """Decline an order; it is erased at once."""
        self.press("Decline")
        self.press("Decline")
        expect(self.page.get_by_text("Declined.")).to_be_visible()

    def hand_over(self, words: str = "", verb: str = "Handed over") -> None:
        """Hand the group over, or leave it at the place; the order is erased at once."""
        self.press(verb)
        if words:
            self.page.get_by_label("Where they can be picked up (optional)").fill(words)
        self.press(verb)
        expect(self.page.get_by_text(ERASED)).to_be_visible()

    def erase(self) -> None:
        """Erase everything, without another question."""
        self.press("Settings")
        self.hold(self.page.get_by_role("button", name="Erase everything"), ERASE_HELD_MS)
        expect(self.page.locator(".face-title")).to_be_visible()
