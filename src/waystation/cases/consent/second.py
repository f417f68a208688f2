"""The second person that some acts need: asked for by a task, never the writer, and only once."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.cases import hands, tasks
from waystation.cases.consent.domain import Referral, Vital
from waystation.cases.parts import Kept
from waystation.cases.timeline_words import SECOND_WORD
from waystation.vault.keyring import Keyring

Needing = TypeVar("Needing", Vital, Referral)


def ask(
    part_id: UUID,
    *,
    household_id: UUID,
    person_id: UUID,
    urgent: bool,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Lay the writer's hand on something and open a task for another colleague, due today."""
    hands.lay(part_id, keyring)
    tasks.open_task(
        household_id=household_id,
        what=SECOND_WORD,
        person_id=person_id,
        urgent=urgent,
        keyring=keyring,
        now=now,
    )


def give(kept: Kept[Needing], keyring: Keyring, now: datetime) -> None:
    """Lay the second hand on something; the task that asked for it is done.

    Raises:
      Refused: it is one's own, or has a second person already.
    """
    if kept.first_by == keyring.user_id:
        raise Refused(
            _("Your hand is on this already."),
            hint=_("Another colleague who holds this compartment has to give the second word."),
        )
    if kept.value.second is not None:
        raise Refused(_("Two people stand behind this already."), hint=_("Look at how it stands."))
    hands.lay(kept.id, keyring)
    for task in tasks.still_open(kept.case, keyring):
        if task.value.what == SECOND_WORD and task.value.person == kept.value.person:
            tasks.finish_task(part_id=task.id, keyring=keyring, now=now)
            return
