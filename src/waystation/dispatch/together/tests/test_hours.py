"""The network by the hour, commitments and budgets in arrays: every figure worked by hand."""

from datetime import timedelta

import numpy as np
import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.dispatch.blast.domain import Caps
from waystation.dispatch.domain import StageOfPassage, Words
from waystation.dispatch.together import checking
from waystation.dispatch.together.arrays import laid_out
from waystation.dispatch.together.committed import Committed
from waystation.dispatch.together.domain import Away, Candidate, MoreBeds, Step, Suppose, Terms
from waystation.dispatch.together.laid import legs_at
from waystation.network.domain import Calendar, Closure, Partner
from waystation.routing.tests.ripley import BOAT, LEGS, ROAD, at, known, question

ZERO = at(0)
TERMS = Terms(zero=ZERO, days=10, seconds=1, seed=1, template="rescue-1855")
HAINES = Partner(slug="haines", name="J. H.", place="wilmington", region="OH", assumed=False)
RANKIN = Partner(slug="rankin", name="J. R.", place="ripley", region="OH", assumed=False)
TWO = Candidate(question=question(), label="two")


def lay(*candidates, on=None, terms=TERMS, stays=(), caps=Caps()):
    return laid_out(
        on or known(), candidates or (TWO,), stays, terms, budget_cents=100_000, caps=caps
    )


def stage(**changes) -> StageOfPassage:
    plain = {
        "number": 1, "leg": "evening", "from_place": "ripley", "to_place": "wilmington",
        "mode": "wagon", "depart": at(1_320), "arrive": at(1_440), "wait_min": 0, "risk_p": 0.0,
        "low_p": 0.0, "high_p": 0.0, "cost_cents": 0, "night": True, "people": 3, "needs": "",
        "last": False, "meet": Words("a", "b"), "hand": Words("c", "d"), "guide": "rankin",
    }  # fmt: skip
    return StageOfPassage(**plain | changes)


def test_departures_lie_in_their_hour_and_last_as_many_hours_as_are_begun():
    laid = lay()
    at_hour = {
        (laid.legs[leg], hour): (int(laid.field.duration_h[leg]), int(laid.departs_min[hour, leg]))
        for (_slug, hour), leg in legs_at(laid).items()
    }

    # 08:00 and an hour; 11:20 and 90 minutes end at 12:50, 20:00 and 90 at 21:30; 11:40 and 30
    # minutes end at 12:10.
    assert at_hour == {
        ("road", 8): (1, 480),
        ("road", 10): (1, 600),
        ("train", 11): (2, 680),
        ("train", 20): (2, 1_200),
        ("evening", 22): (2, 1_320),
        ("morning", 5): (1, 300),
        ("boat", 11): (2, 700),
    }


def test_a_group_waits_at_a_twin_of_its_start_whose_legs_are_led_by_the_same_guides():
    laid = lay(on=replace(known(), partners=(RANKIN, HAINES)))
    start = int(laid.groups.start[0])
    out = np.flatnonzero(laid.field.src == start)

    assert laid.places[start] == "ripley"
    assert start >= 4
    assert {laid.legs[leg] for leg in out} == {"boat", "evening", "road"}
    assert {int(laid.field.pool[leg]) for leg in out} == {laid.pools.of["rankin"]}
    assert int(laid.groups.ready_h[0]) == 7  # 06:40, by the hour


def test_money_is_set_aside_where_a_group_without_a_fund_sets_out_and_nowhere_else():
    released = Candidate(question=question(start="wilmington"), label="released", carried=True)
    laid = lay(TWO, released)
    per_head = {
        (laid.places[src], bool(src >= 4)): int(cents)
        for src, cents in zip(laid.field.src.tolist(), laid.field.cents.tolist(), strict=True)
    }

    assert per_head["ripley", True] == 3_000
    assert {cents for at_twin, cents in per_head.items() if at_twin != ("ripley", True)} == {0}


def test_a_leg_too_small_for_a_group_is_shut_to_it_alone():
    nine = Candidate(question=question(people=9), label="nine")
    laid = lay(TWO, nine)
    boats = [nth for nth, slug in enumerate(laid.legs) if slug == "boat"]
    shut = [[bool(laid.field.bars[leg] & needs) for leg in boats] for needs in laid.groups.needs]

    assert not any(shut[0])
    assert all(shut[1])


def test_who_cannot_travel_in_the_dark_is_kept_from_the_evening_and_not_from_the_road():
    by_day = Candidate(question=question(), label="by day", no_night=True)
    laid = lay(by_day)

    open_to_them = {
        slug
        for slug, bars in zip(laid.legs, laid.field.bars.tolist(), strict=True)
        if not bars & int(laid.groups.needs[0])
    }
    assert open_to_them == {"road", "train", "morning", "boat"}


def test_guides_are_counted_by_day_and_one_who_is_supposed_away_is_not():
    away = Away(partner="rankin", first=ZERO + timedelta(days=2), last=ZERO + timedelta(days=3))
    on = replace(known(), partners=(RANKIN, replace(RANKIN, slug="second")))
    laid = lay(on=on, terms=replace(TERMS, suppose=Suppose(away=(away,))))

    pool = laid.pools.of["rankin"]
    assert laid.field.guides[:5, pool].tolist() == [2, 2, 1, 1, 2]


def test_where_nobody_lives_somebody_comes_from_afar():
    laid = lay(on=replace(known(), partners=(RANKIN,)))
    morning = laid.legs.index("morning")

    assert laid.pools.members[laid.field.pool[morning]] == ()
    assert laid.field.guides[0, laid.field.pool[morning]] == 1  # whoever there is


def test_a_named_guide_counts_for_the_leg_and_not_for_the_place_besides():
    named = replace(ROAD, guides=("rankin",))
    on = replace(known(named, *LEGS[1:]), partners=(RANKIN, replace(RANKIN, slug="second")))
    laid = lay(on=on)
    pools = {laid.legs[leg]: laid.pools.members[pool] for leg, pool in enumerate(laid.field.pool)}

    assert pools["road"] == ("rankin",)
    assert pools["boat"] == ("second",)


def test_a_closed_leg_is_closed_on_that_day_alone():
    closed = Calendar(closed=(Closure(ZERO.date(), ZERO.date()),))
    laid = lay(on=known(replace(BOAT, calendar=closed), *LEGS[:4]))
    boat = laid.legs.index("boat")

    assert np.flatnonzero(laid.field.opens[:, boat])[:2].tolist() == [24 + 11, 48 + 11]


def test_a_commitment_takes_its_guides_day_and_its_beds_from_the_next_half_day_on():
    next_morning = stage(
        number=2, leg="morning", from_place="wilmington", to_place="sandusky",
        depart=at(2 * 1_440 + 300), arrive=at(2 * 1_440 + 360), guide="haines",
    )  # fmt: skip
    on = replace(known(), partners=(RANKIN, HAINES))
    laid = lay(on=on, stays=[Committed(3, [stage(), next_morning])])
    house = laid.places.index("wilmington")

    # They come at midnight of the first day, sample 2, and leave on the third day at 05:00: noon
    # and midnight between are samples 3 and 4.
    assert np.flatnonzero(laid.taken.people[:, house]).tolist() == [3, 4]
    assert laid.taken.starts[:3, laid.pools.of["rankin"]].tolist() == [1, 0, 0]
    assert laid.taken.led[2, laid.pools.of["haines"]] == 3


def test_beds_may_be_supposed_and_a_cap_counts_for_every_guide_of_a_pool():
    beds = Suppose(beds=(MoreBeds(place="wilmington", beds=-2),))
    on = replace(known(), partners=(RANKIN, replace(RANKIN, slug="second")))
    laid = lay(on=on, terms=replace(TERMS, suppose=beds), caps=Caps(guide_people=7, days=30))

    assert laid.field.beds[laid.places.index("wilmington")] == 10
    assert laid.field.exposure[laid.pools.of["rankin"]] == 14
    assert laid.field.exposure_days == 10  # no more than the plan has


def test_a_stay_by_the_hour_is_never_too_long_to_the_minute():
    laid = lay(Candidate(question=question(people=7), label="seven"))
    hours = dict(zip(laid.places, laid.stay_h[0].tolist(), strict=True))

    # Three nights are 4,320 minutes, less 119 that rounding can hide: 70 hours. In Sardinia six
    # have beds: a change of 120 minutes leaves none.
    assert (hours["wilmington"], hours["sardinia"]) == (70, 0)


def test_an_empty_network_is_refused():
    with pytest.raises(Refused, match="no network"):
        lay(on=replace(known(), places=()))


WAY = (
    Step("evening", at(1_320), at(1_440)),
    Step("morning", at(1_740), at(1_800)),
)


def says(way, one=TWO, on=None, stays=()):
    found = checking.troubles(on or known(), [one], [way], stays, TERMS, budget_cents=6_000)
    return [trouble.says for trouble in found]


def test_a_way_that_keeps_to_the_records_has_no_trouble():
    assert says(WAY) == []


@pytest.mark.parametrize(
    ("way", "word"),
    [
        ((WAY[0]._replace(leg="ferry"),), "not on file"),
        ((WAY[1],), "not there yet"),
        ((WAY[0]._replace(depart=at(1_335), arrive_by=at(1_455)), WAY[1]), "nothing leaves"),
        ((WAY[0]._replace(arrive_by=at(1_500)), WAY[1]), "nothing leaves"),
        ((WAY[0],), "does not end"),
        ((WAY[0], Step("morning", at(5 * 1_440 + 300), at(5 * 1_440 + 360))), "too long"),
    ],
)
def test_each_thing_a_record_forbids_is_said(way, word):
    assert any(word in one for one in says(way))


def test_beds_are_counted_with_those_who_stay_and_money_with_all():
    stays = [Committed(11, [stage(people=11), stage(number=2, depart=at(3_000), arrive=at(3_060))])]
    slow = (WAY[0], Step("morning", at(2 * 1_440 + 300), at(2 * 1_440 + 360)))
    three = Candidate(question=question(people=3), label="three")

    # 3 + 11 people in 12 beds; three people need 9,000 cents.
    found = says(slow, three, stays=stays)

    assert any("14 people in 12 beds" in one for one in found)
    assert any("$90.00" in one for one in found)
