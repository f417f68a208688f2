"""Lets other parts of casework act when a household's people change, or before it is destroyed."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from waystation.vault.keyring import Keyring


class Reaction(Protocol):
    """What is done when the people of a household were put or changed."""

    def __call__(self, *, household_id: UUID, keyring: Keyring, now: datetime) -> object:
        """Do it, in the transaction of the change."""


class LastAct(Protocol):
    """What is done for the people of a case before it is destroyed."""

    def __call__(self, *, case: UUID, keyring: Keyring, now: datetime) -> object:
        """Do it, in the transaction that begins the destruction; write nothing in the case."""


_REACTIONS: list[Reaction] = []
_LAST_ACTS: list[LastAct] = []


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


def act_before_the_end(act: LastAct) -> LastAct:
    """Have something done before every destruction of a case, once however often asked."""
    if act not in _LAST_ACTS:
        _LAST_ACTS.append(act)
    return act


def is_to_be_destroyed(*, case: UUID, keyring: Keyring, now: datetime) -> None:
    """Say that a case is about to be destroyed.

    Call it in the transaction that notes what there is to destroy.
    """
    for act in _LAST_ACTS:
        act(case=case, keyring=keyring, now=now)
