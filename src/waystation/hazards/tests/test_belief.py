"""The belief about a leg: its sums, its forgetting, and whether its intervals keep their word."""

from datetime import date, timedelta
from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.hazards.belief import (
    HIGH_P,
    LOW_P,
    STRENGTH,
    Belief,
    below,
    faded,
    quantile,
)
from waystation.hazards.domain import Hazard, LegRisk, Near, Outcome, Passed, leg_risk
from waystation.hazards.rates import PASSAGE_HALF_LIFE_DAYS, PASSED
from waystation.network.domain import Leg, Place

DAY = date(1855, 10, 26)
HERE = Place(slug="ch", name="Ch", region="MD", country="US")
THERE = Place(slug="mi", name="Mi", region="DE", country="US")
LEG = Leg(
    slug="l", from_place="ch", to_place="mi", mode="carriage", duration_min=300, km=40, capacity=9
)
DANGER = 5 * 0.0034


def passage(what: str = "clean", days_ago: int = 0, leg: str = "l", **more) -> Outcome:
    return Outcome(leg=leg, what=what, on=DAY - timedelta(days=days_ago), **more)


def risk(*outcomes: Outcome | Passed, nearby: tuple[Near, ...] = (), day: date = DAY) -> LegRisk:
    return leg_risk(LEG, HERE, THERE, nearby, day, outcomes=outcomes)


# Quantiles.


@pytest.mark.parametrize(
    ("shape", "p", "value"),
    [
        (1, LOW_P, -log(0.95)),
        (1, HIGH_P, -log(0.05)),
        # Half the quantiles of chi squared with 4 and with 100 degrees of freedom, from any table.
        (2, LOW_P, 0.710723 / 2),
        (2, HIGH_P, 9.487729 / 2),
        (50, LOW_P, 77.92947 / 2),
        (50, HIGH_P, 124.34211 / 2),
    ],
)
def test_quantiles_are_those_of_the_tables(shape, p, value):
    assert quantile(shape, p) == pytest.approx(value, rel=1e-6)


@given(st.integers(200, 40_000), st.sampled_from([LOW_P, HIGH_P]))
def test_a_quantile_leaves_its_chance_below_it(steps, p):
    assert below(steps / 200, quantile(steps / 200, p)) == pytest.approx(p, abs=1e-9)


# Invariants.

outcomes = st.builds(
    passage,
    st.sampled_from(list(PASSED)),
    st.integers(0, 500),
    weight=st.sampled_from([0.2, 0.5, 1.0]),
)
some = st.lists(outcomes, max_size=12)


@given(some)
def test_step_by_step_gives_the_same_as_all_at_once(told):
    half = PASSAGE_HALF_LIFE_DAYS
    bad = good = 0.0
    last = DAY - timedelta(days=600)
    for one in sorted(told, key=lambda o: o.on):
        left = 2 ** (-(one.on - last).days / half)
        part = PASSED[one.what]
        bad = bad * left + one.weight * part
        good = good * left + one.weight * (1 - part) * DANGER
        last = one.on
    left = 2 ** (-(DAY - last).days / half)
    mean = (STRENGTH + bad * left) / (STRENGTH + good * left)

    # What lies more than ten half-lives back is dropped: a thousandth of its weight.
    assert risk(*told).mean_p == pytest.approx(1 - exp(-DANGER * mean), rel=0.015)


@given(some, st.integers(0, 500), st.sampled_from(["intercepted", "silent"]))
def test_a_full_incident_never_lowers_the_value_to_plan_with(told, days_ago, what):
    before = risk(*told)
    after = risk(*told, passage(what, days_ago))

    assert after.risk_p >= before.risk_p * (1 - 1e-12)
    assert after.mean_p >= before.mean_p * (1 - 1e-12)


@given(some)
def test_ten_half_lives_of_silence_lead_back_to_the_kind_of_the_leg(told):
    later = DAY + timedelta(days=10 * PASSAGE_HALF_LIFE_DAYS + 1)

    silent = risk(*told, day=later)

    assert (silent.risk_p, silent.low_p, silent.high_p) == (
        risk().risk_p,
        risk().low_p,
        risk().high_p,
    )
    assert silent.n_words == len(told)


@given(some, st.randoms())
def test_the_order_of_what_is_told_does_not_matter(told, chance):
    shuffled = list(told)
    chance.shuffle(shuffled)

    assert risk(*shuffled).risk_p == pytest.approx(risk(*told).risk_p, rel=1e-12)


@given(st.integers(0, 300), st.integers(1, 150))
def test_old_word_is_dearer_and_its_interval_wider_never_free(days_ago, later):
    told = [passage(days_ago=days_ago)] * 6
    now, then = risk(*told), risk(*told, day=DAY + timedelta(days=later))

    assert then.risk_p >= now.risk_p
    assert then.high_p - then.low_p >= now.high_p - now.low_p
    assert then.stale >= now.stale


def test_a_passage_that_went_well_is_as_worked_by_hand():
    # It passed 5 h * 340 in 100,000 = 0.017 unharmed: 1 / 1.017. One fresh word halves the
    # surcharge: 1 + 0.5 * 0.5 = 1.25. 0.017 / 1.017 * 1.25 = 0.020895; 1 - exp(-..) = 2.068 %
    found = risk(passage())

    assert found.risk_p == pytest.approx(0.02068, abs=1e-5)
    assert found.stale == 0.5


def test_silence_counts_as_an_incident_and_a_look_as_a_fifth_of_a_passage():
    assert risk(passage("silent")).risk_p == risk(passage("intercepted")).risk_p
    looked = risk(passage("all quiet", weight=0.2))
    assert risk(passage()).risk_p < looked.risk_p < risk().risk_p


def test_a_passage_of_tomorrow_does_not_count_today():
    assert risk(passage(days_ago=-1)) == risk()


def test_a_neighbours_passage_counts_by_its_share():
    shared = risk(Passed(passage("intercepted", leg="other"), share=0.2, danger=0.05))

    # 1 + 0.2 incidents: the mean is 1.2 times the class's.
    assert shared.mean_p == pytest.approx(1 - exp(-DANGER * 1.2))


def test_nothing_is_left_of_a_word_after_ten_half_lives():
    assert faded(450, 45) == pytest.approx(2**-10)
    assert faded(451, 45) == 0


def test_a_hazard_counts_the_same_as_part_of_an_incident():
    raid = Near(Hazard(slug="h", on=DAY, precision="day", kind="raid"), 0.0)

    assert risk(nearby=(raid,)).mean_p == risk(passage("intercepted")).mean_p


# Calibration: worlds in which the true danger is known.


def worlds(rng, n: int, danger: float, a_month: float, change_days: int, days: int = 500):
    """Run n worlds day by day; give the beliefs at the end and the true danger in its class.

    `change_days` 0: the danger of a leg never changes. Else it is drawn anew at random moments,
    once in so many days on average.
    """
    true = rng.gamma(STRENGTH, 1 / STRENGTH, n)
    bad, good = np.zeros(n), np.zeros(n)
    left = faded(1, PASSAGE_HALF_LIFE_DAYS)
    for _day in range(days):
        if change_days:
            anew = rng.random(n) < 1 / change_days
            true = np.where(anew, rng.gamma(STRENGTH, 1 / STRENGTH, n), true)
        passages = rng.poisson(a_month / 30, n)
        caught = rng.binomial(passages, 1 - np.exp(-danger * true))
        bad = bad * left + caught
        good = good * left + (passages - caught) * danger
    return [Belief(float(b), float(g), 0.0) for b, g in zip(bad, good, strict=True)], true


def covered(beliefs: list[Belief], true) -> float:
    """Give the share of worlds whose true danger lies in the stated interval."""
    ends = np.array([one.interval() for one in beliefs])
    return float(np.mean((ends[:, 0] <= true) & (true <= ends[:, 1])))


@pytest.mark.parametrize("change_days", [0, 365, 180, 90])
def test_stated_intervals_cover_at_the_stated_rate(change_days):
    rng = np.random.default_rng(1855 + change_days)
    kinds = [(0.005, 4), (0.005, 15), (0.02, 1), (0.02, 4), (0.02, 15), (0.1, 1), (0.1, 2)]

    rates = [covered(*worlds(rng, 400, danger, n, change_days)) for danger, n in kinds]

    # 2,800 worlds: one standard error is 0.6 in a hundred.
    assert 0.87 <= np.mean(rates) <= 0.93
    assert min(rates) >= 0.84


@pytest.mark.long
@pytest.mark.parametrize("change_days", [0, 365, 180, 90])
def test_intervals_cover_over_many_worlds(change_days):
    rng = np.random.default_rng(change_days)

    rate = np.mean(
        [
            covered(*worlds(rng, 6_000, danger, n, change_days, days=900))
            for danger in (0.005, 0.02, 0.05)
            for n in (1, 4, 8)
        ]
    )

    assert 0.87 <= rate <= 0.93


def test_doubtful_word_is_never_overstated():
    # Every passage is told by sources who are right in 7 of 10 cases and invent the rest; word
    # weighs as its grade says (B3: 0.51). The upper end keeps its word.
    rng = np.random.default_rng(7)
    n, danger = 3_000, 0.05
    true = rng.gamma(STRENGTH, 1 / STRENGTH, n)
    caught = rng.binomial(20, 1 - np.exp(-danger * true))
    told = rng.binomial(caught, 0.7) + rng.binomial(20, 0.3 * danger, n)
    good = 0.51 * (20 - told) * danger
    beliefs = [Belief(0.51 * float(t), float(g)) for t, g in zip(told, good, strict=True)]
    high = np.array([one.interval()[1] for one in beliefs])

    assert np.mean(true <= high) >= 0.95
    assert covered(beliefs, true) >= 0.87


def test_after_a_change_it_foretells_better_than_a_constant_and_a_plain_average():
    # 3,000 legs of one class; on day 300 the danger of each is drawn anew. From day 300 on every
    # passage is foretold by the belief, by the class alone, and by an average that never forgets.
    rng = np.random.default_rng(300)
    n, danger, a_day, change = 3_000, 0.05, 0.3, 300
    true = rng.gamma(STRENGTH, 1 / STRENGTH, n)
    bad, good, n_bad, n_good = np.zeros((4, n))
    left = faded(1, PASSAGE_HALF_LIFE_DAYS)
    scores = {"belief": 0.0, "constant": 0.0, "average": 0.0}
    for day in range(2 * change):
        if day == change:
            true = rng.gamma(STRENGTH, 1 / STRENGTH, n)
        goes = rng.random(n) < a_day
        caught = goes & (rng.random(n) < 1 - np.exp(-danger * true))
        foretold = {
            "belief": danger * (STRENGTH + bad) / (STRENGTH + good),
            "constant": np.full(n, danger),
            "average": danger * (STRENGTH + n_bad) / (STRENGTH + n_good),
        }
        for name, h in foretold.items() if day >= change else ():
            scores[name] += float(np.sum(goes * (1 - np.exp(-h) - caught) ** 2))
        bad, good = bad * left + caught, good * left + (goes & ~caught) * danger
        n_bad, n_good = n_bad + caught, n_good + (goes & ~caught) * danger

    assert scores["belief"] < scores["constant"]
    assert scores["belief"] < scores["average"]
