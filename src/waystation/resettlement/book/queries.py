"""Reads of the rules and pathways an organisation goes by, and of the changes asked for."""

from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.resettlement.book import domain
from waystation.resettlement.book.domain import Proposal
from waystation.resettlement.models import RuleRow, StayRow
from waystation.resettlement.reading import shipped
from waystation.resettlement.values import Pathway, Rule, Stay, Tables
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all, open_bare, open_row

# What a list of changes says first: what waits, then what was decided last.
WAITS = "asked"


class Kept(NamedTuple):
    """A change that was asked for, its row, and whether the reader asked for it."""

    id: UUID
    row: RuleRow
    proposal: Proposal
    mine: bool


class Book(NamedTuple):
    """All rules and pathways of today, and every change that led to them or was asked for.

    `idle` are agreed changes that find nothing to change any more.
    """

    tables: Tables
    kept: tuple[Kept, ...]
    idle: frozenset[UUID]

    @property
    def changes(self) -> list[tuple[UUID, Proposal]]:
        """Give the changes by their ids."""
        return [(one.id, one.proposal) for one in self.kept]


def tables(keyring: Keyring) -> Tables:
    """Give all rules and pathways as the reader's organisation has them today.

    They are those that are shipped, with every change that two people agreed on, in their order.
    """
    return book(keyring).tables


def book(keyring: Keyring) -> Book:
    """Read all rules and pathways of today with every change that was ever asked for.

    Raises:
      Refused: the reader does not hold the gazetteer's compartment.
    """
    kept = [
        Kept(row.id, row, value, value.by == keyring.user_id)
        for row, value in open_all(_rows(keyring), Proposal, keyring)
    ]
    kept.sort(key=lambda one: one.proposal.decided_at or one.proposal.at, reverse=True)
    kept.sort(key=lambda one: one.proposal.state != WAITS)
    count = domain.counting((one.id, one.proposal) for one in kept)
    now = domain.applied(shipped(), (change for _id, change in count))
    return Book(now, tuple(kept), domain.idle(shipped(), count))


def proposal(change_id: UUID, keyring: Keyring) -> Kept:
    """Read one change that was asked for.

    Raises:
      Refused: there is none of this id among the reader's.
    """
    row = _rows(keyring).filter(pk=change_id).first()
    if row is None:
        raise Refused(_("There is no such record."), hint=_("Pick it from your list."))
    value = open_row(row, Proposal, keyring)
    return Kept(row.id, row, value, value.by == keyring.user_id)


def with_change(change_id: UUID, book: Book) -> Tables:
    """Give the rules and pathways as they would be, had a change that waits been agreed to."""
    last = 1 + max(change.number for _id, change in book.changes)
    then = [
        (one, replace(change, state="agreed", number=last) if one == change_id else change)
        for one, change in book.changes
    ]
    return domain.applied(shipped(), (change for _id, change in domain.counting(then)))


def open_pathways(keyring: Keyring) -> tuple[Pathway, ...]:
    """Give the newest version of each pathway on which a household may begin today."""
    return tuple(one for one in domain.newest(tables(keyring).pathways) if one.is_open)


def pathway(code: str, keyring: Keyring, *, version: int | None = None) -> Pathway:
    """Give a pathway: the newest version of it, or the one that is asked for.

    Raises:
      Refused: there is none of this code and version.
    """
    found = [one for one in tables(keyring).pathways if one.code == code]
    for one in domain.newest(found) if version is None else found:
        if version in (None, one.version):
            return one
    raise Refused(_("There is no such pathway."), hint=_("Pick it from the list of pathways."))


def rule(mark: str, keyring: Keyring) -> Rule:
    """Give a rule by the mark that stands in its address.

    Raises:
      Refused: no rule of today has this mark.
    """
    for one in tables(keyring).rules:
        if domain.mark_of(one) == mark:
            return one
    raise Refused(
        _("No rule of today is at this address."), hint=_("Pick it from the list of rules.")
    )


def stays(keyring: Keyring) -> list[Stay]:
    """Open the stays that still go on in the reader's compartments, to count what a change does."""
    rows = StayRow.objects.filter(cell__in=keyring.cells_of("cases"))
    opened = open_bare(rows, Stay, keyring)
    return [one.value for one in opened if one.value.state != "ended"]


def _rows(keyring: Keyring) -> QuerySet[RuleRow]:
    return RuleRow.objects.filter(cell=keyring.cell("gazetteer"))
