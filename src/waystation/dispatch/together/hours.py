"""The network by the hour: each direction of a leg cut into ways that always take as many hours.

What leaves within an hour is boarded by whoever is there when the hour begins, and has arrived by
a full hour: durations are rounded up and windows inward, so a plan by the hour can be driven.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.joint.net import BOOL, DAY_H, F64, I32
from waystation.routing.arrays import EVERY_DAY, Asked
from waystation.routing.domain import NEPER_SCALE

HOUR_MIN = 60
I16 = NDArray[np.int16]
NEVER_MIN = -1


class Hourly(NamedTuple):
    """E ways to take a direction of a leg, each with one length in hours and one light.

    `ride`: its number in `Asked.rides`; `leg`: that of its direction; `duration_h`; `departs_min`
    (24, E): the minute of the day at which it really leaves within an hour (`NEVER_MIN`: it does
    not); `open_on` (days, E).
    """

    ride: I32
    leg: I32
    duration_h: I32
    departs_min: I16
    open_on: BOOL

    @property
    def opens(self) -> BOOL:
        """Say for every hour which ways can be begun: (days * 24, E)."""
        by_hour = (self.departs_min >= 0)[None, :, :] & self.open_on[:, None, :]
        days, _, n = by_hour.shape
        return by_hour.reshape(days * DAY_H, n)

    def only(self, kept: NDArray[np.intp]) -> "Hourly":
        """Give some of the ways, in an order of their own and as often as they are named."""
        return Hourly(
            self.ride[kept],
            self.leg[kept],
            self.duration_h[kept],
            self.departs_min[:, kept],
            self.open_on[:, kept],
        )


def by_the_hour(asked: Asked, days: int) -> Hourly:
    """Cut every ride into ways of one length in hours."""
    ptr, departures = asked.net.departures_ptr, asked.net.departures
    known: dict[tuple[int, int], list[tuple[int, I16]]] = {}
    rides, lengths, columns = [], [], []
    for ride in range(len(asked.rides)):
        table, minutes = int(asked.net.timetable[ride]), int(asked.net.duration_min[ride])
        if (table, minutes) not in known:
            known[table, minutes] = _lengths(departures[ptr[table] : ptr[table + 1]], minutes)
        for length, column in known[table, minutes]:
            rides.append(ride)
            lengths.append(length)
            columns.append(column)
    ride_of = np.array(rides, dtype=np.int32)
    leg_of = np.array([one.leg for one in asked.rides], dtype=np.int32)
    return Hourly(
        ride_of,
        leg_of[ride_of],
        np.array(lengths, dtype=np.int32),
        np.stack(columns, axis=1) if columns else np.empty((DAY_H, 0), np.int16),
        _open_on(asked, ride_of, days),
    )


def hazards(asked: Asked, ride: I32) -> F64:
    """Give the hazard of each way: the negative logarithm of coming through."""
    found: F64 = asked.net.sums[ride, 0] / NEPER_SCALE
    return found


def _lengths(departures: I32, minutes: int) -> list[tuple[int, I16]]:
    """Part the departures of a ride by how many hours it takes from the hour they lie in."""
    found: dict[int, I16] = {}
    for at in reversed(departures.tolist()):
        hour = at // HOUR_MIN
        length = -(-(at - hour * HOUR_MIN + minutes) // HOUR_MIN)
        column = found.setdefault(max(1, length), np.full(DAY_H, NEVER_MIN, np.int16))
        column[hour] = at
    return [(length, column) for length, column in _first_only(found) if (column >= 0).any()]


def _first_only(found: dict[int, I16]) -> list[tuple[int, I16]]:
    """Leave out of each hour what leaves later in it and takes longer."""
    taken = np.zeros(DAY_H, np.bool_)
    kept = []
    for length in sorted(found):
        column = found[length]
        column[taken] = NEVER_MIN
        taken |= column >= 0
        kept.append((length, column))
    return kept


def _open_on(asked: Asked, ride: I32, days: int) -> BOOL:
    calendar = asked.net.calendar[ride]
    opens = np.ones((days, ride.size), dtype=np.bool_)
    dated = calendar != EVERY_DAY
    if dated.any():
        opens[:, dated] = asked.net.open_days[calendar[dated], :days].T
    return opens
