"""The strip map is tested by its structure, not by its pixels."""

import re
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta, timezone

import pytest

from waystation.base.stripmap import Segment, Station, draw, draw_both
from waystation.base.stripshapes import GLYPHS, shorten, width_px, wrap

EASTERN = timezone(timedelta(hours=-5))
EVENING = datetime(1855, 10, 26, 20, 0, tzinfo=EASTERN)
MODES = tuple(GLYPHS)


def after(hours: float) -> datetime:
    return EVENING + timedelta(hours=hours)


def passage(n: int, **more: object) -> tuple[list[Station], list[Segment]]:
    stations = [Station(f"Place {i}", "house", after(3 * i)) for i in range(n)]
    return stations, [Segment("foot", **more) for _ in range(n - 1)]


def parts(svg: str, name: str) -> list[ET.Element]:
    """Find the elements that carry a class."""
    return [e for e in ET.fromstring(svg).iter() if name in e.get("class", "").split()]


def texts(svg: str, name: str) -> list[str]:
    return ["".join(e.itertext()) for e in parts(svg, name)]


def percents(svg: str, name: str) -> list[tuple[float, float]]:
    found = [e for e in parts(svg, name) if e.tag.endswith("line")]
    return [(float(e.get("x1")[:-1]), float(e.get("x2")[:-1])) for e in found]


def test_each_station_has_its_sign_and_its_name():
    kinds = ("start", "house", "meeting", "border", "destination")
    stations = [Station(f"S{kind}", kind, after(i)) for i, kind in enumerate(kinds)]

    svg = draw(stations, [Segment("foot")] * 4)

    assert texts(svg, "name") == ["Sstart", "Shouse", "Smeeting", "Sborder", "Sdestination"]
    assert len(parts(svg, "stop")) == 5
    assert len(parts(svg, "bars")) == 1
    assert len(parts(svg, "dot")) == 2  # start and destination


def test_the_state_of_a_segment_is_told_by_its_line():
    stations = [Station(name, at=after(i)) for i, name in enumerate("ABCDE")]
    states = ("travelled", "under_way", "halted", "to_come")

    svg = draw(stations, [Segment("wagon", state) for state in states], now=after(1.25))

    assert len(percents(svg, "travelled")) == 2  # the first, and the part of the second behind them
    assert len(percents(svg, "to_come")) == 2  # the rest of the second, and the last
    assert len(percents(svg, "halted")) == 1
    assert len(parts(svg, "head")) == 1


def test_the_moving_head_stands_where_the_time_says():
    stations, segments = passage(2, state="under_way")

    svg = draw(stations, segments, now=after(0.75))  # a quarter of three hours

    (start, head), (_, end) = percents(svg, "travelled")[0], percents(svg, "to_come")[0]
    assert (head - start) / (end - start) == pytest.approx(0.25, abs=0.01)


def test_a_halted_segment_says_why_in_words():
    stations, segments = passage(2, state="halted", reason="The guide is silent.")

    for vertical in (False, True):
        svg = draw(stations, segments, vertical=vertical)

        assert "The guide is silent." in " ".join(texts(svg, "reason"))
        assert len(parts(svg, "cross")) == 1


def test_a_longer_way_is_drawn_longer_and_a_short_one_stays_readable():
    stations = [Station("A", at=after(0)), Station("B", at=after(1)), Station("C", at=after(40))]

    svg = draw(stations, [Segment("foot", "travelled"), Segment("rail", "travelled")])

    (a, b), (c, d) = percents(svg, "travelled")
    assert (d - c) > 3 * (b - a)
    assert (b - a) * 5.6 >= 61.9  # least width of 62 px in a room of 560 px


def test_waiting_is_part_of_the_scale():
    stations = [
        Station("A", at=after(0)),
        Station("B", at=after(4), waits_min=240),
        Station("C", at=after(12)),
    ]

    svg = draw(stations, [Segment("foot", "travelled"), Segment("foot", "travelled")])

    (a, b), (c, d) = percents(svg, "travelled")
    assert b - a == pytest.approx(c - b, abs=0.1)  # 4 h on foot and 4 h in the house
    assert d - c == pytest.approx(b - a, abs=0.1)
    assert "Sat 27 00:00–04:00" in texts(svg, "time")


def test_risk_is_a_number_and_the_width_of_a_halo():
    stations, _ = passage(3)
    segments = [Segment("rail", risk_p=0.02, risk_low_p=0.01, risk_high_p=0.04), Segment("rail")]

    svg = draw(stations, segments)

    assert [e.get("stroke-width") for e in parts(svg, "halo")] == ["24", "16"]  # 6 + 2 + 400 p
    assert texts(svg, "risk")[0].startswith("2.0 %")
    assert "risk 2.0 % (1.0 to 4.0)" in ET.fromstring(svg).get("aria-label")


def test_nothing_is_ever_called_without_risk():
    stations, segments = passage(2, risk_p=0.0)

    assert texts(draw(stations, segments), "risk") == ["<0.1 %"]


def test_night_lies_behind_the_hours_of_darkness():
    stations, segments = passage(3)  # six hours in all

    svg = draw(stations, segments, night=[(after(-5), after(3)), (after(50), after(60))])

    (band,) = parts(svg, "night")
    assert float(band.get("width")[:-1]) > 30
    assert ET.fromstring(svg)[0].get("class") == "night"  # first, so behind everything


@pytest.mark.parametrize("n", [2, 5, 6, 7, 9, 10, 14])
@pytest.mark.parametrize(
    "name", ["Bo", "Philadelphia", "Niagara Falls, suspension bridge", "두만강 건너는 곳"]
)
def test_labels_never_touch_one_another(n: int, name: str):
    stations = [
        Station(name, "house", after(i * i * 0.7), waits_min=20 * (i % 3)) for i in range(n)
    ]

    svg = draw(stations, [Segment("foot", risk_p=0.01)] * (n - 1))

    room = 560 if n <= 6 else 760 if n <= 9 else 980
    boxes = []
    for element in parts(svg, "name") + parts(svg, "time"):
        middle, wide = float(element.get("x")[:-1]) * room / 100, width_px(element.text)
        boxes.append((middle - wide / 2, middle + wide / 2, float(element.get("y"))))
    for number, (left, right, y) in enumerate(boxes):
        assert left >= -1
        assert right <= room + 1
        for other_left, other_right, other_y in boxes[number + 1 :]:
            assert right < other_left or other_right < left or abs(y - other_y) >= 14


def test_every_mode_has_a_glyph_of_its_own_with_its_name():
    assert {"foot", "wagon", "carriage", "car", "rail", "train", "bus", "boat"} <= set(MODES)
    assert {"steamboat", "schooner", "ferry", "ship", "canal"} <= set(MODES)
    assert len({GLYPHS[mode] for mode in MODES}) == len(MODES)
    for mode in MODES:
        svg = draw(*passage(2)[:1], [Segment(mode)], labels={mode: f"by {mode}"})

        assert f"<title>by {mode}</title>" in svg


def test_the_drawing_can_be_heard_in_another_language():
    labels = {
        "summary": "{first}에서 {last}까지 {n}곳.",
        "part": "{a}–{b}: {mode}, {state}{more}.",
        "foot": "도보",
        "to_come": "앞으로",
        "fri": "금",
    }

    svg = draw(
        [Station("룽징", at=after(0)), Station("쿤밍", at=after(5))],
        [Segment("foot")],
        title="3조",
        labels=labels,
    )

    assert (
        ET.fromstring(svg).get("aria-label")
        == "3조: 룽징에서 쿤밍까지 2곳. 룽징–쿤밍: 도보, 앞으로."
    )
    assert texts(svg, "time")[0] == "금 26 20:00"


def test_hostile_words_stay_words():
    bad = "<script>\"'&\x00"

    for vertical in (False, True):
        svg = draw(
            [Station(bad), Station("B")],
            [Segment(bad, "halted", reason=bad)],
            vertical=vertical,
            title=bad,
        )

        assert "<script" not in svg
        assert ET.fromstring(svg).tag == "svg"


def test_no_style_stands_in_the_drawing_itself():
    stations, segments = passage(9, risk_p=0.01, risk_high_p=0.02)

    svg = draw_both(stations, segments, night=[(after(0), after(9))])

    assert not re.search(r"\sstyle=|\sfill=|\sstroke=|\sid=|\son\w+=", svg)


def test_both_ways_are_drawn_and_the_same_input_gives_the_same_drawing():
    stations, segments = passage(8)

    both = draw_both(stations, segments)

    assert both == draw_both(stations, segments)
    assert both.startswith('<div class="strip-map strip-some">')
    assert both.count('role="img"') == 2
    assert 'class="strip strip-wide"' in both
    assert 'class="strip strip-tall"' in both


def test_times_that_nobody_knows_are_not_written():
    svg = draw([Station("A"), Station("B")], [Segment("foot")])

    assert texts(svg, "time") == []
    assert texts(svg, "name") == ["A", "B"]


def test_minutes_serve_as_times_too():
    svg = draw([Station("A", at=22 * 60), Station("B", at=25 * 60 + 5)], [Segment("foot")])

    assert texts(svg, "time") == ["22:00", "+1 01:05"]


def test_upright_the_time_stands_left_of_the_line_and_the_name_right():
    stations, segments = passage(4, risk_p=0.01)

    svg = draw(stations, segments, vertical=True)

    tops = [float(e.get("y")) for e in parts(svg, "name")]
    assert tops == sorted(tops)
    assert {e.get("x") for e in parts(svg, "at")} == {"62"}
    assert {e.get("x") for e in parts(svg, "name")} == {"108"}


def test_a_line_that_does_not_fit_together_is_refused():
    with pytest.raises(ValueError, match="2 stations and 2 segments"):
        draw([Station("A"), Station("B")], [Segment("foot")] * 2)
    with pytest.raises(ValueError, match="1 stations"):
        draw([Station("A")], [])


def test_words_are_wrapped_and_cut_only_when_they_must():
    assert wrap("Niagara Falls", 200) == ["Niagara Falls"]
    assert wrap("Niagara Falls", 60) == ["Niagara", "Falls"]
    assert shorten("Philadelphia", 50).endswith("…")
    assert width_px(shorten("Philadelphia", 50)) <= 50
