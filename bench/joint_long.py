"""One plan for many groups on more seeds: twenty small networks, about nine minutes in all."""

from collections.abc import Iterator

from bench import joint
from bench.figures import Figure

PART = joint.PART
EXPLAINED = joint.EXPLAINED
LONG = (
    joint.SHORT[0]._replace(seeds=range(20)),
    joint.SHORT[1]._replace(seeds=range(5)),
    joint.SHORT[2]._replace(seeds=range(2)),
)


def measure() -> Iterator[Figure]:
    """Measure all seeds of each size."""
    yield from joint.measured(LONG)
