"""Serves the public site on the loopback address: a process without a session and without a key."""

import os
import signal
import sys
import threading
import time

import granian
from granian.constants import Interfaces

from waystation.base.errors import Refused
from waystation.cli import setup

SETTINGS = "waystation.config.site_settings"
PARENT_S = 1


def serve(port: int, *, parent: int | None = None) -> int:
    """Serve until stopped; `parent` is a process to end with.

    Raises:
      Refused: the port is no port, or the database has not the present shape; the site itself
        changes no shape.
    """
    if not 1 <= port <= 65_535:
        raise Refused(f"{port} is not a port.", hint="Give one from 1 to 65535.")
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    setup.start()
    if setup.is_behind():
        raise Refused(
            "The database has not the shape this version needs.",
            hint="Start `waystation serve` once, which brings it up to date; then try again.",
        )
    from django.db import connections

    # What the process that serves inherits is no open database.
    connections.close_all()
    sys.stdout.write(f"The public site is at http://127.0.0.1:{port}/ (stop with Ctrl+C)\n")
    sys.stdout.flush()
    server = granian.Granian(
        "waystation.config.site_wsgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        # Pages are kept or quickly written; nobody waits for a key here.
        blocking_threads=8,
        backpressure=512,
        workers_kill_timeout=3,
        # Who read what is written down nowhere.
        log_access=False,
        log_level=granian.log.LogLevels.error,
    )
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    server.serve()
    return 0


def _end_with(parent: int) -> None:
    """End this process once the one that started it has gone."""
    while os.getppid() == parent:
        time.sleep(PARENT_S)
    os.kill(os.getpid(), signal.SIGTERM)
