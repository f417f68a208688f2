"""What a rehearsal says: means, the worst twentieth, paired differences, the fan of arrivals."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.joint.net import F64
from waystation.kernel.rehearse.batch import Batch
from waystation.kernel.rehearse.script import RENDEZVOUS

# Fewer replicates prove no difference.
LEAST = 200
TAIL = 0.05
# Of a hundred intervals of a difference so many hold the true one.
STATED_Z = 1.959964
FAN = (0.05, 0.25, 0.5, 0.75, 0.95)


class Told(NamedTuple):
    """What came of one policy, in people: means over all replicates, and the worst twentieth.

    `caught_tail`, `lost_tail`: the mean of the worst twentieth (CVaR 95); `lost` are all who did
    not arrive. `late_h`: the mean delay of a person who arrived.
    """

    safe: float
    caught: float
    caught_tail: float
    lost: float
    lost_tail: float
    late_h: float


class Gap(NamedTuple):
    """By how much a policy loses more people than another, on the same luck, with its interval."""

    mean: float
    low: float
    high: float


def tail(values: NDArray[np.integer] | F64) -> float:
    """Give the mean of the worst twentieth of values, at least one: high is bad.

    Source: Rockafellar and Uryasev, Journal of Risk 2 (2000), conditional value-at-risk; a part of
      a value counts by its part.
    """
    worst = np.sort(np.asarray(values, np.float64))[::-1]
    n = TAIL * worst.size
    weights = np.clip(n - np.arange(worst.size), 0.0, 1.0)
    return float(worst @ weights / weights.sum())


def told(found: Batch, policy: int, people: int) -> Told:
    """Say what came of a policy for so many people who set out."""
    lost = people - found.safe[policy]
    n_safe = int(found.safe[policy].sum())
    return Told(
        safe=float(found.safe[policy].mean()),
        caught=float(found.caught[policy].mean()),
        caught_tail=tail(found.caught[policy]),
        lost=float(lost.mean()),
        lost_tail=tail(lost),
        late_h=int(found.late_h[policy].sum()) / n_safe if n_safe else 0.0,
    )


def gap(found: Batch, policy: int, other: int = RENDEZVOUS) -> Gap:
    """Compare who did not arrive under two policies, replicate by replicate.

    Source: paired differences under common random numbers, Law, Simulation Modeling and Analysis
      (2015), 10.2 and 11.2.
    """
    more = (found.safe[other] - found.safe[policy]).astype(np.float64)
    mean = float(more.mean())
    if more.size < 2:
        return Gap(mean, -np.inf, np.inf)
    half = STATED_Z * float(more.std(ddof=1)) / more.size**0.5
    return Gap(mean, mean - half, mean + half)


def fan(found: Batch, policy: int) -> F64:
    """Give how many people have arrived by each noon and midnight: one row a share of `FAN`."""
    return np.quantile(found.came[policy], FAN, axis=0)
