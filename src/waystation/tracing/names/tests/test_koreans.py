"""Two hands write one person down, and the name alone finds them among two thousand."""

import random

import numpy as np

from waystation.kernel import lattice
from waystation.testing import koreans
from waystation.tracing import names

N, ASKED = 2_000, 150


def drawn():
    people = koreans.population(N, seed=11)
    dice = random.Random(12)
    with koreans.drawn_with(13) as others:
        register = [koreans.told(one, koreans.REGISTER, dice, others) for one in people]
        true = dice.sample(range(N), ASKED)
        asked = [koreans.told(people[at], koreans.SEEKERS, dice, others) for at in true]
    return register, asked, np.array(true)


def test_the_name_alone_finds_nearly_all_who_told_their_own_and_keys_lead_to_them():
    register, asked, true = drawn()
    priors = names.published()
    ours, its = (
        names.pack([[name.text for name in one.profile.names] for one in side], priors)
        for side in (register, asked)
    )
    first = np.repeat(np.arange(ASKED, dtype=np.int32), N)
    second = np.tile(np.arange(N, dtype=np.int32), ASKED)
    bits = lattice.scores(its, ours, first, second).reshape(ASKED, N)
    ranks = (bits > bits[np.arange(ASKED), true][:, None]).sum(axis=1)
    own = [
        at for at in range(ASKED) if not asked[at].is_alias and not register[int(true[at])].is_alias
    ]
    assert (ranks[own] < 10).mean() >= 0.95
    assert (ranks < 10).mean() >= 0.86
    # A wrong person is seldom as near as the right one.
    assert (ranks[own] < 1).mean() >= 0.70
    keys, owners = lattice.keys(ours, 0)
    asked_keys, askers = lattice.keys(its, 0)
    found = [bool(np.isin(asked_keys[askers == at], keys[owners == true[at]]).any()) for at in own]
    assert np.mean(found) >= 0.96


def test_the_same_seed_draws_the_same_people_and_leaves_the_dice_of_others():
    random.seed(5)
    before = random.getstate()
    assert koreans.population(20, seed=3) == koreans.population(20, seed=3)
    assert koreans.population(20, seed=3) != koreans.population(20, seed=4)
    assert random.getstate() == before
