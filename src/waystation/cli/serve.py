"""Serves the console on the loopback address."""

import sys
from pathlib import Path

import granian
from django.conf import settings
from granian.constants import Interfaces

from waystation.base.errors import Refused
from waystation.cli import setup

STYLES = Path("web/static/waystation/waystation.css")


def serve(port: int) -> int:
    """Bring the database up to date, then serve until stopped.

    Raises:
      Refused: the screens were never built, or the port is no port.
    """
    if not 1 <= port <= 65_535:
        raise Refused(f"{port} is not a port.", hint="Give one from 1 to 65535.")
    setup.migrate()
    if not (settings.PACKAGE / STYLES).exists():
        raise Refused("The screens have not been built.", hint="Run `make run`, which builds them.")
    sys.stdout.write(f"Waystation is at http://127.0.0.1:{port}/ (stop with Ctrl+C)\n")
    sys.stdout.flush()
    granian.Granian(
        "waystation.config.wsgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        backpressure=64,
        log_access=False,
        log_level=granian.log.LogLevels.warning,
    ).serve()
    return 0
