"""Finds somebody by what a worker writes: a household's code and the person's number in it."""

import re
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.cases import queries as cases
from waystation.cases.person_words import age_words
from waystation.cases.records.queries import Record
from waystation.vault.keyring import Keyring

_SAID = re.compile(r"(?P<code>\S+)\s+(?P<number>[0-9]{1,2})")


def by_number(said: str, keyring: Keyring) -> UUID:
    """Find the person meant by “H-KTQWN 2”: the second of that household.

    Raises:
      Refused: nobody is chosen, or there is no such household or person among the reader's.
    """
    found = _SAID.fullmatch(said.strip().upper())
    if found is None:
        raise Refused(
            _("It is not said who."),
            hint=_("Choose somebody, or write a household's code and the number of the person."),
        )
    for household in cases.by_code(found["code"], keyring):
        if 1 <= int(found["number"]) <= len(household.people):
            return household.people[int(found["number"]) - 1]
    raise Refused(
        _("There is no person %(said)s among yours.") % {"said": found[0]},
        hint=_("The code and the numbers stand on the household's page."),
    )


def others(record: Record, keyring: Keyring) -> list[tuple[UUID, str]]:
    """List the others of somebody's household, by number, name and age."""
    view = cases.household(record.household_id, keyring, record.today)
    pairs = zip(view.household.people, view.people, strict=True)
    found = []
    for number, (one, person) in enumerate(pairs, start=1):
        if one != record.id:
            age = age_words(person.birth, record.today)
            called = ", ".join(part for part in (person.name or "–", age) if part)
            found.append((one, f"{number} · {called}"))
    return found
