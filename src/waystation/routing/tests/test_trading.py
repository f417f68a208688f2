"""What each choice trades, worked by hand on the three routes from Ripley."""

from waystation.routing.asking import ask
from waystation.routing.domain import FRONT_MAX, thinned
from waystation.routing.tests.ripley import PLACES, READY, at, known, question
from waystation.routing.trading import balanced, trade, trades_of
from waystation.routing.wording import Names, traded

NAMES = Names({place.slug: place for place in PLACES}, {})


def plan():
    return ask(known(), question())[0]


def test_the_balanced_route_is_the_nearest_to_the_best_of_all():
    # Boat (730, .09, 60), road (770, .02, 200), night (1800, .004, 360), each from 0 to 1:
    # boat 0+1+0; road 40/1070 + .0159/.086 + 140/300 = .037+.185+.467; night 1+0+1.
    assert balanced(plan()) == 1


def test_each_route_says_what_it_is_best_in_and_what_it_gives_and_takes():
    middle, (boat, road, night) = trades_of(plan())

    assert middle == 1
    assert [t.best for t in (boat, road, night)] == [
        ("earliest", "cheapest"),
        ("balanced",),
        ("safest",),
    ]
    assert (boat.later_min, boat.dearer_cents) == (-40, -140)
    assert (night.later_min, night.dearer_cents) == (1_030, 160)
    assert (night.by, night.instead) == (("wilmington",), ("sardinia",))
    assert (boat.modes, boat.other_modes) == (("boat",), ("wagon",))


def test_a_trade_is_told_in_words_a_person_can_name():
    _, (boat, _road, night) = trades_of(plan())

    assert traded(night, 1, NAMES) == (
        "Compared with choice 2: 17 h 10 min later; $1.60 more; risk 0.40 % instead of 2.0 %; "
        "by Wilmington instead of Sardinia."
    )
    assert traded(boat, 1, NAMES) == (
        "Compared with choice 2: 40 min sooner; $1.40 less; risk 9.0 % instead of 2.0 %; "
        "without Sardinia; boat instead of wagon."
    )


def test_a_route_traded_for_itself_says_nothing():
    road = plan().routes[1]

    assert traded(trade(road, road), 1, NAMES) == ""


def test_of_very_many_routes_an_even_choice_is_kept_with_all_that_are_shown():
    many = [(at(n), 0.1, n) for n in range(1_000)]
    keep = {many[1], many[999]}

    kept = thinned(many, keep)

    assert len(kept) <= FRONT_MAX
    assert keep <= set(kept)
    assert list(kept) == sorted(kept)
    assert thinned(many[:5], set()) == tuple(many[:5])
    assert at(401) > READY
