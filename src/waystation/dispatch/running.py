"""Long work in the background of the server: it holds figures and no key, and can be stopped."""

import logging
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

# A run takes a core for a minute or more; whoever comes third waits for one of them.
AT_ONCE = 2
# So often whoever waits looks whether it was cancelled.
LOOKS_EVERY_S = 1.0
_FREE = threading.BoundedSemaphore(AT_ONCE)
_RUNS: dict[UUID, "Run"] = {}
_LOCK = threading.Lock()
log = logging.getLogger(__name__)


class Stopped(Exception):
    """Somebody pressed “Stop”."""


@dataclass
class Run:
    """What a page may know of work under way: how much is done, and that it is to stop."""

    done: int = 0
    of: int = 1
    waits: bool = True
    _stop: threading.Event = field(default_factory=threading.Event)

    def tell(self, done: int, of: int) -> None:
        """Say how far the work is.

        Raises:
          Stopped: it was cancelled.
        """
        self.done, self.of = done, of
        if self.is_stopped():
            raise Stopped

    def is_stopped(self) -> bool:
        """Say whether somebody cancelled it."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask it to stop at its next step."""
        self._stop.set()


def start(run_id: UUID, work: Callable[[Run], None], failed: Callable[[], None]) -> bool:
    """Begin work in the background unless this run is under way already; says whether it began.

    Args:
      work: does it all, tells `Run` how far it is, and keeps what came of it by itself.
      failed: is called if the work broke off by itself, to leave a mark for whoever waits for it.
    """
    with _LOCK:
        if run_id in _RUNS:
            return False
        run = _RUNS[run_id] = Run()
    thread = threading.Thread(target=_carry_out, args=(run_id, run, work, failed), daemon=True)
    try:
        thread.start()
    except RuntimeError:
        # The machine has no thread left: nobody is to wait for a run that never began.
        _forget(run_id)
        raise
    return True


def progress(run_id: UUID) -> Run | None:
    """Look at a run of this process; None if it is not under way here."""
    return _RUNS.get(run_id)


def cancel(run_id: UUID) -> bool:
    """Ask a run to stop; says whether there was one."""
    run = _RUNS.get(run_id)
    if run is not None:
        run.stop()
    return run is not None


def _carry_out(
    run_id: UUID, run: Run, work: Callable[[Run], None], failed: Callable[[], None]
) -> None:
    done = False
    # A thread has nobody above it who would hear of an error. Its kind alone is told: the words
    # may hold what the work was about.
    with suppress(Exception):
        try:
            _in_turn(run, work)
            done = True
        except Stopped:
            done = True
        finally:
            if not done:
                kind = getattr(sys.exc_info()[0], "__name__", "")
                log.error("work in the background broke off: %s", kind)
                failed()
    _forget(run_id)
    connection.close()


def _in_turn(run: Run, work: Callable[[Run], None]) -> None:
    """Work once one of the few places is free; whoever is cancelled before waits no longer."""
    while not _FREE.acquire(timeout=LOOKS_EVERY_S):
        if run.is_stopped():
            return
    try:
        run.waits = False
        if not run.is_stopped():
            work(run)
    finally:
        _FREE.release()


def _forget(run_id: UUID) -> None:
    with _LOCK:
        _RUNS.pop(run_id, None)
