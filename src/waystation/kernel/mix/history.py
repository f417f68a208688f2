"""The simple way to be hard to predict: the safest way, with one's own fresh tracks made dear.

No game and no linear programme: whoever watches for habits finds few. Against an adversary who
learns it loses a tenth more than the mix of `game`, and nobody has to say in advance where the
watchers might stand.
"""

from waystation.kernel.mix.roads import F64, I32, Roads

# What one passage leaves of the memory of those before it, and what it adds on its own legs.
FADES, GROWS = 0.97, 0.09
# How dear a fresh track is, for five watched spots.
PULL, PULL_SPOTS = 0.5, 5
# Each leg's price is drawn within this share of itself, so that nobody can work the way out.
LEAST_NOISE, MOST_NOISE = 0.7, 1.3


def weights(roads: Roads, tracks: F64, k: int, noise: F64) -> F64:
    """Give each leg's price: its loss, and more where we went of late; (E,).

    Args:
      tracks: (S) what is remembered of each spot, see `remembered`.
      noise: (E) drawn between LEAST_NOISE and MOST_NOISE from a secret source.
    """
    priced = PULL * k / PULL_SPOTS * roads.caught[roads.spot] * tracks[roads.spot]
    return roads.loss + priced * noise


def remembered(tracks: F64, roads: Roads, legs: I32) -> F64:
    """Give the memory of one's own tracks after one more passage over some legs; (S,)."""
    anew = tracks * FADES
    anew[list(set(roads.spot[legs].tolist()))] += GROWS
    return anew
