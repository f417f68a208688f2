"""Lays passages out as arrays, seen from one moment, for the kernel to weigh all at once. Pure."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np

from waystation.dispatch.domain import STAGE_ENDS, StageOfPassage
from waystation.dispatch.knowing import Way, faces, has_read, holders
from waystation.kernel.blast import NOBODY, Index, Passages, index
from waystation.kernel.joint.net import I32, I64

MINUTE = timedelta(minutes=1)
# Farther off than any passage: known since ever, or never.
EVER_MIN, NEVER_MIN = -(10**9), 10**9

# Says whether a guide can tell of a stage of a way.
Tells = Callable[[Way, StageOfPassage, str], bool]


class Laid(NamedTuple):
    """Passages as arrays, and what their numbers stand for; the moment itself is minute 0."""

    listed: Index
    ways: tuple[Way, ...]
    guides: tuple[str, ...]
    names: tuple[str, ...]
    places: tuple[str, ...]
    stages: dict[tuple[int, int], int]

    @property
    def under_way(self) -> int:
        """Count the people under way."""
        return sum(way.people for way in self.ways if way.is_open)


def lay(
    ways: Iterable[Way],
    at: datetime,
    *,
    tells: Tells | None = None,
    apart: bool | None = None,
    also: Sequence[str] = (),
) -> Laid:
    """Lay passages out as they are known at a moment.

    Args:
      tells: who can tell of what; left out, by what was really disclosed.
      apart: suppose that nobody, or everybody, meets at every hand-over.
      also: places that are to have a number though nobody goes there.
    """
    found, reads = tuple(ways), tells or told_of(at)
    rows = [(nth, way, stage) for nth, way in enumerate(found) for stage in way.stages]
    named = {g: n for _nth, way, stage in rows for g, n in holders(way, stage).items()}
    guides = {slug: number for number, slug in enumerate(named)}
    spots = [place for _n, _w, stage in rows for place in (stage.from_place, stage.to_place)]
    places = {slug: number for number, slug in enumerate(dict.fromkeys([*spots, *also]))}
    met = [_beside(way, stage, guides, apart) for _nth, way, stage in rows]
    told = [
        (guides[guide], row)
        for row, (_nth, way, stage) in enumerate(rows)
        for guide in holders(way, stage)
        if guide and reads(way, stage, guide)
    ]
    arrays = Passages(
        n_places=len(places),
        n_guides=len(guides),
        group=_i32(nth for nth, _way, _stage in rows),
        guide=_i32(guides[stage.guide] for _nth, _way, stage in rows),
        start=_i32(places[stage.from_place] for _nth, _way, stage in rows),
        end=_i32(places[stage.to_place] for _nth, _way, stage in rows),
        before=_i32(before for before, _after in met),
        after=_i32(after for _before, after in met),
        arrives_min=_i64((stage.arrive - at) // MINUTE for _nth, _way, stage in rows),
        over_min=_i64(_over_min(way, stage) for _nth, way, stage in rows),
        size=_i32(way.people for way in found),
        ends_min=_i64(NEVER_MIN if way.is_open else EVER_MIN for way in found),
        told_to=_i32(guide for guide, _row in told),
        told_of=_i32(row for _guide, row in told),
        opens_min=np.full(len(told), EVER_MIN, np.int64),
    )
    numbers = {(nth, stage.number): row for row, (nth, _way, stage) in enumerate(rows)}
    return Laid(index(arrays), found, tuple(guides), tuple(named.values()), tuple(places), numbers)


def told_of(at: datetime, *, foreseen: bool = False) -> Tells:
    """Go by what was really disclosed; `foreseen`: and by what will be in time."""
    return lambda way, stage, guide: has_read(stage, guide, way.disclosed, at, foreseen=foreseen)


def _beside(
    way: Way, stage: StageOfPassage, guides: dict[str, int], apart: bool | None
) -> tuple[int, int]:
    """Number the guides who are met before and after a stage."""
    if apart is None:
        met = {face.guide for face in faces(way.stages, stage)}
    else:
        met = set() if apart else {one.guide for one in way.stages if one.guide != stage.guide}
    near = {one.number - stage.number: one.guide for one in way.stages}
    before, after = (near.get(step, "") for step in (-1, 1))
    return (
        guides[before] if before in met else NOBODY,
        guides[after] if after in met else NOBODY,
    )


def _over_min(way: Way, stage: StageOfPassage) -> int:
    return NEVER_MIN if way.is_open and stage.state not in STAGE_ENDS else EVER_MIN


def _i32(numbers: Iterable[int]) -> I32:
    return np.fromiter(numbers, np.int32)


def _i64(numbers: Iterable[int]) -> I64:
    return np.fromiter(numbers, np.int64)
