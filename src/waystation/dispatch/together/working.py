"""The work of planning for all, in figures alone: the plan, simple rules beside it, the check."""

import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from waystation.dispatch.together import staying
from waystation.dispatch.together.domain import Baseline, Found, Worth
from waystation.dispatch.together.laid import Laid, lost_of
from waystation.dispatch.together.packing import steps_of
from waystation.kernel.joint.check import Fault, faults
from waystation.kernel.joint.net import DAY_H, DEFERRED, F64, SAMPLE_H, Joint, Prices
from waystation.kernel.joint.plan import plan

WORTH_MOST = 12
# So many groups are looked at one by one before the search, and by simple rules beside it.
FEW = 60
FAULTS_MOST = 20
# The worth of so many dollars is told.
WORTH_DOLLARS = 1_000


class Watch(NamedTuple):
    """How the work tells how far it is, and learns that it is to stop."""

    tell: Callable[[int, int], None]
    is_stopped: Callable[[], bool]


def worked_out(laid: Laid, *, seconds: int, seed: int, watch: Watch) -> Found:
    """Plan for all, set two simple rules beside it, and check what came of it.

    Cost: as long as it may take, and a second or two.
    """
    begun = time.monotonic()
    field, groups, taken = laid.field, laid.groups, laid.taken
    if groups.size.size == 0:
        return _nobody()
    is_small = groups.size.size <= FEW
    given_up = staying.hopeless(laid) if is_small else []
    asked = staying.without(laid, given_up)
    planned = plan(
        asked.field,
        asked.groups,
        taken,
        seconds=seconds,
        seed=seed,
        on_step=watch.tell,
        stop=watch.is_stopped,
    )
    joint, kept_back = staying.mended(asked, planned.joint)
    broken = faults(field, groups, taken, joint)
    return Found(
        **steps_of(joint),
        lost=tuple(lost_of(laid, joint).tolist()),
        units=float(joint.cost.sum()),
        bound=float(planned.bound),
        first_come=_baseline(asked, planned.first_come) if is_small else None,
        largest_first=_baseline(asked, planned.largest_first) if is_small else None,
        worth=tuple(worths(laid, planned.prices)),
        seconds=time.monotonic() - begun,
        stays=tuple(sorted({*given_up, *kept_back})),
        faults=tuple(_said(fault) for fault in broken[:FAULTS_MOST]),
    )


def worths(laid: Laid, prices: Prices) -> list[Worth]:
    """Say what one more guide, bed or thousand dollars would save at most, the dearest first.

    A guide more counts on all days of the plan, a bed more at all noons and midnights: prices of
    the bound, so no plan can gain more than this, and a first one gains the most.
    """
    found = [
        _worth("guide", pool, prices.guide[:, pool], 1)
        for pool in np.flatnonzero(prices.guide.sum(axis=0) > 0).tolist()
    ]
    step = DAY_H // SAMPLE_H
    found += [
        _worth("bed", place, prices.bed[:, place], step)
        for place in np.flatnonzero(prices.bed.sum(axis=0) > 0).tolist()
    ]
    found = sorted(found, key=lambda one: -one.units)[:WORTH_MOST]
    if prices.cent > 0:
        found.append(
            _worth("money", WORTH_DOLLARS, np.array([prices.cent * WORTH_DOLLARS * 100]), 1)
        )
    return found


def _worth(what: str, of: int, prices: F64, a_day: int) -> Worth:
    day = int(prices.argmax()) // a_day
    return Worth(what=what, of=of, units=float(prices.sum()), day=day)


def _baseline(laid: Laid, joint: Joint) -> Baseline:
    joint, _kept_back = staying.mended(laid, joint)
    n_deferred = int((joint.n_legs == DEFERRED).sum())
    return Baseline(
        units=float(joint.cost.sum()),
        lost=float(lost_of(laid, joint).sum()),
        n_deferred=n_deferred,
    )


def _said(fault: Fault) -> str:
    return f"{fault.what}, group {fault.group}, at {fault.at}, hour {fault.hour}"


def _nobody() -> Found:
    nothing = Baseline(units=0.0, lost=0.0, n_deferred=0)
    return Found(
        legs=b"", hours=b"", n_steps=(), lost=(), units=0.0, bound=0.0, first_come=nothing,
        largest_first=nothing, worth=(), seconds=0.0,
    )  # fmt: skip
