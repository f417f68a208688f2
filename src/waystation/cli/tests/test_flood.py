"""Two hundred strangers at the door at once: memory is bounded, nobody hangs, those inside work."""

import http.client
import os
import re
import shutil
import signal
import threading
import time
import urllib.parse
from contextlib import contextmanager
from pathlib import Path

import pytest

from waystation.cli.tests.test_serve import SOON_S, serving
from waystation.testing.cast import HARRIET

pytestmark = pytest.mark.long
STRANGERS = 200
MIB = 1_024
# Two derivations at 128 MiB each, and what two hundred answers take besides.
KDF_KIB, REST_KIB = 2 * 128 * MIB, 96 * MIB


class Browser:
    """As much of a browser as it takes to send a form from an address of its own."""

    def __init__(self, port: int, address: str) -> None:
        self.port, self.address, self.cookies = port, address, {}

    def ask(self, method, path, form=None, timeout=600):
        """Send one request; gives status and text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-Forwarded-For": self.address,
        }
        body = None
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urllib.parse.urlencode(form)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        connection.close()
        return answer.status, text

    def sign_in(self, name, passphrase):
        """Load the form, then send it."""
        _status, text = self.ask("GET", "/sign-in/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)[1]
        form = {"csrfmiddlewaretoken": token, "name": name, "passphrase": passphrase}
        return self.ask("POST", "/sign-in/", form)[0]


def processes_of(server) -> list[int]:
    """List a server's processes that serve, its own among them; the keyless worker is none."""
    found = [server.pid]
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            words = (folder / "cmdline").read_bytes()
        except (OSError, ValueError):
            continue
        if parent in found and b"--parent" not in words:
            found.append(int(folder.name))
    return found


def memory_kib(pids, what) -> int:
    """Add up a figure of the kernel's over processes: VmRSS now, VmHWM at most."""
    figures = [Path(f"/proc/{pid}/status").read_text() for pid in pids]
    return sum(int(re.search(rf"{what}:\s+(\d+)", text)[1]) for text in figures)


@contextmanager
def real_server(home, monkeypatch):
    """Serve at the price of passphrases that people pay; gives the port and the processes."""
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "waystation.config.settings")
    monkeypatch.setattr(
        "waystation.cli.tests.test_serve.environment",
        lambda home: os.environ | {"WAYSTATION_HOME": str(home), "WAYSTATION_PROXIES": "1"},
    )
    with serving(home, "--no-worker") as server:
        port = int(re.search(r":(\d+)/", server.stdout.readline())[1])
        give_up = time.monotonic() + SOON_S
        while time.monotonic() < give_up:
            try:
                if Browser(port, "10.0.0.1").ask("GET", "/healthz")[0] == 200:
                    break
            except OSError:
                time.sleep(0.2)
        pids = processes_of(server)
        yield port, pids
        # Asked to stop; a server that is only killed leaves those it started behind.
        server.send_signal(signal.SIGINT)
        server.wait(SOON_S)


def test_a_crowd_of_strangers_takes_neither_memory_nor_the_work_of_those_inside(
    demo_home, tmp_path, monkeypatch
):
    home = shutil.copytree(demo_home, tmp_path / "copy")
    with real_server(home, monkeypatch) as (port, pids):
        inside = Browser(port, "10.0.0.1")
        assert inside.sign_in(HARRIET.name, HARRIET.passphrase) == 302
        assert inside.ask("GET", "/")[0] == 200
        before_kib = memory_kib(pids, "VmRSS")
        answers, waits_s, boards_s = [], [], []

        def knock(number):
            began = time.monotonic()
            stranger = Browser(port, f"10.{number}.1.1")
            answers.append(stranger.sign_in(f"stranger {number}", "x" * 30))
            waits_s.append(time.monotonic() - began)

        crowd = [threading.Thread(target=knock, args=(n,)) for n in range(STRANGERS)]
        for stranger in crowd:
            stranger.start()
        while any(stranger.is_alive() for stranger in crowd):
            began = time.monotonic()
            assert inside.ask("GET", "/")[0] == 200
            boards_s.append(time.monotonic() - began)
        peak_kib = memory_kib(pids, "VmHWM")
        # The door is no narrower afterwards.
        assert Browser(port, "10.0.0.2").sign_in("levi", "wrong" * 6) == 403

    assert len(answers) == STRANGERS
    assert set(answers) == {403, 503}
    # Held against each other: how long either takes depends on what else the machine does.
    assert max(boards_s) < 3 * max(waits_s)
    assert peak_kib - before_kib < KDF_KIB + REST_KIB
