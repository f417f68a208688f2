"""What is believed of whoever watches a corridor, and how far routes may bend for it. Pure."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

import msgspec

from waystation.network.domain import Place, codes_of

WATCHED_MAX = 20
CAUGHT_MAX = 0.95
SHARE_MAX = 5.0
HOURS_MAX = 1_000
# A single route may bend so many times as far as all of them on average.
ONE_ROUTE = 2

Kept = TypeVar("Kept")


class Belief(msgspec.Struct, frozen=True, kw_only=True, tag="belief/1"):
    """What somebody believes of an adversary: how many legs they watch, and with what success.

    `k` legs are watched at a time; `caught` says by means of travel how likely a group on a
    watched leg is caught, `otherwise` for means it does not name. On average routes may be riskier
    with nobody watching by `extra_risk` (0.5: half as much again) than the safest one, dearer by
    `extra_cost`, and later by `extra_hours`; a single one `ONE_ROUTE` times as much.
    """

    k: int
    otherwise: float
    caught: dict[str, float] = {}
    extra_risk: float
    extra_cost: float
    extra_hours: int
    by: str
    at: datetime
    why: str


class Threat(msgspec.Struct, frozen=True, kw_only=True, tag="threat/1"):
    """An adversary on one corridor, from land to land by code; an empty code is any land.

    `beliefs` come newest first: what was believed before stays on file. Once removed it counts no
    more.
    """

    from_land: str
    to_land: str
    beliefs: tuple[Belief, ...]
    removed_at: datetime | None = None
    removed_by: str = ""
    removed_why: str = ""

    @property
    def belief(self) -> Belief:
        """Give what is believed today."""
        return self.beliefs[0]

    @property
    def stands(self) -> bool:
        """Say whether it was not removed."""
        return self.removed_at is None


def chance_caught(belief: Belief, mode: str) -> float:
    """Say how likely a group on a watched leg of this means of travel is caught."""
    return belief.caught.get(mode, belief.otherwise)


def covers(threat: Threat, start: Place, ends: Iterable[Place]) -> bool:
    """Say whether a threat is about ways from a place to any of some places."""
    leaves = not threat.from_land or threat.from_land in codes_of(start)
    return leaves and any(not threat.to_land or threat.to_land in codes_of(end) for end in ends)


def nearest(
    threats: Iterable[tuple[Kept, Threat]], start: Place, ends: Collection[Place]
) -> tuple[Kept, Threat] | None:
    """Pick, of the threats that stand on a corridor, the one that names it most closely.

    Of equally close ones the latest believed counts; None: nobody declared one.
    """
    found = [
        (kept, threat) for kept, threat in threats if threat.stands and covers(threat, start, ends)
    ]
    if not found:
        return None
    return max(found, key=lambda pair: (_closeness(pair[1]), pair[1].belief.at))


def _closeness(threat: Threat) -> int:
    return sum(bool(code) + code.count("-") for code in (threat.from_land, threat.to_land))


class Bounds(NamedTuple):
    """The rails of a corridor in its own figures: a chance, the hours of a way, and cents."""

    risk_p: float
    hours: float
    cents: float

    def holds(self, figures: Sequence[float]) -> bool:
        """Say whether a route's chance, hours and cents keep all three."""
        return all(figure <= bound + 1e-9 for figure, bound in zip(figures, self, strict=True))


def bounds_of(belief: Belief, safest: Bounds, times: int = 1) -> Bounds:
    """Give how far routes may bend from the safest one, or a single one with `times` ONE_ROUTE."""
    return Bounds(
        safest.risk_p * (1 + times * belief.extra_risk),
        safest.hours + times * belief.extra_hours,
        safest.cents * (1 + times * belief.extra_cost),
    )
