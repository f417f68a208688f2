"""When legs start and how long they take, worked by hand."""

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.network.domain import (
    MODES,
    Leg,
    Place,
    crow_km,
    departures,
    directed,
    elapsed_min,
    jurisdiction,
    timetable,
)

DAY = date(1855, 10, 26)
NOWHERE = Place(slug="nowhere", name="Nowhere")
PHILADELPHIA = Place(
    slug="phil", name="Philadelphia", region="PA", country="US", lat=39.95, lon=-75.16
)
TROMSO = Place(slug="north", name="North", lat=69.65, lon=18.96)


def leg(mode: str = "foot", minutes: int = 300, **more: object) -> Leg:
    plain = Leg(
        slug="a-b",
        from_place="a",
        to_place="b",
        mode=mode,
        duration_min=minutes,
        km=10.0,
        capacity=10,
    )
    return msgspec.structs.replace(plain, **more)


def test_a_walk_by_day_starts_on_every_quarter_hour():
    assert departures(leg(), NOWHERE, DAY) == tuple(range(0, 1_440, 15))


def test_a_night_walk_starts_only_where_it_ends_before_dawn():
    # No coordinates: dark from 20:00 to 04:00. Five hours: the last start is 23:00.
    starts = departures(leg(night_only=True), NOWHERE, DAY)

    assert starts == tuple(range(20 * 60, 23 * 60 + 1, 15))


def test_a_night_walk_that_just_fits_starts_at_dusk_and_hides_nowhere():
    walk = leg(minutes=480, night_only=True)

    assert departures(walk, NOWHERE, DAY) == (20 * 60,)
    assert elapsed_min(walk, NOWHERE, DAY) == 480


@pytest.mark.parametrize(
    ("minutes", "elapsed"),
    [
        (481, 1_440 + 1),  # one night of 480, a day in hiding, one minute more
        (600, 1_440 + 120),
        (960, 1_440 + 480),  # two full nights
        (961, 2 * 1_440 + 1),
    ],
)
def test_a_walk_longer_than_the_night_starts_at_dusk_and_hides_by_day(minutes, elapsed):
    walk = leg(minutes=minutes, night_only=True)

    assert departures(walk, NOWHERE, DAY) == (20 * 60,)
    assert elapsed_min(walk, NOWHERE, DAY) == elapsed


def test_dusk_is_rounded_up_to_the_quarter_hour_and_costs_walking_time():
    # Philadelphia: dark from 22:34 to 10:55 UTC, 741 min; from 22:45 there are 730.
    fits, too_long = leg(minutes=730, night_only=True), leg(minutes=731, night_only=True)

    assert departures(fits, PHILADELPHIA, DAY) == (22 * 60 + 45,)
    assert elapsed_min(fits, PHILADELPHIA, DAY) == 730
    assert departures(too_long, PHILADELPHIA, DAY) == (22 * 60 + 45,)
    assert elapsed_min(too_long, PHILADELPHIA, DAY) == 1_440 + 1


def test_a_night_leg_cannot_be_taken_where_it_never_gets_dark():
    assert departures(leg(night_only=True), TROMSO, date(2024, 6, 21)) == ()


def test_trains_leave_at_eight_and_eight_by_the_sun():
    # 75.16 degrees west are 300.6 min, to the quarter hour 300: 08:00 is 13:00 UTC.
    assert departures(leg("rail"), PHILADELPHIA, DAY) == (1 * 60, 13 * 60)
    assert departures(leg("steamboat"), PHILADELPHIA, DAY) == (14 * 60,)


def test_a_timetable_that_was_given_replaces_the_assumed_one():
    train = leg("rail", departs=(6 * 60, 18 * 60 + 30))

    assert timetable(train, PHILADELPHIA) == (6 * 60, 18 * 60 + 30)
    assert departures(train, PHILADELPHIA, DAY) == (6 * 60, 18 * 60 + 30)


def test_a_night_train_runs_only_in_the_dark_and_never_hides():
    # 01:00 UTC is dark and two hours later still; 13:00 UTC is bright day.
    assert departures(leg("rail", 120, night_only=True), PHILADELPHIA, DAY) == (1 * 60,)
    assert departures(leg("rail", 900, night_only=True), PHILADELPHIA, DAY) == ()


def test_a_leg_leads_both_ways_unless_it_is_one_way():
    out, back = directed(leg())

    assert (out.from_place, out.to_place, out.slug) == ("a", "b", "a-b")
    assert (back.from_place, back.to_place, back.slug) == ("b", "a", "a-b~back")
    assert directed(leg(oneway=True)) == (leg(oneway=True),)


@given(st.integers(1, 5_000), st.sampled_from([NOWHERE, PHILADELPHIA, TROMSO]), st.dates())
def test_no_night_leg_is_ever_under_way_for_less_than_its_duration(minutes, place, day):
    walk = leg(minutes=minutes, night_only=True)

    starts = departures(walk, place, day)

    assert starts == tuple(sorted(set(starts)))
    assert all(0 <= start < 1_440 for start in starts)
    assert elapsed_min(walk, place, day) >= minutes


@pytest.mark.parametrize(
    ("region", "country", "law"),
    [
        ("VA", "US", "slave state"),
        ("WV", "US", "slave state"),  # Virginia until 1863
        ("MD", "US", "border state"),
        ("PA", "US", "free state"),
        ("ON", "CA", "abroad"),
        ("BY", "DE", "unknown"),
        ("", "", "unknown"),
    ],
)
def test_the_law_of_a_place_is_that_of_1855(region, country, law):
    assert jurisdiction(region, country) == law


def test_a_degree_of_the_equator_is_111_km():
    # 2 pi * 6371 / 360 = 111.19
    a, b = Place(slug="a", name="A", lat=0.0, lon=0.0), Place(slug="b", name="B", lat=0.0, lon=1.0)

    assert crow_km(a, b) == pytest.approx(111.19, abs=0.01)
    assert crow_km(a, NOWHERE) is None


def test_every_mode_has_a_speed_and_knows_whose_fare_stands_in():
    for name, mode in MODES.items():
        assert mode.kmh > 0, name
        assert mode.winding >= 1, name
        assert mode.capacity > 0, name
        assert all(other in MODES for other in mode.fare_like), name
