"""`waystation site`: the public site, alone or beside the console."""

import os
import shutil
import signal
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from waystation.cli import serve
from waystation.cli.tests.conftest import COMMAND, environment
from waystation.cli.tests.test_serve import SOON_S, serving, soon
from waystation.testing.ports import free_port


def run(home, *words):
    return subprocess.run(
        [*COMMAND, *words], env=environment(home), capture_output=True, text=True, check=False
    )


def status_of(url: str) -> int:
    try:
        with urllib.request.urlopen(url) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except (urllib.error.URLError, ConnectionError):
        return 0


def test_the_site_makes_no_database_and_takes_no_port_that_is_none(tmp_path):
    behind = run(tmp_path, "site")
    assert (behind.returncode, behind.stdout) == (2, "")
    assert "has not the shape this version needs" in behind.stderr
    assert "hint: Start `waystation serve` once" in behind.stderr

    for words in (("site", "--port", "0"), ("serve", "--site-port", "70000")):
        assert "is not a port" in run(tmp_path, *words).stderr
    assert "cannot both be" in run(tmp_path, "serve", "--port", "9", "--site-port", "9").stderr


@pytest.mark.long
def test_the_site_runs_beside_the_console_without_its_environment_and_ends_with_it(
    demo_home, tmp_path
):
    home, port = shutil.copytree(demo_home, tmp_path / "copy"), free_port()
    site = f"http://127.0.0.1:{port}"

    with serving(home, "--no-worker", "--site-port", str(port)) as server:
        server.stdout.readline()
        assert server.stdout.readline() == f"The public site is at {site}/\n"
        assert soon(lambda: status_of(f"{site}/healthz") == 200)
        (process,) = sites_of(server)
        told = Path(f"/proc/{process}/environ").read_bytes().strip(b"\0")
        reached = {path: status_of(site + path) for path in ("/en/", "/ko/give/", "/sign-in/")}
        os.kill(server.pid, signal.SIGTERM)
        server.communicate(timeout=SOON_S)

    assert told == b""
    assert reached == {"/en/": 200, "/ko/give/": 200, "/sign-in/": 404}
    assert soon(lambda: status_of(f"{site}/healthz") == 0)


def sites_of(server) -> list[int]:
    """List the sites that a server started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if b"site" in words and parent == str(server.pid):
            found.append(int(folder.name))
    return found


def test_the_site_is_told_what_its_pages_say_and_nothing_of_calls_and_witnesses():
    told = {name.removeprefix("WAYSTATION_") for name in serve.KEPT_BY_SITE}

    assert {"SITE_ORIGIN", "SITE_BANK", "SITE_CONTACT", "PAYMENTS", "MAIL_SERVER"} <= told
    assert not {name for name in told if name.startswith(("PING", "WITNESS"))}
