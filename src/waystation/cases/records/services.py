"""Changes to a record: piece by piece, by request of its person, and their photograph."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.cases import attaching, course, parts, recording, tasks
from waystation.cases.consent.domain import Permission, Vital
from waystation.cases.consent.services import needs_consent
from waystation.cases.domain import Household
from waystation.cases.models import HouseholdRow, PersonRow
from waystation.cases.person import Person
from waystation.cases.queries import find, open_person
from waystation.cases.records.domain import ANSWER_WITHIN, Request, RequestAnswer, mark_of
from waystation.vault import audit
from waystation.vault.files import FileView
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row, swap


class HouseholdWas(msgspec.Struct, frozen=True, kw_only=True, tag="household was/1"):
    """What a household's page said until somebody changed it, field by field, and why."""

    was: dict[str, str]
    why: str = ""


@transaction.atomic
def change_piece(
    *,
    person_id: UUID,
    fields: Mapping[str, Any],
    seen: str,
    why: str = "",
    keyring: Keyring,
    now: datetime,
) -> None:
    """Change one piece of somebody's record; what it said before is kept.

    Args:
      fields: the fields of the piece with their new values.
      seen: the mark of these fields as the writer saw them.

    Raises:
      Refused: they were changed meanwhile, or there is no such person.
    """
    stands = open_person(find(PersonRow, person_id, keyring), keyring)
    _must_be_as_seen(stands, fields, seen)
    recording.change_person(
        person_id=person_id,
        was=stands,
        value=replace(stands, **fields),
        why=why,
        keyring=keyring,
        now=now,
    )


@transaction.atomic
def change_household(
    *,
    household_id: UUID,
    fields: Mapping[str, Any],
    seen: str,
    why: str = "",
    keyring: Keyring,
    now: datetime,
) -> None:
    """Change what a household's page says; what it said before is kept in the case.

    Args:
      seen: the mark of these fields as the writer saw them.

    Raises:
      Refused: one of them was changed meanwhile, they cannot have waited since a day to come, a
        household in a group cannot be elsewhere, or there is no such household.
    """
    stands = open_row(find(HouseholdRow, household_id, keyring), Household, keyring)
    _must_be_as_seen(stands, fields, seen)
    was = {what: getattr(stands, what) for what in fields}
    changed = {what: value for what, value in fields.items() if value != was[what]}
    if changed.get("waiting_since", now.date()) > now.date():
        raise Refused(
            _("They cannot have been waiting since %(day)s: that day is still to come.")
            % {"day": changed["waiting_since"].isoformat()},
            hint=_("Give today or an earlier day."),
        )
    if "place" in changed:
        course.refuse_grouped(household_id, keyring)
    if not changed:
        return
    old = HouseholdWas(was={what: _text(was[what]) for what in changed}, why=why.strip())
    parts.put(household_id=household_id, value=old, keyring=keyring, now=now)
    row = find(HouseholdRow, household_id, keyring)
    household = replace(open_row(row, Household, keyring), **changed)
    swap(row, household, keyring, on=now.date())


@transaction.atomic
def note_request(*, household_id: UUID, request: Request, keyring: Keyring, now: datetime) -> UUID:
    """Write down what somebody asks about their record; a task rings before a month is over.

    Raises:
      Refused: it was asked on a day to come, or there is no such household.
    """
    if request.asked_on > now.date():
        raise Refused(
            _("This was asked on a day to come."), hint=_("Give the day on which they asked.")
        )
    due_on = max(request.asked_on + ANSWER_WITHIN, now.date())
    task = tasks.open_task(
        household_id=household_id,
        what="record request",
        due_on=due_on,
        person_id=request.person,
        keyring=keyring,
        now=now,
    )
    taken = replace(request, due_on=due_on, task=task, answered_on=None, answer=None, says="")
    return parts.put(household_id=household_id, value=taken, keyring=keyring, now=now)


@transaction.atomic
def answer_request(
    *,
    request_id: UUID,
    answer: RequestAnswer,
    says: str,
    keyring: Keyring,
    now: datetime,
) -> None:
    """Note what came of a request about a record; its task is done.

    Raises:
      Refused: it was answered before, what is not done in full lacks a reason, or there is no
        such request.
    """
    kept = parts.read(request_id, Request, keyring)
    if not kept.value.is_open:
        raise Refused(_("This request was answered before."), hint=_("Look at what was answered."))
    if answer != "done" and not says.strip():
        raise Refused(
            _("It is not said why this was not done."),
            hint=_("Write it as you would tell the person."),
        )
    value = replace(kept.value, answered_on=now.date(), answer=answer, says=says.strip())
    parts.change(part_id=request_id, was=kept.value, value=value, keyring=keyring, now=now)
    task = kept.value.task
    if task is not None and parts.read(task, tasks.Task, keyring).value.is_open:
        tasks.finish_task(part_id=task, keyring=keyring, now=now)


@needs_consent("photo")
@transaction.atomic
def keep_photo(
    *,
    household_id: UUID,
    person_id: UUID,
    permission: Permission | Vital,
    content: bytes,
    keyring: Keyring,
    now: datetime,
) -> FileView:
    """Keep a photograph of somebody who agreed to it; an older one is removed.

    Raises:
      Refused: they did not agree, the file is no picture, or there is no such person.
    """
    person = open_person(find(PersonRow, person_id, keyring), keyring)
    file = attaching.attach(
        household_id=household_id,
        title=_("Photograph"),
        content=content,
        keyring=keyring,
        now=now,
    )
    if not file.is_picture:
        attaching.detach(household_id=household_id, file_id=file.id, keyring=keyring, now=now)
        raise Refused(_("This file is no picture."), hint=_("Choose a JPEG, PNG or WebP picture."))
    _put_photo(person_id, file.id, keyring, now)
    if person.photo is not None:
        attaching.detach(household_id=household_id, file_id=person.photo, keyring=keyring, now=now)
    return file


@needs_consent("photo")
def show_photo(
    *,
    household_id: UUID,
    person_id: UUID,
    permission: Permission | Vital,
    keyring: Keyring,
    now: datetime,
) -> tuple[FileView, bytes]:
    """Open somebody's photograph, while they agree to it.

    Raises:
      Refused: they did not agree or no longer do, or there is none.
    """
    person = open_person(find(PersonRow, person_id, keyring), keyring)
    if person.photo is None:
        raise Refused(_("No photograph is kept of this person."), hint=_("Go back to their page."))
    return attaching.read_photo(household_id, person.photo, keyring)


@transaction.atomic
def remove_photo(*, person_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Remove somebody's photograph for good; that needs nobody's leave.

    Raises:
      Refused: there is none, or no such person.
    """
    row = find(PersonRow, person_id, keyring)
    person = open_person(row, keyring)
    if person.photo is None:
        raise Refused(_("No photograph is kept of this person."), hint=_("Go back to their page."))
    _put_photo(person_id, None, keyring, now)
    attaching.detach(household_id=row.household_id, file_id=person.photo, keyring=keyring, now=now)


def note_copy(*, person_id: UUID, language: str, keyring: Keyring, now: datetime) -> None:
    """Enter in the audit that a copy of a record was printed for its person."""
    says = {"of": "record", "to": "its person", "note": language, "id": str(person_id)}
    audit.write("taken out", actor=keyring.user_id, says=says, now=now)


def _put_photo(person_id: UUID, file_id: UUID | None, keyring: Keyring, now: datetime) -> None:
    stands = open_person(find(PersonRow, person_id, keyring), keyring)
    recording.change_person(
        person_id=person_id,
        was=stands,
        value=replace(stands, photo=file_id),
        keyring=keyring,
        now=now,
    )


def _text(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _must_be_as_seen(stands: Person | Household, fields: Iterable[str], seen: str) -> None:
    if mark_of(stands, fields) != seen:
        raise Refused(
            _("Somebody changed this meanwhile."),
            hint=_("Look at what it says now, then change it again."),
        )
