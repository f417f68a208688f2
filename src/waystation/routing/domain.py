"""What is asked of the planner and what it answers: questions, routes, stages. Pure."""

from datetime import date, datetime, timedelta
from math import exp, log1p
from uuid import UUID

import msgspec

from waystation.hazards.domain import LegRisk
from waystation.network.domain import House, Leg, Partner, Place

# Additive inside: 1e-5 nepers, so that chances of survival multiply by adding whole numbers.
NEPER_SCALE = 100_000
# A group that cannot stay at a place may change there, but not longer than this.
CHANGE_MAX_MIN = 120
# The longest walk in one leg for a group with children.
CHILD_WALK_MAX_MIN = 480
SHOWN_MAX = 7
GUIDES_NAMED_MAX = 3
FRONT_MAX = 400


class Lost(msgspec.Struct, frozen=True, kw_only=True, tag="lost/1"):
    """Places, legs and partners, by slug, that nobody may rely on."""

    places: tuple[str, ...] = ()
    legs: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()

    def with_all(self, other: "Lost") -> "Lost":
        """Give what is lost in one or the other, each once."""
        return Lost(
            places=tuple(dict.fromkeys((*self.places, *other.places))),
            legs=tuple(dict.fromkeys((*self.legs, *other.legs))),
            partners=tuple(dict.fromkeys((*self.partners, *other.partners))),
        )

    def __bool__(self) -> bool:
        return bool(self.places or self.legs or self.partners)


class Question(msgspec.Struct, frozen=True, kw_only=True, tag="question/1"):
    """Who wants to go where, from when, within which limits.

    `max_cost_cents` is for the whole group; None is no limit. `targets` are place slugs, any of
    which will do. `max_nights` counts the midnights (local mean time at the start) between
    `start_at` and arrival. `no_sleep` and `not_at_all` are codes of jurisdictions: to be crossed
    only, or not even that. `max_run` says of a mode how many legs by it may follow one another;
    `guide_differs` that no guide leads two legs running; `min_rest_min` how long the group must
    rest in a house after at most `rest_after_min` under way (0: no such rule). For those rules a
    group on its way brings along who led it last, by which means it came (the last one last), and
    how long it has been under way since it rested.
    """

    start: str
    targets: tuple[str, ...]
    people: int
    children: int = 0
    start_at: datetime
    max_cost_cents: int | None = None
    max_risk_p: float | None = None
    latest_at: datetime | None = None
    group: UUID | None = None
    group_label: str = ""
    max_nights: int | None = None
    max_walk_min: int | None = None
    max_climb_m: int | None = None
    cannot_walk: bool = False
    cannot_cross_water: bool = False
    no_sleep: tuple[str, ...] = ()
    not_at_all: tuple[str, ...] = ()
    max_run: dict[str, int] = {}
    guide_differs: bool = False
    min_rest_min: int = 0
    rest_after_min: int = 720
    avoid: Lost = Lost()
    led_by: str = ""
    came_by: tuple[str, ...] = ()
    under_way_min: int = 0


class Stage(msgspec.Struct, frozen=True, kw_only=True, tag="stage/1"):
    """One leg of a route, with the wait before it.

    `cost_cents` is for the whole group; `leg` names the leg whose evidence stands in the plan.
    `risk_p` is the leg's and, where waiting is weighed, that of the wait before it (`wait_risk_p`).
    """

    leg: str
    from_place: str
    to_place: str
    mode: str
    depart: datetime
    arrive: datetime
    wait_min: int
    risk_p: float
    cost_cents: int
    night: bool
    wait_risk_p: float = 0.0


class Route(msgspec.Struct, frozen=True, kw_only=True, tag="route/1"):
    """One way from start to destination, with nothing better in every respect."""

    depart: datetime
    arrive: datetime
    risk_p: float
    cost_cents: int
    stages: tuple[Stage, ...]


class Drawn(msgspec.Struct, frozen=True, kw_only=True, tag="drawn/1"):
    """How a way was drawn by lot, and what that is worth against whoever watches.

    `legs` are directed, in order; `chance` is how likely this way was among `n_routes`. The four
    figures are chances of being caught, of the lot and of taking the safest way always: `quiet`
    with nobody watching, `watched` by an adversary who knows how often each way is drawn and
    watches the `k` spots that hurt most. `nth` counts the draws for the same group. `method` is
    "mix", or "tracks" where the way only shuns where others went of late: then there is no lot of
    known chances, and the figures are those of this way alone.
    """

    legs: tuple[str, ...]
    method: str
    threat: UUID
    k: int
    chance: float
    n_routes: int
    quiet_p: float
    watched_p: float
    safest_quiet_p: float
    safest_watched_p: float
    nth: int = 1


class LegFacts(msgspec.Struct, frozen=True, kw_only=True, tag="leg-facts/1"):
    """What a reader may ask of a leg in a plan: risk with evidence, the fare's origin, guesses.

    `assumed` names the fields of the leg that nobody gave and a default filled. `guides` are a few
    of the `n_guides` partners who could lead it on the day of asking.
    """

    risk: LegRisk
    cost_evidence: str
    source: str
    km: float
    assumed: tuple[str, ...] = ()
    guides: tuple[str, ...] = ()
    n_guides: int = 0


class Fallback(msgspec.Struct, frozen=True, kw_only=True, tag="fallback/1", array_like=True):
    """What a group can do if a stage fails it: the guide, or the house it was to reach, is lost.

    `lost` is "guide" or "house"; `way` is "by-pass" (on another way), "retreat" (back to a place
    already passed, and on from there) or "none": a dead end, from which the figures are those of
    the way back to `to_place`; without one the group is stuck. Figures are of the whole way from
    the place where the stage begins; `later_min` and `dearer_cents` compare it with the route.
    """

    lost: str
    way: str
    to_place: str = ""
    via: tuple[str, ...] = ()
    arrive: datetime | None = None
    risk_p: float = 0.0
    cost_cents: int = 0
    later_min: int = 0
    dearer_cents: int = 0


class Fallbacks(msgspec.Struct, frozen=True, kw_only=True, tag="fallbacks/1", array_like=True):
    """The fallbacks of one stage; `dead_end`: its place has one guide and no other way out."""

    ways: tuple[Fallback, ...] = ()
    n_guides: int = 0
    dead_end: bool = False


class Used(msgspec.Struct, frozen=True, kw_only=True, tag="used/1"):
    """The rows of the network on which the shown routes rely, as they were when it was asked.

    Texts that tell nobody where or when to go are left out; of partners only those are kept without
    whom a stage has no guide.
    """

    places: tuple[Place, ...] = ()
    houses: tuple[House, ...] = ()
    legs: tuple[Leg, ...] = ()
    partners: tuple[Partner, ...] = ()


class Plan(msgspec.Struct, frozen=True, kw_only=True, tag="plan/1"):
    """The planner's answer: routes worth showing, the figures of all, and the evidence by leg.

    `front` holds (arrival, risk, cost) of every best route, of very many an even choice; `n_front`
    counts all of them. `finished` False means that some are missing; then `proven_gap` says by
    which share of each figure an unseen route can be better at most (None: nobody knows).
    `facts` go by leg, with `DARK` behind for a stage in the dark; `fallbacks` with `routes`, stage
    by stage. `seen` is the stamp of network and evidence when it was asked, `after` the plan that
    this one replaces. `drawn` says so where the way was drawn by lot: then all routes take it.
    """

    question: Question
    routes: tuple[Route, ...]
    front: tuple[tuple[datetime, float, int], ...]
    facts: dict[str, LegFacts]
    finished: bool
    made_on: date
    made_by: UUID | None = None
    made_at: datetime | None = None
    n_front: int = 0
    proven_gap: float | None = None
    fallbacks: tuple[tuple[Fallbacks, ...], ...] = ()
    used: Used = Used()
    seen: str = ""
    after: UUID | None = None
    drawn: Drawn | None = None


DARK = "~dark"


def facts_for(plan: Plan, stage: Stage) -> LegFacts:
    """Give what is known of the leg of a stage in the light in which it is travelled."""
    return plan.facts.get(stage.leg + DARK * stage.night) or plan.facts[stage.leg]


def to_nepers(risk_p: float) -> int:
    """Turn a chance of being caught into the planner's additive whole number."""
    return round(-log1p(-risk_p) * NEPER_SCALE)


def to_chance(nepers: float) -> float:
    """Turn the planner's sum back into a chance."""
    return 1 - exp(-nepers / NEPER_SCALE)


def local_min(place: Place) -> int:
    """Say by how many minutes local mean time is ahead of UTC at a place."""
    return 0 if place.lon is None else round(place.lon * 4)


def nights_until(at: datetime, start_at: datetime, start: Place) -> int:
    """Count the midnights that pass until a moment, by local mean time at the start."""
    ahead = timedelta(minutes=local_min(start))
    return ((at + ahead).date() - (start_at + ahead).date()).days


def thinned(
    front: list[tuple[datetime, float, int]], keep: set[tuple[datetime, float, int]]
) -> tuple[tuple[datetime, float, int], ...]:
    """Choose evenly from a long list of figures what a page can draw; those to keep always stay."""
    if len(front) <= FRONT_MAX:
        return tuple(front)
    step = len(front) / (FRONT_MAX - len(keep))
    even = {front[int(i * step)] for i in range(FRONT_MAX - len(keep))}
    return tuple(figures for figures in front if figures in keep or figures in even)
