"""Which threat counts for a question, and what no belief may say."""

import pytest
from msgspec.structs import replace

from waystation.base.errors import Refused
from waystation.dispatch.mixing.checking import checked
from waystation.dispatch.mixing.domain import (
    Bounds,
    Threat,
    bounds_of,
    chance_caught,
    nearest,
)
from waystation.dispatch.mixing.tests.conftest import belief
from waystation.network.domain import Place
from waystation.routing.tests.ripley import at

DOVER = Place(slug="dover", name="Dover", region="DE", country="US")
TORONTO = Place(slug="toronto", name="Toronto", region="ON", country="CA")


def threat(from_land: str, to_land: str, **changes) -> Threat:
    return Threat(from_land=from_land, to_land=to_land, beliefs=(belief(**changes),))


def counts(*threats: Threat) -> int | None:
    found = nearest(list(enumerate(threats)), DOVER, [TORONTO])
    return None if found is None else found[0]


def test_the_threat_that_names_the_corridor_most_closely_counts():
    anywhere, land, region = threat("", ""), threat("US", "CA"), threat("US-DE", "CA")

    assert counts(anywhere, land, region) == 2
    assert counts(anywhere, land) == 1
    assert counts(anywhere) == 0


def test_of_two_equally_close_threats_the_one_believed_last_counts():
    assert counts(threat("US", "", at=at(0)), threat("", "CA", at=at(9))) == 1


def test_a_threat_on_another_corridor_or_one_that_was_removed_counts_for_nothing():
    removed = replace(threat("", ""), removed_at=at(0))

    assert counts(threat("US-MD", ""), threat("", "US"), removed) is None


def test_a_means_of_travel_that_is_not_named_has_the_chance_of_all_others():
    said = belief(otherwise=0.2, caught={"rail": 0.4})

    assert (chance_caught(said, "rail"), chance_caught(said, "foot")) == (0.4, 0.2)


def test_margins_are_counted_from_the_safest_way():
    said = belief(extra_risk=0.5, extra_cost=1.0, extra_hours=10)

    assert bounds_of(said, Bounds(0.1, 20, 300)) == pytest.approx((0.15, 30, 600))
    assert bounds_of(said, Bounds(0.1, 20, 300), 2) == pytest.approx((0.2, 40, 900))


@pytest.mark.parametrize(
    "changes",
    [
        {"k": 0}, {"k": 21}, {"otherwise": 0.96}, {"otherwise": -0.1}, {"otherwise": 0.0},
        {"caught": {"balloon": 0.1}}, {"extra_risk": 5.1}, {"extra_cost": -0.1},
        {"extra_hours": 1_001}, {"why": "  "},
    ],
)  # fmt: skip
def test_a_belief_that_cannot_be_reckoned_with_is_refused(changes):
    with pytest.raises(Refused) as no:
        checked(belief(**changes))

    assert no.value.hint
    assert checked(belief()) == belief()
