"""What stands in the way of stages to come: halts, rests, closed days, and what is gone."""

from datetime import date

import pytest
from msgspec.structs import replace

from waystation.dispatch import telling
from waystation.dispatch.checking import refuse_troubled
from waystation.dispatch.tests.river import GUIDES
from waystation.dispatch.tests.test_domain import stages
from waystation.dispatch.trouble import Ground, Trouble, in_the_way, lost_in, troubles
from waystation.network.domain import Calendar, Closure
from waystation.routing.domain import Lost
from waystation.routing.tests.ripley import HOUSES, LEGS, PLACES

# By evening from Ripley to Wilmington on Friday 26 October, by morning to Sandusky on the 27th.
FRIDAY, SATURDAY = date(1855, 10, 26), date(1855, 10, 27)


def led():
    evening, morning = stages()
    return [replace(evening, guide="rankin"), replace(morning, guide="haines")]


def ground(*, halts=None, **changed) -> Ground:
    """Give the network at Ripley; a record named `kind_slug` is replaced, or gone if None."""
    held = {
        "place": {place.slug: place for place in PLACES},
        "house": {house.place: house for house in HOUSES},
        "leg": {leg.slug: leg for leg in LEGS},
        "partner": {guide.slug: guide for guide in GUIDES},
    }
    for name, changes in changed.items():
        kind, slug = name.split("_")
        old = held[kind].pop(slug)
        if changes is not None:
            held[kind][slug] = replace(old, **changes)
    return Ground(held["place"], held["house"], held["leg"], held["partner"], halts or {})


def test_on_a_quiet_network_nothing_stands_in_the_way():
    assert troubles(led(), ground()) == ()
    refuse_troubled(led(), ground())


@pytest.mark.parametrize(
    ("halted", "stage"),
    [(("leg", "morning"), 2), (("place", "wilmington"), 1), (("partner", "haines"), 2)],
)
def test_a_halt_of_a_leg_a_place_or_a_guide_is_in_the_way_with_its_reason(halted, stage):
    found = troubles(led(), ground(halts={halted: "a patrol"}))

    assert found == (Trouble(stage, *halted, "halted", "a patrol"),)


def test_a_leg_is_halted_in_both_directions():
    back = [led()[0], replace(led()[1], leg="morning~back")]

    assert troubles(back, ground(halts={("leg", "morning"): ""}))[0].slug == "morning"


def test_what_lies_behind_is_no_trouble_and_neither_is_another_leg():
    done = [replace(led()[0], state="handed over"), led()[1]]
    elsewhere = {("leg", "evening"): "", ("partner", "rankin"): "", ("leg", "boat"): ""}

    assert troubles(done, ground(halts=elsewhere)) == ()


def test_where_the_group_stands_is_a_reason_to_leave_and_keeps_nobody_there():
    found = troubles(led(), ground(halts={("place", "ripley"): "a raid"}))

    assert found == (Trouble(1, "place", "ripley", "halted", "a raid", here=True),)
    assert in_the_way(found) == ()
    assert lost_in(found) == Lost()
    refuse_troubled(led(), ground(halts={("place", "ripley"): "a raid"}))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"leg_morning": None}, (2, "leg", "morning", "gone")),
        ({"leg_morning": {"standing": "retired"}}, (2, "leg", "morning", "retired")),
        ({"partner_rankin": {"standing": "proposed"}}, (1, "partner", "rankin", "proposed")),
        ({"place_wilmington": {"standing": "retired"}}, (1, "place", "wilmington", "retired")),
        ({"house_wilmington": None}, (1, "house", "wilmington", "gone")),
        ({"house_wilmington": {"standing": "retired"}}, (1, "house", "wilmington", "retired")),
    ],
)
def test_what_is_not_in_force_is_in_the_way(changed, expected):
    assert troubles(led(), ground(**changed)) == (Trouble(*expected),)


def test_a_rest_counts_on_its_days_alone():
    rest = (Closure(SATURDAY, SATURDAY, "the harvest"),)

    assert troubles(led(), ground(leg_evening={"rests": rest})) == ()
    assert troubles(led(), ground(leg_morning={"rests": rest})) == (
        Trouble(2, "leg", "morning", "resting", "the harvest"),
    )


def test_a_calendar_counts_for_the_day_of_the_stage_and_for_every_day_of_a_stay():
    fridays = Calendar(weekdays=(4,))

    # The guide leads on the Friday; the stay of five hours from midnight is on the Saturday.
    assert troubles(led(), ground(partner_rankin={"calendar": fridays})) == ()
    assert troubles(led(), ground(partner_haines={"calendar": fridays})) == (
        Trouble(2, "partner", "haines", "closed"),
    )
    assert troubles(led(), ground(house_wilmington={"calendar": fridays})) == (
        Trouble(1, "house", "wilmington", "closed"),
    )


def test_each_trouble_is_said_with_its_name_and_reason():
    halts = {("leg", "morning"): "A patrol sleeps there.", ("place", "ripley"): "A raid."}
    net = ground(halts=halts, partner_rankin={"standing": "retired"}, house_wilmington=None)

    assert telling.sentences(troubles(led(), net), net) == [
        "Stage 1: the guide John Rankin is no longer used.",
        "Stage 1: the house at Wilmington is not on file any more.",
        "Stage 2: the leg Wilmington – Sandusky is halted. A patrol sleeps there.",
        "The group stands at Ripley, which is halted. A raid.",
    ]


def test_what_is_lost_is_what_is_in_the_way_a_house_with_its_place():
    halts = {("leg", "morning"): "", ("partner", "rankin"): ""}
    found = troubles(led(), ground(halts=halts, house_wilmington=None))

    assert lost_in(found) == Lost(places=("wilmington",), legs=("morning",), partners=("rankin",))
