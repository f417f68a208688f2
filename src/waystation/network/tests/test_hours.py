"""Windows, curfews, slow hours and calendars, worked by hand."""

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.network.domain import (
    Calendar,
    Closure,
    House,
    Jurisdiction,
    Leg,
    Partner,
    Place,
    Trip,
    codes_of,
    departures,
    elapsed_min,
    is_open,
    law_of,
    night_at,
    open_days,
    trips,
    within,
)

DAY = date(1855, 10, 26)
A, B = Place(slug="a", name="A"), Place(slug="b", name="B")
PHILADELPHIA = Place(slug="p", name="P", region="PA", country="US", lat=39.95, lon=-75.16)
TROMSO = Place(slug="t", name="T", lat=69.65, lon=18.96)
PLACES = (A, PHILADELPHIA, TROMSO)
near = st.dates(date(2026, 1, 1), date(2026, 3, 1))
SUMMER = date(2024, 6, 21)


def leg(mode: str = "foot", minutes: int = 60, **more: object) -> Leg:
    plain = Leg(
        slug="x", from_place="a", to_place="b", mode=mode, duration_min=minutes, km=1, capacity=9
    )
    return msgspec.structs.replace(plain, **more)


def starts(leg: Leg, a: Place = A, b: Place = B) -> list[int]:
    return [trip.depart_min for trip in trips(leg, a, b, DAY)]


def test_without_more_ado_trips_are_departures_and_how_long_they_take():
    for place in PLACES:
        for mode in ("foot", "rail"):
            for minutes in (1, 300, 481, 731, 5_000):
                for day in (DAY, SUMMER):
                    way = leg(mode, minutes, night_only=True)
                    found = trips(way, place, B, day)
                    assert tuple(t.depart_min for t in found) == departures(way, place, day)
                    assert {t.duration_min for t in found} <= {elapsed_min(way, place, day)}
                    assert all(t.dark for t in found)


def test_whoever_sets_out_in_a_window_also_arrives_in_it():
    # 60 minutes in 06:00-07:30: 06:00, 06:15, 06:30. 23:30-00:45 leaves 23:30 and 23:45.
    way = leg(windows=((360, 450), (1_410, 45)))

    assert starts(way) == [360, 375, 390, 1_410, 1_425]


def test_no_window_holds_a_leg_that_hides_by_day():
    assert starts(leg(minutes=600, night_only=True, windows=((0, 1_439),))) == []


def test_nobody_sets_out_in_a_curfew_or_arrives_in_one():
    # An hour's way; from 20:00 nobody sets out at A, from 08:00 to 09:00 nobody arrives at B.
    a = msgspec.structs.replace(A, curfew=(20 * 60, 4 * 60))
    b = msgspec.structs.replace(B, curfew=(8 * 60, 9 * 60))

    found = starts(leg(), a, b)

    assert min(found) == 4 * 60
    assert max(found) == 20 * 60 - 15
    assert [m for m in found if 6 * 60 <= m < 9 * 60] == [
        6 * 60, 6 * 60 + 15, 6 * 60 + 30, 6 * 60 + 45, *range(8 * 60, 9 * 60, 15),
    ]  # fmt: skip


def test_slow_hours_change_how_long_a_leg_takes_for_those_who_set_out_then():
    way = leg("rail", departs=(360, 480, 1_200), slow=((420, 540, 90),))

    assert trips(way, A, B, DAY) == (
        Trip(360, 60, False),
        Trip(480, 90, False),
        Trip(1_200, 60, True),  # 20:00 to 21:00, in the dark from 20:00 to 04:00
    )


def test_a_night_leg_in_slow_hours_still_arrives_before_dawn():
    # Dark from 20:00 to 04:00. After midnight it takes 180 minutes: 01:00 is the last start.
    way = leg(night_only=True, slow=((0, 360, 180),))

    assert max(m for m in starts(way) if m < 720) == 60


def test_a_trip_is_dark_only_if_all_of_it_is():
    light = {t.depart_min: t.dark for t in trips(leg(), A, B, DAY)}

    assert (light[19 * 60 + 45], light[20 * 60], light[180], light[195]) == (
        False, True, True, False,
    )  # fmt: skip


@given(
    st.integers(1, 2_000),
    st.booleans(),
    st.lists(st.tuples(st.integers(0, 1_439), st.integers(0, 1_439)), max_size=2),
    st.none() | st.tuples(st.integers(0, 1_439), st.integers(0, 1_439)),
    st.sampled_from(PLACES),
    st.dates(date(1800, 1, 1), date(2100, 1, 1)),
)
def test_every_trip_keeps_every_rule(minutes, night_only, windows, curfew, place, day):
    windows = tuple(w for w in windows if w[0] != w[1])
    way = leg(minutes=minutes, night_only=night_only, windows=windows)
    a = msgspec.structs.replace(place, curfew=curfew)

    for depart, duration, is_dark in trips(way, a, a, day):
        assert duration >= minutes
        dusk, dawn = night_at(a, day)
        on_the_way = [(depart + m) % 1_440 for m in range(0, duration + 1, 7)]
        if windows:
            assert any(
                all((m - f) % 1_440 <= (to - f) % 1_440 for m in on_the_way) for f, to in windows
            )
        if curfew:
            assert not within(depart, curfew)
            assert not within((depart + duration) % 1_440, curfew)
        if is_dark and duration == minutes and (dusk, dawn) != (0, 1_440):
            assert all((m - dusk) % 1_440 <= (dawn - dusk) % 1_440 for m in on_the_way)
        assert is_dark or not night_only


def test_a_closure_that_is_over_closes_nothing_and_shortens_nothing():
    past = Calendar((), (Closure(date(2026, 3, 1), date(2026, 3, 2)),))
    ahead = Calendar((), (Closure(date(2026, 4, 1), date(2026, 4, 2)),))

    assert open_days(past, date(2026, 3, 5), 5) == (True,) * 5
    assert open_days(ahead, date(2026, 3, 5), 5) == (True,) * 5


def test_a_calendar_opens_on_its_weekdays_less_its_closures():
    # 5 March 2026 is a Thursday.
    weekend = Calendar((5, 6), (Closure(date(2026, 3, 7), date(2026, 3, 7), "flood"),))

    assert open_days(weekend, date(2026, 3, 5), 5) == (False, False, False, True, False)
    assert is_open(Calendar(), date(2026, 3, 5))


@given(
    st.frozensets(st.integers(0, 6)),
    st.lists(st.tuples(near, near), max_size=3),
    near,
)
def test_many_days_at_once_are_each_day_by_itself(weekdays, spans, first):
    closed = tuple(Closure(min(span), max(span)) for span in spans)
    calendar = Calendar(tuple(sorted(weekdays)), closed)

    for number, is_it in enumerate(open_days(calendar, first, 20)):
        day = date.fromordinal(first.toordinal() + number)
        right = not weekdays or day.weekday() in weekdays
        assert is_it == (right and not any(c.first <= day <= c.last for c in closed))


@pytest.mark.parametrize(
    ("kind", "old"),
    [
        (Place, {"type": "place/1", "slug": "x", "name": "X"}),
        (House, {"type": "house/1", "place": "x", "beds": 1, "max_nights": 1, "assumed": False}),
        (Leg, {"type": "leg/1", "slug": "x", "from_place": "a", "to_place": "b", "mode": "foot",
               "duration_min": 1, "km": 1.0, "capacity": 1}),
        (Partner, {"type": "partner/1", "slug": "x", "name": "X", "place": "a", "region": "",
                   "assumed": True}),
    ],
)  # fmt: skip
def test_what_was_sealed_before_there_were_standings_opens_as_vetted(kind, old):
    record = msgspec.msgpack.decode(msgspec.msgpack.encode(old), type=kind)

    assert (record.standing, record.rests) == ("vetted", ())


def test_the_law_on_file_comes_before_that_of_1855_and_the_nearer_before_the_wider():
    state = Jurisdiction(code="US-PA", name="Pennsylvania", law="border state")
    whole = Jurisdiction(code="US", name="United States", law="abroad")

    assert codes_of(PHILADELPHIA) == ("US-PA", "US")
    assert law_of(PHILADELPHIA, {}) == "free state"
    assert law_of(PHILADELPHIA, {"US": whole}) == "abroad"
    assert law_of(PHILADELPHIA, {"US": whole, "US-PA": state}) == "border state"
