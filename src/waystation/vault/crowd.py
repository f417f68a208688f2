"""How many may pay the price of a passphrase at once, so that a crowd takes neither memory nor all.

Two places for the whole machine, whichever process asks: 256 MiB at most, however many knock.
"""

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from waystation.base.errors import Later

KDF_SLOTS = 2
# Fewer than the threads of the server, so that those inside go on working.
WAITING_MAX = 20
WAIT_S = 10.0
LOOK_S = 0.02
_waiting = threading.BoundedSemaphore(WAITING_MAX)


class Crowded(Later):
    """More people are signing in than the door takes at once: the same again in a moment."""

    status = 503


@contextmanager
def kdf_slot() -> Iterator[None]:
    """Let two at a time derive keys from a passphrase, across all server processes.

    Twenty more may wait for ten seconds. The rest are sent away at once.

    Raises:
      Crowded: no place came free.
    """
    home = Path(settings.HOME)
    home.mkdir(parents=True, exist_ok=True)
    slot = _free_slot(home)
    if slot is None and _waiting.acquire(blocking=False):
        try:
            give_up = time.monotonic() + WAIT_S
            while slot is None and time.monotonic() < give_up:
                time.sleep(LOOK_S)
                slot = _free_slot(home)
        finally:
            _waiting.release()
    if slot is None:
        raise Crowded(
            _("Many people are signing in just now."), hint=_("Try again soon."), wait_s=5
        )
    with slot:
        yield


def _free_slot(home: Path) -> IO[str] | None:
    """Take a place if one is free; closing the file gives it back."""
    for number in range(KDF_SLOTS):
        slot = (home / f"kdf-{number}.lock").open("w")
        try:
            fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            slot.close()
        else:
            return slot
    return None
