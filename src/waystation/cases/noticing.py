"""Lets other parts of casework act when the people of a household were put or changed."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from waystation.vault.keyring import Keyring


class Reaction(Protocol):
    """What is done when the people of a household were put or changed."""

    def __call__(self, *, household_id: UUID, keyring: Keyring, now: datetime) -> object:
        """Do it, in the transaction of the change."""


_REACTIONS: list[Reaction] = []


def react(reaction: Reaction) -> Reaction:
    """Have something done after every change of a household's people, once however often asked."""
    if reaction not in _REACTIONS:
        _REACTIONS.append(reaction)
    return reaction


def people_changed(*, household_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Say that the people of a household were put or changed.

    Call it at the end of the transaction that did so.
    """
    for reaction in _REACTIONS:
        reaction(household_id=household_id, keyring=keyring, now=now)
