"""A net of four places that fits in one's head, and luck that is written by hand.

Home (0) leads to house A (1); from there to safety (3) straight, or over house B (2). Each leg has
one guide of its own, legs open every hour, and an hour costs as much wherever it is spent.

    home --0, 2 h--> A --1, 4 h--> safe
                     A --2, 3 h--> B --3, 5 h--> safe
    home --4, 10 h--> safe   (only if asked for)
"""

import numpy as np

from waystation.kernel.joint.net import Field, Groups, Joint
from waystation.kernel.joint.ways import nothing_taken
from waystation.kernel.rehearse.luck import Fair
from waystation.kernel.rehearse.play import play
from waystation.kernel.rehearse.replanner import Planner
from waystation.kernel.rehearse.script import Adversary, Beliefs, Faults, Script

HOME, A, B, SAFE_PLACE = range(4)
OUT, STRAIGHT, TO_B, FROM_B, AROUND = range(5)
LEGS = ((HOME, A, 2), (A, SAFE_PLACE, 4), (A, B, 3), (B, SAFE_PLACE, 5), (HOME, SAFE_PLACE, 10))
N_HOURS = 120
PLANNED = ((OUT, 10), (STRAIGHT, 30))
NEVER = float("inf")


def ints(*values):
    return np.array(values, np.int32)


def field(n_legs=4, guides=1):
    src, dst, hours = (np.array(column, np.int32) for column in zip(*LEGS[:n_legs], strict=True))
    return Field(
        n_hours=N_HOURS,
        n_places=4,
        src=src,
        dst=dst,
        duration_h=hours,
        pool=np.arange(n_legs, dtype=np.int32),
        cents=np.zeros(n_legs, np.int64),
        bars=np.zeros(n_legs, np.int64),
        leg_cost=np.stack([0.02 * hours] * 2),
        opens=np.ones((N_HOURS, n_legs), np.bool_),
        is_night=np.zeros(N_HOURS, np.bool_),
        wait_cost=np.full(4, 0.02),
        beds=np.full(4, 100, np.int32),
        guides=np.full((N_HOURS // 24, n_legs), guides, np.int32),
        cool_days=np.zeros(n_legs, np.int32),
        exposure=np.full(n_legs, 10**6, np.int32),
        exposure_days=1,
        unit_per_cent=0.0,
        budget_cents=10**9,
    )


def script(*ways, n_legs=4, guides=1, sizes=(4,)):
    """Rehearse groups that go these ways; without a way, one group on the planned one."""
    ways = ways or (PLANNED,)
    n, net = len(ways), field(n_legs, guides)
    longest = max(map(len, ways)) or 1
    legs, hours = np.zeros((2, n, longest), np.int32)
    for g, way in enumerate(ways):
        for k, (leg, hour) in enumerate(way):
            legs[g, k], hours[g, k] = leg, hour
    targets = np.zeros((1, 4), np.bool_)
    targets[0, SAFE_PLACE] = True
    groups = Groups(
        size=ints(*(sizes if len(sizes) == n else sizes * n)),
        start=ints(*[HOME] * n),
        ready_h=ints(*[0] * n),
        needs=np.zeros(n, np.int64),
        kind=ints(*[0] * n),
        targets=targets,
        defer_cost=np.full(n, 1000.0),
    )
    return Script(
        field=net,
        groups=groups,
        taken=nothing_taken(net),
        joint=Joint(legs, hours, ints(*(len(way) or -1 for way in ways)), np.zeros(n)),
        beliefs=Beliefs(
            leg=np.zeros((2, n_legs)),
            house=np.zeros(4),
            leg_shape=np.full(n_legs, np.inf),
            house_shape=np.full(4, np.inf),
            leg_span=np.ones((n_legs, 2)),
            spot=np.arange(n_legs, dtype=np.int32),
        ),
        faults=Faults(
            guide=0.0, house=np.zeros(4), phone=0.0, phone_days=5, delay=0.0, delay_h=1.0,
            weather=0.0, weather_days=1, bars=np.zeros(n_legs, np.bool_),
            zone=np.zeros(n_legs, np.int32), n_zones=1, raided=1.0, known_after_h=6, waits_h=24,
        ),
        adversary=Adversary(0, np.zeros(n_legs), 0.5, 0.03, 0.1),
        seed=7,
    )  # fmt: skip


def lucky(made, *, guides=(), houses=(), phones=()):
    """Let nothing happen but these losses: pairs of which and at what hour."""
    luck = Fair(made)
    for pool, hour in guides:
        luck.guide_lost[pool, 0] = hour
    for place, hour in houses:
        luck.house_lost[place] = hour
    for pool, hour in phones:
        luck.phone_lost[pool] = hour
    return luck


def played(made, policy, luck=None):
    return play(made, luck or Fair(made), policy, Planner(made.field))
