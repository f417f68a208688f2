"""Counts with noise, so that no table tells whether somebody is in it: OpenDP's integer Laplace.

A person stands in one line of a table at most, so one person more or less changes one count by
one; noise of scale 1/epsilon then makes the table epsilon-differentially private for a person, and
k times epsilon for a family of k. Epsilons of one year add up, whether what was drawn was published
or not: else one could draw until one likes the answer.
"""

from collections.abc import Sequence

from opendp import prelude as dp

# What one table may spend, and all tables of a year together; in thousandths.
MILLI_EPSILONS = (250, 500)
MILLI_EPSILON_YEAR = 1_000

dp.enable_features("contrib")


def left(spent: Sequence[int]) -> int:
    """Say how much of a year's budget is left, in thousandths of epsilon."""
    return max(0, MILLI_EPSILON_YEAR - sum(spent))


def noisy(counts: Sequence[int], milli_epsilon: int) -> list[int]:
    """Add integer Laplace noise to counts of disjoint people; what falls below nought is nought.

    Raises:
      ValueError: an epsilon that is none of the list.
    """
    if milli_epsilon not in MILLI_EPSILONS:
        raise ValueError(f"{milli_epsilon} thousandths of epsilon; give one of {MILLI_EPSILONS}")
    scale = 1_000 / milli_epsilon
    space = dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int)
    mechanism = dp.m.make_laplace(*space, scale=scale)
    # The library's own account of what one person more or less gives away; it must be ours.
    if mechanism.map(1) > milli_epsilon / 1_000 + 1e-9:  # type: ignore[no-untyped-call]
        raise RuntimeError(f"noise of scale {scale} costs more than {milli_epsilon} thousandths")
    return [max(0, int(n)) for n in mechanism(list(counts))]
