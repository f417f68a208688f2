"""Serves the console on the loopback address, with the keyless worker and the site beside it."""

import gc
import os
import subprocess
import sys
import threading
from collections.abc import Collection
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import granian
from django.conf import settings
from granian.constants import Interfaces

from waystation.base.errors import Refused
from waystation.cli import setup

STYLES = Path("web/static/waystation/waystation.css")
# The worker is told none of the other variables: it has to find the data and its carriers.
KEPT = {
    "PYTHONPATH",
    "TZ",
    "DJANGO_SETTINGS_MODULE",
    "WAYSTATION_DATABASE_URL",
    "WAYSTATION_PING_URL",
    "WAYSTATION_PING_MAIL",
    "WAYSTATION_PING_HOSTS",
    "WAYSTATION_PING_DECOYS",
    "WAYSTATION_WITNESS_FILE",
    "WAYSTATION_WITNESS_MAIL",
    "WAYSTATION_MAIL_SERVER",
    "WAYSTATION_MAIL_FROM",
    "WAYSTATION_MAIL_LOGIN_FILE",
}
# The public site calls nobody and is no witness: it is told where it is and how it is paid.
KEPT_BY_SITE = {one for one in KEPT if "_PING_" not in one and "_WITNESS_" not in one} | {
    "WAYSTATION_SITE_ORIGIN",
    "WAYSTATION_SITE_CONTACT",
    "WAYSTATION_SITE_BANK",
    "WAYSTATION_PROXIES",
    "WAYSTATION_PAYMENTS",
    "WAYSTATION_STRIPE_KEY_FILE",
    "WAYSTATION_STRIPE_SECRET_FILE",
}
STOP_S, AGAIN_S = 5, 1
NAMES = {
    "work": "the worker",
    "guard": "what watches the worker",
    "site": "the public site",
}


def settle() -> None:
    """Load every page, and look at none of what is loaded now when unused memory is searched for.

    It stays as long as the process does. To go through it again every few visits would take a page
    longer than everything else it does.
    """
    import_module(settings.ROOT_URLCONF)
    gc.collect()
    gc.freeze()


def warm() -> None:
    """Load the planner's code, so that the first plan after a start takes no second longer."""
    from waystation.kernel import bench

    bench.warm()


def serve(
    port: int, *, every_s: int = 20, with_worker: bool = True, site_port: int | None = None
) -> int:
    """Bring the database up to date, then serve until stopped; the site too, if it has a port.

    Raises:
      Refused: the screens were never built, or a port is no port.
    """
    for one in (port, *([] if site_port is None else [site_port])):
        if not 1 <= one <= 65_535:
            raise Refused(f"{one} is not a port.", hint="Give one from 1 to 65535.")
    if site_port == port:
        raise Refused(f"Console and site cannot both be at {port}.", hint="Give two ports.")
    setup.migrate()
    if not (settings.PACKAGE / STYLES).exists():
        raise Refused("The screens have not been built.", hint="Run `make run`, which builds them.")
    beside = _begun(every_s, with_worker, site_port)
    alarms = "due alarms ring" if with_worker else "no alarm rings until `waystation work` runs"
    try:
        _serve(port, alarms, site_port)
    finally:
        for process in beside:
            process.stop()
    return 0


def _begun(every_s: int, with_worker: bool, site_port: int | None) -> "list[Beside]":
    """Begin what runs beside the console."""
    beside = []
    if with_worker:
        # Here, not above: what serves the pages loads this file, and nothing that could call out.
        from waystation.cli.carriers import house

        rounds = ("--every", str(every_s))
        beside.append(Beside("work", *rounds))
        if house.is_configured():
            beside.append(Beside("guard", *rounds))
    if site_port is not None:
        beside.append(Beside("site", "--port", str(site_port), kept=KEPT_BY_SITE))
    return beside


def _serve(port: int, alarms: str, site_port: int | None) -> None:
    sys.stdout.write(f"Waystation is at http://127.0.0.1:{port}/, {alarms} (stop with Ctrl+C)\n")
    if site_port is not None:
        sys.stdout.write(f"The public site is at http://127.0.0.1:{site_port}/\n")
    sys.stdout.flush()
    granian.Granian(
        "waystation.config.wsgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        # Twenty may wait at the door (vault.crowd), sixteen streams hold one each (relay.office);
        # those inside need threads besides.
        blocking_threads=48,
        backpressure=80,
        # An open stream would hold up the end for its ten minutes.
        workers_kill_timeout=3,
        log_access=False,
        # Its warning is of more threads than it takes two cores to need; most of ours wait.
        log_level=granian.log.LogLevels.error,
    ).serve()


class Beside:
    """A keyless process of its own, started again whenever it ends by itself.

    `work` rings what is due, `guard` looks after it, `site` serves readers and givers. It is told
    the variables named in `kept` and no others.
    """

    def __init__(self, what: str, *words: str, kept: Collection[str] = KEPT) -> None:
        self._what, self._kept = what, kept
        self._words = (what, "--told", *words, "--parent", str(os.getpid()))
        self._stopping = threading.Event()
        self._process = self._started()
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()

    @property
    def process_id(self) -> int:
        """Give the number of the process as it runs now."""
        return self._process.pid

    def stop(self) -> None:
        """End it, by force if it does not listen."""
        self._stopping.set()
        _end(self._process)
        self._keeper.join(STOP_S)
        # Started in the very moment in which all was to end.
        _end(self._process)

    def _keep(self) -> None:
        while True:
            self._process.wait()
            if self._stopping.wait(AGAIN_S):
                return
            who = NAMES[self._what]
            sys.stderr.write(f"waystation: warning: {who} ended; it is started again\n")
            self._process = self._started()

    def _started(self) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(
            # -I: nothing of the environment or the folder where somebody happens to stand is run.
            [sys.executable, "-I", "-m", "waystation.cli.main", *self._words],
            env={},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            # Ctrl+C is for the server, which then ends it.
            start_new_session=True,
        )
        _tell(process, self._kept)
        return process


def _tell(process: "subprocess.Popen[bytes]", kept: Collection[str]) -> None:
    """Tell a process begun with no environment the little it has to know."""
    told = {name: os.environ[name] for name in kept if name in os.environ}
    told["WAYSTATION_HOME"] = str(settings.HOME)
    lines = "".join(f"{name}={value}\n" for name, value in told.items())
    assert process.stdin is not None
    # One that ended already is started again by its keeper.
    with suppress(BrokenPipeError), process.stdin as told_here:
        told_here.write(lines.encode())


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
