"""Calls beside the worker's round: few at once, two at most to one operator, none for long.

Whoever hangs holds up the calls to their own servers and nobody else's, and never the round.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

from waystation.cli.carriers.word import TIMEOUT_S, failed

LANES, OPERATOR_LANES, WAITING_MAX = 16, 2, 256
# Half of the queue is kept for alarms, or many phones with mail could hold one up.
KEPT_FOR = ("loud", "page")
# To be connected, to be answered, and some for those before.
DEADLINE_S = 2 * TIMEOUT_S + 5
# Whatever a library may do with a stranger's answer: a lane that died would be one fewer for ever.
_TROUBLE: tuple[type[Exception], ...] = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)


Key = tuple[UUID, str]


class Job(NamedTuple):
    """One call: for whom and by which way, who runs the other end, and not before when."""

    key: Key
    way: UUID
    operator: str
    make: Callable[[], bool]
    from_s: float


class Lanes:
    """A bounded queue of calls and the threads that make them."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: list[Job] = []
        self._running: list[Job] = []
        self._done: list[tuple[Job, bool]] = []
        self._given_up: list[Job] = []
        self._n_threads = 0

    def put(self, job: Job) -> bool:
        """Take a call into the queue; False: it is full."""
        with self._changed:
            room = WAITING_MAX if job.key[1] in KEPT_FOR else WAITING_MAX // 2
            if len(self._waiting) >= room:
                return False
            self._waiting.append(job)
            if self._n_threads < min(LANES, len(self._waiting) + len(self._running)):
                self._n_threads += 1
                threading.Thread(target=self._serve, daemon=True).start()
            self._changed.notify_all()
        return True

    def results(self, at_s: float) -> list[tuple[Job, bool]]:
        """Give what came of calls since the last time; one that takes too long has failed."""
        with self._changed:
            late = [
                job
                for job in self._waiting + self._running
                if at_s > job.from_s + DEADLINE_S and job not in self._given_up
            ]
            self._waiting = [job for job in self._waiting if job not in late]
            self._given_up += [job for job in late if job in self._running]
            found, self._done = self._done + [(job, False) for job in late], []
        return found

    def wait(self, seconds: float) -> None:
        """Wait until a call ends, but no longer than this."""
        with self._changed:
            if not self._done:
                self._changed.wait(seconds)

    def _serve(self) -> None:
        try:
            while True:
                self._make(self._next())
        finally:
            with self._changed:
                self._n_threads -= 1

    def _make(self, job: Job) -> None:
        taken = False
        try:
            taken = job.make()
        except _TROUBLE as error:
            # What it says may hold an address; its kind does not.
            failed(f"a call broke off ({type(error).__name__})")
        finally:
            # Whatever else happened ends this lane, and the call has failed; another is begun.
            with self._changed:
                self._running.remove(job)
                if job in self._given_up:
                    self._given_up.remove(job)
                else:
                    self._done.append((job, taken))
                self._changed.notify_all()

    def _next(self) -> Job:
        with self._changed:
            while True:
                now_s = time.monotonic()
                busy = Counter(job.operator for job in self._running)
                free = [job for job in self._waiting if busy[job.operator] < OPERATOR_LANES]
                if free:
                    job = min(free, key=lambda one: one.from_s)
                    if job.from_s <= now_s:
                        self._waiting.remove(job)
                        self._running.append(job)
                        return job
                    self._changed.wait(job.from_s - now_s)
                else:
                    self._changed.wait()
