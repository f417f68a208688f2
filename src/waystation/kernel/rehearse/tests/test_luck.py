"""The draws of a replicate: the same whoever asks, and as wide as they are said to be."""

import numpy as np
import pytest

from waystation.kernel.rehearse.luck import CAUGHT, LOST_MAX, RAIDED, Luck, mixed
from waystation.kernel.rehearse.tests.tiny import script


def risky(**faults):
    made = script()
    return made._replace(faults=made.faults._replace(**faults))


def test_the_hash_is_that_of_splitmix64():
    # Vigna's reference implementation, seed 0: first number.
    assert mixed(0) == 0xE220A8397B1DCDAF


def test_draws_do_not_depend_on_who_asked_before():
    one, other = Luck(script(), 3), Luck(script(), 3)
    other.chance(RAIDED, 0, 1)

    assert one.chance(CAUGHT, 0, 2) == other.chance(CAUGHT, 0, 2)
    assert one.chance(CAUGHT, 0, 2) != Luck(script(), 4).chance(CAUGHT, 0, 2)
    assert one.chance(CAUGHT, 0, 2) != one.chance(CAUGHT, 1, 2)


def test_draws_of_groups_are_even():
    luck = Luck(script(), 0)

    drawn = np.array([luck.chance(CAUGHT, g, leg) for g in range(100) for leg in range(100)])

    # 10,000 even draws: the mean of each tenth of them is 1,000 with deviation 30.
    assert np.histogram(drawn, 10, (0, 1))[0] == pytest.approx(1_000, abs=150)


def test_the_danger_of_a_leg_is_drawn_from_its_belief():
    made = script()
    shape = np.repeat([1.0, 8.0], 10_000)
    made = made._replace(
        beliefs=made.beliefs._replace(leg_shape=shape, spot=np.arange(20_000, dtype=np.int32))
    )

    wide, narrow = np.split(Luck(made, 0).leg, 2)

    # Gamma variables of mean 1 and variance 1 / shape. Of shape 1, nine in ten lie from 0.0513,
    # -ln 0.95, to 2.9957, -ln 0.05; four deviations of that share are 0.012.
    assert (wide.mean(), narrow.mean()) == pytest.approx((1.0, 1.0), abs=0.04)
    assert (wide.var(), narrow.var()) == pytest.approx((1.0, 0.125), rel=0.12)
    assert ((wide >= 0.0513) & (wide <= 2.9957)).mean() == pytest.approx(0.90, abs=0.012)


def test_a_risk_that_a_person_set_is_drawn_as_it_stands():
    assert Luck(script(), 5).leg.tolist() == [1.0, 1.0, 1.0, 1.0]


def test_a_pool_loses_no_more_guides_than_it_has():
    luck = Luck(risky(guide=50.0), 1)

    assert luck.guide_lost.shape == (4, LOST_MAX)
    assert np.isfinite(luck.guide_lost).sum(axis=1).tolist() == [1, 1, 1, 1]


def test_losses_come_as_often_as_they_are_said_to():
    lost = [Luck(risky(house=np.full(4, 0.1)), r).house_lost for r in range(500)]

    # 2,000 draws of a mean of ten days, 240 hours: deviation 5.4.
    assert np.mean(lost) == pytest.approx(240, abs=25)


def test_weather_lasts_its_days():
    luck = Luck(risky(weather=0.4, weather_days=2), 2)

    begins = Luck(risky(weather=0.4, weather_days=1), 2).shut[:, 0]

    assert luck.shut[:, 0].tolist() == (begins | np.r_[False, begins[:-1]]).tolist()


def test_lateness_is_as_frequent_and_as_long_as_said():
    luck = Luck(script(), 0)

    late = np.array([luck.late_h(g, leg, 0.25, 4.0) for g in range(100) for leg in range(40)])

    # 4,000 draws, a quarter of them late; rounding up adds about half an hour to the mean of four.
    assert (late > 0).mean() == pytest.approx(0.25, abs=0.03)
    assert late[late > 0].mean() == pytest.approx(4.5, abs=0.6)
