"""A small network as tables, the command as people run it, and a demo loaded by that command."""

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from waystation.cli.main import main
from waystation.testing import history

PLACES = """\
id,name,kind,beds,max_nights
ripley,Ripley,station,12,3
sardinia,Sardinia,station,6,3
wilmington,Wilmington,hub,12,3
sandusky,Sandusky,destination,40,3
island,Island,destination,40,3
"""
# The network of routing's tests; nothing leads to the island.
LEGS = """\
from,to,mode,duration_min,oneway,risk,cost,capacity,departs
ripley,sardinia,wagon,60,yes,0.01,50,40,08:00;10:00
sardinia,sandusky,rail,90,yes,0.01,50,40,11:20;20:00
ripley,wilmington,wagon,120,yes,0.002,90,40,22:00
wilmington,sandusky,wagon,60,yes,0.002,90,40,05:00
ripley,sandusky,boat,30,yes,0.09,30,8,11:40
"""


# The settings as they are, save that a passphrase costs next to nothing.
CHEAP = "from waystation.config.settings import *\nKDF = (1_024, 1, 1)\n"


@cache
def _settings() -> Path:
    """Write settings for the commands of tests; gives the folder they lie in."""
    folder = Path(os.environ["WAYSTATION_HOME"]) / "cheap"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cheap_settings.py").write_text(CHEAP)
    return folder


class Said(NamedTuple):
    """How a command ended and what it said."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict:
        """Read the answer as a script would: the whole of standard output is one JSON value."""
        return json.loads(self.out)

    @property
    def routes(self) -> list[dict]:
        return self.json["routes"]

    @property
    def ways(self) -> list[list[str]]:
        """Give the places of every route in order."""
        return [
            [stage["from"] for stage in route["stages"]] + [route["stages"][-1]["to"]]
            for route in self.routes
        ]


def environment(home: Path | str) -> dict[str, str]:
    """Give a command its own directory and the quick settings."""
    return os.environ | {
        "WAYSTATION_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "cheap_settings",
        "PYTHONPATH": str(_settings()),
    }


COMMAND = (sys.executable, "-m", "waystation.cli.main")


def run(*words, home: Path | str, stdin: str = "", fd_text: str | None = None) -> Said:
    """Run `waystation …` as a process of its own; `fd_text` can be read at the descriptor it ends
    with as its last word.
    """
    passed = ()
    if fd_text is not None:
        reading, writing = os.pipe()
        os.write(writing, fd_text.encode())
        os.close(writing)
        words, passed = (*words, str(reading)), (reading,)
    done = subprocess.run(
        [*COMMAND, *map(str, words)],
        input=stdin,
        capture_output=True,
        text=True,
        env=environment(home),
        pass_fds=passed,
        timeout=600,
        check=False,
    )
    if passed:
        os.close(passed[0])
    return Said(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def folder(tmp_path) -> Path:
    """Give a folder with the small network."""
    made = tmp_path / "network"
    made.mkdir()
    (made / "places.csv").write_text(PLACES)
    (made / "legs.csv").write_text(LEGS)
    return made


@pytest.fixture
def command(capsys):
    """Run `waystation …` inside this process, which is quicker; same words, same answer."""

    def ran(*words) -> Said:
        try:
            status = main([str(word) for word in words])
        except SystemExit as stop:  # What argparse does with words it does not know.
            status = int(stop.code or 0)
        return Said(status, *capsys.readouterr())

    return ran


@pytest.fixture
def plan(command):
    """Run `waystation plan`."""

    def planned(*words) -> Said:
        return command("plan", *words)

    return planned


@pytest.fixture
def ask(plan, folder):
    """Ask on the small network, from Ripley to Sandusky for two unless said otherwise."""

    def asked(*words) -> Said:
        usual = {"--from": "ripley", "--to": "sandusky", "--people": "2"}
        usual |= {"--start": "1855-10-26T06:40"}
        given = {word for word in words if str(word).startswith("--")}
        rest = [w for pair in usual.items() if pair[0] not in given for w in pair]
        return plan("--network", folder, *rest, *words)

    return asked


@pytest.fixture(scope="session")
def demo_run(once_a_run, tmp_path_factory) -> tuple[Path, Said]:
    """Load the demo once with the command itself; gives its directory and what was said."""

    def load(folder: Path) -> None:
        said = run("demo", "load", home=folder / "home")
        (folder / "said.json").write_text(json.dumps(said))

    loaded = once_a_run("demo-of-commands", load)
    home = tmp_path_factory.mktemp("cli") / "home"
    shutil.copytree(loaded / "home", home)
    return home, Said(*json.loads((loaded / "said.json").read_text()))


@pytest.fixture
def demo_home(demo_run) -> Path:
    return demo_run[0]


@pytest.fixture(scope="session")
def demo_home_once(demo_run) -> Path:
    """Give the same directory to what is made from it once; nobody writes into it."""
    return demo_run[0]


class AgeKey(NamedTuple):
    """A trustee's age key: the file with the secret, and the recipient to seal to."""

    file: Path
    recipient: str


@pytest.fixture(scope="session")
def age() -> str:
    """Give the path of the `age` program, which is not ours."""
    found = shutil.which("age")
    if found is None and os.environ.get("CI"):
        pytest.fail("age is missing, and nothing may be skipped here", pytrace=False)
    if found is None:
        pytest.skip("age is missing")
    return found


# The age library is the vault's alone, so a process of its own draws the keys.
MAKE_KEY = "import pyrage; k = pyrage.x25519.Identity.generate(); print(k, k.to_public())"


@pytest.fixture(scope="session")
def age_keys(tmp_path_factory) -> tuple[AgeKey, AgeKey, AgeKey]:
    """Draw three age keys, written as `age-keygen` writes them."""
    folder, made = tmp_path_factory.mktemp("age"), []
    for number in range(3):
        words = [sys.executable, "-c", MAKE_KEY]
        drawn = subprocess.run(words, capture_output=True, text=True, check=True)
        secret, recipient = drawn.stdout.split()
        file = folder / f"key-{number}.txt"
        file.write_text(f"# created: 2026-11-22\n# public key: {recipient}\n{secret}\n")
        made.append(AgeKey(file, recipient))
    return tuple(made)


UNDERGROUND = history.DATA
