"""A drawn face: the same numbers, the same lines; no number breaks it; it says what it is not."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.tracing.portraits import face as faces
from waystation.tracing.portraits.face import NAMES, Face, Mark
from waystation.tracing.portraits.ink import at, stroke
from waystation.tracing.portraits.shape import AXIS, measure
from waystation.tracing.portraits.wording import FEATURES, MARKS, PLACES

SHARES = st.floats(0, 1, allow_nan=False)
NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")


@settings(max_examples=25, deadline=None)
@given(st.tuples(*[SHARES] * len(NAMES)), st.booleans())
def test_every_number_gives_a_face_that_lies_on_its_sheet(values, is_whole):
    drawing = faces.draw(Face(*values), is_whole=is_whole)

    assert len(drawing.layers) > 15
    for layer in drawing.layers:
        assert set(re.sub(r"[-\d. ]", "", layer.d)) <= set("MLQCcqazZ")
        for start in re.findall(r"M(-?[\d.]+) (-?[\d.]+)", layer.d):
            x, y = map(float, start)
            assert -20 <= x <= faces.WIDTH + 20
            assert 0 <= y <= faces.HEIGHT + 20


@settings(max_examples=25)
@given(st.tuples(*[SHARES] * len(NAMES)))
def test_a_kept_face_is_the_face_to_one_part_in_five_hundred(values):
    kept = faces.from_bytes(faces.to_bytes(Face(*values)))

    assert max(abs(one - other) for one, other in zip(kept, values, strict=True)) <= 1 / 510 + 1e-9
    assert faces.to_bytes(kept) == faces.to_bytes(Face(*values))


def test_the_same_numbers_give_the_same_lines_and_each_number_changes_some():
    plain = faces.draw(Face(beard=0.4, age=0.5))

    assert faces.draw(Face(beard=0.4, age=0.5)) == plain
    same = [
        name
        for name in NAMES
        if faces.draw(Face(beard=0.4, age=0.5)._replace(**{name: 0.83})) == plain
    ]
    assert same == []


def test_the_inner_face_alone_says_nothing_of_hair_beard_or_ears():
    one = faces.draw(Face(), is_whole=False)
    other = Face(ears=1, hairline=0, hair_mass=1, hair_length=1, fringe=1, wave=1, beard=1)

    assert faces.draw(other, is_whole=False) == one
    assert faces.draw(other) != faces.draw(Face())


def test_a_child_has_the_eyes_lower_and_the_chin_higher_and_no_beard():
    child, grown = (measure(faces.with_years(Face(), age)) for age in (6, 30))

    def share(one):
        return (one.eye_y - one.top) / (one.chin_y - one.top)

    assert share(child) > share(grown) + 0.08
    bearded = faces.with_years(Face(beard=1.0), 6)
    assert faces.draw(bearded) == faces.draw(bearded._replace(beard=0.0))


@pytest.mark.parametrize("age", [4, 17, 18, 41, 90])
def test_a_face_says_how_old_it_is_drawn(age):
    assert faces.years_of(faces.from_bytes(faces.to_bytes(faces.with_years(Face(), age)))) == age


def test_twenty_numbers_are_bred_and_every_number_has_its_words():
    assert len(faces.INNER) == 20
    assert set(FEATURES) == set(NAMES)
    assert set(PLACES) == set(faces.PLACES)
    drawn = {kind: faces.draw(Face(), (Mark(kind, 0.6, 0.6),)) for kind in MARKS}
    assert len({str(one) for one in drawn.values()} | {str(faces.draw(Face()))}) == 5


def test_a_line_goes_through_its_points_and_a_stroke_is_thin_at_its_ends():
    line = [(0.0, 0.0), (10.0, 4.0), (20.0, 0.0)]

    assert [at(line, share) for share in (0, 0.5, 1)] == line
    numbers = [float(n) for n in NUMBER.findall(stroke([(0, 0), (50, 0), (100, 0)], 4, n=5))]
    assert abs(numbers[1]) <= 0.4
    assert AXIS == faces.WIDTH / 2
