"""Five hundred people read the public site at once, with its pages kept and with nothing kept."""

import asyncio
import os
import random
import socket
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, perf_counter, sleep

from bench.console import COMMAND, READY_S
from bench.crowd import slowest_of_twenty
from bench.figures import Figure, middle

PART = "Giving"
READERS, THINK_S = 500, 10.0
RUN_S, SETTLE_S = 60.0, 10.0
SEED = 1855
GOAL_MS = 200
WAIT_S = 30
# What is read, in turns: the first page more often than the others.
PATHS = (
    "/en/", "/ko/", "/en/campaigns/", "/en/help/", "/en/", "/en/give/", "/ko/campaigns/",
    "/en/figures/", "/en/stories/", "/en/about/",
)  # fmt: skip
# Everything public changes so often while nothing may be kept for longer.
CHANGES_S = 1.0
EXPLAINED = (
    f"Readers: `waystation site` as its own process over the demo, {READERS} readers who each ask "
    f"for a page, read it for {THINK_S:.0f} s in the mean (exponential, seed {SEED}) and ask for "
    f"the next, for {RUN_S:.0f} s after {SETTLE_S:.0f} s of settling; each over a connection of "
    "its own, packed, without style sheet and fonts, which a browser keeps. First pages in both "
    "languages, campaigns, figures, stories, ways to help and the give page, which is kept for "
    "nobody. Warm: nothing public changes. Cold: the site's stamp moves every "
    f"{CHANGES_S:.0f} s, as if gifts came without end, so that no page is kept for longer. "
    "Client and server on one machine, by the wall.",
)


def measure() -> Iterator[Figure]:
    """Serve the demo's site to five hundred readers, with pages kept and without."""
    with tempfile.TemporaryDirectory(prefix="waystation-bench-") as folder:
        home = Path(folder) / "home"
        env = os.environ | {"WAYSTATION_HOME": str(home)}
        subprocess.run([*COMMAND, "demo", "load"], check=True, capture_output=True, env=env)
        with sited(env) as port:
            yield from _figures("warm", asyncio.run(_read(port, None)))
            yield from _figures("cold", asyncio.run(_read(port, home / "db.sqlite3")))


@contextmanager
def sited(env: dict[str, str]) -> Iterator[int]:
    """Serve the public site on a free port until done."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = subprocess.Popen(
        [*COMMAND, "site", "--port", str(port)], env=env, stdout=subprocess.DEVNULL
    )
    try:
        give_up = monotonic() + READY_S
        while socket.socket().connect_ex(("127.0.0.1", port)) and monotonic() < give_up:
            sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


async def _read(port: int, changing: Path | None) -> list[float]:
    """Let everybody read; gives what each page took, in milliseconds."""
    waits: list[float] = []
    began = monotonic() + SETTLE_S
    ends = began + RUN_S

    async def reads(number: int) -> None:
        dice = random.Random(SEED + number)  # noqa: S311
        await asyncio.sleep(dice.random() * SETTLE_S)
        turn = number
        while monotonic() < ends:
            asked = perf_counter()
            await asyncio.wait_for(_get(port, PATHS[turn % len(PATHS)]), WAIT_S)
            if began <= monotonic() < ends:
                waits.append((perf_counter() - asked) * 1e3)
            turn += 1
            await asyncio.sleep(dice.expovariate(1 / THINK_S))

    changes = asyncio.create_task(_change(changing)) if changing else None
    await asyncio.gather(*(reads(number) for number in range(READERS)))
    if changes:
        changes.cancel()
    return waits


async def _get(port: int, path: str) -> None:
    """Ask for a page over a connection of its own, and read it to its end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\n"
        "Connection: close\r\n\r\n".encode()
    )
    answer = await reader.read(-1)
    writer.close()
    if not answer.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"{path} answered {answer[:40]!r}")


async def _change(database: Path) -> None:
    """Say again and again that something public changed, as `giving.stamps` does."""
    with sqlite3.connect(database, timeout=WAIT_S, isolation_level=None) as book:
        while True:
            if not book.execute("UPDATE giving_sitestamp SET n = n + 1").rowcount:
                book.execute("INSERT INTO giving_sitestamp (id, n) VALUES (1, 1)")
            await asyncio.sleep(CHANGES_S)


def _figures(cache: str, waits: list[float]) -> Iterator[Figure]:
    what = f"{READERS} readers, {cache} pages; {len(waits):,} in {RUN_S:.0f} s, none failed"
    found = {"p50": (middle(waits), None), "p95": (slowest_of_twenty(waits), GOAL_MS)}
    for name, (value, goal) in found.items():
        yield Figure(
            name=f"site.readers_{cache}_{name}_ms", value=round(value, 1), unit="ms",
            better="lower", target=goal, conditions={"part": PART, "what": what},
        )  # fmt: skip
