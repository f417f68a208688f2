"""Who did something, kept so that a stolen database names nobody and two hands are still two.

The same person has the same pseudonym in every row, so that the database itself can refuse what
one hand did alone. Whoever has the rows and not the server's pepper cannot turn it back.
"""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from waystation.vault import seal
from waystation.vault.staff import pepper


def hand_of(person: UUID) -> UUID:
    """Give a person's pseudonym."""
    return UUID(bytes=seal.permute(_key(), person.bytes))


def person_of(hand: UUID) -> UUID:
    """Give the person behind a pseudonym."""
    return UUID(bytes=seal.unpermute(_key(), hand.bytes))


def _key() -> bytes:
    return _derived(pepper())


@lru_cache(maxsize=1)
def _derived(own: bytes) -> bytes:
    """Derive the key once, not for every row of a book."""
    return seal.derive(own, b"ws1/hand")


class HandField(models.UUIDField):
    """A person's id in the program, and their pseudonym in the database."""

    def deconstruct(self) -> Any:
        """Tell migrations that the column is a plain one of ids."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.UUIDField", args, kwargs

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        """Write the pseudonym."""
        person = self.to_python(value)
        hand = None if person is None else hand_of(person)
        return super().get_db_prep_value(hand, connection, prepared)

    def from_db_value(  # tidy: a pseudonym is turned back, nothing sealed is opened
        self, value: UUID | None, expression: object, connection: BaseDatabaseWrapper
    ) -> UUID | None:
        """Read the person."""
        return None if value is None else person_of(value)
