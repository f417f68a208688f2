"""Writes down each disclosure of a stage as it is made, and the caps on what one loss gives up."""

import logging
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused, Tampered
from waystation.dispatch import queries as passages
from waystation.dispatch.blast import queries
from waystation.dispatch.blast.domain import Caps
from waystation.dispatch.domain import StageOfPassage
from waystation.dispatch.knowing import WHATS, Disclosed
from waystation.dispatch.models import CapsRow, DisclosureRow
from waystation.vault import audit
from waystation.vault.keyring import Keyring
from waystation.vault.opening import add, open_row, swap

log = logging.getLogger("waystation.alarm")
PEOPLE_MAX, DAYS_MAX = 10_000, 365


@transaction.atomic
def disclose(
    *,
    stage_id: UUID,
    what: str,
    by_phone: bool,
    readable_at: datetime,
    keyring: Keyring,
    now: datetime,
) -> UUID:
    """Write down that a stage's guide is told of it, in the transaction in which that happens.

    Args:
      what: one of knowing.WHATS.
      by_phone: it lies on a phone; else a person said it.
      readable_at: from when on the guide can read it.

    Raises:
      Refused: there is no such stage.
    """
    if what not in WHATS:
        raise ValueError(f"{what!r} is nothing that is told")
    row = passages.stage_row(stage_id, keyring)
    stage = open_row(row, StageOfPassage, keyring)
    told = Disclosed(
        stage=stage_id,
        number=stage.number,
        to=stage.guide,
        name=stage.guide_name,
        what=what,
        by_phone=by_phone,
        readable_at=readable_at,
    )
    kept = DisclosureRow(cell=row.cell, passage_id=row.passage_id)
    return add(kept, told, keyring, on=now.date()).id


@transaction.atomic
def end(*, stage_id: UUID, unread: bool = False, keyring: Keyring, now: datetime) -> int:
    """Write down that nothing of a stage lies on a phone any more; says how much there was.

    What its guide read stays known. A row that was changed is alarmed and holds up no other: an
    order must be destroyed in any case.

    Args:
      unread: only what nobody can have read yet.

    Raises:
      Refused: there is no such stage.
    """
    row, n = passages.stage_row(stage_id, keyring), 0
    for kept in DisclosureRow.objects.filter(passage=row.passage_id, cell=row.cell):
        try:
            told = open_row(kept, Disclosed, keyring)
        except Tampered:
            log.error("tampered")
            continue
        is_mine = told.stage == stage_id and told.by_phone and told.ended_at is None
        if is_mine and not (unread and told.readable_at <= now):
            ended = msgspec.structs.replace(told, ended_at=now)
            swap(kept, ended, keyring, on=now.date())
            n += 1
    return n


@transaction.atomic
def set_caps(*, caps: Caps, keyring: Keyring, now: datetime) -> None:
    """Set how many people on their way one lost guide or place may give up at most.

    Raises:
      Refused: a figure is out of range, or the keyring lacks the network's compartment.
    """
    for people in (caps.guide_people, caps.place_people):
        if people is not None and not 1 <= people <= PEOPLE_MAX:
            raise Refused(
                _("%(n)d people is no limit that can be kept.") % {"n": people},
                hint=_("Write a number from 1 on, or leave it empty for no limit."),
            )
    if not 1 <= caps.days <= DAYS_MAX:
        raise Refused(
            _("%(n)d days cannot be counted over.") % {"n": caps.days},
            hint=_("Write from 1 to %(most)d days.") % {"most": DAYS_MAX},
        )
    row = queries.caps_row(keyring)
    if row is None:
        add(CapsRow(cell=keyring.cell("network")), caps, keyring, on=now.date())
    else:
        swap(row, caps, keyring, on=now.date())
    audit.write("exposure capped", actor=keyring.user_id, says={}, now=now)
