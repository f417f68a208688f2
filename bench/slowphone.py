"""A guide's cheap phone on a slow line: how long until an order is read."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

from bench.console import served
from bench.figures import Figure, middle
from bench.tablets import BROWSERS, LATENCY_MS, LINE_KBIT_S, WAIT_MS
from tests.journeys.river import Desk

PART = "A guide's phone on a slow line"
CPU_SLOWER = 4
ORDER_GOAL_S, CACHED_GOAL_S = 10.0, 0.5
ROUNDS = 3
PIN, OTHER_PIN = "83650194", "19462750"
TITLE_HELD_MS = 1_100
NOTHING_KEPT = """async () => {
    for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
    for (const name of await caches.keys()) await caches.delete(name);
}"""
KEPT = """() => new Promise((kept) => {
    const look = () => (navigator.serviceWorker.controller ? kept(1) : setTimeout(look, 100));
    look();
})"""
EXPLAINED = (
    f"Phone: Chromium as a phone, its line held to {LINE_KBIT_S} kbit/s each way and {LATENCY_MS} "
    f"ms, its processor to a {CPU_SLOWER}th, the console served on the same machine. The order, or "
    "in later rounds its amendment, lies sealed in the mailbox. The clock of `phone.first_order_s` "
    "runs from the address of a page of which nothing is kept, over the held title (1 s), the PIN "
    "with its slow hash (64 MiB) and one turn, until it stands on the screen; that of "
    f"`phone.cached_s` from a reload without a network to the face. Median of {ROUNDS}.",
)


def measure() -> Iterator[Figure]:
    """Give a guide a phone with an order waiting, and read it over a slow line again and again."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise RuntimeError("this part needs Chromium: " + ", ".join(BROWSERS))
    with tempfile.TemporaryDirectory(prefix="waystation-bench-") as folder:
        home = Path(folder) / "home"
        desk = Desk(home)
        with served({"WAYSTATION_HOME": str(home)}) as port, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            context = browser.new_context(
                base_url=f"http://127.0.0.1:{port}", is_mobile=True, has_touch=True,
                viewport={"width": 360, "height": 740},
            )  # fmt: skip
            _set_up(context.new_page(), desk)
            runs = [_round(context, desk, f"{n + 2} cannot walk far", n) for n in range(ROUNDS)]
            browser.close()
        desk.close()
    pages, orders, cached = zip(*runs, strict=True)
    yield _figure("phone.page_s", middle(pages), None, "the page, from its address to its face")
    yield _figure("phone.first_order_s", middle(orders), ORDER_GOAL_S, "the same, to the order")
    yield _figure("phone.cached_s", middle(cached), CACHED_GOAL_S, "the kept page, network off")


def _round(
    context: BrowserContext, desk: Desk, needs: str, number: int
) -> tuple[float, float, float]:
    """Read new word over the slow line; gives seconds for the page, the word, and a reload."""
    desk.ask("amend" if number else "send", 1, {"needs": needs})
    page = context.new_page()
    page.goto("/p/")
    page.evaluate(NOTHING_KEPT)
    page.close()
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    line = _slow(context, page)
    began = perf_counter()
    page.goto("/p/", wait_until="commit")
    title = page.locator(".face-title")
    title.wait_for()
    page_s = perf_counter() - began
    title.click(delay=TITLE_HELD_MS)
    _type(page, PIN)
    page.get_by_text(needs).wait_for()
    order_s = perf_counter() - began
    cached_s = _reloaded(context, page, line)
    page.close()
    return page_s, order_s, cached_s


def _reloaded(context: BrowserContext, page: Page, line: CDPSession) -> float:
    """Let the worker keep the page, switch the network off, and load it again."""
    page.evaluate(KEPT)
    line.send("Network.disable")
    context.set_offline(True)
    began = perf_counter()
    page.reload(wait_until="commit")
    page.locator(".face-title").wait_for()
    cached_s = perf_counter() - began
    context.set_offline(False)
    return cached_s


def _set_up(page: Page, desk: Desk) -> None:
    """Let a guide's phone join by its link and be confirmed."""
    page.set_default_timeout(WAIT_MS)
    page.goto(f"/p/#{desk.ask('invite', 1)['fragment']}")
    for _ in ("Set up this phone", "Next"):
        page.locator(".btn.do").click()
    for pin in (PIN, PIN, OTHER_PIN, OTHER_PIN):
        _type(page, pin)
    page.locator(".compare").wait_for()
    desk.ask("confirm")
    for _ in ("They are the same", "I know this now"):
        page.locator(".btn.do").click()
    page.locator("footer.bar").wait_for()
    page.close()


def _type(page: Page, pin: str) -> None:
    """Type a PIN on the page's own keypad, and see it go."""
    asked = page.locator(".pin").element_handle()
    for digit in pin:
        page.locator(".keypad").get_by_role("button", name=digit, exact=True).click()
    page.locator(".keypad .do").click()
    if asked is not None:
        asked.wait_for_element_state("hidden")


def _slow(context: BrowserContext, page: Page) -> CDPSession:
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.clearBrowserCache")
    line.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWER})
    per_s = LINE_KBIT_S * 1_000 / 8
    held = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": per_s}
    line.send("Network.emulateNetworkConditions", held | {"uploadThroughput": per_s})
    return line


def _figure(name: str, value: float, goal: float | None, what: str) -> Figure:
    held = {"part": PART, "what": what, "line_kbit_s": LINE_KBIT_S, "cpu_slower": CPU_SLOWER}
    return Figure(
        name=name, value=round(value, 2), unit="s", better="lower", target=goal, conditions=held
    )
