"""The closed list of what can wait for a second hand, filled by the areas above when we start."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.utils.functional import Promise

from waystation.vault.keyring import Keyring


class Approved(NamedTuple):
    """A proposal with two hands on it: its id, whose they are, and when the second was laid."""

    id: UUID
    made_by: UUID
    approved_by: UUID
    keyring: Keyring
    now: datetime

    @property
    def on(self) -> date:
        """The day on which it is booked."""
        return self.now.date()


class Fact(NamedTuple):
    """One line that the second person reads before they decide."""

    label: str
    value: str


class Handler(NamedTuple):
    """What a kind of proposal is called, what it holds, and what follows from a decision.

    ``carry_out`` books it and gives the entry's id, or None where nothing is booked. ``tell`` lists
    what it would do. ``refused`` does what a refusal asks for; most ask for nothing.
    ``may_withdraw`` is False where the money is gone and somebody has to look at it.
    """

    kind: str
    name: Promise | str
    shape: type[msgspec.Struct]
    carry_out: Callable[[Any, Approved], UUID | None]
    tell: Callable[[Any], Sequence[Fact]]
    refused: Callable[[Any, Approved], None] | None = None
    may_withdraw: bool = True


HANDLERS: dict[str, Handler] = {}


def register(handler: Handler) -> None:
    """Add a kind to what can wait; the same again changes nothing."""
    HANDLERS[handler.kind] = handler


def handler_of(kind: str) -> Handler:
    """Find what is to be done about a kind.

    Raises:
      ValueError: no area has it.
    """
    found = HANDLERS.get(kind)
    if found is None:
        raise ValueError(f"no such kind: {kind!r}; areas have {sorted(HANDLERS)}")
    return found
