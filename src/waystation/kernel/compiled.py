"""One place that says how the kernel's inner loops are compiled."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Heart = TypeVar("Heart", bound=Callable[..., Any])


def compiled(heart: Heart) -> Heart:
    """Turn a plain loop into machine code, stored on disk so that it is compiled once per install.

    The stored code is renewed only when the file that *calls* changes. After editing a function
    that another file calls, delete the folder's `__pycache__`.
    """
    return cast(Heart, njit(cache=True, nogil=True)(heart))
