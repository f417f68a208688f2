"""What the planner may know of the network on the day of asking."""

from datetime import datetime
from uuid import UUID

import msgspec

from waystation.hazards.domain import Hazard, Outcome
from waystation.network.domain import House, Jurisdiction, Leg, Partner, Place


class Stopped(msgspec.Struct, frozen=True, kw_only=True):
    """A halt that stands: `what` is "leg", "place" or "partner", `slug` which one."""

    what: str
    slug: str
    why: str = ""
    since: datetime | None = None
    id: UUID | None = None


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """Places, houses, legs and partners in force, and every word of danger about them.

    `outcomes` are passages and looks, `halts` those that stand. `weighs_waiting` False leaves the
    risk of waiting out: so it is on files that say nothing of it.
    """

    places: tuple[Place, ...]
    houses: tuple[House, ...]
    legs: tuple[Leg, ...]
    hazards: tuple[Hazard, ...] = ()
    partners: tuple[Partner, ...] = ()
    jurisdictions: tuple[Jurisdiction, ...] = ()
    halts: tuple[Stopped, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    weighs_waiting: bool = False

    @property
    def lands(self) -> dict[str, Jurisdiction]:
        """Give the jurisdictions by code."""
        return {land.code: land for land in self.jurisdictions}
