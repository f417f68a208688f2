"""Watches the worker: if it goes no more rounds, whoever keeps the machine is called.

A process of its own, better on a second machine. It holds no key and opens no database: it reads
when the worker last went round, here or by asking the console's address.
"""

import http.client
import json
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from urllib.parse import urlsplit

from waystation.base.errors import Refused
from waystation.cli import setup
from waystation.cli.carriers.house import NoDetours
from waystation.cli.carriers.word import LOOPBACK, TIMEOUT_S

# Somebody is to hear of it within five minutes: a look every 20 s and the call come on top.
ALIVE_S, BEGINS_S = 240, 60
# Called again after so long, until the worker goes round.
AGAIN_S = 600
ANSWER_MAX = 200


class Guard:
    """Notes when the worker was last known to go round, on a clock that only goes forward.

    A worker that was dead before is given the time that one begun together with it needs.
    """

    def __init__(self, age_s: Callable[[], float | None], call: Callable[[], bool]) -> None:
        self._age_s, self._call = age_s, call
        self._alive_at_s: float | None = None
        self._began_s: float | None = None
        self._called_at_s: float | None = None

    def look(self, at_s: float) -> bool:
        """Look after the worker; says whether somebody was called because it is not there.

        What cannot be asked counts as silent; so does a worker that never went round.
        """
        age_s = self._age_s()
        self._began_s = at_s if self._began_s is None else self._began_s
        since_s = at_s if self._alive_at_s is None else self._alive_at_s
        self._alive_at_s = since_s if age_s is None else max(since_s, at_s - age_s)
        if age_s is not None and self._called_at_s is None and age_s >= ALIVE_S:
            # It was dead before anybody watched.
            self._alive_at_s = at_s - age_s
        if at_s - self._alive_at_s < ALIVE_S:
            self._called_at_s = None
            return False
        if at_s - self._began_s < BEGINS_S:
            return False
        if self._called_at_s is not None and at_s - self._called_at_s < AGAIN_S:
            return False
        sys.stderr.write("waystation: warning: the worker goes no rounds; no alarm rings\n")
        if not self._call():
            return False
        self._called_at_s = at_s
        return True


def guard(
    *, url: str = "", every_s: int = 20, once: bool = False, parent: int | None = None
) -> int:
    """Watch the worker until stopped; `once` looks once and ends with 1 if it is silent.

    Args:
      url: the console's address, to watch from another machine; empty: the worker of this one.

    Raises:
      Refused: the address is none, or nobody could be called.
    """
    setup.start()
    from waystation.base import clock, rounds
    from waystation.cli.carriers import house
    from waystation.cli.work import slept

    asked = _address(url) if url else ""

    def here() -> float | None:
        silent = rounds.silent_for(clock.real_now())
        return None if silent is None else silent.total_seconds()

    def age_s() -> float | None:
        return ask(asked) if asked else here()

    if once:
        age = age_s()
        return 0 if age is not None and age < ALIVE_S else 1
    if not house.is_configured():
        raise Refused(
            "Nobody could be called.", hint="Set WAYSTATION_PING_URL or WAYSTATION_PING_MAIL."
        )
    watcher = Guard(age_s, house.send_ping)
    while True:
        watcher.look(time.monotonic())
        if not slept(every_s, parent):
            return 0


def ask(url: str) -> float | None:
    """Ask a console how long ago its worker went round; None: it gives no answer, or never."""
    opener = urllib.request.build_opener(NoDetours, urllib.request.ProxyHandler({}))
    try:
        try:
            with opener.open(url, timeout=TIMEOUT_S) as answer:
                says = answer.read(ANSWER_MAX)
        except urllib.error.HTTPError as refused:
            with refused:
                says = refused.read(ANSWER_MAX)
        age_s = json.loads(says)["age_s"]
    except (OSError, http.client.HTTPException, ValueError, LookupError, TypeError):
        return None
    return float(age_s) if isinstance(age_s, int | float) and age_s >= 0 else None


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise Refused(f"{url} is no https address.", hint="Give that of the console.")
    return url.rstrip("/") + "/healthz/worker"
