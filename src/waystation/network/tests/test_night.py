"""Dusk and dawn against almanac values and by season."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.network.night import ALWAYS_DARK, NO_DARK, dark, length_min

PHILADELPHIA = (39.95, -75.16)


def clock(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def test_a_night_in_philadelphia_is_as_worked_by_hand():
    # 26 October 1855: declination -12.6 degrees, equation of time +16.0 min (tables of the sun).
    # cos H = (sin -6 - sin 39.95 sin -12.6) / (cos 39.95 cos 12.6)
    #       = (-0.10453 + 0.64212 * 0.21814) / (0.76661 * 0.97592) = 0.0475, so H = 87.28 degrees
    # half the night 4 * (180 - 87.28) = 370.9 min; midnight 24:00 + 300.6 - 16.0 = 28:44.6 UTC
    # dusk 28:44.6 - 6:10.9 = 22:33.7 UTC, dawn 04:44.6 + 6:10.9 = 10:55.5 UTC
    dusk, dawn = dark(*PHILADELPHIA, date(1855, 10, 26))

    assert abs(dusk - clock("22:34")) <= 5
    assert abs(dawn - clock("10:55")) <= 5


@pytest.mark.parametrize(
    ("where", "day", "dusk", "dawn"),
    [
        # Printed almanacs: end and beginning of civil twilight, turned into UTC.
        ((51.48, 0.0), date(2024, 6, 21), "21:09", "02:55"),  # Greenwich, midsummer
        ((51.48, 0.0), date(2024, 12, 21), "16:34", "07:23"),  # Greenwich, midwinter
        ((-33.87, 151.21), date(2024, 12, 21), "09:35", "18:12"),  # Sydney, midsummer
    ],
)
def test_civil_twilight_agrees_with_the_almanac_within_five_minutes(where, day, dusk, dawn):
    found = dark(*where, day)

    assert abs(found[0] - clock(dusk)) <= 5
    assert abs(found[1] - clock(dawn)) <= 5


def test_nights_grow_from_midsummer_to_midwinter_and_shrink_again():
    nights = [
        length_min(*dark(*PHILADELPHIA, date(1855, 6, 24) + timedelta(days=n)))
        for n in range(0, 360, 7)
    ]

    turn = nights.index(max(nights))
    assert nights[: turn + 1] == sorted(nights[: turn + 1])
    assert nights[turn:] == sorted(nights[turn:], reverse=True)
    assert nights[0] < 9 * 60 < 13 * 60 < nights[turn]


def test_the_far_north_has_no_dark_in_summer_and_nothing_else_in_winter():
    assert dark(69.65, 18.96, date(2024, 6, 21)) == NO_DARK
    assert dark(80.0, 15.6, date(2024, 12, 21)) == ALWAYS_DARK


def test_the_length_of_a_night_counts_across_midnight():
    assert length_min(clock("20:00"), clock("04:00")) == 480
    assert length_min(clock("01:00"), clock("09:30")) == 510
    assert length_min(*NO_DARK) == 0
    assert length_min(*ALWAYS_DARK) == 1_440


@given(st.floats(-90, 90), st.floats(-180, 180), st.dates(date(1800, 1, 1), date(2200, 1, 1)))
def test_every_place_and_day_has_an_answer(lat, lon, day):
    dusk, dawn = dark(lat, lon, day)

    assert 0 <= dusk < 1_440
    assert 0 <= dawn <= 1_440
    assert 0 <= length_min(dusk, dawn) <= 1_440
