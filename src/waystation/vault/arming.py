"""Sets watches whose alarm, further alarm and replies are sealed, each to who may read it.

What a watch does not have is filled with boxes that nobody can open, so that all look alike.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from waystation.base import watches
from waystation.base.ids import new_id
from waystation.base.watches import Parts
from waystation.vault import boxes


class Beyond(NamedTuple):
    """Who is called if nobody of the first compartment takes it, and what they are told."""

    cell: UUID
    body: bytes


class Answers(NamedTuple):
    """What a phone can show for a watch, and the two replies that brings, in the same order."""

    codes: bytes
    replies: tuple[bytes, bytes]


def arm(
    *,
    cell: UUID,
    body: bytes,
    due_at: datetime,
    watch_id: UUID | None = None,
    calls: int = 1,
    beyond: Beyond | None = None,
    answers: Answers | None = None,
    exact: bool = False,
) -> UUID:
    """Set a watch for a compartment and give its id; needs no key, only who reads it does.

    Cost: 2 ms.
    """
    watch_id = watch_id or new_id()
    watches.arm(
        watch_id=watch_id,
        cell=cell,
        alarm=_sealed(cell, body, watch_id),
        due_at=due_at,
        calls=calls,
        parts=Parts(
            tiers=_tiers(cell, watch_id, beyond),
            codes=answers.codes if answers else b"",
            replies=replies(cell, watch_id, answers),
        ),
        exact=exact,
    )
    return watch_id


def teach(cell: UUID, watch_id: UUID, answers: Answers) -> bool:
    """Let a phone answer a watch that was set without one; says whether it still waits."""
    both = replies(cell, watch_id, answers)
    return watches.teach(watch_id, codes=answers.codes, replies=both)


def replies(cell: UUID, watch_id: UUID, answers: Answers | None) -> bytes:
    """Seal both replies of a watch, or make what looks like them."""
    if answers is None:
        return b"".join(boxes.cell_fillers(2))
    return b"".join(_sealed(cell, reply, watch_id) for reply in answers.replies)


def _tiers(cell: UUID, watch_id: UUID, beyond: Beyond | None) -> bytes:
    if beyond is None:
        return cell.bytes + boxes.cell_fillers(1)[0]
    return beyond.cell.bytes + _sealed(beyond.cell, beyond.body, watch_id)


def _sealed(cell: UUID, body: bytes, watch_id: UUID) -> bytes:
    return boxes.seal_to_cell(cell, body, about=watch_id)
