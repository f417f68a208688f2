"""Groups alike in what they can travel: which legs are shut to them, and how long they may stay."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
import numpy as np

from waystation.base.errors import Refused
from waystation.base.words import say as _
from waystation.dispatch.together.domain import Candidate
from waystation.dispatch.together.hours import HOUR_MIN
from waystation.kernel.joint.net import BOOL, I32
from waystation.network.domain import ALWAYS_OPEN, House, Leg, Place
from waystation.routing.arrays import both_ways
from waystation.routing.knowing import Known
from waystation.routing.limits import Around, around, bars, wait_max_min

# A set of needs has one bit for each kind.
KINDS_MAX = 60
# Who comes early in an hour and leaves late in another stays so much longer than by the hour.
ROUNDED_MIN = 2 * (HOUR_MIN - 1) + 1


class Kinds(NamedTuple):
    """K kinds of groups: `of` (groups), `shut` (K, legs), `stay_h` (K, places), `dark` (K).

    `dark`: the kind cannot travel in the dark. Whole hours of a stay, inward.
    """

    of: tuple[int, ...]
    asks: tuple[Candidate, ...]
    shut: BOOL
    stay_h: I32
    dark: BOOL
    grounds: tuple[Around, ...]


def kinds(candidates: Sequence[Candidate], known: Known, legs: Sequence[Leg]) -> Kinds:
    """Put groups together to which the same legs are shut.

    A start that is shut to everybody else may be left: see `leaves`.

    Raises:
      Refused: there are more kinds than can be told apart.
    """
    alike: dict[bytes, int] = {}
    # The day on which a group sets out tells only where a house is closed on some days.
    dated = any(house.calendar != ALWAYS_OPEN for house in known.houses)
    first = min((one.question.start_at for one in candidates), default=None)
    plain = [_kind(one, None if dated else first) for one in candidates]
    of = tuple(alike.setdefault(msgspec.msgpack.encode(one), len(alike)) for one in plain)
    if len(alike) > KINDS_MAX:
        raise Refused(
            _("These groups are of %(n)d kinds; %(most)d can be planned at once.")
            % {"n": len(alike), "most": KINDS_MAX},
            hint=_("Plan some of them in a plan of their own."),
        )
    asks = tuple(plain[of.index(nth)] for nth in range(len(alike)))
    grounds = tuple(
        around(one.question, places=known.places, partners=known.partners, halts=known.halts)
        for one in asks
    )
    shut = [
        [is_shut(leg, one, ground) for leg in legs]
        for one, ground in zip(asks, grounds, strict=True)
    ]
    houses = {house.place: house for house in known.houses}
    stay = [[_whole_hours(houses.get(p.slug), one, p) for p in known.places] for one in asks]
    return Kinds(
        of,
        asks,
        np.array(shut, dtype=np.bool_).reshape(len(asks), len(legs)),
        np.array(stay, dtype=np.int32).reshape(len(asks), len(known.places)),
        np.array([one.no_night for one in asks], dtype=np.bool_),
        grounds,
    )


def _whole_hours(house: House | None, one: Candidate, place: Place) -> int:
    """Say how many hours of the plan a stay may last, never too long to the minute."""
    return max(0, wait_max_min(house, one.question, place) - ROUNDED_MIN) // HOUR_MIN


def is_shut(leg: Leg, kind: Candidate, ground: Around, start: str = "") -> bool:
    """Say whether a direction of a leg is shut to a kind of group that stands at `start`."""
    question = msgspec.structs.replace(kind.question, start=start)
    if kind.along and leg.slug not in kind.along:
        return True
    return bool(bars(leg, both_ways(leg), question, ground))


def _kind(one: Candidate, start_at: datetime | None) -> Candidate:
    """Leave out of a candidate what shuts no leg; `start_at`: one day for all."""
    day = start_at or one.question.start_at
    question = msgspec.structs.replace(
        one.question,
        start="",
        targets=(),
        group=None,
        group_label="",
        max_cost_cents=None,
        max_risk_p=None,
        latest_at=None,
        max_nights=None,
        max_run={},
        came_by=(),
        led_by="",
        under_way_min=0,
        start_at=day.replace(hour=0, minute=0, second=0, microsecond=0),
    )
    return Candidate(
        question=question, label="", no_night=one.no_night, drawn=one.drawn, carried=one.carried
    )
