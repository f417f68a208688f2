"""No stay is longer than its house allows, and every way is one that its budget pays for."""

import numpy as np
from msgspec.structs import replace

from waystation.dispatch.together import staying
from waystation.dispatch.together.domain import Baseline, Candidate, Found
from waystation.dispatch.together.laid import lost_of, ways_of
from waystation.dispatch.together.packing import joint_of, steps_of
from waystation.dispatch.together.tests.test_hours import TWO, lay
from waystation.kernel.joint.check import faults
from waystation.kernel.joint.insert import insert
from waystation.kernel.joint.net import Joint
from waystation.network.domain import House
from waystation.routing.tests.ripley import EVENING, HOUSES, LEGS, MORNING, at, known, question


def at_home(laid) -> Joint:
    n = laid.groups.size.size
    nothing = np.zeros((n, 1), np.int32)
    return Joint(nothing, nothing, np.full(n, -1, np.int32), laid.groups.defer_cost.copy())


def way(laid, joint, nth=0):
    return [(step.leg, step.depart) for step in ways_of(laid, joint)[nth]]


def test_the_best_way_alone_is_the_one_the_planner_itself_finds():
    laid = lay(TWO, Candidate(question=question(people=5), label="five"))

    for nth in (0, 1):
        mine, _thrift = staying.settled(laid, at_home(laid), nth)
        theirs = insert(laid.field, laid.groups, [nth], at_home(laid), laid.taken)
        assert abs(mine.cost[nth] - theirs.cost[nth]) < 1e-9
        assert way(laid, mine, nth) == way(laid, theirs, nth)


def test_where_the_house_is_too_small_nobody_waits_there_for_the_morning():
    small = (HOUSES[0], House(place="wilmington", beds=1, max_nights=3, assumed=False))
    laid = lay(on=replace(known(), houses=small))

    joint, _thrift = staying.settled(laid, at_home(laid), 0)

    # Five hours till the morning are more than a change; the road at ten and the train at 11:20.
    assert way(laid, joint) == [("road", at(600)), ("train", at(680))]


def test_a_way_that_stays_too_long_is_mended_and_the_plan_is_sound_again():
    laid = lay()
    evening, morning = (laid.legs.index(slug) for slug in ("evening", "morning"))
    twin = next(
        leg for leg, slug in enumerate(laid.legs) if slug == "evening" and laid.field.src[leg] >= 4
    )
    assert twin != evening
    # From the first evening to the sixth morning: four nights and more, where three are allowed.
    long = Joint(
        np.array([[twin, morning]], np.int32),
        np.array([[22, 5 * 24 + 5]], np.int32),
        np.array([2], np.int32),
        np.array([0.0]),
    )

    joint, kept_back = staying.mended(laid, long)

    assert staying.too_long(laid, long, 0) == [laid.places.index("wilmington")]
    assert (kept_back, staying.too_long(laid, joint, 0)) == ([], [])
    assert way(laid, joint) == [("evening", at(1_320)), ("morning", at(1_740))]
    assert faults(laid.field, laid.groups, laid.taken, joint) == []


def test_what_a_budget_does_not_pay_for_is_passed_over_for_a_cheaper_way():
    # Fees of 1,350 cents a person and 300 of contingency: 900 + 90 for each of two, and two
    # guides at 300, are 2,580; with 1,600 they would be 3,980, and 3,300 are there.
    dear = replace(EVENING, cost_cents=1_600)
    laid = lay(on=known(*LEGS[:2], dear, MORNING))

    joint, thrift = staying.settled(laid, at_home(laid), 0)

    assert way(laid, joint) == [("road", at(600)), ("train", at(680))]
    assert thrift > 0
    assert staying.hopeless(laid) == []


def test_a_group_whose_budget_pays_for_nothing_is_named_and_shut_out_of_the_search():
    legs = [replace(leg, cost_cents=5_000) for leg in LEGS]
    laid = lay(on=known(*legs))

    assert staying.hopeless(laid) == [0]
    shut = staying.without(laid, [0])
    assert (shut.field.bars & shut.groups.needs[0] != 0).all()


def test_ways_survive_being_packed_and_their_risk_is_that_of_the_legs():
    laid = lay()
    joint, _thrift = staying.settled(laid, at_home(laid), 0)

    again = joint_of(_found(joint), laid.groups)

    assert way(laid, again) == way(laid, joint)
    # Two legs at 0.2 %, no risk of waiting, two people: 2 * 2 * -ln(0.998), to the planner's grain.
    assert abs(lost_of(laid, again)[0] - 2 * 2 * 0.002) < 1e-4


def _found(joint):
    nothing = Baseline(units=0.0, lost=0.0, n_deferred=0)
    return Found(
        **steps_of(joint), lost=(0.0,), units=0.0, bound=0.0, first_come=nothing,
        largest_first=nothing, worth=(), seconds=0.0,
    )  # fmt: skip
