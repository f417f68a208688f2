"""The second person that some acts need: asked for by a task, never the writer, and only once."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import hands, parts, tasks
from waystation.cases.consent.domain import Referral, Vital
from waystation.cases.parts import Kept
from waystation.cases.timeline_words import SECOND_WORD
from waystation.vault.keyring import Keyring

Needing = TypeVar("Needing", Vital, Referral)


def ask(
    value: Needing, *, household_id: UUID, urgent: bool, keyring: Keyring, now: datetime
) -> UUID:
    """Write something that waits for a second person; a task for today asks a colleague for it."""
    alone = replace(value, second=None, second_name="")
    part_id = parts.put(household_id=household_id, value=alone, keyring=keyring, now=now)
    hands.lay(part_id, keyring)
    tasks.open_task(
        household_id=household_id,
        what=SECOND_WORD,
        person_id=value.person,
        urgent=urgent,
        keyring=keyring,
        now=now,
    )
    return part_id


def give(part_id: UUID, kind: type[Needing], keyring: Keyring, now: datetime) -> Needing:
    """Stand behind something as the second person; the task that asked for it is done.

    Raises:
      Refused: it is one's own, has a second person already, or there is no such record.
    """
    kept = parts.read(part_id, kind, keyring)
    if kept.first_by == keyring.user_id:
        raise Refused(
            _("Your hand is on this already."),
            hint=_("Another colleague who holds this compartment has to give the second word."),
        )
    if kept.value.second is not None:
        raise Refused(_("Two people stand behind this already."), hint=_("Look at how it stands."))
    hands.lay(kept.id, keyring)
    _finish_task(kept, keyring, now)
    both = replace(kept.value, second=keyring.user_id, second_name=keyring.alias)
    parts.change(part_id=part_id, was=kept.value, value=both, keyring=keyring, now=now)
    return both


def _finish_task(kept: Kept[Needing], keyring: Keyring, now: datetime) -> None:
    for task in tasks.still_open(kept.case, keyring):
        if task.value.what == SECOND_WORD and task.value.person == kept.value.person:
            tasks.finish_task(part_id=task.id, keyring=keyring, now=now)
            return
