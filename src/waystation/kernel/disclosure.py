"""What published counts give away of few people: sizes, differences, spans and bounds of sets.

A *unit* is some people of one group (a journey); a *cell* is a set of units whose count was
published, rounded down to tens. Units that lie in the same cells cannot be told apart by any
release; such a class is an *atom*, and what an attacker can ask about is a union of atoms. A union
is *small* if it holds fewer than `people_min` people or `groups_min` groups. Whatever is part of a
small union is small itself, so all of them are found by growing small ones only.

Two questions are asked of every small union S, over all cells there ever were:

*In the span.* Is the indicator of S a sum of indicators of cells, each times some number? Then
counts that were not rounded would give S away exactly, by however many differences, unions and
intersections; such a set is refused whatever the rounding hides. This is the audit of Chin and
Ozsoyoglu, and it covers the trackers of Denning, Denning and Schwartz: each of these is a linear
combination of answers.

*Bounds.* Between which numbers must the count of S lie, given all that was published? The attacker
is granted the rounding (each cell holds its floor and at most 9 more), whole numbers, and for
every atom that is not small, and every non-empty intersection or difference of two cells that is
made of small atoms only, that it has at least `people_min` people: what the rules let pass.
The counts that fit all this are the whole points of a polyhedron; the least and the most of S over
them are found as integer programmes by HiGHS without a gap, so no combination of releases, however
long, says more about how many S are. Rounding inwards loses nothing: the programmes are exact.

What is not covered: what somebody knows from elsewhere (whoever was part of a group can take it
off; with three groups at least, two are left), several groups that put together what they know,
probabilities inside the bounds, and that a refusal is an answer too for whoever learns of it
(Kenthapadi, Mishra and Nissim): refusals are not published.

Sources: Fellegi, JASA 67(337), 1972; Denning, Denning and Schwartz, ACM TODS 4(1), 1979; Chin and
Ozsoyoglu, IEEE TSE 8(6), 1982; Kenthapadi, Mishra and Nissim, PODS 2005.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.kernel.mix.programme import Entries

Bools = NDArray[np.bool_]
I64 = NDArray[np.int64]
# Rounding down to tens hides so many.
HIDDEN = 9
# How far a set of nought and one may stand from the span and still count as lying in it.
NEAR = 1e-6


class Sizes(NamedTuple):
    """How many people and how many different groups each of some sets of units holds."""

    people: I64
    groups: I64


class Atoms(NamedTuple):
    """Classes of units in the same cells: `cells` (k, a), and of which units each is (a, n)."""

    cells: Bools
    units: Bools


class Limits(NamedTuple):
    """Below how many people, or how many groups, a set is small."""

    people: int
    groups: int


def sizes(member: Bools, people: I64, group: I64) -> Sizes:
    """Count people and different groups of sets of units.

    Args:
      member: (…, n) which units a set holds.
      people: (n) how many people a unit is; a unit of nobody is of no group.
      group: (n) which group it is of, in rising order.
    """
    counted = np.where(member, people, 0)
    if not group.size:
        return Sizes(counted.sum(-1), counted.sum(-1))
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    of_group = np.logical_or.reduceat(counted > 0, starts, axis=-1)
    return Sizes(counted.sum(-1), of_group.sum(-1))


def atoms(cells: Bools, people: I64) -> Atoms:
    """Part the units that lie in any cell into classes that no cell tells apart.

    Args:
      cells: (k, n) which units each cell holds.
    """
    seen = np.flatnonzero(cells.any(axis=0) & (people > 0))
    table, of_unit = np.unique(cells[:, seen], axis=1, return_inverse=True)
    units = np.zeros((table.shape[1], cells.shape[1]), np.bool_)
    units[of_unit.ravel(), seen] = True
    return Atoms(table, units)


def small_unions(
    of: Atoms, people: I64, group: I64, limits: Limits, most: int
) -> list[tuple[int, ...]] | None:
    """List every union of atoms that is small, as the atoms it is made of; None: above `most`."""
    found: list[tuple[int, ...]] = []
    each = sizes(of.units, people, group)
    is_small = (each.people < limits.people) | (each.groups < limits.groups)
    # An atom of nobody whom it could give away is not asked about.
    small = np.flatnonzero(is_small & (each.people > 0)).tolist()
    waiting: list[tuple[tuple[int, ...], Bools]] = [
        ((atom,), of.units[atom]) for atom in reversed(small)
    ]
    while waiting:
        union, held = waiting.pop()
        found.append(union)
        if len(found) > most:
            return None
        for atom in reversed([one for one in small if one > union[-1]]):
            grown = held | of.units[atom]
            size = sizes(grown, people, group)
            if size.people < limits.people or size.groups < limits.groups:
                waiting.append(((*union, atom), grown))
    return found


def in_span(cells: Bools, sets: Bools) -> Bools:
    """Say of sets of atoms whether they are sums of cells, each times some number.

    Args:
      cells: (k, a); sets: (s, a).
    """
    _left, strength, right = np.linalg.svd(cells.astype(float), full_matrices=False)
    kept = right[strength > NEAR * max(1.0, float(strength[0]) if strength.size else 1.0)]
    wanted = sets.astype(float)
    apart = wanted - wanted @ kept.T @ kept
    return np.abs(apart).max(axis=1) < NEAR


def known_full(cells: Bools, is_small: Bools) -> Bools:
    """List the sets of atoms of which an attacker who knows the rules knows that they are large.

    Atoms that are not small, and what two cells have in common or apart, if it is of small atoms.
    """
    rows = [np.eye(is_small.size, dtype=np.bool_)[~is_small]]
    for cell in cells:
        parts = np.concatenate([cell & ~cells, cells & ~cell, cells & cell])
        rows.append(parts[parts.any(axis=1) & ~(parts & ~is_small).any(axis=1)])
    return np.unique(np.concatenate(rows), axis=0)


def bounds(cells: Bools, floors: I64, full: Bools, sets: Bools, people_min: int) -> I64:
    """Find the least and the most people that sets of atoms can be, given all that is known.

    Args:
      cells: (k, a) published cells as sets of atoms; each atom lies in one at least.
      floors: (k) what was published of each: it holds so many people and at most 9 more.
      full: (f, a) sets known to hold `people_min` people at least.
      sets: (s, a) what is asked about.

    Returns: (s, 2) least and most; (1, 0) where no counts fit.

    Cost: 2 ms a set for 30 cells.

    Raises:
      RuntimeError: HiGHS came to no end.
    """
    import highspy

    matrix = np.concatenate([cells, full])
    lower = np.concatenate([floors, np.full(len(full), people_min)]).astype(float)
    upper = np.concatenate([floors + HIDDEN, np.full(len(full), np.inf)]).astype(float)
    solver = _programme(matrix, lower, upper)
    n = cells.shape[1]
    found = np.empty((len(sets), 2), np.int64)
    for row, wanted in enumerate(sets):
        for side, sense in enumerate((highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize)):
            solver.changeColsCost(n, np.arange(n, dtype=np.int32), wanted.astype(float))
            solver.changeObjectiveSense(sense)
            solver.run()
            status = solver.getModelStatus()
            if status == highspy.HighsModelStatus.kInfeasible:
                found[row] = 1, 0
                break
            if status != highspy.HighsModelStatus.kOptimal:
                raise RuntimeError(f"the programme of bounds ended as {status}")
            found[row, side] = round(solver.getInfo().objective_function_value)
    return found


def _programme(matrix: Bools, lower: NDArray[np.float64], upper: NDArray[np.float64]):  # type: ignore[no-untyped-def]
    """Hand a programme of whole numbers to HiGHS: one thread, no gap, nothing said."""
    import highspy

    column, row = np.nonzero(matrix.T)
    filled = Entries(row.astype(np.int32), column.astype(np.int32), np.ones(row.size))
    n = matrix.shape[1]
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = n, len(matrix)
    lp.col_cost_, lp.col_lower_ = np.zeros(n), np.zeros(n)
    lp.col_upper_ = np.full(n, np.inf)
    lp.row_lower_, lp.row_upper_ = lower, upper
    lp.integrality_ = [highspy.HighsVarType.kInteger] * n
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.r_[0, np.cumsum(np.bincount(filled.column, minlength=n))]
    lp.a_matrix_.index_, lp.a_matrix_.value_ = filled.row, filled.value
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 0.5)
    solver.passModel(lp)
    return solver
