"""Drawings: each value at its height, each level as so many bars, and nothing unescaped."""

import re

import pytest

from waystation.resettlement.following import charting
from waystation.resettlement.following.charting import Line, Mark


def test_a_value_is_as_high_as_it_is_of_the_axis():
    marks = [Mark(0, 0, "3", "none"), Mark(0.5, 5, "6", "half", True), Mark(1, 10, "12", "all")]

    drawn = charting.over_time(marks, title="x", top=10, numbers=(0, 10))

    assert re.findall(r'<circle class="([\w ]+)" cx="([\d.]+)%" cy="([\d.]+)"', drawn) == [
        ("point full", "16.00", "220.0"),
        ("point", "51.00", "125.0"),
        ("point full", "86.00", "30.0"),
    ]


def test_a_level_is_so_many_full_bars_and_what_was_not_said_is_no_bar():
    drawn = charting.steps(
        [("Health", {3: 1, 12: 4}), ("A <b>", {3: 2})], columns=(3, 12), title="x", caption="m"
    )

    assert (drawn.count('"full"'), drawn.count('"none"')) == (7, 5)
    assert "A &lt;b&gt;" in drawn


def test_a_bands_name_makes_way_for_the_first_mark():
    bands = (Line(0, "low"), Line(5, "high"))

    drawn = charting.over_time(
        [Mark(0, 7, "a", "a"), Mark(1, 2, "b", "b")], title="x", top=9, numbers=(0,), bands=bands
    )

    assert re.findall(r'class="band" x="([\d.]+)%"', drawn) == ["11.0", "100"]


@pytest.mark.parametrize("value", [-1, 11])
def test_what_lies_outside_the_axis_is_refused(value):
    with pytest.raises(ValueError, match="from 0 to 10"):
        charting.over_time([Mark(0, value, "x", "x")], title="x", top=10, numbers=(0,))
