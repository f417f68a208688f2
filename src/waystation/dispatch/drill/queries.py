"""Reads of drills: what may be lost, whom it touches, and what was prepared."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.base.errors import Refused
from waystation.dispatch import queries as passages
from waystation.dispatch.blast import queries as blast
from waystation.dispatch.blast.domain import Loss as Fall
from waystation.dispatch.domain import OPEN_STATES
from waystation.dispatch.drill.domain import (
    HOUSE,
    LAND,
    PARTNER,
    PHONE,
    PREPARED,
    STAFF,
    Burned,
    Drill,
    Loss,
    Map,
    border_of,
    burned,
    mark_of,
    mark_with,
    touched,
)
from waystation.dispatch.knowing import Way
from waystation.dispatch.models import DrillRow
from waystation.dispatch.queries import KeptPassage
from waystation.network import queries as network
from waystation.network.domain import Partner, Place, codes_of
from waystation.routing import queries as routing
from waystation.vault import cells
from waystation.vault.keyring import Keyring
from waystation.vault.opening import has_room, open_row, token_of

NOTHING = Fall((), (), frozenset(), frozenset(), frozenset())


class KeptDrill(NamedTuple):
    """A drill and the row it is kept in; `mine`: the reader's hand is on it, or they are lost."""

    row: DrillRow
    drill: Drill
    mine: bool

    @property
    def id(self) -> UUID:
        """Give the drill's id."""
        return self.row.id


class Ground(NamedTuple):
    """All that a drill is worked out on: passages, the network, and a mark of both."""

    passages: dict[UUID, KeptPassage]
    ways: list[Way]
    known: Map
    mark: bytes


class Touched(NamedTuple):
    """What a loss gives up, and the ways under way and proposals that it touches."""

    burnt: Burned
    ways: list[Way]
    proposals: list[KeptPassage]


def drill(drill_id: UUID, keyring: Keyring) -> KeptDrill:
    """Open one drill.

    Raises:
      Refused: there is none of that id, or the keyring does not hold its cell.
    """
    row = DrillRow.objects.filter(pk=drill_id, cell__in=keyring.cells_of("passages")).first()
    if row is None:
        raise Refused(_("There is no such drill."), hint=_("Pick one from the list of drills."))
    return _kept(row, keyring)


def drills(keyring: Keyring) -> list[KeptDrill]:
    """List all drills, the newest first."""
    rows = DrillRow.objects.filter(cell__in=keyring.cells_of("passages"))
    found = [_kept(row, keyring) for row in rows.prefetch_related("hands")]
    return sorted(found, key=lambda kept: kept.drill.prepared_at, reverse=True)


def n_open(keyring: Keyring) -> int:
    """Count the drills that wait to be approved; exercises are not counted."""
    return sum(kept.drill.state == PREPARED and not kept.drill.exercise for kept in drills(keyring))


def is_short(drill: Drill) -> bool:
    """Say whether a drill fits a row."""
    return has_room(drill)


def ground(keyring: Keyring) -> Ground:
    """Open all passages and the network, with a mark that is another one if either changes."""
    kept = {one.id: one for one in passages.passages(keyring)}
    lines = [
        (one.id, one.passage.state, [k.stage for k in one.stages])
        for one in kept.values()
        if one.passage.state in (*OPEN_STATES, "proposed")
    ]
    return Ground(kept, blast.ways(keyring), the_map(keyring), mark_of(lines, routing.stamp()))


def the_map(keyring: Keyring) -> Map:
    """Open the network in whatever standing, by slug."""
    return Map(
        {place.slug: place for place in network.places(keyring)},
        {leg.slug: leg for leg in network.legs(keyring)},
        {partner.slug: partner for partner in network.partners(keyring)},
    )


def falls(loss: Loss, keyring: Keyring, now: datetime) -> Fall:
    """Say what is given up with what is lost, from what was really disclosed."""
    if loss.what == PARTNER:
        return blast.guide_lost(loss.key, keyring, now)
    if loss.what == HOUSE:
        return blast.place_lost(loss.key, keyring, now)
    if loss.what == PHONE:
        return blast.phone_lost(loss.key, keyring, now, since=loss.since)
    if loss.what == STAFF:
        return blast.staff_lost(UUID(loss.key), keyring, now)
    return NOTHING


def touched_by(loss: Loss, on: Ground, keyring: Keyring, now: datetime) -> Touched:
    """Say what a loss gives up and whom it touches."""
    fall = falls(loss, keyring, now)
    burnt = burned(loss, fall, on.known)
    proposed = [way._replace(is_open=True) for way in on.ways if _is_proposed(way.id, on)]
    hit = [way.id for way in touched(proposed, fall, burnt, on.known)]
    return Touched(
        burnt,
        touched(on.ways, fall, burnt, on.known),
        [on.passages[way_id] for way_id in hit],
    )


def mark_on(on: Ground, hit: Touched) -> bytes:
    """Give the mark of a drill: another one if the ground changes, or more was given up."""
    ids = [*(way.id for way in hit.ways), *(kept.id for kept in hit.proposals)]
    return mark_with(on.mark, hit.burnt, ids)


def mark(loss: Loss, keyring: Keyring, now: datetime) -> bytes:
    """Give the mark that a drill of a loss has now."""
    on = ground(keyring)
    return mark_on(on, touched_by(loss, on, keyring, now))


def named(what: str, key: str, keyring: Keyring) -> str:
    """Give the name of what may be lost; empty if there is no such thing."""
    known = the_map(keyring)
    if what in (PARTNER, PHONE):
        return known.partners[key].name if key in known.partners else ""
    if what == HOUSE:
        return known.places[key].name if key in known.places else ""
    if what == LAND:
        return dict(lands(known)).get(key, "")
    if what == STAFF:
        return dict(accounts(keyring)).get(key, "")
    return dict(borders(known)).get(key, "")


def choice_of(record_id: str, keyring: Keyring) -> str:
    """Say what the form sends for a partner or place on file; empty if it is neither of them."""
    try:
        record = network.record(UUID(record_id), keyring).record
    except (ValueError, Refused):
        return ""
    if isinstance(record, Partner):
        return f"{PARTNER}:{record.slug}"
    return f"{HOUSE}:{record.slug}" if isinstance(record, Place) else ""


def lands(known: Map) -> list[tuple[str, str]]:
    """List the lands in which places lie, with their codes."""
    codes = {code for place in known.places.values() for code in codes_of(place)}
    return [(code, code) for code in sorted(codes)]


def borders(known: Map) -> list[tuple[str, str]]:
    """List the borders that legs cross, each once, with the codes of the lands on both sides."""
    found = {_border(leg.from_place, leg.to_place, known) for leg in known.legs.values()}
    return [(key, key.replace("|", " – ")) for key in sorted(found - {""})]


def accounts(keyring: Keyring) -> list[tuple[str, str]]:
    """List the accounts that hold a compartment of passages with the reader, by their marks.

    What they are called stands in the register, which the security officer alone opens; there the
    address of a colleague's page begins with the mark.
    """
    held = {
        reader.user_id
        for cell in keyring.cells_of("passages")
        for reader in cells.book_of(cell, keyring).readers
    }
    return sorted((str(user_id), str(user_id)[:8]) for user_id in held)


def is_own(drill: Drill, keyring: Keyring) -> bool:
    """Say whether it is the reader's own account that is lost."""
    return drill.loss.what == STAFF and drill.loss.key == str(keyring.user_id)


def _border(one: str, other: str, known: Map) -> str:
    a, b = known.places.get(one), known.places.get(other)
    return border_of(a, b) if a and b else ""


def _is_proposed(way_id: UUID, on: Ground) -> bool:
    return way_id in on.passages and on.passages[way_id].passage.state == "proposed"


def _kept(row: DrillRow, keyring: Keyring) -> KeptDrill:
    found = open_row(row, Drill, keyring)
    me = token_of(keyring.user_id, row, keyring)
    mine = is_own(found, keyring) or any(bytes(hand.actor) == me for hand in row.hands.all())
    return KeptDrill(row, found, mine)
