"""Networks of places, legs and guides for many groups at once: made of seeds, of nobody's life.

Places lie in layers from here to safety, legs lead onwards or across; three borders can only be
crossed by night. Every place has one to three guides, off on a fifth of the days, who rest one to
three days after each start. All numbers are invented: they show which method is better, not how
safe anything is.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.joint.net import DAY_H, Field, Groups

N_LAYERS, N_HOURS, MODES = 25, 1_080, 5
TRAIN, BUS, CAR, BOAT, FOOT = range(MODES)
SPEED_KM_H = (60, 45, 60, 20, 4.0)
DOLLARS_PER_KM = (0.05, 0.04, 0.25, 0.5, 0.3)
# A departure every so many hours.
EVERY_H = (12, 6, 1, 3, 1)
# What a loss, an hour and a dollar weigh, in units a person.
LOSS, HOUR, DOLLAR, STAYING = 1_000.0, 0.02, 0.004, 600.0
NIGHT_FROM, NIGHT_TO = 20, 5
ANY = 10**6
NO_BUDGET = 10**14


class Land(NamedTuple):
    """What a network is made of, before it is cut into hours.

    By place: `layer`, `across` (0 to 1), `beds`, `wait_risk` (nepers an hour). By leg: `src`,
    `dst`, `mode`, `crosses` (a border), `km`, `duration_h`, `risk` (nepers), `by_day`, `by_night`
    (factors of it), `phase_h`, `dollars`, `too_far` (to walk for some), `guide`. `works` (guides,
    days), `rest_days`.
    """

    layer: NDArray[np.int64]
    across: NDArray[np.float64]
    beds: NDArray[np.int64]
    wait_risk: NDArray[np.float64]
    src: NDArray[np.int64]
    dst: NDArray[np.int64]
    mode: NDArray[np.int64]
    crosses: NDArray[np.bool_]
    km: NDArray[np.float64]
    duration_h: NDArray[np.int32]
    risk: NDArray[np.float64]
    by_day: NDArray[np.float64]
    by_night: NDArray[np.float64]
    phase_h: NDArray[np.int64]
    dollars: NDArray[np.float64]
    too_far: NDArray[np.bool_]
    guide: NDArray[np.int64]
    works: NDArray[np.bool_]
    rest_days: NDArray[np.int32]

    @property
    def safe(self) -> NDArray[np.intp]:
        """The places of the last layer, where groups are safe."""
        return np.flatnonzero(self.layer == N_LAYERS - 1)


def _legs(
    dice: np.random.Generator, layer: NDArray[np.int64], across: NDArray[np.float64], n_legs: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Lead each place to three near ones of the next layer, then at random as many as asked."""
    width = len(layer) // N_LAYERS
    src, dst = [], []
    for here in range(N_LAYERS - 1):
        after = np.where(layer == here + 1)[0]
        for place in np.where(layer == here)[0]:
            noise = 0.15 * min(1, 25 / width * 8 / 25 * 3)
            gap = np.abs(across[after] - across[place]) + dice.uniform(0, noise, len(after))
            for other in after[np.argsort(gap)][:3]:
                src.append(place)
                dst.append(other)
    while len(src) < n_legs:
        place = dice.integers(0, len(layer))
        step = dice.choice([0, 1, 2], p=[0.25, 0.45, 0.3])
        if layer[place] + step >= N_LAYERS:
            continue
        others = np.where(layer == layer[place] + step)[0]
        others = others[others != place]
        near = others[np.argsort(np.abs(across[others] - across[place]))[: max(3, width // 4)]]
        src.append(place)
        dst.append(dice.choice(near))
    return np.array(src), np.array(dst)


def land(n_places: int, n_legs: int, seed: int) -> Land:
    """Make a network of some places and legs."""
    dice = np.random.default_rng(seed)
    layer = np.repeat(np.arange(N_LAYERS), n_places // N_LAYERS)
    across = dice.uniform(0, 1, len(layer))
    borders = [int(N_LAYERS * 0.2), int(N_LAYERS * 0.5), int(N_LAYERS * 0.8)]
    src, dst = _legs(dice, layer, across, n_legs)
    n = len(src)
    span = np.maximum(1, layer[dst] - layer[src])
    crosses = np.any([(layer[src] < b) & (b <= layer[dst]) for b in borders], axis=0)
    mode = dice.choice(MODES, n, p=[0.2, 0.3, 0.3, 0.05, 0.15])
    mode[crosses] = dice.choice([CAR, BOAT, FOOT], crosses.sum(), p=[0.2, 0.3, 0.5])
    km = 200.0 * span * dice.uniform(0.8, 1.3, n)
    km[layer[src] == layer[dst]] *= 0.4
    km = np.where(mode == FOOT, np.minimum(km, 60), km)
    duration_h = np.clip(np.ceil(km / np.array(SPEED_KM_H)[mode]), 1, 15).astype(np.int32)
    chance = dice.lognormal(np.log(0.004), 0.8, n) * span
    chance = np.where(crosses, dice.lognormal(np.log(0.03), 0.6, n), chance)
    phase_h = dice.integers(0, DAY_H, n) % np.array(EVERY_H)[mode]
    n_guides = dice.integers(1, 4, len(layer))
    first = np.concatenate([[0], np.cumsum(n_guides)])
    guide = first[src] + (dice.integers(0, 10**6, n) % n_guides[src])
    works = dice.random((first[-1], N_HOURS // DAY_H + 1)) < 0.8
    rest_days = dice.integers(1, 4, first[-1]).astype(np.int32)
    beds = dice.integers(8, 19, len(layer))
    wait_risk = dice.lognormal(np.log(1.5e-5), 0.7, len(layer))
    by_src = np.argsort(src, kind="stable")
    legs = {
        "src": src,
        "dst": dst,
        "mode": mode,
        "crosses": crosses,
        "km": km,
        "duration_h": duration_h,
        "risk": -np.log1p(-np.minimum(chance, 0.3)),
        "by_day": np.where(crosses, 1.6, 1.1),
        "by_night": np.where(crosses, 0.6, 0.85),
        "phase_h": phase_h,
        "dollars": km * np.array(DOLLARS_PER_KM)[mode] + 15 + crosses * 250,
        "too_far": (mode == FOOT) & (km > 30),
        "guide": guide,
    }
    return Land(
        layer=layer,
        across=across,
        beds=beds,
        wait_risk=wait_risk,
        works=works,
        rest_days=rest_days,
        **{name: column[by_src] for name, column in legs.items()},
    )


def field_of(made: Land) -> Field:
    """Cut a network into hours."""
    hour = np.arange(N_HOURS)
    of_day = hour % DAY_H
    is_night = (of_day >= NIGHT_FROM) | (of_day < NIGHT_TO)
    opens = hour[:, None] % np.array(EVERY_H)[made.mode] == made.phase_h
    opens &= ~(made.crosses | (made.mode >= BOAT)) | is_night[:, None]
    opens &= made.works[made.guide].T[hour // DAY_H]
    time = HOUR * made.duration_h
    wait_cost = LOSS * made.wait_risk + HOUR
    wait_cost[made.safe] = 0.0
    n_guides = len(made.rest_days)
    return Field(
        n_hours=N_HOURS,
        n_places=len(made.layer),
        src=made.src.astype(np.int32),
        dst=made.dst.astype(np.int32),
        duration_h=made.duration_h,
        pool=made.guide.astype(np.int32),
        cents=np.round(100 * made.dollars).astype(np.int64),
        bars=made.too_far.astype(np.int64),
        leg_cost=np.stack(
            [LOSS * made.risk * made.by_day + time, LOSS * made.risk * made.by_night + time]
        ),
        opens=opens,
        is_night=is_night,
        wait_cost=wait_cost,
        # Nobody is crowded where the ways begin.
        beds=np.where(made.layer <= 1, ANY, made.beds).astype(np.int32),
        guides=np.ascontiguousarray(made.works.T.astype(np.int32)),
        cool_days=made.rest_days,
        exposure=np.full(n_guides, ANY, np.int32),
        exposure_days=30,
        unit_per_cent=DOLLAR / 100,
        budget_cents=NO_BUDGET,
    )


def groups_of(made: Land, n_groups: int, seed: int) -> Groups:
    """Make groups of two to ten people, ready within ten days; three in ten walk badly."""
    dice = np.random.default_rng(seed + 1_000)
    size = dice.integers(2, 11, n_groups)
    start = dice.choice(np.where(made.layer <= 1)[0], n_groups)
    ready_h = dice.integers(0, 240, n_groups)
    walks_badly = dice.random(n_groups) < 0.3
    targets = np.zeros((1, len(made.layer)), np.bool_)
    targets[0, made.safe] = True
    return Groups(
        size=size.astype(np.int32),
        start=start.astype(np.int32),
        ready_h=ready_h.astype(np.int32),
        needs=walks_badly.astype(np.int64),
        kind=np.zeros(n_groups, np.int32),
        targets=targets,
        defer_cost=STAYING * size.astype(np.float64),
    )


def instance(n_places: int, n_groups: int, seed: int) -> tuple[Field, Groups]:
    """Make a network of five legs a place, and groups."""
    made = land(n_places, 5 * n_places, seed)
    return field_of(made), groups_of(made, n_groups, seed)
