"""What is odd about a network is found, and nothing else; what may be planned on is picked."""

from datetime import date

import pytest
from msgspec.structs import replace

from waystation.network.check import KINDS, check
from waystation.network.domain import Calendar, Closure, House, Leg, Partner, Place
from waystation.network.inforce import in_force
from waystation.network.tables import Network

DAY = date(1855, 10, 26)
SUMMER = date(2024, 6, 21)
FARM = Place(slug="farm", name="Farm", kind="origin")
MILL = Place(slug="mill", name="Mill", kind="station")
PORT = Place(slug="port", name="Port", kind="destination")


def leg(a: str, b: str, **more: object) -> Leg:
    plain = {"slug": f"{a}-{b}", "mode": "foot", "duration_min": 120, "km": 7.0, "capacity": 9}
    return Leg(**plain | {"from_place": a, "to_place": b, "oneway": True} | more)


def guide(slug: str, place: str) -> Partner:
    return Partner(slug=slug, name=slug, place=place, region="", assumed=False)


GOOD = Network(
    places=(FARM, MILL, PORT),
    houses=(House(place="mill", beds=6, max_nights=2, assumed=False),),
    legs=(leg("farm", "mill"), leg("mill", "port")),
    partners=tuple(guide(f"{place}{n}", place) for place in ("farm", "mill") for n in (1, 2)),
)


def found(network: Network, day: date = DAY) -> list[tuple[str, str]]:
    return [(f.kind, f.about) for f in check(network, day)]


def with_leg(**more: object) -> Network:
    return replace(GOOD, legs=(GOOD.legs[0], leg("mill", "port", **more)))


def test_a_sound_network_is_not_talked_about():
    assert found(GOOD) == []
    assert found(Network()) == []


NORTH = tuple(replace(place, lat=69.65, lon=18.96) for place in GOOD.places)
SUNDAYS_SHUT = Calendar((6,), (Closure(date(1855, 1, 1), date(1857, 1, 1)),))


@pytest.mark.parametrize(
    ("network", "day", "expected"),
    [
        (replace(GOOD, legs=(*GOOD.legs, leg("port", "sea"))), DAY, ("missing place", "port-sea")),
        (replace(GOOD, places=(*GOOD.places, MILL)), DAY, ("same id", "mill")),
        (with_leg(slug="x~back"), DAY, ("same id", "x~back")),
        (with_leg(assumed=("duration_min", "km")), DAY, ("no duration", "mill-port")),
        (with_leg(assumed=("cost_cents",)), DAY, ("no price", "mill-port")),
        (with_leg(calendar=SUNDAYS_SHUT), DAY, ("never", "mill-port")),
        # Two hours' walk in a window of one.
        (with_leg(windows=((360, 420),)), DAY, ("window too short", "mill-port")),
        # The boat of nine o'clock does not leave by night: it is dark from 20:00 to 04:00.
        (with_leg(mode="ship", night_only=True), DAY, ("no dark", "mill-port")),
        (replace(GOOD, places=NORTH, legs=(GOOD.legs[0], leg("mill", "port", night_only=True))),
         SUMMER, ("no dark", "mill-port")),
        (replace(GOOD, places=(replace(MILL, curfew=(0, 1_439)), FARM, PORT)), DAY,
         ("never", "mill-port")),
        (replace(GOOD, legs=GOOD.legs[:1]), DAY, ("nobody leaves", "mill")),
        (replace(GOOD, legs=GOOD.legs[1:]), DAY, ("nobody arrives", "mill")),
        (replace(GOOD, legs=(*GOOD.legs[1:], leg("farm", "farm2"), leg("farm2", "farm")),
                 places=(*GOOD.places, Place(slug="farm2", name="F"))), DAY, ("island", "farm2")),
        (replace(GOOD, partners=GOOD.partners[1:]), DAY, ("dead end", "farm")),
        (with_leg(guides=("gone",)), DAY, ("dead end", "mill-port")),
        (replace(GOOD, houses=(replace(GOOD.houses[0], beds=0),)), DAY, ("no beds", "mill")),
        (replace(GOOD, partners=(*GOOD.partners, guide("x", "moon"))), DAY, ("no place", "x")),
        (replace(GOOD, partners=(*GOOD.partners, replace(guide("x", "mill"),
                 calendar=SUNDAYS_SHUT))), DAY, ("never", "x")),
    ],
)  # fmt: skip
def test_what_is_odd_is_named(network, day, expected):
    about = check(network, day)

    assert expected in [(f.kind, f.about) for f in about]
    assert all(f.says and f.hint for f in about)
    assert [KINDS.index(f.kind) for f in about] == sorted(KINDS.index(f.kind) for f in about)


def test_what_rests_makes_no_noise_and_what_is_retired_is_passed_over():
    rest = (Closure(date(1855, 1, 1), date(1857, 1, 1), "ill"),)
    retired = replace(leg("port", "sea"), standing="retired")

    assert found(replace(GOOD, places=(FARM, replace(MILL, rests=rest), PORT))) == []
    assert found(replace(GOOD, legs=(*GOOD.legs, retired))) == []


@pytest.mark.parametrize("standing", ["proposed", "retired"])
def test_only_what_is_vetted_is_planned_on_and_nothing_that_leans_on_other_things(standing):
    used = in_force(replace(GOOD, places=(FARM, replace(MILL, standing=standing), PORT)))

    assert [place.slug for place in used.places] == ["farm", "port"]
    assert (used.houses, used.legs) == ((), ())
    assert in_force(replace(GOOD, legs=(replace(GOOD.legs[0], standing=standing),))).legs == ()


def test_a_resting_place_closes_its_house_its_people_and_the_legs_that_could_end_in_it():
    rest = Closure(date(1855, 11, 5), date(1855, 11, 7), "ill")
    # Two days and a bit on the way: who sets out on the 2nd could arrive on the 5th.
    far = leg("mill", "port", duration_min=3_000)

    used = in_force(
        replace(GOOD, places=(FARM, replace(MILL, rests=(rest,)), PORT), legs=(GOOD.legs[0], far))
    )

    assert used.houses[0].calendar.closed == (rest,)
    assert {p.calendar.closed for p in used.partners if p.place == "mill"} == {(rest,)}
    assert {p.calendar.closed for p in used.partners if p.place == "farm"} == {()}
    assert [way.calendar.closed[0].first.day for way in used.legs] == [4, 2]


def test_whoever_hides_by_day_or_goes_slowly_does_not_arrive_in_a_rest_either():
    rest = Closure(date(1855, 11, 20), date(1855, 11, 21), "ill")
    # 38 hours on foot in nights of eight: four days hidden; and four days and more in slow hours.
    hidden = leg("mill", "port", mode="foot", duration_min=2_300, night_only=True)
    slow = leg("mill", "port", duration_min=60, slow=((0, 60, 6_000),))

    used = in_force(
        replace(GOOD, places=(FARM, replace(MILL, rests=(rest,)), PORT), legs=(hidden, slow))
    )

    assert [way.calendar.closed[0].first.day for way in used.legs] == [15, 15]


def test_a_rest_since_the_beginning_of_all_days_is_no_stumbling_block():
    rest = Closure(date.min, date(1855, 11, 7), "ill")

    used = in_force(replace(GOOD, places=(FARM, replace(MILL, rests=(rest,)), PORT)))

    assert used.legs[0].calendar.closed == (rest,)


def test_a_leg_to_a_retired_place_is_named():
    network = replace(GOOD, places=(FARM, MILL, replace(PORT, standing="retired")))

    assert "missing place" in {finding.kind for finding in check(network, DAY)}
