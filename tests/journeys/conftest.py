"""What every story needs: a served demo, a browser, and a place for pictures."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.journeys.office import Served, command, launch
from tests.journeys.river import Desk

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
# A key is stretched and a page drawn as fast as the machine can; how fast that is, no story tells.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def loaded(once_a_run: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """The directory of a demo, loaded once by the real command and served by nobody."""
    return once_a_run("demo", lambda folder: command(folder / "var", "demo", "load")) / "var"


@pytest.fixture(scope="module")
def served(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A demo of a file's own: what its stories write, close or break, no other file's see."""
    home = tmp_path_factory.mktemp("organisation")
    shutil.copytree(loaded, home / "var")
    running = Served(home=home / "var", log=home / "serve.log")
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def site(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The public site of the same organisation, in a process of its own beside the console's."""
    log = tmp_path_factory.mktemp("site") / "site.log"
    running = Served(home=served.home, log=log, what="site")
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def river(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Served]]:
    """An office of one passage of two stages, and its console; seconds where a demo takes many."""
    folder = tmp_path_factory.mktemp("river")
    desk = Desk(folder / "var")
    running = Served(home=folder / "var", log=folder / "serve.log")
    running.start()
    yield desk, running
    running.stop()
    desk.close()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for the stories of a file: its event loop would stop every later test's rows."""
    with sync_playwright() as playwright:
        running = launch(playwright, chromium)
        yield running
        running.close()


@pytest.fixture(scope="session")
def pictures() -> Path | None:
    """Where to keep pictures for the README; nowhere unless WAYSTATION_PICTURES is set."""
    if not os.environ.get("WAYSTATION_PICTURES"):
        return None
    PICTURES.mkdir(parents=True, exist_ok=True)
    return PICTURES
