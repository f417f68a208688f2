"""Reads of the end of a passage, opened with the reader's own keyring."""

import hashlib
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from waystation.dispatch import queries as passages
from waystation.dispatch.arrival.domain import Arrival, is_exact, led_any, was_led
from waystation.dispatch.domain import Passage
from waystation.dispatch.models import ArrivalRow, PassageRow
from waystation.dispatch.queries import KeptPassage, KeptStage
from waystation.network import queries as network
from waystation.network.domain import Partner
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_all, open_row


class KeptArrival(NamedTuple):
    """The end of a passage, the passage, and every stage of the way that was travelled.

    `way` begins where the people set out, also if the passage was carried on by another one.
    """

    kept: KeptPassage
    row: ArrivalRow | None
    arrival: Arrival
    way: tuple[KeptStage, ...]


class LastTeam(NamedTuple):
    """Who waits at the last house, on which stage, and what they were or are to be told.

    `words` are empty while nobody gave any that are rough enough.
    """

    stage_id: UUID
    guide_name: str
    place: str
    words: str
    told_at: datetime | None


class Open(NamedTuple):
    """What an arrival still calls somebody for."""

    id: UUID
    code: str
    n_missing: int
    n_urgent: int
    waits_for_hand: bool


class Arrived(NamedTuple):
    """One journey that is over, for counts: how many arrived, and the quarter of a year they did.

    `mark` tells it from every other and names no row.
    """

    mark: bytes
    people: int
    children: int
    year: int
    quarter: int


def arrived(keyring: Keyring) -> list[Arrived]:
    """Count the journeys that are over among the reader's, for figures: nothing else of them.

    How many arrived is what the last roll call said; without one, how many set out.
    """
    rows = PassageRow.objects.filter(cell__in=keyring.cells_of("passages")).order_by("day", "pk")
    ends = {row.passage_id: row for row in ArrivalRow.objects.filter(passage__in=rows)}
    found = []
    for row, passage in open_all(rows, Passage, keyring):
        if passage.state != "arrived" or passage.arrived_at is None:
            continue
        end = ends.get(row.pk)
        counted = open_row(end, Arrival, keyring).counted if end else None
        people = counted.present if counted else passage.people
        mark = hashlib.sha256(b"ws1/counted" + row.pk.bytes).digest()[:8]
        at = passage.arrived_at
        children = min(passage.children, people)
        found.append(Arrived(mark, people, children, at.year, (at.month + 2) // 3))
    return found


def arrival(passage_id: UUID, keyring: Keyring) -> KeptArrival:
    """Open the end of a passage; one of which nothing is written yet is empty.

    Raises:
      Refused: there is no such passage among the reader's.
    """
    kept = passages.passage(passage_id, keyring)
    row = ArrivalRow.objects.filter(passage=passage_id).first()
    value = open_row(row, Arrival, keyring) if row else Arrival(expected=kept.passage.people)
    return KeptArrival(kept, row, value, _way(kept, keyring))


def last_team(passage_id: UUID, keyring: Keyring) -> LastTeam:
    """Say who waits at the last house of a passage, and the rough words for where to pick up.

    Raises:
      Refused: there is no such passage among the reader's.
    """
    kept = passages.passage(passage_id, keyring)
    row = ArrivalRow.objects.filter(passage=passage_id).first()
    value = open_row(row, Arrival, keyring) if row else Arrival(expected=kept.passage.people)
    last = kept.stages[-1]
    words = value.pick_up or kept.passage.pick_up
    rough = "" if is_exact(words) else words
    return LastTeam(last.id, last.stage.guide_name, last.stage.from_place, rough, value.told_at)


def may_ask(end: KeptArrival, keyring: Keyring) -> list[Partner]:
    """List the partners where the people arrived who led no stage of their way.

    Raises:
      Refused: the keyring lacks the network's compartment.

    Cost: 57 ms for the historical network, of which every partner is opened.
    """
    place = end.kept.stages[-1].stage.to_place
    stages = [one.stage for one in end.way]
    return [
        partner
        for partner in network.partners(keyring)
        if partner.place == place and not led_any(partner.slug, partner.name, stages)
    ]


def calls(keyring: Keyring) -> list[Open]:
    """List the arrivals that call for somebody: people missing, first aid, a second hand."""
    rows = ArrivalRow.objects.filter(cell__in=keyring.cells_of("passages"))
    found = []
    for row in rows.select_related("passage"):
        value = open_row(row, Arrival, keyring)
        debrief = value.debrief
        waits = (
            debrief is not None
            and debrief.told_by is None
            and debrief.written_by != keyring.user_id
        )
        if value.n_missing or value.urgent or waits:
            code = open_row(row.passage, Passage, keyring).code
            found.append(Open(row.passage_id, code, value.n_missing, len(value.urgent), waits))
    return found


def _way(kept: KeptPassage, keyring: Keyring) -> tuple[KeptStage, ...]:
    """Gather what was travelled, of the passages before this one too."""
    found: list[KeptStage] = []
    seen: set[UUID] = set()
    while True:
        seen.add(kept.id)
        found = [one for one in kept.stages if was_led(one.stage)] + found
        after = kept.passage.after
        if after is None or after in seen:
            return tuple(found)
        kept = passages.passage(after, keyring)
