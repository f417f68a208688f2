"""Reads all that decides whether stages may begin, with the reader's own keyring."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from django.conf import settings

from waystation.cases import parts
from waystation.cases import queries as cases
from waystation.cases.consent.domain import Consent, Vital
from waystation.cases.domain import Reason as CaseReason
from waystation.cases.grouping import queries as grouping
from waystation.cases.models import GroupRow
from waystation.cases.queries import GroupView, HouseholdView
from waystation.cases.safeguarding import queries as safeguarding
from waystation.dispatch import queries
from waystation.dispatch.agreed import AGREED_TO, LOOKED, NO_FACTS, Agreed, Facts
from waystation.dispatch.domain import (
    OPEN_STATES,
    STAGE_ENDS,
    Passage,
    StageOfPassage,
    was_travelled,
)
from waystation.dispatch.models import HandRow, PassageRow
from waystation.dispatch.queries import KeptPassage
from waystation.dispatch.starting import domain, people
from waystation.dispatch.starting.domain import Hand, Hours, Reason, Start, Stay
from waystation.dispatch.starting.people import Group, Home
from waystation.dispatch.trouble import Ground, Trouble, troubles
from waystation.hazards import queries as hazards
from waystation.hazards.domain import Hazard, both_ways, near
from waystation.network.domain import Leg
from waystation.routing.domain import CHANGE_MAX_MIN
from waystation.vault.keyring import Keyring
from waystation.vault.opening import open_row

NOT_BEGUN = ("planned", "ordered", "accepted")
# What of a leg on file an approver looked at; a note or a source may be written anew.
OF_A_LEG = (
    *("mode", "duration_min", "capacity", "night_only", "oneway", "cost_cents", "risk_p"),
    *("departs", "windows", "slow", "guides"),
)


class Held(NamedTuple):
    """Why one stage may not begin, and what of it is not as its last approver saw it."""

    id: UUID
    stage: StageOfPassage
    reasons: tuple[Reason, ...]
    before: Facts | None
    now: Facts
    changed: tuple[str, ...]


class Found(NamedTuple):
    """The stages of a passage that have not begun, and the households of its group by code."""

    stages: tuple[Held, ...]
    homes: Mapping[str, UUID]


class Gathered(NamedTuple):
    """What decides about each stage, by the id of its row, and the households of the group."""

    starts: tuple[tuple[UUID, Start], ...]
    homes: tuple[Home, ...]


def hours() -> Hours:
    """Say for how many hours a look at the way and an approval hold, as this office set it."""
    return Hours(settings.LOOK_HOURS, settings.APPROVAL_HOURS)


def found(kept: KeptPassage, ground: Ground, keyring: Keyring, now: datetime) -> Found:
    """Say of each stage that has not begun why it may not; nothing once the passage is over."""
    if kept.passage.state not in (*OPEN_STATES, "proposed"):
        return Found((), {})
    before = {facts.number: facts for facts in kept.passage.seen}
    gathered, held = gather(kept, ground, keyring, now), []
    for stage_id, start in gathered.starts:
        seen, facts = before.get(start.facts.number), start.facts
        reasons = domain.may_start(start, hours(), now)
        told = domain.changed(seen, facts) if seen is not None else ()
        held.append(Held(stage_id, start.stage, reasons, seen, facts, told))
    return Found(tuple(held), {home.code: home.id for home in gathered.homes})


def gather(
    kept: KeptPassage,
    ground: Ground,
    keyring: Keyring,
    now: datetime,
    only: UUID | None = None,
) -> Gathered:
    """Gather what decides about each stage of a passage that has not begun.

    Args:
      only: gather it for this stage alone.
    """
    stages = [one.stage for one in kept.stages]
    wanted = [one for one in kept.stages if one.stage.state in NOT_BEGUN and only in (None, one.id)]
    group = _group(kept.passage, stages, keyring, now.date())
    common = _common(kept, stages, group, has_begun=_has_begun(kept, keyring))
    facts = {fact.number: fact for fact in facts_of(stages, ground, keyring)}
    others = _other_stays(kept, [one.stage for one in wanted], stages, keyring)
    starts = []
    for stage_id, stage in wanted:
        stay = _stay(stage, stages, kept.passage.people)
        start = common._replace(
            stage=stage,
            facts=facts[stage.number],
            troubles=_troubles(stage, stages, ground),
            hands=_hands(kept, stage.number),
            stay=stay and stay._replace(peak=domain.peak(stay, others)),
        )
        starts.append((stage_id, start if group is None else _of_people(start, group, now.date())))
    return Gathered(tuple(starts), () if group is None else group.homes)


def _has_begun(kept: KeptPassage, keyring: Keyring) -> bool:
    """Say whether a group set out: on this passage, or on one that it carries on.

    What was planned anew while its group still stood at home has not begun.
    """
    while not any(was_travelled(one.stage) for one in kept.stages):
        if kept.passage.after is None:
            return False
        kept = queries.passage(kept.passage.after, keyring)
    return True


def _common(
    kept: KeptPassage, stages: Sequence[StageOfPassage], group: Group | None, *, has_begun: bool
) -> Start:
    """Give what is the same for every stage of a passage; the rest is of its first."""
    return Start(
        stage=stages[0],
        facts=NO_FACTS,
        has_begun=has_begun,
        looked_at=_looked_at(kept.passage),
        casework=None if group is None else (),
        agreed_to=any(one.what == AGREED_TO for one in kept.passage.said),
    )


def _of_people(start: Start, group: Group, today: date) -> Start:
    everybody = [person for home in group.homes for _row, person in home.people]
    return start._replace(
        casework=people.reasons_of(group, start.stage),
        shares=people.shares(group, start.stage, today),
        is_named=people.holds_a_name(start.stage.needs, everybody),
    )


def names_somebody(group_id: UUID, text: str, keyring: Keyring, today: date) -> bool:
    """Say whether a text holds a name of somebody in a group that the reader can open."""
    if not text or not cases.held(GroupRow, keyring).filter(pk=group_id).exists():
        return False
    return people.holds_a_name(text, cases.group_detail(group_id, keyring, today).people)


def facts_of(
    stages: Sequence[StageOfPassage], ground: Ground, keyring: Keyring
) -> tuple[Facts, ...]:
    """Say of each stage what an approver sees of it now, as far as a change asks them again."""
    heard = [one for one in hazards.hazards(keyring) if one.heard_at and not one.withdrawn]
    return tuple(_facts(stage, stages, ground, heard) for stage in stages)


def _facts(
    stage: StageOfPassage,
    stages: Sequence[StageOfPassage],
    ground: Ground,
    heard: Iterable[Hazard],
) -> Facts:
    leg = ground.legs.get(both_ways(stage.leg))
    needs_house = _stay(stage, stages, 0) is not None
    house = ground.houses.get(stage.to_place) if needs_house else None
    return Facts(
        number=stage.number,
        leg=stage.leg,
        depart=stage.depart,
        arrive=stage.arrive,
        guide=stage.guide,
        guide_name=stage.guide_name,
        people=stage.people,
        needs=stage.needs,
        risk_p=stage.risk_p,
        way=_digest(leg),
        beds=house.beds if house else -1,
        nights=house.max_nights if house else -1,
        n_words=_n_words(stage, leg, ground, heard),
    )


def _digest(leg: Leg | None) -> bytes:
    told = [getattr(leg, name) for name in OF_A_LEG] if leg is not None else []
    return hashlib.sha256(msgspec.msgpack.encode(told)).digest()[:8]


def _n_words(
    stage: StageOfPassage, leg: Leg | None, ground: Ground, heard: Iterable[Hazard]
) -> int:
    a, b = ground.places.get(stage.from_place), ground.places.get(stage.to_place)
    if a is None or b is None:
        return 0
    return len(near(heard, a, b, ground.places, leg))


def _troubles(
    stage: StageOfPassage, stages: Sequence[StageOfPassage], ground: Ground
) -> tuple[Trouble, ...]:
    """List what stands in the way of one stage, also where it stands in the way of another."""
    pair = [one for one in stages if one.number in (stage.number, stage.number + 1)]
    return tuple(one for one in troubles(pair, ground) if one.stage == stage.number)


def _hands(kept: KeptPassage, number: int) -> tuple[Hand, ...]:
    """Give the hands on a passage, each approval with what was seen of one stage."""
    agreed = {one.hand: one for one in kept.passage.agreed}
    found = []
    for row in HandRow.objects.filter(passage=kept.id):
        hand, one = Hand(bytes(row.actor), row.act), agreed.get(row.pk)
        found.append(hand._replace(at=one.at, mark=_mark(one, number)) if one else hand)
    return tuple(found)


def _mark(agreed: Agreed, number: int) -> bytes | None:
    return agreed.marks[number - 1] if number <= len(agreed.marks) else None


def _looked_at(passage: Passage) -> datetime | None:
    """Say when somebody last looked at the way: an approver, or who gave their word on it."""
    looks = [one.at for one in passage.said if one.what == LOOKED]
    return max([*looks, *(one.at for one in passage.agreed)], default=None)


def _stay(stage: StageOfPassage, stages: Sequence[StageOfPassage], n_people: int) -> Stay | None:
    """Give the stay in a house between a stage and the next; None: they only change there."""
    after = next((one for one in stages if one.number == stage.number + 1), None)
    if after is None or after.wait_min <= CHANGE_MAX_MIN:
        return None
    return Stay(stage.to_place, stage.arrive, after.depart, n_people)


def _other_stays(
    kept: KeptPassage,
    wanted: Sequence[StageOfPassage],
    stages: Sequence[StageOfPassage],
    keyring: Keyring,
) -> list[Stay]:
    """List the stays of other passages under way in the houses that some stages lead to.

    Only those are opened whose time overlaps; where nobody stays, none is.
    """
    mine = [stay for stage in wanted if (stay := _stay(stage, stages, 0)) is not None]
    if not mine:
        return []
    first, last = min(stay.since for stay in mine), max(stay.until for stay in mine)
    places = {stay.place for stay in mine}
    found = []
    rows = PassageRow.objects.filter(cell__in=keyring.cells_of("passages")).exclude(pk=kept.id)
    for row in rows:
        passage = open_row(row, Passage, keyring)
        overlaps = passage.depart <= last and passage.arrive >= first
        if passage.state not in OPEN_STATES or not overlaps:
            continue
        theirs = [open_row(one, StageOfPassage, keyring) for one in row.stages.all()]
        ahead = [one for one in theirs if one.state not in STAGE_ENDS or _waits(one, theirs)]
        stays = (_stay(one, theirs, passage.people) for one in ahead)
        found += [stay for stay in stays if stay is not None and stay.place in places]
    return found


def _waits(stage: StageOfPassage, stages: Sequence[StageOfPassage]) -> bool:
    """Say whether a group stands where this stage ended: it is over and the next has not begun."""
    after = next((one for one in stages if one.number == stage.number + 1), None)
    is_done = stage.state == "handed over"
    return is_done and after is not None and after.state in NOT_BEGUN


def _group(
    passage: Passage, stages: Sequence[StageOfPassage], keyring: Keyring, today: date
) -> Group | None:
    """Open what casework knows of the group of a passage; None: it is not the reader's to open."""
    if passage.group is None:
        return Group((), ())
    if not cases.held(GroupRow, keyring).filter(pk=passage.group).exists():
        return None
    view = cases.group_detail(passage.group, keyring, today)
    ways = [(one.number, one.mode, one.night) for one in stages if one.state in NOT_BEGUN]
    found = grouping.may_travel(passage.group, keyring, today, ways=ways)
    if view.size != passage.people:
        found = [*found, CaseReason("other people", str(view.size), str(passage.people))]
    reasons = [_told(reason, view, keyring, today) for reason in found]
    return Group(tuple(_home(one, keyring) for one in view.households), tuple(reasons))


def _told(reason: CaseReason, view: GroupView, keyring: Keyring, today: date) -> CaseReason:
    """Say of a child who may not travel whether the decision is missing or the companion."""
    if reason.kind != "child alone":
        return reason
    home = next(one for one in view.households if one.household.code == reason.code)
    found = safeguarding.children(home.id, keyring, today)
    flagged = [child for child in found if child.is_flagged]
    decided = all(
        any(kept.value.stands_on(today) for kept in child.assessments) for child in flagged
    )
    return CaseReason("companion" if decided else "assessment", reason.code)


def _home(view: HouseholdView, keyring: Keyring) -> Home:
    written = parts.opened(view.id, keyring)
    return Home(
        id=view.id,
        code=view.household.code,
        people=tuple(zip(view.household.people, view.people, strict=True)),
        answers=tuple(kept.value for kept in parts.of_kind(written, Consent)),
        grounds=tuple((kept.value, kept.first_at) for kept in parts.of_kind(written, Vital)),
    )


def by_kind(held: Iterable[Held]) -> Mapping[Reason, list[int]]:
    """Put the same reason of several stages together, with the numbers of the stages."""
    gathered: dict[Reason, list[int]] = {}
    for one in held:
        for reason in one.reasons:
            gathered.setdefault(reason, []).append(one.stage.number)
    return gathered
