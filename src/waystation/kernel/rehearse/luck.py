"""What happens in one replicate, drawn beforehand: the same for every policy that is compared.

Whatever belongs to a leg, a house, a pool or a day comes from Philox with the seed and the
replicate for its key, each kind from a counter of its own. Whatever belongs to a group on a leg or
in a house is hashed from who and where, so that it does not matter which policy asks first, or
how often.

Source: Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3 (SC 2011);
  the hash is SplitMix64's, Steele, Lea and Flood, Fast splittable pseudorandom number generators
  (OOPSLA 2014), section 3.
"""

from math import ceil, inf, log

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.joint.net import BOOL, DAY_H, F64
from waystation.kernel.rehearse.script import Script, guides_of

# Streams of what belongs to things.
LEGS, HOUSES, GUIDES, PLACES, PHONES, WEATHER, WATCHED = range(7)
# Draws of what befalls a group.
CAUGHT, LATE, FOUND, RAIDED, THEIRS, NOTICED, BACK = range(7)
# So many guides of one pool may be lost, one after the other.
LOST_MAX = 4
# A pool of more is nobody in particular: its legs are led by whoever is there.
ANYBODY = 1_000
_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15


def mixed(*parts: int) -> int:
    """Hash whole numbers to 64 bits that look random."""
    z = 0
    for part in parts:
        z = (z + part + _GOLDEN) & _MASK
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        z ^= z >> 31
    return z


class Luck:
    """All that chance decides in one replicate.

    `leg`, `house`: factors of the beliefs (E), (V); `guide_lost` (P, LOST_MAX), `house_lost` (V),
    `phone_lost` (P): hours; `shut` (days, zones): whether weather closes the exposed legs.
    """

    def __init__(self, script: Script, replicate: int) -> None:
        field, beliefs, faults = script.field, script.beliefs, script.faults
        self._key = (script.seed & _MASK, replicate)
        self.leg = _factors(self._stream(LEGS), beliefs.leg_shape)[beliefs.spot]
        self.house = _factors(self._stream(HOUSES), beliefs.house_shape)
        pools = guides_of(script)
        self.guide_lost = _gone(
            self._stream(GUIDES).standard_exponential((pools.size, LOST_MAX)), faults.guide, pools
        )
        places = self._stream(PLACES).standard_exponential(field.n_places)
        self.house_lost = places * _scales_h(faults.house)
        self.phone_lost = self._stream(PHONES).standard_exponential(pools.size)
        self.phone_lost *= _scale_h(faults.phone)
        self.n_days = field.n_hours // DAY_H + 1
        self.shut = self._weather(script)

    def _stream(self, kind: int, nth: int = 0) -> np.random.Generator:
        bits = np.random.Philox(key=list(self._key), counter=[0, 0, nth, kind])
        return np.random.Generator(bits)

    def _weather(self, script: Script) -> BOOL:
        faults = script.faults
        drawn = self._stream(WEATHER).random((self.n_days, max(1, faults.n_zones)))
        begins = drawn < faults.weather
        shut = begins.copy()
        for day in range(1, max(1, faults.weather_days)):
            shut[day:] |= begins[:-day]
        return shut

    def chance(self, what: int, group: int, thing: int) -> float:
        """Draw evenly from 0 to 1 what befalls a group on a leg or in a house."""
        return (mixed(*self._key, what, group, thing) >> 11) * 2.0**-53

    def late_h(self, group: int, leg: int, chance: float, mean_h: float) -> int:
        """Say how many hours late a group arrives on a leg; mostly none."""
        drawn = self.chance(LATE, group, leg)
        # Below the chance, the same draw says how late: it is even there as well.
        return ceil(-mean_h * log(max(drawn / chance, 1e-12))) if drawn < chance else 0

    def patience(self, group: int, place: int) -> float:
        """Draw how much danger of waiting a group outlasts in a house, in nepers."""
        return -log(1.0 - self.chance(FOUND, group, place))

    def watched(self, day: int, n_legs: int) -> NDArray[np.float64]:
        """Draw what the adversary goes by on a day besides their memory: a number for each leg."""
        return self._stream(WATCHED, day).random(n_legs)


class Fair(Luck):
    """The luck of a replicate in which nothing happens, save what is put in by hand."""

    def __init__(self, script: Script) -> None:
        super().__init__(script, 0)
        self.leg, self.house = np.ones_like(self.leg), np.ones_like(self.house)
        self.guide_lost = np.full_like(self.guide_lost, inf)
        self.house_lost = np.full_like(self.house_lost, inf)
        self.phone_lost = np.full_like(self.phone_lost, inf)
        self.shut = np.zeros_like(self.shut)

    def chance(self, what: int, group: int, thing: int) -> float:
        """Draw what lets everything go well."""
        return 1.0 - 2.0**-53


def _factors(stream: np.random.Generator, shape: F64) -> F64:
    known = np.isfinite(shape)
    wide = np.where(known, shape, 1.0)
    drawn: F64 = stream.standard_gamma(wide) / wide
    return np.where(known, drawn, 1.0)


def _scale_h(per_day: float) -> float:
    return DAY_H / per_day if per_day > 0 else inf


def _scales_h(per_day: F64) -> F64:
    with np.errstate(divide="ignore"):
        hours: F64 = np.where(per_day > 0, DAY_H / per_day, inf)
    return hours


def _gone(drawn: F64, per_day: float, pools: NDArray[np.int32]) -> F64:
    """Turn exponential gaps into the hours at which a pool loses its guides, one by one."""
    left = np.maximum(pools[:, None] - np.arange(drawn.shape[1]), 0)
    with np.errstate(divide="ignore"):
        gaps = np.where(
            (left > 0) & (pools[:, None] <= ANYBODY), drawn * _scale_h(per_day) / left, inf
        )
    hours: F64 = np.cumsum(gaps, axis=1)
    return hours
