"""Papers read: opened with the reader's keys, and known by the key their sender was first seen by.

What cannot be opened, or was not signed by whom it names, is never shown: it is counted.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple, TypeVar
from uuid import UUID

import msgspec

from waystation.base.errors import Refused, Tampered
from waystation.tracing.models import PaperRow
from waystation.tracing.papers.domain import (
    Envelope,
    Paper,
    Pin,
    kind_of,
    statement,
    unfilled,
)
from waystation.vault import boxes, cells
from waystation.vault.keyring import Keyring

Value = TypeVar("Value", bound=msgspec.Struct)
# The day of a pin: it is no paper of any day, and is never swept.
FOR_GOOD = date.max
log = logging.getLogger("waystation.tracing")


class Sealed(NamedTuple):
    """A signed box in a row: the row's id, in which compartment it lies, and the box."""

    place: UUID
    cell: UUID
    box: bytes


class Pins(NamedTuple):
    """By which signing keys the reader's compartments know others: {(own, other): key}."""

    known: dict[tuple[UUID, UUID], bytes]
    today: dict[UUID, bytes]

    def key_of(self, to: UUID, sender: UUID) -> bytes:
        """Give the key by which a compartment knows another: the pinned one, else that of today.

        Raises:
          Tampered: there is no such compartment, or its key is not the one it was first seen by.
        """
        if sender not in self.today:
            try:
                self.today[sender] = cells.sign_public(sender)
            except Refused:
                raise Tampered("a paper names a compartment that is none") from None
        if self.known.get((to, sender), self.today[sender]) != self.today[sender]:
            raise Tampered("a compartment's signing key is not the one it was first seen by")
        return self.today[sender]


class Read(NamedTuple):
    """All papers that were not read yet, whatever they say, and how many are spoiled."""

    envelopes: tuple[tuple[Sealed, Envelope], ...]
    spoiled: int

    def of(self, kind: type[Value]) -> list[Paper[Value]]:
        """Pick the papers of a kind, the oldest first.

        Raises:
          Tampered: one of them holds no such thing.
        """
        tag = kind_of(kind)
        papers = [_paper(row, one, kind) for row, one in self.envelopes if one.kind == tag]
        return sorted(papers, key=lambda paper: (paper.at, paper.id))


def unread(kind: type[Value], keyring: Keyring) -> list[Paper[Value]]:
    """Read the papers of a kind that came for the reader's compartments, the oldest first.

    Those that do not open, or were not signed by whom they name, are left out; `spoiled` says how
    many. For more than one kind ask `waiting` once.
    """
    return waiting(keyring).of(kind)


def spoiled(keyring: Keyring) -> int:
    """Count the papers in the reader's compartments that nobody of us can have written."""
    return waiting(keyring).spoiled


def waiting(keyring: Keyring) -> Read:
    """Open every paper that was not read yet.

    Cost: about 0.3 ms a paper.
    """
    rows = PaperRow.objects.filter(cell__in=keyring.cells, state="new").order_by("id")
    found = [Sealed(row.id, row.cell, bytes(row.box)) for row in rows]
    read = open_all(found, keyring)
    n_spoiled = sum(one is None for one in read)
    if n_spoiled:
        log.error("%d papers about searches are not what was written", n_spoiled)
    both = zip(found, read, strict=True)
    return Read(tuple((row, one) for row, one in both if one is not None), n_spoiled)


def paper(paper_id: UUID, kind: type[Value], keyring: Keyring) -> Paper[Value] | None:
    """Read one paper of a kind, read before or not; None: there is none for this reader.

    Raises:
      Tampered: it is not what was written.
    """
    row = PaperRow.objects.filter(pk=paper_id, cell__in=keyring.cells).first()
    if row is None:
        return None
    held = Sealed(row.id, row.cell, bytes(row.box))
    (one,) = open_all([held], keyring)
    if one is None:
        raise Tampered("a paper about a search is not what was written")
    return _paper(held, one, kind) if one.kind == kind_of(kind) else None


def opened(
    rows: Sequence[Sealed], kind: type[Value], keyring: Keyring
) -> list[Paper[Value] | None]:
    """Open boxes that `services.sealed` made for rows of their own, such as those of the register.

    None stands for one that does not open, was not signed by whom it names, was sealed for another
    row, or holds another kind.

    Raises:
      Refused: the reader does not hold one of the compartments.
    """
    tag = kind_of(kind)
    return [
        _paper(row, one, kind) if one is not None and one.kind == tag else None
        for row, one in zip(rows, open_all(rows, keyring), strict=True)
    ]


def open_all(rows: Sequence[Sealed], keyring: Keyring) -> list[Envelope | None]:
    """Open signed boxes in their order; None for each that is not what somebody of us wrote."""
    pins = pinned(keyring)
    bodies: dict[UUID, bytes | None] = {}
    for cell, held in _by_cell(rows).items():
        sealed = [(row.box, row.place) for row in held]
        plain = boxes.open_many_for_cell(cell, sealed, keyring=keyring)
        bodies |= {row.place: body for row, body in zip(held, plain, strict=True)}
    return [_envelope_or_none(row, bodies[row.place], pins) for row in rows]


def pinned(keyring: Keyring) -> Pins:
    """Read by which signing keys the reader's compartments know others.

    Raises:
      Tampered: what a compartment noted is not what it signed, or it notes two keys for one.
    """
    rows = PaperRow.objects.filter(cell__in=keyring.cells, day=FOR_GOOD)
    held = [Sealed(row.id, row.cell, bytes(row.box)) for row in rows]
    own: dict[UUID, bytes] = {}
    pins = Pins({}, {})
    for cell, noted in _by_cell(held).items():
        cells.vouch(cell, keyring)
        own[cell] = cells.sign_public(cell)
        sealed = [(row.box, row.place) for row in noted]
        plain = boxes.open_many_for_cell(cell, sealed, keyring=keyring)
        for row, body in zip(noted, plain, strict=True):
            _note(pins, row, _envelope(row, body, Pins({}, own)))
    return pins


def _note(pins: Pins, row: Sealed, one: Envelope) -> None:
    if one.kind != kind_of(Pin) or one.sender != row.cell:
        raise Tampered("a compartment's note of a key is not its own")
    pin = _paper(row, one, Pin).value
    if pins.known.setdefault((row.cell, pin.cell), pin.sign_public) != pin.sign_public:
        raise Tampered("a compartment notes two keys for one other")


def _by_cell(rows: Iterable[Sealed]) -> dict[UUID, list[Sealed]]:
    found: dict[UUID, list[Sealed]] = defaultdict(list)
    for row in rows:
        found[row.cell].append(row)
    return found


def _envelope_or_none(row: Sealed, body: bytes | None, pins: Pins) -> Envelope | None:
    try:
        return _envelope(row, body, pins)
    except Tampered:
        return None


def _envelope(row: Sealed, body: bytes | None, pins: Pins) -> Envelope:
    """Read a paper that was opened and make sure of who signed it."""
    if body is None:
        raise Tampered("a paper does not open")
    try:
        signature, said = unfilled(body)
        one = msgspec.msgpack.decode(said, type=Envelope)
    except (ValueError, msgspec.MsgspecError):
        raise Tampered("a box holds no paper") from None
    key = pins.key_of(row.cell, one.sender)
    if not boxes.is_signed_with(key, statement(row.place, row.cell, said), signature):
        raise Tampered("a paper was not signed by the compartment it names")
    return one


def _paper(row: Sealed, one: Envelope, kind: type[Value]) -> Paper[Value]:
    try:
        value = msgspec.msgpack.decode(one.body, type=kind)
    except msgspec.MsgspecError:
        raise Tampered(f"a paper holds no {kind.__name__}") from None
    return Paper(
        id=row.place, to=row.cell, sender=one.sender, about=one.about, at=one.at, value=value
    )
