"""Reads of passages, opened with the reader's own keyring."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.base import events, watches
from waystation.base.errors import Refused
from waystation.dispatch import alarms as ringing
from waystation.dispatch.alarm_words import sentence
from waystation.dispatch.domain import (
    APPROVALS_NEEDED,
    OPEN_STATES,
    STAGE_ENDS,
    Ahead,
    Passage,
    StageOfPassage,
    ahead,
    is_overdue,
    is_unpaid,
)
from waystation.dispatch.models import PassageRow, StageRow
from waystation.dispatch.trouble import Ground, Trouble, troubles
from waystation.hazards import queries as hazards
from waystation.network import queries as network
from waystation.network.domain import Partner
from waystation.network.models import PartnerRow
from waystation.routing import queries as routing
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row, token_of


class KeptStage(NamedTuple):
    """A stage and the row it is kept in."""

    id: UUID
    stage: StageOfPassage


class KeptPassage(NamedTuple):
    """A passage with its stages in order; `mine`: it is proposed and the reader's hand is on it."""

    id: UUID
    passage: Passage
    stages: tuple[KeptStage, ...]
    mine: bool

    @property
    def missing_approvals(self) -> int:
        """Say how many approvals are still needed."""
        return max(0, APPROVALS_NEEDED - self.passage.approvals)

    @property
    def ahead(self) -> Ahead | None:
        """Give the risk of what is still to come; None where nothing is: that is no promise."""
        left = [kept.stage for kept in self.stages if kept.stage.state not in STAGE_ENDS]
        return ahead(left) if left else None

    def overdue(self, now: datetime) -> list[StageOfPassage]:
        """List the stages that should have begun or ended by now; none before approval."""
        if self.passage.state not in OPEN_STATES:
            return []
        return [kept.stage for kept in self.stages if is_overdue(kept.stage, now)]

    @property
    def unpaid(self) -> list[KeptStage]:
        """List the stages that were handed over and nobody could pay."""
        return [kept for kept in self.stages if is_unpaid(kept.stage)]


def no_such() -> Refused:
    """Say the same of a passage that is not there and of one that is not the reader's."""
    return Refused(_("There is no such passage."), hint=_("Pick one from the list of passages."))


def passage(passage_id: UUID, keyring: Keyring) -> KeptPassage:
    """Open one passage with its stages.

    Raises:
      Refused: there is none of that id, or the keyring does not hold its cell.
    """
    row = PassageRow.objects.filter(pk=passage_id, cell__in=keyring.cells).first()
    if row is None:
        raise no_such()
    return _opened(row, keyring)


def passages(keyring: Keyring) -> list[KeptPassage]:
    """List all passages, those still open first, then by departure."""
    rows = PassageRow.objects.filter(cell__in=keyring.cells_of("passages"))
    found = [_opened(row, keyring) for row in rows.prefetch_related("stages", "hands")]
    closed = ("arrived", "stood down")
    return sorted(found, key=lambda p: (p.passage.state in closed, p.passage.depart))


def ground(keyring: Keyring, stages: Iterable[StageOfPassage]) -> Ground:
    """Open what some stages stand on: the network in whatever standing, and what is halted.

    Of the partners only those who still have to lead one of the stages are opened.

    Cost: 25 ms for the historical network; opening all its 3,255 partners would be 57 ms more.
    """
    guides = {stage.guide_row for stage in stages if stage.state not in STAGE_ENDS}
    return _ground(_leading(guides, keyring), keyring)


def ground_of_all(keyring: Keyring) -> Ground:
    """Open what any stage may stand on, with every partner there is."""
    return _ground(network.partners(keyring), keyring)


def _ground(partners: list[Partner], keyring: Keyring) -> Ground:
    return Ground(
        places={place.slug: place for place in network.places(keyring)},
        houses={house.place: house for house in network.houses(keyring)},
        legs={leg.slug: leg for leg in network.legs(keyring)},
        partners={partner.slug: partner for partner in partners},
        halts={
            (kept.halt.what, kept.halt.slug): kept.halt.why for kept in hazards.halts(keyring).halts
        },
    )


def _leading(guides: set[UUID | None], keyring: Keyring) -> list[Partner]:
    """Open the partners of these rows; all of them if a stage does not say where its guide is."""
    known = [row_id for row_id in guides if row_id is not None]
    if len(known) < len(guides):
        return network.partners(keyring)
    rows = PartnerRow.objects.filter(pk__in=known, cell=keyring.cell("network"))
    return [open_row(row, Partner, keyring) for row in rows]


def troubled(kept: KeptPassage, ground: Ground) -> tuple[Trouble, ...]:
    """List what stands in the way of a passage; nothing once it is over."""
    if kept.passage.state not in (*OPEN_STATES, "proposed"):
        return ()
    return troubles([one.stage for one in kept.stages], ground)


def news(keyring: Keyring) -> str:
    """Give a mark that is another one after every word of a guide, halt, change and alarm.

    It counts and opens nothing, so a page may ask every second. Cost: 0.3 ms; 3 ms with 20,000
    events on file.
    """
    return news_of(keyring.cells)


def news_of(cells: Iterable[UUID]) -> str:
    """Give the mark of `news` for some compartments, without their keys."""
    held = list(cells)
    return f"{events.count(events.KINDS, cells=held)}-{watches.n_ringing(held)}"


def busy(keyring: Keyring, but: UUID | None = None) -> dict[str, list[tuple[datetime, datetime]]]:
    """Tell of each partner when they have a group to lead, proposed ones too, save on one passage.

    They have to be there from when a group sets out until it is handed over.
    """
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for kept in passages(keyring):
        if kept.id == but or kept.passage.state not in (*OPEN_STATES, "proposed"):
            continue
        for _id, stage in kept.stages:
            if stage.state not in STAGE_ENDS:
                found.setdefault(stage.guide, []).append((stage.depart, stage.arrive))
    return found


def carried_on_by(plan_id: UUID, keyring: Keyring) -> KeptPassage | None:
    """Find the passage under way that a plan was made to carry on; None: it is a new way."""
    wanted, seen = routing.plan(plan_id, keyring).plan.after, {plan_id}
    on_the_way = {
        kept.passage.plan: kept for kept in passages(keyring) if kept.passage.state in OPEN_STATES
    }
    while wanted is not None and wanted not in seen:
        if wanted in on_the_way:
            return on_the_way[wanted]
        seen.add(wanted)
        wanted = routing.plan(wanted, keyring).plan.after
    return None


def alarms(keyring: Keyring) -> list[str]:
    """Open the alarms that ring in the reader's cells: each one sentence on what to do."""
    return [sentence(rung.alarm) for rung in ringing.rung(keyring) if not rung.taken]


def _opened(row: PassageRow, keyring: Keyring) -> KeptPassage:
    stages = [
        KeptStage(stage.id, open_row(stage, StageOfPassage, keyring)) for stage in row.stages.all()
    ]
    passage = open_row(row, Passage, keyring)
    return KeptPassage(
        row.id,
        passage,
        tuple(sorted(stages, key=lambda kept: kept.stage.number)),
        # Asked only where a hand is still wanted: a token costs more than the rest of a row.
        passage.state == "proposed" and _has_hand_on(row, keyring),
    )


def _has_hand_on(row: PassageRow, keyring: Keyring) -> bool:
    me = token_of(keyring.user_id, row, keyring)
    return any(bytes(hand.actor) == me for hand in row.hands.all())


def stage_row(stage_id: UUID, keyring: Keyring) -> StageRow:
    """Find a stage's row among those the keyring opens.

    Raises:
      Refused: there is none.
    """
    row = StageRow.objects.filter(pk=stage_id, cell__in=keyring.cells).first()
    if row is None:
        raise no_such()
    return row


def passage_of(stage_id: UUID, keyring: Keyring) -> UUID:
    """Name the passage that a stage belongs to.

    Raises:
      Refused: there is no such stage.
    """
    return stage_row(stage_id, keyring).passage_id
