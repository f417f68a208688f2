"""Reads for the boards, opened with the reader's own keyring."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from waystation.dispatch import queries as passages
from waystation.dispatch import running
from waystation.dispatch.board.boards import Known
from waystation.dispatch.board.domain import LED, Way, rides
from waystation.dispatch.models import JointRow, RehearsalRow
from waystation.dispatch.queries import KeptPassage
from waystation.hazards import queries as hazards
from waystation.network import queries as network
from waystation.vault.keyring import Keyring


def known(keyring: Keyring, *, found: Sequence[KeptPassage] | None = None) -> Known:
    """Open what the boards are made of.

    Args:
      found: every passage of the reader, if the caller has opened them anyway.

    Raises:
      Refused: the keyring lacks the network's or the passages' compartment.
    """
    places = network.places(keyring)
    houses, partners = network.kept("house", keyring), network.kept("partner", keyring)
    ids = {("house", kept.record.place): kept.id for kept in houses}
    ids |= {("partner", kept.record.slug): kept.id for kept in partners}
    return Known(
        ways=ways(passages.passages(keyring) if found is None else found),
        places={place.slug: place for place in places},
        houses={kept.record.place: kept.record for kept in houses},
        partners={kept.record.slug: kept.record for kept in partners},
        ids=ids,
        halted=frozenset((k.halt.what, k.halt.slug) for k in hazards.halts(keyring).halts),
    )


def ways(found: Sequence[KeptPassage]) -> tuple[Way, ...]:
    """Give passages as the boards look at them."""
    by_id = {kept.id: kept for kept in found}
    return tuple(_way(kept, by_id) for kept in found)


def _way(kept: KeptPassage, by_id: Mapping[UUID, KeptPassage]) -> Way:
    passage = kept.passage
    return Way(
        id=kept.id,
        label=passage.group_label or passage.code,
        people=passage.people,
        state=passage.state,
        stages=tuple(one.stage for one in kept.stages),
        since=_since(kept, by_id),
    )


def _since(kept: KeptPassage, by_id: Mapping[UUID, KeptPassage]) -> datetime | None:
    """Say from when a group stands where its passage starts, if the one before brought it there."""
    before = by_id.get(kept.passage.after) if kept.passage.after else None
    if before is None or kept.passage.state == "stood down":
        return None
    led: Sequence[datetime] = [
        ride.comes for ride in rides(_way(before, {})) if ride.stage.state == LED
    ]
    return max(led) if led else _since(before, by_id)


class Running(NamedTuple):
    """Work in the background that was begun: what of, and how far it is if this server has it."""

    what: str
    run: running.Run | None


def runs(keyring: Keyring) -> list[Running]:
    """List the plans and rehearsals that are being worked out, or were when their server ended."""
    under_way = {"cell__in": keyring.cells_of("passages"), "state": "running"}
    plans = JointRow.objects.filter(**under_way).values_list("id", flat=True)
    rehearsals = RehearsalRow.objects.filter(**under_way).values_list("id", flat=True)
    found = [("together", one) for one in plans] + [("rehearsal", one) for one in rehearsals]
    return [Running(what, running.progress(one)) for what, one in found]
