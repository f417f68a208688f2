"""Reads of the organisations we search with, of the runs and papers between us, and of our sets."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Generic, NamedTuple, TypeVar, cast
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from waystation.base.errors import Refused, Tampered
from waystation.cases.consent.domain import plain
from waystation.tracing.models import PartnerRow, RunRow, Voice
from waystation.tracing.partners import domain, keys
from waystation.tracing.partners.domain import (
    Card,
    Own,
    Parcel,
    Partner,
    Received,
    Run,
    Sent,
    Size,
)
from waystation.tracing.register import queries as register
from waystation.tracing.requests import queries as requests
from waystation.vault import boxes, cells
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all, open_row, token_of

Kind = TypeVar("Kind", bound=msgspec.Struct)


class PartnerView(NamedTuple):
    """An organisation with its row; `mine` says whether the reader's hand lies on it."""

    id: UUID
    row: PartnerRow
    partner: Partner
    mine: bool = False


class Between(NamedTuple, Generic[Kind]):
    """A run or a paper between us and an organisation, with its row."""

    id: UUID
    row: RunRow
    value: Kind


class Passed(NamedTuple):
    """All that passed between us and other organisations: searches and requests, both ways."""

    runs: list[Between[Run]]
    sent: list[Between[Sent]]
    received: list[Between[Received]]

    def with_one(self, partner_id: UUID) -> "Passed":
        """Leave what passed with one organisation."""
        return Passed(
            [one for one in self.runs if one.value.partner == partner_id],
            [one for one in self.sent if one.value.partner == partner_id],
            [one for one in self.received if one.value.partner == partner_id],
        )

    def spent(self, today: date) -> Size:
        """Count what passed in the last thirty days."""
        began = [_first(one.value).date() for one in self.runs]
        wrote = [one.value.made.at.date() for one in self.sent]
        wrote += [one.value.came.at.date() for one in self.received]
        return Size(domain.spent(began, today), domain.spent(wrote, today))


class Ours(NamedTuple):
    """A record of ours that may be compared, with its keys as (kind, key)."""

    record: UUID
    keys: tuple[tuple[str, str], ...]


class _Tagged(msgspec.Struct, frozen=True):
    type: str


def own(keyring: Keyring) -> tuple[PartnerRow, Own] | None:
    """Give our own name and key as others know them; None until they were made."""
    for row, value in _all(keyring):
        if isinstance(value, Own):
            return row, value
    return None


def card(keyring: Keyring) -> Card | None:
    """Give what we hand another organisation; None until our key was made.

    Raises:
      Tampered: the compartment's public keys on file are not its own.
    """
    found = own(keyring)
    if found is None:
        return None
    row, value = found
    cells.vouch(row.cell, keyring)
    return Card(name=value.name, recipient=value.recipient, signs=boxes.sign_key(row.cell))


def partners(keyring: Keyring) -> list[PartnerView]:
    """List the organisations, by name.

    Raises:
      Refused: the reader holds no tracing compartment.
    """
    found = [
        PartnerView(row.id, row, value)
        for row, value in _all(keyring)
        if isinstance(value, Partner)
    ]
    return sorted(found, key=lambda one: plain(one.partner.card.name))


def partner(partner_id: UUID, keyring: Keyring) -> PartnerView:
    """Read one organisation.

    Raises:
      Refused: there is none of this id in the reader's compartment.
    """
    row = PartnerRow.objects.filter(pk=partner_id, cell__in=_cells(keyring)).first()
    value = None if row is None else open_row(row, _PARTNER_KINDS, keyring)
    if row is None or not isinstance(value, Partner):
        raise _none()
    return PartnerView(row.id, row, value, mine=has_hand(row, keyring))


def has_hand(row: PartnerRow | RunRow, keyring: Keyring) -> bool:
    """Say whether the reader's own hand lies on an agreement or a list."""
    return Voice.objects.filter(about=row.pk, actor=actor_of(row, keyring)).exists()


def actor_of(row: PartnerRow | RunRow, keyring: Keyring) -> bytes:
    """Stand for the reader on one agreement or list alone."""
    return token_of(keyring.user_id, row, keyring)


def by_key(signs: bytes, keyring: Keyring) -> PartnerView | None:
    """Find the organisation whose signing key this is."""
    for one in partners(keyring):
        if one.partner.card.signs == signs:
            return one
    return None


def passed(keyring: Keyring) -> Passed:
    """List all that passed: searches and requests of ours, the latest first; theirs, by who waits.

    Cost: opens every row between us and others once, pieces of long files too.
    """
    opened = _opened(keyring)
    runs, sent = _of_kind(Run, opened), _of_kind(Sent, opened)
    received = _of_kind(Received, opened)
    return Passed(
        sorted(runs, key=lambda one: _first(one.value), reverse=True),
        sorted(sent, key=lambda one: one.value.made.at, reverse=True),
        sorted(received, key=lambda one: (one.value.answered is not None, one.value.came.at)),
    )


def runs(keyring: Keyring) -> list[Between[Run]]:
    """List the searches with other organisations, the latest first."""
    return passed(keyring).runs


def run(run_id: UUID, keyring: Keyring) -> Between[Run]:
    """Read one search.

    Raises:
      Refused: there is none of this id in the reader's compartment.
    """
    return one_of(Run, run_id, keyring)


def run_known_as(known: UUID, keyring: Keyring) -> Between[Run] | None:
    """Find a search by the id that both sides know."""
    return next((one for one in runs(keyring) if one.value.run == known), None)


def sent(keyring: Keyring) -> list[Between[Sent]]:
    """List the requests we sent or prepared, the latest first."""
    return passed(keyring).sent


def one_sent(paper_id: UUID, keyring: Keyring) -> Between[Sent]:
    """Read a request we sent; raises Refused if there is none of this id."""
    return one_of(Sent, paper_id, keyring)


def received(keyring: Keyring) -> list[Between[Received]]:
    """List the requests that came to us, those that wait first."""
    return passed(keyring).received


def one_received(paper_id: UUID, keyring: Keyring) -> Between[Received]:
    """Read a request that came to us; raises Refused if there is none of this id."""
    return one_of(Received, paper_id, keyring)


def last_day(value: Sent | Received) -> date | None:
    """Give the day after which a request is no longer answered; None where none was named."""
    return value.until if isinstance(value, Sent) else value.asked.until


def unanswered(found: Passed, today: date) -> list[Between[Sent]]:
    """List the requests of ours that left and ran out without an answer in the last thirty days."""
    return [
        one
        for one in found.sent
        if one.value.left_at is not None and one.value.answered is None
        if one.value.until is not None
        if one.value.until < today <= one.value.until + domain.WINDOW
    ]


def is_sent(paper_id: UUID, keyring: Keyring) -> bool:
    """Say whether a paper is a request of ours."""
    row = RunRow.objects.filter(pk=paper_id, cell__in=_cells(keyring)).first()
    return row is not None and _tag(open_row(row, msgspec.Raw, keyring)) == _tag_of(Sent)


def all_of(kind: type[Kind], keyring: Keyring) -> list[Between[Kind]]:
    """Open the rows of one kind; searches, papers, files that came and pieces share a table.

    Raises:
      Refused: the reader holds no tracing compartment.
    """
    return _of_kind(kind, _opened(keyring))


def one_of(kind: type[Kind], row_id: UUID, keyring: Keyring) -> Between[Kind]:
    """Open one row of a kind.

    Raises:
      Refused: there is none of this id in the reader's compartment.
    """
    row = RunRow.objects.filter(pk=row_id, cell__in=_cells(keyring)).first()
    raw = None if row is None else open_row(row, msgspec.Raw, keyring)
    if row is None or raw is None or _tag(raw) != _tag_of(kind):
        raise _none()
    return Between(row.id, row, msgspec.msgpack.decode(raw, type=kind))


def parcel(ids: Iterable[UUID], keyring: Keyring) -> bytes:
    """Put something long together again.

    Raises:
      Tampered: a piece of it is gone.
    """
    wanted = list(ids)
    rows = RunRow.objects.filter(pk__in=wanted, cell__in=_cells(keyring))
    found = {row.id: one.content for row, one in open_all(rows, Parcel, keyring)}
    if len(found) != len(wanted):
        raise Tampered("a piece of what lies between two organisations is gone")
    return b"".join(found[one] for one in wanted)


def spent(partner_id: UUID, keyring: Keyring, today: date) -> Size:
    """Count what passed between us and one organisation in the last thirty days, both ways."""
    return passed(keyring).with_one(partner_id).spent(today)


def sought(receiver: str, keyring: Keyring, today: date) -> list[Ours]:
    """List those who are looked for here and whose search may be compared with an organisation's.

    Only requests that may be searched today, and of them only what the seeker released to it.
    """
    found = []
    for view in requests.searching(keyring, today):
        given = domain.released(view.request.released, receiver, "keys", today)
        if given is not None:
            made = keys.keys(domain.cut(view.request.sought, given))
            found.append((view.request.opened_on, Ours(view.id, tuple(made))))
    return [ours for _day, ours in sorted(found, key=lambda one: one[0]) if ours.keys]


def found_here(receiver: str, keyring: Keyring, today: date) -> list[Ours]:
    """List those an organisation may find here: of the register, and of our own seekers.

    Each only with a yes in date that names this organisation; no child, whoever answered for it.
    """
    found = []
    for entry in register.entries(keyring, today):
        cut = domain.of_entry(entry.entry, receiver, today)
        if cut is not None and not entry.entry.is_child:
            found.append(Ours(entry.id, tuple(keys.keys(cut))))
    for view in requests.searching(keyring, today):
        given = domain.released(view.request.released, receiver, "keys", today)
        seeker = view.request.seeker
        if given is not None and seeker.birth.is_child_on(today) is not True:
            named = domain.cut(seeker, given, is_seeker=True)
            found.append(Ours(view.id, tuple(keys.keys(named)) if named.names else ()))
    return [ours for ours in found if ours.keys]


def _all(keyring: Keyring) -> list[tuple[PartnerRow, Partner | Own]]:
    rows = PartnerRow.objects.filter(cell=keyring.cell("tracing"))
    return open_all(rows, _PARTNER_KINDS, keyring)


def _opened(keyring: Keyring) -> list[tuple[RunRow, msgspec.Raw]]:
    return open_all(RunRow.objects.filter(cell=keyring.cell("tracing")), msgspec.Raw, keyring)


def _of_kind(kind: type[Kind], opened: Iterable[tuple[RunRow, msgspec.Raw]]) -> list[Between[Kind]]:
    tag = _tag_of(kind)
    return [
        Between(row.id, row, msgspec.msgpack.decode(raw, type=kind))
        for row, raw in opened
        if _tag(raw) == tag
    ]


def _tag_of(kind: type[msgspec.Struct]) -> object:
    return kind.__struct_config__.tag


def _tag(raw: msgspec.Raw) -> str:
    try:
        return msgspec.msgpack.decode(raw, type=_Tagged).type
    except msgspec.MsgspecError:
        return ""


def _first(value: Run) -> datetime:
    return value.steps[0].hand.at


def _cells(keyring: Keyring) -> tuple[UUID, ...]:
    return tuple(keyring.cells_of("tracing"))


def _none() -> Refused:
    return Refused(_("There is no such record."), hint=_("Pick it from your list."))


# A union is a type to the decoder, though not to the checker.
_PARTNER_KINDS = cast("type[Partner | Own]", Partner | Own)
