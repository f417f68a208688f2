"""The chart of choices is tested by its structure."""

import xml.etree.ElementTree as ET
from datetime import datetime, timedelta, timezone

import pytest

from waystation.base.choices_chart import MAX_DOTS, Choice, Dot, draw

START = datetime(1855, 10, 28, 9, 30, tzinfo=timezone(timedelta(hours=-5)))


def choice(hours: float, risk_p: float, cents: int, **more: object) -> Choice:
    return Choice(
        f"?choice={cents}",
        START + timedelta(hours=hours),
        risk_p,
        cents,
        f"${cents / 100:.2f}",
        **more,
    )


def found(svg: str, tag: str, name: str = "") -> list[ET.Element]:
    every = ET.fromstring(svg).iter(tag)
    return [e for e in every if not name or name in e.get("class", "").split()]


def spots(svg: str) -> dict[str, tuple[float, float]]:
    """Give (percent across, pixels down) of each choice by its address."""
    return {
        e[0].get("href"): (float(e.get("x")[:-1]), float(e.get("y")))
        for e in ET.fromstring(svg).iter("svg")
        if len(e) and e[0].tag == "a"
    }


def test_every_choice_is_a_link_that_says_all_three_figures():
    svg = draw(
        [choice(0, 0.042, 1150), choice(30, 0.012, 2200, risk_low_p=0.005, risk_high_p=0.025)]
    )

    names = {e.get("href"): e.get("aria-label") for e in found(svg, "a")}
    assert names["?choice=1150"] == "Arrives Sun 28, 09:30, risk 4.2 %, costs $11.50"
    assert names["?choice=2200"] == "Arrives Mon 29, 15:30, risk 1.2 % (0.5–2.5), costs $22.00"


def test_the_risk_axis_begins_at_zero_and_is_even():
    svg = draw([choice(0, 0.04, 100), choice(9, 0.02, 100 + 1), choice(18, 0.01, 100 + 2)])

    y = {href: spot[1] for href, spot in spots(svg).items()}
    ground = float(found(svg, "line", "axis")[0].get("y1"))
    assert "0" in [e.text for e in found(svg, "text", "end")]
    assert ground - y["?choice=100"] == pytest.approx(2 * (ground - y["?choice=101"]), abs=0.2)
    assert ground - y["?choice=101"] == pytest.approx(2 * (ground - y["?choice=102"]), abs=0.2)


def test_later_stands_further_right_and_nothing_leaves_the_field():
    svg = draw([choice(h, 0.01, 100 + h) for h in (0, 1, 5, 70)])

    across = [spot[0] for spot in spots(svg).values()]
    assert across == sorted(across)
    assert across[0] >= 15
    assert across[-1] <= 96
    ticks = [e for e in found(svg, "text", "middle") if "cost" not in e.get("class")]
    assert 2 <= len(ticks) <= 8


def test_dearer_is_larger_by_area():
    svg = draw([choice(0, 0.01, 1000), choice(9, 0.01, 4000)])

    radii = sorted(float(e.get("r")) for e in found(svg, "circle", "point"))
    assert radii == [10.0, 14.0]  # 6 + 8 * sqrt(1/4) = 10; 6 + 8 = 14


def test_the_chosen_one_is_marked_by_more_than_colour():
    svg = draw([choice(0, 0.01, 1000), choice(9, 0.01, 4000, is_chosen=True)])

    (chosen,) = found(svg, "a", "chosen")
    assert chosen.get("aria-current") == "true"
    assert "chosen" in "".join(chosen.itertext())
    assert len(found(svg, "circle", "ring")) == 1


def test_a_single_choice_is_drawn_and_words_can_be_replaced():
    svg = draw([choice(0, 0.0, 0, name="<b>")], labels={"y": "잡힐 위험", "x": "도착", "sun": "일"})

    assert [e.text for e in found(svg, "text", "caption")] == ["잡힐 위험", "도착"]
    assert found(svg, "a")[0].get("aria-label").startswith("<b>: Arrives 일 28")
    assert "<b>" not in svg


def test_no_style_stands_in_the_drawing_itself():
    svg = draw([choice(0, 0.01, 100, risk_low_p=0.0, risk_high_p=0.03)])

    for word in (" style=", " fill=", " stroke=", " onclick="):
        assert word not in svg


def test_no_choice_is_refused():
    with pytest.raises(ValueError, match="0 choices"):
        draw([])


def test_other_routes_are_dots_behind_the_choices_and_share_their_scale():
    later = Dot(START + timedelta(days=3), 0.4, figure=17)

    drawing = draw([choice(0, 0.04, 100)], others=[later])

    assert drawing.index('data-figure="17"') < drawing.index("<a href")
    # The axis reaches 40 %, so that the dot lies inside the drawing.
    assert "40 %" in drawing
    with pytest.raises(ValueError, match="other routes"):
        draw([choice(0, 0.04, 100)], others=[later] * (MAX_DOTS + 1))
