"""A guide with a phone: joins by a link, reads orders, presses buttons."""

import re
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.office import PHONE, Served, watched


@dataclass
class Handset:
    """One guide's phone: a browser of its own, with storage of its own."""

    context: BrowserContext
    page: Page

    @classmethod
    def new(cls, browser: Browser, served: Served, guide: str) -> "Handset":
        """Hand a guide a phone that knows nothing."""
        context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True)
        return cls(context, watched(context.new_page(), served, f"phone of {guide}"))

    def join(self, link: str) -> str:
        """Open the link, make the keys, and read the number aloud."""
        self.page.goto(link)
        assert "#" not in self.page.url  # The secret has left the address.
        self.press("Set up this phone")
        number = self.page.locator(".code")
        expect(number).to_have_text(re.compile(r"^\d{3} \d{3}$"))
        return number.inner_text().replace(" ", "")

    def same_number(self) -> None:
        """Agree that both read the same number."""
        self.press("The numbers are the same")
        expect(self.page.get_by_text("Nothing for you now.")).to_be_visible()

    def look(self) -> None:
        """Look for mail."""
        self.press("Look again")
        expect(self.page.locator("article.order .way")).to_be_visible()

    def text(self) -> str:
        """Read all that stands on the screen."""
        return self.page.locator("#phone").inner_text()

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def report(self, name: str, done: str) -> None:
        """Press a verb and see that it was said and has left the phone."""
        self.press(name)
        expect(self.page.get_by_text(done)).to_be_visible()
        expect(self.page.get_by_text("Waits for a connection")).to_have_count(0)

    def hand_over(self, words: str = "") -> None:
        """Hand the group over; the order is erased from the phone once that is delivered."""
        self.press("Handed over")
        if words:
            self.page.get_by_label("Where they can be picked up (optional)").fill(words)
        self.press("Handed over")
        expect(
            self.page.get_by_text("The message has been erased from this phone.")
        ).to_be_visible()
