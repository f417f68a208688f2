"""The office of giving for every test of gifts."""

from typing import NamedTuple
from uuid import uuid4

import pytest

from waystation.giving.tests.office import _own_home, julia, levi, slots, stranger
from waystation.vault import cells
from waystation.vault.keyring import Keyring

__all__ = ["_own_home", "julia", "levi", "slots", "stranger"]


class Finance(NamedTuple):
    """Somebody in finance, as services want them."""

    role: str
    keyring: Keyring


@pytest.fixture
def hands(slots):
    """Give two people of finance, in an organisation that keeps an audit."""
    cells.found("security")
    held = [slots["finance"], slots["giving"]]
    names = ("Levi", "Grace")
    return [Finance("finance officer", Keyring.of(uuid4(), held, alias=name)) for name in names]
