"""Reads of the outbox: what waits, what went, what did not."""

from typing import NamedTuple
from uuid import UUID

from django.db.models import Count

from waystation.giving import rows
from waystation.giving.donors import queries as donors
from waystation.giving.donors.domain import Donor
from waystation.giving.letters import domain
from waystation.giving.letters.domain import Letter
from waystation.giving.models import DonorRow, LetterRow
from waystation.vault.keyring import Keyring

NEWEST = 200


class LetterView(NamedTuple):
    """A letter in the outbox, with whom it is to."""

    id: UUID
    row: LetterRow
    letter: Letter
    name: str
    to: str
    may: tuple[str, ...]


def letters(keyring: Keyring, *, donor: DonorRow | None = None) -> list[LetterView]:
    """List the newest letters, those that wait first; of one donor if asked.

    Cost: about 1 ms a letter.
    """
    held = LetterRow.objects.filter(cell__in=keyring.cells_of("giving")).select_related("donor")
    if donor is not None:
        held = held.filter(donor=donor)
    found = [*held.exclude(state__in=("sent", "dropped")).order_by("asked_on", "id")]
    found += held.filter(state__in=("sent", "dropped")).order_by("-sent_on", "id")[:NEWEST]
    return [_view(row, keyring) for row in found]


def letter(letter_id: UUID, keyring: Keyring) -> LetterRow:
    """Find one letter.

    Raises:
      Refused: there is none, or it is not for the reader.
    """
    held = keyring.cells_of("giving")
    row = LetterRow.objects.filter(pk=letter_id, cell__in=held).first()
    if row is None:
        raise donors.no_record()
    return row


def counts(keyring: Keyring) -> dict[str, int]:
    """Count the letters in each state."""
    held = LetterRow.objects.filter(cell__in=keyring.cells_of("giving"))
    found = dict(held.values_list("state").annotate(n=Count("id")))
    return {state: found.get(state, 0) for state in domain.STATES}


def addressee(row: LetterRow, letter: Letter, keyring: Keyring) -> Donor:
    """Say whom a letter is to, as they are known today."""
    if row.donor is None:
        return Donor(name=letter.name, email=letter.to, language=letter.language)
    return rows.said(donors.standing(row.donor), Donor, keyring)


def _view(row: LetterRow, keyring: Keyring) -> LetterView:
    said = rows.said(row, Letter, keyring)
    to = addressee(row, said, keyring)
    return LetterView(row.pk, row, said, to.name, to.email, domain.MAY[row.state])
