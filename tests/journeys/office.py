"""What a story needs: a served demo, a browser, people who sign in, and guides with phones."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, expect

from waystation.testing.cast import Member
from waystation.testing.ports import free_port

FLAGS = [
    "--no-sandbox",  # tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
READY_S = 180
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 1000}


def launch(playwright: Playwright, path: str) -> Browser:
    """Start Chromium without a screen."""
    return playwright.chromium.launch(executable_path=path, args=FLAGS)


@dataclass
class Served:
    """A demo organisation in a directory of its own, served by the real command."""

    home: Path
    log: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    complaints: list[str] = field(default_factory=list)
    story_told: bool = False
    # The command's word: the console with its worker, or the public site.
    what: str = "serve"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve what was loaded on a port of its own, as `make run` does."""
        self.port = free_port()
        self.serve()

    def serve(self) -> None:
        """Serve on the port chosen at the start, and wait until the console is ready."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*WAYSTATION, self.what, "--port", str(self.port)],
                env=environment(self.home),
                stdout=log,
                stderr=log,
            )
        # As long as it starts: how soon it is ready depends on what else the machine does.
        give_up = time.monotonic() + READY_S
        while self.process.poll() is None and time.monotonic() < give_up:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz") as answer:
                    assert answer.status == 200
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        raise AssertionError(f"{self.what} was not ready: {self.log.read_text()}")

    def stop(self) -> None:
        """Stop serving; everything written stays where it is."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(READY_S)
            self.process = None


WAYSTATION = [sys.executable, "-m", "waystation.cli.main"]


def environment(home: Path) -> dict[str, str]:
    """Give the command its directory and nothing of the test's own settings."""
    return {**os.environ, "WAYSTATION_HOME": str(home), "PYTHONUNBUFFERED": "1"}


def command(home: Path, *words: str) -> str:
    """Run the real command and give what it printed."""
    done = subprocess.run(
        [*WAYSTATION, *words], env=environment(home), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def desk(browser: Browser, served: Served, member: Member) -> Page:
    """Let one of the cast sign in at a desk of their own."""
    page = watched(browser.new_context(viewport=DESK).new_page(), served, member.name)
    page.goto(f"{served.url}/sign-in/")
    page.get_by_label("Name").fill(member.name)
    page.get_by_label("Passphrase").fill(member.passphrase)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Board", level=1)).to_be_visible()
    return page


def watched(page: Page, served: Served, who: str) -> Page:
    """Note every error of a page's scripts and every request that leaves this machine."""

    def heard(message: object) -> None:
        kind, text = message.type, message.text  # type: ignore[attr-defined]
        # Going off line is part of the story; everything else that fails is not.
        if kind == "error" and "net::ERR_INTERNET_DISCONNECTED" not in text:
            served.complaints.append(f"{who}: {text}")

    def asked(request: object) -> None:
        address: str = request.url  # type: ignore[attr-defined]
        if not address.startswith((served.url, "data:", "blob:")):
            served.complaints.append(f"{who}: asked a third party: {address}")

    page.on("console", heard)
    page.on("pageerror", lambda error: served.complaints.append(f"{who}: {error}"))
    page.on("request", asked)
    return page


def go(page: Page, room: str) -> None:
    """Open a room from the rail."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name=room).first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def move_clock(page: Page, served: Served, to: str) -> None:
    """Set the demo's clock from any page of the console, by its own form."""
    page.evaluate(
        """async ([to]) => {
            const form = document.querySelector(".demo-clock form");
            const body = new URLSearchParams(new FormData(form));
            body.set("to", to);
            body.delete("step");
            const answer = await fetch(form.action, {method: "POST", body});
            if (!answer.ok) throw new Error("the clock did not move: " + answer.status);
        }""",
        [to],
    )
