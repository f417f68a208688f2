"""Serves the console on the loopback address, with the keyless worker beside it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import granian
from django.conf import settings
from granian.constants import Interfaces

from waystation.base.errors import Refused
from waystation.cli import setup

STYLES = Path("web/static/waystation/waystation.css")
# The worker gets none of the server's other variables: it needs to find Python and the data.
KEPT = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "TZ", "DJANGO_SETTINGS_MODULE")
STOP_S = 5


def warm() -> None:
    """Load the planner's code, so that the first plan after a start takes no second longer."""
    from waystation.kernel import bench

    bench.warm()


def serve(port: int, *, every_s: int = 20, with_worker: bool = True) -> int:
    """Bring the database up to date, then serve until stopped.

    Raises:
      Refused: the screens were never built, or the port is no port.
    """
    if not 1 <= port <= 65_535:
        raise Refused(f"{port} is not a port.", hint="Give one from 1 to 65535.")
    setup.migrate()
    if not (settings.PACKAGE / STYLES).exists():
        raise Refused("The screens have not been built.", hint="Run `make run`, which builds them.")
    if not with_worker:
        _serve(port, "no alarm rings until `waystation work` runs")
        return 0
    with _worker(every_s):
        _serve(port, "due alarms ring")
    return 0


def _serve(port: int, alarms: str) -> None:
    sys.stdout.write(f"Waystation is at http://127.0.0.1:{port}/, {alarms} (stop with Ctrl+C)\n")
    sys.stdout.flush()
    granian.Granian(
        "waystation.config.wsgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=8,
        backpressure=64,
        log_access=False,
        # Its warning is of more threads than it takes two cores to need; most of ours wait.
        log_level=granian.log.LogLevels.error,
    ).serve()


@contextmanager
def _worker(every_s: int) -> Iterator[None]:
    """Run the keyless worker as a process of its own for as long as the server runs."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    words = ("work", "--every", str(every_s), "--parent", str(os.getpid()))
    # -P: no file of the folder where somebody happens to stand is run as part of it.
    worker = subprocess.Popen(
        [sys.executable, "-P", "-m", "waystation.cli.main", *words],
        env=kept | {"WAYSTATION_HOME": str(settings.HOME)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        # Ctrl+C is for the server, which then ends it.
        start_new_session=True,
    )
    try:
        yield
    finally:
        worker.terminate()
        try:
            worker.wait(STOP_S)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()
