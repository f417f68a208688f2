"""Ten years of arrivals, played with the real services: nobody and nothing is lost on the way."""

import pytest

from bench import arrivals

# `python -m bench --only arrivals` plays ten times as many.
PEOPLE = 140


@pytest.mark.long
def test_140_people_go_through_ten_years_and_no_step_is_lost():
    found = arrivals.played(PEOPLE)
    assert found["people"] == PEOPLE
    assert found["flights"] >= PEOPLE / 10
    assert found["steps"] > 20 * found["households"]
    assert found["dues"] > 3 * found["households"]
