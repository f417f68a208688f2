"""How dear a passphrase is to try on this machine, and how dear it ought to be."""

import time
from pathlib import Path

from django.conf import settings

from waystation.base.files import make_once
from waystation.vault import seal

# A guesser pays this for every try; whoever signs in pays it once.
WORK_S = 1.0
PASSES_MIN, PASSES_MAX = 3, 32
_ROUNDS = 3


def work_s(passes: int) -> float:
    """Measure the work of one derivation with so many passes: CPU seconds of all cores."""
    memory_kib, _passes, lanes = settings.KDF
    least = float("inf")
    for _round in range(_ROUNDS):
        began = time.process_time()
        seal.stretch(bytes(32), bytes(16), memory_kib=memory_kib, passes=passes, lanes=lanes)
        least = min(least, time.process_time() - began)
    return least


def passes_for(work: float = WORK_S) -> int:
    """Find the smallest number of passes that is that much work here, three at least.

    The least of three rounds counts, so that a busy machine is not taken for a slow one.
    """
    # Work grows with the passes in a straight line, so that the search begins just below.
    guess = int(PASSES_MIN * work / work_s(PASSES_MIN)) - 1
    passes = min(max(PASSES_MIN, guess), PASSES_MAX)
    while passes < PASSES_MAX and work_s(passes) < work:
        passes += 1
    return passes


def keep(passes: int) -> Path:
    """Write down how many passes a passphrase costs from the next start on."""
    path = Path(settings.HOME) / "kdf-passes"
    path.unlink(missing_ok=True)
    make_once(path, str(passes).encode())
    return path
