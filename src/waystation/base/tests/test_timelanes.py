"""Ways under one another: one scale for all, thick under way, thin while they wait."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from waystation.base.timelanes import MAX_LANES, Lane, Leg, draw, draw_both

BEGIN = datetime(1855, 10, 26, 6, 0, tzinfo=UTC)


def at(hours: float) -> datetime:
    return BEGIN + timedelta(hours=hours)


# One way takes 5 of 10 hours and waits one between; the other travels all ten.
QUICK = Lane(
    "Choice 1", [Leg(at(0), at(2), "wagon", "Sardinia"), Leg(at(3), at(5), "rail", "Sandusky")]
)
SLOW = Lane("Choice 2", [Leg(at(0), at(10), "foot", "Sandusky")])


def lines(kind: str, drawing: str) -> list[tuple[float, float]]:
    found = re.findall(rf'<line class="{kind}" x1="([\d.]+)%" x2="([\d.]+)%"', drawing)
    return [(float(a), float(b)) for a, b in found]


def test_all_ways_share_one_scale_in_time():
    drawing = draw([QUICK, SLOW])

    # The room is 2 % to 98 %, ten hours wide: 9.6 % an hour.
    assert lines("way", drawing) == [(2.0, 21.2), (30.8, 50.0), (2.0, 98.0)]
    assert lines("wait", drawing) == [(21.2, 30.8)]


def test_night_lies_behind_all_of_them_and_not_beyond():
    drawing = draw([QUICK, SLOW], night=[(at(8), at(20))])

    assert re.search(r'class="dark" x="78.80%" y="0" width="19.20%"', drawing)


def test_names_and_modes_are_words_that_cannot_become_markup():
    drawing = draw([Lane("<b>", [Leg(at(0), at(9), "wagon", "<i>")])], labels={"wagon": "마차"})

    assert "<b>" not in drawing
    assert "<i>" not in drawing
    assert "마차" in drawing


def test_both_rooms_get_a_drawing_of_their_own():
    drawing = draw_both([QUICK, SLOW])

    assert drawing.count("<svg class=") == 2
    assert "lanes-narrow" in drawing


@pytest.mark.parametrize("lanes", [[], [SLOW] * (MAX_LANES + 1), [Lane("empty", [])]])
def test_nothing_and_too_much_are_refused(lanes):
    with pytest.raises(ValueError, match="ways"):
        draw(lanes)
