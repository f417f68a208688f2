"""The pictures of reports, by their structure."""

import re

from waystation.ledger.reports import drawing
from waystation.ledger.reports.drawing import Bar, Point


def rects(svg):
    found = re.findall(r'<rect class="([\w-]+)" x="([\d.]+)%" y="\d+" width="([\d.]+)%"', svg)
    return [(kind, float(x), float(wide)) for kind, x, wide in found]


def test_bars_share_a_scale_with_zero_in_it():
    svg = drawing.bars([Bar("a", "$1", 0, 100), Bar("b", "$2", 0, 400, "spent", 300)], "Sums")

    assert rects(svg) == [
        ("bar-level", 0, 25),
        ("bar-frame", 0, 75),
        ("bar-spent", 0, 100),
    ]
    assert 'class="axis"' not in svg


def test_what_is_below_zero_hangs_to_the_left_of_the_axis():
    svg = drawing.bars([Bar("a", "-$1", 0, -100, "down"), Bar("b", "$3", 0, 300)], "Sums")

    assert rects(svg) == [("bar-down", 0, 25), ("bar-level", 25, 75)]
    assert '<line class="axis" x1="25.00%"' in svg


def test_words_of_others_cannot_become_part_of_the_drawing():
    assert "<b>" not in drawing.bars([Bar("<b>", '"', 0, 1)], "<b>")


def test_a_month_without_a_cost_leaves_a_gap():
    points = [Point("1", 100, 200), Point("2", None, None), Point("3", 100, 200)]

    svg = drawing.trend(points, "Cost", ("direct", "all-in"))

    assert 'class="line-direct"' not in svg
    # A mark for each month with a cost, and one for each way in the legend.
    assert svg.count('class="mark-direct"') == svg.count('class="mark-all-in"') == 3


def test_the_scale_of_costs_has_at_most_six_round_steps():
    svg = drawing.trend([Point("1", 195_000, 1_325_700)], "Cost", ("direct", "all-in"))

    assert re.findall(r">(\$[\d,]+)<", svg) == ["$0", "$5,000", "$10,000", "$15,000"]
    assert drawing.trend([Point("1", None, None)], "Cost", ("a", "b")).count(">$") == 2
