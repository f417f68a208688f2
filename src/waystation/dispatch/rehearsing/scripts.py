"""From a plan laid out in arrays to the script of a rehearsal. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from math import inf, isfinite, log1p

import numpy as np

from waystation.dispatch.rehearsing.domain import Asked, a_day
from waystation.dispatch.together.laid import Laid
from waystation.hazards.belief import HIGH_P, LOW_P, quantile
from waystation.hazards.domain import WAY, LegRisk, both_ways
from waystation.kernel.joint.net import BOOL, I32, Joint
from waystation.kernel.rehearse.script import Adversary, Beliefs, Faults, Script
from waystation.network.domain import Leg, Place
from waystation.routing import evidence
from waystation.routing.knowing import Known

# Ways that weather closes.
EXPOSED = ("on foot", "on the water")
# A storm lasts so long.
STORM_DAYS = 2
# They notice a passage half the time and forget slowly, as `bench.mix` measures it.
NOTICES, FORGETS, EXPLORES = 0.5, 0.03, 0.1
# A belief wider than its class's is none of ours; a narrower one than this is certain.
SHAPE_MAX = 400.0
NARROW = 1e-9


def script(laid: Laid, joint: Joint, known: Known, asked: Asked, seed: int) -> Script:
    """Put a plan, the beliefs about its field and what may go wrong together.

    Cost: as weighing the evidence of every leg once, see docs/RISK.md.
    """
    return Script(
        field=laid.field,
        groups=laid.groups,
        taken=laid.taken,
        joint=joint,
        beliefs=beliefs(laid, known),
        faults=faults(laid, known, asked),
        adversary=Adversary(
            watches=asked.watches,
            catches=np.full(laid.field.src.size, asked.catches),
            notices=NOTICES,
            forgets=FORGETS,
            explores=EXPLORES,
        ),
        seed=seed,
    )


def mark(made: Script) -> bytes:
    """Give a digest of all that a script holds."""
    digest = hashlib.blake2b(digest_size=16)
    for part in (*made[:4], made.beliefs, made.faults, made.adversary):
        for value in part:
            # Of a number its value alone: nothing is nothing, whichever its sign and sort.
            raw = value.tobytes() if isinstance(value, np.ndarray) else repr(value + 0.0).encode()
            digest.update(raw)
    return digest.digest()


def beliefs(laid: Laid, known: Known) -> Beliefs:
    """Say of every leg and house what is believed of its danger, and how firmly.

    A plan goes by the mean made dearer for old word; a rehearsal draws from the belief itself.
    """
    day = laid.zero.date()
    places = {place.slug: place for place in known.places}
    by_leg = evidence.risks_by_light(
        known.legs, places, known.hazards, day, outcomes=known.outcomes, lands=known.lands
    )
    spread = {
        leg.slug: _spread(risks[leg.night_only])
        for leg, risks in zip(known.legs, by_leg, strict=True)
    }
    by_house = evidence.house_risks(
        list(places), places, known.hazards, day, outcomes=known.outcomes, lands=known.lands
    )
    roofs = [_spread(by_house[slug]) for slug in laid.places]
    rows = np.array([spread[both_ways(slug)] for slug in laid.legs])
    mean, shape = rows[:, 0], rows[:, 1]
    return Beliefs(
        leg=np.stack([laid.hazard * mean] * 2),
        house=laid.wait_hazard * np.array([roof[0] for roof in roofs]),
        leg_shape=shape,
        house_shape=np.array([roof[1] for roof in roofs]),
        leg_span=np.ascontiguousarray(rows[:, 2:]),
        spot=_spots(laid),
    )


def _spots(laid: Laid) -> I32:
    """Say of each leg of the field which is the first that is the same on the ground."""
    slugs = [both_ways(slug) for slug in laid.legs]
    first: dict[str, int] = {}
    return np.array([first.setdefault(s, nth) for nth, s in enumerate(slugs)], dtype=np.int32)


def _houses(laid: Laid) -> BOOL:
    """Say which places are houses of ours: with beds, and nobody's home."""
    ours = laid.field.beds > 0
    ours[len(laid.places) - laid.n_twins :] = False
    return ours


def _spread(risk: LegRisk) -> tuple[float, float, float, float]:
    """Give the mean of a belief beside what is planned with, its shape, and its interval's ends.

    All but the shape are factors: of the planned danger, and of the mean.
    """
    planned, mean = -log1p(-risk.risk_p), -log1p(-risk.mean_p)
    low, high = -log1p(-risk.low_p), -log1p(-risk.high_p)
    if planned <= 0 or mean <= 0:
        return 1.0, inf, 1.0, 1.0
    shape = shape_of(low, high)
    if not isfinite(shape):
        return mean / planned, inf, 1.0, 1.0
    return mean / planned, shape, low / mean, high / mean


def shape_of(low: float, high: float) -> float:
    """Find the gamma whose interval's ends stand in this ratio; infinite: it has no width.

    The wider the interval, the smaller the shape; a belief is never wider than its class's.
    """
    if low <= 0 or high / low < 1 + NARROW:
        return inf
    wanted = high / low
    least, most = 1.0, SHAPE_MAX
    while most - least > 1e-3:
        middle = (least + most) / 2
        ratio = quantile(middle, HIGH_P) / quantile(middle, LOW_P)
        least, most = (middle, most) if ratio > wanted else (least, middle)
    return (least + most) / 2


def faults(laid: Laid, known: Known, asked: Asked) -> Faults:
    """Say what may go wrong, as the kernel counts it; weather is one for each region."""
    legs = {leg.slug: leg for leg in known.legs}
    places = {place.slug: place for place in known.places}
    ways = [legs[both_ways(slug)] for slug in laid.legs]
    regions = [_region(leg, places) for leg in ways]
    zones = {region: nth for nth, region in enumerate(dict.fromkeys(regions))}
    return Faults(
        guide=a_day(asked.guide_month_p),
        house=np.where(_houses(laid), a_day(asked.house_month_p), 0.0),
        phone=a_day(asked.phone_month_p),
        phone_days=asked.phone_days,
        delay=asked.delay_p,
        delay_h=float(asked.delay_h),
        weather=asked.storm_days_month / 30 / STORM_DAYS,
        weather_days=STORM_DAYS,
        bars=np.array([WAY[leg.mode] in EXPOSED for leg in ways], dtype=np.bool_),
        zone=np.array([zones[region] for region in regions], dtype=np.int32),
        n_zones=len(zones),
        raided=asked.raided_p,
        known_after_h=asked.known_after_h,
        waits_h=asked.waits_h,
    )


def _region(leg: Leg, places: Mapping[str, Place]) -> str:
    start = places[leg.from_place]
    return f"{start.country}/{start.region}"


def planned(made: Script, there_h: Sequence[int], step_h: int) -> tuple[int, ...]:
    """Count how many people are to have arrived by each step of the time."""
    size = made.groups.size.tolist()
    edges = range(0, made.field.n_hours + step_h, step_h)
    arrive = [(hour, n) for hour, n in zip(there_h, size, strict=True) if hour >= 0]
    return tuple(sum(n for hour, n in arrive if hour <= edge) for edge in edges)
