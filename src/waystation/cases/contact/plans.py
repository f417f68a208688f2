"""Changes to how people are reached: a plan, a try, and what a try that went wrong sets going."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.cases import parts, tasks
from waystation.cases.contact.domain import ContactPlan, ContactTry
from waystation.vault.keyring import Keyring


@transaction.atomic
def agree(*, household_id: UUID, plan: ContactPlan, keyring: Keyring, now: datetime) -> UUID:
    """Write down how a household, or one person of it, can be reached without harm.

    Whoever has a plan already gets this one in its place; the old one stays with it.

    Raises:
      Refused: the code words are the danger words, or there is no such household.
    """
    _must_be_told_apart(plan)
    for kept in parts.listed(household_id, ContactPlan, keyring):
        if kept.value.person == plan.person:
            parts.change(part_id=kept.id, was=kept.value, value=plan, keyring=keyring, now=now)
            return kept.id
    return parts.put(household_id=household_id, value=plan, keyring=keyring, now=now)


@transaction.atomic
def note_try(*, household_id: UUID, tried: ContactTry, keyring: Keyring, now: datetime) -> UUID:
    """Write down that somebody tried to reach them; danger words said open a task that rings.

    Raises:
      Refused: they were tried later than now, or there is no such household.
    """
    if tried.at > now:
        raise Refused(
            _("They cannot have been tried later than now."),
            hint=_("Give the time at which you tried."),
        )
    part_id = parts.put(household_id=household_id, value=tried, keyring=keyring, now=now)
    if tried.came == "danger":
        tasks.open_task(
            household_id=household_id,
            what="danger words",
            due_on=now.date(),
            person_id=tried.person,
            urgent=True,
            keyring=keyring,
            now=now,
        )
    return part_id


def _must_be_told_apart(plan: ContactPlan) -> None:
    said = [words.strip().casefold() for words in (plan.code_words, plan.danger_words)]
    if said[0] and said[0] == said[1]:
        raise Refused(
            _("The code words and the danger words are the same."),
            hint=_("Agree two that nobody can mix up when they are afraid."),
        )
