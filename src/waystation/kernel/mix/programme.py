"""A linear programme in entries (row, column, value), solved by HiGHS."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
I32 = NDArray[np.int32]


class Entries(NamedTuple):
    """The entries of a matrix; no place is named twice."""

    row: I32
    column: I32
    value: F64


class Solved(NamedTuple):
    """The least value, and where it is taken."""

    value: float
    at: F64


def entries(*parts: tuple[I32, I32, F64]) -> Entries:
    """Put several blocks of entries together."""
    return Entries(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def solve(cost: F64, upper: F64, matrix: Entries, row_lower: F64, row_upper: F64) -> Solved | None:
    """Find the least of a cost over columns between 0 and `upper`; None: no column keeps the rows.

    One thread, so that the same question always has the same answer.

    Raises:
      RuntimeError: HiGHS came to no end.
    """
    # Loaded here: whoever never draws a route does not wait for it.
    import highspy

    order = np.lexsort((matrix.row, matrix.column))
    starts = np.zeros(cost.size + 1, np.int32)
    np.cumsum(np.bincount(matrix.column, minlength=cost.size), out=starts[1:])
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = cost.size, row_lower.size
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, np.zeros(cost.size), upper
    lp.row_lower_, lp.row_upper_ = row_lower, row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = starts
    lp.a_matrix_.index_ = matrix.row[order]
    lp.a_matrix_.value_ = matrix.value[order]
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.passModel(lp)
    highs.run()
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError(f"the linear programme ended as {status}")
    at = np.maximum(np.array(highs.getSolution().col_value), 0)
    return Solved(float(highs.getInfo().objective_function_value), at)
