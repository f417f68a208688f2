"""What the browser itself refuses on our pages, and how a passkey is added and asked for."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.journeys.office import DESK, Served, desk
from waystation.testing.cast import ALLAN, HARRIET, JACOB, PASSMORE, Member

pytestmark = [pytest.mark.browser, pytest.mark.long]

# In a later turn: what a test itself evaluates may do more than a page's own script.
TRY = """() => new Promise((done) => setTimeout(() => {
  const passed = [];
  for (const [name, act] of Object.entries({
    text: () => { document.createElement("p").innerHTML = "<b>a name</b> once = 3, onclick="; },
    script: () => { document.createElement("p").innerHTML = "<script>1<" + "/script>"; },
    handler: () => { document.createElement("p").innerHTML = "<p onclick=1>x</p>"; },
    address: () => { document.createElement("p").innerHTML = "<a href=' javascript:1'>x</a>"; },
    broken: () => { document.createElement("p").innerHTML = "<a href='java\\nscript:1'>x</a>"; },
    moving: () => { document.createElement("p").innerHTML = "<svg><a><set attributeName=href />"; },
    // As the library that swaps parts wraps every one of them.
    wrapped: () => { document.createElement("p").innerHTML = "<body><template><p onclick=1>"; },
    nested: () => {
      document.createElement("p").innerHTML = "<template><template><script>1<" + "/script>";
    },
    frame: () => { document.createElement("p").innerHTML = "<p><iframe></iframe>"; },
    eval: () => { (0, eval)("1"); },
    function: () => { new Function("1"); },
    elsewhere: () => { document.createElement("script").src = "https://elsewhere.example/x.js"; },
    policy: () => { trustedTypes.createPolicy("mine", {}); },
  })) try { act(); passed.push(name); } catch { /* Refused. */ }
  done(passed);
}))"""
KEY = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "usb",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_no_markup_that_acts_gets_into_a_page_of_the_console(
    browser: Browser, served: Served
) -> None:
    before = len(served.complaints)
    page = desk(browser, served, HARRIET)
    # Before the page's own script has run there is no rule yet, and even text is refused.
    page.wait_for_load_state("load")

    passed = page.evaluate(TRY)
    page.context.close()

    assert passed == ["text"]
    # The browser said so on its console, which would fail any other story.
    assert len(served.complaints) > before
    del served.complaints[before:]


def test_a_page_outside_the_console_takes_no_markup_at_all(
    browser: Browser, served: Served
) -> None:
    page = browser.new_context().new_page()
    page.goto(f"{served.url}/sign-in/")

    passed = page.evaluate(TRY)
    page.context.close()

    assert passed == []


def test_a_form_at_the_door_that_is_under_way_says_so_and_cannot_be_sent_twice(
    browser: Browser, served: Served
) -> None:
    page = browser.new_context().new_page()
    page.goto(f"{served.url}/recover/")
    # Sent, and answered by nothing that the browser could show.
    page.route("**/recover/", lambda route: route.fulfill(status=204))
    for field, typed in {"name": "n", "words": "w", "new": "p" * 20, "again": "p" * 20}.items():
        page.locator(f"main [name={field}]").fill(typed)

    page.get_by_role("button", name="Open my door").click()

    expect(page.locator("main form .busy")).to_be_visible()
    expect(page.get_by_role("button", name="Open my door")).to_be_disabled()
    page.context.close()


def test_a_page_shares_its_process_with_nobody_and_its_map_is_drawn_all_the_same(
    browser: Browser, served: Served
) -> None:
    page = desk(browser, served, ALLAN)
    page.goto(f"{served.url}/network/map/")

    expect(page.locator("#map canvas")).to_be_visible()
    assert page.evaluate("crossOriginIsolated")
    assert page.evaluate("document.referrer") == ""
    page.context.close()


class Hand:
    """Somebody at localhost, where passkeys work, with a key in their hand."""

    def __init__(self, browser: Browser, served: Served, member: Member, *, secret: bool) -> None:
        self.secret = secret
        self.url, self.member = f"http://localhost:{served.port}", member
        self.page: Page = browser.new_context(viewport=DESK).new_page()
        self.cdp: CDPSession = self.page.context.new_cdp_session(self.page)
        self.cdp.send("WebAuthn.enable")
        key = {"options": KEY | {"hasPrf": secret}}
        self.cdp.send("WebAuthn.addVirtualAuthenticator", key)

    def sign_in(self) -> None:
        """Type name and passphrase."""
        self.page.goto(f"{self.url}/sign-in/")
        self.page.get_by_label("Name").fill(self.member.name)
        self.page.get_by_label("Passphrase").fill(self.member.passphrase)
        self.page.get_by_role("button", name="Sign in").click()

    def type_passphrase(self, nth: int) -> None:
        """Confirm with the passphrase in one of the page's forms."""
        self.page.get_by_label("Your passphrase").nth(nth).fill(self.member.passphrase)

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()


@pytest.fixture(
    params=[
        pytest.param((JACOB, True), id="a secret"),
        pytest.param((PASSMORE, False), id="no secret", marks=pytest.mark.long),
    ]
)
def hand(request, browser: Browser, served: Served) -> Iterator[Hand]:
    member, secret = request.param
    hand = Hand(browser, served, member, secret=secret)
    yield hand
    hand.page.context.close()


def test_a_passkey_is_added_asked_for_and_removed(hand: Hand) -> None:
    page = hand.page
    hand.sign_in()
    page.goto(f"{hand.url}/keys/passkeys/")
    page.get_by_label("Its name").fill("blue key")
    hand.type_passphrase(0)
    hand.press("Add a passkey")
    expect(page.get_by_text("The passkey was added.")).to_be_visible()
    says = "adds its own secret" if hand.secret else "is asked for, adds no secret"
    expect(page.get_by_text(says)).to_be_visible()
    page.locator("#lock button").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()

    hand.sign_in()
    expect(page.get_by_role("heading", name="Your passkey")).to_be_visible()
    hand.press("Use the passkey")
    expect(page.get_by_role("heading", name="Board", level=1)).to_be_visible()

    page.goto(f"{hand.url}/keys/passkeys/")
    hand.type_passphrase(1)
    hand.press("Show them")
    page.get_by_role("radio", name="blue key").check()
    hand.type_passphrase(1)
    hand.press("Remove")
    expect(page.get_by_text("The passkey was removed.")).to_be_visible()


def test_where_the_key_is_missing_the_page_says_so_and_waits(
    browser: Browser, served: Served
) -> None:
    hand = Hand(browser, served, JACOB, secret=False)
    hand.sign_in()
    hand.page.goto(f"{hand.url}/keys/passkeys/")
    # As a browser does when nobody touches the key for a minute.
    hand.page.evaluate(
        """() => {
             navigator.credentials.create = async () => {
               throw new DOMException("timed out", "NotAllowedError");
             };
           }"""
    )
    hand.page.get_by_label("Its name").fill("blue key")
    hand.type_passphrase(0)
    hand.press("Add a passkey")

    expect(hand.page.get_by_text("The passkey gave no answer.")).to_be_visible()
    expect(hand.page.get_by_role("button", name="Add a passkey")).to_be_enabled()
    hand.page.context.close()
