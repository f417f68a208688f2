"""What the office watches: whether anything changed, who knows what, which word is missing."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from waystation.base import clock
from waystation.dispatch import knowing
from waystation.dispatch import queries as dispatch
from waystation.dispatch.blast.queries import told_of, ways
from waystation.dispatch.domain import OPEN_STATES, StageOfPassage
from waystation.dispatch.knowing import Exposure, Knower, Told, Way
from waystation.dispatch.missed import Missed, missed
from waystation.dispatch.queries import KeptPassage
from waystation.dispatch.settling.services import is_settled as is_settled_on
from waystation.network import queries as network
from waystation.network.domain import RESTING, standing_on
from waystation.network.models import PartnerRow
from waystation.relay.models import ReportRow
from waystation.relay.orders import queries as orders
from waystation.relay.phones import queries as phones
from waystation.relay.talk.domain import is_unread
from waystation.relay.talk.queries import Conversation, conversation
from waystation.vault import visits
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row
from waystation.vault.visits import SignedOut, Visit

# More cards than that nobody reads; the figures count all.
KNOWERS_SHOWN = 100


def mark(cells: Iterable[UUID]) -> str:
    """Give a mark that is another one after every change a page would show; opens nothing.

    Cost: 0.5 ms; 4 ms with 20,000 events and as many reports on file.
    """
    held = list(cells)
    n_reports = ReportRow.objects.filter(phone__cell__in=held).count()
    return f"{dispatch.news_of(held)}-{n_reports}"


def is_inside(carrier: str) -> bool:
    """Say whether a visit still lasts; asking never makes it last longer."""
    try:
        visits.find(carrier, Visit, now=clock.real_now())
    except SignedOut:
        return False
    return True


class Known(NamedTuple):
    """Who can tell what now, the worst first, and how that weighs against all who are under way.

    `knowers` are the first of `n_knowers`.
    """

    knowers: list[Knower]
    n_knowers: int
    n_people: int
    worst: int
    mean: int


class Awaited(NamedTuple):
    """A word that should have come, on which stage, and when its guide's phone was last heard."""

    passage_id: UUID
    code: str
    stage_id: UUID
    stage: StageOfPassage
    missed: Missed
    seen_on: date | None


class Incident(NamedTuple):
    """What a guide who may be lost can tell, what the phone holds, and which ways that touches.

    `rests_until`: the last day on which nobody sends them anywhere, if they rest already.
    """

    stage: StageOfPassage
    passage_id: UUID
    told: tuple[Told, ...]
    exposure: Exposure
    touched: list[Way]
    phone_id: UUID | None
    on_phone: list[str]
    rests_until: date | None


class StagePage(NamedTuple):
    """One stage: what can still be settled, the two styles of its end, and what was said."""

    id: UUID
    passage: KeptPassage
    stage: StageOfPassage
    is_settled: bool
    styles: dict[bool, tuple[tuple[str, Exposure], ...]]
    talk: Conversation
    places: dict[str, str]

    @property
    def has_unread(self) -> bool:
        """Say whether the guide wrote something that nobody has seen yet."""
        return any(is_unread(one) for one in self.talk.said)


def who_knows(keyring: Keyring, now: datetime) -> Known:
    """Say which partner can tell what at this moment; nothing of it is ever stored."""
    all_ways = ways(keyring)
    found = knowing.knowers(all_ways, now)
    given_up = [one.exposure.people for one in found]
    return Known(
        found[:KNOWERS_SHOWN],
        len(found),
        sum(way.people for way in all_ways if way.is_open),
        max(given_up, default=0),
        round(sum(given_up) / len(given_up)) if given_up else 0,
    )


def missed_words(keyring: Keyring, now: datetime) -> list[Awaited]:
    """List the words that should have come by now, the longest awaited first."""
    seen = {kept.phone.partner: kept.row.seen_on for kept in phones.phones(keyring)}
    found = []
    for kept in dispatch.passages(keyring):
        if kept.passage.state not in OPEN_STATES:
            continue
        for stage_id, stage in kept.stages:
            gap = missed(stage, now)
            if gap is not None:
                code, seen_on = kept.passage.code, seen.get(stage.guide)
                found.append(Awaited(kept.id, code, stage_id, stage, gap, seen_on))
    return sorted(found, key=lambda one: one.missed.since)


def incident(stage_id: UUID, keyring: Keyring, now: datetime) -> Incident:
    """Lay out what is lost with a stage's guide, before anybody decides.

    Raises:
      Refused: there is no such stage.
    """
    row = dispatch.stage_row(stage_id, keyring)
    stage = open_row(row, StageOfPassage, keyring)
    field = knowing.Field(ways(keyring))
    told = field.told_by(stage.guide, now)
    phone = phones.phone_of(stage.guide, keyring)
    return Incident(
        stage,
        row.passage_id,
        told,
        field.exposure(told),
        field.touched(told, lost=stage.guide),
        phone.row.id if phone else None,
        orders.on_phone(phone.row.id, keyring) if phone else [],
        _rests_until(stage, keyring, now),
    )


def partner_row(stage: StageOfPassage, keyring: Keyring) -> UUID | None:
    """Find the record of a stage's guide; None: it is not on file any more."""
    held = PartnerRow.objects.filter(cell__in=keyring.cells_of("network"))
    if stage.guide_row is not None and held.filter(pk=stage.guide_row).exists():
        return stage.guide_row
    found = network.rows_of(["partner"], keyring).get(("partner", stage.guide))
    return found.id if found else None


def stage_page(stage_id: UUID, keyring: Keyring, now: datetime) -> StagePage:
    """Open one stage with what was said about it.

    Raises:
      Refused: there is no such stage.
    """
    kept = dispatch.passage(dispatch.passage_of(stage_id, keyring), keyring)
    stage = next(one.stage for one in kept.stages if one.id == stage_id)
    is_over = kept.passage.state not in (*OPEN_STATES, "proposed")
    is_settled = is_over or is_settled_on(stage, told_of(kept.id, keyring), now)
    shown = {}
    if not (stage.last or is_settled):
        all_ways = ways(keyring)
        mine = next(way for way in all_ways if way.id == kept.id)
        shown = knowing.styles(mine, stage.number, all_ways)
    talk = conversation(stage_id, keyring)
    return StagePage(stage_id, kept, stage, is_settled, shown, talk, place_names(keyring))


def place_names(keyring: Keyring) -> dict[str, str]:
    """Give the name of every place."""
    return {place.slug: place.name for place in network.places(keyring)}


def _rests_until(stage: StageOfPassage, keyring: Keyring, now: datetime) -> date | None:
    row_id, today = partner_row(stage, keyring), now.date()
    if row_id is None:
        return None
    held = network.record(row_id, keyring).record
    if standing_on(held, today) != RESTING:
        return None
    lasts: list[date] = [rest.last for rest in held.rests if rest.first <= today <= rest.last]
    return max(lasts)
