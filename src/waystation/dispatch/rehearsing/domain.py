"""What is kept of a rehearsal: what was asked, and what came of it. Pure."""

from datetime import datetime
from math import log1p
from typing import NamedTuple
from uuid import UUID

import msgspec

MONTH_DAYS = 30
# Fewer replicates prove no difference; more are a matter of minutes.
LEAST, MOST = 200, 2_000
BATCH = 20
# The first batch takes away one guide or house at a time, of those most people depend on.
POINTS, POINTS_MAX = 0, 60
# How word of a loss is passed on, in the kernel's order.
POLICIES = ("rendezvous", "warn", "hide")
# Where most people are caught: so many places are kept of a batch.
WHERE_MAX = 200


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What may go wrong, in the words of the form: chances a month or a stage, hours, people.

    `joint` is the plan for all that is rehearsed; None: the passages under way. The adversary
    watches `watches` legs at a time and catches with chance `catches`.
    """

    joint: UUID | None = None
    replicates: int = LEAST
    guide_month_p: float = 0.03
    house_month_p: float = 0.02
    phone_month_p: float = 0.1
    phone_days: int = 5
    delay_p: float = 0.1
    delay_h: int = 3
    storm_days_month: int = 1
    raided_p: float = 0.5
    known_after_h: int = 6
    waits_h: int = 24
    watches: int = 0
    catches: float = 0.1
    on_cluster: bool = False


class Rehearsal(msgspec.Struct, frozen=True, kw_only=True, tag="rehearsal/1"):
    """A rehearsal: what was asked, of whom, from which day on, and with which seed.

    `mark` is the digest of all figures it runs on: whoever resumes it has to come to the same.
    `planned` says how many people are to have arrived by each noon and midnight from `zero` on.
    """

    asked: Asked
    zero: datetime
    made_at: datetime
    seed: int
    mark: bytes
    labels: tuple[str, ...]
    sizes: tuple[int, ...]
    left_out: tuple[str, ...]
    planned: tuple[int, ...]

    @property
    def people(self) -> int:
        """Count those who are to set out."""
        return sum(self.sizes)


class Weak(msgspec.Struct, frozen=True):
    """A guide, or one place's guides, or a house, taken away alone, and what that did.

    `slugs`: the guides or the place; `people` pass there; `left` of them found no other way;
    `late_h`: how much later than planned the others arrive, in hours times people.
    """

    what: str
    slugs: tuple[str, ...]
    people: int
    left: int
    late_h: int


class Weakest(msgspec.Struct, frozen=True, tag="rehearsal-points/1"):
    """What hangs on one guide or one house: those most people depend on, the worst first."""

    points: tuple[Weak, ...]


class Figures(msgspec.Struct, frozen=True, kw_only=True, tag="rehearsal-batch/1"):
    """What came of a batch of replicates, by policy.

    `safe`, `caught`, `late_h` by replicate; `came` their arrivals, packed; `on_leg` and `in_house`
    people caught by slug; `group_safe` how often each group arrived; `within` of `drawn` dangers
    lay in the interval shown.
    """

    safe: tuple[tuple[int, ...], ...]
    caught: tuple[tuple[int, ...], ...]
    late_h: tuple[tuple[int, ...], ...]
    came: bytes
    on_leg: tuple[dict[str, int], ...]
    in_house: tuple[dict[str, int], ...]
    group_safe: tuple[tuple[int, ...], ...]
    within: int
    drawn: int


class Task(NamedTuple):
    """One batch of the work: its number and its replicates; `POINTS` has none."""

    number: int
    replicates: range


def tasks(replicates: int) -> list[Task]:
    """Cut a rehearsal into batches, the points first.

    Raises:
      ValueError: too few replicates, or too many.
    """
    if not LEAST <= replicates <= MOST:
        raise ValueError(f"{replicates} replicates: give {LEAST} to {MOST}")
    found = [Task(POINTS, range(0))]
    for number, first in enumerate(range(0, replicates, BATCH), start=1):
        found.append(Task(number, range(first, min(first + BATCH, replicates))))
    return found


def a_day(month_p: float) -> float:
    """Turn a chance within a month into a rate a day."""
    # Never a negative nothing, which a digest would take for another figure.
    return abs(log1p(-month_p)) / MONTH_DAYS
