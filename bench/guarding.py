"""How long a worker may be dead before somebody is called."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from bench.figures import Figure

SHOWN_IN = "Watches"
PATIENCE_S = 600.0
ROUND_S = 45.0
EXPLAINED = (
    "A dead worker: the worker and its guard as they are, two processes over one folder of data. "
    f"After {ROUND_S:.0f} s of rounds the worker is killed with SIGKILL and nobody begins it "
    "again; the time runs until the organisation's own address, a server on the loopback, has the "
    "word. One run, on the machine's real clock.",
)


def measure() -> Iterator[Figure]:
    """Kill a worker and wait until its guard calls."""
    with tempfile.TemporaryDirectory(prefix="waystation-guard-") as folder:
        took_s = _noticed(Path(folder))
    yield Figure(
        name="watches.dead_worker_s", value=round(took_s, 1), unit="s", better="lower", target=300,
        conditions={"part": SHOWN_IN, "what": "worker killed to the organisation called"},
    )  # fmt: skip


def _noticed(folder: Path) -> float:
    """Give the seconds from the worker's end to the call."""
    called = threading.Event()

    class Door(BaseHTTPRequestHandler):
        """Where the organisation is called."""

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            called.set()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    env = {
        "PATH": os.environ["PATH"],
        "WAYSTATION_HOME": str(folder),
        "WAYSTATION_PING_URL": f"http://127.0.0.1:{server.server_port}/",
    }
    setting_up = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    settings = {"DJANGO_SETTINGS_MODULE": "waystation.config.settings"}
    subprocess.run(setting_up, env=env | settings, check=True)
    worker, guard = (_begun(word, env) for word in ("work", "guard"))
    try:
        time.sleep(ROUND_S)
        if worker.poll() is not None or guard.poll() is not None or called.is_set():
            raise RuntimeError("the worker or its guard did not live, or called at once")
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        began = time.monotonic()
        if not called.wait(PATIENCE_S):
            raise RuntimeError(f"nobody was called in {PATIENCE_S:.0f} s")
        return time.monotonic() - began
    finally:
        guard.kill()
        worker.kill()
        server.shutdown()


def _begun(word: str, env: dict[str, str]) -> subprocess.Popen[bytes]:
    program = [sys.executable, "-m", "waystation.cli.main", word]
    return subprocess.Popen(program, env=env, stderr=subprocess.DEVNULL)
