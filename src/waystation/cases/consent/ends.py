"""Lets others act when somebody answered anew, or no longer agrees to be told of."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from waystation.vault.keyring import Keyring


class Reaction(Protocol):
    """What is done when somebody says no to being told of, or takes everything back."""

    def __call__(
        self, *, household_id: UUID, person_id: UUID, how: str, keyring: Keyring, now: datetime
    ) -> object:
        """Do it, in the transaction of the no."""


class Heard(Protocol):
    """What is done when somebody of a household said yes or no to something, or took it back."""

    def __call__(self, *, household_id: UUID, keyring: Keyring, now: datetime) -> object:
        """Do it, in the transaction of the answer."""


_REACTIONS: list[Reaction] = []
_HEARD: list[Heard] = []


def react(reaction: Reaction) -> Reaction:
    """Have something done after every such no, once however often asked."""
    if reaction not in _REACTIONS:
        _REACTIONS.append(reaction)
    return reaction


def story_refused(
    *, household_id: UUID, person_id: UUID, how: str, keyring: Keyring, now: datetime
) -> None:
    """Say that somebody no longer agrees to be told of; part of the transaction of their no."""
    for reaction in _REACTIONS:
        reaction(household_id=household_id, person_id=person_id, how=how, keyring=keyring, now=now)


def heed(heard: Heard) -> Heard:
    """Have something done after every answer of somebody, once however often asked."""
    if heard not in _HEARD:
        _HEARD.append(heard)
    return heard


def answered(*, household_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Say that somebody answered anew; the last act of the transaction that wrote it down."""
    for heard in _HEARD:
        heard(household_id=household_id, keyring=keyring, now=now)
