"""Lets other areas act when it was written anew where a household stands."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from waystation.vault.keyring import Keyring


class Reaction(Protocol):
    """What is done after a stay was written."""

    def __call__(self, *, household_id: UUID, keyring: Keyring, now: datetime) -> object:
        """Do it, in the transaction of the change; write no stay."""


_REACTIONS: list[Reaction] = []


def react(reaction: Reaction) -> Reaction:
    """Have something done after every change of a stay, once however often asked."""
    if reaction not in _REACTIONS:
        _REACTIONS.append(reaction)
    return reaction


def stay_changed(*, household_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Say that a stay was written, in the transaction that did so."""
    for reaction in _REACTIONS:
        reaction(household_id=household_id, keyring=keyring, now=now)
