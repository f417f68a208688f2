"""Reads of figures: what is published, for everybody; what is counted and waits, with keys."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.utils import translation
from django.utils.translation import gettext as _

from waystation.base.errors import Refused, Tampered
from waystation.impact.figures import domain, wording
from waystation.impact.figures.domain import Batch, Cost, Journey, Line, Proposal, Told
from waystation.impact.guard.domain import Cell
from waystation.impact.models.figures import CountedRow, FigureProposalRow, NoiseRow, ReleaseRow
from waystation.vault.keyring import Keyring
from waystation.vault.opening import lot_of, open_all, open_row

NOTHING_BEFORE = bytes(32)


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """A figure as it stands in public, with how it was made and by whom (roles, never names)."""

    key: str
    kind: str
    name: str
    value: int
    counted_to: date
    released_on: date
    definition: str
    delay: str
    rounding: str
    protection: str
    proposed_by: str
    approved_by: str
    digest: str
    lines: tuple[Line, ...] = ()
    costs: tuple[Cost, ...] = ()
    year: int = 0
    milli_epsilon: int = 0

    @property
    def shown(self) -> str:
        """Write the number as people read it."""
        return domain.grouped(self.value)


class Release(NamedTuple):
    """One release of a figure, or that it was taken back, as its history tells it."""

    number: int
    key: str
    name: str
    what: str
    value: int | None
    counted_to: date | None
    released_on: date
    reason: str
    approved_by: str
    digest: str

    @property
    def shown(self) -> str:
        """Write the number as people read it; empty where there is none."""
        return domain.grouped(self.value) if self.value else ""


class KeptProposal(NamedTuple):
    """A proposal, opened: its id, its state, whether the reader made it, and what it says."""

    id: UUID
    state: str
    day: date
    is_mine: bool
    proposal: Proposal


def published(language: str) -> list[Published]:
    """List what stands in public, in the order of the closed list, in a language."""
    newest = _newest()
    with translation.override(language):
        return [_published(newest[key]) for key in domain.FIGURES if key in newest]


def one(key: str, language: str) -> Published | None:
    """Read one figure as it stands in public; None: there is none, or it was taken back."""
    return next((found for found in published(language) if found.key == key), None)


def releases(language: str, key: str = "") -> list[Release]:
    """List every release there ever was, of one figure or of all, the newest first.

    Of one that was taken back the number is not told again.
    """
    rows = ReleaseRow.objects.order_by("-number")
    rows = rows.filter(figure=key) if key else rows
    found, taken_back = [], set()
    with translation.override(language):
        for row in rows:
            told = _told(row) if row.told and row.figure not in taken_back else None
            found.append(
                Release(
                    row.number,
                    row.figure,
                    str(wording.NAMES[row.figure]),
                    str(wording.RELEASE_WORDS[row.what]),
                    None if told is None or told.lines else told.value,
                    row.counted_to,
                    row.released_on,
                    str(wording.REASON_WORDS[row.reason]),
                    str(wording.ROLE_WORDS[row.approved_by]),
                    bytes(row.digest).hex(),
                )
            )
            if row.what == "retraction":
                taken_back.add(row.figure)
    return found


def digest_of(row: ReleaseRow) -> bytes:
    """Work out a release's digest from everything it says and the release before it."""
    said = (
        row.number, row.figure, row.what, row.told, row.counted_to, row.released_on,
        row.reason, row.proposed_by, row.approved_by,
    )  # fmt: skip
    return hashlib.sha256(b"ws1/figure" + bytes(row.previous) + msgspec.json.encode(said)).digest()


def first_broken() -> int | None:
    """Give the number of the first release that is not what was released; None: all are."""
    before = NOTHING_BEFORE
    for number, row in enumerate(ReleaseRow.objects.order_by("number"), start=1):
        is_next = row.number == number and bytes(row.previous) == before
        if not is_next or bytes(row.digest) != digest_of(row):
            return number
        before = bytes(row.digest)
    return None


def end_of_chain() -> tuple[int, bytes]:
    """Give the number and the digest of the newest release."""
    row = ReleaseRow.objects.order_by("-number").first()
    return (row.number, bytes(row.digest)) if row else (0, NOTHING_BEFORE)


def standing() -> dict[str, Told]:
    """Give what stands in public, by figure."""
    return {key: _told(row) for key, row in _newest().items()}


def spent(year: int) -> list[int]:
    """List what the tables of a year spent of its privacy, in thousandths of epsilon."""
    return list(NoiseRow.objects.filter(year=year).values_list("milli_epsilon", flat=True))


def noise_ledger() -> list[NoiseRow]:
    """List every draw of noise there ever was, the newest first."""
    return list(NoiseRow.objects.order_by("-drawn_on", "-pk"))


def journeys(keyring: Keyring) -> list[Journey]:
    """List every journey as it was counted, by its number, those found wrong among them.

    Raises:
      Refused: the keyring holds no passages.
      Tampered: a batch is missing or not what was sealed.
    """
    rows = CountedRow.objects.filter(cell=keyring.cell("passages"))
    found = [one for _row, batch in open_all(rows, Batch, keyring) for one in batch.journeys]
    found.sort(key=lambda one: one.number)
    if [one.number for one in found] != list(range(len(found))):
        raise Tampered("journeys that were counted are missing")
    return found


def offset(key: str, keyring: Keyring) -> int:
    """Give the days that a figure waits beyond the delay: drawn once, known to key holders alone.

    Raises:
      Refused: the keyring holds no passages.
    """
    cell = keyring.cell("passages")
    return lot_of(cell, b"ws1/figure-offset" + key.encode(), domain.OFFSETS, keyring)


class Evidence(NamedTuple):
    """All that the guard is asked about: journeys as counted, and every cell ever published."""

    journeys: list[Journey]
    cells: list[Cell]


def evidence(keyring: Keyring) -> Evidence:
    """Open the journeys that were counted and every cell that ever was published, in order.

    Raises:
      Refused: the keyring holds no passages.
      Tampered: a release has no proposal of ours behind it, or journeys behind one are missing.
    """
    cell, counted = keyring.cell("passages"), journeys(keyring)
    rows = FigureProposalRow.objects.filter(cell=cell, state="released")
    opened = {row.pk: value for row, value in open_all(rows, Proposal, keyring)}
    order = ReleaseRow.objects.filter(proposal__cell=cell).order_by("number")
    ids = [row for row in order.values_list("proposal", flat=True) if row is not None]
    if set(ids) != set(opened):
        raise Tampered("releases and the proposals behind them are not the same")
    if any(one.n_known > len(counted) for one in opened.values()):
        raise Tampered("journeys that figures were made of are missing")
    return Evidence(counted, [domain.unpacked(one) for row in ids for one in opened[row].cells])


def proposals(keyring: Keyring) -> list[KeptProposal]:
    """List what was proposed, what waits first, then the newest.

    Raises:
      Refused: the keyring holds no passages.
    """
    rows = FigureProposalRow.objects.filter(cell=keyring.cell("passages")).order_by("-day", "pk")
    found = [_kept(row, value, keyring) for row, value in open_all(rows, Proposal, keyring)]
    return sorted(found, key=lambda one: one.state != "waiting")


def proposal(proposal_id: UUID, keyring: Keyring) -> KeptProposal:
    """Open one proposal.

    Raises:
      Refused: there is no such proposal among the reader's.
    """
    row = row_of(proposal_id, keyring)
    return _kept(row, open_row(row, Proposal, keyring), keyring)


def row_of(proposal_id: UUID, keyring: Keyring) -> FigureProposalRow:
    """Find a proposal's row among the reader's.

    Raises:
      Refused: there is no such.
    """
    held = keyring.cells_of("passages")
    row = FigureProposalRow.objects.filter(pk=proposal_id, cell__in=held).first()
    if row is None:
        raise Refused(_("There is no such proposal."), hint=_("Pick it from what waits."))
    return row


def n_waiting() -> int:
    """Count what waits for a second hand; no key is needed."""
    return FigureProposalRow.objects.filter(state="waiting").count()


def _kept(row: FigureProposalRow, value: Proposal, keyring: Keyring) -> KeptProposal:
    return KeptProposal(row.pk, row.state, row.day, row.proposed_by == keyring.user_id, value)


def _newest() -> dict[str, ReleaseRow]:
    """Give the newest release of every figure that was not taken back."""
    found: dict[str, ReleaseRow] = {}
    rows: Iterable[ReleaseRow] = ReleaseRow.objects.order_by("number")
    for row in rows:
        found[row.figure] = row
    return {key: row for key, row in found.items() if row.what != "retraction"}


def _told(row: ReleaseRow) -> Told:
    return msgspec.json.decode(row.told, type=Told)


def _published(row: ReleaseRow) -> Published:
    told, key = _told(row), row.figure
    if row.counted_to is None:
        raise Tampered("a release does not say up to when it counts")
    return Published(
        key=key,
        kind=domain.FIGURES[key].kind,
        name=str(wording.NAMES[key]),
        value=told.value,
        counted_to=row.counted_to,
        released_on=row.released_on,
        definition=str(wording.DEFINITIONS[key]),
        delay=wording.delay(key),
        rounding=wording.rounding(key),
        protection=wording.protection(key),
        proposed_by=str(wording.ROLE_WORDS[row.proposed_by]),
        approved_by=str(wording.ROLE_WORDS[row.approved_by]),
        digest=bytes(row.digest).hex(),
        lines=told.lines,
        costs=told.costs,
        year=told.year,
        milli_epsilon=told.milli_epsilon,
    )
