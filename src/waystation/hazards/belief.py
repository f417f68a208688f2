"""What evidence says of a danger: a gamma belief, its forgetting and its interval. Pure numbers."""

from functools import lru_cache
from math import exp, lgamma, log, sqrt

import msgspec

# How firmly we hold to a leg's class: as much as one fresh incident at the very place.
STRENGTH = 1.0
# Of a hundred intervals so many are to hold the true danger.
STATED = 0.90
LOW_P, HIGH_P = (1 - STATED) / 2, (1 + STATED) / 2
# Ten half-lives leave a thousandth: older word is on file, but no longer counts.
HALF_LIVES_KEPT = 10
# The dearer old word makes a leg: half a standard deviation without any fresh word.
CAUTION = 0.5
_NORMAL = {LOW_P: -1.6448536, HIGH_P: 1.6448536}
_SHAPE_STEPS = 200
_STEPS_MAX = 500


class Belief(msgspec.Struct, frozen=True):
    """How dangerous a leg is in the measure of its class: a gamma variable, of mean 1 at first.

    `bad` is incidents' worth and `good` the danger passed through unharmed, both faded; `words`
    is how much fresh word there is, whatever it says.
    """

    bad: float = 0.0
    good: float = 0.0
    words: float = 0.0

    @property
    def shape(self) -> float:
        """Give the gamma's shape: the class's strength and every incident's worth."""
        return STRENGTH + self.bad

    @property
    def rate(self) -> float:
        """Give the gamma's rate: the class's strength and what was passed unharmed."""
        return STRENGTH + self.good

    @property
    def mean(self) -> float:
        """Give how many times its class the leg is believed to be as dangerous."""
        return self.shape / self.rate

    @property
    def stale(self) -> float:
        """Give the share of the belief that rests on no fresh word: 1 without any."""
        return STRENGTH / (STRENGTH + self.words)

    @property
    def dearer(self) -> float:
        """Give the factor by which old word makes a leg costlier: 1.5 without any word."""
        return 1 + CAUTION * self.stale / sqrt(self.shape)

    def interval(self) -> tuple[float, float]:
        """Give the ends between which nine in ten true values lie, in the class's own measure."""
        return quantile(self.shape, LOW_P) / self.rate, quantile(self.shape, HIGH_P) / self.rate


def faded(age_days: float, half_life_days: float) -> float:
    """Give what is left of a word's weight: half after each half-life, nothing after ten."""
    if age_days > HALF_LIVES_KEPT * half_life_days:
        return 0.0
    return float(2 ** (-age_days / half_life_days))


def quantile(shape: float, p: float) -> float:
    """Give the value below which a gamma variable of rate 1 lies with chance p.

    The shape is taken to the nearest two-hundredth, so that many legs share one answer.

    Args:
      shape: 1 or more.
      p: LOW_P or HIGH_P.

    Cost: 0.2 µs if that shape was asked before, else about 25 µs.
    """
    return _quantile(round(shape * _SHAPE_STEPS), p)


@lru_cache(maxsize=16_384)
def _quantile(steps: int, p: float) -> float:
    """Find the quantile by Newton's steps on the logarithm, from Wilson and Hilferty's start.

    Source: Wilson and Hilferty, PNAS 17 (1931), 684-688; Abramowitz and Stegun (1964), 26.4.17.
    """
    shape = steps / _SHAPE_STEPS
    cube = 1 - 1 / (9 * shape) + _NORMAL[p] / (3 * sqrt(shape))
    x = shape * cube**3 if cube > 0.2 else exp((log(p) + lgamma(shape + 1)) / shape)
    for _step in range(60):
        density = exp((shape - 1) * log(x) - x - lgamma(shape))
        change = (below(shape, x) - p) / (density * x)
        x *= exp(-max(-1.0, min(1.0, change)))
        if abs(change) < 1e-12:
            break
    return x


def below(shape: float, x: float) -> float:
    """Give the chance that a gamma variable of rate 1 lies below x.

    Source: Abramowitz and Stegun (1964), 6.5.29 (series) and 6.5.31 (continued fraction, by
      Lentz's method: Applied Optics 15 (1976), 668-671).
    """
    front = exp(shape * log(x) - x - lgamma(shape))
    if x < shape + 1:
        term = total = 1 / shape
        for k in range(1, _STEPS_MAX):
            term *= x / (shape + k)
            total += term
            if term < total * 1e-16:
                break
        return front * total
    b = x + 1 - shape
    c, d = 1e300, 1 / b
    fraction = d
    for k in range(1, _STEPS_MAX):
        numerator = -k * (k - shape)
        b += 2
        d = 1 / (numerator * d + b)
        c = b + numerator / c
        fraction *= d * c
        if abs(d * c - 1) < 1e-16:
            break
    return 1 - front * fraction
