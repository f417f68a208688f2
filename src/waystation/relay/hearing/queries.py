"""Reads of the reports that phones sent."""

import logging
from typing import NamedTuple
from uuid import UUID

from waystation.base.errors import Tampered
from waystation.dispatch import queries as dispatch
from waystation.dispatch.domain import StageOfPassage
from waystation.relay.hearing import domain
from waystation.relay.hearing.domain import Word
from waystation.relay.models import ReportRow
from waystation.vault import boxes, cells
from waystation.vault.keyring import Keyring

log = logging.getLogger("waystation.alarm")
HEARD_MAX = 200


class Heard(NamedTuple):
    """A report as it came in, and what it says; None if it cannot be read or is forged."""

    row: ReportRow
    said: Word | None


def heard(keyring: Keyring) -> list[Heard]:
    """Open the reports that wait for a reader, in the order in which they were spoken.

    One that does not open, or that its phone did not sign, comes first and without words. Which of
    too many early ones are tried again is left to chance, so that none is kept out for ever.
    Cost: about 3 ms each; at most `HEARD_MAX` at a time.

    Raises:
      Tampered: the keys of the compartment are not its own; no report is judged by them.
    """
    held = keyring.cells_of("passages")
    for cell in held:
        cells.vouch(cell, keyring)
    rows = ReportRow.objects.filter(phone__cell__in=held).select_related("phone")
    new = list(rows.filter(state="new").order_by("day")[:HEARD_MAX])
    early = rows.filter(state="early").order_by("?")[: HEARD_MAX - len(new)]
    found = [Heard(row, _said(row, keyring)) for row in (*new, *early)]
    return sorted(found, key=lambda one: (one.said is not None, one.said.at if one.said else 0))


def _said(row: ReportRow, keyring: Keyring) -> Word | None:
    try:
        plain = boxes.open_report(
            row.phone.cell,
            bytes(row.box),
            mailbox=row.phone_id,
            phone_public=bytes(row.phone.sign_public),
            keyring=keyring,
        )
        return domain.word(plain)
    except (Tampered, ValueError):
        return None


def is_reached(passage_id: UUID, stage: StageOfPassage, keyring: Keyring) -> bool:
    """Say whether the people can be with a stage's guide: the one before has handed them over."""
    if stage.number == 1:
        return True
    stages = dispatch.passage(passage_id, keyring).stages
    before = [kept.stage for kept in stages if kept.stage.number == stage.number - 1]
    return all(one.state == "handed over" for one in before)
