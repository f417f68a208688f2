"""Points bred towards what is picked: a plain twin of the rules, and a simulated witness."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.kernel import evolve

DIMENSIONS = 20


def plainly_bred(points, picked, n_rounds, rng):
    """Breed as `evolve.breed`, one child and one number after the other."""
    parents = [points[row] for row in picked]
    n_children = evolve.SIZE - len(parents)
    ones = rng.integers(len(parents), size=n_children)
    others = rng.integers(len(parents), size=n_children)
    crossed = rng.random((n_children, 1)) < evolve.CROSSED
    drawn = rng.uniform(-0.5, 1.5, size=(n_children, points.shape[1]))
    moved = rng.standard_normal(drawn.shape)
    step = max(evolve.STEP * evolve.FALL**n_rounds, evolve.STEP_LEAST)
    made = [list(parent) for parent in parents]
    for nth in range(n_children):
        child = []
        for axis in range(points.shape[1]):
            one, other = parents[ones[nth]][axis], parents[others[nth]][axis]
            share = min(max(drawn[nth][axis], 0.0), 1.0) if crossed[nth][0] else 0.0
            value = one + share * (other - one) + step * moved[nth][axis]
            child.append(min(max(value, 0.0), 1.0))
        made.append(child)
    return np.array(made)


@settings(max_examples=25)
@given(
    seed=st.integers(0, 2**32),
    picked=st.lists(st.integers(0, evolve.SIZE - 1), min_size=1, max_size=3, unique=True),
    n_rounds=st.integers(0, 30),
    n_dimensions=st.integers(1, 24),
)
def test_a_round_is_what_the_plain_rules_say(seed, picked, n_rounds, n_dimensions):
    points = evolve.first(np.full(n_dimensions, 0.5), np.random.default_rng(seed))
    bred = evolve.breed(points, np.array(picked), n_rounds, np.random.default_rng(seed + 1))
    plain = plainly_bred(points, picked, n_rounds, np.random.default_rng(seed + 1))

    assert np.array_equal(bred[: len(picked)], points[picked])
    assert np.allclose(bred, plain, rtol=0, atol=1e-12)
    assert bred.shape == (evolve.SIZE, n_dimensions)
    assert ((bred >= 0) & (bred <= 1)).all()


def test_the_first_array_covers_every_dimension_evenly():
    points = evolve.first(np.full(DIMENSIONS, 0.5), np.random.default_rng(1))

    # One row in each share of equal probability: nine on either side of the middle, always.
    assert ((points < 0.5).sum(axis=0) == evolve.SIZE // 2).all()
    assert points.std(axis=0).min() > 0.7 * evolve.SPREAD


def test_one_seed_gives_one_array_and_another_seed_another():
    centre = np.full(DIMENSIONS, 0.5)
    one, same, other = (evolve.first(centre, np.random.default_rng(s)) for s in (5, 5, 6))

    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("picked", [[], [0, 1, 2, 3], [4, 4], [18], [-1]])
def test_what_cannot_be_picked_is_refused(picked):
    points = evolve.first(np.full(DIMENSIONS, 0.5), np.random.default_rng(1))

    with pytest.raises(ValueError, match=r"pick|no point"):
        evolve.breed(points, np.array(picked, dtype=np.int64), 0, np.random.default_rng(1))


def test_a_step_falls_from_round_to_round_and_never_to_nothing():
    steps = [evolve.step_of(n) for n in range(40)]

    assert steps[0] == evolve.STEP
    assert steps == sorted(steps, reverse=True)
    assert steps[-1] == evolve.STEP_LEAST


def among_the_first_ten(rng: np.random.Generator, n_rounds: int, noise: float) -> bool:
    """Let a simulated witness look for one face among a thousand; say whether it is found.

    The witness sees how far each shown face is from the true one, wrong by a normal error whose
    standard deviation is `noise` times the typical distance of two faces, and picks the nearest
    three. What the last picks have in common is then compared with all thousand.
    """
    people = np.clip(0.5 + 0.18 * rng.standard_normal((1_000, DIMENSIONS)), 0, 1)
    typical = 0.18 * np.sqrt(2 * DIMENSIONS)
    points = evolve.first(np.full(DIMENSIONS, 0.5), rng)
    for n_rounds_before in range(n_rounds):
        wrong = noise * typical * rng.standard_normal(len(points))
        picked = np.argsort(np.linalg.norm(points - people[0], axis=1) + wrong)[: evolve.PICK_MAX]
        found = evolve.middle(points, picked)
        points = evolve.breed(points, picked, n_rounds_before, rng)
    far = np.linalg.norm(people - found, axis=1)
    return int((far < far[0]).sum()) < 10


@pytest.mark.long
@pytest.mark.parametrize(("n_rounds", "noise", "least", "most"), [
    (15, 0.06, 0.97, 1.0), (15, 0.17, 0.58, 0.76),
    (8, 0.06, 0.92, 1.0), (8, 0.17, 0.42, 0.62),
])  # fmt: skip
def test_a_simulated_witness_finds_the_true_face_as_often_as_was_measured(
    n_rounds, noise, least, most
):
    rng = np.random.default_rng(11)
    share = np.mean([among_the_first_ten(rng, n_rounds, noise) for _ in range(300)])

    assert least <= share <= most
