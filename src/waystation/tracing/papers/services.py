"""Papers written: sealed to whom they go, signed by the compartment they come from, of one size."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.base.ids import new_id
from waystation.tracing.models import PaperRow
from waystation.tracing.papers import ends, queries
from waystation.tracing.papers.domain import (
    Envelope,
    Paper,
    Pin,
    filled,
    kind_of,
    statement,
)
from waystation.tracing.papers.queries import FOR_GOOD
from waystation.vault import boxes
from waystation.vault.keyring import Keyring

sweep = ends.sweep


@transaction.atomic
def send(
    *,
    to: UUID,
    sender: UUID,
    body: msgspec.Struct,
    about: UUID,
    paper_id: UUID | None = None,
    keyring: Keyring,
    now: datetime,
) -> UUID:
    """Send a paper from one of the writer's compartments to another; gives its id.

    Args:
      body: a struct with a tag, by which its reader finds it.
      about: the random id both sides know it by, such as a match's thread.
      paper_id: the id it is to have; a new one where the writer keeps none.

    Raises:
      Refused: the writer does not hold `sender`, there is no such compartment, or it is too long.
      Tampered: the key of the receiving compartment is not the one it was first seen by.
    """
    paper_id = paper_id or new_id()
    box = sealed(
        to=to, sender=sender, place=paper_id, body=body, about=about, keyring=keyring, now=now
    )
    pin(own=sender, other=to, keyring=keyring, now=now)
    PaperRow.objects.create(id=paper_id, cell=to, day=now.date(), box=box)
    return paper_id


def sealed(
    *,
    to: UUID,
    sender: UUID,
    place: UUID,
    body: msgspec.Struct,
    about: UUID,
    keyring: Keyring,
    now: datetime,
) -> bytes:
    """Make the signed box of a paper for a row of the caller's own; `queries.opened` reads it.

    Args:
      place: the id of the row it will lie in; in any other it does not open.

    Raises:
      Refused: as `send`.
    """
    said = msgspec.msgpack.encode(body)
    kind = kind_of(type(body))
    one = Envelope(sender=sender, about=about, at=now, kind=kind, body=msgspec.Raw(said))
    written = msgspec.msgpack.encode(one)
    signature = boxes.sign_as(sender, statement(place, to, written), keyring=keyring)
    try:
        paper = filled(signature + written)
    except ValueError:
        raise Refused(
            _("This is too long to be sent to another compartment."),
            hint=_("Shorten what is told in words."),
        ) from None
    return boxes.seal_to_cell(to, paper, about=place)


@transaction.atomic
def mark_read(papers: Iterable[Paper[msgspec.Struct]], *, keyring: Keyring, now: datetime) -> None:
    """Note that papers were read and acted on; it pins the keys of those who sent them.

    Call it in the transaction that acted on them.
    """
    for paper in papers:
        pin(own=paper.to, other=paper.sender, keyring=keyring, now=now)
        own = PaperRow.objects.filter(pk=paper.id, cell__in=keyring.cells, state="new")
        own.update(state="read", day=now.date())


def forget(paper_ids: Iterable[UUID], *, keyring: Keyring) -> None:
    """Delete papers of the reader's own compartments: what they were about is destroyed."""
    PaperRow.objects.filter(pk__in=list(paper_ids), cell__in=keyring.cells).delete()


def forget_about(threads: Collection[UUID], *, keyring: Keyring) -> None:
    """Delete every paper about some threads, read or not, from the reader's own compartments."""
    rows = PaperRow.objects.filter(cell__in=keyring.cells).exclude(day=FOR_GOOD)
    held = [queries.Sealed(row.id, row.cell, bytes(row.box)) for row in rows]
    both = zip(held, queries.open_all(held, keyring), strict=True)
    forget((row.place for row, one in both if one and one.about in threads), keyring=keyring)


def take_away(paper_ids: Iterable[UUID]) -> None:
    """Delete papers that were sent, read or not, from whomever they went to; it needs no key."""
    PaperRow.objects.filter(pk__in=list(paper_ids)).exclude(day=FOR_GOOD).delete()


def pin(*, own: UUID, other: UUID, keyring: Keyring, now: datetime) -> bool:
    """Note by which signing key a compartment knows another, once: the first it was seen by.

    Says whether it is noted by this call.

    Raises:
      Refused: the writer does not hold `own`, or there is no such compartment.
      Tampered: it is known by another key.
    """
    pins = queries.pinned(keyring)
    key = pins.key_of(own, other)
    if own == other or (own, other) in pins.known:
        return False
    place = new_id()
    note = Pin(other, key)
    box = sealed(to=own, sender=own, place=place, body=note, about=own, keyring=keyring, now=now)
    PaperRow.objects.create(id=place, cell=own, day=FOR_GOOD, box=box, state="read")
    return True
