"""Somebody says how they are called; their browser itself shows a call, and nothing but a “1”."""

import sqlite3

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.office import Served, desk
from tests.journeys.test_sheets import is_whole
from waystation.testing.cast import ALLAN, HARRIET

pytestmark = [pytest.mark.browser, pytest.mark.long]

# Stands in for the service of the browser's maker, which no test reaches: what it would give out.
SERVICE = """() => {
  const text = (bytes) => btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  PushManager.prototype.subscribe = async ({ applicationServerKey, userVisibleOnly }) => {
    if (applicationServerKey.length !== 87 || !userVisibleOnly) throw new TypeError("no such key");
    const curve = { name: "ECDH", namedCurve: "P-256" };
    const { publicKey } = await crypto.subtle.generateKey(curve, true, ["deriveBits"]);
    const p256dh = text(new Uint8Array(await crypto.subtle.exportKey("raw", publicKey)));
    const keys = { p256dh, auth: text(crypto.getRandomValues(new Uint8Array(16))) };
    const endpoint = "https://push.example.org/fcm/send/abc:DEF-_1";
    return { toJSON: () => ({ endpoint, expirationTime: null, keys }) };
  };
}"""
SHOWN = """async () => {
  const worker = await navigator.serviceWorker.getRegistration("/keys/pings/");
  return (await worker.getNotifications()).map(({ title, body }) => [title, body]);
}"""


def test_a_colleague_says_how_they_are_called(served: Served, browser: Browser) -> None:
    page = desk(browser, served, HARRIET)
    page.goto(served.url + "/keys/")
    with page.expect_navigation():
        page.get_by_role("link", name="Say how").click()
    is_whole(page)
    page.locator("#server").fill("+1 555 123 4567")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("would tell whoever seizes this machine")).to_be_visible()
    page.locator("#server").fill("push.example.org")
    page.get_by_label("quiet from").fill("22:00")
    page.get_by_label("quiet until").fill("07:00")
    page.get_by_role("button", name="Add it").click()

    expect(page.get_by_text("you are called through example.org alone")).to_be_visible()
    expect(page.get_by_text("22:00–07:00 UTC+00:00")).to_be_visible()
    is_whole(page)
    page.get_by_role("button", name="Take this way away").click()
    expect(page.get_by_text("Nobody is called by it any more.")).to_be_visible()
    page.context.close()


def test_a_browser_lets_itself_be_called_and_shows_one_word(
    served: Served, browser: Browser
) -> None:
    page = desk(browser, served, ALLAN)
    page.context.grant_permissions(["notifications"])
    page.goto(served.url + "/keys/pings/")
    page.evaluate(SERVICE)
    page.get_by_label("This browser").check()
    expect(page.locator("#server")).to_be_hidden()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("Added. Set it up")).to_be_visible()
    is_whole(page)

    found: list[dict[str, str]] = []
    devtools = page.context.new_cdp_session(page)
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(told["registrations"])
    )
    devtools.send("ServiceWorker.enable")
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    for _look in range(300):
        if not found:
            page.wait_for_timeout(100)
    call = {"origin": served.url, "registrationId": found[-1]["registrationId"], "data": "names"}
    devtools.send("ServiceWorker.deliverPushMessage", call)
    page.wait_for_function(f"async () => (await ({SHOWN})()).length === 1")

    # Whatever came, the same word is shown.
    assert page.evaluate(SHOWN) == [["1", ""]]
    kept = sqlite3.connect(served.home / "db.sqlite3")
    ((target,),) = kept.execute("select target from base_ping").fetchall()
    kept.close()
    assert target.startswith("push push.example.org ")
    page.context.close()
