"""Reads of screening: what somebody answered, counted on the way to the page."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.conf import settings

from waystation.cases import parts
from waystation.cases.consent import queries as people
from waystation.cases.consent.queries import Member
from waystation.cases.screening import domain
from waystation.cases.screening.domain import Count, Cutoffs, Screening
from waystation.vault.keyring import Keyring


class Answered(NamedTuple):
    """A questionnaire somebody answered, and what the answers come to."""

    id: UUID
    screening: Screening
    counted: Count
    name: str


def of(person_id: UUID, keyring: Keyring, on: date) -> tuple[Member, list[Answered]]:
    """Read what a person answered, the latest first.

    Raises:
      Refused: there is no such person among the reader's.
    """
    who = people.member(person_id, keyring, on)
    sex = who.person.sex
    found = [
        Answered(
            kept.id,
            kept.value,
            domain.count(
                kept.value,
                is_woman=None if sex == "unknown" else sex == "female",
                cutoffs=Cutoffs(**settings.SCREENING_CUTOFFS),
            ),
            kept.name,
        )
        for kept in parts.listed(who.household.id, Screening, keyring)
        if kept.value.person == person_id
    ]
    return who, found[::-1]
