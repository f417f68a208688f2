"""Finds households by words, in what of them is opened for it."""

import unicodedata
from datetime import date

from waystation.cases import queries
from waystation.cases.queries import HouseholdView
from waystation.vault.keyring import Keyring


def find_households(said: str, keyring: Keyring, today: date) -> list[HouseholdView]:
    """Find households, waiting or not, by any words of their code, place, needs and people."""
    words = unicodedata.normalize("NFC", said).casefold().split()
    found = queries.households(keyring, today)
    return [view for view in found if all(word in _told(view) for word in words)]


def _told(view: HouseholdView) -> str:
    """Give all the words by which a household can be found."""
    told = [view.household.code, view.place_name, view.household.needs]
    for person in view.people:
        told += [*(name.text for name in person.names), person.needs]
    return unicodedata.normalize("NFC", " ".join(told)).casefold()
