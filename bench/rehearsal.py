"""A plan for twenty groups played a thousand times, under three ways of passing the word on."""

from collections.abc import Iterator
from time import perf_counter, process_time

import numpy as np

from bench import joint_nets
from bench.figures import Figure
from waystation.dispatch.rehearsing import engines
from waystation.dispatch.rehearsing.domain import BATCH, POINTS_MAX, POLICIES, Task
from waystation.kernel.joint import greedy
from waystation.kernel.joint.ways import nothing_taken
from waystation.kernel.rehearse import tell, weakest
from waystation.kernel.rehearse.batch import Batch, batch, joined, travelling
from waystation.kernel.rehearse.replanner import Planner
from waystation.kernel.rehearse.script import Adversary, Beliefs, Faults, Script

PART = "Rehearsing a plan for many groups"
PLACES, LEGS, GROUPS, SEED = 200, 1_000, 20, 0
REPLICATES, PROCESSES, ALONE = 1_000, 2, 20
# Of a gamma of shape 2 and mean 1 nine in ten lie between these (tables of chi squared, 4 degrees).
SHAPE, LOW, HIGH = 2.0, 0.7107 / 4, 9.4877 / 4
EXPLAINED = (
    "A rehearsal plays a plan, here that of the largest group first, through: dangers drawn from "
    f"beliefs (gamma variables of shape {SHAPE:g}), guides, houses and phones lost, delays, "
    "weather, three legs watched by an "
    "adversary who learns. Each replicate is played three times on the same luck: groups learn of "
    "a loss at the rendezvous; are warned and planned anew at once; are warned, hide and are "
    "planned anew the next day. All chances are invented: they show which way is better, not how "
    "safe anything is.",
)


def script(seed: int = SEED) -> Script:
    """Make a plan for twenty groups on a synthetic network, and say what may go wrong."""
    land = joint_nets.land(PLACES, LEGS, seed)
    field, groups = joint_nets.field_of(land), joint_nets.groups_of(land, GROUPS, seed)
    taken = nothing_taken(field)
    n = land.src.size
    return Script(
        field=field,
        groups=groups,
        taken=taken,
        joint=greedy.first(field, groups, taken),
        beliefs=Beliefs(
            leg=np.stack([land.risk * land.by_day, land.risk * land.by_night]),
            house=land.wait_risk,
            leg_shape=np.full(n, SHAPE),
            house_shape=np.full(len(land.layer), SHAPE),
            leg_span=np.tile([LOW, HIGH], (n, 1)),
            spot=np.arange(n, dtype=np.int32),
        ),
        faults=Faults(
            guide=1 / 1_000,
            house=np.full(PLACES, 1 / 2_000),
            phone=1 / 300,
            phone_days=5,
            delay=0.05,
            delay_h=3.0,
            weather=0.02,
            weather_days=2,
            bars=np.isin(land.mode, (joint_nets.BOAT, joint_nets.FOOT)),
            zone=(land.layer[land.src] // 5).astype(np.int32),
            n_zones=5,
            raided=0.5,
            known_after_h=6,
            waits_h=24,
        ),
        adversary=Adversary(3, np.full(n, 0.1), 0.5, 0.03, 0.1),
        seed=seed,
    )


def measure() -> Iterator[Figure]:
    """Play a thousand replicates in two processes, some alone, and say what came of it."""
    made = script()
    planner = Planner(made.field)
    batch(made, [REPLICATES], planner)  # Loads compiled code.
    began = process_time()
    alone = batch(made, range(ALONE), planner)
    yield _figure(
        "rehearsal.replicate_cpu_ms",
        (process_time() - began) / ALONE * 1e3,
        "ms",
        f"CPU of one replicate under {len(POLICIES)} policies, one process, {ALONE} replicates",
    )
    began = perf_counter()
    found = played(made)
    took = perf_counter() - began
    words = f"{REPLICATES} replicates of {PLACES} places / {GROUPS} groups, {PROCESSES} processes"
    yield _figure("rehearsal.thousand_s", took, "s", f"{words}, with their start", target=180)
    if not np.array_equal(found.safe[:, :ALONE], alone.safe):
        raise RuntimeError("two processes come to another result than one")
    yield from _came(made, found)
    began = process_time()
    points = list(weakest.points(made, POINTS_MAX))
    single = sum(1 for one in points if one.left)
    yield _figure(
        "rehearsal.weakest_points_s",
        process_time() - began,
        "s",
        f"CPU for {len(points)} guides and houses taken away one at a time; {single} are single",
    )


def played(made: Script) -> Batch:
    """Play all replicates in processes of their own."""
    cut = range(0, REPLICATES, BATCH)
    tasks = [Task(nth, range(at, at + BATCH)) for nth, at in enumerate(cut, start=1)]
    came = dict(engines.processes(PROCESSES)(made, tasks))
    return joined([one for _nth, one in sorted(came.items()) if isinstance(one, Batch)])


def _came(made: Script, found: Batch) -> Iterator[Figure]:
    people = travelling(made)
    said = [tell.told(found, nth, people) for nth in range(len(POLICIES))]
    for nth, name in enumerate(POLICIES):
        one = said[nth]
        words = (
            f"of {people} people, mean of {REPLICATES}: caught {one.caught:.1f}, do not arrive "
            f"{one.lost:.1f}; worst twentieth {one.caught_tail:.1f} and {one.lost_tail:.1f}; "
            f"{one.late_h:.0f} h later than planned"
        )
        if nth:
            gap = tell.gap(found, nth)
            words += f"; beside the first {gap.mean:.1f} ({gap.low:.1f} to {gap.high:.1f})"
        yield _figure(f"rehearsal.{name}_not_arrived_people", one.lost, "people", words)
    yield _figure(
        "rehearsal.covered_p",
        found.within / found.drawn,
        "share",
        f"of {found.drawn:,} dangers drawn, those within the interval shown, which promises 0.90",
        better="higher",
    )


def _figure(
    name: str,
    value: float,
    unit: str,
    what: str,
    *,
    better: str = "lower",
    target: float | None = None,
) -> Figure:
    conditions = {"part": PART, "what": what, "seed": SEED, "replicates": REPLICATES}
    return Figure(
        name=name,
        value=round(value, 3),
        unit=unit,
        better=better,
        target=target,
        conditions=conditions,
    )
