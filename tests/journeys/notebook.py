"""A worker with a tablet: sets it up, works without a network, and comes back."""

from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys.office import PHONE, Served, go, watched

PIN = "the geese fly early"


@dataclass
class Notebook:
    """One worker's tablet: a browser of its own, with storage of its own."""

    context: BrowserContext
    page: Page

    @classmethod
    def new(cls, browser: Browser, served: Served) -> "Notebook":
        """Take a tablet that knows nothing."""
        context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True)
        return cls(context, watched(context.new_page(), served, "tablet"))

    def join(self, link: str) -> str:
        """Open the link, choose a PIN, make the keys, and read the number."""
        self.page.goto(link)
        assert "#" not in self.page.url  # The secret has left the address.
        self.page.get_by_label("PIN", exact=True).fill(PIN)
        self.page.get_by_label("The same PIN again").fill(PIN)
        self.press("Go on")
        number = self.page.locator(".code")
        expect(number).to_be_visible()
        return number.inner_text()

    def unlock(self, pin: str = PIN) -> None:
        """Type a PIN."""
        self.page.get_by_label("PIN").fill(pin)
        self.press("Unlock")

    def look(self) -> None:
        """Send what waits and look for news."""
        self.press("Look again")
        expect(self.page.locator(".bar .state")).to_contain_text("Up to date at")

    def open(self, code: str) -> None:
        """Open a case from the list."""
        self.page.get_by_role("button").filter(has=self.page.get_by_text(code, exact=True)).click()
        expect(self.page.get_by_role("heading", name=code, level=1)).to_be_visible()

    def write_needs(self, text: str) -> None:
        """Change what a household needs."""
        needs = self.page.locator("section", has=self.page.get_by_role("heading", name="Urgency"))
        needs.get_by_role("button", name="Change").first.click()
        needs.get_by_role("textbox").fill(text)
        needs.get_by_role("button", name="Save").click()
        expect(needs.get_by_text(text)).to_be_visible()

    def write_note(self, text: str) -> None:
        """Write a note."""
        self.press("New note")
        self.page.get_by_label("Write what you saw, heard or did.").fill(text)
        self.press("Save")
        expect(self.page.locator(".timeline").get_by_text(text)).to_be_visible()

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()


def take_along(desk: Page, tablet: Notebook, label: str, codes: list[str]) -> None:
    """Invite a tablet at the desk, compare the number, and let it carry some cases."""
    go(desk, "People")
    desk.get_by_role("link", name="Tablets").click()
    desk.get_by_role("link", name="Invite a tablet").first.click()
    desk.get_by_label("Label").fill(label)
    desk.get_by_role("button", name="Make the link").click()
    link = desk.locator("main details a").get_attribute("href")
    assert link is not None
    number = tablet.join(link)
    desk.get_by_role("link", name="To the tablets").click()
    desk.get_by_role("link", name=label, exact=True).click()
    expect(desk.locator("strong.number")).to_have_text(number)
    desk.get_by_role("button", name="The digits are the same").click()
    for code in codes:
        desk.get_by_role("checkbox", name=code, exact=True).check()
    desk.get_by_role("button", name="Seal those chosen for the tablet").click()
    expect(desk.locator("#status")).to_contain_text(f"{len(codes)} case")
    tablet.press("The numbers are the same")
    expect(tablet.page.locator(".carried .one")).to_have_count(len(codes))
