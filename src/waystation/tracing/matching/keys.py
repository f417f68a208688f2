"""What two records share so that they are held against each other at all."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from waystation.kernel import lattice
from waystation.kernel.linking import NONE, Int, Long, Records

# Names of these roles (places in `linking.GRADED`) pair records where all syllables agree; their
# own names already where two of three do.
OWN, WHOLE_ROLES = 0, (1, 2, 3, 4, 5)
DAY, AGE_AND_HOME, MARK, PARTED = 101, 102, 103, 104
# A year of birth that is only known to lie within more than so many years pairs nobody.
YEARS_WIDE_MAX = 4
_FACTORS = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93)


def of(
    records: Records, names: Sequence[lattice.Names], *, is_query: bool = False
) -> tuple[Long, Int]:
    """Give the keys of all records, and which record has each.

    Args:
      is_query: whether they are looked for; then a year is held for a year too much or too little,
        and a birthday stands for itself by either calendar.
    """
    found = [lattice.keys(names[OWN], OWN)]
    found += [lattice.keys(names[role], role, whole=True) for role in WHOLE_ROLES]
    found += [_days(records, is_query), _ages(records, is_query), _marks(records), _parted(records)]
    parts = list(zip(*found, strict=True))
    return np.concatenate(parts[0]).astype(np.int64), np.concatenate(parts[1]).astype(np.int32)


def _days(records: Records, is_query: bool) -> tuple[Long, Int]:
    told = records.readings if is_query else records.written[:, None]
    owners, _at = np.nonzero(told >= 0)
    return _mixed(DAY, told[told >= 0]), owners.astype(np.int32)


def _ages(records: Records, is_query: bool) -> tuple[Long, Int]:
    """Pair those of about one age and one sex who come from one county."""
    slack = 1 if is_query else 0
    sizes = np.diff(records.homes.starts)
    owners = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    counties = records.homes.values
    found: list[tuple[Long, Int]] = []
    first, last = records.first_year[owners] - slack, records.last_year[owners] + slack
    usable = (counties >= 0) & (records.first_year[owners] >= 0) & (records.sex[owners] >= 0)
    usable &= last - first <= YEARS_WIDE_MAX + 2 * slack
    for step in range(YEARS_WIDE_MAX + 2 * slack + 1):
        here = usable & (first + step <= last)
        key = _mixed(AGE_AND_HOME, counties[here], first[here] + step, records.sex[owners][here])
        found.append((key, owners[here]))
    return _joined(found)


def _marks(records: Records) -> tuple[Long, Int]:
    sizes = np.diff(records.marks.starts)
    owners = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    return _mixed(MARK, records.marks.values), owners


def _parted(records: Records) -> tuple[Long, Int]:
    told = np.flatnonzero((records.parted_year > NONE) & (records.parted_county > NONE))
    year, county = records.parted_year[told], records.parted_county[told]
    return _mixed(PARTED, year, county), told.astype(np.int32)


def _mixed(kind: int, *values: NDArray[np.int32]) -> Long:
    """Make one number of some, so that different ones hardly ever give the same."""
    mixed = np.full(len(values[0]), kind, np.uint64)
    for factor, value in zip(_FACTORS, values, strict=False):
        mixed = (mixed ^ value.astype(np.uint64)) * np.uint64(factor)
        mixed ^= mixed >> np.uint64(29)
    return mixed.view(np.int64)


def _joined(found: Sequence[tuple[Long, Int]]) -> tuple[Long, Int]:
    keys, owners = zip(*found, strict=True)
    return np.concatenate(keys), np.concatenate(owners)
