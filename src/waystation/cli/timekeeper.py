"""What time it is for due times, and a call to whoever keeps the machine if its clock is moved."""

import sys
import threading
from collections.abc import Callable
from datetime import datetime

from waystation.base.steady import Steady, Told, begin, tell

# While the clock stays wrong, its keeper is called once in so long.
AGAIN_S = 3_600


class Timekeeper:
    """Goes on from the last round's word by the monotonic clock, across any number of restarts."""

    def __init__(
        self,
        wall: Callable[[], datetime],
        monotonic: Callable[[], float] | None = None,
        call: Callable[[], object] | None = None,
    ) -> None:
        self._wall, self._monotonic, self._call = wall, monotonic, call
        self._steady: Steady | None = None
        self._called_s: float | None = None

    def told(self) -> Told:
        """Tell the time; the first time it looks where the last round left off."""
        from waystation.base import rounds

        at_s = (self._monotonic or rounds.uptime_s)()
        if self._steady is None:
            last = rounds.seen()
            word, same = (last.word, last.same_start) if last else (None, False)
            self._steady = begin(self._wall(), at_s, word, same_start=same)
        told = tell(self._steady, self._wall(), at_s)
        self._steady = told.steady
        if told.moved:
            self._cry(at_s)
        return told

    def _cry(self, at_s: float) -> None:
        """Say that the clock is wrong: on the error stream, and to the organisation's address."""
        if self._called_s is not None and at_s - self._called_s < AGAIN_S:
            return
        self._called_s = at_s
        sys.stderr.write(
            "waystation: warning: the machine's clock was moved; alarms ring by whichever is "
            "earlier. Set it right, remove the file worker-seen and start the worker again\n"
        )
        if self._call is not None:
            # Beside the round, which waits for nobody.
            threading.Thread(target=self._call, daemon=True).start()
