"""Lets other areas act when a request was written anew, or before it is destroyed."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from waystation.vault.keyring import Keyring


class Reaction(Protocol):
    """What is done after a request was written, or before it is destroyed."""

    def __call__(self, *, request_id: UUID, keyring: Keyring, now: datetime) -> object:
        """Do it, in the transaction of the change; write no request."""


_REACTIONS: list[Reaction] = []
_LAST_ACTS: list[Reaction] = []


def react(reaction: Reaction) -> Reaction:
    """Have something done after every change of a request, once however often asked."""
    if reaction not in _REACTIONS:
        _REACTIONS.append(reaction)
    return reaction


def act_before_the_end(act: Reaction) -> Reaction:
    """Have something done before a request is destroyed, once however often asked."""
    if act not in _LAST_ACTS:
        _LAST_ACTS.append(act)
    return act


def request_changed(*, request_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Say that a request was written, in the transaction that did so."""
    for reaction in _REACTIONS:
        reaction(request_id=request_id, keyring=keyring, now=now)


def request_ends(*, request_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Say that a request is about to be destroyed, in the transaction that does so."""
    for act in _LAST_ACTS:
        act(request_id=request_id, keyring=keyring, now=now)
