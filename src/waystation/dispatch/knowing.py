"""What each partner can tell now, and whom one arrest would give up. Pure.

Source: Lindelauf, Borm, Hamers, 2009, Social Networks 31:126-137: the secrecy of a network is the
share of it that stays unexposed when one member is found; here taken from the plan, by the hour.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec

from waystation.base.moments import quarter_of
from waystation.dispatch.domain import STAGE_ENDS, StageOfPassage

# What somebody saw and heard is counted as remembered for so long.
MEMORY = timedelta(days=30)
# What is told of a stage: all of it, a change, a few words.
WHATS = ("order", "change", "words")
# Whoever says one of these has read the order.
READ = ("accepted", "declined", "met", "taken", "handed over", "left")
WITH_PEOPLE = ("met", "taken")


class Disclosed(msgspec.Struct, frozen=True, kw_only=True, tag="disclosure/1"):
    """One thing that a partner was really told of a stage, and from when on they could read it.

    `what` is one of `WHATS`; `by_phone`: it lies on a phone until `ended_at`, else it was said by a
    person. What ended before it could be read was never known.
    """

    stage: UUID
    number: int
    to: str
    name: str
    what: str
    by_phone: bool
    readable_at: datetime
    ended_at: datetime | None = None

    def was_read(self, at: datetime) -> bool:
        """Say whether it could be read by a moment; what somebody read is not taken back."""
        ended = self.ended_at
        return self.readable_at <= at and (ended is None or self.readable_at < ended)

    def is_on_phone(self, at: datetime) -> bool:
        """Say whether it lies readable on a phone at a moment."""
        return self.was_on_phone(at, at)

    def was_on_phone(self, since: datetime, at: datetime) -> bool:
        """Say whether it lay readable on a phone at any time between two moments."""
        gone = self.ended_at is not None and self.ended_at <= since
        return self.by_phone and self.was_read(at) and not gone


class Way(NamedTuple):
    """A passage as far as knowing goes: who is on it, whether still, its stages, what was told."""

    id: UUID
    label: str
    people: int
    is_open: bool
    stages: tuple[StageOfPassage, ...]
    disclosed: tuple[Disclosed, ...] = ()


class Face(NamedTuple):
    """Another guide whom a partner met, or knows where and when to meet."""

    guide: str
    name: str
    met: bool


class Told(NamedTuple):
    """One stage of which a partner can tell; `when` is "ahead", "with them" or "behind"."""

    way: Way
    stage: StageOfPassage
    when: str
    faces: tuple[Face, ...]


class Exposure(NamedTuple):
    """What one arrest gives up: people on their way, groups, other partners and places."""

    people: int
    groups: int
    partners: int
    places: int


class Knower(NamedTuple):
    """A partner with all that they can tell at one moment."""

    guide: str
    name: str
    told: tuple[Told, ...]
    exposure: Exposure


def readable_at(stage: StageOfPassage) -> datetime:
    """Say from when on a stage's guide can read its order: it is let go in whole quarters."""
    return quarter_of(stage.depart - timedelta(hours=stage.lead_h))


def is_known(stage: StageOfPassage, at: datetime, *, foreseen: bool = False) -> bool:
    """Say whether a stage's own guide can tell of it.

    Args:
      foreseen: take it that every order is sealed by its time, to weigh what is not sealed yet.
    """
    if at - stage.arrive > MEMORY:
        return False
    if any(report.what in READ for report in stage.reports):
        return True
    if stage.state == "stood down":
        sealed = any(report.what == "ordered" for report in stage.reports)
        ended = [report.at for report in stage.reports if report.what == "stood down"]
        return sealed and readable_at(stage) <= min([at, *ended])
    sealed = stage.state != "planned" or foreseen
    return sealed and readable_at(stage) <= at


def has_read(
    stage: StageOfPassage,
    guide: str,
    disclosed: Sequence[Disclosed],
    at: datetime,
    *,
    foreseen: bool = False,
) -> bool:
    """Say whether a partner can tell of a stage: by what they were really told, if that was noted.

    Of a stage about which nothing is noted, its state says what its guide can read.
    """
    told = [one for one in disclosed if one.number == stage.number]
    if not told:
        return guide == stage.guide and is_known(stage, at, foreseen=foreseen)
    if at - stage.arrive > MEMORY:
        return False
    if any(one.was_read(at) for one in told if one.to == guide):
        return True
    answered = any(report.what in READ for report in stage.reports)
    opens = foreseen and stage.state not in STAGE_ENDS and readable_at(stage) <= at
    return guide == stage.guide and (answered or opens)


def is_read(stage: StageOfPassage, disclosed: Sequence[Disclosed], at: datetime) -> bool:
    """Say whether anybody can tell of a stage: its guide, or somebody else it was disclosed to."""
    told = {one.to for one in disclosed if one.number == stage.number}
    return any(has_read(stage, guide, disclosed, at) for guide in {*told, stage.guide})


def faces(stages: Sequence[StageOfPassage], stage: StageOfPassage) -> tuple[Face, ...]:
    """Name the other guides whom a stage's guide meets, or would wait for in vain.

    An appointment counts like a face: whoever holds the order can be there in the guide's place.
    Where a stage ends apart, neither of the two ever sees the other.
    """
    by_number = {one.number: one for one in stages}
    before, after = by_number.get(stage.number - 1), by_number.get(stage.number + 1)
    found = []
    if before is not None and not before.apart and before.guide != stage.guide:
        has_met = _has(stage, "met")
        found.append(Face(before.guide, before.guide_name, has_met))
    if after is not None and not stage.apart and after.guide != stage.guide:
        has_met = stage.state == "handed over"
        found.append(Face(after.guide, after.guide_name, has_met))
    return tuple(found)


def holders(way: Way, stage: StageOfPassage) -> dict[str, str]:
    """Name whoever was told or is to be told of a stage: its guide, and who else an order went to.

    Returns their names by id.
    """
    told = {one.to: one.name for one in way.disclosed if one.number == stage.number}
    return {**told, stage.guide: stage.guide_name}


class Field:
    """All ways, found by who was or will be told, and by where and by whom they still go."""

    def __init__(self, ways: Iterable[Way]) -> None:
        self.ways = {way.id: way for way in ways}
        self.names: dict[str, str] = {}
        self._told: dict[str, list[tuple[Way, StageOfPassage]]] = {}
        self._past: dict[str, set[UUID]] = {}
        self._with: dict[str, set[UUID]] = {}
        for way in self.ways.values():
            for stage in way.stages:
                for guide, name in holders(way, stage).items():
                    self._told.setdefault(guide, []).append((way, stage))
                    self.names[guide] = name
                if way.is_open and stage.state not in STAGE_ENDS:
                    self._with.setdefault(stage.guide, set()).add(way.id)
                    for place in (stage.from_place, stage.to_place):
                        self._past.setdefault(place, set()).add(way.id)

    def told_by(self, guide: str, at: datetime, *, foreseen: bool = False) -> tuple[Told, ...]:
        """List the stages of which a partner can tell, by the time they leave."""
        found = [
            Told(way, stage, _when(stage), _others(guide, faces(way.stages, stage)))
            for way, stage in self._told.get(guide, ())
            if has_read(stage, guide, way.disclosed, at, foreseen=foreseen)
        ]
        return tuple(sorted(found, key=lambda one: one.stage.depart))

    def touched(self, told: Sequence[Told], *, lost: str = "") -> list[Way]:
        """List the ways under way that what was told gives up, and those that count on who is lost.

        A way counts if the partner led or leads it, or if a stage still to come begins or ends at a
        place, or is led by a partner, that was given up.
        """
        hit = {one.way.id for one in told if one.way.is_open}
        hit |= self.past(_places(told), (lost, *_partners(told)))
        return [self.ways[way_id] for way_id in self.ways if way_id in hit]

    def past(self, places: Iterable[str], partners: Iterable[str]) -> set[UUID]:
        """Find the ways under way that have a stage to come past one of them or led by one."""
        hit: set[UUID] = set()
        for place in places:
            hit |= self._past.get(place, set())
        for partner in partners:
            hit |= self._with.get(partner, set())
        return hit

    def exposure(self, told: Sequence[Told]) -> Exposure:
        """Count whom an arrest gives up: those told of, and those still to come past them."""
        hit = self.touched(told)
        n_people = sum(way.people for way in hit)
        return Exposure(n_people, len(hit), len(_partners(told)), len(_places(told)))


def knowers(ways: Iterable[Way], at: datetime) -> list[Knower]:
    """List every partner who can tell of something now, the one who gives up most first.

    Cost: 1.2 s with 453 groups under way and 3,000 guides, on two busy cores.
    """
    field, found = Field(ways), []
    for guide, name in field.names.items():
        told = field.told_by(guide, at) if guide else ()
        if told:
            found.append(Knower(guide, name, told, field.exposure(told)))
    return sorted(found, key=lambda one: (-one.exposure.people, -one.exposure.partners, one.name))


def styles(
    way: Way, number: int, ways: Sequence[Way]
) -> dict[bool, tuple[tuple[str, Exposure], ...]]:
    """Set side by side what an arrest gives up if a hand-over is in person, and if it is apart.

    Both guides of the hand-over are weighed at its time, when both can read their orders and
    nothing was handed over yet. Returns the names and exposures by `apart`.
    """
    others = [other for other in ways if other.id != way.id]
    found = {}
    for apart in (False, True):
        stages = tuple(
            msgspec.structs.replace(stage, apart=apart) if stage.number == number else stage
            for stage in way.stages
        )
        field = Field([*others, way._replace(stages=stages)])
        two = [stage for stage in stages if stage.number in (number, number + 1)]
        at = two[0].arrive
        told = [(one.guide_name, field.told_by(one.guide, at, foreseen=True)) for one in two]
        found[apart] = tuple((name, field.exposure(what)) for name, what in told)
    return found


def _others(guide: str, found: tuple[Face, ...]) -> tuple[Face, ...]:
    return tuple(face for face in found if face.guide != guide)


def _places(told: Iterable[Told]) -> set[str]:
    return {place for one in told for place in (one.stage.from_place, one.stage.to_place)}


def _partners(told: Iterable[Told]) -> set[str]:
    return {face.guide for one in told for face in one.faces}


def _when(stage: StageOfPassage) -> str:
    if stage.state in STAGE_ENDS:
        return "behind"
    return "with them" if _has(stage, *WITH_PEOPLE) else "ahead"


def _has(stage: StageOfPassage, *words: str) -> bool:
    return stage.state in words or any(report.what in words for report in stage.reports)
