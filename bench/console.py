"""What a person waits for at the console: the demo, the door, the board and a plan."""

import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode

from bench.figures import Figure, middle
from waystation.testing.cast import HARRIET, WILLIAM, Member

PART = "At the console"
VISITS = 5
READY_S = 30
COMMAND = [sys.executable, "-m", "waystation.cli.main"]
ASKED = {
    "start": "chestertown-md",
    "to": "any",
    "people": "11",
    "children": "5",
    "start_at": "1855-10-26T12:00",
}
EXPLAINED = (
    "Console: `waystation serve` as its own process on a freshly loaded demo, pages asked for "
    f"over the loopback, medians of {VISITS}. “First page after unlock” is from sending the "
    "passphrase to the last byte of the board; Argon2id with 128 MiB and 3 passes is nearly all "
    "of it, on purpose. No browser is in these figures.",
    "Demo: `waystation demo load` into an empty directory, start of Python included.",
)


class Visitor:
    """The least a browser does: keeps cookies, sends back a form's token."""

    def __init__(self, port: int) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> str:
        """Fetch a page and give its text."""
        return self._ask("GET", path)[1]

    def post(self, path: str, form: dict[str, str], token: str) -> str:
        """Send a form; gives where it leads."""
        return self._ask("POST", path, urlencode(form | {"csrfmiddlewaretoken": token}))[0]

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[str, str]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        answer = self._answer(method, path, body, headers)
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        if answer.status not in (200, 302):
            raise RuntimeError(f"{method} {path} answered {answer.status}")
        return answer.headers.get("Location", ""), text

    def _answer(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        """Ask; where the server hung up while nobody spoke, ask once more, as a browser does."""
        try:
            self.line.request(method, path, body, headers)
            return self.line.getresponse()
        except ConnectionError:
            self.line.close()
        self.line.request(method, path, body, headers)
        return self.line.getresponse()


def measure() -> list[Figure]:
    """Load the demo, serve it, visit it, and give the figures."""
    with tempfile.TemporaryDirectory(prefix="waystation-bench-") as folder:
        home = {"WAYSTATION_HOME": str(Path(folder) / "home")}
        began = perf_counter()
        subprocess.run([*COMMAND, "demo", "load"], check=True, capture_output=True,
                       env=os.environ | home)  # fmt: skip
        load_s = perf_counter() - began
        with served(home) as port:
            pages = _pages(port)
    demo = Figure(
        name="cli.demo_load_s",
        value=round(load_s, 2),
        unit="s",
        better="lower",
        target=30,
        conditions={
            "part": PART,
            "what": "371 places, 437 legs, 3,255 partners, 374 households, all sealed",
        },
    )
    return [demo, *pages]


def _pages(port: int) -> list[Figure]:
    unlocked = [_unlock(port) for _ in range(VISITS)]
    visitor = _signed_in(port, HARRIET)
    worker = _signed_in(port, WILLIAM)
    planned = [_plan(visitor) for _ in range(VISITS)]

    def ms(name: str, values: list[float], note: str, target: float) -> Figure:
        value = round(middle(values), 1)
        held = {"part": PART, "what": note}
        return Figure(
            name=name, value=value, unit="ms", better="lower", target=target, conditions=held
        )

    return [
        ms(
            "web.first_page_ms",
            unlocked,
            "sign-in: passphrase sent, stretched at full price, board read",
            2_000,
        ),
        ms("web.board_ms", _visits(visitor, "/"), "board again", 300),
        ms("routing.plan_page_ms", planned, "question sent to plan drawn, eleven people", 600),
        ms("cases.list_ms", _visits(worker, "/people/"), "list of one worker's people", 300),
        ms("network.legs_ms", _visits(visitor, "/network/legs/"), "list of 437 legs", 300),
        ms("network.map_ms", _visits(visitor, "/network/map/"), "data of the whole map", 300),
    ]


def _visits(visitor: Visitor, path: str) -> list[float]:
    visitor.get(path)
    return [_took(lambda: visitor.get(path)) for _ in range(VISITS)]


def _took(what: Callable[[], object]) -> float:
    began = perf_counter()
    what()
    return (perf_counter() - began) * 1e3


def _unlock(port: int) -> float:
    visitor = Visitor(port)
    token = token_of(visitor.get("/sign-in/"))
    form = {"name": HARRIET.name, "passphrase": HARRIET.passphrase}
    return _took(lambda: visitor.get(visitor.post("/sign-in/", form, token)))


def _signed_in(port: int, member: Member) -> Visitor:
    visitor = Visitor(port)
    form = {"name": member.name, "passphrase": member.passphrase}
    visitor.post("/sign-in/", form, token_of(visitor.get("/sign-in/")))
    return visitor


def _plan(visitor: Visitor) -> float:
    token = token_of(visitor.get("/plans/new/"))
    return _took(lambda: visitor.get(visitor.post("/plans/ask/", ASKED, token)))


def token_of(page: str) -> str:
    """Find the token with which a page's forms have to be sent."""
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    if found is None:
        raise RuntimeError("a page with a form holds no token")
    return found[1]


@contextmanager
def served(home: dict[str, str]) -> Iterator[int]:
    """Serve the console on a free port until done."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port)],
        env=os.environ | home,
        stdout=subprocess.DEVNULL,
    )
    try:
        _await(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def _await(port: int) -> None:
    give_up = time.monotonic() + READY_S
    while True:
        try:
            Visitor(port).get("/healthz")
        except OSError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.1)
        else:
            return
