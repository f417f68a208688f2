"""The stream that tells an open page that something changed, and nothing else."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from uuid import UUID

from django.db import connection

# Each holds a thread of the server; whoever finds none free asks every second instead.
STREAMS_MAX = 16
LASTS_S = 600.0
# Together they keep a halt within a second of the page that has to show it.
LOOK_S, SHARED_S = 0.4, 0.2
# Between two changes something has to be sent, or nobody notices that the reader has gone.
BREATH_S = 5.0
CHANGED, BREATH = b"data: changed\n\n", b":\n\n"
_places = threading.BoundedSemaphore(STREAMS_MAX)


class Looks:
    """Remembers for a moment what was seen, so that many streams cost little more than one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: dict[tuple[UUID, ...], tuple[float, str]] = {}

    def mark(self, cells: tuple[UUID, ...], look: Callable[[Iterable[UUID]], str]) -> str:
        """Give the mark of some compartments, looked up if the last look is too long ago."""
        with self._lock:
            at, mark = self._seen.get(cells, (-SHARED_S, ""))
            if not mark or time.monotonic() - at >= SHARED_S:
                mark = look(cells)
                if len(self._seen) >= STREAMS_MAX:
                    self._seen.clear()
                self._seen[cells] = (time.monotonic(), mark)
            return mark


LOOKS = Looks()


class Stream(Iterator[bytes]):
    """Looks at a mark again and again and says "changed" whenever it is another one.

    It holds no key, no row and, between two looks, no connection to the database. It ends after
    ten minutes, with its visit, or when the browser closes it; then its place is free again.
    """

    def __init__(self, look: Callable[[], str], is_inside: Callable[[], bool]) -> None:
        self._look, self._is_inside = look, is_inside
        self._seen = look()
        self._ends = time.monotonic() + LASTS_S
        self._is_begun = False
        self._is_open = True

    def __next__(self) -> bytes:
        if not self._is_begun:
            # At once, so that the browser knows that it is being told.
            self._is_begun = True
            return BREATH
        breathe_at = time.monotonic() + BREATH_S
        while time.monotonic() < self._ends:
            time.sleep(LOOK_S)
            mark, is_late = self._look_and_let_go(), time.monotonic() >= breathe_at
            if mark == self._seen and not is_late:
                continue
            if not self._is_inside_and_let_go():
                break
            if mark == self._seen:
                return BREATH
            self._seen = mark
            return CHANGED
        raise StopIteration

    def close(self) -> None:
        """Give the place back; closing twice gives back one."""
        if self._is_open:
            self._is_open = False
            _places.release()

    def __del__(self) -> None:
        # A server that drops an answer without closing it gives the place back all the same.
        if hasattr(self, "_is_open"):
            self.close()

    def _look_and_let_go(self) -> str:
        try:
            return self._look()
        finally:
            connection.close()

    def _is_inside_and_let_go(self) -> bool:
        try:
            return self._is_inside()
        finally:
            connection.close()


def begin(look: Callable[[], str], is_inside: Callable[[], bool]) -> Stream | None:
    """Begin a stream if there is a place for one.

    Args:
      look: gives a mark that is another one after every change.
      is_inside: says whether the visit still lasts; asked before anything is sent.
    """
    if not _places.acquire(blocking=False):
        return None
    begun = None
    try:
        begun = Stream(look, is_inside)
    finally:
        if begun is None:
            _places.release()
    return begun
