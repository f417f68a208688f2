"""Changes to screening: an answered questionnaire is kept, and what cannot wait becomes a task."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from waystation.cases import parts, tasks
from waystation.cases.consent import queries as people
from waystation.cases.screening import domain
from waystation.cases.screening.domain import Screening
from waystation.cases.screening.wording import SAFETY_TALK
from waystation.vault.keyring import Keyring


@transaction.atomic
def keep(*, household_id: UUID, screening: Screening, keyring: Keyring, now: datetime) -> UUID:
    """Keep what somebody answered; a thought of dying or hurting oneself opens a task for today.

    The total plays no part in that, and the task tells nothing of the answers.

    Raises:
      Refused: there is no such person in the household.
    """
    today = now.date()
    people.member_of(household_id, screening.person, keyring, today)
    part_id = parts.put(household_id=household_id, value=screening, keyring=keyring, now=now)
    if domain.needs_same_day(screening.tool, screening.answers):
        tasks.open_task(
            household_id=household_id,
            what=SAFETY_TALK,
            due_on=today,
            person_id=screening.person,
            urgent=True,
            keyring=keyring,
            now=now,
        )
    return part_id
