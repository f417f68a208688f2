"""Says on the error stream what is being done, where a person waits for it or asked for it."""

import sys
import threading
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

TICK_S = 1.0


def add_to(parser: ArgumentParser) -> None:
    """Describe the word that asks for it."""
    parser.add_argument(
        "--progress", action="store_true", help="say on the error stream what is being done"
    )


class Progress:
    """Names each step and how long it took; on a terminal only what takes more than a second."""

    def __init__(self, *, wanted: bool) -> None:
        self.wanted = wanted
        self.watched = sys.stderr.isatty()

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Do one step under its name."""
        done, begun = threading.Event(), monotonic()
        ticking = threading.Thread(target=self._tick, args=(text, done, begun), daemon=True)
        if self.watched and not self.wanted:
            ticking.start()
        try:
            yield
        finally:
            done.set()
            if ticking.ident is not None:
                ticking.join()
            if self.wanted:
                sys.stderr.write(f"waystation: {text}: {monotonic() - begun:.1f} s\n")

    def _tick(self, text: str, done: threading.Event, begun: float) -> None:
        said = False
        while not done.wait(TICK_S):
            said = True
            sys.stderr.write(f"\rwaystation: {text} … {monotonic() - begun:.0f} s")
            sys.stderr.flush()
        if said:
            sys.stderr.write("\r\033[K")
