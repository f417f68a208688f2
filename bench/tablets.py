"""A worker's tablet on a slow line: how long until the first cases are on it."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

from bench.console import COMMAND, served
from bench.figures import Figure, middle

PART = "A tablet on a slow line"
CASES, ON_FILE = 30, 60
LINE_KBIT_S, LATENCY_MS = 400, 100
GOAL_S = 10.0
ROUNDS = 3
WAIT_MS = 120_000
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PIN = "the geese fly early"
EXPLAINED = (
    f"Tablet: Chromium with its line held to {LINE_KBIT_S} kbit/s each way and {LATENCY_MS} ms, "
    f"the console served on the same machine. {CASES} synthetic cases of two people each are "
    "sealed to the tablet at the desk; the clock runs from the press on the tablet until all of "
    f"them are opened, sealed anew under the PIN and listed, median of {ROUNDS} tablets. Each case "
    "is one box of 4 KiB and 1,138 bytes; one with many notes takes the next bucket, 16 KiB, and "
    "about 0.35 s on this line. The page itself (scripts, styles, once) has a figure of its own.",
)


def measure() -> Iterator[Figure]:
    """Set tablets up on a slow line, and give the figures."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise RuntimeError("this part needs Chromium: " + ", ".join(BROWSERS))
    with tempfile.TemporaryDirectory(prefix="waystation-bench-") as folder:
        home = {"WAYSTATION_HOME": str(Path(folder) / "home")}
        cookie = _filled(home)
        with served(home) as port, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            url = f"http://127.0.0.1:{port}"
            desk = browser.new_context(base_url=url)
            desk.add_cookies([{"name": "ws", "value": cookie, "url": url}])
            runs = [_first(browser.new_context(), desk, f"T-{n}") for n in range(ROUNDS)]
            browser.close()
    pages, syncs, sizes = zip(*runs, strict=True)
    yield _figure("tablet.page_s", middle(pages), "s", None, "the page, from its link to the PIN")
    yield _figure(
        "tablet.first_sync_s", middle(syncs), "s", GOAL_S, f"{CASES} cases, on the line to listed"
    )
    yield _figure("tablet.first_sync_kb", middle(sizes), "kB", None, f"{CASES} cases, on the line")


def _filled(home: dict[str, str]) -> str:
    """Make a demo with cases enough in one compartment, and give its worker's cookie."""
    env = os.environ | home
    subprocess.run([*COMMAND, "demo", "load"], check=True, capture_output=True, env=env)
    made = subprocess.run(
        [sys.executable, "-m", "waystation.testing.large", "--cases", str(ON_FILE),
         "--people", "2", "2", "--compartments", "1", "--colleagues", "1", "--hold", "1"],
        check=True, capture_output=True, env=env,
    )  # fmt: skip
    cookie: str = json.loads(made.stdout)["cookies"][0]
    return cookie


def _first(context: BrowserContext, desk: BrowserContext, label: str) -> tuple[float, float, float]:
    """Set one tablet up; gives seconds for the page, for the first cases, and their kilobytes."""
    office, tablet = desk.new_page(), context.new_page()
    office.goto("/tablets/new/")
    office.get_by_label("Label").fill(label)
    office.get_by_role("button", name="Make the link").click()
    link = office.locator("main details a").get_attribute("href")
    line = _slow(context, tablet)
    began = perf_counter()
    tablet.goto(str(link), wait_until="commit")
    tablet.get_by_label("PIN", exact=True).wait_for(timeout=WAIT_MS)
    page_s = perf_counter() - began
    tablet.get_by_label("PIN", exact=True).fill(PIN)
    tablet.get_by_label("The same PIN again").fill(PIN)
    tablet.get_by_role("button", name="Go on").click()
    tablet.locator(".code").wait_for(timeout=WAIT_MS)
    _carry(office, label)
    heard: list[float] = []
    line.on("Network.loadingFinished", lambda event: heard.append(event["encodedDataLength"]))
    began = perf_counter()
    tablet.get_by_role("button", name="The numbers are the same").click()
    tablet.locator(".carried .one").nth(CASES - 1).wait_for(timeout=WAIT_MS)
    sync_s = perf_counter() - began
    context.close()
    return page_s, sync_s, sum(heard) / 1e3


def _slow(context: BrowserContext, page: Page) -> CDPSession:
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    per_s = LINE_KBIT_S * 1_000 / 8
    held = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": per_s}
    line.send("Network.emulateNetworkConditions", held | {"uploadThroughput": per_s})
    return line


def _carry(office: Page, label: str) -> None:
    """Compare the number at the desk and seal the cases to the tablet."""
    office.goto("/tablets/")
    office.get_by_role("link", name=label, exact=True).click()
    office.get_by_role("button", name="The digits are the same").click()
    office.locator("#cases").wait_for()
    for number in range(CASES):
        office.locator("input[name=case]").nth(number).check()
    office.get_by_role("button", name="Seal those chosen").click()
    office.get_by_text(f"{CASES} cases").wait_for()
    office.close()


def _figure(name: str, value: float, unit: str, goal: float | None, what: str) -> Figure:
    held = {"part": PART, "what": what, "line_kbit_s": LINE_KBIT_S}
    return Figure(
        name=name, value=round(value, 2), unit=unit, better="lower", target=goal, conditions=held
    )
