"""Reads of threats and lots, opened with the reader's own keyring."""

from typing import NamedTuple
from uuid import UUID

import numpy as np
from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.dispatch import queries as passages
from waystation.dispatch.mixing.corridor import Corridor
from waystation.dispatch.mixing.domain import Belief, Threat, nearest
from waystation.dispatch.mixing.lots import Lot, lot_of
from waystation.dispatch.models import ThreatRow
from waystation.hazards.domain import both_ways
from waystation.kernel.mix.history import remembered
from waystation.kernel.mix.roads import F64
from waystation.network.domain import Place
from waystation.routing import queries as routing
from waystation.routing.arrays import Asked, in_arrays
from waystation.routing.domain import Question
from waystation.routing.knowing import Known
from waystation.routing.refusing import refuse_impossible
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row


class KeptThreat(NamedTuple):
    """A threat and the row it is kept in."""

    id: UUID
    threat: Threat


class AskedLot(NamedTuple):
    """A question in arrays, the threat on its corridor, and what is believed of it."""

    asked: Asked
    id: UUID
    belief: Belief

    @property
    def lot(self) -> Lot | None:
        """Make the lot anew; see `lots.lot_of` for what that costs."""
        return lot_of(self.asked, self.belief)


def threats(keyring: Keyring) -> list[KeptThreat]:
    """List all threats that were ever declared, those that stand first, by corridor."""
    rows = ThreatRow.objects.filter(cell__in=keyring.cells_of("network"))
    found = [KeptThreat(row.id, open_row(row, Threat, keyring)) for row in rows]
    return sorted(
        found, key=lambda k: (not k.threat.stands, k.threat.from_land, k.threat.to_land, k.id)
    )


def threat(threat_id: UUID, keyring: Keyring) -> KeptThreat:
    """Open one threat.

    Raises:
      Refused: there is none of that id, or the keyring does not hold its cell.
    """
    row = threat_row(threat_id, keyring)
    return KeptThreat(row.id, open_row(row, Threat, keyring))


def threat_row(threat_id: UUID, keyring: Keyring) -> ThreatRow:
    """Find a threat's row among those the keyring opens.

    Raises:
      Refused: there is none.
    """
    row = ThreatRow.objects.filter(pk=threat_id, cell__in=keyring.cells_of("network")).first()
    if row is None:
        raise Refused(_("There is no such threat."), hint=_("Pick one from the list of threats."))
    return row


def on_corridor(
    question: Question, places: dict[str, Place], keyring: Keyring
) -> KeptThreat | None:
    """Find the threat on the corridor of a question; None: nobody declared one."""
    start = places.get(question.start)
    ends = [places[slug] for slug in question.targets if slug in places]
    if start is None:
        return None
    found = nearest([(one.id, one.threat) for one in threats(keyring)], start, ends)
    return None if found is None else KeptThreat(*found)


def asked_lot(question: Question, known: Known, keyring: Keyring) -> AskedLot | None:
    """Put a question into arrays together with the threat on it; None: none is declared.

    Raises:
      Refused: a place of the question is no longer in force.
    """
    places = {place.slug: place for place in known.places}
    found = on_corridor(question, places, keyring)
    if found is None:
        return None
    refuse_impossible(places, question)
    return AskedLot(in_arrays(known, question), found.id, found.threat.belief)


def n_drawn(question: Question, plan_id: UUID | None, keyring: Keyring) -> int:
    """Count the draws on file for a group, or from one plan if its group is on no file."""
    return sum(
        kept.plan.drawn is not None
        and (
            kept.plan.question.group == question.group
            if question.group is not None
            else plan_id is not None and kept.plan.after == plan_id
        )
        for kept in routing.plans(keyring)
    )


def tracks(corridor: Corridor, keyring: Keyring) -> F64:
    """Give what is remembered of where groups went of late, spot by spot, oldest first.

    Passages count that are proposed, under way or over; a way that nobody took leaves no track.
    """
    spot_of = {
        both_ways(slug): int(spot)
        for slug, spot in zip(corridor.legs, corridor.roads.spot, strict=True)
    }
    leg_at = {spot: nth for nth, spot in enumerate(corridor.roads.spot.tolist())}
    found = np.zeros(corridor.roads.caught.size)
    taken = [k for k in passages.passages(keyring) if k.passage.state != "stood down"]
    for kept in sorted(taken, key=lambda k: k.passage.depart):
        spots = {spot_of.get(both_ways(one.stage.leg), -1) for one in kept.stages} - {-1}
        legs = np.array([leg_at[spot] for spot in sorted(spots)], np.int32)
        found = remembered(found, corridor.roads, legs)
    return found
