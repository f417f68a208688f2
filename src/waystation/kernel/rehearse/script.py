"""What is rehearsed: a plan for many groups, what is believed, and what may go wrong."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.joint.net import BOOL, F64, I32, Field, Groups, Joint, Taken

# How a group hears that its way is broken.
RENDEZVOUS, WARN, HIDE = range(3)
POLICIES = (RENDEZVOUS, WARN, HIDE)
# A leg whose risk a person set is certain: its belief has no width.
CERTAIN = np.inf


class Beliefs(NamedTuple):
    """How dangerous legs and houses are believed to be: gamma variables about a mean.

    `leg` (2, E): the danger of one passage by day and by night, in nepers, -ln(1 - chance);
    `house` (V) of one hour of waiting. Each is multiplied, replicate by replicate, by a gamma
    variable of mean 1 and the shape given, one for both lights: `CERTAIN` leaves it as it is.
    `leg_span` (E, 2): between which factors the interval shown to people lies. `spot` (E): of the
    legs that are one and the same on the ground, by whatever light or way they are gone, the first:
    they share one draw, and one watch.
    """

    leg: F64
    house: F64
    leg_shape: F64
    house_shape: F64
    leg_span: F64
    spot: I32


class Faults(NamedTuple):
    """What may go wrong, and how soon it is known.

    Chances are per day, of each guide, telephone and of each place (V): none where no house is;
    `delay` per stage. `bars` (E): legs that
    weather closes; `zone` (E): which weather a leg has, 0 to n_zones - 1. `raided`: the chance that
    people in a house, or on its doorstep, are caught when it is lost.
    """

    guide: float
    house: F64
    phone: float
    phone_days: int
    delay: float
    delay_h: float
    weather: float
    weather_days: int
    bars: BOOL
    zone: I32
    n_zones: int
    raided: float
    known_after_h: int
    waits_h: int


class Adversary(NamedTuple):
    """Somebody who watches some legs, and learns from the passages they notice.

    `watches`: how many legs at a time, for a day each; `catches` (E): the chance of being caught on
    a watched one. They notice a passage with chance `notices`, forget by `forgets` a passage, and
    look elsewhere with chance `explores`.
    """

    watches: int
    catches: F64
    notices: float
    forgets: float
    explores: float


class Script(NamedTuple):
    """A whole rehearsal: the plan on its field, beliefs, faults, adversary and the seed."""

    field: Field
    groups: Groups
    taken: Taken
    joint: Joint
    beliefs: Beliefs
    faults: Faults
    adversary: Adversary
    seed: int


def calm(script: Script) -> Script:
    """Give the same script without anything that goes wrong: a plan then runs as it was made."""
    none = np.zeros_like
    return script._replace(
        beliefs=script.beliefs._replace(
            leg=none(script.beliefs.leg), house=none(script.beliefs.house)
        ),
        faults=script.faults._replace(
            guide=0.0, house=none(script.faults.house), phone=0.0, delay=0.0, weather=0.0
        ),
        adversary=script.adversary._replace(watches=0),
    )


def guides_of(script: Script) -> NDArray[np.int32]:
    """Count the guides of each pool: as many as set out on its best day (P)."""
    most: NDArray[np.int32] = script.field.guides.max(axis=0, initial=0)
    return most
