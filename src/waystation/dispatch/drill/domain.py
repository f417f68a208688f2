"""Who is touched when somebody or something is lost, and what each group is told at once. Pure."""

import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec

from waystation.dispatch.blast.domain import Loss as Fall
from waystation.dispatch.domain import STAGE_ENDS, TROUBLES, StageOfPassage, stands_at
from waystation.dispatch.knowing import Way
from waystation.hazards.domain import both_ways
from waystation.network.domain import Leg, Partner, Place, codes_of
from waystation.routing.domain import Lost

PARTNER, HOUSE, PHONE, BORDER, LAND, STAFF = KINDS = (
    "partner",
    "house",
    "phone",
    "border",
    "jurisdiction",
    "staff",
)
APPROVALS_NEEDED = 2
# Nobody is told and gathered in less; before that no new way begins.
NOTICE = timedelta(hours=1)
PREPARED, DONE, WITHDRAWN = "prepared", "done", "withdrawn"
# What a group is told now.
HIDE, MOVE_ON, GO_ON, TURN_BACK, FINISH, WITH_THEM = ACTS = (
    "hide",
    "move on",
    "go on",
    "turn back",
    "finish",
    "with them",
)
# So a drill is not longer than a sealed row: some three hundred groups of ten stages.
FATES_MAX = 250


class Loss(msgspec.Struct, frozen=True, kw_only=True):
    """What is taken for lost: one of KINDS, which one, what it is called, and since when.

    `key` is a partner's slug (also for their phone), a place's, two lands' codes joined by "|", a
    land's code, or the id of a colleague's account.
    """

    what: str
    key: str
    name: str
    since: datetime


class Burned(NamedTuple):
    """What nobody may rely on any more: given up by who is lost, or lost itself.

    `lands` are codes of jurisdictions that nobody may enter; `everything` says that whoever is lost
    could read every way, so that each has to become another one. `lost` are places that are lost
    themselves: as a destination they are none any more, unlike one that is merely known.
    """

    places: frozenset[str] = frozenset()
    partners: frozenset[str] = frozenset()
    legs: frozenset[str] = frozenset()
    lands: tuple[str, ...] = ()
    everything: bool = False
    lost: frozenset[str] = frozenset()


class Map(NamedTuple):
    """The network in whatever standing, by slug."""

    places: Mapping[str, Place]
    legs: Mapping[str, Leg]
    partners: Mapping[str, Partner]


class Hop(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One stage as the drill shows it; `told`: its guide holds an order."""

    number: int
    from_place: str
    to_place: str
    depart: datetime
    arrive: datetime
    guide: str
    mode: str = ""
    told: bool = False
    is_lost: bool = False
    under_way: bool = False


class Fate(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One group that is touched: what it is told, by which way it went, by which it will go.

    `plan` and `route_no` are the new way of a real drill; an exercise keeps none. `no_plan` says
    why there is none. `loosened`: it was found only without the limits of the first question.
    `risk` is that of what is still to come, before and after. `hosts` are partners at the place
    where the group stands, who can be told to hide it. `became` is the passage it was carried on
    as, `waits` that this has to wait for the hand-over of the stage under way, `unsealed` names the
    guides of the new way to whom no order could be sealed. `guides` lead the new way as it was
    reviewed; `nth` says when the group was tried out: it is led in the same order.
    """

    passage: UUID
    code: str
    people: int
    here: str
    act: str
    before: tuple[Hop, ...]
    after: tuple[Hop, ...] = ()
    plan: UUID | None = None
    route_no: int = 0
    no_plan: str = ""
    loosened: bool = False
    risk: tuple[float, float] = (0.0, 0.0)
    hosts: tuple[str, ...] = ()
    became: UUID | None = None
    waits: bool = False
    unsealed: str = ""
    guides: tuple[str, ...] = ()
    nth: int = 0

    @property
    def is_stuck(self) -> bool:
        """Say whether this group has no safe plan."""
        return self.act == WITH_THEM or bool(self.no_plan)


class Task(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """Something a person has to do besides: `what` is one of `wording.TASKS`, done when and so."""

    what: str
    of: str = ""
    role: str = "field manager"
    done_at: datetime | None = None


class Drill(msgspec.Struct, frozen=True, kw_only=True, tag="drill/1"):
    """Somebody or something lost, and all that is to be done about it at once.

    `mark` stands for all passages and the network as they were when it was prepared. `packed` holds
    the groups' fates, `places` and `partners` what is given up, by name, for whoever reads it.
    `signed` are those who approved it: their hands are laid on the new passages too.
    """

    code: str
    loss: Loss
    exercise: bool
    prepared_at: datetime
    prepared_by: UUID
    mark: bytes
    packed: bytes
    places: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    shut: Lost = Lost()
    family_cents: int = 0
    family_unpaid: bool = False
    tasks: tuple[Task, ...] = ()
    proposals: tuple[str, ...] = ()
    signed: tuple[UUID, ...] = ()
    state: str = PREPARED
    done_at: datetime | None = None

    @property
    def fates(self) -> tuple[Fate, ...]:
        """Unpack the groups, those without a safe plan first."""
        return msgspec.msgpack.decode(zlib.decompress(self.packed), type=tuple[Fate, ...])

    @property
    def missing(self) -> int:
        """Count the approvals that are still needed."""
        return max(0, APPROVALS_NEEDED - len(self.signed)) if self.state == PREPARED else 0


def packed(fates: Iterable[Fate]) -> bytes:
    """Pack groups so that many fit a row: those without a safe plan first, then who moves on."""
    ranks = {act: nth for nth, act in enumerate((MOVE_ON, TURN_BACK, GO_ON, HIDE, FINISH))}
    ordered = sorted(fates, key=lambda one: (not one.is_stuck, ranks.get(one.act, -1), one.code))
    return zlib.compress(msgspec.msgpack.encode(ordered), 9)


def crossing(legs: Iterable[Leg], places: Mapping[str, Place], key: str) -> frozenset[str]:
    """Name the legs that cross a border; its key holds the codes of the lands on both sides."""
    one, _bar, other = key.partition("|")
    return frozenset(
        leg.slug
        for leg in legs
        if leg.from_place in places
        and leg.to_place in places
        and _is_between(places[leg.from_place], places[leg.to_place], one, other)
    )


def border_of(a: Place, b: Place) -> str:
    """Give the key of the border between two places; empty if they lie in one land."""
    if not (codes_of(a) and codes_of(b)) or codes_of(a)[0] == codes_of(b)[0]:
        return ""
    return "|".join(sorted((codes_of(a)[0], codes_of(b)[0])))


def within(places: Iterable[Place], code: str) -> frozenset[str]:
    """Name the places that lie in a land."""
    return frozenset(place.slug for place in places if code in codes_of(place))


def burned(loss: Loss, fall: Fall, known: Map) -> Burned:
    """Say which places and people are given up, and which legs and lands are shut.

    The home of a partner who is lost is given up too. Where an account could read everything, all
    are known and none is shut: only the ways become others.

    Args:
      fall: what is given up by whoever is lost; see `blast`.
    """
    if loss.what == STAFF:
        return Burned(everything=True)
    places, partners = set(fall.places), set(fall.partners)
    if loss.what == PHONE:
        partners.add(loss.key)
    if loss.what == PARTNER and loss.key in known.partners and fall.told:
        places.add(known.partners[loss.key].place)
    legs: frozenset[str] = frozenset()
    if loss.what == BORDER:
        legs = crossing(known.legs.values(), known.places, loss.key)
    lands = (loss.key,) if loss.what == LAND else ()
    lost = frozenset({loss.key} if loss.what == HOUSE else ())
    return Burned(frozenset(places), frozenset(partners), legs, lands, lost=lost)


def touched(ways: Iterable[Way], fall: Fall, burnt: Burned, known: Map) -> list[Way]:
    """List the ways under way that are given up, or count on what is lost."""
    hit = {way.id for way in fall.ways}
    barred, found = barred_by(burnt, known), []
    for way in ways:
        ahead = [stage for stage in way.stages if stage.state not in STAGE_ENDS]
        ends = {place for one in ahead for place in (one.from_place, one.to_place)}
        legs = {both_ways(one.leg) for one in ahead}
        led = {one.guide for one in ahead}
        counts = ends & (burnt.places | barred) or legs & burnt.legs or led & burnt.partners
        if way.is_open and ahead and (way.id in hit or counts):
            found.append(way)
    return found


def barred_by(burnt: Burned, known: Map) -> frozenset[str]:
    """Name the places of lands that nobody may enter."""
    found = (within(known.places.values(), code) for code in burnt.lands)
    return frozenset[str]().union(*found)


def act_of(
    stages: Sequence[StageOfPassage],
    burnt: Burned,
    lost: str,
    barred: frozenset[str] = frozenset(),
) -> str:
    """Say what a group is told now: one of ACTS.

    With people on the road the nearest place that nobody gave up counts: first the one ahead. Who
    stands at a place that was given up leaves it; who stands elsewhere stays hidden there. Nobody
    is sent over a lost border, into a lost land or on to a house that is lost itself; to a
    destination that is merely known they go.

    Args:
      barred: the places of lost lands.
    """
    under_way = next((stage for stage in stages if stage.state == "met"), None)
    if under_way is None:
        return MOVE_ON if stands_at(stages) in burnt.places else HIDE
    if lost and under_way.guide == lost:
        return WITH_THEM
    shut = burnt.lost | barred
    is_cut = both_ways(under_way.leg) in burnt.legs or under_way.to_place in shut
    if under_way.last and not is_cut:
        return FINISH
    is_behind_safe = under_way.from_place not in burnt.places | barred
    if is_behind_safe and (is_cut or under_way.to_place in burnt.places):
        return TURN_BACK
    return GO_ON


def avoided(
    burnt: Burned, stages: Sequence[StageOfPassage], targets: Iterable[str], known: Map
) -> tuple[Lost, tuple[str, ...], tuple[str, ...]]:
    """Say what a group's new way does without: what is lost, lands not entered, lands not slept in.

    A destination that is safe stays one although it is known; only the way to it becomes another.
    Who stands in a land that is lost may cross it and not sleep there. Where everything could be
    read, none of the legs of the old way is used again.
    """
    here = known.places.get(stands_at(stages))
    inside = tuple(code for code in burnt.lands if here and code in codes_of(here))
    legs = set(burnt.legs)
    if burnt.everything:
        legs |= {both_ways(one.leg) for one in stages if one.state not in STAGE_ENDS}
    lost = Lost(
        places=tuple(sorted(burnt.places - (set(targets) - burnt.lost))),
        legs=tuple(sorted(legs)),
        partners=tuple(sorted(burnt.partners)),
    )
    return lost, tuple(code for code in burnt.lands if code not in inside), inside


def mark_of(ways: Iterable[tuple[UUID, str, Sequence[StageOfPassage]]], stamp: str) -> bytes:
    """Stand for the passages and the network as they are; another mark means: prepare again."""
    lines = sorted(
        (
            str(way_id),
            state,
            tuple(
                (
                    stage.number,
                    stage.state,
                    stage.guide,
                    stage.depart.isoformat(),
                    sum(report.what in TROUBLES for report in stage.reports),
                )
                for stage in stages
            ),
        )
        for way_id, state, stages in ways
    )
    return hashlib.sha256(msgspec.msgpack.encode((stamp, lines))).digest()


def mark_with(mark: bytes, burnt: Burned, touched_ids: Iterable[UUID]) -> bytes:
    """Stand for the ground and for what a loss gives up on it, which grows as orders open."""
    given_up = (sorted(burnt.places), sorted(burnt.partners), sorted(map(str, touched_ids)))
    return hashlib.sha256(msgspec.msgpack.encode((mark, given_up))).digest()


def hop_of(stage: StageOfPassage, known: Map, *, is_lost: bool = False) -> Hop:
    """Give a stage as the drill shows it."""
    return Hop(
        number=stage.number,
        from_place=_name(stage.from_place, known.places),
        to_place=_name(stage.to_place, known.places),
        depart=stage.depart,
        arrive=stage.arrive,
        guide=stage.guide_name,
        mode=stage.mode,
        told=stage.state in ("ordered", "accepted", "met"),
        is_lost=is_lost,
        under_way=stage.state == "met",
    )


def is_given_up(stage: StageOfPassage, burnt: Burned, targets: Iterable[str], known: Map) -> bool:
    """Say whether a stage counts on something that is given up or lost; a destination stays one."""
    places = (burnt.places | barred_by(burnt, known)) - (set(targets) - burnt.lost)
    ends = {stage.from_place, stage.to_place}
    legs = both_ways(stage.leg) in burnt.legs
    return bool(stage.guide in burnt.partners or ends & places or legs or burnt.everything)


def _name(slug: str, places: Mapping[str, Place]) -> str:
    return places[slug].name if slug in places else slug


def _is_between(a: Place, b: Place, one: str, other: str) -> bool:
    here, there = codes_of(a)[:1], codes_of(b)[:1]
    return (here, there) in (((one,), (other,)), ((other,), (one,)))
