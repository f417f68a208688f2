"""Changes to screening: an answered questionnaire is kept, and what cannot wait becomes a task."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.cases import parts, tasks
from waystation.cases.consent import queries as people
from waystation.cases.consent.queries import Member
from waystation.cases.screening import domain, quiet
from waystation.cases.screening.domain import Screening
from waystation.cases.screening.wording import SAFETY_TALK
from waystation.vault.keyring import Keyring


@transaction.atomic
def keep(*, household_id: UUID, screening: Screening, keyring: Keyring, now: datetime) -> UUID:
    """Keep what somebody answered; a thought of dying or hurting oneself opens a task for today.

    The total plays no part in that, and the task tells nothing of the answers.

    Raises:
      Refused: there is no such person in the household, or they came too short a time ago.
    """
    today = now.date()
    who = people.member_of(household_id, screening.person, keyring, today)
    _must_be_quiet(who, keyring, today)
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


def _must_be_quiet(who: Member, keyring: Keyring, today: date) -> None:
    from_on = quiet.from_on(who.household.household, who.household.id, keyring)
    if from_on is not None and today < from_on:
        raise Refused(
            _("They came too short a time ago: these questions are first offered on %(day)s.")
            % {"day": from_on.isoformat()},
            hint=_("Rest, food and somebody to talk to come first. In a crisis, call people now."),
        )
