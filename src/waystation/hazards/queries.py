"""Reads of word of danger, halts and checks, opened with the reader's own keyring."""

from typing import NamedTuple, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.hazards.checking import looks
from waystation.hazards.domain import Halt, Hazard, Outcome, Watched, both_ways
from waystation.hazards.models import HaltRow, HazardRow, OutcomeRow, WatchedRow
from waystation.network.domain import Leg
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row
from waystation.vault.rows import SealedRow

Row = TypeVar("Row", bound=SealedRow)
Value = TypeVar("Value")


class KeptReport(NamedTuple):
    """One report on file."""

    id: UUID
    hazard: Hazard


class KeptHalt(NamedTuple):
    """One halt on file."""

    id: UUID
    halt: Halt


class Standing(NamedTuple):
    """What is halted now: legs (in both directions), places and partners by slug."""

    legs: frozenset[str]
    places: frozenset[str]
    partners: frozenset[str]
    halts: tuple[KeptHalt, ...]

    def of(self, what: str, slug: str) -> Halt | None:
        """Give the halt that stands on a leg, place or partner; None if none does."""
        found = (
            kept.halt for kept in self.halts if (kept.halt.what, kept.halt.slug) == (what, slug)
        )
        return next(found, None)

    def stops_leg(self, leg: Leg) -> Halt | None:
        """Give the halt that keeps people off a leg: its own, or one on a place at its ends.

        A leg with named guides is stopped too once every one of them is halted.
        """
        if both_ways(leg.slug) in self.legs:
            return self.of("leg", both_ways(leg.slug))
        for slug in (leg.from_place, leg.to_place):
            if slug in self.places:
                return self.of("place", slug)
        if leg.guides and self.partners.issuperset(leg.guides):
            return self.of("partner", leg.guides[0])
        return None


def hazards(keyring: Keyring) -> list[Hazard]:
    """List every hazard on file, newest first; what was withdrawn is among them."""
    return [kept.hazard for kept in reports(keyring)]


def reports(keyring: Keyring) -> list[KeptReport]:
    """List every report on file with its id, newest first."""
    found = [KeptReport(*pair) for pair in _opened(HazardRow, Hazard, keyring)]
    return sorted(found, key=lambda kept: kept.hazard.on, reverse=True)


def report(report_id: UUID, keyring: Keyring) -> KeptReport:
    """Open one report.

    Raises:
      Refused: there is no such report in the reader's network.
    """
    row = find(HazardRow, report_id, keyring)
    return KeptReport(row.id, open_row(row, Hazard, keyring))


def outcomes(keyring: Keyring) -> list[Outcome]:
    """List how passages went and every look that found nothing, as evidence."""
    return passages(keyring) + looks(watched(keyring))


def passages(keyring: Keyring) -> list[Outcome]:
    """List how passages over legs went."""
    return [outcome for _id, outcome in _opened(OutcomeRow, Outcome, keyring)]


def watched(keyring: Keyring) -> list[Watched]:
    """List the legs and houses that were looked at, or have an interval of their own."""
    return [kept for _id, kept in _opened(WatchedRow, Watched, keyring)]


def halts(keyring: Keyring) -> Standing:
    """Say what is halted now.

    Cost: 1 ms with 30 halts standing, however many were lifted.
    """
    kept = tuple(KeptHalt(*pair) for pair in _opened(HaltRow, Halt, keyring, standing=True))
    slugs = {
        what: frozenset(one.halt.slug for one in kept if one.halt.what == what)
        for what in ("leg", "place", "partner")
    }
    return Standing(slugs["leg"], slugs["place"], slugs["partner"], kept)


def all_halts(keyring: Keyring) -> list[KeptHalt]:
    """List every halt, also those that were lifted, newest first."""
    found = [KeptHalt(*pair) for pair in _opened(HaltRow, Halt, keyring)]
    return sorted(found, key=lambda kept: kept.halt.since, reverse=True)


def halt(halt_id: UUID, keyring: Keyring) -> KeptHalt:
    """Open one halt.

    Raises:
      Refused: there is no such halt in the reader's network.
    """
    row = find(HaltRow, halt_id, keyring)
    return KeptHalt(row.id, open_row(row, Halt, keyring))


def _opened(
    kind: type[SealedRow], value: type[Value], keyring: Keyring, **only: bool
) -> list[tuple[UUID, Value]]:
    """Open every row of a kind in the reader's network."""
    rows = kind._default_manager.filter(cell=keyring.cell("network"), **only)
    return [(row.id, open_row(row, value, keyring)) for row in rows]


def find(kind: type[Row], row_id: UUID, keyring: Keyring) -> Row:
    """Find one row of the reader's network.

    Raises:
      Refused: it is not there.
    """
    cell = keyring.cell("network")
    row = kind._default_manager.filter(pk=row_id, cell=cell).first()
    if row is None:
        raise Refused(_("There is no such entry."), hint=_("Go back to the list of dangers."))
    return row
