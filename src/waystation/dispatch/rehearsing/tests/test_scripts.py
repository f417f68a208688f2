"""From what is believed of a leg to what a rehearsal draws from."""

from math import inf, log1p

import numpy as np
import pytest

from waystation.base.errors import Refused
from waystation.dispatch.mixing import services as mixing
from waystation.dispatch.mixing.domain import Belief
from waystation.dispatch.rehearsing import queries, scripts
from waystation.dispatch.rehearsing.domain import Asked, a_day, tasks
from waystation.dispatch.rehearsing.tests.conftest import CALM
from waystation.hazards.belief import HIGH_P, LOW_P, quantile
from waystation.hazards.domain import LegRisk
from waystation.routing.tests.ripley import READY


def risk(planned: float, mean: float, low: float, high: float) -> LegRisk:
    """Give a risk of these dangers, in nepers."""
    chances = [1 - np.exp(-value) for value in (planned, low, high)]
    return LegRisk(*chances, (), None, 0, 1 - np.exp(-mean))


@pytest.mark.parametrize("shape", [1.0, 2.5, 8.0, 60.0])
def test_a_belief_is_known_again_by_the_interval_it_shows(shape):
    low, high = quantile(shape, LOW_P), quantile(shape, HIGH_P)

    assert scripts.shape_of(0.003 * low, 0.003 * high) == pytest.approx(shape, rel=0.01)


def test_an_interval_without_width_is_certain():
    assert scripts.shape_of(0.02, 0.02) == inf
    assert scripts.shape_of(0.0, 0.0) == inf


def test_what_is_planned_with_is_dearer_than_what_is_drawn_from():
    low, high = quantile(2.0, LOW_P) / 2, quantile(2.0, HIGH_P) / 2

    found = scripts._spread(risk(0.015, 0.010, 0.010 * low, 0.010 * high))

    # A plan counts 0.015 where the belief's mean is 0.010; the interval's ends are of the mean.
    assert found == pytest.approx((2 / 3, 2.0, low, high), rel=0.01)


def test_a_chance_a_month_becomes_a_rate_a_day():
    assert a_day(0.0) == 0
    assert np.exp(-30 * a_day(0.25)) == pytest.approx(0.75)


def test_a_rehearsal_is_cut_into_batches_behind_the_weakest_points():
    cut = tasks(210)

    assert [len(task.replicates) for task in cut] == [0, *[20] * 10, 10]
    assert [task.number for task in cut] == list(range(12))
    assert cut[-1].replicates[-1] == 209


@pytest.mark.parametrize("n", [199, 2_001])
def test_too_few_replicates_and_too_many_are_no_rehearsal(n):
    with pytest.raises(ValueError, match=str(n)):
        tasks(n)


def test_a_passage_is_played_from_its_own_stages(office):
    known = queries.known(office.harriet)

    played = queries.under_way(known, office.harriet, READY)

    # Leaves Ripley at 22:00 for Wilmington; from there at 5:00 next morning, hour 29.
    laid, joint = played.laid, played.joint
    legs = joint.legs[0, : joint.n_legs[0]].tolist()
    assert [laid.legs[leg] for leg in legs] == ["evening", "morning"]
    assert joint.hours[0].tolist() == [22, 29]
    assert laid.groups.size.tolist() == [2]
    assert laid.taken.starts.sum() == 0  # Nothing of it counts twice.


def test_a_stage_under_way_is_taken_to_go_well(office):
    river = office.river
    river.approve(office.passage)
    first = river.passage(office.passage).stages[0]
    for what in ("ordered", "accepted", "met"):
        river.note(first.id, what, first.stage.depart)

    played = queries.under_way(queries.known(office.harriet), office.harriet, READY)

    leg = int(played.joint.legs[0, 0])
    assert played.joint.n_legs.tolist() == [1]
    assert played.laid.legs[leg] == "morning"


def test_a_passage_that_ends_after_the_days_that_are_played_is_left_out(office, monkeypatch):
    monkeypatch.setattr(queries, "DAYS_MAX", 1)

    # Its second stage leaves at hour 29.
    with pytest.raises(Refused, match="No passage under way can be travelled"):
        queries.under_way(queries.known(office.harriet), office.harriet, READY)


def test_the_beliefs_are_those_of_the_network(office):
    known = queries.known(office.harriet)
    played = queries.under_way(known, office.harriet, READY)

    made = scripts.script(played.laid, played.joint, known, CALM, 7)

    evening = played.laid.legs.index("evening")
    # The risk of these legs was set by a person: 0.2 %, without a width.
    assert made.beliefs.leg[:, evening] == pytest.approx([-log1p(-0.002)] * 2, rel=0.002)
    assert made.beliefs.leg_shape[evening] == inf


def test_a_house_is_only_lost_where_there_is_one(office):
    known = queries.known(office.harriet)
    played = queries.under_way(known, office.harriet, READY)

    made = scripts.script(played.laid, played.joint, known, Asked(replicates=4), 7)

    lost = {played.laid.places[place] for place in np.flatnonzero(made.faults.house > 0).tolist()}
    assert lost == {"sardinia", "wilmington"}


def test_what_is_one_leg_on_the_ground_is_one_spot(office):
    played = queries.under_way(queries.known(office.harriet), office.harriet, READY)
    twice = played.laid._replace(legs=("evening", "morning", "evening~back", "morning"))

    assert scripts._spots(twice).tolist() == [0, 1, 0, 1]


def test_a_declared_threat_is_where_the_form_begins(office):
    assert queries.threatened(office.harriet) == (0, 0.0)
    belief = Belief(
        k=3, otherwise=0.2, caught={"boat": 0.5}, extra_risk=1.0, extra_cost=1.0, extra_hours=72,
        by="Allan", at=READY, why="seen",
    )  # fmt: skip
    mixing.declare(from_land="", to_land="", belief=belief, keyring=office.harriet, now=READY)

    assert queries.threatened(office.harriet) == (3, 0.5)


def test_the_digest_tells_two_scripts_apart(office):
    known = queries.known(office.harriet)
    played = queries.under_way(known, office.harriet, READY)

    def mark(asked: Asked) -> bytes:
        return scripts.mark(scripts.script(played.laid, played.joint, known, asked, 7))

    assert mark(CALM) == mark(CALM)
    assert mark(CALM) != mark(Asked(replicates=4, watches=1))
