"""Reads of the network, opened with the reader's own keyring.

Cost: the historical network (371 places, 437 legs, 371 houses) opens in about 25 ms.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.network.changes import (
    DRAFT,
    EXPORT,
    OPEN,
    VETS_NEEDED,
    Change,
    Key,
    Proposal,
    key_of,
)
from waystation.network.domain import House, Jurisdiction, Leg, Partner, Place, Record
from waystation.network.inforce import InForce, in_force
from waystation.network.models import (
    ChangeRow,
    HouseRow,
    JurisdictionRow,
    LegRow,
    PartnerRow,
    PlaceRow,
    ProposalRow,
)
from waystation.network.records import KIND_OF, slug_of
from waystation.network.tables import Network
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row, token_of
from waystation.vault.rows import SealedRow

Value = TypeVar("Value")
# Where each kind of record lies: its table, its value, and the compartment it is sealed to.
KEPT_IN: dict[str, tuple[type[SealedRow], type[Any], str]] = {
    "place": (PlaceRow, Place, "gazetteer"),
    "house": (HouseRow, House, "network"),
    "leg": (LegRow, Leg, "network"),
    "partner": (PartnerRow, Partner, "network"),
    "jurisdiction": (JurisdictionRow, Jurisdiction, "network"),
}


class Kept(NamedTuple):
    """A record and the row it lies in."""

    id: UUID
    row: Any
    record: Any


class KeptProposal(NamedTuple):
    """A proposal, its row, and whether the reader's own hand is on it."""

    id: UUID
    row: ProposalRow
    proposal: Proposal
    mine: bool

    @property
    def missing_vets(self) -> int:
        """Count the people who still have to vet it."""
        return max(0, VETS_NEEDED - len(self.proposal.vetted_by))


class KeptChange(NamedTuple):
    """A change and its id, under which the plans it touches can be looked up."""

    id: UUID
    change: Change


def kept(kind: str, keyring: Keyring) -> list[Kept]:
    """List every record of a kind, in whatever standing, with its row."""
    rows, value, purpose = KEPT_IN[kind]
    held = rows._default_manager.filter(cell=keyring.cell(purpose))
    return [Kept(row.id, row, open_row(row, value, keyring)) for row in held]


def _all(kind: str, value: type[Value], keyring: Keyring) -> list[Value]:
    return [found.record for found in kept(kind, keyring)]


def places(keyring: Keyring) -> list[Place]:
    """List every place of the gazetteer, in whatever standing, by name."""
    return sorted(_all("place", Place, keyring), key=lambda place: (place.name, place.slug))


def houses(keyring: Keyring) -> list[House]:
    """List what each place can shelter, in whatever standing."""
    return _all("house", House, keyring)


def legs(keyring: Keyring) -> list[Leg]:
    """List every leg, in whatever standing, by where it starts."""
    found = _all("leg", Leg, keyring)
    return sorted(found, key=lambda leg: (leg.from_place, leg.to_place, leg.slug))


def partners(keyring: Keyring) -> list[Partner]:
    """List the people who guide and shelter, in whatever standing, by name."""
    found = _all("partner", Partner, keyring)
    return sorted(found, key=lambda partner: (partner.name, partner.slug))


def jurisdictions(keyring: Keyring) -> list[Jurisdiction]:
    """List the lands whose law is on file, in whatever standing, by code."""
    return sorted(_all("jurisdiction", Jurisdiction, keyring), key=lambda land: land.code)


def network(keyring: Keyring) -> Network:
    """Open the whole network, in whatever standing."""
    return Network(
        places=tuple(places(keyring)),
        houses=tuple(houses(keyring)),
        legs=tuple(legs(keyring)),
        partners=tuple(partners(keyring)),
        jurisdictions=tuple(jurisdictions(keyring)),
    )


def for_planning(keyring: Keyring) -> InForce:
    """Open what may be planned on, and nothing else: see `inforce.in_force`."""
    return in_force(network(keyring))


def record(record_id: UUID, keyring: Keyring) -> Kept:
    """Open one record of whatever kind.

    Raises:
      Refused: there is none of that id, or the keyring does not open it.
    """
    for rows, value, purpose in KEPT_IN.values():
        row = rows._default_manager.filter(pk=record_id, cell=keyring.cell(purpose)).first()
        if row is not None:
            return Kept(row.id, row, open_row(row, value, keyring))
    raise Refused(_("There is no such record."), hint=_("Pick it from the list."))


def rows_of(kinds: Iterable[str], keyring: Keyring) -> dict[Key, Kept]:
    """Give the records of some kinds with their rows, by kind and id."""
    return {
        (kind, slug_of(found.record)): found for kind in set(kinds) for found in kept(kind, keyring)
    }


def proposal(proposal_id: UUID, keyring: Keyring) -> KeptProposal:
    """Open one proposal.

    Raises:
      Refused: there is none of that id, or the keyring does not open it.
    """
    row = ProposalRow.objects.filter(pk=proposal_id, cell=keyring.cell("network")).first()
    if row is None:
        raise Refused(_("There is no such proposal."), hint=_("Pick it from the list."))
    return _kept_proposal(row, keyring)


def waiting(keyring: Keyring) -> list[KeptProposal]:
    """List the proposals that need vetting, the longest waiting first; drafts to their makers."""
    found = [
        _kept_proposal(row, keyring)
        for row in ProposalRow.objects.filter(cell=keyring.cell("network"), settled=False)
    ]
    mine_too = [k for k in found if k.proposal.state == OPEN or (k.mine and _is_draft(k))]
    return sorted(mine_too, key=lambda k: k.proposal.at)


def busy(keyring: Keyring, *, but: UUID | None = None) -> set[Key]:
    """Name the records that an open proposal is about, leaving one proposal out."""
    return {
        key_of(record)
        for kept_one in waiting(keyring)
        if kept_one.id != but and kept_one.proposal.state == OPEN
        for record in kept_one.proposal.records
    }


def change(change_id: UUID, keyring: Keyring) -> Change:
    """Open one change of the network.

    Raises:
      Refused: there is none of that id, or the keyring does not open it.
    """
    row = ChangeRow.objects.filter(pk=change_id, cell=keyring.cell("network")).first()
    if row is None:
        raise Refused(_("There is no such change."), hint=_("Pick it from the list."))
    return open_row(row, Change, keyring)


def history(record: Record, keyring: Keyring) -> list[KeptChange]:
    """List what was done to a record, newest first."""
    key = key_of(record)
    found = []
    for row in ChangeRow.objects.filter(cell=keyring.cell("network")):
        whole = open_row(row, Change, keyring)
        about = tuple(one for one in whole.altered if (one.kind, one.slug) == key)
        if about:
            found.append(KeptChange(row.id, whole))
    return sorted(found, key=lambda k: k.change.at, reverse=True)


def exports(keyring: Keyring) -> list[Change]:
    """List who took the network out of the building, newest first."""
    done = [
        open_row(row, Change, keyring)
        for row in ChangeRow.objects.filter(cell=keyring.cell("network"))
    ]
    return sorted((c for c in done if c.did == EXPORT), key=lambda c: c.at, reverse=True)


def kind_of(value: Record) -> str:
    """Name the kind of a record as its table does."""
    return KIND_OF[type(value)]


def _is_draft(found: KeptProposal) -> bool:
    return found.proposal.state == DRAFT


def _kept_proposal(row: ProposalRow, keyring: Keyring) -> KeptProposal:
    me = token_of(keyring.user_id, row, keyring)
    mine = row.hands.filter(actor=me).exists()
    return KeptProposal(row.id, row, open_row(row, Proposal, keyring), mine)
