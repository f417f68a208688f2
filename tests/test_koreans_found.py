"""Among twenty thousand Koreans, keys lead to the right one without leading to too many."""

import numpy as np
import pytest

from bench import reunion
from waystation.tracing.matching.linker import Linker

pytestmark = pytest.mark.long


def test_few_are_held_against_whom_somebody_looks_for_and_the_right_one_is_among_them():
    asked = reunion.drawn(20_000, 200, seed=7)
    linker = Linker(asked.register, today=reunion.TODAY)
    linker.learn(asked.queries)
    seen = reunion.ranked(linker, asked)
    assert np.isfinite(seen.ranks).mean() >= 0.98
    assert seen.held.mean() / linker.n <= 0.02
    assert np.quantile(seen.held, 0.99) <= 1_500
    assert (seen.ranks < 10).mean() >= 0.97
    assert (seen.ranks[~asked.aliased] < 10).mean() >= 0.985
