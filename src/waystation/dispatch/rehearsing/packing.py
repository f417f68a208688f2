"""Figures of a rehearsal, written down by name and small enough for a sealed box. Pure."""

import zlib
from collections.abc import Sequence

import msgspec
import numpy as np

from waystation.dispatch.rehearsing.domain import WHERE_MAX, Figures, Weak, Weakest
from waystation.dispatch.together.laid import Laid
from waystation.kernel.joint.net import BOOL, I32
from waystation.kernel.rehearse.batch import Batch
from waystation.kernel.rehearse.weakest import GUIDE, Point


def figures(found: Batch, laid: Laid, goes: BOOL) -> Figures:
    """Write a batch down, legs and houses by their names; of the groups (G) those that go."""
    return Figures(
        safe=_rows(found.safe),
        caught=_rows(found.caught),
        late_h=_rows(found.late_h),
        came=found.came.astype("<i4").tobytes(),
        on_leg=tuple(_named(row, laid.legs) for row in found.on_leg),
        in_house=tuple(_named(row, laid.places) for row in found.in_house),
        group_safe=_rows(found.group_safe[:, goes]),
        within=found.within,
        drawn=found.drawn,
    )


def weakest(points: Sequence[Point], laid: Laid) -> Weakest:
    """Write down by name what hangs on one guide or house, the worst first."""
    worst = sorted(points, key=lambda one: (-one.left, -one.late_h, -one.people, one.what))
    return Weakest(
        tuple(
            Weak(
                "guide" if one.what == GUIDE else "house",
                laid.pools.members[one.which] if one.what == GUIDE else (laid.places[one.which],),
                one.people,
                one.left,
                one.late_h,
            )
            for one in worst
        )
    )


def packed(value: Figures | Weakest) -> bytes:
    """Press figures together."""
    return zlib.compress(msgspec.msgpack.encode(value), 9)


def unpacked(packet: bytes) -> Figures | Weakest:
    """Read what `packed` wrote."""
    return msgspec.msgpack.decode(zlib.decompress(packet), type=Figures | Weakest)


def joined(parts: Sequence[Figures]) -> Figures:
    """Put the figures of batches together, in their order; legs and houses by name.

    Raises:
      ValueError: there are none.
    """
    if not parts:
        raise ValueError("no figures to put together")
    return Figures(
        safe=_side_by_side([one.safe for one in parts]),
        caught=_side_by_side([one.caught for one in parts]),
        late_h=_side_by_side([one.late_h for one in parts]),
        came=np.concatenate([arrivals(one) for one in parts], axis=1).astype("<i4").tobytes(),
        on_leg=_by_name([one.on_leg for one in parts]),
        in_house=_by_name([one.in_house for one in parts]),
        group_safe=_rows(np.sum([one.group_safe for one in parts], axis=0)),
        within=sum(one.within for one in parts),
        drawn=sum(one.drawn for one in parts),
    )


def as_batch(found: Figures) -> Batch:
    """Give the figures as the kernel's; where people are caught is left to the names."""
    n = len(found.safe)
    nowhere = np.zeros((n, 0), np.int32)
    return Batch(
        safe=np.array(found.safe, np.int32),
        caught=np.array(found.caught, np.int32),
        late_h=np.array(found.late_h, np.int32),
        came=arrivals(found),
        on_leg=nowhere,
        in_house=nowhere,
        group_safe=np.array(found.group_safe, np.int32),
        within=found.within,
        drawn=found.drawn,
    )


def arrivals(found: Figures) -> I32:
    """Read the arrivals: by policy, replicate and step of the time."""
    flat = np.frombuffer(found.came, dtype="<i4").astype(np.int32)
    return flat.reshape(len(found.safe), len(found.safe[0]), -1)


def _rows(table: I32) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(row) for row in table.tolist())


def _named(people: I32, names: Sequence[str]) -> dict[str, int]:
    """Name where people were caught; ways that share a name count together."""
    found: dict[str, int] = {}
    for nth in np.flatnonzero(people).tolist():
        found[names[nth]] = found.get(names[nth], 0) + int(people[nth])
    most = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:WHERE_MAX]
    return dict(most)


def _side_by_side(tables: Sequence[tuple[tuple[int, ...], ...]]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(n for row in rows for n in row) for rows in zip(*tables, strict=True))


def _by_name(parts: Sequence[tuple[dict[str, int], ...]]) -> tuple[dict[str, int], ...]:
    sums = []
    for by_policy in zip(*parts, strict=True):
        total: dict[str, int] = {}
        for one in by_policy:
            for name, n in one.items():
                total[name] = total.get(name, 0) + n
        sums.append(total)
    return tuple(sums)
