"""One place that says how the kernel's inner loops are compiled."""

import os
from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import config, njit

# Eight values side by side only become one instruction with this.
os.environ.setdefault("NUMBA_SLP_VECTORIZE", "1")
config.reload_config()  # type: ignore[no-untyped-call]

Heart = TypeVar("Heart", bound=Callable[..., Any])
# An option that Numba keeps to itself; its version is pinned, and the tests would tell.
NO_COUNTING: dict[str, Any] = {"_nrt": False}
# Sums may be taken in any order; infinities and not-a-numbers must never be handed in.
LOOSE_SUMS: dict[str, Any] = {"fastmath": True, "error_model": "numpy"}


def compiled(heart: Heart) -> Heart:
    """Turn a plain loop into machine code, stored on disk so that it is compiled once per install.

    The stored code is renewed only when the file that *calls* changes. After editing a function
    that another file calls, delete the folder's `__pycache__`.
    """
    return cast(Heart, njit(cache=True, nogil=True)(heart))


def tight(heart: Heart) -> Heart:
    """Compile a loop that makes no arrays of its own, only fills those it is given.

    Without arrays to free no references are counted, so that tuples of arrays can be handed on at
    no cost: the search runs three times as fast.
    """
    return cast(Heart, njit(cache=True, nogil=True, **NO_COUNTING)(heart))


def inlined(part: Heart) -> Heart:
    """Compile a part of a tight loop into each place that calls it."""
    return cast(Heart, njit(cache=True, nogil=True, forceinline=True, **NO_COUNTING)(part))


def swift(heart: Heart) -> Heart:
    """Compile a tight loop over decimal numbers, all of them finite, in any order of sums."""
    return cast(Heart, njit(cache=True, nogil=True, **NO_COUNTING, **LOOSE_SUMS)(heart))


def swift_part(part: Heart) -> Heart:
    """Compile a part of a swift loop into each place that calls it."""
    inline: dict[str, Any] = {"forceinline": True}
    return cast(Heart, njit(cache=True, nogil=True, **inline, **NO_COUNTING, **LOOSE_SUMS)(part))
