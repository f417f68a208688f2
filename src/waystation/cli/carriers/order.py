"""Who of a duty is called next. Pure."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID


class Reach(NamedTuple):
    """One way of a duty: its place in the order, and whether it is night for whoever it reaches."""

    id: UUID
    place: int
    is_quiet: bool


def whom_next(
    ways: Sequence[Reach], *, said: Mapping[UUID, bool], is_loud: bool
) -> tuple[UUID, ...]:
    """Name the ways to call next; none: this duty was called, or nobody is left to call.

    The first place is called, and the next only if a way before it failed: whoever it belongs to
    may have no other. Quiet hours hold while somebody else is awake; a loud call wakes everybody.

    Args:
      said: the ways that were called already, and whether they took word.
    """
    awake = [way for way in ways if not way.is_quiet]
    called = list(ways) if is_loud or not awake else awake
    if is_loud:
        return tuple(way.id for way in called if way.id not in said)
    for place in sorted({way.place for way in called}):
        here = [way.id for way in called if way.place == place]
        if left := tuple(one for one in here if one not in said):
            return left
        if all(said[one] for one in here):
            return ()
    return ()
